// search.js: the palette: a dialog that is opened by the button, by "/" or by Ctrl+K, and by an
// address that ends in #q=words.

/** How many of a sort are shown beside others, and how many alone; how many that an id touches. */
const SEARCH_SHOWN = { each: 6, alone: 80, touched: 8 };

/** @type {Promise<SearchIndex> | null} */
let searchOpening = null;

/** Returns the data if they are here. */
function searchHere() {
  return /** @type {{ DTM_SEARCH?: SearchData }} */ (/** @type {unknown} */ (window)).DTM_SEARCH;
}

/** Reads the data, once, when somebody searches for the first time. */
function searchIndex() {
  searchOpening ??= new Promise((resolve, reject) => {
    const here = searchHere();
    if (here) return resolve(openSearch(here));
    const script = make("script", { src: `${ROOT}static/search.js` });
    script.addEventListener("load", () => {
      const data = searchHere();
      if (data) resolve(openSearch(data));
      else reject(new Error("static/search.js holds no data"));
    });
    script.addEventListener("error", () => {
      searchOpening = null;
      script.remove();
      reject(new Error("static/search.js is missing"));
    });
    document.head.append(script);
  });
  return searchOpening;
}

/**
 * Returns the address of a document, seen from this page.
 * @param {SearchDoc} doc
 */
function searchUrl(doc) {
  return pageUrl(doc.url);
}

/**
 * Returns a text with what matches in it marked.
 * @param {string} text
 * @param {string[]} words
 */
function searchMarked(text, words) {
  return searchMarks(text, words).map((part, at) => (at % 2 === 1 ? make("mark", {}, part) : part));
}

/**
 * Makes the palette and returns what opens it.
 * @returns {(query?: string) => void}
 */
