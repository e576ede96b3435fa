// coverage.test.mjs: the formula, the assessment and the layers, without a browser.
// Run: node --test tests/site/coverage.test.mjs

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";

import { load, plain } from "./scripts.mjs";

/** @typedef {[string, string][]} Pairs */
/** @typedef {Record<string, any>} Loose what JSON holds */

/** @param {string} path */
const here = (path) => new URL(path, import.meta.url);
/** @param {string} id */
const named = (id) => ({ id, name: `Name of ${id}`, summary: `Summary of ${id}.` });
/** @param {string} id @param {number} priority */
const mitigation = (id, priority) => ({
  ...named(id), priority, effort: "low", audiences: [], controls: [], verify: "Look.",
});
/**
 * @param {string} id
 * @param {string} maturity
 * @param {string} safety
 * @param {Pairs} mitigations
 * @param {string[]} detections
 * @param {Loose} [more]
 * @returns {Loose}
 */
const technique = (id, maturity, safety, mitigations, detections, more = {}) => ({
  ...named(id), tactics: ["DTA0001"], assets: ["DA0001"], surface: ["c-store"], role: [], access: [],
  maturity, impact: ["none", "none", "none"], safety, mitigations, detections, attack: [], ...more,
});

/** The example of docs/assessment.md. */
const DATA = {
  id: "dicom-threat-matrix", name: "DICOM Threat Matrix", version: "0.1", released: "2026-11-22",
  base_url: "https://dicom-threat-matrix.example", licence: "CC-BY-4.0", notice: "Notice.",
  attack: { "enterprise-attack": "18.1" },
  tactics: [{ id: "DTA0001", name: "Initial Access", shortname: "initial-access" }],
  techniques: [
    technique("DT0001", "observed", "direct",
      [["DM0001", "prevents"], ["DM0002", "hinders"]], ["DD0001"],
      { attack: [["T1001", "enterprise-attack", "narrower"], ["T1003.001", "enterprise-attack", "related"]] }),
    technique("DT0002", "demonstrated", "indirect", [["DM0002", "limits"]], ["DD0001"],
      { assets: ["DA0001", "DA0002"], attack: [["T1001", "enterprise-attack", "related"]] }),
    technique("DT0003", "conceptual", "none", [["DM0003", "hinders"]], [],
      { assets: ["DA0002"], surface: ["print"] }),
  ],
  mitigations: [mitigation("DM0001", 1), mitigation("DM0002", 2), mitigation("DM0003", 1)],
  detections: [named("DD0001")],
  assets: [named("DA0001"), named("DA0002")],
  surfaces: [named("c-store"), named("print")],
  audiences: [], catalogues: [], controls: {}, attack_names: {},
  attack_tactics: { "T1001": ["TA0001"], "T1003.001": ["TA0006"] },
};

const EXAMPLE = {
  format: "dtm-assessment/1",
  matrix: { id: "dicom-threat-matrix", version: "0.1" },
  site: "Example Hospital",
  date: "2026-11-22",
  assets: [],
  surfaces: [],
  mitigations: [
    { id: "DM0001", status: "partial" },
    { id: "DM0002", status: "in-place", since: "2026-03-01", evidence: "List of 2026-03",
      history: [{ date: "2025-11-01", status: "partial" }] },
    { id: "DM0003", status: "planned" },
  ],
  detections: [{ id: "DD0001", status: "in-place" }],
  note: "The branch in the north is not in here.",
};

const kit = load(DATA);

test("the example of the docs, computed by hand", () => {
  const site = kit.coverageOf(DATA, EXAMPLE);
  const of = (/** @type {string} */ id) => plain(site.techniques.get(id));
  assert.deepEqual(of("DT0001"),
    { applicable: true, prevented: 0.6875, seen: 0.25, coverage: 0.765625, state: "covered", reach: null });
  assert.deepEqual(of("DT0002"),
    { applicable: true, prevented: 0.25, seen: 0.25, coverage: 0.4375, state: "partly", reach: null });
  assert.deepEqual(of("DT0003"),
    { applicable: true, prevented: 0, seen: 0, coverage: 0, state: "open", reach: null });
  assert.equal(site.coverage, 0.6171875);
  assert.deepEqual(plain(site.counts), { "covered": 1, "partly": 1, "open": 1, "not-applicable": 0 });
  assert.deepEqual(plain(site.steps), [
    { id: "DM0001", kind: "mitigation", priority: 1, gain: 1.265625, closes: [], touches: [] },
    { id: "DM0003", kind: "mitigation", priority: 1, gain: 0.5, closes: [], touches: ["DT0003"] },
  ]);
});

