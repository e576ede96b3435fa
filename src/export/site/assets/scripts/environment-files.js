// environment-files.js: the page "My environment": files that come and go, and starting again.

/**
 * Shows what came of a file, below the buttons.
 * @param {"fault" | "done"} kind
 * @param {string} lead
 * @param {readonly string[]} lines
 */
function showMessage(kind, lead, lines = []) {
  const place = byId("message");
  const most = 20;
  const rest = lines.length - most;
  place.className = `message ${kind}`;
  place.hidden = false;
  place.replaceChildren(make("p", {}, make("b", {}, lead)), make("ul", {},
    ...lines.slice(0, most).map((line) => make("li", {}, line)),
    ...(rest > 0 ? [make("li", {}, `and ${rest} more`)] : [])));
}

/**
 * Calls a function with the text of each file that the reader chooses.
 * @param {string} id of the field
 * @param {(text: string, name: string) => void} use
 */
function onFile(id, use) {
  const field = byId(id);
  if (!(field instanceof HTMLInputElement)) return;
  field.addEventListener("change", async () => {
    const [file] = field.files ?? [];
    if (!file) return;
    try {
      if (file.size > LAYER_MOST) throw new Error("The file is larger than 20 MB.");
      use(await file.text(), file.name);
    } catch (error) {
      showMessage("fault", `${file.name} was not read.`, [error instanceof Error ? error.message : ""]);
    }
    field.value = "";
  });
}

/** @param {Environment} env */
function showFiles(env) {
  const { data } = env;
  const site = byId("site");
  const date = byId("date");
  if (!(site instanceof HTMLInputElement) || !(date instanceof HTMLInputElement)) return;
  site.addEventListener("change", () => {
    if (site.value.trim() === "") delete env.now.site;
    else env.now.site = site.value.trim();
    env.refresh();
  });
  date.addEventListener("change", () => {
    if (isDay(date.value)) env.now.date = date.value;
    env.refresh();
  });
  byId("today").addEventListener("click", () => {
    env.now.date = readersDay();
    env.refresh();
  });
  const fields = () => {
    if (document.activeElement !== site) site.value = env.now.site ?? "";
    if (document.activeElement !== date) date.value = env.now.date;
  };
  document.addEventListener("environment", fields);

  byId("save").addEventListener("click", () => {
    env.now = withHistory(
      { ...env.now, matrix: { id: data.id, version: data.version } }, env.before,
    );
    env.before = structuredClone(env.now);
    keepAssessment(env.before, "environment-before");
    env.refresh();
    give(`${data.id}-assessment-${env.now.date}.json`, "application/json", writeAssessment(env.now));
  });
  onFile("load", (text, name) => {
    const { assessment, faults, unknown } = parseAssessment(text, data);
    if (!assessment) {
      showMessage("fault", `${name} was not imported; nothing has changed.`, faults);
      return;
    }
    env.now = assessment;
    env.before = structuredClone(assessment);
    keepAssessment(env.before, "environment-before");
    env.refresh();
    env.fill();
    const notes = [];
    if (assessment.matrix.version !== data.version) {
      notes.push(`It was made with version ${assessment.matrix.version} of the matrix; this is ` +
        `version ${data.version}.`);
    }
    if (unknown.length > 0) {
      notes.push(`This version of the matrix does not have ${unknown.join(", ")}. They do not ` +
        "count, and they stay in the file.");
    }
    showMessage("done", `${name} is imported: the state of ${assessment.date}, ` +
      `${byId("number").textContent} covered.`, notes);
  });

  /** @param {string} stem @param {string} text */
  const layer = (stem, text) =>
    give(`${data.id}-${stem}-${env.now.date}.layer.json`, "application/json", text);
  byId("layer").addEventListener("click", () => {
    layer("coverage", coverageLayer(data, env.now, env.site));
  });
  for (const [id, domain] of [["layer-enterprise", "enterprise-attack"], ["layer-ics", "ics-attack"]]) {
    if (!id || !domain) continue;
    byId(id).hidden = !(domain in data.attack);
    byId(id).addEventListener("click", () => {
      layer(`coverage-${domain}`, attackLayer(data, env.now, env.site, domain));
    });
  }

  onFile("overlay", (text, name) => {
    env.overlay = overlayFromLayer(text, data);
    const stays = keepOverlay(env.overlay);
    env.fill();
    const { elsewhere, marks, title } = env.overlay;
    const notes = elsewhere.length > 0
      ? [`${countOfWords(elsewhere.length, "technique")} of the layer lead to none of ours: ` +
        `${elsewhere.slice(0, 30).join(", ")}${elsewhere.length > 30 ? " …" : ""}`]
      : [];
    if (!stays) notes.push("It is too large for this browser to keep; it is gone with this page.");
    showMessage("done", `“${title}” (${name}) marks ${countOfWords(marks.size, "technique")}.`, notes);
  });
  byId("overlay-off").addEventListener("click", () => {
    env.overlay = null;
    keepOverlay(null);
    env.fill();
    showMessage("done", "The overlay is off.");
  });

  const sure = byId("sure");
  if (!(sure instanceof HTMLDialogElement)) return;
  byId("reset").addEventListener("click", () => sure.showModal());
  byId("sure-no").addEventListener("click", () => sure.close());
  byId("sure-yes").addEventListener("click", () => {
    sure.close();
    env.now = newAssessment(data, readersDay());
    env.before = null;
    env.overlay = null;
    keepAssessment(null);
    keepAssessment(null, "environment-before");
    keepOverlay(null);
    env.site = coverageOf(data, env.now);
    env.fill();
    showMessage("done", "All is forgotten.");
  });
}
