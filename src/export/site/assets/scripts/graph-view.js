// graph-view.js: the drawing of the graph: which bands stand where, what is lit, what the window shows.

const GRAPH_SVG = "http://www.w3.org/2000/svg";

/**
 * Makes an element of SVG.
 * @param {string} tag
 * @param {Record<string, string | number>} attributes
 * @param {...(Node | string)} children
 */
function drawn(tag, attributes, ...children) {
  const element = document.createElementNS(GRAPH_SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  element.append(...children);
  return element;
}

/** The drawing. It knows where everything is, and nothing of what the reader wants. */
class GraphView {
  /**
   * @param {SVGSVGElement} svg
   * @param {HTMLElement} frame the window around it
   * @param {GraphWeb} web
   */
  constructor(svg, frame, web) {
    this.svg = svg;
    this.frame = frame;
    this.web = web;
    /** @type {SVGElement[]} */
    this.cards = [];
    /** Top of each band. @type {number[]} */
    this.tops = [];
    this.high = 0;
    /** What the window shows. */
    this.box = { x: 0, y: 0, w: web.size.width, h: 1 };
    for (const card of svg.querySelectorAll("[data-n]")) {
      if (!(card instanceof SVGElement)) continue;
      card.setAttribute("tabindex", "-1");
      this.cards[Number(card.dataset.n)] = card;
    }
    svg.setAttribute("role", "application");
    svg.setAttribute("aria-describedby", "graph-keys");
  }

  /**
   * Stacks the bands that are shown, and draws the lines between them in faint.
   * @param {Set<string>} kinds
   * @param {(line: GraphLine) => boolean} open
   */
  stack(kinds, open) {
    let y = this.web.size.edge;
    for (const [place, band] of this.web.bands.entries()) {
      const group = this.svg.querySelector(`[data-band="${place}"]`);
      this.tops[place] = y;
      if (!group) continue;
      const shown = kinds.has(band.kind);
      if (shown) this.fill(group, place);
      group.setAttribute("display", shown ? "inline" : "none");
      group.setAttribute("transform", `translate(0 ${y})`);
      if (shown) y += band.height + this.web.size.gap;
    }
    this.high = Math.max(y - this.web.size.gap + this.web.size.edge, 40);
    /** @type {string[][]} */
    const paths = this.web.relations.map(() => []);
    for (const line of this.web.lines) if (open(line)) paths[line.relation].push(this.curve(line));
    const place = this.svg.querySelector("#graph-lines");
    place?.replaceChildren(...paths.filter((it) => it.length > 0).map((it) => drawn("path", { d: it.join("") })));
  }

  /**
   * Makes the cards of a band that is shown for the first time.
   * @param {Element} group
   * @param {number} place
   */
  fill(group, place) {
    if (group.querySelector("a")) return;
    for (const node of this.web.nodes) {
      if (node.band !== place) continue;
      const [width, height] = [this.web.size.card, this.web.bands[place].card];
      const [head, tail] = node.id.includes(":") ? [4, 8] : [13, 0];
      const long = node.id.length > head + tail + 2;
      const label = long ? `${node.id.slice(0, head)}…${tail ? node.id.slice(-tail) : ""}` : node.id;
      const card = drawn(
        "a",
        { href: node.url, "data-n": node.n, tabindex: -1, transform: `translate(${node.x} ${node.y})` },
        drawn("title", {}, `${node.id} ${node.name}`),
        drawn("rect", { width, height, rx: 3 }),
        drawn("rect", { class: "bar", width: 3, height }),
        drawn("text", { x: 7, y: 12 }, label),
      );
      this.cards[node.n] = card;
      group.append(card);
    }
  }

  /**
   * Returns the left upper corner of a card.
   * @param {number} n
   */
  at(n) {
    const node = this.web.nodes[n];
    return { x: node.x, y: node.y + this.tops[node.band], high: this.web.bands[node.band].card };
  }

  /**
   * Returns the path of a line: from foot to head, within a band past the side.
   * @param {GraphLine} line
   */
  curve(line) {
    const [a, b] = [this.at(line.from), this.at(line.to)];
    const order = this.web.nodes[line.from].band - this.web.nodes[line.to].band;
    const card = this.web.size.card;
    if (order === 0) {
      const [x, y, toX, toY] = [a.x + card, a.y + a.high / 2, b.x + card, b.y + b.high / 2];
      return `M${x} ${y}C${x + 24} ${y} ${toX + 24} ${toY} ${toX} ${toY}`;
    }
    const [y, toY] = order < 0 ? [a.y + a.high, b.y] : [a.y, b.y + b.high];
    const [x, toX, half] = [a.x + card / 2, b.x + card / 2, Math.round((y + toY) / 2)];
    return `M${x} ${y}C${x} ${half} ${toX} ${half} ${toX} ${toY}`;
  }

  /**
   * Lights nodes and lines; without any, everything is as it was.
   * @param {Map<number, string>} marks classes by node
   * @param {{ line: GraphLine, mark: string }[]} lines
   */
  light(marks, lines) {
    this.svg.classList.toggle("chosen", marks.size > 0);
    for (const [n, card] of this.cards.entries()) card?.setAttribute("class", marks.get(n) ?? "");
    // What is near lies above the cards, what is far beneath them.
    const paths = (/** @type {boolean} */ far) => lines.filter(({ mark }) => (mark === "far") === far)
      .map(({ line, mark }) => drawn("path", { class: mark, d: this.curve(line) }));
    this.svg.querySelector("#graph-lit")?.replaceChildren(...paths(false));
    this.svg.querySelector("#graph-far")?.replaceChildren(...paths(true));
    // Copies of the lit cards keep the lines off their names; focus and clicks stay with the cards.
    const top = [...marks].filter(([, mark]) => mark !== "far").map(([n, mark]) => {
      const { x, y } = this.at(n);
      const kind = this.web.bands[this.web.nodes[n].band].kind;
      const inner = [...(this.cards[n]?.children ?? [])].filter((it) => it.tagName !== "title");
      const copy = drawn("a", { class: mark }, ...inner.map((it) => it.cloneNode(true)));
      return drawn("g", { class: kind, transform: `translate(${x} ${y})` }, copy);
    });
    this.svg.querySelector("#graph-top")?.replaceChildren(...top);
  }

  /** Shows the whole; in a narrow window as much as can be read. */
  whole() {
    const wide = this.frame.clientWidth;
    this.show(0, 0, wide < 800 ? wide / 0.7 : this.web.size.width);
  }

  /**
   * Moves the window.
   * @param {number} x
   * @param {number} y
   * @param {number} w
   */
  show(x, y, w) {
    const { width } = this.web.size;
    const wide = Math.min(Math.max(w, 240), width);
    // As high as the whole, but not higher than a screen; a narrow screen gets an upright window.
    const tall = innerWidth < 640 ? 1.2 : Math.max((innerHeight - 40) / Math.max(this.frame.clientWidth, 1), 0.5);
    const h = Math.max(Math.min(this.high, wide * (innerWidth < 640 ? tall : Math.min(this.high / width, tall))), 60);
    this.box = {
      w: wide,
      h,
      x: Math.min(Math.max(x, 0), width - wide),
      y: Math.min(Math.max(y, 0), Math.max(this.high - h, 0)),
    };
    const { box } = this;
    this.svg.setAttribute("viewBox", [box.x, box.y, box.w, box.h].map(Math.round).join(" "));
    this.frame.classList.toggle("near", wide < width || this.high > h + 1);
  }

  /**
   * Zooms about a point of the window, given in parts of it.
   * @param {number} factor below one: nearer
   * @param {number} [px]
   * @param {number} [py]
   */
  zoom(factor, px = 0.5, py = 0.5) {
    const { x, y, w, h } = this.box;
    const wide = Math.min(Math.max(w * factor, 240), this.web.size.width);
    const real = wide / w;
    this.show(x + w * px * (1 - real), y + h * py * (1 - real), wide);
  }

  /**
   * Zooms about a card, or about the middle if the card is outside.
   * @param {number} factor
   * @param {number} n
   */
  zoomAt(factor, n) {
    const { x, y, high } = this.at(n);
    const [px, py] = [(x + this.web.size.card / 2 - this.box.x) / this.box.w, (y + high / 2 - this.box.y) / this.box.h];
    const inside = px >= 0 && px <= 1 && py >= 0 && py <= 1;
    this.zoom(factor, inside ? px : 0.5, inside ? py : 0.5);
  }

  /**
   * Moves by parts of the window.
   * @param {number} dx
   * @param {number} dy
   */
  pan(dx, dy) {
    const { x, y, w, h } = this.box;
    this.show(x + dx * w, y + dy * h, w);
  }

  /**
   * Brings a card into the window if it is outside.
   * @param {number} n
   */
  reveal(n) {
    const { x, y, high } = this.at(n);
    const { box } = this;
    const inside = x >= box.x && x + this.web.size.card <= box.x + box.w && y >= box.y && y + high <= box.y + box.h;
    if (!inside) this.show(x + this.web.size.card / 2 - box.w / 2, y + high / 2 - box.h / 2, box.w);
  }

  /**
   * Returns the next card in a direction: near, and rather ahead than aside.
   * @param {number} n
   * @param {number} dx -1, 0 or 1
   * @param {number} dy -1, 0 or 1
   * @param {(n: number) => boolean} open
   */
  toward(n, dx, dy, open) {
    const here = this.at(n);
    let best = n;
    let least = Infinity;
    for (const node of this.web.nodes) {
      if (!open(node.n)) continue;
      const there = this.at(node.n);
      const [x, y] = [there.x - here.x, there.y - here.y];
      const ahead = x * dx + y * dy;
      const cost = ahead + 4 * Math.abs(x * dy + y * dx);
      if (ahead > 1 && cost < least) [best, least] = [node.n, cost];
    }
    return best;
  }

  /** Lets wheel, pointer and fingers move the window. Calls back with the card that was only clicked. */
  listen() {
    /** @type {Map<number, { x: number, y: number }>} */
    const fingers = new Map();
    let moved = 0;
    const part = (/** @type {number} */ x, /** @type {number} */ y) => {
      const rect = this.svg.getBoundingClientRect();
      return { x: (x - rect.left) / rect.width, y: (y - rect.top) / rect.height, rect };
    };
    this.svg.addEventListener("wheel", (event) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      const { x, y } = part(event.clientX, event.clientY);
      this.zoom(event.deltaY > 0 ? 1.15 : 1 / 1.15, x, y);
    }, { passive: false });
    this.svg.addEventListener("dragstart", (event) => event.preventDefault());
    this.svg.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      if (fingers.size === 0) moved = 0;
      fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    });
    addEventListener("pointermove", (event) => {
      const old = fingers.get(event.pointerId);
      if (!old) return;
      const now = { x: event.clientX, y: event.clientY };
      const { rect } = part(0, 0);
      const other = [...fingers].find(([id]) => id !== event.pointerId)?.[1];
      moved += Math.abs(now.x - old.x) + Math.abs(now.y - old.y);
      if (other) {
        const far = (/** @type {{ x: number, y: number }} */ it) => Math.hypot(it.x - other.x, it.y - other.y);
        const middle = part((now.x + other.x) / 2, (now.y + other.y) / 2);
        if (far(now) > 4) this.zoom(far(old) / far(now), middle.x, middle.y);
      } else if (moved > 5) {
        this.frame.classList.add("drag");
        this.pan((old.x - now.x) / rect.width, (old.y - now.y) / rect.height);
      }
      fingers.set(event.pointerId, now);
    });
    for (const name of /** @type {const} */ (["pointerup", "pointercancel"])) {
      addEventListener(name, (event) => {
        fingers.delete(event.pointerId);
        this.frame.classList.remove("drag");
      });
    }
    // A drag that ends on a card does not choose it.
    this.svg.addEventListener("click", (event) => {
      if (moved <= 5) return;
      moved = 0;
      event.preventDefault();
      event.stopPropagation();
    }, true);
  }
}
