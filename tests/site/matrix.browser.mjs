// matrix.browser.mjs: the page of the matrix as a reader uses it: colors, filters, keys, pictures, print.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { SITE, address, open, watch } from "./site.mjs";

/** @typedef {import("playwright-core").Page} Page */
/** @typedef {{ id: string, name: string, summary: string, tactics: string[], assets: string[], mitigations: [string, string][], safety: string }} Technique */
/** @typedef {{ techniques: Technique[], mitigations: { id: string, controls: string[] }[], assets: { id: string }[], attack: object, version: string, id: string }} Data */

/** @type {Data} */
const DATA = (() => {
  /** @type {Record<string, Data>} */
  const window = {};
  new Function("window", readFileSync(join(SITE, "static/data.js"), "utf8"))(window);
  const data = window.DTM_DATA;
  if (!data) throw new Error("no data");
  return data;
})();
const ALL = DATA.techniques.length;

/** @type {import("playwright-core").Browser} */
let browser;
before(async () => {
  browser = await open();
});
after(() => browser.close());

/**
 * Opens the matrix in a fresh profile; whatever the browser complains about is a fault.
 * @param {(tab: Page) => Promise<void>} run
 * @param {string} [hash]
 */
async function fresh(run, hash = "") {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, acceptDownloads: true });
  const tab = await context.newPage();
  /** @type {string[]} */
  const faults = [];
  watch(tab, (fault) => faults.push(fault));
  await tab.goto(address("index.html") + hash);
  await run(tab);
  assert.deepEqual(faults, []);
  await context.close();
}

/** @param {Page} tab @returns {Promise<string[]>} the ids of the techniques that are not faint, sorted */
const lit = (tab) => tab.evaluate(() => [...new Set([...document.querySelectorAll("#matrix .cell:not(.faint)")].map((cell) => cell.getAttribute("data-id") ?? ""))].sort());
/** @param {Page} tab */
const hash = (tab) => tab.evaluate(() => location.hash.slice(1));
/** @param {Page} tab @param {string} id */
const tone = (tab, id) => tab.getAttribute(`#matrix .cell[data-id="${id}"]`, "data-tone");
/** @param {(technique: Technique) => boolean} test */
const ids = (test) => DATA.techniques.filter(test).map((it) => it.id).sort();
/** @param {Page} tab */
const focused = (tab) => tab.evaluate(() => document.activeElement?.closest(".cell")?.getAttribute("data-id") ?? document.activeElement?.id ?? "");

test("each color says of each technique what the data say, in a word as well", () => fresh(async (tab) => {
  const keys = await tab.locator("#color option").evaluateAll((all) => all.map((it) => it.getAttribute("value") ?? ""));
  assert.deepEqual(keys.slice(0, 5), ["maturity", "safety", "confidentiality", "integrity", "availability"]);
  for (const key of keys) {
    await tab.selectOption("#color", key);
    assert.equal(await hash(tab), `color=${key}`);
    const cells = await tab.locator("#matrix .cell").evaluateAll((all) => all.map((it) => [it.getAttribute("data-tone"), it.querySelector(".mark")?.textContent, it.querySelector("a .unseen")?.textContent]));
    assert.ok(cells.every(([tone, mark, word]) => tone && mark && word && word.length > 3), key);
    const legend = await tab.locator("#legend li").evaluateAll((all) => all.map((it) => it.getAttribute("data-tone")));
    assert.ok(cells.every(([tone]) => legend.includes(tone ?? "")), `${key}: a tone is not in the legend`);
  }
  await tab.selectOption("#color", "safety");
  for (const { id, safety } of DATA.techniques) assert.equal(await tone(tab, id), { direct: "bad", indirect: "half", none: "t0" }[safety], id);
}));

