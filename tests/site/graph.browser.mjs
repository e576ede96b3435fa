// graph.browser.mjs: the page of the graph as a reader uses it: choosing, the address, keys, paths, filters.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { address, open, watch } from "./site.mjs";

/** @typedef {import("playwright-core").Page} Page */

/** @type {import("playwright-core").Browser} */
let browser;
before(async () => {
  browser = await open();
});
after(() => browser.close());

/**
 * Opens the graph in a fresh profile; whatever the browser complains about is a fault.
 * @param {(tab: Page) => Promise<void>} run
 * @param {string} [state]
 */
async function fresh(run, state = "") {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const tab = await context.newPage();
  /** @type {string[]} */
  const faults = [];
  watch(tab, (fault) => faults.push(fault));
  await tab.goto(address("graph/index.html") + state);
  await run(tab);
  assert.deepEqual(faults, []);
  await context.close();
}

/** @param {Page} tab */
const hash = (tab) => tab.evaluate(() => location.hash.slice(1));
/** @param {Page} tab the card that is chosen, as its page */
const self = (tab) => tab.locator("#graph-svg a[data-n].self").getAttribute("href");
/** @param {Page} tab */
const focused = (tab) => tab.evaluate(() => document.activeElement?.getAttribute("href") ?? "");
/** @param {Page} tab @param {string} href */
const byPage = (tab, href) => tab.locator(`#graph-svg a[data-n][href*="${href}"]`);

test("a click chooses a card, tells of it, and stands in the address", () => fresh(async (tab) => {
  await byPage(tab, "techniques/DT0016/").click();
  assert.match(await hash(tab), /^node=.*DT0016$/);
  assert.ok(await tab.isVisible("#graph-panel"));
  assert.match(await tab.innerText("#graph-panel"), /DT0016/);
  const links = await tab.locator("#graph-panel li .name").count();
  assert.ok(links > 3, `${links} links`);
  assert.ok(await tab.locator("#graph-lit path").count() > 3);
  const state = await hash(tab);
  const near = await tab.locator("#graph-svg a.lit[data-n]").count();
  await tab.reload();
  assert.equal(await hash(tab), state);
  assert.match((await self(tab)) ?? "", /DT0016/);
  assert.equal(await tab.locator("#graph-svg a.lit[data-n]").count(), near);
  await tab.check('#graph-depth input[value="2"]');
  assert.ok(await tab.locator("#graph-svg a:is(.lit, .far)[data-n]").count() > near);
  assert.match(await hash(tab), /depth=2/);

  await tab.locator("#graph-panel button", { hasText: "Let go" }).click();
  assert.equal(await tab.isVisible("#graph-panel"), false);
  assert.doesNotMatch(await hash(tab), /node/);
  await tab.evaluate((state) => { location.hash = state; }, state);
  await tab.waitForSelector("#graph-panel:not([hidden])");
  assert.match((await self(tab)) ?? "", /DT0016/);
}));

test("by keys alone: find, arrows, along the links, let go, open", () => fresh(async (tab) => {
  await tab.focus("#graph-find");
  await tab.keyboard.type("DM0001");
  await tab.keyboard.press("Enter");
  assert.match(await focused(tab), /mitigations\/DM0001\//);
  assert.equal(await tab.locator("#graph-svg a[data-n][tabindex='0']").count(), 1, "the drawing is one stop");
  await tab.keyboard.press("n");
  const next = await focused(tab);
  assert.doesNotMatch(next, /DM0001/);
  await tab.keyboard.press("p");
  assert.match(await focused(tab), /DM0001/);
  await tab.keyboard.press("ArrowRight");
  const right = await focused(tab);
  assert.doesNotMatch(right, /DM0001/);
  await tab.keyboard.press("ArrowLeft");
  assert.match(await focused(tab), /DM0001/);
  await tab.keyboard.press("+");
  await tab.keyboard.press("0");
  await tab.keyboard.press("Escape");
  assert.equal(await tab.isVisible("#graph-panel"), false);
  assert.match(await focused(tab), /DM0001/);
  await tab.keyboard.press("Enter");
  assert.match((await self(tab)) ?? "", /DM0001/);
  await tab.keyboard.press("Enter");
  await tab.waitForURL(/\/mitigations\/DM0001\/index\.html$/);
}));

test("a path is found, can be turned around, and stands in the address", () => fresh(async (tab) => {
  await tab.fill("#graph-from", "DA0001");
  await tab.fill("#graph-to", "DM0004");
  await tab.press("#graph-to", "Enter");
  const steps = await tab.locator("#graph-panel ol li").count();
  assert.ok(steps >= 2);
  assert.equal(await tab.locator("#graph-lit path.way").count(), steps - 1);
  const state = await hash(tab);
  assert.match(state, /path=/);
  const ends = () => tab.locator("#graph-panel ol li").evaluateAll((all) => [all.at(0), all.at(-1)].map((it) => it?.querySelector("a")?.textContent));
  assert.deepEqual(await ends(), ["DA0001", "DM0004"]);
  await tab.locator("#graph-panel button", { hasText: "Turn around" }).click();
  assert.deepEqual(await ends(), ["DM0004", "DA0001"]);
  await tab.goto(`${address("graph/index.html")}#${state}`);
  await tab.reload();
  assert.deepEqual(await ends(), ["DA0001", "DM0004"]);
  await tab.fill("#graph-to", "no such thing");
  await tab.press("#graph-to", "Enter");
  assert.match((await tab.textContent("#said")) ?? "", /not known/);
}));

test("kinds and links can be put away, in the drawing and in the table", () => fresh(async (tab) => {
  const rows = () => tab.locator("#graph-table tbody tr:not([hidden])").count();
  const bands = () => tab.locator("#graph-svg .band:not([display=none])").count();
  assert.equal(await tab.isVisible("#graph-table"), false);
  await tab.click("#graph-twin-open");
  assert.ok(await tab.isVisible("#graph-table"));
  const [before, shown] = [await rows(), await bands()];
  await tab.click("#graph-filter > summary");
  await tab.uncheck('#graph-kinds input[value="detection"]');
  assert.ok(await rows() < before);
  assert.equal(await bands(), shown - 1);
  assert.equal(await tab.locator("#graph-svg .detection.band").isVisible(), false);
  assert.match((await tab.textContent("#graph-count")) ?? "", /^\d+ of \d+ nodes and \d+ of \d+ links/);
  assert.match(await hash(tab), /show=/);
  const relation = tab.locator("#graph-relations input").first();
  await relation.uncheck();
  assert.match(await hash(tab), /hide=/);
  const left = await rows();
  await tab.reload();
  await tab.click('a[href="#table"]');
  assert.ok(await tab.isVisible("#graph-table"));
  assert.equal(await rows(), left);
  assert.equal(await tab.locator("#graph-kinds input[value=detection]").isChecked(), false);
}));

test("a hash that nobody wrote breaks nothing", async () => {
  for (const state of ["#node=DT9999", "#path=a,b&depth=7", "#show=none&hide=x,y", "#node=<img>&show=,,"]) {
    await fresh(async (tab) => {
      assert.ok(await tab.isVisible("#graph-svg"));
      assert.equal(await tab.isVisible("#graph-panel"), false);
    }, state);
  }
});