function makePalette() {
  const input = make("input", {
    type: "text", enterkeyhint: "search", id: "search-query", role: "combobox", autocomplete: "off", autocapitalize: "off", spellcheck: "false",
    placeholder: "A word, T1190, CONN-7, CVE-2019-11687, B.12 …",
    "aria-label": "Search the matrix", "aria-expanded": "false", "aria-controls": "search-found", "aria-autocomplete": "list",
  });
  const close = make("button", { type: "button", "aria-label": "Close the search", onclick: () => dialog.close() }, "Esc");
  const types = make("div", { class: "types", role: "group", "aria-label": "Show only" });
  const list = make("div", { id: "search-found", role: "listbox", "aria-label": "Found" });
  const count = make("p", { class: "note", role: "status" });
  const link = make("a", { hidden: true }, "Link to this search");
  const key = (/** @type {string} */ name) => make("kbd", {}, name);
  const keys = make("p", { class: "keys" }, key("↑"), " ", key("↓"), " choose, ", key("Enter"), " opens, ", key("Ctrl Enter"), " in a new tab");
  const dialog = make("dialog", { class: "palette", "aria-label": "Search" },
    make("div", { class: "ask" }, input, close), types, count, list, make("div", { class: "foot" }, keys, link));
  document.body.append(dialog);

  /** @type {HTMLElement[]} */
  let options = [];
  let chosen = -1;
  /** The kind that alone is shown. @type {number | null} */
  let only = null;
  /** Ids whose whole list was asked for. @type {Set<number>} */
  const unfolded = new Set();

  const choose = (/** @type {number} */ at) => {
    options[chosen]?.setAttribute("aria-selected", "false");
    chosen = options.length === 0 ? -1 : Math.max(0, Math.min(at, options.length - 1));
    const option = options[chosen];
    if (!option) return input.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", option.id);
  };

  /**
   * Adds what can be chosen.
   * @template {HTMLElement} E
   * @param {E} element
   */
  const option = (element) => {
    element.id = `search-${options.length}`;
    element.setAttribute("role", "option");
    element.setAttribute("aria-selected", "false");
    element.tabIndex = -1;
    options.push(element);
    return element;
  };

  /**
   * @param {SearchIndex} index
   * @param {SearchDoc} doc
   * @param {string[]} words
   * @param {boolean} below whether it stands below the id that touches it
   */
  const row = (index, doc, words, below) => {
    const outside = doc.url.startsWith("https:");
    const name = make("span", { class: "name" }, ...searchMarked(doc.name, words), outside ? " ↗" : "");
    const id = make("span", { class: "id" }, ...searchMarked(doc.id, words));
    const line = make("span", { class: "line" }, id, " ", name);
    if (below) line.append(" ", make("span", { class: "tag" }, index.kinds[doc.kind]?.name.replace("-", " ") ?? ""));
    const link = option(make("a", { href: searchUrl(doc), class: below ? "below" : "", onclick: () => dialog.close() }, line));
    if (!below && doc.summary) link.append(make("span", { class: "summary" }, ...searchMarked(doc.summary, words)));
    return link;
  };

  /** @param {string} text @param {() => void} run */
  const more = (text, run) => option(make("button", { type: "button", class: "further", onclick: () => { run(); input.focus(); } }, text));

  /** @param {SearchIndex} index */
  const tips = (index) => {
    const example = (/** @type {string} */ text) => make("button", { type: "button", onclick: () => { input.value = text; input.focus(); update(); } }, text);
    const examples = ["T1190", "CONN-7", "CVE-2019-11687", "B.12", "preamble", "type:mitigation tls"];
    const kinds = index.kinds.filter((kind) => kind.url).map((kind) => make("li", {}, make("a", { href: pageUrl(kind.url), onclick: () => dialog.close() }, kind.plural)));
    list.replaceChildren();
    count.textContent = "Names, ids and texts are searched. All words must be met; small typing errors are forgiven. Ids of ATT&CK, CVE, CWE and of controls find what they touch.";
    types.replaceChildren(...examples.map(example));
    list.append(make("ul", { class: "kinds", role: "presentation" }, ...kinds));
  };

  /** @param {SearchIndex} index */
  const show = (index) => {
    options = [];
    const query = input.value.trim();
    link.hidden = query === "";
    link.href = pageUrl(`index.html#${new URLSearchParams({ q: query })}`);
    input.setAttribute("aria-expanded", String(query !== ""));
    list.setAttribute("role", query === "" ? "presentation" : "listbox");
    if (query === "") {
      choose(-1);
      return tips(index);
    }
    const { found, words, loose } = findAll(index, query);
    /** @type {Map<number, SearchFound[]>} */
    const groups = new Map();
    for (const it of found) groups.set(it.doc.kind, [...(groups.get(it.doc.kind) ?? []), it]);
    if (only !== null && !groups.has(only)) only = null;

    const chip = (/** @type {number | null} */ kind, /** @type {string} */ name, /** @type {number} */ total) =>
      make("button", { type: "button", "aria-pressed": String(only === kind), onclick: () => { only = kind; show(index); types.querySelector("[aria-pressed=true]")?.scrollIntoView({ block: "nearest" }); input.focus(); } }, name, " ", make("span", { class: "count" }, String(total)));
    types.replaceChildren(...(found.length === 0 ? [] : [chip(null, "All", found.length)]),
      ...[...groups].map(([kind, those]) => chip(kind, index.kinds[kind]?.plural ?? "", those.length)));

    // What stands below an id is not shown again beside it.
    const below = new Set();
    if (only === null) {
      for (const { doc, exact } of found) {
        if (exact) for (const touched of searchTouched(index, doc)) below.add(touched.at);
      }
    }
    list.replaceChildren();
    for (const [kind, those] of groups) {
      if (only !== null && only !== kind) continue;
      const rest = those.filter(({ doc, exact }) => exact || !below.has(doc.at));
      if (rest.length === 0) continue;
      const head = make("div", { class: "head", id: `search-kind-${kind}` }, index.kinds[kind]?.plural ?? "");
      const group = make("div", { role: "group", "aria-labelledby": head.id }, head);
      const shown = only === null ? SEARCH_SHOWN.each : SEARCH_SHOWN.alone;
      for (const { doc, exact } of rest.slice(0, shown)) {
        group.append(row(index, doc, words, false));
        if (!exact) continue;
        const touched = searchTouched(index, doc);
        const open = unfolded.has(doc.at) ? touched.length : SEARCH_SHOWN.touched;
        group.append(...touched.slice(0, open).map((it) => row(index, it, words, true)));
        if (touched.length > open) group.append(more(`All ${touched.length} that ${doc.id} touches`, () => { unfolded.add(doc.at); const at = chosen; show(index); choose(at); }));
      }
      if (rest.length > shown && only === null) group.append(more(`All ${those.length}: ${index.kinds[kind]?.plural}`, () => { only = kind; show(index); }));
      else if (rest.length > shown) group.append(make("p", { class: "note" }, `${rest.length - shown} more: another word narrows them.`));
      list.append(group);
    }
    list.scrollTop = 0;
    choose(0);
    const kind = only === null ? "" : ` in ${index.kinds[only]?.plural}`;
    const total = only === null ? found.length : groups.get(only)?.length ?? 0;
    const how = loose && total > 0 ? "; nothing is written exactly so" : "";
    count.textContent = total === 0 ? `Nothing found for “${query}”.` : `${total} found${kind}${how}.`;
  };

  const update = () => {
    searchIndex().then(show, (/** @type {Error} */ error) => {
      count.textContent = `The search does not work here: ${error.message}.`;
    });
  };

  input.addEventListener("input", () => {
    only = null;
    unfolded.clear();
    update();
  });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const step = { ArrowDown: chosen + 1, ArrowUp: chosen - 1, PageDown: chosen + 6, PageUp: chosen - 6 }[event.key];
    const edge = { Home: 0, End: options.length - 1 }[event.key];
    const option = options[chosen];
    if (step !== undefined) choose(event.key.startsWith("Arrow") ? (step + options.length) % (options.length || 1) : step);
    else if (edge !== undefined && !event.shiftKey) choose(edge);
    else if (event.key === "Enter" && option instanceof HTMLAnchorElement && (event.ctrlKey || event.metaKey)) window.open(option.href, "_blank", "noopener");
    else if (event.key === "Enter") option?.click();
    else return;
    event.preventDefault();
  });
  // A press beside the dialog's content is a press on its backdrop.
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
  dialog.addEventListener("close", () => {
    const state = readState();
    if (state.delete("q")) writeState(state);
  });

  return (query) => {
    if (query !== undefined) input.value = query;
    if (!dialog.open) dialog.showModal();
    input.focus();
    input.select();
    only = null;
    update();
  };
}

page("#search-open", (button) => {
  /** @type {((query?: string) => void) | null} */
  let palette = null;
  /** @param {string} [query] */
  const open = (query) => {
    palette ??= makePalette();
    palette(query);
  };
  const fromAddress = () => {
    const query = readState().get("q");
    if (query) open(query);
  };
  button.hidden = false;
  button.setAttribute("aria-keyshortcuts", "/ Control+K");
  button.addEventListener("click", () => open());
  document.addEventListener("keydown", (event) => {
    const busy = event.target instanceof HTMLElement && event.target.closest("input, select, textarea, dialog, [contenteditable]");
    const slash = event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey && !busy;
    const control = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey;
    if (!slash && !control) return;
    if (document.querySelector("dialog[open]:not(.palette)")) return;
    event.preventDefault();
    open();
  });
  addEventListener("hashchange", fromAddress);
  fromAddress();
});
