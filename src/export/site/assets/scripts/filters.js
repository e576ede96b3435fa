// filters.js: the panel of filters on the page of the matrix, and the chips of those in use.

/**
 * Fills the panel. It is built when it is first opened: most readers only look at the matrix.
 * @param {HTMLElement} panel
 * @param {DtmData} data
 * @param {Facet[]} facets
 * @param {Map<string, string>} state
 * @param {() => void} changed
 */
function buildFilters(panel, data, facets, state, changed) {
  for (const facet of facets.filter((it) => it.form === "box")) {
    const boxes = facet.options().map(([value, word]) => {
      const count = data.techniques.filter((technique) => facet.test(technique, value)).length;
      const box = make("input", { type: "checkbox", value, "data-facet": facet.key, onchange: () => toggleValue(state, facet.key, value, box.checked, changed) });
      return make("label", {}, box, ` ${word} `, make("span", { class: "count" }, String(count)));
    });
    panel.append(make("fieldset", {}, make("legend", {}, facet.label), make("div", { class: "boxes" }, ...boxes)));
  }
  const picks = facets.filter((it) => it.form === "pick").map((facet) => {
    const options = facet.options();
    const list = make("datalist", { id: `list-${facet.key}` }, ...options.map(([value, word]) => make("option", { value }, word)));
    const field = make("input", { type: "text", list: list.id, autocomplete: "off", placeholder: options[0]?.[0] ?? "" });
    const note = make("span", { class: "field-note", role: "alert" });
    field.addEventListener("change", () => {
      const typed = field.value.trim().toLowerCase();
      const found = options.find(([value, word]) => value.toLowerCase() === typed || word.toLowerCase() === typed);
      note.textContent = typed && !found ? "nothing of that id or name" : "";
      if (!found) return;
      field.value = "";
      toggleValue(state, facet.key, found[0], true, changed);
    });
    return make("label", {}, `${facet.label} `, field, list, note);
  });
  panel.append(make("fieldset", {}, make("legend", {}, "By id or name"), make("div", { class: "picks" }, ...picks)));
}

/**
 * Adds a value to a facet, or takes it away.
 * @param {Map<string, string>} state
 * @param {string} key
 * @param {string} value
 * @param {boolean} on
 * @param {() => void} changed
 */
function toggleValue(state, key, value, on, changed) {
  const values = (state.get(key) ?? "").split(",").filter((it) => it && it !== value);
  if (on) values.push(value);
  state.set(key, values.join(","));
  changed();
}

/**
 * Ticks the boxes as the state says.
 * @param {HTMLElement} panel
 * @param {Map<string, string>} state
 */
function showFilters(panel, state) {
  for (const box of panel.querySelectorAll("input[data-facet]")) {
    if (!(box instanceof HTMLInputElement)) continue;
    box.checked = (state.get(box.dataset.facet ?? "") ?? "").split(",").includes(box.value);
  }
}

/**
 * Shows a chip for each filter in use; a press takes it away.
 * @param {HTMLElement} place
 * @param {Facet[]} facets
 * @param {Map<string, string>} state
 * @param {() => void} changed
 */
function showChips(place, facets, state, changed) {
  const chips = facets.flatMap((facet) => {
    const values = (state.get(facet.key) ?? "").split(",").filter(Boolean);
    const words = new Map(values.length > 0 ? facet.options() : []);
    return values.map((value) => {
      const word = words.get(value) ?? "unknown";
      const text = facet.form === "pick" ? `${facet.label}: ${value}` : `${facet.label}: ${word}`;
      const press = () => {
        toggleValue(state, facet.key, value, false, changed);
        byId("shown").focus();
      };
      return make("button", { type: "button", class: "chip", title: word, "aria-label": `Take away the filter ${text}`, onclick: press }, `${text} ×`);
    });
  });
  if (chips.length > 1) {
    const clear = () => {
      for (const facet of facets) state.delete(facet.key);
      changed();
      byId("shown").focus();
    };
    chips.push(make("button", { type: "button", class: "chip", onclick: clear }, "Clear all"));
  }
  place.replaceChildren(...chips);
}