test("all detections together count at most one half", () => {
  const many = Array.from({ length: 6 }, (_, at) => `DD000${at + 1}`);
  const data = { ...DATA, detections: many.map(named),
    techniques: [technique("DT0001", "observed", "none", [], many)] };
  const site = kit.coverageOf(data, { ...EXAMPLE, mitigations: [],
    detections: many.map((id) => ({ id, status: "in-place" })) });
  assert.equal(site.techniques.get("DT0001").coverage, 0.5);
});

test("what does not apply counts nowhere, and unknown ids narrow nothing", () => {
  /** @param {string[]} assets @param {string[]} [surfaces] */
  const only = (assets, surfaces = []) =>
    kit.coverageOf(DATA, { ...EXAMPLE, assets: assets.map((id) => ({ id })), surfaces });
  assert.equal(only(["DA0001"]).techniques.get("DT0003").state, "not-applicable");
  assert.equal(only(["DA0001"]).coverage, (9 * 0.765625 + 4 * 0.4375) / 13);
  assert.equal(only([], ["print"]).counts["not-applicable"], 2);
  assert.equal(only(["DA0001"], ["print"]).coverage, null);
  assert.equal(only(["DA9999"], ["teleport"]).coverage, 0.6171875);
  assert.equal(only(["DA9999", "DA0001"]).counts["not-applicable"], 1);
});

test("a technique is in reach from where the widest of its assets is", () => {
  const data = { ...DATA, techniques: [
    technique("DT0001", "observed", "direct", [], [], { assets: ["DA0001", "DA0002"], access: ["authenticated", "network"] }),
    technique("DT0002", "observed", "direct", [], [], { access: ["adjacent"] }),
    technique("DT0003", "observed", "direct", [], [], { access: ["local-file"] }),
  ] };
  /** @param {string | undefined} first @param {string | undefined} second */
  const reach = (first, second) => ["DT0001", "DT0002", "DT0003"].map((id) => kit.coverageOf(data, { ...EXAMPLE,
    assets: [{ id: "DA0001", exposure: first }, { id: "DA0002", exposure: second }] }).techniques.get(id).reach);
  assert.deepEqual(reach("hospital-network", "internet"), ["internet", "imaging-network", null]);
  assert.deepEqual(reach("remote-access", undefined), ["remote-access", "imaging-network", null]);
  assert.deepEqual(reach("isolated", "imaging-network"), ["imaging-network", null, null]);
  assert.deepEqual(reach(undefined, "isolated"), [null, null, null]);
});

/**
 * A generator with a seed: the same numbers each time.
 * @param {number} seed
 */
function generator(seed) {
  let state = seed;
  return (/** @type {number} */ most) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor(state / 4294967296 * most);
  };
}
const EXPOSURES = ["isolated", "imaging-network", "hospital-network", "remote-access", "internet"];
const STATUSES = ["in-place", "partial", "planned", "absent", "not-applicable"];
const EFFECTS = ["prevents", "hinders", "limits"];

/** @param {number} seed */
function random(seed) {
  const next = generator(seed);
  /** @template T @param {T[]} list */
  const pick = (list) => list[next(list.length)];
  /** @template T @param {T[]} list */
  const some = (list) => list.filter(() => next(3) === 0);
  /** @param {string} prefix @param {number} count */
  const ids = (prefix, count) =>
    Array.from({ length: count }, (_, at) => `${prefix}${String(at + 1).padStart(4, "0")}`);
  const [mitigations, detections] = [ids("DM", 8), ids("DD", 5)];
  const assets = ids("DA", 4);
  const words = ["c-store", "print", "media"];
  /** @type {Loose} */
  const data = { ...DATA,
    mitigations: mitigations.map((id) => mitigation(id, 1 + next(3))),
    detections: detections.map(named), assets: assets.map(named), surfaces: words.map(named),
    techniques: ids("DT", 12).map((id) => technique(id,
      pick(["observed", "demonstrated", "conceptual"]), pick(["direct", "indirect", "none"]),
      some(mitigations).map((it) => /** @type {[string, string]} */ ([it, pick(EFFECTS)])), some(detections),
      { assets: [pick(assets), ...some(assets)], surface: [pick(words)], access: some(["network", "adjacent", "authenticated"]) })) };
  /** @param {string[]} list */
  const entries = (list) => some(list).map((id) => ({ id, status: pick(STATUSES) }));
  /** @type {Loose} */
  const assessment = { ...EXAMPLE, assets: some(assets).map((id) => ({ id, ...(next(2) ? { exposure: pick(EXPOSURES) } : {}) })),
    surfaces: next(2) ? some(words) : [],
    mitigations: entries(mitigations), detections: entries(detections) };
  return { data, assessment, next };
}
/** @param {Loose} site */
const numbers = (site) => plain({ ...site, techniques: [...site.techniques] });
/** @template T @param {T[]} list @param {(most: number) => number} next */
const shuffled = (list, next) => {
  const copy = [...list];
  for (let at = copy.length - 1; at > 0; at -= 1) {
    const other = next(at + 1);
    [copy[at], copy[other]] = [copy[other], copy[at]];
  }
  return copy;
};

