// layer.js: Navigator layers: reading any of them onto our techniques.

/** The largest file that is read, in bytes. */
const LAYER_MOST = 20_000_000;

/**
 * @param {unknown} value
 * @returns {value is Record<string, unknown>}
 */
function isLayerRecord(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * Returns `#rrggbb` of a color as layers write it, with or without opacity; else an empty text.
 * @param {unknown} value
 */
function layerColor(value) {
  const found = typeof value === "string" && /^#[0-9a-f]{6}(?:[0-9a-f]{2})?$/i.test(value);
  return found ? value.slice(0, 7).toLowerCase() : "";
}

/**
 * Returns the color of a score on a gradient, as the Navigator mixes it.
 * @param {unknown} gradient
 * @returns {(score: number) => string}
 */
function gradientOf(gradient) {
  const given = isLayerRecord(gradient) ? gradient : {};
  const stops = Array.isArray(given.colors) ? given.colors.map(layerColor).filter(Boolean) : [];
  const colors = stops.length > 1 ? stops : ["#dbe9f6", "#6aa6d6", "#08519c"];
  // JSON may hold a number that is read as infinite; halves keep the largest from becoming it.
  const low = Number.isFinite(given.minValue) ? Number(given.minValue) / 2 : 0;
  const high = Number.isFinite(given.maxValue) ? Number(given.maxValue) / 2 : 50;
  return (score) => {
    const share = high > low ? Math.min(1, Math.max(0, (score / 2 - low) / (high - low))) : 1;
    const place = share * (colors.length - 1);
    const left = Math.min(Math.floor(place), colors.length - 2);
    /** @param {number} at @param {number} part */
    const channel = (at, part) => parseInt((colors[at] ?? "").slice(1 + 2 * part, 3 + 2 * part), 16);
    const mixed = [0, 1, 2].map((part) => {
      const from = channel(left, part);
      return Math.round(from + (channel(left + 1, part) - from) * (place - left));
    });
    return `#${mixed.map((it) => it.toString(16).padStart(2, "0")).join("")}`;
  };
}

/**
 * Returns the entries of a layer as marks by the id that it uses. Of several entries for one
 * technique, one for each column, the highest score stands.
 * @param {readonly unknown[]} entries
 * @param {(score: number) => string} mix
 * @returns {Map<string, OverlayMark>}
 */
function layerMarks(entries, mix) {
  /** @type {Map<string, OverlayMark>} */
  const marks = new Map();
  for (const entry of entries) {
    if (!isLayerRecord(entry) || typeof entry.techniqueID !== "string") continue;
    if (entry.enabled === false) continue;
    const score = typeof entry.score === "number" && Number.isFinite(entry.score) ? entry.score : null;
    const color = layerColor(entry.color) || (score === null ? "" : mix(score));
    const comment = typeof entry.comment === "string" ? entry.comment.trim() : "";
    if (score === null && color === "" && comment === "") continue;
    const known = marks.get(entry.techniqueID);
    marks.set(entry.techniqueID, strongerMark(known, { score, color, comment }));
  }
  return marks;
}

/**
 * @param {OverlayMark | undefined} known
 * @param {OverlayMark} next
 * @returns {OverlayMark}
 */
function strongerMark(known, next) {
  if (!known) return next;
  const wins = (next.score ?? -Infinity) > (known.score ?? -Infinity);
  const lines = [known.comment, next.comment].filter(Boolean);
  return { ...(wins ? next : known), comment: [...new Set(lines)].join("\n") };
}

/**
 * Reads a Navigator layer onto our techniques. Throws an error in plain words where that cannot be.
 * @param {string} text
 * @param {DtmData} [data]
 * @returns {Overlay}
 */
function overlayFromLayer(text, data = window.DTM_DATA) {
  if (!data) throw new Error("The data of the matrix are not loaded.");
  /** @type {unknown} */
  let layer;
  try {
    layer = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (error) {
    throw new Error(`The file is not JSON. ${error instanceof Error ? error.message : ""}`.trim());
  }
  if (Array.isArray(layer)) {
    throw new Error("The file holds several layers. Save one layer in the Navigator and open that.");
  }
  if (!isLayerRecord(layer)) throw new Error("The file is JSON, but not a Navigator layer.");
  if (layer.format === ASSESSMENT_FORMAT) {
    throw new Error("The file is an assessment, not a layer. Import it as an assessment.");
  }
  if (!Array.isArray(layer.techniques)) {
    throw new Error("The file is no Navigator layer: it has no list “techniques”.");
  }
  const versions = isLayerRecord(layer.versions) ? layer.versions : {};
  const told = versions.layer ?? layer.version;
  const format = typeof told === "string" || typeof told === "number" ? String(told) : "";
  if (!format.startsWith("4.")) {
    throw new Error(`The layer has the format ${format || "of no version"}; formats 4.0 to 4.5 are ` +
      "read. Open it in a current Navigator and save it there.");
  }
  const domain = typeof layer.domain === "string" ? layer.domain : "";
  const title = typeof layer.name === "string" && layer.name !== "" ? layer.name : "Layer without a name";
  const found = layerMarks(layer.techniques, gradientOf(layer.gradient));
  const ours = new Set(data.techniques.map((it) => it.id));
  const own = domain.toLowerCase() === data.id.toLowerCase() || [...found.keys()].some((id) => ours.has(id));
  /** @type {Map<string, OverlayMark>} */
  const marks = new Map();
  const used = new Set();
  for (const technique of inIdOrder(data.techniques)) {
    const sources = own
      ? [technique.id]
      : technique.attack.filter((link) => link[1] === domain).map((link) => link[0]);
    for (const id of sources.sort(byIdText)) {
      const mark = found.get(id);
      if (!mark) continue;
      used.add(id);
      const score = mark.score === null ? "" : `, score ${mark.score}`;
      const from = own ? mark.comment : `From ${id}${score}${mark.comment && `: ${mark.comment}`}`;
      marks.set(technique.id, strongerMark(marks.get(technique.id), { ...mark, comment: from }));
    }
  }
  const elsewhere = [...found.keys()].filter((id) => !used.has(id)).sort(byIdText);
  if (marks.size === 0) {
    throw new Error(found.size === 0
      ? "The layer scores, colors and comments nothing."
      : `None of the ${found.size} techniques of the layer lead to one of this matrix` +
        `${domain ? ` (domain ${domain})` : ""}.`);
  }
  return { title, domain, marks, elsewhere };
}

/**
 * Keeps an overlay in this browser; null forgets it.
 * @param {Overlay | null} overlay
 */
function keepOverlay(overlay) {
  return keep("overlay", overlay && JSON.stringify({ ...overlay, marks: [...overlay.marks] }));
}

/**
 * Returns the overlay that this browser keeps, or null. The page of the matrix uses it too.
 * @returns {Overlay | null}
 */
function readOverlay() {
  try {
    /** @type {unknown} */
    const found = JSON.parse(kept("overlay") ?? "null");
    if (!isLayerRecord(found) || !Array.isArray(found.marks)) return null;
    /** @type {Map<string, OverlayMark>} */
    const marks = new Map();
    for (const pair of found.marks) {
      if (!Array.isArray(pair) || typeof pair[0] !== "string" || !isLayerRecord(pair[1])) return null;
      const { score, color, comment } = pair[1];
      marks.set(pair[0], {
        score: typeof score === "number" ? score : null,
        color: layerColor(color),
        comment: typeof comment === "string" ? comment : "",
      });
    }
    return {
      title: String(found.title ?? ""),
      domain: String(found.domain ?? ""),
      marks,
      elsewhere: Array.isArray(found.elsewhere) ? found.elsewhere.map(String) : [],
    };
  } catch {
    return null;
  }
}
