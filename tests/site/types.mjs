// types.mjs: the scripts of the site and these tests keep the types that their comments promise.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";

for (const project of ["tsconfig.json", "tsconfig.tests.json"]) {
  test(`types by ${project}`, () => {
    const tsc = join(import.meta.dirname, "node_modules/typescript/bin/tsc");
    const { stdout, status } = spawnSync(process.execPath, [tsc, "-p", join(import.meta.dirname, project)], { encoding: "utf8" });
    assert.equal(status, 0, stdout);
  });
}
