// layer.test.mjs: whatever file somebody opens as a layer, it becomes marks on our techniques or a sentence.
// Run: node --test tests/site/layer.test.mjs

import assert from "node:assert/strict";
import { test } from "node:test";

import fc from "fast-check";

import { load } from "./scripts.mjs";

const IDS = ["DT0001", "DT0001.001", "T1190", "T1078", "__proto__", "constructor", ""];
const DATA = {
  id: "dicom-threat-matrix",
  techniques: [
    { id: "DT0001", name: "One", attack: [["T1190", "enterprise-attack"], ["T1078", "enterprise-attack"]] },
    { id: "DT0001.001", name: "Part", attack: [["T1190", "ics-attack"]] },
  ],
};

const anything = fc.jsonValue({ maxDepth: 3 });
const color = fc.oneof(fc.constantFrom("#ff0000", "#00FF0080", "red", "#zzz", "url(x)"), anything);
// JSON has no infinity, but 1e999 is read as one.
const number = fc.oneof(fc.double(), fc.constantFrom(0, -0, 1e308, Infinity, -Infinity), anything);
const entry = fc.record({
  techniqueID: fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...IDS) }, { weight: 1, arbitrary: anything }),
  score: number, color, comment: fc.oneof(fc.string(), anything), enabled: fc.oneof(fc.boolean(), anything),
}, { requiredKeys: ["techniqueID"] });
const layer = fc.record({
  name: fc.oneof(fc.string(), anything),
  domain: fc.oneof(fc.constantFrom("enterprise-attack", "ics-attack", "dicom-threat-matrix", "DICOM-threat-matrix"), anything),
  versions: fc.oneof({ weight: 6, arbitrary: fc.constantFrom({ layer: "4.5" }, { layer: "4.0" }) }, { weight: 1, arbitrary: anything }),
  version: anything,
  gradient: fc.record({ colors: fc.oneof(fc.array(color), anything), minValue: number, maxValue: number }, { requiredKeys: [] }),
  techniques: fc.oneof({ weight: 9, arbitrary: fc.array(fc.oneof({ weight: 9, arbitrary: entry }, { weight: 1, arbitrary: anything })) }, { weight: 1, arbitrary: anything }),
}, { requiredKeys: ["versions", "techniques"] });

/** @param {unknown} value JSON in which an infinity is a number too large for it */
const written = (value) =>
  (JSON.stringify(value, (_, it) => (it === Infinity ? "∞" : it === -Infinity ? "-∞" : it)) ?? "null")
    .replaceAll('"∞"', "1e999").replaceAll('"-∞"', "-1e999");

const { overlayFromLayer, keepOverlay, readOverlay } = load(DATA);

/** @param {string} text */
function holds(text) {
  let found;
  try {
    found = overlayFromLayer(text);
  } catch (error) {
    const { name, message } = /** @type {Error} */ (error);
    assert.equal(name, "Error", `${name}: ${message}`);
    assert.match(message, /\S/);
    return;
  }
  assert.equal(typeof found.title, "string");
  assert.ok(found.marks.size > 0);
  for (const [id, mark] of found.marks) {
    assert.ok(DATA.techniques.some((it) => it.id === id), id);
    assert.ok(mark.score === null || Number.isFinite(mark.score), String(mark.score));
    assert.match(mark.color, /^(?:#[0-9a-f]{6})?$/);
    assert.equal(typeof mark.comment, "string");
  }
  keepOverlay(found);
  const again = readOverlay();
  assert.equal(JSON.stringify([...again.marks]), JSON.stringify([...found.marks]));
}

test("any layer is marks on our techniques or a sentence", () => {
  fc.assert(fc.property(layer, (it) => holds(written(it))), { seed: 20261129, numRuns: 3000 });
});

test("any JSON and any text is marks or a sentence", () => {
  fc.assert(fc.property(fc.oneof(fc.json(), fc.string()), holds), { seed: 20261129, numRuns: 1000 });
});
