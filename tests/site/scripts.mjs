// scripts.mjs: the parts of the page's script that compute, without a browser, for those who test them.

import { readFileSync } from "node:fs";
import vm from "node:vm";

/** @param {string} path */
const here = (path) => new URL(path, import.meta.url);
const SCRIPTS = "../../src/export/site/assets/scripts/";
const PARTS = ["kit.js", "coverage.js", "assessment.js", "layer.js", "layer-write.js"];
const NAMES = ["coverageOf", "newAssessment", "parseAssessment", "writeAssessment", "withHistory",
  "readAssessment", "keepAssessment", "coverageLayer", "attackLayer", "overlayFromLayer",
  "keepOverlay", "readOverlay"];

/**
 * Reads the parts into a scope of their own, with a store instead of the browser's.
 * @param {object} data
 */
export function load(data) {
  /** @type {Map<string, string>} */
  const store = new Map();
  const scope = vm.createContext({
    document: { documentElement: { dataset: {} }, addEventListener() {} },
    localStorage: {
      getItem: (/** @type {string} */ key) => store.get(key) ?? null,
      setItem: (/** @type {string} */ key, /** @type {string} */ value) => store.set(key, value),
      removeItem: (/** @type {string} */ key) => store.delete(key),
    },
  });
  vm.runInContext("var window = globalThis;", scope);
  scope.DTM_DATA = data;
  const text = PARTS.map((part) => readFileSync(here(SCRIPTS + part), "utf8")).join("\n");
  return vm.runInContext(`${text}\n;({ ${NAMES.join(", ")} });`, scope);
}

/**
 * Objects of the other scope have other prototypes; what they hold is what counts.
 * @param {unknown} value
 */
export const plain = (value) => JSON.parse(JSON.stringify(value));
