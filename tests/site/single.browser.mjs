// The site as one file, mailed into an empty folder: opened, filtered, searched and read without the network.

import assert from "node:assert/strict";
import { copyFileSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import test, { after, before, beforeEach } from "node:test";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const root = new URL("../../", import.meta.url).pathname;
const source = resolve(process.env.SITE ?? `${root}exports/site`, "../site-single");
const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";

/** @type {import("playwright-core").Browser} */
let browser;
/** @type {import("playwright-core").BrowserContext | undefined} */
let context;
/** @type {import("playwright-core").Page} */
let tab;
/** @type {string[]} */
let faults;
let folder = "";
let url = "";
const start = async (options = {}) => {
  await context?.close();
  context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
  tab = await context.newPage();
  faults = [];
  tab.on("console", (line) => ["error", "warning"].includes(line.type()) && faults.push(line.text()));
  tab.on("pageerror", (error) => faults.push(String(error)));
  tab.on("request", (request) => request.url().startsWith("data:") || request.url().split("#")[0] === url || faults.push(`asks for ${request.url()}`));
};
before(async () => {
  folder = mkdtempSync(join(tmpdir(), "single-"));
  const name = readdirSync(source).find((it) => it.endsWith(".html"));
  copyFileSync(join(source, name ?? ""), join(folder, "mailed.html"));
  url = pathToFileURL(join(folder, "mailed.html")).href;
  browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
});
after(async () => {
  await browser.close();
  rmSync(folder, { recursive: true });
});
beforeEach(() => start());

const open = (hash = "") => tab.goto(url + hash);
const shown = () => tab.locator("#shelf > :visible");

test("a technique takes the place of the matrix, and gives it back as it was", async () => {
  await open();
  assert.equal(await shown().count(), 0);
  await tab.selectOption("#color", "safety");
  await tab.locator('.cell[data-id="DT0016"] > a').first().click();
  await tab.locator("#DT0016").waitFor();
  assert.equal(await tab.locator("#matrix").isVisible(), false);
  assert.equal(await shown().count(), 1);
  assert.match(await tab.title(), /Default/);
  await tab.locator('#DT0016 a[href="#DM0019"]').first().click();
  await tab.locator("#DM0019").waitFor();
  await tab.locator("#DM0019 .to-matrix").click();
  await tab.locator("#matrix").waitFor();
  assert.match(tab.url(), /#color=safety$/);
  assert.equal(await tab.inputValue("#color"), "safety");
  await tab.goBack();
  await tab.locator("#DM0019").waitFor();
  assert.deepEqual(faults, []);
});

test("a filter in the address works, and so does a place inside an article", async () => {
  await open("#text=preamble");
  assert.match(await tab.locator("#shown").innerText(), /^[1-9][0-9]? of /);
  await open("#DT0016/references");
  await tab.locator('[id="DT0016/references"]').waitFor();
  assert.deepEqual(faults, []);
});

test("the search finds and leads to articles and lists", async () => {
  await open();
  await tab.keyboard.press("/");
  await tab.locator(".palette .kinds a").first().waitFor();
  await tab.fill("#search-query", "preamble");
  await tab.waitForFunction(() => document.querySelector(".palette > .note")?.textContent?.includes("found"));
  await tab.keyboard.press("Enter");
  await shown().first().waitFor();
  assert.equal(await tab.locator("dialog[open]").count(), 0);
  assert.equal(await shown().count(), 1);
  await open("#mitigations");
  assert.match(await shown().locator("h1").innerText(), /Mitigations/);
  assert.deepEqual(faults, []);
});

test("without a script all is there to read", async () => {
  await start({ javaScriptEnabled: false });
  await open("#DT0016");
  assert.ok(await tab.locator("#matrix").isVisible());
  assert.ok(await tab.locator("#DT0016 h1").isVisible());
  assert.ok(await tab.locator("#DM0001 h1").isVisible());
  assert.deepEqual(faults, []);
});
