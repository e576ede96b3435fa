// layout.mjs: nothing moves while a page is read, nothing stands out at the side, and the first page is light.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { SITE, address, each, none, open, samples, tabs } from "./site.mjs";

const WIDTHS = [390, 1024, 1440];
/** The most that the first page may weigh with all that it loads, and the script alone, in bytes after gzip. */
const FIRST_PAGE = 300_000;
const SCRIPT = 60_000;

/** @param {string} path */
const weight = (path) => gzipSync(readFileSync(path), { level: 6 }).length;

/**
 * Returns what moves in the page of a tab while it is read, and by how much the page is too wide.
 * @param {import("playwright-core").Page} tab
 */
function measure(tab) {
  return tab.evaluate(async () => {
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    /** @type {string[]} */
    const shifts = [];
    await new Promise((done) => {
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) {
          const shift = /** @type {PerformanceEntry & { value: number, sources: { node: Node | null }[] }} */ (entry);
          // A long table settles its columns while it is read from the disk.
          if (shift.sources.every(({ node }) => node instanceof Element && node.closest("table"))) continue;
          shifts.push(`${shift.value.toFixed(4)} by ${shift.sources.map(({ node }) => (node instanceof Element ? node.outerHTML.slice(0, 60) : node?.nodeName)).join(", ")}`);
        }
      }).observe({ type: "layout-shift", buffered: true });
      setTimeout(done, 50);
    });
    const { scrollWidth, clientWidth } = document.documentElement;
    return { shifts, wide: scrollWidth - clientWidth };
  });
}

test("nothing moves and nothing stands out", async () => {
  const browser = await open();
  /** @type {string[]} */
  const faults = [];
  const work = samples().flatMap((page) => WIDTHS.map((width) => ({ page, width })));
  await each(work, await tabs(browser), async ({ page, width }, tab) => {
    await tab.setViewportSize({ width, height: 900 });
    await tab.goto(address(page));
    let { shifts, wide } = await measure(tab);
    // A busy machine paints half a page now and then; what is at fault moves each time.
    for (let again = 0; again < 3 && shifts.length > 0; again += 1) {
      await tab.reload();
      ({ shifts, wide } = await measure(tab));
    }
    faults.push(...shifts.map((shift) => `${page} (${width}): moves ${shift}`));
    if (wide > 0) faults.push(`${page} (${width}): ${wide} px too wide`);
  });
  await browser.close();
  none(faults);
});

test("a column has its width before the next is read", async () => {
  const browser = await open();
  const [tab] = await tabs(browser, {}, 1);
  for (const width of [1024, 1440]) {
    await tab.setViewportSize({ width, height: 900 });
    await tab.goto(address("index.html"));
    const [whole, early] = await tab.evaluate(() => {
      const columns = [...document.querySelectorAll("#matrix > .column")];
      const first = () => columns[0].getBoundingClientRect().width;
      const whole = first();
      for (const column of columns.slice(2)) column.remove();
      return [whole, first()];
    });
    assert.ok(whole > 0);
    assert.equal(early, whole, `at ${width} px`);
  }
  await browser.close();
});

test("the first page is light", async () => {
  const browser = await open();
  const [tab] = await tabs(browser, {}, 1);
  /** @type {Set<string>} */
  const files = new Set();
  tab.on("request", (request) => files.add(request.url()));
  await tab.goto(address("index.html"));
  // What the search needs is loaded when it opens.
  await tab.keyboard.press("/");
  await tab.waitForTimeout(500);
  await browser.close();
  const weights = [...files].filter((url) => url.startsWith("file:")).map((url) => ({ url, bytes: weight(fileURLToPath(url)) }));
  const total = weights.reduce((sum, { bytes }) => sum + bytes, 0);
  const script = weight(join(SITE, "static/dtm.js"));
  console.log(`first page: ${total} bytes in ${weights.length} files; dtm.js: ${script} bytes`);
  assert.ok(weights.length >= 4, "the page and what it loads");
  assert.ok(total < FIRST_PAGE, `the first page weighs ${total} bytes: ${weights.map(({ url, bytes }) => `${url} ${bytes}`).join(", ")}`);
  assert.ok(script < SCRIPT, `dtm.js weighs ${script} bytes`);
});
