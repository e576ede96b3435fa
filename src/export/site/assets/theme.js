// The reader's theme, before the first paint. Without a choice the system decides.
(() => {
  try {
    const theme = localStorage.getItem("dtm-theme");
    if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
  } catch {
    // No storage here: the system decides.
  }
  document.documentElement.classList.add("js");
  // Where a script does not load, the page shows what it shows without scripts.
  addEventListener("error", ({ target }) => {
    if (target instanceof HTMLScriptElement) document.documentElement.classList.remove("js");
  }, true);
})();