test("whatever the matrix and the answers", () => {
  for (let seed = 1; seed <= 120; seed += 1) {
    const { data, assessment, next } = random(seed);
    const site = kit.coverageOf(data, assessment);
    assert.ok(site.coverage === null || (site.coverage >= 0 && site.coverage <= 1), `seed ${seed}`);

    // The order of no list matters.
    /** @type {Loose} */
    const mixed = { ...data };
    for (const key of ["mitigations", "detections", "assets", "surfaces"]) {
      mixed[key] = shuffled(data[key], next);
    }
    mixed.techniques = shuffled(/** @type {Loose[]} */ (data.techniques), next).map((it) => ({ ...it,
      mitigations: shuffled(it.mitigations, next), detections: shuffled(it.detections, next),
      assets: shuffled(it.assets, next) }));
    /** @type {Loose} */
    const again = { ...assessment };
    for (const key of ["mitigations", "detections", "assets", "surfaces"]) {
      again[key] = shuffled(assessment[key], next);
    }
    assert.deepEqual([...numbers(kit.coverageOf(mixed, again)).steps], numbers(site).steps);
    assert.deepEqual(numbers(kit.coverageOf(mixed, again)), numbers(site), `seed ${seed}`);

    // Putting a step in place lowers nothing, and gains what was promised.
    for (const step of site.steps) {
      const key = `${step.kind}s`;
      const rest = assessment[key].filter((/** @type {Loose} */ it) => it.id !== step.id);
      const more = { ...assessment, [key]: [...rest, { id: step.id, status: "in-place" }] };
      const after = kit.coverageOf(data, more);
      assert.ok(after.coverage >= site.coverage, `seed ${seed}, ${step.id}`);
      for (const [id, found] of after.techniques) {
        assert.ok(found.coverage >= site.techniques.get(id).coverage, `seed ${seed}, ${id}`);
      }
      const gained = (after.coverage - site.coverage) * site.importance;
      assert.ok(Math.abs(gained - step.gain) < 1e-9, `seed ${seed}, ${step.id}`);
      assert.equal(after.counts.covered - site.counts.covered, step.closes.length);
    }

    // What does not apply is as if no technique named it.
    const off = new Set([...assessment.mitigations, ...assessment.detections]
      .filter((it) => it.status === "not-applicable").map((it) => it.id));
    const without = { ...data, techniques: data.techniques.map((/** @type {Loose} */ it) => ({ ...it,
      mitigations: it.mitigations.filter((/** @type {[string, string]} */ [id]) => !off.has(id)),
      detections: it.detections.filter((/** @type {string} */ id) => !off.has(id)) })) };
    assert.deepEqual(numbers(kit.coverageOf(without, assessment)), numbers(site), `seed ${seed}`);

    // From where things can be reached says what is in reach, and changes no number.
    const unsaid = { ...assessment, assets: assessment.assets.map((/** @type {Loose} */ { id }) => ({ id })) };
    const silent = (/** @type {Loose} */ it) => ({ ...it, techniques: it.techniques.map(
      (/** @type {[string, Loose]} */ [id, found]) => [id, { ...found, reach: null }]) });
    assert.deepEqual(numbers(kit.coverageOf(data, unsaid)), silent(numbers(site)), `seed ${seed}`);

    // The file carries all of it.
    const file = kit.writeAssessment(assessment);
    const back = kit.parseAssessment(file, data);
    assert.deepEqual(plain(back.faults), []);
    assert.equal(kit.writeAssessment(back.assessment), file);
    assert.deepEqual(numbers(kit.coverageOf(data, back.assessment)), numbers(site));
  }
});

