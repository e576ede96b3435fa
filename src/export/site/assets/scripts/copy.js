// copy.js: a button beside each text that is there to be taken along: rules and paths of files.

/**
 * Puts a text where the system keeps what is copied. Returns false where the browser forbids it.
 * @param {string} text
 * @returns {Promise<boolean>}
 */
async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

/**
 * Selects what an element shows, so that the reader can copy it by hand.
 * @param {HTMLElement} element
 */
function selectText(element) {
  const range = document.createRange();
  range.selectNodeContents(element);
  const selection = getSelection();
  selection?.removeAllRanges();
  selection?.addRange(range);
}

page("[data-copy]", () => {
  for (const source of document.querySelectorAll("[data-copy]")) {
    if (!(source instanceof HTMLElement)) continue;
    const what = source.dataset.copy ?? "text";
    const button = make("button", { type: "button", class: "copy", "aria-label": `Copy the ${what}` }, "Copy");
    button.addEventListener("click", async () => {
      const done = await copyText(source.textContent ?? "");
      if (!done) selectText(source);
      button.textContent = done ? "Copied" : "Selected";
      say(done ? `The ${what} is copied.` : `The ${what} is selected; copy it with the keyboard.`);
      setTimeout(() => (button.textContent = "Copy"), 2000);
    });
    const place = source.closest("pre") ?? source;
    place.after(button);
  }
});
