// coverage.js: how far that what a site has in place covers the techniques. It is the formula of
// docs/assessment.md, in its order of operations; nothing here touches the page.

/** What a link of a mitigation weighs when it is in place. */
const EFFECT_WEIGHT = { prevents: 0.75, hinders: 0.5, limits: 0.25 };

/** What a link of a detection weighs, and what all of a technique weigh at most. */
const DETECTION_WEIGHT = 0.25;
const SEEN_MOST = 0.5;

/** How much of a thing is there. What does not apply has no share: its link is left out. */
const STATUS_SHARE = { "in-place": 1, "partial": 0.5, "planned": 0, "absent": 0 };

/** From which coverage on a technique is covered, and from which partly. */
const COVERED_FROM = 0.75;
const PARTLY_FROM = 0.25;

const MATURITY_WEIGHT = { observed: 3, demonstrated: 2, conceptual: 1 };
const SAFETY_WEIGHT = { direct: 3, indirect: 2, none: 1 };

/** From where an asset can be reached, from the narrowest. @type {readonly Exposure[]} */
const EXPOSURES = ["isolated", "imaging-network", "hospital-network", "remote-access", "internet"];

/** The priority with which a detection is ranked. */
const DETECTION_PRIORITY = 3;

/**
 * The order of ids: by their signs, the same everywhere.
 * @param {string} a
 * @param {string} b
 */
function byIdText(a, b) {
  return a < b ? -1 : a > b ? 1 : 0;
}

/**
 * @template {{ id: string }} T
 * @param {readonly T[]} list
 * @returns {T[]}
 */
function inIdOrder(list) {
  return [...list].sort((a, b) => byIdText(a.id, b.id));
}

/**
 * What remains open after links of these weights and statuses: the product of what each leaves.
 * @param {readonly [id: string, weight: number][]} links in the order of their ids
 * @param {(id: string) => Status} statusOf
 */
function openRemainder(links, statusOf) {
  let rest = 1;
  for (const [id, weight] of links) {
    const status = statusOf(id);
    if (status !== "not-applicable") rest *= 1 - weight * STATUS_SHARE[status];
  }
  return rest;
}

/**
 * @param {number} coverage
 * @returns {CoverState}
 */
function coverStateOf(coverage) {
  if (coverage >= COVERED_FROM) return "covered";
  return coverage >= PARTLY_FROM ? "partly" : "open";
}

/**
 * How much a technique counts: how real it is, times what it can do to a patient.
 * @param {DtmTechnique} technique
 */
function importanceOf(technique) {
  return MATURITY_WEIGHT[technique.maturity] * SAFETY_WEIGHT[technique.safety];
}

/**
 * Returns the test whether a technique applies to the site. Ids that the matrix does not have count
 * as not written.
 * @param {DtmData} data
 * @param {Assessment} assessment
 * @returns {(technique: DtmTechnique) => boolean}
 */
function applicabilityOf(data, assessment) {
  const known = new Set(data.assets.map((it) => it.id));
  const words = new Set(data.surfaces.map((it) => it.id));
  const assets = new Set(assessment.assets.map((it) => it.id).filter((id) => known.has(id)));
  const surfaces = new Set(assessment.surfaces.filter((id) => words.has(id)));
  return (technique) =>
    (assets.size === 0 || technique.assets.some((id) => assets.has(id))) &&
    (surfaces.size === 0 || technique.surface.some((id) => surfaces.has(id)));
}

/**
 * Returns from where the access that a technique needs is given over a network. No number depends on it.
 * @param {Assessment} assessment
 * @returns {(technique: DtmTechnique) => Exposure | null}
 */
function reachOf(assessment) {
  const exposures = new Map(assessment.assets.map((it) => [it.id, it.exposure]));
  return (technique) => {
    const ranks = technique.assets.map((id) => {
      const exposure = exposures.get(id);
      return exposure ? EXPOSURES.indexOf(exposure) : 0;
    });
    const widest = Math.max(0, ...ranks);
    if (widest === 0) return null;
    if (technique.access.includes("network")) return EXPOSURES[widest] ?? null;
    return technique.access.includes("adjacent") ? "imaging-network" : null;
  };
}

