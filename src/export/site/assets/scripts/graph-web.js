// graph-web.js: the graph as the script knows it: nodes, links, who is near whom, and the way between two.

/**
 * @typedef {{ n: number, key: string, id: string, name: string, url: string, summary: string,
 *   band: number, x: number, y: number, row: HTMLTableRowElement }} GraphNode
 * @typedef {{ from: number, to: number, relation: number, text: string }} GraphLine
 * @typedef {{ kind: string, one: string, height: number, card: number, shown: boolean }} GraphBand
 * @typedef {{ name: string, verb: string, reverse: string }} GraphRelation
 * @typedef {{ width: number, card: number, gap: number, edge: number }} GraphSize
 * @typedef {{ size: GraphSize, bands: GraphBand[], relations: GraphRelation[], nodes: GraphNode[],
 *   lines: GraphLine[], near: GraphLine[][] }} GraphWeb
 * @typedef {{ size: GraphSize, bands: [string, string, number, number, boolean][],
 *   relations: [string, string, string][], nodes: [string, number, number, number, string][],
 *   lines: [number, number, number, string?][] }} GraphData
 */

/**
 * Puts the data together with the rows of the table, which have the names and addresses.
 * @param {GraphData} data
 * @param {HTMLElement} table
 * @returns {GraphWeb}
 */
function graphWeb(data, table) {
  /** @type {GraphNode[]} */
  const nodes = [];
  for (const row of table.querySelectorAll("tr")) {
    if (row.dataset.n === undefined) continue;
    const n = Number(row.dataset.n);
    const [key, band, x, y, summary] = data.nodes[n];
    const id = row.cells[0].textContent ?? "";
    const link = row.cells[1].querySelector("a");
    const name = link?.textContent ?? "";
    nodes[n] = { n, key: key || id, id, name, url: link?.getAttribute("href") ?? "", summary, band, x, y, row };
  }
  const lines = data.lines.map(([from, to, relation, text]) => ({ from, to, relation, text: text ?? "" }));
  /** @type {GraphLine[][]} */
  const near = nodes.map(() => []);
  for (const line of lines) {
    near[line.from].push(line);
    near[line.to].push(line);
  }
  return {
    size: data.size,
    bands: data.bands.map(([kind, one, height, card, shown]) => ({ kind, one, height, card, shown })),
    relations: data.relations.map(([name, verb, reverse]) => ({ name, verb, reverse })),
    nodes,
    lines,
    near,
  };
}

/**
 * Returns the end of a line that is not this node.
 * @param {GraphLine} line
 * @param {number} n
 */
function graphFar(line, n) {
  return line.from === n ? line.to : line.from;
}

/**
 * Returns what a link says, read from this node.
 * @param {GraphWeb} web
 * @param {GraphLine} line
 * @param {number} n
 */
function graphVerb(web, line, n) {
  const relation = web.relations[line.relation];
  return line.from === n ? relation.verb : relation.reverse;
}

/**
 * Returns links of a node under what they say. What prose merely mentions comes last.
 * @param {GraphWeb} web
 * @param {number} n
 * @param {GraphLine[]} lines
 */
function graphGroups(web, n, lines) {
  const loose = (/** @type {GraphLine} */ line) => (web.relations[line.relation].name === "mentions" ? 1 : 0);
  /** @type {Map<string, GraphLine[]>} */
  const groups = new Map();
  for (const line of [...lines].sort((a, b) => loose(a) - loose(b))) {
    const verb = graphVerb(web, line, n);
    const group = groups.get(verb);
    if (group) group.push(line);
    else groups.set(verb, [line]);
  }
  return [...groups];
}

/**
 * Returns the nodes at most so many steps away, with the number of steps.
 * @param {GraphWeb} web
 * @param {number} start
 * @param {number} depth
 * @param {(line: GraphLine) => boolean} open whether a line may be taken
 */
function graphAround(web, start, depth, open) {
  const steps = new Map([[start, 0]]);
  for (const [n, step] of steps) {
    if (step === depth) break;
    for (const line of web.near[n]) {
      const far = graphFar(line, n);
      if (open(line) && !steps.has(far)) steps.set(far, step + 1);
    }
  }
  return steps;
}

/**
 * Returns the lines of a shortest way, in order, or null if there is none.
 * @param {GraphWeb} web
 * @param {number} from
 * @param {number} to
 * @param {(line: GraphLine) => boolean} open whether a line may be taken
 * @returns {GraphLine[] | null}
 */
function graphWay(web, from, to, open) {
  /** @type {Map<number, GraphLine | null>} */
  const came = new Map([[from, null]]);
  for (const [n] of came) {
    if (n === to) break;
    for (const line of web.near[n]) {
      const far = graphFar(line, n);
      if (open(line) && !came.has(far)) came.set(far, line);
    }
  }
  if (!came.has(to)) return null;
  const way = [];
  for (let n = to, line = came.get(n); line; n = graphFar(line, n), line = came.get(n)) way.unshift(line);
  return way;
}

/**
 * Returns the node that a text means: its key, its id, "id name", or else the first whose id or name
 * has all the words; those of shown bands come first.
 * @param {GraphWeb} web
 * @param {string} text
 * @returns {GraphNode | undefined}
 */
function graphNamed(web, text) {
  const low = text.trim().toLowerCase();
  if (!low) return undefined;
  const exact = web.nodes.find((node) => node.key.toLowerCase() === low)
    ?? web.nodes.find((node) => graphLabel(node).toLowerCase() === low);
  if (exact) return exact;
  const words = low.split(/\s+/);
  const fits = web.nodes.filter((node) => {
    const label = graphLabel(node).toLowerCase();
    return words.every((word) => label.includes(word));
  });
  return fits.find((node) => web.bands[node.band].shown) ?? fits[0];
}

/**
 * Returns how a node is written in lists of choices.
 * @param {GraphNode} node
 */
function graphLabel(node) {
  return `${node.key} ${node.name}`;
}

/**
 * Returns the two keys that stand in the address with a comma between them; keys may have one, too.
 * @param {GraphWeb} web
 * @param {string} text
 * @returns {[GraphNode, GraphNode] | null}
 */
function graphPair(web, text) {
  const known = (/** @type {string} */ key) => web.nodes.find((node) => node.key === key);
  for (let at = text.indexOf(","); at > 0; at = text.indexOf(",", at + 1)) {
    const [from, to] = [known(text.slice(0, at)), known(text.slice(at + 1))];
    if (from && to) return [from, to];
  }
  return null;
}
