// assessment.js: the assessment of a site: read from JSON with plain words about what is wrong,
// written the same way each time, kept in this browser and nowhere else.

const ASSESSMENT_FORMAT = "dtm-assessment/1";

/** @type {readonly Status[]} */
const STATUSES = ["in-place", "partial", "planned", "absent", "not-applicable"];

/**
 * @param {DtmData} data
 * @param {string} date
 * @returns {Assessment}
 */
function newAssessment(data, date) {
  return {
    format: ASSESSMENT_FORMAT,
    matrix: { id: data.id, version: data.version },
    date,
    assets: [],
    surfaces: [],
    mitigations: [],
    detections: [],
  };
}

/**
 * Returns true for a day that exists, written as YYYY-MM-DD.
 * @param {string} text
 */
function isDay(text) {
  if (!/^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(text)) return false;
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}

/**
 * Reads values of unknown shape and collects what is wrong with them.
 */
class AssessmentReader {
  /** @type {string[]} */
  faults = [];

  /**
   * @param {unknown} value
   * @param {string} place
   * @param {readonly string[]} required
   * @param {readonly string[]} optional
   * @returns {Record<string, unknown> | null}
   */
  record(value, place, required, optional) {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      this.faults.push(`${place} should be an object in braces, and it is ${this.shown(value)}.`);
      return null;
    }
    const found = /** @type {Record<string, unknown>} */ (value);
    const at = place === "The file" ? "" : `${place}.`;
    for (const key of required) {
      if (!Object.hasOwn(found, key)) this.faults.push(`${at}${key} is missing.`);
    }
    for (const key of Object.keys(found)) {
      if (!required.includes(key) && !optional.includes(key)) {
        this.faults.push(`${at}${key} is no field of an assessment; the fields here are ` +
          `${[...required, ...optional].join(", ")}.`);
      }
    }
    return found;
  }

  /**
   * @param {unknown} value
   * @param {string} place
   * @param {(text: string) => boolean} fits
   * @param {string} wanted
   */
  text(value, place, fits, wanted) {
    if (value === undefined) return "";
    if (typeof value === "string" && fits(value)) return value;
    this.faults.push(`${place} should be ${wanted}, and it is ${this.shown(value)}.`);
    return "";
  }

  /** @param {unknown} value @param {string} place */
  day(value, place) {
    return this.text(value, place, isDay, "a day as YYYY-MM-DD");
  }

  /** @param {unknown} value @param {string} place */
  words(value, place) {
    return this.text(value, place, (text) => text !== "", "a text with something in it");
  }

  /**
   * @param {unknown} value
   * @param {string} place
   * @returns {Status}
   */
  status(value, place) {
    const found = STATUSES.find((it) => it === value);
    if (!found && value !== undefined) {
      this.faults.push(`${place} is ${this.shown(value)}; it can be ${STATUSES.join(", ")}.`);
    }
    return found ?? "absent";
  }

  /**
   * @template T
   * @param {unknown} value
   * @param {string} place
   * @param {(item: unknown, place: string) => T | null} one
   * @returns {T[]}
   */
  list(value, place, one) {
    if (value === undefined) return [];
    if (!Array.isArray(value)) {
      this.faults.push(`${place} should be a list in brackets, and it is ${this.shown(value)}.`);
      return [];
    }
    const items = value.map((item, index) => one(item, `${place}[${index}]`));
    return items.filter((item) => item !== null);
  }

  /**
   * Reports ids that stand in a list twice.
   * @param {readonly string[]} ids
   * @param {string} place
   */
  once(ids, place) {
    const twice = ids.filter((id, index) => id !== "" && ids.indexOf(id) < index);
    for (const id of new Set(twice)) this.faults.push(`${place} has ${id} twice.`);
  }

  /** @param {unknown} value */
  shown(value) {
    if (Array.isArray(value)) return "a list";
    if (typeof value === "object" && value !== null) return "an object";
    const text = JSON.stringify(value) ?? "nothing";
    return text.length > 40 ? `${text.slice(0, 39)}…` : text;
  }

  /**
   * @param {unknown} value
   * @param {string} place
   * @param {string} prefix of its id: `DM`, `DD`
   * @returns {AssessedEntry | null}
   */
  entry(value, place, prefix) {
    const found = this.record(value, place, ["id", "status"], ["since", "evidence", "history"]);
    if (!found) return null;
    const entry = /** @type {AssessedEntry} */ ({
      id: this.id(found.id, `${place}.id`, prefix),
      status: this.status(found.status, `${place}.status`),
    });
    if (found.since !== undefined) entry.since = this.day(found.since, `${place}.since`);
    if (found.evidence !== undefined) {
      entry.evidence = this.words(found.evidence, `${place}.evidence`);
    }
    if (found.history !== undefined) {
      entry.history = this.list(found.history, `${place}.history`, (item, at) => {
        const past = this.record(item, at, ["date", "status"], []);
        return past && {
          date: this.day(past.date, `${at}.date`),
          status: this.status(past.status, `${at}.status`),
        };
      });
    }
    return entry;
  }

  /** @param {unknown} value @param {string} place @param {string} prefix */
  id(value, place, prefix) {
    const pattern = new RegExp(`^${prefix}[0-9]{4}$`);
    return this.text(value, place, (text) => pattern.test(text), `an id such as ${prefix}0001`);
  }
}