/**
 * Returns a technique with its links in the order of their ids.
 * @param {DtmTechnique} technique
 */
function judgedTechnique(technique) {
  /** @type {[string, number][]} */
  const mitigations = technique.mitigations.map(([id, effect]) => [id, EFFECT_WEIGHT[effect]]);
  /** @type {[string, number][]} */
  const detections = technique.detections.map((id) => [id, DETECTION_WEIGHT]);
  mitigations.sort((a, b) => byIdText(a[0], b[0]));
  detections.sort((a, b) => byIdText(a[0], b[0]));
  /** @param {(id: string) => Status} statusOf */
  const judge = (statusOf) => {
    const prevented = 1 - openRemainder(mitigations, statusOf);
    const seen = Math.min(SEEN_MOST, 1 - openRemainder(detections, statusOf));
    return { prevented, seen, coverage: 1 - (1 - prevented) * (1 - seen) };
  };
  return { technique, importance: importanceOf(technique), judge };
}

/**
 * Returns what an assessment covers, and what to do next.
 * @param {DtmData} data
 * @param {Assessment} assessment
 * @returns {SiteCoverage}
 */
function coverageOf(data, assessment) {
  const statuses = new Map(
    [...assessment.mitigations, ...assessment.detections].map((it) => [it.id, it.status]),
  );
  /** @param {string} id @returns {Status} */
  const statusOf = (id) => statuses.get(id) ?? "absent";
  const applicable = applicabilityOf(data, assessment);
  const reach = reachOf(assessment);
  /** @type {SiteCoverage} */
  const site = {
    techniques: new Map(),
    coverage: null,
    importance: 0,
    counts: { "covered": 0, "partly": 0, "open": 0, "not-applicable": 0 },
    steps: [],
  };
  /** @type {Map<string, ReturnType<typeof judgedTechnique>[]>} */
  const named = new Map();
  let sum = 0;
  for (const technique of inIdOrder(data.techniques)) {
    if (!applicable(technique)) {
      site.counts["not-applicable"] += 1;
      site.techniques.set(technique.id, {
        applicable: false, prevented: 0, seen: 0, coverage: 0, state: "not-applicable", reach: null,
      });
      continue;
    }
    const it = judgedTechnique(technique);
    const found = it.judge(statusOf);
    const state = coverStateOf(found.coverage);
    site.techniques.set(technique.id, {
      applicable: true, ...found, state, reach: reach(technique),
    });
    site.counts[state] += 1;
    sum += it.importance * found.coverage;
    site.importance += it.importance;
    for (const id of [...technique.mitigations.map((link) => link[0]), ...technique.detections]) {
      named.set(id, [...(named.get(id) ?? []), it]);
    }
  }
  if (site.importance > 0) site.coverage = sum / site.importance;

  /** @param {string} id @param {CoverStep["kind"]} kind @param {number} priority */
  const step = (id, kind, priority) => {
    const status = statusOf(id);
    if (status === "in-place" || status === "not-applicable") return;
    /** @param {string} other @returns {Status} */
    const after = (other) => (other === id ? "in-place" : statusOf(other));
    let gain = 0;
    const closes = [];
    const touches = [];
    for (const { technique, importance, judge } of named.get(id) ?? []) {
      const before = site.techniques.get(technique.id);
      if (!before) continue;
      const then = judge(after).coverage;
      gain += importance * (then - before.coverage);
      if (before.state === "covered") continue;
      touches.push(technique.id);
      if (coverStateOf(then) === "covered") closes.push(technique.id);
    }
    if (gain > 0) site.steps.push({ id, kind, priority, gain, closes, touches });
  };
  for (const it of data.mitigations) step(it.id, "mitigation", it.priority);
  for (const it of data.detections) step(it.id, "detection", DETECTION_PRIORITY);
  site.steps.sort((a, b) =>
    b.gain - a.gain || b.closes.length - a.closes.length || a.priority - b.priority ||
    byIdText(a.id, b.id));
  return site;
}