test("the file is written in one way", () => {
  const golden = readFileSync(here("assessment.json"), "utf8");
  const upside = { ...EXAMPLE, mitigations: [...EXAMPLE.mitigations].reverse(),
    assets: [{ id: "DA0002" }, { exposure: "hospital-network", id: "DA0001", count: 4 }], surfaces: ["print", "c-store"] };
  assert.equal(kit.writeAssessment(upside), golden);
  assert.equal(kit.writeAssessment(kit.parseAssessment(golden, DATA).assessment), golden);
});

test("ids that the matrix does not have are told and kept", () => {
  const newer = { ...EXAMPLE, mitigations: [{ id: "DM9999", status: "in-place" }], surfaces: ["ups"] };
  const { assessment, unknown } = kit.parseAssessment(JSON.stringify(newer), DATA);
  assert.deepEqual(plain(unknown), ["DM9999", "ups"]);
  assert.match(kit.writeAssessment(assessment), /DM9999/);
});

test("what is wrong with a file is said in words", () => {
  const told = (/** @type {Loose | string} */ change) => {
    const text = typeof change === "string" ? change : JSON.stringify({ ...EXAMPLE, ...change });
    const { assessment, faults } = kit.parseAssessment(text, DATA);
    assert.equal(assessment, null);
    return faults.join("\n");
  };
  assert.match(told("{"), /not JSON/);
  assert.match(told("format: dtm-assessment/1"), /YAML/);
  assert.match(told("[]"), /The file should be an object/);
  assert.match(told("null"), /The file should be an object/);
  assert.match(told({ format: "dtm-assessment/9" }), /format is "dtm-assessment\/9"/);
  assert.match(told({ matrix: undefined }), /matrix is missing/);
  assert.match(told({ matrix: { id: "other", version: "0.1" } }), /matrix\.id should be "dicom-threat-matrix"/);
  assert.match(told({ date: "2026-02-30" }), /date should be a day/);
  assert.match(told({ site: "" }), /site should be a text/);
  assert.match(told({ assets: {} }), /assets should be a list/);
  assert.match(told({ assets: [{ id: "DA0001", count: 1.5 }] }), /assets\[0\]\.count/);
  assert.match(told({ assets: [{ id: "DA0001", exposure: "everywhere" }] }), /assets\[0\]\.exposure should be one of isolated/);
  assert.match(told({ surfaces: [7] }), /surfaces\[0\]/);
  assert.match(told({ mitigations: [{ id: "DM1", status: "in-place" }] }), /mitigations\[0\]\.id should be an id such as DM0001/);
  assert.match(told({ mitigations: [{ id: "DM0001", status: "done" }] }), /status is "done"; it can be in-place, partial/);
  assert.match(told({ mitigations: [{ id: "DM0001" }] }), /mitigations\[0\]\.status is missing/);
  assert.match(told({ detections: [{ id: "DD0001", status: "absent", history: [{}] }] }), /history\[0\]\.date is missing/);
  assert.match(told({ mitigations: [EXAMPLE.mitigations[0], EXAMPLE.mitigations[0]] }), /has DM0001 twice/);
  assert.match(told({ colour: 1 }), /colour is no field/);
});

test("an earlier state goes into the history", () => {
  const earlier = { ...EXAMPLE, date: "2026-05-01" };
  const now = { ...EXAMPLE, mitigations: [
    { id: "DM0001", status: "in-place" }, ...EXAMPLE.mitigations.slice(1, 2) ] };
  const found = kit.withHistory(now, earlier);
  assert.deepEqual(plain(found.mitigations.map((/** @type {Loose} */ it) => [it.id, it.status, it.history ?? null])), [
    ["DM0001", "in-place", [{ date: "2026-05-01", status: "partial" }]],
    ["DM0002", "in-place", [{ date: "2025-11-01", status: "partial" }]],
    ["DM0003", "absent", [{ date: "2026-05-01", status: "planned" }]],
  ]);
  assert.equal(kit.withHistory(now, { ...earlier, date: EXAMPLE.date }), now);
  assert.deepEqual(plain(kit.withHistory(found, earlier)), plain(found));
});

test("the browser keeps what was ticked", () => {
  const own = load(DATA);
  assert.equal(own.readAssessment(), null);
  assert.ok(own.keepAssessment(EXAMPLE));
  assert.equal(own.writeAssessment(own.readAssessment()), own.writeAssessment(EXAMPLE));
  own.keepAssessment(null);
  assert.equal(own.readAssessment(), null);
});

