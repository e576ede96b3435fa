// matrix-keys.js: the matrix by keyboard. The matrix is one stop of the Tab key; arrows move between
// its cells, Home and End within a column, with Ctrl over all; Space opens the sub-techniques.

page("#matrix", (matrix) => {
  const columns = () =>
    [...matrix.querySelectorAll(":scope > .column")].map((column) =>
      [...column.querySelectorAll("a")].filter((link) => link.checkVisibility()),
    );
  /** @param {HTMLAnchorElement} link */
  const choose = (link) => {
    for (const other of matrix.querySelectorAll("a[tabindex='0']")) other.setAttribute("tabindex", "-1");
    link.tabIndex = 0;
  };
  for (const element of matrix.querySelectorAll("a, summary")) element.setAttribute("tabindex", "-1");
  const first = matrix.querySelector("a");
  if (first) choose(first);

  matrix.addEventListener("focusin", (event) => {
    if (event.target instanceof HTMLAnchorElement) choose(event.target);
  });
  matrix.addEventListener("keydown", (event) => {
    const here = event.target;
    if (!(here instanceof HTMLElement) || event.altKey || event.metaKey) return;
    const grid = columns();
    const x = grid.findIndex((column) => column.some((link) => link === here));
    const column = grid[x];
    if (!column) return;
    const y = column.findIndex((link) => link === here);
    const list = matrix.classList.contains("list");
    const beside = (/** @type {number} */ step) => {
      for (let to = x + step; grid[to]; to += step) {
        const target = grid[to];
        if (target && target.length > 0) return target[Math.min(y, target.length - 1)];
      }
      return undefined;
    };
    const all = grid.flat();
    const at = all.findIndex((link) => link === here);
    /** @type {Record<string, () => HTMLAnchorElement | undefined>} */
    const moves = {
      ArrowUp: () => (list ? all[at - 1] : column[y - 1]),
      ArrowDown: () => (list ? all[at + 1] : column[y + 1]),
      ArrowLeft: () => beside(-1),
      ArrowRight: () => beside(1),
      Home: () => (event.ctrlKey ? all[0] : column[0]),
      End: () => (event.ctrlKey ? all.at(-1) : column.at(-1)),
    };
    const move = moves[event.key];
    if (move) {
      event.preventDefault();
      const target = move();
      if (target) {
        choose(target);
        target.focus();
        target.scrollIntoView({ block: "nearest", inline: "nearest" });
      }
    } else if (event.key === " ") {
      const details = here.closest(".cell")?.querySelector(":scope > details");
      if (details instanceof HTMLDetailsElement) {
        event.preventDefault();
        details.open = !details.open;
        say(details.open ? "Sub-techniques shown" : "Sub-techniques hidden");
      }
    }
  });
});
