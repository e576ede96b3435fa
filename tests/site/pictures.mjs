// pictures.mjs: takes pictures of the main pages, wide and narrow, light and dark, and prints the matrix, for people
// to look at: node tests/site/pictures.mjs OUTDIR

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { address, open, pages } from "./site.mjs";

const WIDTHS = [1440, 1024, 390];
const [out] = process.argv.slice(2);
if (!out) throw new Error("usage: node tests/site/pictures.mjs OUTDIR");
mkdirSync(out, { recursive: true });

const all = pages();
/** Pages at the top, one list, and the first object of each kind. */
const chosen = all.filter((page, at) => {
  const [folder, ...rest] = page.split("/");
  if (rest.length < 2) return rest.length === 0 || folder === "techniques" || !all.some((other) => other.startsWith(`${folder}/`) && other !== page);
  return all.findIndex((other) => other.startsWith(`${folder}/`) && other.split("/").length > 2 && other.endsWith(rest[rest.length - 1])) === at;
});

const browser = await open(["--hide-scrollbars"]);
const tab = await (await browser.newContext({ reducedMotion: "reduce" })).newPage();
for (const page of chosen) {
  const name = page.replace(/\/?index\.html$/, "").replace(/\.html$/, "").replaceAll("/", "-") || "matrix";
  for (const width of WIDTHS) {
    for (const colorScheme of /** @type {const} */ (["light", "dark"])) {
      await tab.emulateMedia({ colorScheme });
      await tab.setViewportSize({ width, height: width > 1000 ? 900 : 844 });
      await tab.goto(address(page));
      await tab.screenshot({ path: join(out, `${name}-${width}-${colorScheme}.png`) });
    }
  }
}
await tab.emulateMedia({ media: "print", colorScheme: "light" });
await tab.goto(address("index.html"));
for (const format of ["A3", "A4"]) await tab.pdf({ path: join(out, `matrix-${format}.pdf`), format, landscape: true, printBackground: true });
await browser.close();
console.log(`${chosen.length} pages in ${out}`);
