// assess.test.mjs: the program and the page compute the same, number by number, on the real matrix.
// Run: node --test tests/site/assess.test.mjs, with DTM (the program) and SITE (the built site).

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";

import { load, plain } from "./scripts.mjs";

/** @typedef {Record<string, any>} Loose what JSON holds */

const PROJECT = fileURLToPath(new URL("../..", import.meta.url));
const built = ["release", "debug"].map((it) => join(PROJECT, "target", it, "dtm")).find((it) => existsSync(it));
const DTM = process.env.DTM ?? built ?? "dtm";
const SITE = process.env.SITE ?? join(PROJECT, "exports/site");

const text = readFileSync(join(SITE, "static/data.js"), "utf8");
/** @type {Loose} */
const DATA = JSON.parse(text.replace(/^window\.DTM_DATA = /, "").replace(/;\s*$/, ""));
const kit = load(DATA);
const folder = mkdtempSync(join(tmpdir(), "dtm-assess-"));
after(() => rmSync(folder, { recursive: true, force: true }));

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

/**
 * An assessment of the real matrix that nobody would write.
 * @param {number} seed
 * @returns {Loose}
 */
function random(seed) {
  const next = generator(seed * 7919);
  const statuses = ["in-place", "partial", "planned", "absent", "not-applicable"];
  /** @param {Loose[]} list @param {number} of */
  const some = (list, of) => list.filter(() => next(of) === 0).map((it) => it.id);
  /** @param {Loose[]} list @param {number} of */
  const entries = (list, of) => some(list, of).map((id) => {
    const entry = { id, status: statuses[next(statuses.length)] };
    return next(4) ? entry : { ...entry, history: [{ date: "2025-11-01", status: statuses[next(5)] }] };
  });
  return {
    format: "dtm-assessment/1",
    matrix: { id: DATA.id, version: DATA.version },
    site: `Site <${seed}>`,
    date: "2026-11-22",
    assets: next(2) ? some(DATA.assets, 3).map((id) => (next(3) ? { id, exposure: EXPOSURES[next(5)] } : { id })) : [],
    surfaces: next(2) ? some(DATA.surfaces, 2) : [],
    mitigations: entries(DATA.mitigations, 2),
    detections: entries(DATA.detections, 2),
  };
}

/** @param {string} name @param {Loose} assessment */
function judged(name, assessment) {
  const file = join(folder, `${name}.json`);
  writeFileSync(file, kit.writeAssessment(assessment));
  const options = { cwd: PROJECT, encoding: /** @type {const} */ ("utf8"), maxBuffer: 1 << 26,
    stdio: /** @type {["ignore", "pipe", "ignore"]} */ (["ignore", "pipe", "ignore"]) };
  const out = join(folder, name);
  const json = execFileSync(DTM, ["assess", file, "--format", "json", "--out", out], options);
  return { report: /** @type {Loose} */ (JSON.parse(json)), out };
}

const committed = JSON.parse(readFileSync(new URL("assessment.json", import.meta.url), "utf8"));
const all = [["committed", committed], ["empty", { ...random(1), assets: [], surfaces: [], mitigations: [], detections: [] }],
  ...Array.from({ length: 10 }, (_, at) => [`random-${at + 1}`, random(at + 1)])];

test("what is compared knows every exposure", () => {
  const seen = new Set(all.flatMap(([, it]) => [...kit.coverageOf(DATA, it).techniques.values()].map((found) => found.reach)));
  assert.deepEqual([...seen].sort(), [...EXPOSURES.slice(1), null].sort());
});

for (const [name, assessment] of all) {
  test(`the same numbers in the browser and in the program: ${name}`, () => {
    const site = kit.coverageOf(DATA, assessment);
    const { report, out } = judged(name, assessment);
    for (const key of ["coverage", "importance", "counts"]) {
      assert.deepEqual(report[key], plain(site[key]), key);
    }
    assert.equal(report.techniques.length, site.techniques.size);
    for (const row of report.techniques) {
      const { applicable, prevented, seen, coverage, state, reach } = row;
      assert.deepEqual({ applicable, prevented, seen, coverage, state, reach }, plain(site.techniques.get(row.id)), row.id);
    }
    const steps = report.steps.map((/** @type {Loose} */ it) => ({ id: it.id, kind: it.kind, priority: it.priority,
      gain: it.gain, closes: it.closes, touches: it.touches }));
    assert.deepEqual(steps, plain(site.steps));

    const layer = (/** @type {string} */ path) => readFileSync(join(out, "layers", `${path}.layer.json`), "utf8");
    assert.equal(layer("coverage"), kit.coverageLayer(DATA, assessment, site), "the layer on the matrix");
    for (const domain of Object.keys(DATA.attack)) {
      // The program knows all of ATT&CK, so it opens parents of which the page does not know the columns.
      const closed = (/** @type {string} */ text) => text.replaceAll(/"showSubtechniques": (true|false)/g, "");
      const ours = closed(layer(`coverage-${domain}`));
      assert.equal(ours, closed(kit.attackLayer(DATA, assessment, site, domain)), domain);
    }
  });
}
