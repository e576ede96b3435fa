// site.mjs: what every test uses: the folder of the site, its pages, and a browser that watches them.

import { existsSync, readdirSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

/** @typedef {import("playwright-core").Browser} Browser */
/** @typedef {import("playwright-core").BrowserContextOptions} Options */
/** @typedef {import("playwright-core").Page} Page */

export const PROJECT = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
const EXPORTS = resolve(PROJECT, process.env.EXPORTS ?? "exports");
/** The folder of the built site. */
export const SITE = join(EXPORTS, "site");
if (!existsSync(join(SITE, "index.html"))) throw new Error(`no site in ${EXPORTS}: run dtm build first`);

/**
 * Returns every HTML page under a folder as a path with slashes, sorted.
 * @param {string} [folder]
 */
export function pages(folder = SITE) {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".html"))
    .map((path) => path.split(sep).join("/"))
    .sort();
}

/**
 * Returns a few pages that stand for all: each page near the top, and of the objects of each kind,
 * which share a template, the one with the longest address, and the first.
 */
export function samples() {
  const all = pages();
  /** @type {Map<string, string[]>} */
  const groups = new Map();
  for (const page of all) {
    const parts = page.split("/");
    const group = parts.length < 3 ? page : `${parts[0]}/*/${parts.slice(2).join("/")}`;
    groups.set(group, [...(groups.get(group) ?? []), page]);
  }
  return [...groups.values()].flatMap((group) => {
    const longest = group.reduce((best, page) => (page.length > best.length ? page : best));
    return [...new Set([group[0], longest])].sort();
  });
}

/**
 * Returns the address of a page.
 * @param {string} page
 * @param {string} [folder]
 */
export function address(page, folder = SITE) {
  return pathToFileURL(join(folder, page)).href;
}

/**
 * Returns the page and the place that an address within the folder names, or null if it leads out.
 * @param {string} href
 * @param {string} [folder]
 */
export function place(href, folder = SITE) {
  const url = new URL(href);
  if (url.protocol !== "file:") return null;
  const path = relative(folder, fileURLToPath(url)).split(sep).join("/");
  return path.startsWith("../") ? null : { path, hash: decodeURIComponent(url.hash.slice(1)) };
}

/** Returns the path of the browser. */
export function chromiumPath() {
  const names = ["chromium", "chromium-browser", "google-chrome"];
  const folders = (process.env.PATH ?? "").split(":");
  const found = names.flatMap((name) => folders.map((folder) => join(folder, name))).find((path) => existsSync(path));
  if (!found) throw new Error("no Chromium: run .ci/install");
  return found;
}

/**
 * Opens a browser. It has no sandbox, since it runs as root in containers and opens our pages only.
 * @param {string[]} [more] further arguments
 */
export function open(more = []) {
  const quiet = ["--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
  return chromium.launch({ executablePath: chromiumPath(), chromiumSandbox: false, args: [...quiet, ...more] });
}

/**
 * Does something for each item, a few at a time.
 * @template T, P
 * @param {T[]} items
 * @param {P[]} places as many run at once, each with a place of its own
 * @param {(item: T, place: P) => Promise<void>} run
 */
export async function each(items, places, run) {
  const left = items.values();
  await Promise.all(
    places.map(async (place) => {
      for (const item of left) await run(item, place);
    }),
  );
}

/**
 * Opens a few tabs.
 * @param {Browser} browser
 * @param {Options} [options]
 * @param {number} [count]
 */
export function tabs(browser, options = {}, count = 3) {
  return Promise.all(Array.from({ length: count }, async () => (await browser.newContext(options)).newPage()));
}

/**
 * Collects what goes wrong in a tab: errors, warnings, requests that fail or lead out of the folder.
 * @param {Page} tab
 * @param {(fault: string) => void} tell
 * @param {string} [folder]
 */
export function watch(tab, tell, folder = SITE) {
  const ours = pathToFileURL(folder + sep).href;
  tab.on("pageerror", (error) => tell(`error: ${error.message}`));
  tab.on("console", (message) => {
    if (["error", "warning", "assert"].includes(message.type())) tell(`console: ${message.text()}`);
  });
  tab.on("request", (request) => {
    if (!["data:", "blob:"].includes(new URL(request.url()).protocol) && !request.url().startsWith(ours)) tell(`asks for ${request.url()}`);
  });
  tab.on("requestfailed", (request) => {
    // What is let go because the tab goes on to the next page is no fault.
    if (request.failure()?.errorText !== "net::ERR_ABORTED") tell(`does not get ${request.url()}`);
  });
}

/**
 * Fails with each fault on a line, the first hundred.
 * @param {string[]} faults
 */
export function none(faults) {
  if (faults.length > 0) throw new Error(`${faults.length} faults:\n${faults.slice(0, 100).join("\n")}`);
}
