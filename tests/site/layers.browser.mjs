// layers.browser.mjs: the layers that the page "My environment" gives are such as the program writes, and other programs read them.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { PROJECT, SITE, address, none, open, watch } from "./site.mjs";

const OUT = join(PROJECT, "target/site-layers");
const PYTHON = join(PROJECT, "target/clients/bin/python");
/** By button: the layer of the program that is its sibling. */
const LAYERS = {
  "layer": "matrix/mitigations.layer.json",
  "layer-enterprise": "enterprise-attack.layer.json",
  "layer-ics": "ics-attack.layer.json",
};

/**
 * Returns the keys of an object and of all within it, with the kinds of their values: its structure.
 * @param {unknown} value
 * @param {string} [path]
 * @param {Set<string>} [found]
 * @returns {Set<string>}
 */
function structure(value, path = "", found = new Set()) {
  if (Array.isArray(value)) for (const item of value) structure(item, `${path}[]`, found);
  else if (value && typeof value === "object") for (const [key, inner] of Object.entries(value)) structure(inner, `${path}.${key}`, found);
  else found.add(`${path}: ${typeof value}`);
  return found;
}

test("each layer is such as the program writes, and is read by mitreattack-python", async (context) => {
  mkdirSync(OUT, { recursive: true });
  const browser = await open();
  const tab = await (await browser.newContext({ acceptDownloads: true })).newPage();
  /** @type {string[]} */
  const faults = [];
  watch(tab, (fault) => faults.push(fault));
  await tab.goto(address("environment/index.html"));
  for (const id of ["DM0001", "DM0004", "DD0002"]) await tab.check(`li[data-id=${id}] input[value=in-place]`);
  await tab.check("li[data-id=DM0005] input[value=partial]");
  await tab.check("input[name=asset][value=DA0001]");
  await tab.fill("#site", "Example <Hospital> & “Söhne”");
  /** @type {string[]} */
  const files = [];
  for (const button of Object.keys(LAYERS)) {
    const [file] = await Promise.all([tab.waitForEvent("download"), tab.click(`#${button}`)]);
    files.push(join(OUT, `${button}.json`));
    await file.saveAs(join(OUT, `${button}.json`));
  }
  await browser.close();
  none(faults);

  for (const [button, path] of Object.entries(LAYERS)) {
    const ours = JSON.parse(readFileSync(join(OUT, `${button}.json`), "utf8"));
    const theirs = JSON.parse(readFileSync(join(SITE, "../navigator", path), "utf8"));
    const known = structure(theirs);
    // A technique that does not apply is switched off, which is a key of its own.
    const strange = [...structure(ours)].filter((key) => !known.has(key) && key !== ".techniques[].enabled: boolean");
    assert.deepEqual(strange, [], `${button}: the program writes no such thing`);
    for (const key of ["versions", "domain", "layout", "customDataURL"]) assert.deepEqual(ours[key], theirs[key], `${button}: ${key}`);
    const valid = new Set(theirs.techniques.map((/** @type {{ techniqueID: string }} */ it) => it.techniqueID));
    const scored = ours.techniques.filter((/** @type {{ score?: number }} */ it) => it.score !== undefined);
    assert.ok(scored.length > 5, `${button}: ${scored.length} scores`);
    assert.ok(scored.some((/** @type {{ score: number }} */ it) => it.score > 0), `${button}: all scores are 0`);
    for (const { techniqueID, score } of scored) {
      assert.ok(Number.isInteger(score) && score >= 0 && score <= 100, `${button}: ${techniqueID} scores ${score}`);
      if (button === "layer") assert.ok(valid.has(techniqueID), `${techniqueID} is not in the matrix`);
      else assert.match(techniqueID, /^T\d{4}(\.\d{3})?$/);
    }
    assert.ok(JSON.stringify(ours.metadata).includes("“Söhne”"));
  }

  if (!existsSync(PYTHON)) {
    assert.notEqual(process.env.CI, "true", "no Python clients: run .ci/install");
    context.diagnostic("no Python clients: run .ci/install");
    return;
  }
  // The reader knows the domains of ATT&CK only.
  const read = spawnSync(PYTHON, [join(import.meta.dirname, "layers.py"), ...files.slice(1)], { encoding: "utf8" });
  assert.equal(read.status, 0, read.stdout + read.stderr);
  console.log(read.stdout.trim());
});
