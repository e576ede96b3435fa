// matrix.js: the page of the matrix: colors, filters, layout, and all of it in the address.

/** @typedef {{ technique: DtmTechnique, cell: HTMLElement, mark: HTMLElement, word: HTMLElement }} Cell */

page("#matrix", (matrix) => {
  const data = window.DTM_DATA;
  if (!data) return;
  const facets = facetsOf(data);
  const coverage = coverageScale(data);
  const overlay = overlayScale(data);
  const scales = [...scalesOf(data), ...[coverage, overlay].filter((it) => it !== null)];
  const byTechnique = new Map(data.techniques.map((it) => [it.id, it]));
  const cells = cellsOf(matrix, byTechnique);
  let state = readState();

  const color = /** @type {HTMLSelectElement} */ (byId("color"));
  const layout = /** @type {HTMLSelectElement} */ (byId("layout"));
  const others = /** @type {HTMLSelectElement} */ (byId("others"));
  const text = /** @type {HTMLInputElement} */ (byId("text"));
  const panel = /** @type {HTMLDetailsElement} */ (byId("filters"));
  const body = byId("filter-body");
  const folds = byId("folds");
  color.replaceChildren(...scales.map((it) => make("option", { value: it.key }, it.label)));

  const show = () => {
    const scale = scales.find((it) => it.key === state.get("color")) ?? scales[0];
    if (!scale) return;
    const shown = matching(data, facets, state);
    for (const cell of cells) paint(cell, scale.level(cell.technique), shown);
    matrix.className = ["matrix", state.get("layout") ?? "", state.get("others") === "hidden" ? "only" : ""].join(" ").trim();
    for (const column of matrix.querySelectorAll(".column")) countColumn(column, shown);
    color.value = scale.key;
    layout.value = state.get("layout") ?? "";
    others.value = state.get("others") ?? "";
    if (text.value.trim() !== (state.get("text") ?? "")) text.value = state.get("text") ?? "";
    const count = `${shown.size} of ${data.techniques.length} techniques`;
    const place = byId("shown");
    if (place.textContent !== count) {
      place.textContent = count;
      say(count);
    }
    showLegend(byId("legend"), scale);
    showFilters(body, state);
    showChips(byId("chips"), facets, state, changed);
    const open = state.get("sub") === "open";
    folds.textContent = open ? "Fold sub-techniques" : "Unfold sub-techniques";
    folds.setAttribute("aria-pressed", String(open));
  };
  const changed = () => {
    writeState(state);
    show();
  };
  const unfold = () => {
    const open = state.get("sub") === "open";
    for (const details of matrix.querySelectorAll("details")) details.open = open;
  };
  /** @param {string} key @param {HTMLSelectElement | HTMLInputElement} field */
  const follow = (key, field) => {
    field.addEventListener("input", () => {
      state.set(key, field.value.trim());
      changed();
    });
  };
  follow("color", color);
  follow("layout", layout);
  follow("others", others);
  follow("text", text);
  folds.addEventListener("click", () => {
    state.set("sub", state.get("sub") === "open" ? "" : "open");
    unfold();
    changed();
  });
  panel.addEventListener("toggle", () => {
    if (panel.open && body.childElementCount === 0) {
      buildFilters(body, data, facets, state, changed);
      showFilters(body, state);
    }
  });
  byId("copy-link").addEventListener("click", () => {
    navigator.clipboard?.writeText(location.href).then(
      () => say("The address is copied"),
      () => say("The address could not be copied; take it from the address bar"),
    );
  });
  byId("svg").addEventListener("click", () => give(`${data.id}.svg`, "image/svg+xml", pictureOf(matrix, data, byId("legend"))));
  byId("png").addEventListener("click", () => givePng(`${data.id}.png`, pictureOf(matrix, data, byId("legend"))));
  byId("print").addEventListener("click", () => window.print());
  window.addEventListener("hashchange", () => {
    if (isPlace()) return;
    const next = readState();
    state.clear();
    for (const [key, value] of next) state.set(key, value);
    unfold();
    show();
  });
  /** @type {HTMLDetailsElement[]} */
  let folded = [];
  window.addEventListener("beforeprint", () => {
    folded = [...matrix.querySelectorAll("details")].filter((it) => !it.open);
    for (const details of folded) details.open = true;
  });
  window.addEventListener("afterprint", () => {
    for (const details of folded) details.open = false;
  });
  if (state.get("sub") === "open") unfold();
  show();
});

/**
 * Returns the cells. A technique that serves several tactics has one in each.
 * @param {HTMLElement} matrix
 * @param {Map<string, DtmTechnique>} techniques
 * @returns {Cell[]}
 */
function cellsOf(matrix, techniques) {
  const cells = [];
  for (const cell of matrix.querySelectorAll(".cell")) {
    const technique = techniques.get(cell.getAttribute("data-id") ?? "");
    const mark = cell.querySelector(":scope > a .mark");
    const word = cell.querySelector(":scope > a .unseen");
    if (technique && cell instanceof HTMLElement && mark instanceof HTMLElement && word instanceof HTMLElement) {
      cells.push({ technique, cell, mark, word });
    }
  }
  return cells;
}

/**
 * @param {Cell} cell
 * @param {Level} level
 * @param {Set<string>} shown
 */
function paint({ technique, cell, mark, word }, level, shown) {
  cell.dataset.tone = level.tone;
  if (mark.textContent !== level.mark) mark.textContent = level.mark;
  const inside = [...cell.querySelectorAll(".cell")].some((it) => shown.has(it.getAttribute("data-id") ?? ""));
  cell.classList.toggle("faint", !shown.has(technique.id));
  cell.classList.toggle("carrier", !shown.has(technique.id) && inside);
  const said = `${level.word}${shown.has(technique.id) ? "" : ", filtered out"}, `;
  if (word.textContent !== said) word.textContent = said;
  mark.title = level.word;
}

/**
 * @param {Element} column
 * @param {Set<string>} shown
 */
function countColumn(column, shown) {
  const ids = new Set([...column.querySelectorAll(".cell")].map((it) => it.getAttribute("data-id") ?? ""));
  const count = [...ids].filter((id) => shown.has(id)).length;
  const place = column.querySelector(".count");
  const text = count === ids.size ? String(count) : `${count}/${ids.size}`;
  if (place && place.textContent !== text) place.textContent = text;
}

/**
 * @param {HTMLElement} place
 * @param {Scale} scale
 */
function showLegend(place, scale) {
  if (place.dataset.scale === scale.key) return;
  place.dataset.scale = scale.key;
  const items = scale.legend.map((it) =>
    make("li", { "data-tone": it.tone }, make("span", { class: "mark", "aria-hidden": "true" }, it.mark), it.word),
  );
  place.replaceChildren(...items);
}
