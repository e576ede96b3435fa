// axe.mjs: axe finds nothing on one page of each sort, in light and dark, wide and narrow.

import { test } from "node:test";
import axe from "axe-core";
import { address, each, none, open, samples, tabs } from "./site.mjs";

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const WIDTHS = [1280, 390];
const COLORS = ["color-contrast", "link-in-text-block"];
const PLACES = ["target-size", "scrollable-region-focusable", "link-name", "button-name", "empty-heading", "heading-order", "page-has-heading-one"];

/**
 * Runs axe in a tab; returns a line for each thing that is wrong.
 * @param {import("playwright-core").Page} tab
 * @param {import("axe-core").RunOptions} options
 * @returns {Promise<string[]>}
 */
function faults(tab, options) {
  return tab.evaluate(async (options) => {
    const { violations } = await /** @type {{ axe: typeof axe }} */ (/** @type {unknown} */ (globalThis)).axe.run(document, options);
    return violations.map(({ id, nodes }) => `${id}, ${nodes.length} times: ${nodes[0].html.slice(0, 160)} (${[...nodes[0].any, ...nodes[0].all, ...nodes[0].none].map((check) => check.message).join("; ")})`);
  }, options);
}

test("axe finds nothing", async () => {
  const browser = await open();
  /** @type {string[]} */
  const found = [];
  let runs = 0;
  await each(samples(), await tabs(browser, { reducedMotion: "reduce" }, 2), async (page, tab) => {
    for (const colorScheme of /** @type {const} */ (["light", "dark"])) {
      await tab.emulateMedia({ colorScheme });
      // Dark differs from light in its colors only, and narrow from wide in places and sizes only.
      for (const width of colorScheme === "light" ? WIDTHS : WIDTHS.slice(0, 1)) {
        await tab.setViewportSize({ width, height: 900 });
        if (width === WIDTHS[0] && colorScheme === "light") {
          await tab.goto(address(page));
          await tab.evaluate(axe.source);
          await tab.evaluate(() => document.querySelectorAll("main details").forEach((details) => details.setAttribute("open", "")));
        }
        const rules = colorScheme === "dark" ? COLORS : width === WIDTHS[0] ? null : PLACES;
        const runOnly = rules ? { type: /** @type {const} */ ("rule"), values: rules } : { type: /** @type {const} */ ("tag"), values: TAGS };
        const options = { runOnly, rules: { "target-size": { enabled: true } }, resultTypes: [/** @type {const} */ ("violations")] };
        found.push(...(await faults(tab, options)).map((fault) => `${page} (${width}, ${colorScheme}): ${fault}`));
        runs += 1;
      }
    }
  });
  await browser.close();
  none(found);
  console.log(`${runs} runs of axe`);
});
