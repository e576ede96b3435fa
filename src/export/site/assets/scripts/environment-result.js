// environment-result.js: the page "My environment": the number, the matrix by coverage, the next
// steps, and the page to print.

/** @type {Record<CoverState, { sign: string, word: string }>} */
const STATE_WORDS = {
  "covered": { sign: "✓", word: "covered" },
  "partly": { sign: "◐", word: "partly covered" },
  "open": { sign: "○", word: "open" },
  "not-applicable": { sign: "–", word: "does not apply" },
};

/** @type {Record<Exposure, string>} */
const REACH_WORDS = {
  "isolated": "",
  "imaging-network": "in reach from the imaging network",
  "hospital-network": "in reach from the hospital network",
  "remote-access": "in reach by remote access",
  "internet": "in reach from the internet",
};

/** How many steps the page shows at first. */
const FIRST_STEPS = 10;

/** How many steps fit on a printed page, how many lines it has, and how long a line is. */
const SHEET_STEPS = 14;
const SHEET_LINES = 46;
const SHEET_LETTERS = 92;

/** @param {Environment} env @param {number} gain */
function pointsOf(env, gain) {
  return (100 * gain / env.site.importance).toFixed(1);
}

/** @param {number} count @param {string} word */
function countOfWords(count, word) {
  return `${count} ${word}${count === 1 ? "" : "s"}`;
}

/** @param {CoverStep} step */
function stepUrl(step) {
  return pageUrl(`${step.kind}s/${step.id}/index.html`);
}

/** @param {Environment} env */
function stepNames(env) {
  return new Map([...env.data.mitigations, ...env.data.detections].map((it) => [it.id, it.name]));
}

/**
 * @param {Environment} env
 * @param {HTMLElement} root
 */
function showResult(env, root) {
  document.addEventListener("environment", () => showGauge(env));
  showCells(env, root);
  showSteps(env);
  const sheet = () => fillSheet(env);
  addEventListener("beforeprint", sheet);
  byId("print").addEventListener("click", () => {
    sheet();
    print();
  });
}

/** @param {Environment} env */
function showGauge(env) {
  const { counts, coverage, steps } = env.site;
  byId("number").textContent = coverage === null ? "–" : `${percentOf(coverage)} %`;
  const all = counts.covered + counts.partly + counts.open;
  const bar = byId("bar");
  for (const part of bar.children) {
    if (!(part instanceof HTMLElement)) continue;
    const count = counts[/** @type {"covered" | "partly" | "open"} */ (part.className)];
    part.style.width = all === 0 ? "0" : `${100 * count / all}%`;
  }
  const states = /** @type {CoverState[]} */ (Object.keys(STATE_WORDS));
  bar.setAttribute("aria-label",
    `Of ${countOfWords(all, "technique")} that apply: ${counts.covered} covered, ${counts.partly} ` +
    `partly, ${counts.open} open`);
  byId("tally").replaceChildren(...states.map((state) => {
    const { sign, word } = STATE_WORDS[state];
    const mark = make("span", { "class": `sign ${state}`, "aria-hidden": "true" }, sign);
    const short = { "partly": "partly", "not-applicable": "n/a" };
    const text = state in short ? short[/** @type {keyof typeof short} */ (state)] : word;
    return make("li", {}, mark, make("b", {}, String(counts[state])), ` ${text}`);
  }));
  const knows = env.now.assets.some((it) => it.exposure !== undefined);
  const open = [...env.site.techniques.values()].filter((it) => it.state === "open");
  /** @param {Exposure} from */
  const inReach = (from) => open.filter((it) => it.reach === from).length;
  const [internet, remote] = [inReach("internet"), inReach("remote-access")];
  byId("exposed").textContent = !knows ? "" : internet + remote === 0
    ? "No open technique is in reach from outside"
    : `${internet + remote} open in reach from outside: ${internet} from the internet, ${remote} by remote access`;
  const [first] = steps;
  const names = stepNames(env);
  byId("first").replaceChildren(...(first
    ? ["Next: ", make("a", { href: stepUrl(first) }, names.get(first.id) ?? ""),
      ` +${pointsOf(env, first.gain)}`]
    : [coverage === null ? "Nothing of the matrix applies to what you ticked." : "No step is left."]));
}

/**
 * @param {Environment} env
 * @param {HTMLElement} root
 */
function showCells(env, root) {
  /** @type {NodeListOf<HTMLAnchorElement>} */
  const cells = root.querySelectorAll("a[data-technique]");
  const legend = byId("overlay-legend");
  document.addEventListener("environment", () => {
    for (const cell of cells) {
      const id = cell.dataset.technique ?? "";
      const found = env.site.techniques.get(id);
      if (!found) continue;
      const { sign, word } = STATE_WORDS[found.state];
      const share = found.applicable ? `, ${percentOf(found.coverage)} %` : "";
      const reach = found.reach ? `, ${REACH_WORDS[found.reach]}` : "";
      const title = `${id} ${cell.dataset.name}: ${word}${share}${reach}`;
      if (cell.title === title) continue;
      cell.title = title;
      cell.className = found.state;
      const [mark, , state] = cell.children;
      if (mark) mark.textContent = sign;
      if (state) state.textContent = `: ${word}${share}${reach}`;
    }
  });
  const overlay = () => {
    for (const cell of cells) {
      cell.querySelector(".score")?.remove();
      const mark = env.overlay?.marks.get(cell.dataset.technique ?? "");
      if (!mark) continue;
      const chip = make("span", { class: "score", title: mark.comment },
        mark.score === null ? "●" : String(Number(mark.score.toFixed(2))));
      if (mark.color) chip.style.borderColor = mark.color;
      cell.append(chip);
    }
    legend.hidden = env.overlay === null;
    byId("overlay-off").hidden = env.overlay === null;
    legend.replaceChildren(make("span", { class: "score" }, "7"),
      ` score in “${env.overlay?.title ?? ""}”`);
  };
  document.addEventListener("environment-fill", overlay);
}

