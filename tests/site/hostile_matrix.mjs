// hostile_matrix.mjs: writes the small matrix of the tests with hostile words in every field that takes any text.

import { cpSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CORE_SCHEMA, dump, load } from "js-yaml";
import { PROJECT } from "./site.mjs";

/**
 * @typedef {object} Schema
 * @property {string} [$ref]
 * @property {string} [type]
 * @property {Record<string, Schema>} [properties]
 * @property {Schema} [items]
 * @property {unknown[]} [enum]
 * @property {unknown} [const]
 * @property {string} [pattern]
 * @property {number} [maxLength]
 * @property {unknown[]} [examples]
 * @property {Record<string, Schema>} [$defs]
 */

/** What a careless page would run, follow or reckon. */
export const WORDS = [
  `"'><script>alert(1)</script><img src=x onerror=alert(1)>`,
  `</script><script>alert(2)</script>`,
  `[x](javascript:alert(3))`,
  `{{7*7}}{%if 1%}`,
  `--><svg onload=alert(4)>`,
  "</code></pre><details open ontoggle=alert(5)>",
  `</title></style><iframe srcdoc="<script>alert(6)</script>">`,
  `' onfocus=alert(7) autofocus x='`,
];
const ADDRESS = "https://matrix.example/?a=&#34;onfocus=alert(8)&b={{7*7}}&c=%22%3E%3Cscript%3E";

/** Optional fields that stay away: they change what the object is, or excuse a finding. */
const LEFT_OUT = ["allow", "status_reason", "replaced_by", "no_mitigation_reason", "no_detection_reason", "none_reason"];

let count = 0;

/**
 * Returns hostile words of at most so many letters, never the same twice.
 * @param {number} [most]
 * @param {boolean} [prose] whether the text is Markdown
 */
function hostile(most, prose) {
  count += 1;
  if (prose) return `${WORDS.join("\n\n")}\n\n${WORDS.join(" ")} ${count}.\n`;
  if (most === undefined) return `${WORDS.join(" ")} ${count}.`;
  const fitting = WORDS.filter((word) => word.length + 6 <= most);
  return fitting.length > 0 ? `${fitting[count % fitting.length]} ${count}` : `<b>&${count}`.slice(0, most);
}

/**
 * Returns a value with hostile words wherever its schema takes any text, and with the optional texts that it lacks.
 * @param {unknown} value
 * @param {Schema} schema
 * @param {Record<string, Schema>} defs
 * @returns {unknown}
 */
function spoil(value, schema, defs) {
  const here = schema.$ref ? { ...defs[schema.$ref.replace("#/$defs/", "")], ...schema } : schema;
  if (here.type === "string" && typeof value === "string") {
    if (here.pattern?.startsWith("^https")) return ADDRESS;
    return here.enum || here.pattern || here.const !== undefined ? value : hostile(here.maxLength, schema.$ref === "#/$defs/prose");
  }
  if (Array.isArray(value)) return here.items ? value.map((item) => spoil(item, here.items ?? {}, defs)) : value;
  if (value && typeof value === "object") {
    const all = /** @type {Record<string, unknown>} */ ({ ...value });
    for (const [name, child] of Object.entries(here.properties ?? {})) {
      const full = child.$ref ? { ...defs[child.$ref.replace("#/$defs/", "")], ...child } : child;
      const example = full.examples?.[0];
      const texts = full.type === "string" || (full.type === "array" && full.items?.type === "string" && !full.items.pattern && !full.items.enum);
      if (!(name in all) && texts && !full.enum && !full.pattern && example !== undefined && !LEFT_OUT.includes(name)) all[name] = example;
      if (name in all) all[name] = spoil(all[name], child, defs);
    }
    return all;
  }
  return value;
}

/**
 * Writes the hostile matrix into a folder.
 * @param {string} folder
 */
export function writeHostile(folder) {
  cpSync(join(PROJECT, "tests/ground"), folder, { recursive: true });
  const schemas = new Map([
    ["assets", "asset"], ["audiences", "audience"], ["briefs", "brief"], ["case-studies", "case-study"],
    ["checklists", "checklist"], ["controls", "catalogue"], ["detections", "detection"], ["mitigations", "mitigation"],
    ["references", "reference"], ["tactics", "tactic"], ["techniques", "technique"],
  ]);
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".yaml"));
  for (const file of files) {
    const name = file === "matrix.yaml" ? "matrix" : schemas.get(file.split(/[\\/]/)[0]);
    if (!name) continue;
    const schema = JSON.parse(readFileSync(join(PROJECT, `schema/${name}.schema.json`), "utf8"));
    const value = /** @type {Record<string, unknown>} */ (load(readFileSync(join(folder, file), "utf8"), { schema: CORE_SCHEMA }));
    const spoiled = /** @type {Record<string, unknown>} */ (spoil(value, schema, schema.$defs ?? {}));
    if (name === "matrix") spoiled.base_url = value.base_url;
    writeFileSync(join(folder, file), dump(spoiled, { schema: CORE_SCHEMA, lineWidth: -1, forceQuotes: true }));
  }
}
