// environment.browser.mjs: the page "My environment" as a reader uses it, in Chromium.
// Run: SITE=exports/site node --test tests/site/environment.browser.mjs

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const SITE = resolve(process.env.SITE ?? "exports/site");
/** @typedef {import("playwright-core").Page} Page */

/** @param {string} path */
const address = (path) => pathToFileURL(resolve(SITE, path)).href;
const PAGE = address("environment/index.html");

/** @type {import("playwright-core").Browser} */
let browser;
before(async () => {
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"],
  });
});
after(() => browser.close());

/**
 * Opens the page in a fresh profile and fails on whatever the console complains about.
 * @param {(page: Page, context: import("playwright-core").BrowserContext) => Promise<void>} run
 * @param {import("playwright-core").BrowserContextOptions} [options]
 */
async function fresh(run, options = {}) {
  const context = await browser.newContext({ acceptDownloads: true, ...options });
  const page = await context.newPage();
  /** @type {string[]} */
  const complaints = [];
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("request", (request) => {
    if (!/^(file|blob|data):/.test(request.url())) complaints.push(`asks for ${request.url()}`);
  });
  await page.goto(PAGE);
  await run(page, context);
  assert.deepEqual(complaints, []);
  await context.close();
}

/** @param {Page} page @param {string} id @param {string} status */
const choose = (page, id, status) => page.locator(`li[data-id=${id}] input[value=${status}]`).check();

/** @param {Page} page */
async function answer(page) {
  for (const id of ["DA0001", "DA0002"]) await page.check(`input[name=asset][value=${id}]`);
  await page.fill("input[data-count=DA0001]", "4");
  await page.selectOption("select[data-exposure=DA0001]", "internet");
  for (const [id, status] of [
    ["DM0001", "in-place"], ["DM0004", "in-place"], ["DM0005", "partial"], ["DM0025", "in-place"],
    ["DM0009", "not-applicable"], ["DM0012", "planned"], ["DD0002", "in-place"],
  ]) await choose(page, id, status);
}

/** @param {Page} page */
const numbers = (page) => page.evaluate(() => ({
  number: document.getElementById("number")?.textContent,
  tally: document.getElementById("tally")?.textContent ?? "",
  exposed: document.getElementById("exposed")?.textContent ?? "",
  steps: document.getElementById("steps")?.textContent,
  cells: [...document.querySelectorAll("a[data-technique]")].map((it) => it.getAttribute("title") ?? ""),
}));

/** @param {Page} page @param {string} button */
async function download(page, button) {
  const [file] = await Promise.all([page.waitForEvent("download"), page.click(button)]);
  return { name: file.suggestedFilename(), text: readFileSync(await file.path(), "utf8") };
}
/** @param {Page} page @param {string} field @param {string} name @param {string} text */
const upload = (page, field, name, text) =>
  page.setInputFiles(field, { name, mimeType: "application/json", buffer: Buffer.from(text) });

test("ticks count at once and stay", () => fresh(async (page) => {
  assert.equal(await page.textContent("#number"), "0 %");
  await answer(page);
  const found = await numbers(page);
  assert.notEqual(found.number, "0 %");
  assert.match(found.tally, /✓[1-9]/);
  assert.match(found.exposed, /^[1-9][0-9]* open in reach from outside: [1-9][0-9]* from the internet, 0 by remote access$/);
  assert.ok(found.cells.some((title) => /: open, [0-9]+ %, in reach from the internet$/.test(title)));
  assert.ok(found.cells.every((title) => /: (covered|partly covered|open|does not apply)/.test(title)));
  await page.reload();
  assert.deepEqual(await numbers(page), found);
  assert.equal(await page.inputValue("input[data-count=DA0001]"), "4");
  assert.equal(await page.inputValue("select[data-exposure=DA0001]"), "internet");
  const before = found.number;
  await page.selectOption("select[data-exposure=DA0001]", "");
  const without = await numbers(page);
  assert.deepEqual([without.number, without.exposed], [before, ""]);
  assert.ok(await page.isChecked("li[data-id=DM0005] input[value=partial]"));
}));

test("the file carries all to another browser, and remembers what changed", async () => {
  let file = { name: "", text: "" };
  /** @type {Awaited<ReturnType<typeof numbers>> | undefined} */
  let found;
  await fresh(async (page) => {
    await answer(page);
    await page.fill("#site", "Example Hospital");
    await page.fill("#date", "2026-01-31");
    found = await numbers(page);
    file = await download(page, "#save");
  });
  assert.equal(file.name, "dicom-threat-matrix-assessment-2026-01-31.json");
  await fresh(async (page) => {
    await upload(page, "#load", file.name, file.text);
    await page.waitForSelector("#message.done");
    assert.deepEqual(await numbers(page), found);
    assert.equal(await page.inputValue("#site"), "Example Hospital");
    assert.equal((await download(page, "#save")).text, file.text);
    await choose(page, "DM0005", "in-place");
    assert.notEqual(await page.inputValue("#date"), "2026-01-31");
    const later = JSON.parse((await download(page, "#save")).text);
    assert.deepEqual(later.mitigations.find((/** @type {{ id: string }} */ it) => it.id === "DM0005").history,
      [{ date: "2026-01-31", status: "partial" }]);
  });
});