/**
 * Reads an assessment. Where `faults` is empty there is one. `unknown` lists ids that this matrix
 * does not have: they stay in the assessment and in what is written, and count as not written.
 * @param {string} text
 * @param {DtmData} data
 * @returns {{ assessment: Assessment | null, faults: string[], unknown: string[] }}
 */
function parseAssessment(text, data) {
  /** @type {unknown} */
  let json;
  try {
    json = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (error) {
    const yaml = /^\s*(format|matrix|#)/.test(text);
    const why = yaml
      ? "It looks like YAML. This page reads JSON; the program dtm reads both."
      : error instanceof Error ? error.message : "";
    return { assessment: null, faults: [`The file is not JSON. ${why}`.trim()], unknown: [] };
  }
  const reader = new AssessmentReader();
  const lists = ["assets", "surfaces", "mitigations", "detections"];
  const top = reader.record(
    json, "The file", ["format", "matrix", "date"], ["site", ...lists, "note"],
  );
  if (!top) return { assessment: null, faults: reader.faults, unknown: [] };
  if (top.format !== undefined && top.format !== ASSESSMENT_FORMAT) {
    const is = reader.shown(top.format);
    const faults = [`format is ${is}; this page reads ${JSON.stringify(ASSESSMENT_FORMAT)}.`];
    return { assessment: null, faults, unknown: [] };
  }
  const matrix = reader.record(top.matrix ?? {}, "matrix", ["id", "version"], []);
  const id = reader.text(matrix?.id, "matrix.id", (it) => it === data.id, JSON.stringify(data.id));
  const version = reader.text(
    matrix?.version, "matrix.version", (it) => /^[0-9]+\.[0-9]+$/.test(it), "a text such as \"0.1\"",
  );
  /** @type {Assessment} */
  const found = {
    format: ASSESSMENT_FORMAT,
    matrix: { id, version },
    date: reader.day(top.date, "date"),
    assets: reader.list(top.assets, "assets", (item, at) => {
      const asset = reader.record(item, at, ["id"], ["count", "exposure"]);
      if (!asset) return null;
      /** @type {AssessedAsset} */
      const read = { id: reader.id(asset.id, `${at}.id`, "DA") };
      const { count } = asset;
      if (typeof count === "number" && Number.isSafeInteger(count) && count > 0) read.count = count;
      else if (count !== undefined) {
        reader.faults.push(
          `${at}.count should be a whole number from 1 on, and it is ${reader.shown(count)}.`,
        );
      }
      const exposure = EXPOSURES.find((it) => it === asset.exposure);
      if (exposure) read.exposure = exposure;
      else if (asset.exposure !== undefined) {
        const is = reader.shown(asset.exposure);
        reader.faults.push(`${at}.exposure should be one of ${EXPOSURES.join(", ")}, and it is ${is}.`);
      }
      return read;
    }),
    surfaces: reader.list(top.surfaces, "surfaces", (item, at) =>
      reader.text(item, at, (it) => /^[a-z0-9]+(-[a-z0-9]+)*$/.test(it), "a word such as \"c-store\"")),
    mitigations: reader.list(top.mitigations, "mitigations", (it, at) => reader.entry(it, at, "DM")),
    detections: reader.list(top.detections, "detections", (it, at) => reader.entry(it, at, "DD")),
  };
  if (top.site !== undefined) found.site = reader.words(top.site, "site");
  if (top.note !== undefined) found.note = reader.words(top.note, "note");
  reader.once(found.assets.map((it) => it.id), "assets");
  reader.once(found.surfaces, "surfaces");
  reader.once(found.mitigations.map((it) => it.id), "mitigations");
  reader.once(found.detections.map((it) => it.id), "detections");
  if (reader.faults.length > 0) return { assessment: null, faults: reader.faults, unknown: [] };
  return { assessment: found, faults: [], unknown: unknownIds(found, data) };
}

/**
 * Returns the ids of an assessment that the matrix does not have.
 * @param {Assessment} assessment
 * @param {DtmData} data
 */
function unknownIds(assessment, data) {
  const known = new Set(
    [data.assets, data.surfaces, data.mitigations, data.detections].flat().map((it) => it.id),
  );
  const { assets, surfaces, mitigations, detections } = assessment;
  const all = [...[assets, mitigations, detections].flat().map((it) => it.id), ...surfaces];
  return all.filter((id) => !known.has(id)).sort(byIdText);
}

/**
 * Writes an assessment: fields in the order of the schema, lists by id, two spaces, a line end.
 * @param {Assessment} assessment
 */
function writeAssessment(assessment) {
  const { format, matrix, site, date, note } = assessment;
  /** @param {AssessedEntry} it */
  const entry = (it) => ({
    id: it.id,
    status: it.status,
    since: it.since || undefined,
    evidence: it.evidence || undefined,
    history: it.history && it.history.length > 0
      ? it.history.map((past) => ({ date: past.date, status: past.status }))
      : undefined,
  });
  const ordered = {
    format,
    matrix: { id: matrix.id, version: matrix.version },
    site: site || undefined,
    date,
    assets: inIdOrder(assessment.assets).map((it) => ({
      id: it.id, count: it.count, exposure: it.exposure,
    })),
    surfaces: [...assessment.surfaces].sort(byIdText),
    mitigations: inIdOrder(assessment.mitigations).map(entry),
    detections: inIdOrder(assessment.detections).map(entry),
    note: note || undefined,
  };
  return `${JSON.stringify(ordered, null, 2)}\n`;
}

/**
 * Returns an assessment that remembers what an earlier one said: where a status differs, the
 * earlier one goes into the history with its date. An earlier one of the same day is corrected.
 * @param {Assessment} now
 * @param {Assessment | null} earlier
 * @returns {Assessment}
 */
function withHistory(now, earlier) {
  if (!earlier || earlier.date >= now.date) return now;
  /** @param {AssessedEntry[]} after @param {AssessedEntry[]} before @returns {AssessedEntry[]} */
  const merge = (after, before) => {
    const old = new Map(before.map((it) => [it.id, it]));
    const current = new Map(after.map((it) => [it.id, it]));
    return [...new Set([...current.keys(), ...old.keys()])].sort(byIdText).map((id) => {
      const was = old.get(id);
      /** @type {AssessedEntry} */
      const is = current.get(id) ?? { ...was, id, status: "absent" };
      const before = was?.status ?? "absent";
      if (before === is.status) return is;
      const past = (is.history ?? []).filter((it) => it.date !== earlier.date);
      past.push({ date: earlier.date, status: before });
      return { ...is, history: past.sort((a, b) => byIdText(a.date, b.date)) };
    });
  };
  return {
    ...now,
    mitigations: merge(now.mitigations, earlier.mitigations),
    detections: merge(now.detections, earlier.detections),
  };
}

/**
 * Returns the assessment that this browser keeps, or null. The page of the matrix uses it too.
 * @param {string} [name] `environment`, or `environment-before` for the one that was last imported
 * @returns {Assessment | null}
 */
function readAssessment(name = "environment") {
  const text = kept(name);
  const data = window.DTM_DATA;
  return text === null || !data ? null : parseAssessment(text, data).assessment;
}

/**
 * Keeps an assessment in this browser. Returns false where nothing can be kept.
 * @param {Assessment | null} assessment
 * @param {string} [name]
 */
function keepAssessment(assessment, name = "environment") {
  return keep(name, assessment && writeAssessment(assessment));
}
