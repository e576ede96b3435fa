// single.js: the one file that holds everything: an article takes the place of the matrix, as a page
// of the site would, and goes when the matrix is asked for.

page("#shelf", (shelf) => {
  const board = byId("main");
  const title = document.title;
  /** @type {Element | null} */
  let open = null;
  /** The address of the matrix as it was last seen, and where it was. */
  let last = isPlace() ? "" : location.hash;
  let height = 0;
  /** @type {HTMLElement | null} */
  let from = null;

  const show = () => {
    const target = isPlace() ? document.getElementById(decodeURIComponent(location.hash.slice(1))) : null;
    const part = target?.closest("#shelf > *") ?? null;
    const left = open;
    left?.classList.remove("open");
    part?.classList.add("open");
    open = part;
    board.hidden = part !== null;
    shelf.toggleAttribute("data-open", part !== null);
    if (!part || !target) {
      shelf.removeAttribute("role");
      document.title = title;
      if (!left) return;
      from?.focus({ preventScroll: true });
      scrollTo(0, height);
      return;
    }
    shelf.setAttribute("role", "main");
    document.title = `${part.querySelector("h1")?.textContent ?? ""} · ${title}`;
    const fold = target.closest("details");
    if (fold) fold.open = true;
    if (part instanceof HTMLElement && part !== left) part.focus({ preventScroll: true });
    if (part === target) scrollTo(0, 0);
    else target.scrollIntoView();
  };

  // A click comes before the address changes, so the matrix is still where the reader left it.
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (link.matches(".skip")) {
      event.preventDefault();
      (open instanceof HTMLElement ? open : board).focus();
    } else if (link.matches(".to-matrix")) {
      event.preventDefault();
      if (open) location.hash = last.length > 1 ? last : "matrix";
      else scrollTo(0, 0);
    } else if (!open && link.hash.length > 1) {
      height = scrollY;
      from = board.contains(link) ? link : null;
      if (!isPlace()) last = location.hash;
    }
  }, { capture: true });
  addEventListener("hashchange", show);
  show();
});
