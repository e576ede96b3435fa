// search-query.js: answers a query from the data in static/search.js. It touches no page, so that
// it is tested without one.

/**
 * What static/search.js holds; search_index.rs makes it.
 * @typedef {object} SearchData
 * @property {{ name: string, plural: string, url: string }[]} kinds
 * @property {[number, string, string, string, string, string][]} docs kind, id, name, summary,
 *   address from the root, the documents that it touches
 * @property {string[]} stop words that are passed over
 * @property {string} terms
 * @property {string} places
 */

/**
 * @typedef {object} SearchDoc
 * @property {number} at its number
 * @property {number} kind
 * @property {string} id
 * @property {string} name
 * @property {string} summary
 * @property {string} url
 * @property {number} favor what words in it are worth
 */

/**
 * The data, opened.
 * @typedef {object} SearchIndex
 * @property {SearchData["kinds"]} kinds
 * @property {SearchDoc[]} docs
 * @property {Map<string, number[]>} ids documents by id in small letters, with and without catalogue
 * @property {string[]} keys those ids, sorted
 * @property {Set<string>} stop
 * @property {string[]} terms sorted
 * @property {number[]} letters of each term, as bits
 * @property {string[]} places
 * @property {(at: number) => number[]} touches
 */

/**
 * @typedef {object} SearchFound
 * @property {SearchDoc} doc
 * @property {number} score
 * @property {boolean} exact whether the query is its id
 */

/** The signs of a number: 32 that end it, and 32 that say that it goes on. */
const SEARCH_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_";
const SEARCH_VALUES = new Map([...SEARCH_DIGITS].map((sign, value) => [sign, value]));

/** What a word is worth in text, summary and name, if it is the same, begins so, or is meant. */
const SEARCH_WORTH = { same: [12, 30, 120], begins: [8, 20, 90], meant: [4, 12, 60] };
/** What words are worth in sorts of documents that others wrote: ours come first. */
const SEARCH_FAVOR = new Map([["reference", 0.85], ["control", 0.75], ["attack", 0.75], ["other", 0.75]]);
const SEARCH_ID = { same: 1000, begins: 400, begins_as_word: 90, touched: 50 };

/**
 * @param {string} text
 * @returns {number[]}
 */
function searchNumbers(text) {
  const numbers = [];
  let value = 0;
  let unit = 1;
  for (const sign of text) {
    const digit = SEARCH_VALUES.get(sign) ?? 0;
    value += (digit % 32) * unit;
    unit *= 32;
    if (digit < 32) {
      numbers.push(value);
      value = 0;
      unit = 1;
    }
  }
  return numbers;
}

/**
 * Opens the data.
 * @param {SearchData} data
 * @returns {SearchIndex}
 */
function openSearch(data) {
  const favors = data.kinds.map((kind) => SEARCH_FAVOR.get(kind.name) ?? 1);
  const docs = data.docs.map(([kind, id, name, summary, url], at) => ({
    at, kind, id, name, summary, url, favor: favors[kind] ?? 1,
  }));
  /** @type {Map<string, number[]>} */
  const ids = new Map();
  const put = (/** @type {string} */ id, /** @type {number} */ at) => {
    const known = ids.get(id);
    if (known) known.push(at);
    else ids.set(id, [at]);
  };
  for (const { id, at } of docs) {
    const small = id.toLowerCase();
    put(small, at);
    const cut = small.indexOf(":");
    if (cut > 0) put(small.slice(cut + 1), at);
  }
  let last = "";
  const terms = data.terms.split(" ").map((packed) => {
    last = last.slice(0, SEARCH_VALUES.get(packed[0] ?? "0")) + packed.slice(1);
    return last;
  });
  const touches = (/** @type {number} */ at) => {
    let before = 0;
    return searchNumbers(data.docs[at]?.[5] ?? "").map((step) => (before += step));
  };
  const keys = [...ids.keys()].sort();
  const letters = terms.map(searchLetters);
  return { kinds: data.kinds, docs, ids, keys, stop: new Set(data.stop), terms, letters, places: data.places.split(" "), touches };
}

/**
 * Returns where in a sorted list the texts begin that are not before this one.
 * @param {string[]} sorted
 * @param {string} text
 */
function searchStart(sorted, text) {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? "") < text) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Which letters a word has, as bits. @param {string} word */
function searchLetters(word) {
  let bits = 0;
  for (let at = 0; at < word.length; at += 1) bits |= 1 << (word.charCodeAt(at) & 31);
  return bits;
}

