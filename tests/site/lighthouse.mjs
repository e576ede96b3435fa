// lighthouse.mjs: Lighthouse gives the main pages full marks for accessibility, and says how fast they are.
// It runs only if asked: LIGHTHOUSE=1 or CI=true. The best of three runs counts. Marks for speed depend on
// the machine and on what else it does, so below 95 they are a fault only on a quiet desk (LIGHTHOUSE=1);
// elsewhere they are printed, and a page that a slow telephone could not bear is a fault anywhere.

import { createReadStream, existsSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { test } from "node:test";
import { createGzip } from "node:zlib";
import lighthouse from "lighthouse";
import { SITE, none, open, pages } from "./site.mjs";

const LEAST = { accessibility: 100, performance: process.env.LIGHTHOUSE === "1" ? 95 : 60 };
const TYPES = /** @type {Record<string, string>} */ ({ ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".json": "application/json" });

/** Serves the site on this machine alone, compressed as any server does. */
async function serve() {
  const server = createServer((request, response) => {
    const path = join(SITE, normalize(new URL(request.url ?? "/", "http://site").pathname));
    if (!path.startsWith(SITE) || !existsSync(path) || !statSync(path).isFile()) return response.writeHead(404).end();
    response.writeHead(200, { "content-type": TYPES[extname(path)] ?? "application/octet-stream", "content-encoding": "gzip", "cache-control": "max-age=600" });
    return createReadStream(path).pipe(createGzip()).pipe(response);
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", () => done(null)));
  const bound = server.address();
  if (!bound || typeof bound === "string") throw new Error("no port");
  return { server, port: bound.port };
}

const asked = process.env.LIGHTHOUSE === "1" || process.env.CI === "true";

test("Lighthouse gives full marks", { skip: asked ? false : "set LIGHTHOUSE=1" }, async () => {
  const { server, port } = await serve();
  // Lighthouse speaks to the browser by a port of its own, which a server has just held free.
  const debug = await serve();
  await new Promise((done) => debug.server.close(done));
  const browser = await open([`--remote-debugging-port=${debug.port}`]);
  const all = pages();
  const technique = all.find((page) => /^techniques\/[^/]+\/index\.html$/.test(page)) ?? "";
  const chosen = ["index.html", technique, "environment/index.html", "graph/index.html"].filter((page) => all.includes(page));
  /** @type {string[]} */
  const faults = [];
  for (const page of chosen) {
    const best = { accessibility: 0, performance: 0 };
    let notes = "";
    for (let run = 0; run < 3 && (best.accessibility < LEAST.accessibility || best.performance < 95); run += 1) {
      const result = await lighthouse(`http://127.0.0.1:${port}/${page}`, { port: debug.port, logLevel: "error", onlyCategories: ["accessibility", "performance"] });
      const { categories = {}, audits = {} } = result?.lhr ?? {};
      for (const name of /** @type {("accessibility" | "performance")[]} */ (Object.keys(best))) best[name] = Math.max(best[name], Math.round((categories[name]?.score ?? 0) * 100));
      notes = Object.values(audits).filter(({ score, scoreDisplayMode }) => score !== null && score < 0.9 && scoreDisplayMode !== "informative").map(({ id, displayValue }) => `${id} ${displayValue ?? ""}`.trim()).join(", ");
    }
    console.log(`${page}: accessibility ${best.accessibility}, performance ${best.performance}`);
    if (best.accessibility < LEAST.accessibility || best.performance < LEAST.performance) faults.push(`${page}: ${JSON.stringify(best)}: ${notes}`);
  }
  await browser.close();
  server.close();
  none(faults);
});