test("layers have the keys of those that the program writes", () => {
  const site = kit.coverageOf(DATA, EXAMPLE);
  const ours = JSON.parse(kit.coverageLayer(DATA, EXAMPLE, site));
  const attack = JSON.parse(kit.attackLayer(DATA, EXAMPLE, site, "enterprise-attack"));
  const folder = "../../exports/navigator/";
  const program = (/** @type {string} */ path) => JSON.parse(readFileSync(here(folder + path), "utf8"));
  const entries = (/** @type {Loose} */ layer) => layer.techniques.find((/** @type {Loose} */ it) => it.score !== undefined);
  for (const [mine, theirs] of [
    [ours, program("matrix/mitigations.layer.json")],
    [attack, program("enterprise-attack.layer.json")],
  ]) {
    assert.deepEqual(Object.keys(mine), Object.keys(theirs));
    for (const key of ["versions", "layout", "gradient"]) {
      assert.deepEqual(Object.keys(mine[key]), Object.keys(theirs[key]));
    }
    assert.deepEqual(mine.versions, theirs.versions);
    assert.deepEqual(mine.layout, theirs.layout);
    assert.equal(mine.domain, theirs.domain);
    assert.equal(mine.customDataURL, theirs.customDataURL);
    assert.deepEqual(Object.keys(entries(mine)), Object.keys(entries(theirs)));
  }
  assert.deepEqual(ours.techniques.map((/** @type {Loose} */ it) => [it.techniqueID, it.tactic, it.score]), [
    ["DT0001", "initial-access", 76], ["DT0002", "initial-access", 43], ["DT0003", "initial-access", 0],
  ]);
  // As covered as the least covered, and a parent for the sub-technique.
  assert.deepEqual(attack.techniques.map((/** @type {Loose} */ it) => [it.techniqueID, it.score ?? null]), [
    ["T1001", 43], ["T1003", null], ["T1003.001", 76],
  ]);
  assert.ok(readdirSync(here(`${folder}matrix`)).length > 0);
});

test("a layer comes back as an overlay", () => {
  const site = kit.coverageOf(DATA, EXAMPLE);
  const own = kit.overlayFromLayer(kit.coverageLayer(DATA, EXAMPLE, site));
  assert.deepEqual([...own.marks].map(([id, mark]) => [id, mark.score]),
    [["DT0001", 76], ["DT0002", 43], ["DT0003", 0]]);
  assert.equal(own.marks.get("DT0003").color, "#fff3c4");

  const layer = { name: "Ours", versions: { layer: "4.5" }, domain: "enterprise-attack",
    gradient: { colors: ["#000000", "#ffffff"], minValue: 0, maxValue: 10 },
    techniques: [
      { techniqueID: "T1001", score: 5 },
      { techniqueID: "T1003.001", score: 10, comment: "seen" },
      { techniqueID: "T1003.001", score: 2, tactic: "x" },
      { techniqueID: "T9999", color: "#ff0000" },
      { techniqueID: "T1001.001", score: 3, enabled: false },
    ] };
  const overlay = kit.overlayFromLayer(JSON.stringify(layer));
  assert.equal(overlay.title, "Ours");
  assert.deepEqual(plain([...overlay.marks]), [
    ["DT0001", { score: 10, color: "#ffffff",
      comment: "From T1001, score 5\nFrom T1003.001, score 10: seen" }],
    ["DT0002", { score: 5, color: "#808080", comment: "From T1001, score 5" }],
  ]);
  assert.deepEqual(plain(overlay.elsewhere), ["T9999"]);
  kit.keepOverlay(overlay);
  assert.deepEqual(plain([...kit.readOverlay().marks]), plain([...overlay.marks]));
  kit.keepOverlay(null);
  assert.equal(kit.readOverlay(), null);

  /** @param {Loose | string} change @param {RegExp} words */
  const told = (change, words) => assert.throws(
    () => kit.overlayFromLayer(typeof change === "string" ? change : JSON.stringify({ ...layer, ...change })),
    (error) => words.test(/** @type {Error} */ (error).message));
  told("{", /not JSON/);
  told("[]", /several layers/);
  told("7", /not a Navigator layer/);
  told(JSON.stringify(EXAMPLE), /an assessment, not a layer/);
  told({ techniques: undefined }, /no list “techniques”/);
  told({ versions: { layer: "3.0" } }, /format 3\.0/);
  told({ techniques: [] }, /nothing/);
  told({ domain: "mobile-attack" }, /None of the 3 techniques .*mobile-attack/);
});
