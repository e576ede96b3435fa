// The search in a browser, from a folder: node --test tests/site/search.browser.mjs
// SITE is the folder of the built site, default exports/site; CHROMIUM the browser.

import assert from "node:assert/strict";
import { resolve } from "node:path";
import test, { after, before, beforeEach } from "node:test";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const root = new URL("../../", import.meta.url).pathname;
const site = pathToFileURL(resolve(process.env.SITE ?? `${root}exports/site`)).href;
const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";

/** @type {import("playwright-core").Browser} */
let browser;
/** @type {import("playwright-core").BrowserContext | undefined} */
let context;
/** @type {import("playwright-core").Page} */
let tab;
/** @type {string[]} */
let faults;
before(async () => {
  browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
});
after(() => browser.close());
beforeEach(async () => {
  await context?.close();
  context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  tab = await context.newPage();
  faults = [];
  tab.on("console", (line) => ["error", "warning"].includes(line.type()) && faults.push(line.text()));
  tab.on("pageerror", (error) => faults.push(String(error)));
});

/** @param {string} path */
const open = (path) => tab.goto(`${site}/${path}`);
const chosen = () => tab.locator('.palette [aria-selected="true"]');
/** @param {string} query */
const ask = async (query) => {
  await tab.fill("#search-query", query);
  await tab.waitForFunction(() => document.querySelector(".palette > .note")?.textContent?.includes("found"));
};

test("the data are read only when somebody searches", async () => {
  await open("index.html");
  assert.equal(await tab.locator('script[src$="search.js"]').count(), 0);
  assert.equal(await tab.locator("dialog").count(), 0);
  await tab.keyboard.press("/");
  await tab.locator(".palette .kinds a").first().waitFor();
  assert.equal(await tab.locator('script[src$="search.js"]').count(), 1);
  assert.equal(await tab.inputValue("#search-query"), "", "the stroke that opens it is not typed");
  assert.deepEqual(faults, []);
});

test("by keys alone from a word to a page", async () => {
  await open("techniques/index.html");
  await tab.keyboard.press("Control+k");
  await ask("preamble");
  const first = await chosen().innerText();
  await tab.keyboard.press("ArrowDown");
  assert.notEqual(await chosen().innerText(), first);
  assert.equal(await tab.getAttribute("#search-query", "aria-activedescendant"), await chosen().getAttribute("id"));
  await tab.keyboard.press("Home");
  assert.equal(await chosen().innerText(), first);
  await tab.keyboard.press("ArrowUp");
  const last = await chosen().innerText();
  await tab.keyboard.press("End");
  assert.equal(await chosen().innerText(), last, "up from the first is the last");
  await tab.keyboard.press("Home");
  const there = await chosen().evaluate((link) => /** @type {HTMLAnchorElement} */ (link).href);
  await tab.keyboard.press("Enter");
  await tab.waitForURL(there);
  assert.deepEqual(faults, []);
});

test("Escape closes and gives the focus back", async () => {
  await open("index.html");
  await tab.click("#search-open");
  await ask("tls");
  await tab.keyboard.press("Escape");
  assert.equal(await tab.locator("dialog[open]").count(), 0);
  assert.equal(await tab.evaluate(() => document.activeElement?.id), "search-open");
});

test("an id shows what it touches, and a type narrows", async () => {
  await open("index.html");
  await tab.keyboard.press("/");
  await ask("T1190");
  assert.match(await chosen().innerText(), /T1190/);
  assert.ok((await tab.locator(".palette .below").count()) > 2);
  await tab.locator(".palette .types button", { hasText: "Techniques" }).click();
  assert.equal(await tab.evaluate(() => document.activeElement?.id), "search-query");
  assert.ok((await tab.locator(".palette [role=option] .id").allInnerTexts()).every((id) => id.startsWith("DT")));
  await ask("CONN-7");
  assert.match(await tab.locator(".palette .below").first().innerText(), /DM\d+/);
});

test("Ctrl+Enter opens a tab of its own", async () => {
  await open("index.html");
  await tab.keyboard.press("/");
  await ask("DT0040");
  const [other] = await Promise.all([tab.context().waitForEvent("page"), tab.keyboard.press("Control+Enter")]);
  await other.waitForLoadState();
  assert.match(other.url(), /techniques\/DT0040\/index\.html$/);
  assert.equal(await tab.locator("dialog[open]").count(), 1);
});

test("an address holds a query, and closing leaves the rest of the state alone", async () => {
  await open("index.html#color=safety&q=premable");
  await tab.locator(".palette [role=option]").first().waitFor();
  assert.equal(await tab.inputValue("#search-query"), "premable");
  assert.ok((await tab.locator(".palette mark, .palette [role=option]").count()) > 0);
  assert.match((await tab.locator(".palette .foot a").getAttribute("href")) ?? "", /index\.html#q=premable$/);
  await tab.locator(".palette .ask button").click();
  assert.equal(await tab.evaluate(() => location.hash), "#color=safety");
});

test("what is typed is never read as HTML", async () => {
  await open("index.html");
  await tab.keyboard.press("/");
  await tab.fill("#search-query", "<img src=x onerror=alert(1)> zzz");
  await tab.locator(".palette > .note", { hasText: "Nothing found" }).waitFor();
  assert.equal(await tab.locator(".palette img").count(), 0);
  assert.deepEqual(faults, []);
});

test("a slash in a field is a slash", async () => {
  await open("index.html");
  await tab.evaluate(() => document.body.append(document.createElement("input")));
  await tab.locator("body > input").press("/");
  assert.equal(await tab.locator("dialog[open]").count(), 0);
});
