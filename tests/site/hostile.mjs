// hostile.mjs: whatever stands in the matrix, the pages show it as text. The policy of the pages is switched off here,
// so that nothing but the pages themselves protects the reader.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { WORDS, writeHostile } from "./hostile_matrix.mjs";
import { PROJECT, address, each, none, open, pages, tabs, watch } from "./site.mjs";

/** @typedef {import("playwright-core").Page} Page */

/** Returns the path of the program. */
function dtm() {
  const places = [process.env.DTM, "target/release/dtm", "target/debug/dtm"].filter((path) => path !== undefined);
  const found = places.map((path) => join(path.startsWith("/") ? "" : PROJECT, path)).find((path) => existsSync(path));
  if (!found) throw new Error("no dtm: run cargo build");
  return found;
}

/**
 * Returns what stands in a page and must not.
 * @param {Page} tab
 */
function intruders(tab) {
  return tab.evaluate(() => {
    /** @type {string[]} */
    const found = [];
    for (const element of document.querySelectorAll("*")) {
      const { localName } = element;
      const what = element.outerHTML.slice(0, 120);
      if (["iframe", "object", "embed", "base", "frame", "portal"].includes(localName)) found.push(what);
      if (localName === "script" && !/(^|\/)static\/[a-z_-]+\.js$/.test(element.getAttribute("src") ?? "")) found.push(what);
      for (const { name, value } of element.attributes) {
        if (name.startsWith("on") || name === "srcdoc" || name === "autofocus") found.push(what);
        if (["href", "src", "xlink:href", "action", "formaction", "poster", "data"].includes(name)) {
          const { protocol } = new URL(value, location.href);
          // The address of record loads nothing.
          const fine = localName === "a" || element.matches("link[rel=canonical]") ? ["http:", "https:", "file:", "blob:", "data:"] : ["file:", "blob:", "data:"];
          if (!fine.includes(protocol)) found.push(what);
          if (localName === "a" && protocol === "data:" && !element.hasAttribute("download")) found.push(what);
        }
      }
    }
    // A template that reads the text of the matrix as a template would have reckoned.
    if (/(^|[^0-9.])49\{%/.test(document.documentElement.outerHTML)) found.push("{{7*7}} was reckoned");
    return found;
  });
}

/**
 * Does what a reader can do: opens, types, chooses, clicks.
 * @param {Page} tab
 */
async function play(tab) {
  const quick = { timeout: 500 };
  const controls = await tab.locator("summary, input, select, textarea, button, [role=button], [role=option], [role=tab]").all();
  for (const control of controls.slice(0, 60)) {
    try {
      if (!(await control.isVisible())) continue;
      const sort = await control.evaluate((element) => (element instanceof HTMLInputElement ? element.type : element.localName));
      if (["text", "search", "textarea", "url"].includes(sort)) {
        await control.fill("script", quick);
        await control.press("ArrowDown", quick);
        await control.fill(WORDS[0], quick);
      } else if (sort === "select") {
        await control.selectOption({ index: 1 }, quick);
      } else {
        await control.click({ ...quick, noWaitAfter: true });
      }
    } catch {
      // Another control has covered or removed it: that is no fault here.
    }
  }
  await tab.keyboard.press("Escape");
  await tab.keyboard.press("/");
  await tab.keyboard.type("alert");
  await tab.waitForTimeout(150);
  await tab.keyboard.press("ArrowDown");
}

test("hostile words stay words", async () => {
  const temp = mkdtempSync(join(tmpdir(), "dtm-hostile-"));
  const matrix = join(temp, "matrix");
  const out = join(temp, "exports");
  writeHostile(matrix);
  const build = spawnSync(dtm(), ["--matrix", matrix, "build", "--out", out, "--only", "site"], { encoding: "utf8" });
  assert.equal(build.status, 0, build.stdout + build.stderr);
  const site = join(out, "site");
  const all = pages(site);
  assert.ok(all.length > 25, `only ${all.length} pages`);

  const browser = await open();
  /** @type {string[]} */
  const faults = [];
  const states = (await tabs(browser, { bypassCSP: true, acceptDownloads: true })).map((tab) => {
    const state = { tab, page: "" };
    watch(tab, (fault) => faults.push(`${state.page}: ${fault}`), site);
    tab.on("dialog", (dialog) => {
      faults.push(`${state.page}: says ${dialog.message()}`);
      dialog.dismiss().catch(() => {});
    });
    return state;
  });
  for (const { tab } of states) await tab.addInitScript(() => (window.print = () => {}));
  let shown = 0;
  await each(all, states, async (page, state) => {
    state.page = page;
    await state.tab.goto(address(page, site));
    faults.push(...(await intruders(state.tab)).map((what) => `${page}: ${what}`));
    const text = await state.tab.evaluate(() => `${document.title} ${document.body.textContent}`);
    if (WORDS.some((word) => text.includes(word))) shown += 1;
    await play(state.tab);
    const after = state.tab.url().split("#")[0] === address(page, site) ? "after use" : `led to ${state.tab.url()}`;
    faults.push(...(await intruders(state.tab)).map((what) => `${page} (${after}): ${what}`));
  });
  await browser.close();
  rmSync(temp, { recursive: true });
  none(faults);
  assert.ok(shown > all.length * 0.8, `only ${shown} of ${all.length} pages show a hostile word: is the matrix hostile?`);
  console.log(`${shown} of ${all.length} pages show hostile words`);
});