/** How many letters of a word may be wrong. @param {string} word */
function searchSlack(word) {
  if (/\d/.test(word) || word.length < 4) return 0;
  return word.length < 8 ? 1 : 2;
}

/**
 * Returns in how many letters a word differs from a term or from its beginning: letters that are
 * wrong, too many, missing or swapped. More than `slack` is told as `slack + 1`.
 * @param {string} word
 * @param {string} term
 * @param {number} slack
 */
function searchDistance(word, term, slack) {
  const width = Math.min(term.length, word.length + slack);
  if (width < word.length - slack) return slack + 1;
  let older = /** @type {number[]} */ ([]);
  let old = Array.from({ length: width + 1 }, (_, at) => at);
  for (let row = 1; row <= word.length; row += 1) {
    const next = [row];
    let least = row;
    for (let at = 1; at <= width; at += 1) {
      const same = word[row - 1] === term[at - 1];
      let cost = Math.min((old[at] ?? 0) + 1, (next[at - 1] ?? 0) + 1, (old[at - 1] ?? 0) + (same ? 0 : 1));
      if (at > 1 && row > 1 && word[row - 1] === term[at - 2] && word[row - 2] === term[at - 1]) {
        cost = Math.min(cost, (older[at - 2] ?? 0) + 1);
      }
      next.push(cost);
      if (cost < least) least = cost;
    }
    if (least > slack) return slack + 1;
    older = old;
    old = next;
  }
  return Math.min(...old);
}

/**
 * Adds what a word finds among the terms.
 * @param {SearchIndex} index
 * @param {string} word letters and digits in small letters
 * @param {boolean} whole whether a longer term that begins so is another word
 * @param {boolean} loose whether letters may be wrong
 * @param {(at: number, score: number) => void} put
 */
function searchTerms(index, word, whole, loose, put) {
  const take = (/** @type {number} */ at, /** @type {number[]} */ worth) => {
    let before = 0;
    for (const code of searchNumbers(index.places[at] ?? "")) {
      before += Math.floor(code / 3);
      put(before, worth[code % 3] ?? 0);
    }
  };
  for (let at = searchStart(index.terms, word); index.terms[at]?.startsWith(word); at += 1) {
    if (index.terms[at] === word) take(at, SEARCH_WORTH.same);
    else if (!whole) take(at, SEARCH_WORTH.begins);
  }
  const slack = loose ? searchSlack(word) : 0;
  if (slack === 0) return;
  const letters = searchLetters(word);
  index.terms.forEach((term, at) => {
    // Each letter that the term lacks is a fault: this spares most terms the comparison.
    let lacking = letters & ~(index.letters[at] ?? 0);
    for (let faults = 0; lacking !== 0; lacking &= lacking - 1) if ((faults += 1) > slack) return;
    const distance = searchDistance(word, term, slack);
    // A term of about the same length is rather meant than a longer one that begins so.
    const close = Math.abs(term.length - word.length) <= slack ? 1 : 0.7;
    if (distance > 0 && distance <= slack) {
      take(at, SEARCH_WORTH.meant.map((worth) => (worth * close) / distance));
    }
  });
}

/**
 * Returns the score of every document that a word finds.
 * @param {SearchIndex} index
 * @param {string} word as typed, without spaces, in small letters
 * @param {boolean} loose
 * @returns {Map<number, number>}
 */
function searchWord(index, word, loose) {
  /** @type {Map<number, number>} */
  const found = new Map();
  const put = (/** @type {number} */ at, /** @type {number} */ score) => {
    if (score > (found.get(at) ?? 0)) found.set(at, score);
  };
  const parts = word.split(/[^\p{L}\p{N}]+/u).filter((part) => part && (part === word || !index.stop.has(part)));
  const each = parts.map((part, place) => {
    /** @type {Map<number, number>} */
    const one = new Map();
    // Of "CONN-7" only the last part may still be growing.
    searchTerms(index, part, place < parts.length - 1, loose, (at, score) => one.set(at, Math.max(score, one.get(at) ?? 0)));
    return one;
  });
  for (const at of each[0]?.keys() ?? []) {
    if (each.every((one) => one.has(at))) {
      const sum = each.reduce((sum, one) => sum + (one.get(at) ?? 0), 0);
      put(at, (sum / each.length) * (index.docs[at]?.favor ?? 1));
    }
  }
  for (const at of index.ids.get(word) ?? []) {
    put(at, SEARCH_ID.same);
    for (const touched of index.touches(at)) put(touched, SEARCH_ID.touched);
  }
  if (word.length > 1) {
    const worth = /[\d:]/.test(word) ? SEARCH_ID.begins : SEARCH_ID.begins_as_word;
    for (let at = searchStart(index.keys, word); index.keys[at]?.startsWith(word); at += 1) {
      for (const doc of index.ids.get(index.keys[at] ?? "") ?? []) put(doc, worth);
    }
  }
  return found;
}

