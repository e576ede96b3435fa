// every.mjs: each page opens from the disk without a word of complaint, and each link within the site leads somewhere.

import { existsSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { SITE, address, each, none, open, pages, place, tabs, watch } from "./site.mjs";

test("every page is quiet, and every link leads somewhere", async () => {
  const browser = await open();
  /** @type {string[]} */
  const faults = [];
  /** @type {Map<string, { ids: Set<string>, links: string[] }>} */
  const seen = new Map();
  const states = (await tabs(browser)).map((tab) => {
    const state = { tab, page: "" };
    watch(tab, (fault) => faults.push(`${state.page}: ${fault}`));
    return state;
  });
  await each(pages(), states, async (page, state) => {
    state.page = page;
    await state.tab.goto(address(page));
    const { ids, links, title } = await state.tab.evaluate(() => ({
      ids: [...document.querySelectorAll("[id]")].map((element) => element.id),
      links: [...document.querySelectorAll("a[href], area[href]")].map((element) => new URL(element.getAttribute("href") ?? "", location.href).href),
      title: document.title,
    }));
    if (!title) faults.push(`${page}: no title`);
    for (const id of ids.filter((id, at) => ids.indexOf(id) !== at)) faults.push(`${page}: two elements are #${id}`);
    seen.set(page, { ids: new Set(ids), links });
  });
  await browser.close();

  for (const [page, { links }] of seen) {
    for (const link of new Set(links)) {
      if (/^(https?|mailto|data|blob):/.test(link)) continue;
      const target = place(link);
      if (!target) faults.push(`${page}: ${link} leads out of the site`);
      // From the disk the browser opens no folder: each link names a file.
      else if (!target.path || target.path.endsWith("/") || !(seen.has(target.path) || isFile(target.path))) faults.push(`${page}: no file at ${link}`);
      // A hash with `=` is the state of a tool, and no place.
      else if (target.hash && !target.hash.includes("=") && !seen.get(target.path)?.ids.has(target.hash)) faults.push(`${page}: no #${target.hash} in ${target.path}`);
    }
  }
  none(faults);
  console.log(`${seen.size} pages`);
});

/** @type {Map<string, boolean>} */
const known = new Map();

/**
 * Whether the site has a file that is not a page.
 * @param {string} path
 */
function isFile(path) {
  if (!known.has(path)) known.set(path, /\.[a-z0-9]+$/.test(path) && existsSync(join(SITE, path)));
  return known.get(path) ?? false;
}
