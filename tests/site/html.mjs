// html.mjs: each page is valid HTML.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { HtmlValidate, StaticConfigLoader } from "html-validate";
import { SITE, none, pages } from "./site.mjs";

const validator = new HtmlValidate(
  new StaticConfigLoader({
    root: true,
    extends: ["html-validate:standard"],
    rules: {},
  }),
);

test("each page is valid HTML", async () => {
  /** @type {string[]} */
  const faults = [];
  for (const page of pages()) {
    const report = await validator.validateString(readFileSync(join(SITE, page), "utf8"), page);
    for (const result of report.results) {
      faults.push(...result.messages.map((message) => `${page}:${message.line}:${message.column}: ${message.ruleId}: ${message.message}`));
    }
  }
  none(faults);
});
