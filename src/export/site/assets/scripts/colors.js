// colors.js: what the colors of the matrix can say. Each level has a mark and a word beside its
// color, so that nothing is told by color alone. Pure: nothing here touches the page.

/**
 * @typedef {object} Level
 * @property {string} tone a class of the stylesheet: `t0` (faint) to `t4` (strong), `good`, `half`, `bad`, `off`
 * @property {string} mark
 * @property {string} word
 */

/**
 * @typedef {object} Scale
 * @property {string} key its name in the address
 * @property {string} label
 * @property {Level[]} legend
 * @property {(technique: DtmTechnique) => Level} level
 */

/** @param {string} tone @param {string} mark @param {string} word @returns {Level} */
const level = (tone, mark, word) => ({ tone, mark, word });

const OFF = level("off", "–", "does not apply");

/**
 * Returns a scale for counts, in four steps.
 * @param {string} key
 * @param {string} label
 * @param {string} noun
 * @param {(technique: DtmTechnique) => number} count
 * @returns {Scale}
 */
function counted(key, label, noun, count) {
  const tone = (/** @type {number} */ n) => (n === 0 ? "bad" : `t${Math.min(4, Math.ceil(n / 2))}`);
  return {
    key,
    label,
    legend: [level("bad", "0", `no ${noun}`), level("t1", "1", "1 or 2"), level("t2", "3", "3 or 4"), level("t3", "5", "5 or 6"), level("t4", "7", "7 and more")],
    level: (it) => level(tone(count(it)), String(count(it)), `${count(it)} ${noun}${count(it) === 1 ? "" : "s"}`),
  };
}

/**
 * Returns the scales of a matrix.
 * @param {DtmData} data
 * @returns {Scale[]}
 */
function scalesOf(data) {
  const maturity = {
    observed: level("t4", "●", "observed"),
    demonstrated: level("t2", "◐", "demonstrated"),
    conceptual: level("t0", "○", "conceptual"),
  };
  const safety = {
    direct: level("bad", "✚", "direct harm to patients"),
    indirect: level("half", "+", "indirect harm to patients"),
    none: level("t0", "·", "no harm to patients"),
  };
  const grades = [level("t0", "·", "no impact"), level("t2", "▪", "low impact"), level("t4", "■", "high impact")];
  /** @param {string} grade */
  const rank = (grade) => ["none", "low", "high"].indexOf(grade);
  const byId = new Map(data.mitigations.map((it) => [it.id, it]));
  const scales = [
    { key: "maturity", label: "Maturity", legend: Object.values(maturity), level: (/** @type {DtmTechnique} */ it) => maturity[it.maturity] },
    { key: "safety", label: "Patient safety", legend: Object.values(safety), level: (/** @type {DtmTechnique} */ it) => safety[it.safety] },
    ...["Confidentiality", "Integrity", "Availability"].map((label, place) => ({
      key: label.toLowerCase(),
      label,
      legend: [...grades].reverse(),
      level: (/** @type {DtmTechnique} */ it) => grades[rank(it.impact[place] ?? "none")] ?? OFF,
    })),
    counted("mitigations", "Mitigations", "mitigation", (it) => it.mitigations.length),
    counted("detections", "Detections", "detection", (it) => it.detections.length),
    counted("first", "Mitigations to do first", "mitigation of priority 1", (it) => it.mitigations.filter(([id]) => byId.get(id)?.priority === 1).length),
  ];
  return scales;
}

/**
 * Returns the scale of the reader's own assessment, if the browser keeps one.
 * @param {DtmData} data
 * @returns {Scale | null}
 */
function coverageScale(data) {
  const assessment = readAssessment();
  if (!assessment) return null;
  const result = coverageOf(data, assessment);
  const words = {
    covered: level("good", "✓", "covered"),
    partly: level("half", "◐", "partly covered"),
    open: level("bad", "○", "open"),
    "not-applicable": OFF,
  };
  return {
    key: "coverage",
    label: "My environment",
    legend: Object.values(words),
    level: (technique) => words[result.techniques.get(technique.id)?.state ?? "not-applicable"],
  };
}

/**
 * Returns the scale of the layer that the reader laid over the matrix, if there is one. Scores fall
 * into four steps between the smallest and the largest.
 * @param {DtmData} data
 * @returns {Scale | null}
 */
function overlayScale(data) {
  const overlay = readOverlay();
  if (!overlay) return null;
  const scores = [...overlay.marks.values()].map((mark) => mark.score).filter((score) => score !== null);
  const low = Math.min(...scores, Infinity);
  const high = Math.max(...scores, -Infinity);
  const step = (/** @type {number} */ score) => (high > low ? 1 + Math.round((3 * (score - low)) / (high - low)) : 4);
  return {
    key: "overlay",
    label: `Layer: ${overlay.title}`,
    legend: [level("off", "–", "not in the layer"), level("t1", String(low), "lowest score"), level("t4", String(high), "highest score")],
    level: (technique) => {
      const mark = overlay.marks.get(technique.id);
      if (!mark) return level("off", "–", "not in the layer");
      if (mark.score === null) return level("t2", "•", mark.comment || "in the layer");
      return level(`t${step(mark.score)}`, String(mark.score), `score ${mark.score}${mark.comment ? `: ${mark.comment}` : ""}`);
    },
  };
}