/** @param {Environment} env */
function showSteps(env) {
  const list = byId("steps");
  const more = byId("all-steps");
  const names = stepNames(env);
  const techniques = new Map(env.data.techniques.map((it) => [it.id, it.name]));
  /** @type {Map<string, { item: HTMLElement, update: (step: CoverStep) => void }>} */
  const items = new Map();

  /** @param {CoverStep} step */
  const itemOf = (step) => {
    let current = step;
    const effect = make("summary", {});
    const inner = make("div", {});
    const fold = make("details", {}, effect, inner);
    const fill = () => {
      if (!fold.open) return;
      const closed = new Set(current.closes);
      inner.replaceChildren(make("ul", {}, ...current.touches.map((id) => make("li", {},
        make("a", { href: pageUrl(`techniques/${id}/index.html`) }, techniques.get(id) ?? id),
        " ", make("small", { class: "id" }, id),
        closed.has(id) ? make("span", { class: "tag" }, "✓ closes") : ""))));
    };
    fold.addEventListener("toggle", fill);
    const done = make("button", {
      "type": "button",
      "class": "button",
      "aria-label": `Mark as in place: ${names.get(step.id)}`,
      "onclick": () => {
        const place = [...list.children].indexOf(item);
        const row = document.querySelector(`.measures > li[data-id="${step.id}"]`);
        if (row) chooseStatus(row, "in-place");
        env.setStatus(step.id, "in-place");
        say(`${names.get(step.id)} is in place. ${byId("number").textContent} covered.`);
        const next = list.children[Math.min(place, list.children.length - 1)];
        next?.querySelector("button")?.focus({ preventScroll: true });
      },
    }, "✓ In place");
    const item = make("li", {},
      make("div", { class: "what" },
        make("p", { class: "head" }, make("a", { href: stepUrl(step) }, names.get(step.id) ?? ""),
          " ", make("small", { class: "id" }, step.id), " ",
          make("span", { class: "tag" },
            step.kind === "detection" ? "detection" : `priority ${step.priority}`)),
        fold),
      done);
    /** @param {CoverStep} next */
    const update = (next) => {
      current = next;
      const closes = next.closes.length > 0 ? `closes ${next.closes.length}, ` : "";
      effect.replaceChildren(make("b", {}, `+${pointsOf(env, next.gain)} points`),
        `: ${closes}acts on ${countOfWords(next.touches.length, "technique")} not yet covered`);
      fill();
    };
    return { item, update };
  };

  document.addEventListener("environment", () => {
    const { steps } = env.site;
    const shown = env.all ? steps : steps.slice(0, FIRST_STEPS);
    const wanted = shown.map((step) => {
      const known = items.get(step.id) ?? itemOf(step);
      items.set(step.id, known);
      known.update(step);
      return known.item;
    });
    const same = wanted.length === list.children.length &&
      wanted.every((item, index) => list.children[index] === item);
    if (!same) list.replaceChildren(...wanted);
    more.hidden = steps.length <= FIRST_STEPS;
    more.textContent = env.all ? "Show the first ten" : `Show all ${steps.length} steps`;
  });
  more.addEventListener("click", () => {
    env.all = !env.all;
    document.dispatchEvent(new CustomEvent("environment"));
  });
}

/**
 * Fills the page to print with the first steps, as many as fit on one page.
 * @param {Environment} env
 */
function fillSheet(env) {
  const mitigations = new Map(env.data.mitigations.map((it) => [it.id, it]));
  const detections = new Map(env.data.detections.map((it) => [it.id, it]));
  const items = [];
  let lines = 0;
  for (const step of env.site.steps.slice(0, SHEET_STEPS)) {
    const measure = mitigations.get(step.id);
    const name = (measure ?? detections.get(step.id))?.name ?? "";
    const verify = measure ? measure.verify : detections.get(step.id)?.summary ?? "";
    lines += 1 + Math.ceil((verify.length + 8) / SHEET_LETTERS);
    if (lines > SHEET_LINES) break;
    items.push(make("li", {},
      make("span", { class: "box" }),
      make("div", {},
        make("p", {}, make("b", {}, name), " ", make("small", {}, step.id)),
        make("p", { class: "check" }, make("i", {}, measure ? "Verify: " : "Watch: "), verify)),
      make("span", { class: "who" })));
  }
  const { coverage, counts } = env.site;
  const number = coverage === null ? "" : `${percentOf(coverage)} % covered, ` +
    `${counts.open} open and ${counts.partly} partly covered techniques. `;
  byId("sheet").replaceChildren(
    make("h1", {}, env.now.site ? `${env.now.site}: what to do next` : "What to do next"),
    make("p", { class: "fields" }, `State of ${env.now.date}. ${number}`),
    make("p", { class: "fields" }, make("span", {}, "Checked by: "), make("span", {}, "Date: ")),
    make("ol", {}, ...items),
    make("p", { class: "origin" },
      `${env.data.name}, version ${env.data.version}. ${env.data.base_url} · ${env.data.licence} · ` +
      "The order is a model’s, from what was ticked; it is no proof."));
}