test("filters leave what they should, show chips, and stand in the address", () => fresh(async (tab) => {
  assert.equal((await lit(tab)).length, ALL);
  await tab.click("#filters > summary");
  const asset = DATA.assets[0]?.id ?? "";
  await tab.check(`input[data-facet=asset][value="${asset}"]`);
  const touched = ids((it) => it.assets.includes(asset));
  assert.ok(touched.length > 0 && touched.length < ALL);
  assert.deepEqual(await lit(tab), touched);
  assert.equal(await tab.textContent("#shown"), `${touched.length} of ${ALL} techniques`);

  const control = DATA.mitigations.flatMap((it) => it.controls)[0] ?? "";
  const carried = new Set(DATA.mitigations.filter((it) => it.controls.includes(control)).map((it) => it.id));
  await tab.fill('input[list="list-control"]', control.toUpperCase());
  await tab.press('input[list="list-control"]', "Enter");
  const both = ids((it) => it.assets.includes(asset) && it.mitigations.some(([id]) => carried.has(id)));
  assert.deepEqual(await lit(tab), both);
  const state = await hash(tab);
  assert.equal(state, `asset=${asset}&control=${encodeURIComponent(control).replaceAll("%3A", ":").replaceAll("%20", "+")}`);
  assert.deepEqual((await tab.locator("#chips .chip").allInnerTexts()).length, 3, "two filters and a way out of both");
  await tab.fill('input[list="list-control"]', "no such control");
  await tab.press('input[list="list-control"]', "Enter");
  assert.ok(await tab.isVisible(".field-note:not(:empty)"));

  await tab.locator("#chips .chip", { hasText: control }).click();
  assert.deepEqual(await lit(tab), touched);
  assert.equal(await focused(tab), "shown");
  await tab.uncheck(`input[data-facet=asset][value="${asset}"]`);
  assert.equal(await hash(tab), "");

  await tab.fill("#text", "Preamble file");
  assert.deepEqual(await lit(tab), ids((it) => ["preamble", "file"].every((word) => `${it.id} ${it.name} ${it.summary}`.toLowerCase().includes(word))));
  assert.equal(await hash(tab), "text=Preamble+file");
}));

test("what does not match can be hidden; a technique stays while a part of it matches", () => fresh(async (tab) => {
  const parts = DATA.techniques.find((it) => it.id.includes("."));
  assert.ok(parts);
  await tab.fill("#text", parts.id);
  await tab.selectOption("#others", "hidden");
  assert.deepEqual(await lit(tab), [parts.id]);
  const seen = await tab.locator("#matrix .cell").evaluateAll((all) => all.filter((it) => it.checkVisibility()).map((it) => it.getAttribute("data-id")));
  assert.ok(seen.every((id) => id === parts.id || id === parts.id.split(".")[0]), `${seen}`);
  assert.ok(seen.includes(parts.id.split(".")[0] ?? ""));
}));

test("the address brings all back, on reload and when it changes", () => fresh(async (tab) => {
  const asset = DATA.assets[1]?.id ?? "";
  const view = `color=integrity&asset=${asset}&others=hidden&layout=tight&sub=open`;
  await tab.goto(`${address("index.html")}#${view}`);
  const check = async () => {
    assert.equal(await tab.inputValue("#color"), "integrity");
    assert.equal(await tab.inputValue("#layout"), "tight");
    assert.deepEqual(await lit(tab), ids((it) => it.assets.includes(asset)));
    assert.equal(await tab.locator("#matrix details:not([open])").count(), 0);
    assert.equal(await tab.locator("#chips .chip").count(), 1);
    assert.deepEqual((await hash(tab)).split("&").sort(), view.split("&").sort());
  };
  await check();
  await tab.reload();
  await check();
  await tab.evaluate(() => { location.hash = "color=safety"; });
  await tab.waitForFunction(() => document.querySelector("#chips")?.childElementCount === 0);
  assert.equal(await tab.inputValue("#color"), "safety");
  assert.equal((await lit(tab)).length, ALL);
  assert.equal(await tab.locator("#matrix details[open]").count(), 0);
  await tab.goBack();
  await tab.waitForFunction(() => document.querySelector("#chips")?.childElementCount === 1);
  await check();
}));

test("a hash that nobody wrote breaks nothing", async () => {
  for (const state of ["#color=<img>&asset=,,&text=%25", "#=&==&asset=DA9999", "#color=__proto__&layout=x%20y&sub=open"]) {
    await fresh(async (tab) => {
      assert.equal(await tab.inputValue("#color"), "maturity");
      assert.ok(await tab.isVisible("#matrix"));
      assert.equal(await tab.locator("main img").count(), 0);
    }, state);
  }
});

