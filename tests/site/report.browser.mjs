// report.browser.mjs: what the page "My environment" saves, `dtm assess` reads, with the same numbers;
// and the report that it writes is a page like any other of ours: axe finds nothing.
// Run: node --test tests/site/report.browser.mjs, with DTM (the program) and SITE (the built site).

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import axe from "axe-core";
import { chromium } from "playwright-core";

const PROJECT = fileURLToPath(new URL("../..", import.meta.url));
const SITE = resolve(process.env.SITE ?? join(PROJECT, "exports/site"));
const built = ["release", "debug"].map((it) => join(PROJECT, "target", it, "dtm")).find((it) => existsSync(it));
const DTM = process.env.DTM ? resolve(process.env.DTM) : built ?? "dtm";
const folder = mkdtempSync(join(tmpdir(), "dtm-report-"));

/** @type {import("playwright-core").Browser} */
let browser;
before(async () => {
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"],
  });
});
after(async () => {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
});

/** @param {string[]} args */
const assess = (...args) =>
  execFileSync(DTM, ["assess", ...args], { cwd: PROJECT, encoding: "utf8", maxBuffer: 1 << 26, stdio: ["ignore", "pipe", "ignore"] });

test("what the page saves, the program reads, with the same numbers", async () => {
  const page = await browser.newPage({ acceptDownloads: true });
  await page.goto(pathToFileURL(join(SITE, "environment/index.html")).href);
  await page.check("input[name=asset][value=DA0001]");
  await page.check("input[name=asset][value=DA0002]");
  await page.selectOption("select[data-exposure=DA0001]", "internet");
  await page.selectOption("select[data-exposure=DA0002]", "remote-access");
  for (const [id, status] of [["DM0001", "in-place"], ["DM0005", "partial"], ["DM0025", "in-place"],
    ["DM0012", "planned"], ["DM0009", "not-applicable"], ["DD0002", "in-place"]]) {
    await page.locator(`li[data-id=${id}] input[value=${status}]`).check();
  }
  const [file] = await Promise.all([page.waitForEvent("download"), page.click("#save")]);
  const saved = join(folder, "saved.json");
  await file.saveAs(saved);
  const report = JSON.parse(assess(saved, "--format", "json"));
  assert.equal(await page.textContent("#number"), `${report.percent} %`);
  const tally = (await page.textContent("#tally")) ?? "";
  for (const state of ["covered", "partly", "open"]) {
    assert.ok(new RegExp(`\\b${report.counts[state]}\\b`).test(tally), `${state}: ${report.counts[state]} is not in ${tally}`);
  }
  const open = report.techniques.filter((/** @type {{ state: string }} */ it) => it.state === "open");
  const reach = (/** @type {string} */ from) => open.filter((/** @type {{ reach: string | null }} */ it) => it.reach === from).length;
  const [internet, remote] = [reach("internet"), reach("remote-access")];
  assert.ok(internet > 0 && remote > 0, `${internet}, ${remote}`);
  assert.equal(await page.textContent("#exposed"),
    `${internet + remote} open in reach from outside: ${internet} from the internet, ${remote} by remote access`);
  const steps = (await page.textContent("#steps")) ?? "";
  const places = report.steps.slice(0, 3).map((/** @type {{ name: string }} */ it) => steps.indexOf(it.name));
  assert.ok(places.every((/** @type {number} */ at, /** @type {number} */ place) => at >= 0 && at > (places[place - 1] ?? -1)), `${places}`);

  // And back: what the program starts, the page reads.
  const begun = join(folder, "begun.json");
  assess("init", begun, "--site", "Lakeside", "--asset", "DA0001=4@internet", "--from-checklist", "pacs-administrator", "--status", "partial");
  await page.setInputFiles("#load", begun);
  const again = JSON.parse(assess(begun, "--format", "json"));
  await page.waitForFunction((wanted) => document.getElementById("number")?.textContent === wanted, `${again.percent} %`);
  assert.equal(await page.inputValue("select[data-exposure=DA0001]"), "internet");
  await page.close();
});

test("axe finds nothing in a report, and it asks for nothing", async () => {
  assess("examples/lakeside-hospital.yaml", "--out", join(folder, "report"), "--against", "examples/lakeside-hospital.yaml");
  /** @type {string[]} */
  const found = [];
  for (const colorScheme of /** @type {const} */ (["light", "dark"])) {
    for (const width of [1280, 390]) {
      const page = await browser.newPage({ colorScheme, viewport: { width, height: 900 } });
      page.on("console", (message) => message.type() === "error" && found.push(message.text()));
      page.on("request", (request) => {
        if (!request.url().startsWith("file:")) found.push(`asks for ${request.url()}`);
      });
      await page.goto(pathToFileURL(join(folder, "report/report.html")).href);
      await page.evaluate(() => document.querySelectorAll("details").forEach((it) => it.setAttribute("open", "")));
      const wide = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
      if (wide) found.push(`the page is wider than ${width}`);
      await page.evaluate(axe.source);
      const faults = await page.evaluate(async () => {
        const run = /** @type {{ axe: typeof axe }} */ (/** @type {unknown} */ (globalThis)).axe;
        const { violations } = await run.run(document);
        return violations.map((it) => `${it.id}, ${it.nodes.length} times: ${it.nodes[0]?.html.slice(0, 200)}`);
      });
      found.push(...faults.map((fault) => `${width}, ${colorScheme}: ${fault}`));
      await page.close();
    }
  }
  assert.deepEqual(found, []);
});