/**
 * Takes `type:mitigation` out of a query.
 * @param {SearchIndex} index
 * @param {string} query
 * @returns {{ words: string[], kinds: number[] | null }} kinds is null if all are meant
 */
function readQuery(index, query) {
  /** @type {number[] | null} */
  let kinds = null;
  const words = [];
  for (const word of query.toLowerCase().split(/\s+/).filter(Boolean)) {
    const type = /^(?:type|kind):(.*)$/.exec(word)?.[1];
    if (type === undefined) words.push(word);
    else if (type) {
      const plain = (/** @type {string} */ text) => text.toLowerCase().replaceAll(/[^a-z]/g, "");
      const fits = index.kinds.map((kind, at) =>
        [kind.name, kind.plural].some((name) => plain(name).startsWith(plain(type))) ? at : -1,
      );
      kinds = fits.filter((at) => at >= 0);
    }
  }
  const telling = words.filter((word) => !index.stop.has(word));
  return { words: telling.length > 0 ? telling : words, kinds };
}

/**
 * Returns what a query finds, the best first. All words must be found; only if nothing has them all
 * as they are written may letters be wrong.
 * @param {SearchIndex} index
 * @param {string} query
 * @returns {{ found: SearchFound[], words: string[], loose: boolean }}
 */
function findAll(index, query) {
  const { words, kinds } = readQuery(index, query);
  if (words.length === 0 && kinds === null) return { found: [], words, loose: false };
  const fits = (/** @type {SearchDoc} */ doc) => kinds === null || kinds.includes(doc.kind);
  // Some controls have ids of two words, as `CCSC 1`.
  const whole = new Set(words.length > 0 ? index.ids.get(words.join(" ")) : []);
  for (const loose of [false, true]) {
    const each = words.map((word) => searchWord(index, word, loose));
    /** @type {SearchFound[]} */
    const found = [];
    for (const doc of index.docs) {
      const exact = whole.has(doc.at);
      if (!fits(doc) || (!exact && !each.every((one) => one.has(doc.at)))) continue;
      const sum = each.reduce((total, one) => total + (one.get(doc.at) ?? 0), 0);
      found.push({ doc, exact, score: exact ? Math.max(sum, SEARCH_ID.same) : sum });
    }
    if (found.length > 0 || loose) {
      // Of equals the shorter name says more of what was asked.
      found.sort((a, b) => b.score - a.score || a.doc.kind - b.doc.kind || a.doc.name.length - b.doc.name.length || a.doc.at - b.doc.at);
      return { found, words, loose };
    }
  }
  return { found: [], words, loose: true };
}

/**
 * Returns what a document touches, and what is reached through that: from a control its mitigations
 * and through them the techniques.
 * @param {SearchIndex} index
 * @param {SearchDoc} doc
 * @returns {SearchDoc[]}
 */
function searchTouched(index, doc) {
  const near = index.touches(doc.at);
  const through = near.filter((at) => index.kinds[index.docs[at]?.kind ?? -1]?.name !== "reference");
  const far = through.flatMap((at) => index.touches(at)).sort((a, b) => a - b);
  const all = [...new Set([...near, ...far])].filter((at) => at !== doc.at);
  return all.flatMap((at) => index.docs[at] ?? []);
}

/**
 * Cuts a text where words of the query begin in it: every second part is a match.
 * @param {string} text
 * @param {string[]} words
 * @returns {string[]}
 */
function searchMarks(text, words) {
  const parts = words.flatMap((word) => [word, ...word.split(/[^\p{L}\p{N}]+/u)]).filter((part) => part.length > 1);
  if (parts.length === 0) return [text];
  const safe = [...new Set(parts)].sort((a, b) => b.length - a.length).map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return text.split(new RegExp(`(?<![\\p{L}\\p{N}])(${safe.join("|")})`, "giu"));
}