test("by keys: arrows, Home, End, Space and Enter", () => fresh(async (tab) => {
  const columns = await tab.locator("#matrix > .column").evaluateAll((all) => all.map((column) => [...column.querySelectorAll(":scope > ul > .cell")].map((it) => it.getAttribute("data-id") ?? "")));
  assert.equal(await tab.locator("#matrix [tabindex='0']").count(), 1, "the matrix is one stop");
  await tab.locator("#matrix a").first().focus();
  await tab.keyboard.press("ArrowDown");
  assert.equal(await focused(tab), columns[0]?.[0]);
  await tab.keyboard.press("ArrowDown");
  assert.equal(await focused(tab), columns[0]?.[1]);
  await tab.keyboard.press("ArrowRight");
  assert.equal(await focused(tab), columns[1]?.[1]);
  await tab.keyboard.press("ArrowLeft");
  await tab.keyboard.press("ArrowUp");
  assert.equal(await focused(tab), columns[0]?.[0]);
  await tab.keyboard.press("End");
  assert.equal(await focused(tab), columns[0]?.at(-1));
  await tab.keyboard.press("Control+End");
  assert.equal(await focused(tab), columns.at(-1)?.at(-1));
  await tab.keyboard.press("Control+Home");
  assert.equal(await tab.evaluate(() => document.activeElement?.closest("h2") !== null), true);
  await tab.keyboard.press("Home");
  assert.equal(await tab.locator("#matrix [tabindex='0']").count(), 1);

  const parent = DATA.techniques.find((it) => it.id.includes("."))?.id.split(".")[0] ?? "";
  const cell = tab.locator(`#matrix .cell[data-id="${parent}"]`).first();
  await cell.locator(":scope > a").focus();
  await tab.keyboard.press("Space");
  assert.ok(await cell.locator(":scope > details").evaluate((it) => it.hasAttribute("open")));
  await tab.keyboard.press("ArrowDown");
  assert.match(await focused(tab), new RegExp(`^${parent}\\.`));
  await tab.keyboard.press("ArrowUp");
  await tab.keyboard.press("Space");
  assert.ok(!(await cell.locator(":scope > details").evaluate((it) => it.hasAttribute("open"))));
  await tab.keyboard.press("Enter");
  await tab.waitForURL(new RegExp(`/techniques/${parent}/index\\.html$`));
}));

test("through filter and search to a page by keys alone", () => fresh(async (tab) => {
  /** @param {() => Promise<boolean>} there @param {number} [most] */
  const tabTo = async (there, most = 60) => {
    for (let at = 0; at < most; at += 1) {
      if (await there()) return;
      await tab.keyboard.press("Tab");
    }
    assert.fail(`not reached by ${most} tabs`);
  };
  const on = (/** @type {string} */ selector) => () => tab.evaluate((it) => document.activeElement?.matches(it) ?? false, selector);
  await tabTo(on("#color"));
  await tab.keyboard.press("ArrowDown");
  assert.equal(await hash(tab), "color=safety");
  await tabTo(on("#filters > summary"));
  await tab.keyboard.press("Enter");
  await tab.locator("#filter-body input").first().waitFor();
  await tabTo(on("#filter-body input[data-facet=safety][value=direct]"));
  await tab.keyboard.press("Space");
  assert.deepEqual(await lit(tab), ids((it) => it.safety === "direct"));
  await tabTo(on("#chips .chip"), 150);
  await tab.keyboard.press("Enter");
  assert.equal((await lit(tab)).length, ALL);
  await tab.keyboard.press("/");
  await tab.locator(".palette .kinds a").first().waitFor();
  await tab.keyboard.type("DT0040");
  await tab.locator('.palette [aria-selected="true"]', { hasText: "DT0040" }).waitFor();
  await tab.keyboard.press("Enter");
  await tab.waitForURL(/\/techniques\/DT0040\/index\.html$/);
}));

