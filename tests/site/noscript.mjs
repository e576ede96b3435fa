// noscript.mjs: without JavaScript the site is complete: each technique is in the matrix, each text can be read,
// and each page can be reached.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { SITE, address, each, none, open, pages, place, samples, tabs } from "./site.mjs";

const OFF = { javaScriptEnabled: false };

test("the matrix links each technique", async () => {
  const browser = await open();
  const [tab] = await tabs(browser, OFF, 1);
  await tab.goto(address("index.html"));
  const links = await tab.locator("main a[href]").evaluateAll((all) => all.map((link) => /** @type {HTMLAnchorElement} */ (link).href));
  const closed = await tab.locator("main a[href]").evaluateAll((all) => all.filter((link) => !link.checkVisibility() && !link.closest("details, [hidden]")).length);
  await browser.close();
  const techniques = pages().filter((page) => /^techniques\/[^/]+\/index\.html$/.test(page));
  assert.ok(techniques.length > 0);
  const named = new Set(links.map((link) => place(link)?.path));
  none(techniques.filter((page) => !named.has(page)).map((page) => `the matrix does not link ${page}`));
  assert.equal(closed, 0, "links that cannot be seen");
});

test("each text can be read", async () => {
  const browser = await open();
  /** @type {string[]} */
  const faults = [];
  await each(samples(), await tabs(browser, OFF), async (page, tab) => {
    await tab.goto(address(page));
    const { heading, words, unseen, dead } = await tab.evaluate(() => {
      /** @type {(element: Element) => boolean} what only a script shows, or the reader opens or points at, and words of controls */
      const later = (element) => element.closest("[hidden], details:not([open]), dialog, template, title, desc, script, .unseen, .live, label, button, select") !== null;
      /** @type {string[]} */
      const unseen = [];
      const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const { parentElement, textContent } = node;
        if (parentElement && textContent?.trim() && !later(parentElement) && !parentElement.checkVisibility({ visibilityProperty: true, opacityProperty: true })) unseen.push(textContent.trim());
      }
      const controls = [...document.querySelectorAll("button, input, select, textarea")];
      return {
        heading: document.querySelector("h1")?.checkVisibility() ?? false,
        words: (document.querySelector("main")?.innerText ?? "").split(/\s+/).length,
        unseen,
        // Without a script nothing answers a control, so none may show.
        dead: controls.filter((control) => control.checkVisibility()).map((control) => control.outerHTML.slice(0, 100)),
      };
    });
    if (!heading) faults.push(`${page}: no heading`);
    if (words < 15) faults.push(`${page}: only ${words} words`);
    faults.push(...unseen.map((text) => `${page}: cannot be seen: ${text.slice(0, 80)}`));
    faults.push(...dead.map((control) => `${page}: does nothing: ${control}`));
  });
  await browser.close();
  none(faults);
});

test("each page can be reached from the first", () => {
  const all = new Set(pages());
  const reached = new Set(["index.html"]);
  for (const page of reached) {
    const html = readFileSync(join(SITE, page), "utf8");
    for (const [, href] of html.matchAll(/<a\b[^>]*?\shref="([^"#]+)/g)) {
      const target = place(new URL(href.replaceAll("&amp;", "&"), address(page)).href);
      if (target && all.has(target.path)) reached.add(target.path);
    }
  }
  // Hosts show 404.html for an address that leads nowhere.
  none([...all].filter((page) => !reached.has(page) && page !== "404.html").map((page) => `nothing leads to ${page}`));
});
