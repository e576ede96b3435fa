// graph.js: the graph page: choosing a node, its panel, filters, the way between two, keys, the address.

page("#graph", () => {
  /** @type {GraphData | undefined} */
  const data = Reflect.get(window, "DTM_GRAPH");
  const svg = document.querySelector("#graph-svg");
  if (!data || !(svg instanceof SVGSVGElement)) return;
  const web = graphWeb(data, byId("graph-table"));
  const [frame, stage, panel] = [byId("graph-frame"), byId("graph-stage"), byId("graph-panel")];
  const [twin, fold] = [byId("graph-twin"), byId("graph-twin-open")];
  const view = new GraphView(svg, frame, web);
  const first = web.bands.filter((band) => band.shown).map((band) => band.kind);

  const kinds = new Set(first);
  /** @type {Set<string>} */
  const closed = new Set();
  let depth = 1;
  /** @type {GraphNode | null} */
  let chosen = null;
  /** @type {[GraphNode, GraphNode] | null} */
  let ends = null;
  /** The card that the keys are on. */
  let here = web.nodes.find((node) => kinds.has(web.bands[node.band].kind))?.n ?? 0;

  const shown = (/** @type {number} */ n) => kinds.has(web.bands[web.nodes[n].band].kind);
  const open = (/** @type {GraphLine} */ line) =>
    !closed.has(web.relations[line.relation].name) && shown(line.from) && shown(line.to);
  const field = (/** @type {string} */ id) => /** @type {HTMLInputElement} */ (byId(id));
  const boxes = (/** @type {string} */ id) => [...byId(id).querySelectorAll("input")];

  /** Puts what is chosen into the address. */
  function remember() {
    const usual = kinds.size === first.length && first.every((kind) => kinds.has(kind));
    writeState(new Map([
      ["node", chosen && !ends ? chosen.key : ""],
      ["path", ends ? `${ends[0].key},${ends[1].key}` : ""],
      ["depth", depth > 1 ? String(depth) : ""],
      ["show", usual ? "" : web.bands.map((it) => it.kind).filter((kind) => kinds.has(kind)).join(",") || "none"],
      ["hide", [...closed].join(",")],
    ]));
  }

  /** Reads the address. */
  function restore() {
    const state = readState();
    const list = (/** @type {string} */ name) => (state.get(name) ?? "").split(",").filter(Boolean);
    kinds.clear();
    const wanted = boxes("graph-kinds").map((box) => box.value).filter((kind) => list("show").includes(kind));
    for (const kind of wanted.length > 0 || state.get("show") === "none" ? wanted : first) kinds.add(kind);
    closed.clear();
    for (const { name } of web.relations) if (list("hide").includes(name)) closed.add(name);
    depth = state.get("depth") === "2" ? 2 : 1;
    chosen = web.nodes.find((node) => node.key === state.get("node")) ?? null;
    ends = graphPair(web, state.get("path") ?? "");
    for (const node of [chosen, ...(ends ?? [])]) if (node) need(node);
    for (const box of boxes("graph-kinds")) box.checked = kinds.has(box.value);
    for (const box of boxes("graph-relations")) box.checked = !closed.has(box.value);
    for (const box of boxes("graph-depth")) box.checked = Number(box.value) === depth;
    field("graph-from").value = ends ? graphLabel(ends[0]) : "";
    field("graph-to").value = ends ? graphLabel(ends[1]) : "";
    if (ends || chosen) here = (ends ? ends[0] : /** @type {GraphNode} */ (chosen)).n;
    filter();
    view.whole();
    if (ends || chosen) view.reveal(here);
  }

  /**
   * Shows the band of a node that somebody wants.
   * @param {GraphNode} node
   */
  function need(node) {
    const { kind } = web.bands[node.band];
    kinds.add(kind);
    for (const box of boxes("graph-kinds")) if (box.value === kind) box.checked = true;
  }

  /** Draws and lists what the filters leave. */
  function filter() {
    if (chosen && !shown(chosen.n)) chosen = null;
    if (ends?.some((node) => !shown(node.n))) ends = null;
    view.stack(kinds, open);
    let count = 0;
    for (const node of web.nodes) if (shown(node.n)) count += 1;
    if (twin.classList.contains("open")) rows();
    const lines = web.lines.filter(open).length;
    byId("graph-count").textContent = `${count} of ${web.nodes.length} nodes and ${lines} of ${web.lines.length} links, as the boxes above say.`;
    if (!shown(here)) here = web.nodes.find((node) => shown(node.n))?.n ?? here;
    draw();
    return `${count} nodes, ${lines} links`;
  }

  /** Lists in the table what the filters leave. */
  function rows() {
    for (const node of web.nodes) if (node.row.hidden === shown(node.n)) node.row.hidden = !shown(node.n);
  }

  /**
   * Shows or puts away the table. Two thousand rows are laid out only for those who ask for them.
   * @param {boolean} wanted
   */
  function table(wanted) {
    if (wanted) rows();
    twin.classList.toggle("open", wanted);
    fold.setAttribute("aria-expanded", String(wanted));
    fold.textContent = wanted ? "Put the table away" : "Show the table";
  }

  /** Lights what is chosen and fills the panel. */
  function draw() {
    /** @type {Map<number, string>} */
    const marks = new Map();
    /** @type {{ line: GraphLine, mark: string }[]} */
    let lit = [];
    const way = ends ? graphWay(web, ends[0].n, ends[1].n, open) : null;
    if (ends) {
      for (const line of way ?? []) {
        marks.set(line.from, "lit").set(line.to, "lit");
        lit.push({ line, mark: "way" });
      }
      for (const end of ends) marks.set(end.n, "lit self");
    } else if (chosen) {
      const steps = graphAround(web, chosen.n, depth, open);
      for (const [n, step] of steps) marks.set(n, ["lit self", "lit", "far"][step]);
      const inner = (/** @type {GraphLine} */ line) => (steps.get(line.from) ?? 9) + (steps.get(line.to) ?? 9);
      lit = web.lines.filter((line) => open(line) && inner(line) <= (depth === 1 ? 1 : 3))
        .sort((a, b) => inner(b) - inner(a))
        .map((line) => ({ line, mark: inner(line) === 1 ? "near" : "far" }));
    }
    view.light(marks, lit);
    for (const [n, card] of view.cards.entries()) card?.setAttribute("tabindex", n === here ? "0" : "-1");
    const filled = ends ? tellWay(ends, way) : chosen ? tellNode(chosen) : null;
    panel.hidden = filled === null;
    panel.replaceChildren(...(filled ?? []));
    if (stage.classList.contains("open") !== (filled !== null)) {
      stage.classList.toggle("open");
      view.show(view.box.x, view.box.y, view.box.w);
    }
    remember();
  }

  /**
   * A node in the panel: choosing it, and the way to its page.
   * @param {GraphNode} node
   */
  function name(node) {
    return [
      make("button", { type: "button", class: "name", onclick: () => choose(node, true) }, node.name),
      " ",
      make("a", { href: node.url, class: "id", "aria-label": `page of ${node.id}` }, node.id),
    ];
  }

  /**
   * @param {GraphNode} node
   * @returns {Node[]}
   */
  function tellNode(node) {
    const near = web.near[node.n].filter(open);
    const left = web.near[node.n].length - near.length;
    const sections = graphGroups(web, node.n, near).flatMap(([verb, lines]) => [
      make("h3", {}, verb, " ", make("span", { class: "count" }, String(lines.length))),
      make("ul", {}, ...lines.map((line) => make(
        "li", {}, ...name(web.nodes[graphFar(line, node.n)]), ...(line.text ? [make("p", {}, line.text)] : []),
      ))),
    ]);
    return [
      make("p", { class: "crumb" }, `${web.bands[node.band].one} `, make("span", { class: "id" }, node.id)),
      make("h2", {}, make("a", { href: node.url }, node.name)),
      make("p", {}, node.summary),
      acts(
        ["Path from here", () => aim("graph-from", node)],
        ["Path to here", () => aim("graph-to", node)],
        ["Let go", clear],
      ),
      ...sections,
      ...(left ? [make("p", { class: "note" }, `${left} more ${left === 1 ? "link leads" : "links lead"} to kinds or by links that are not shown.`)] : []),
    ];
  }

  /**
   * @param {[GraphNode, GraphNode]} pair
   * @param {GraphLine[] | null} way
   * @returns {Node[]}
   */
  function tellWay([from, to], way) {
    let n = from.n;
    const steps = (way ?? []).map((line) => {
      const verb = graphVerb(web, line, n);
      n = graphFar(line, n);
      return make("li", {}, `${verb} `, ...name(web.nodes[n]), ...(line.text ? [make("p", {}, line.text)] : []));
    });
    return [
      make("h2", {}, "Path"),
      make("p", {}, way ? `${steps.length} ${steps.length === 1 ? "link" : "links"} from ${from.name} to ${to.name}, one of the shortest ways among what is shown.` : `No way from ${from.name} to ${to.name} among what is shown. More kinds may open one.`),
      ...(way ? [make("ol", {}, make("li", {}, ...name(from)), ...steps)] : []),
      acts(["Turn around", () => path(to, from)], ["Let go", clear]),
    ];
  }

  /** @param {...[string, () => void]} buttons */
  function acts(...buttons) {
    return make("p", { class: "acts" }, ...buttons.map(([label, run]) => make("button", { type: "button", onclick: run }, label)));
  }

  /**
   * Chooses a node.
   * @param {GraphNode} node
   * @param {boolean} [focus] whether the keys go to its card
   */
  function choose(node, focus = false) {
    const fresh = !shown(node.n);
    need(node);
    [chosen, ends, here] = [node, null, node.n];
    if (fresh) filter();
    else draw();
    view.reveal(node.n);
    panel.scrollTop = 0;
    if (focus) view.cards[node.n]?.focus({ preventScroll: true });
    say(`${node.id} ${node.name} chosen, ${web.near[node.n].filter(open).length} links`);
  }

  /** Lets go of everything that is chosen. */
  function clear() {
    [chosen, ends] = [null, null];
    draw();
    view.cards[here]?.focus({ preventScroll: true });
    say("Nothing chosen");
  }

  /**
   * @param {GraphNode} from
   * @param {GraphNode} to
   */
  function path(from, to) {
    [from, to].forEach(need);
    [chosen, ends, here] = [null, [from, to], from.n];
    field("graph-from").value = graphLabel(from);
    field("graph-to").value = graphLabel(to);
    filter();
    view.reveal(from.n);
    say(panel.querySelector("h2 + p")?.textContent ?? "");
  }

  /**
   * Sets one end of a path, and shows it if the other is there.
   * @param {string} id
   * @param {GraphNode} node
   */
  function aim(id, node) {
    field(id).value = graphLabel(node);
    const [from, to] = ["graph-from", "graph-to"].map((it) => graphNamed(web, field(it).value));
    if (from && to && from !== to) path(from, to);
    else {
      field(id === "graph-from" ? "graph-to" : "graph-from").focus();
      say("Name the other end of the path");
    }
  }

  /**
   * Puts the keys on a card.
   * @param {number} n
   */
  function go(n) {
    if (n === here && document.activeElement === view.cards[n]) return;
    view.cards[here]?.setAttribute("tabindex", "-1");
    here = n;
    view.cards[n]?.setAttribute("tabindex", "0");
    view.reveal(n);
    view.cards[n]?.focus({ preventScroll: true });
    const node = web.nodes[n];
    say(`${web.bands[node.band].one} ${node.id} ${node.name}, ${web.near[n].filter(open).length} links`);
  }

  /** @type {Record<string, [number, number]>} */
  const arrows = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

  svg.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const arrow = arrows[event.key];
    const low = event.key.toLowerCase();
    if (arrow && event.shiftKey) view.pan(arrow[0] / 8, arrow[1] / 8);
    else if (arrow) go(view.toward(here, arrow[0], arrow[1], shown));
    else if (low === "n" || low === "p") walk(low === "n" ? 1 : -1);
    else if (event.key === "+" || event.key === "=") view.zoomAt(1 / 1.25, here);
    else if (event.key === "-") view.zoomAt(1.25, here);
    else if (event.key === "0") view.whole();
    else if (event.key === "Escape") clear();
    else return;
    event.preventDefault();
  });

  /**
   * Goes to the next of those that are linked to the chosen node.
   * @param {number} step
   */
  function walk(step) {
    const center = chosen ?? web.nodes[here];
    const near = [center.n, ...new Set(web.near[center.n].filter(open).map((line) => graphFar(line, center.n)))];
    if (!chosen) choose(center);
    go(near[(near.indexOf(here) + step + near.length) % near.length]);
  }

  // A click, or Enter, chooses; on the chosen card it opens the page, as every link does.
  svg.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    const card = event.target instanceof Element ? event.target.closest("a") : null;
    const node = card && web.nodes[Number(card.getAttribute("data-n"))];
    if (!node) {
      if (chosen || ends) clear();
    } else if (node !== chosen) {
      event.preventDefault();
      choose(node, true);
    }
  });

  byId("graph-kinds").addEventListener("change", () => {
    kinds.clear();
    for (const box of boxes("graph-kinds")) if (box.checked) kinds.add(box.value);
    say(filter());
    view.show(view.box.x, view.box.y, view.box.w);
  });
  byId("graph-relations").addEventListener("change", () => {
    closed.clear();
    for (const box of boxes("graph-relations")) if (!box.checked) closed.add(box.value);
    say(filter());
  });
  byId("graph-depth").addEventListener("change", (event) => {
    depth = Number(/** @type {HTMLInputElement} */ (event.target).value);
    draw();
    say(depth === 2 ? "Two steps around the chosen node" : "Direct links of the chosen node");
  });
  const find = () => {
    const node = graphNamed(web, field("graph-find").value);
    if (node) choose(node, true);
    else say("Nothing of that name");
  };
  byId("graph-find-form").addEventListener("submit", (event) => {
    event.preventDefault();
    find();
  });
  // A name taken from the list is enough.
  field("graph-find").addEventListener("input", (event) => {
    const { value } = field("graph-find");
    if (!(event instanceof InputEvent) && web.nodes.some((node) => graphLabel(node) === value)) find();
  });
  byId("graph-path-form").addEventListener("submit", (event) => {
    event.preventDefault();
    const [from, to] = ["graph-from", "graph-to"].map((it) => graphNamed(web, field(it).value));
    if (from && to) path(from, to);
    else say(from ? "The end of the path is not known" : "The start of the path is not known");
  });
  byId("graph-in").addEventListener("click", () => view.zoomAt(1 / 1.25, here));
  byId("graph-out").addEventListener("click", () => view.zoomAt(1.25, here));
  byId("graph-whole").addEventListener("click", () => view.show(0, 0, web.size.width));
  addEventListener("hashchange", restore);

  // A row of the table that is opened gets names in place of ids.
  byId("graph-table").addEventListener("toggle", (event) => {
    const fold = /** @type {HTMLElement} */ (event.target);
    const n = Number(fold.closest("tr")?.dataset.n ?? -1);
    if (!web.nodes[n] || fold.dataset.named) return;
    fold.dataset.named = "yes";
    for (const old of fold.querySelectorAll("p")) old.remove();
    fold.append(...graphGroups(web, n, web.near[n]).map(([verb, lines]) => {
      const far = lines.map((line) => web.nodes[graphFar(line, n)]);
      return make("p", {}, `${verb}: `, ...far.flatMap((node, at) => [at ? ", " : "", make("a", { href: node.url }, node.name)]));
    }));
  }, true);

  fold.addEventListener("click", () => table(!twin.classList.contains("open")));
  if (location.hash === "#table") table(true);
  for (const link of document.querySelectorAll('a[href="#table"]')) {
    link.addEventListener("click", (event) => {
      // The address keeps what is chosen.
      event.preventDefault();
      table(true);
      byId("table").scrollIntoView();
      twin.focus({ preventScroll: true });
    });
  }

  // The names to choose from are made when somebody is about to choose.
  byId("graph-tools").addEventListener("focusin", () => {
    const names = byId("graph-names");
    if (!names.firstChild) names.append(...web.nodes.map((node) => make("option", { value: graphLabel(node) })));
  });
  byId("graph-tools").hidden = false;
  byId("graph-keys").hidden = false;
  frame.classList.add("live");
  frame.removeAttribute("tabindex");
  view.listen();
  restore();
});