test("a wrong file changes nothing and is explained", () => fresh(async (page) => {
  await answer(page);
  const found = await numbers(page);
  await upload(page, "#load", "x.json", "{\"format\": \"dtm-assessment/1\"}");
  await page.waitForSelector("#message.fault");
  assert.match((await page.textContent("#message")) ?? "", /matrix is missing/);
  await upload(page, "#overlay", "x.json", "[1]");
  await page.waitForFunction(() => document.getElementById("message")?.textContent?.includes("several"));
  assert.deepEqual(await numbers(page), found);
}));

test("layers go out and come back", () => fresh(async (page) => {
  await answer(page);
  const ours = await download(page, "#layer");
  const layer = JSON.parse(ours.text);
  assert.equal(layer.domain, "dicom-threat-matrix");
  assert.ok(layer.techniques.length > 100);
  const attack = await download(page, "#layer-enterprise");
  assert.equal(JSON.parse(attack.text).domain, "enterprise-attack");
  assert.equal(JSON.parse((await download(page, "#layer-ics")).text).domain, "ics-attack");
  await upload(page, "#overlay", attack.name, attack.text);
  await page.waitForSelector("#message.done");
  assert.ok(await page.locator("a[data-technique] .score").count() > 20);
  await page.reload();
  assert.ok(await page.locator("a[data-technique] .score").count() > 20);
  await page.click("#overlay-off");
  assert.equal(await page.locator("a[data-technique] .score").count(), 0);
}));

test("by keyboard alone", () => fresh(async (page) => {
  await page.focus("input[name=asset][value=DA0001]");
  await page.keyboard.press("Space");
  await page.focus("#find");
  await page.keyboard.type("DM0004");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  for (let at = 0; at < 6; at += 1) {
    if (await page.evaluate(() => document.activeElement?.getAttribute("type")) === "radio") break;
    await page.keyboard.press("Tab");
  }
  await page.keyboard.press("Space");
  assert.ok(await page.isChecked("li[data-id=DM0004] input[value=in-place]"));
  await page.keyboard.press("ArrowRight");
  assert.ok(await page.isChecked("li[data-id=DM0004] input[value=partial]"));
  const first = await page.getAttribute("#steps li:first-child a", "href");
  await page.focus("#steps li:first-child button");
  await page.keyboard.press("Enter");
  assert.notEqual(await page.getAttribute("#steps li:first-child a", "href"), first);
  assert.equal(await page.evaluate(() => document.activeElement?.tagName), "BUTTON");
  assert.match((await page.textContent("#said")) ?? "", /is in place/);
  await page.focus("#reset");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Escape");
  assert.notEqual(await page.textContent("#number"), "0 %");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  assert.equal(await page.textContent("#number"), "0 %");
  assert.equal(await page.evaluate(() => localStorage.length), 0);
}));

test("the list stands still while one ticks, and a tick is quick", () => fresh(async (page) => {
  const input = page.locator("li[data-id=DM0010] input[value=in-place]");
  await input.scrollIntoViewIfNeeded();
  const top = (await input.boundingBox())?.y ?? NaN;
  await input.check();
  assert.ok(Math.abs(((await input.boundingBox())?.y ?? NaN) - top) < 1);
  const times = await page.evaluate(() => {
    const inputs = /** @type {HTMLInputElement[]} */ ([...document.querySelectorAll("li[data-id=DM0010] input[type=radio]")]);
    return inputs.flatMap(() => inputs).map((it) => {
      const start = performance.now();
      it.click();
      return performance.now() - start;
    }).sort((a, b) => a - b);
  });
  const middle = times[Math.floor(times.length / 2)];
  assert.ok(middle < 16, `${middle} ms`);
}));

test("the printed checklist is one page, on A4 and on Letter", () => fresh(async (page) => {
  for (const format of ["A4", "Letter"]) {
    const pdf = (await page.pdf({ format })).toString("latin1");
    assert.equal(pdf.match(/\/Type\s*\/Page\b/g)?.length, 1, format);
  }
  assert.ok(await page.locator("#sheet li").count() >= 10);
}));

test("on a narrow screen nothing runs out of the page", () => fresh(async (page) => {
  await answer(page);
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
}, { viewport: { width: 390, height: 844 } }));

test("without JavaScript it is a checklist", () => fresh(async (page) => {
  assert.ok(await page.isVisible("text=Ticking and counting need JavaScript"));
  assert.ok(await page.locator(".measures li a:visible").count() > 50);
  assert.equal(await page.locator(".gauge:visible").count(), 0);
}, { javaScriptEnabled: false }));
