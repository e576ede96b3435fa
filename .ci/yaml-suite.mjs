// Writes the cases of the YAML test suite, which a package of npm carries, as one JSON file:
//   node .ci/yaml-suite.mjs FOLDER-OF-THE-PACKAGE FILE
// A case that says no tree or JSON of its own has that of the case before it in its file, as in the suite.
import { writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const [folder, file] = process.argv.slice(2);
const { default: suite } = await import(pathToFileURL(`${folder}/index.js`));
const cases = suite.flatMap(({ id, cases: all }) => {
  let before = {};
  return all.map((it, index) => {
    const own = it.tree !== undefined || it.json !== undefined || it.fail === true;
    const { tree, json } = own ? it : before;
    before = { tree, json };
    const number = all.length > 1 ? `/${String(index).padStart(2, '0')}` : '';
    return { id: id + number, fail: it.fail === true, yaml: it.yaml, tree, json };
  });
});
writeFileSync(file, JSON.stringify(cases));
