// kit.js: what every part uses: making elements, keeping things in the browser, saying things aloud,
// giving a file to the reader, and the state that stands in the address.

/** Where the site begins, seen from this page: "", "../" or "../../". */
const ROOT = document.documentElement.dataset.root ?? "";

/**
 * Returns the address of a page of the site, given from its root. In the one file that holds
 * everything a page is a place, and the address may be one already.
 * @param {string} path such as `techniques/DT0001/index.html`
 */
function pageUrl(path) {
  if (/^(https:|#)/.test(path)) return path;
  if (document.documentElement.dataset.single === undefined) return ROOT + path;
  const [file = "", place = ""] = path.split("#");
  const [folder = "", id = ""] = file.split("/");
  if (id === "") return `#${place || "matrix"}`;
  if (id === "index.html") return `#${folder}`;
  const shared = ["audiences", "briefs", "checklists", "controls", "references"];
  return shared.includes(folder) ? `#${folder}/${id}` : `#${id}`;
}

/** @type {{ selector: string, run: (element: HTMLElement) => void }[]} */
const PAGES = [];

/**
 * Runs a function for the first element that the selector finds, once the page is read.
 * @param {string} selector
 * @param {(element: HTMLElement) => void} run
 */
function page(selector, run) {
  PAGES.push({ selector, run });
}

document.addEventListener("DOMContentLoaded", () => {
  for (const { selector, run } of PAGES) {
    const element = document.querySelector(selector);
    if (element instanceof HTMLElement) run(element);
  }
});

/**
 * Makes an element. Text is text: nothing is ever read as HTML.
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Record<string, string | boolean | ((event: Event) => void)>} [attributes]
 *   `onclick: f` listens; `true` sets an attribute without a value, `false` leaves it out
 * @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[K]}
 */
function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false) element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

/**
 * Returns the element of that id, which the template has.
 * @param {string} id
 * @returns {HTMLElement}
 */
function byId(id) {
  const element = document.getElementById(id);
  if (!element) throw new Error(`no #${id} on this page`);
  return element;
}

/**
 * Returns what the browser keeps under a name, or null.
 * @param {string} name
 * @returns {string | null}
 */
function kept(name) {
  try {
    return localStorage.getItem(`dtm-${name}`);
  } catch {
    return null;
  }
}

/**
 * Keeps a text in the browser; null forgets it. Returns false where nothing can be kept.
 * @param {string} name
 * @param {string | null} text
 */
function keep(name, text) {
  try {
    if (text === null) localStorage.removeItem(`dtm-${name}`);
    else localStorage.setItem(`dtm-${name}`, text);
    return true;
  } catch {
    return false;
  }
}

/**
 * Says a line to people who hear the page.
 * @param {string} text
 */
function say(text) {
  const place = document.getElementById("said");
  if (place) place.textContent = text;
}

/**
 * Gives the reader a file.
 * @param {string} name
 * @param {string} type its media type
 * @param {string | Blob} content
 */
function give(name, type, content) {
  const url = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], { type }));
  const link = make("a", { href: url, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}

/**
 * Returns the state in the address: `#color=safety&asset=DA0001,DA0003`. An address without `=` is
 * a place on the page and no state.
 * @returns {Map<string, string>}
 */
function readState() {
  const hash = location.hash.slice(1);
  return new Map(hash.includes("=") ? new URLSearchParams(hash) : []);
}

/** Returns true if the address names a place on the page. */
function isPlace() {
  return location.hash.length > 1 && !location.hash.includes("=");
}

/**
 * Puts the state into the address, without a new entry in the history. Commas and colons stay
 * readable.
 * @param {Map<string, string>} state
 */
function writeState(state) {
  const full = [...state].filter(([, value]) => value !== "");
  const text = new URLSearchParams(full).toString().replaceAll("%2C", ",").replaceAll("%3A", ":");
  const url = text ? `#${text}` : location.pathname + location.search;
  if (location.hash.slice(1) !== text) history.replaceState(null, "", url);
}

page("#theme", (button) => {
  const root = document.documentElement;
  const system = () => (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
  const show = () => {
    const next = (root.dataset.theme ?? system()) === "dark" ? "light" : "dark";
    button.textContent = next === "dark" ? "Dark" : "Light";
    button.setAttribute("aria-label", `Switch to ${next} colors`);
  };
  button.hidden = false;
  show();
  button.addEventListener("click", () => {
    const next = (root.dataset.theme ?? system()) === "dark" ? "light" : "dark";
    root.dataset.theme = next;
    keep("theme", next === system() ? null : next);
    show();
  });
});