/** @param {Page} tab @param {string} button */
async function download(tab, button) {
  await tab.click(".menu > summary");
  const [file] = await Promise.all([tab.waitForEvent("download"), tab.click(button)]);
  await tab.click(".menu > summary");
  return { name: file.suggestedFilename(), bytes: readFileSync(await file.path()) };
}

test("the pictures show what the page shows", () => fresh(async (tab) => {
  const folded = (await download(tab, "#svg")).bytes.toString();
  for (const { id } of DATA.techniques) assert.equal(folded.includes(`>${id}</text>`), !id.includes("."), `${id} in the picture of a folded matrix`);
  await tab.click("#folds");
  const svg = await download(tab, "#svg");
  assert.equal(svg.name, `${DATA.id}.svg`);
  const text = svg.bytes.toString();
  const fault = await tab.evaluate((text) => new DOMParser().parseFromString(text, "image/svg+xml").querySelector("parsererror")?.textContent ?? "", text);
  assert.equal(fault, "");
  for (const { id } of DATA.techniques) assert.ok(text.includes(`>${id}</text>`), `${id} is not in the picture`);
  assert.ok(text.includes(`${ALL} of ${ALL} techniques`));
  assert.ok(!/<(script|foreignObject|image)|NaN|undefined/.test(text));
  const png = await download(tab, "#png");
  assert.equal(png.name, `${DATA.id}.png`);
  assert.equal(png.bytes.toString("latin1", 1, 4), "PNG");
  const [, width, height] = /width="(\d+)" height="(\d+)"/.exec(text) ?? [];
  assert.deepEqual([png.bytes.readUInt32BE(16), png.bytes.readUInt32BE(20)], [Number(width) * 2, Number(height) * 2]);
}));

test("the printed matrix is one sheet, on A4 and on A3", () => fresh(async (tab) => {
  for (const format of ["A4", "A3"]) {
    const pdf = (await tab.pdf({ format, landscape: true })).toString("latin1");
    assert.equal(pdf.match(/\/Type\s*\/Page\b/g)?.length, 1, format);
  }
  await tab.selectOption("#layout", "wide");
  assert.equal((await tab.pdf({ preferCSSPageSize: true })).toString("latin1").match(/\/Type\s*\/Page\b/g)?.length, 1, "as the reader's printer has it");
}));

test("an assessment and a layer color the matrix", () => fresh(async (tab) => {
  assert.equal(await tab.locator('#color option[value="coverage"], #color option[value="overlay"]').count(), 0);
  await tab.goto(address("environment/index.html"));
  await tab.check("li[data-id=DM0001] input[value=in-place]");
  const [file] = await Promise.all([tab.waitForEvent("download"), tab.click("#layer-enterprise")]);
  const layer = { name: "x.json", mimeType: "application/json", buffer: readFileSync(await file.path()) };
  const states = new Map(await tab.locator("a[data-technique]").evaluateAll((all) => all.map((it) => /** @type {[string, string]} */ ([it.getAttribute("data-technique") ?? "", it.className]))));
  await tab.setInputFiles("#overlay", layer);
  await tab.waitForSelector("#message.done");

  await tab.goto(`${address("index.html")}#color=coverage`);
  assert.equal(await tab.inputValue("#color"), "coverage");
  const tones = /** @type {Record<string, string>} */ ({ covered: "good", partly: "half", open: "bad", "not-applicable": "off" });
  const found = new Set();
  for (const [id, names] of states) {
    const state = names.split(" ").find((it) => it in tones) ?? "";
    found.add(state);
    assert.equal(await tone(tab, id), tones[state], id);
  }
  assert.ok(found.size > 1, `only ${[...found]}`);

  await tab.selectOption("#color", "overlay");
  const marks = new Set(JSON.parse(layer.buffer.toString()).techniques.filter((/** @type {{ score?: number }} */ it) => it.score !== undefined).map((/** @type {{ techniqueID: string }} */ it) => it.techniqueID));
  assert.ok(marks.size > 10);
  const out = await tab.locator('#matrix .cell[data-tone="off"]').count();
  assert.ok(out > 0 && out < await tab.locator("#matrix .cell").count() / 2, `${out} cells are not in the layer`);
}));
