// environment.js: the page "My environment": what the site has and what is in place there.

/** @type {Record<Status, { sign: string, word: string, title: string }>} */
const STATUS_WORDS = {
  "in-place": { sign: "✓", word: "In place", title: "In place and working" },
  "partial": { sign: "◐", word: "Partly", title: "In place for a part of the site; counts half" },
  "planned": { sign: "◔", word: "Planned", title: "Decided, not there yet; counts nothing" },
  "absent": { sign: "○", word: "Not", title: "Not in place" },
  "not-applicable": { sign: "–", word: "n/a", title: "Does not apply here; is left out" },
};

page("#environment", (root) => {
  const data = window.DTM_DATA;
  if (!data) return;
  const env = startEnvironment(data);
  showChoices(env, root);
  showMeasures(env, root);
  showResult(env, root);
  showFiles(env);
  root.classList.add("ready");
  env.fill();
});

/** Returns the day of the reader's clock. */
function readersDay() {
  const now = new Date();
  /** @param {number} part */
  const two = (part) => String(part).padStart(2, "0");
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

/**
 * @param {DtmData} data
 * @returns {Environment}
 */
function startEnvironment(data) {
  const now = readAssessment() ?? newAssessment(data, readersDay());
  return {
    data,
    now,
    before: readAssessment("environment-before"),
    overlay: readOverlay(),
    site: coverageOf(data, now),
    all: false,
    refresh() {
      // A change makes an assessment of today out of one that was imported.
      if (this.before && this.now.date === this.before.date) {
        const same = writeAssessment(this.now) === writeAssessment(this.before);
        if (!same && readersDay() > this.now.date) this.now.date = readersDay();
      }
      this.site = coverageOf(this.data, this.now);
      document.dispatchEvent(new CustomEvent("environment"));
      keepAssessment(this.now);
    },
    fill() {
      document.dispatchEvent(new CustomEvent("environment-fill"));
      document.dispatchEvent(new CustomEvent("environment"));
    },
    setStatus(id, status) {
      const list = id.startsWith("DM") ? this.now.mitigations : this.now.detections;
      const known = list.find((it) => it.id === id);
      if (status === null) {
        if (known) list.splice(list.indexOf(known), 1);
      } else if (known) known.status = status;
      else list.push({ id, status });
      this.refresh();
    },
  };
}

/**
 * The assets and services.
 * @param {Environment} env
 * @param {HTMLElement} root
 */
function showChoices(env, root) {
  /** @type {NodeListOf<HTMLInputElement>} */
  const assets = root.querySelectorAll("input[name=asset]");
  /** @type {NodeListOf<HTMLInputElement>} */
  const surfaces = root.querySelectorAll("input[name=surface]");
  /** @param {string} id @returns {HTMLInputElement | null} */
  const countOf = (id) => root.querySelector(`input[data-count="${id}"]`);
  /** @param {string} id @returns {HTMLSelectElement | null} */
  const exposureOf = (id) => root.querySelector(`select[data-exposure="${id}"]`);
  const total = byId("services-count");
  const tell = () => {
    const on = [...surfaces].filter((box) => box.checked).length;
    total.textContent = on === 0 ? "none ticked: all count" : `${on} of ${surfaces.length} ticked`;
  };
  for (const box of assets) {
    const count = countOf(box.value);
    const exposure = exposureOf(box.value);
    box.addEventListener("change", () => {
      const rest = env.now.assets.filter((it) => it.id !== box.value);
      env.now.assets = box.checked ? [...rest, { id: box.value }] : rest;
      if (count) {
        count.hidden = !box.checked;
        count.value = "";
      }
      if (exposure) {
        exposure.hidden = !box.checked;
        exposure.value = "";
      }
      env.refresh();
    });
    exposure?.addEventListener("change", () => {
      const asset = env.now.assets.find((it) => it.id === box.value);
      if (!asset) return;
      const chosen = EXPOSURES.find((it) => it === exposure.value);
      if (chosen) asset.exposure = chosen;
      else delete asset.exposure;
      env.refresh();
    });
    count?.addEventListener("change", () => {
      const asset = env.now.assets.find((it) => it.id === box.value);
      const number = count.valueAsNumber;
      if (!asset) return;
      if (Number.isSafeInteger(number) && number > 0) asset.count = number;
      else delete asset.count;
      env.refresh();
    });
  }
  for (const box of surfaces) {
    box.addEventListener("change", () => {
      const rest = env.now.surfaces.filter((it) => it !== box.value);
      env.now.surfaces = box.checked ? [...rest, box.value] : rest;
      tell();
      env.refresh();
    });
  }
  document.addEventListener("environment-fill", () => {
    for (const box of assets) {
      const asset = env.now.assets.find((it) => it.id === box.value);
      const count = countOf(box.value);
      box.checked = asset !== undefined;
      if (count) {
        count.hidden = !asset;
        count.value = asset?.count === undefined ? "" : String(asset.count);
      }
      const exposure = exposureOf(box.value);
      if (exposure) {
        exposure.hidden = !asset;
        exposure.value = asset?.exposure ?? "";
      }
    }
    for (const box of surfaces) box.checked = env.now.surfaces.includes(box.value);
    tell();
  });
}

/**
 * Returns the five buttons that say how far a thing is in place. Pressing the chosen one again
 * takes the answer back.
 * @param {Environment} env
 * @param {string} id
 * @param {string} name
 */
function statusControl(env, id, name) {
  const legend = make("legend", { class: "unseen" }, `${id} ${name}`);
  const field = make("fieldset", { class: "status" }, legend);
  for (const status of STATUSES) {
    const { sign, word, title } = STATUS_WORDS[status];
    const input = make("input", { type: "radio", name: `status-${id}`, value: status });
    input.addEventListener("change", () => env.setStatus(id, status));
    input.addEventListener("click", () => {
      const again = input.dataset.chosen === "yes";
      for (const other of field.querySelectorAll("input")) delete other.dataset.chosen;
      if (again) {
        input.checked = false;
        env.setStatus(id, null);
      } else input.dataset.chosen = "yes";
    });
    const face = make("span", {}, make("i", { "aria-hidden": "true" }, sign), ` ${word}`);
    field.append(make("label", { title, class: status }, input, face));
  }
  return field;
}

/**
 * The lists of mitigations and detections.
 * @param {Environment} env
 * @param {HTMLElement} root
 */
function showMeasures(env, root) {
  /** @type {HTMLElement[]} */
  const rows = [...root.querySelectorAll(".measures > li")].filter((it) => it instanceof HTMLElement);
  /** @type {Map<string, string>} */
  const words = new Map();
  for (const row of rows) {
    const id = row.dataset.id ?? "";
    const link = row.querySelector("a");
    const name = link?.textContent ?? "";
    words.set(id, `${id} ${name} ${link?.title ?? ""}`.toLowerCase());
    const more = measureMore(env, id, row.querySelector(".verify"));
    const unfold = make("button", {
      "type": "button",
      "class": "unfold",
      "aria-expanded": "false",
      "aria-label": `How to verify, since when, evidence: ${name}`,
      "title": "How to verify, since when, evidence",
      "onclick": () => {
        more.hidden = !more.hidden;
        unfold.setAttribute("aria-expanded", String(!more.hidden));
      },
    }, "…");
    row.append(statusControl(env, id, name), unfold, more);
  }

  const audience = byId("audience");
  const find = byId("find");
  const undecided = byId("undecided");
  const shown = byId("shown");
  const filter = () => {
    const who = audience instanceof HTMLSelectElement ? audience.value : "";
    const text = find instanceof HTMLInputElement ? find.value.trim().toLowerCase() : "";
    const only = undecided instanceof HTMLInputElement && undecided.checked;
    const answered = new Set(
      [...env.now.mitigations, ...env.now.detections].map((it) => it.id),
    );
    let count = 0;
    for (const row of rows) {
      const id = row.dataset.id ?? "";
      const audiences = (row.dataset.audiences ?? "").split(" ");
      const wanted = (who === "" || audiences.includes(who)) &&
        text.split(/\s+/).every((word) => (words.get(id) ?? "").includes(word)) &&
        !(only && answered.has(id));
      row.hidden = !wanted;
      if (wanted) count += 1;
    }
    shown.textContent = count === rows.length ? "" : `${count} of ${rows.length}`;
  };
  for (const field of [audience, find, undecided]) field.addEventListener("input", filter);

  document.addEventListener("environment-fill", () => {
    const entries = new Map(
      [...env.now.mitigations, ...env.now.detections].map((it) => [it.id, it]),
    );
    for (const row of rows) {
      const entry = entries.get(row.dataset.id ?? "");
      chooseStatus(row, entry?.status ?? null);
      /** @type {NodeListOf<HTMLInputElement>} */
      const fields = row.querySelectorAll("input[data-field]");
      for (const field of fields) {
        field.value = (field.dataset.field === "since" ? entry?.since : entry?.evidence) ?? "";
      }
    }
    filter();
  });
  document.addEventListener("environment", () => {
    const used = new Set();
    for (const technique of env.data.techniques) {
      if (!env.site.techniques.get(technique.id)?.applicable) continue;
      for (const link of technique.mitigations) used.add(link[0]);
      for (const id of technique.detections) used.add(id);
    }
    for (const row of rows) {
      const idle = !used.has(row.dataset.id ?? "");
      row.classList.toggle("idle", idle);
      row.title = idle ? "Acts on nothing that applies to what you have" : "";
    }
  });
}

/**
 * Shows a status in the buttons of a row; null for no answer.
 * @param {Element} row
 * @param {Status | null} status
 */
function chooseStatus(row, status) {
  /** @type {NodeListOf<HTMLInputElement>} */
  const inputs = row.querySelectorAll("input[type=radio]");
  for (const input of inputs) {
    input.checked = input.value === status;
    if (input.checked) input.dataset.chosen = "yes";
    else delete input.dataset.chosen;
  }
}

/**
 * What a row unfolds: how to verify, since when, and the evidence.
 * @param {Environment} env
 * @param {string} id
 * @param {Element | null} verify
 */
function measureMore(env, id, verify) {
  /** @param {"since" | "evidence"} field @param {string} value */
  const set = (field, value) => {
    const list = id.startsWith("DM") ? env.now.mitigations : env.now.detections;
    let entry = list.find((it) => it.id === id);
    if (!entry) {
      entry = { id, status: "absent" };
      list.push(entry);
    }
    if (value === "") delete entry[field];
    else entry[field] = value;
    const row = document.querySelector(`.measures > li[data-id="${id}"]`);
    if (row) chooseStatus(row, entry.status);
    env.refresh();
  };
  const since = make("input", { "type": "date", "data-field": "since" });
  const evidence = make("input", { "type": "text", "data-field": "evidence", "maxlength": "500" });
  since.addEventListener("change", () => set("since", since.value));
  evidence.addEventListener("change", () => set("evidence", evidence.value.trim()));
  const more = make("div", { class: "unfolded", hidden: true });
  if (verify) more.append(verify);
  more.append(make("p", {},
    make("label", {}, "Since ", since), " ", make("label", { class: "wide" }, "Evidence ", evidence)));
  return more;
}
