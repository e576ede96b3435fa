// layer-write.js: Navigator layers of an assessment, in the shape in which the program writes its
// own: on the matrix itself, and on ATT&CK by the links of the techniques.

/** What has nothing is yellow, then light to dark. */
const COVER_COLORS = ["#fff3c4ff", "#6aa6d6ff", "#08519cff"];

/** The first major version that the Navigator takes; the matrix counts from there. */
const NAVIGATOR_LOWEST = 4;

/** The longest run of letters that the Navigator shows whole in a comment. */
const LONGEST_RUN = 56;

/**
 * Whole percents, rounded down: never more than there is.
 * @param {number} share from 0 to 1
 */
function percentOf(share) {
  return Math.floor(share * 100);
}

/**
 * Returns the layer with the words and techniques given; all else is the same in each.
 * @param {DtmData} data
 * @param {Assessment} assessment
 * @param {{ name: string, domain: string, version: string, data: string | null, about: string,
 *   more: { name: string, value: string }[], techniques: object[] }} what
 */
function layerText(data, assessment, what) {
  const site = assessment.site ? [{ name: "site", value: assessment.site }] : [];
  const layer = {
    name: what.name,
    versions: { attack: what.version, navigator: "5.3.2", layer: "4.5" },
    domain: what.domain,
    ...(what.data === null ? {} : { customDataURL: what.data }),
    description: what.about,
    sorting: 0,
    layout: {
      layout: "side",
      aggregateFunction: "max",
      showID: true,
      showName: true,
      showAggregateScores: false,
      countUnscored: false,
      expandedSubtechniques: "annotated",
    },
    hideDisabled: false,
    techniques: what.techniques,
    gradient: { colors: COVER_COLORS, minValue: 0, maxValue: 100 },
    legendItems: [
      { label: "0: nothing in place acts on it", color: COVER_COLORS[0] },
      { label: "50: partly covered", color: COVER_COLORS[1] },
      { label: "100: covered", color: COVER_COLORS[2] },
    ],
    metadata: [
      { name: "matrix", value: data.name },
      { name: "matrix version", value: data.version },
      { name: "released", value: data.released },
      ...what.more,
      ...site,
      { name: "assessed on", value: assessment.date },
      { name: "licence of our content", value: data.licence },
    ],
    links: [{ label: data.name, url: `${data.base_url}/` }],
    showTacticRowBackground: false,
    tacticRowBackground: "#dddddd",
    selectTechniquesAcrossTactics: true,
    selectSubtechniquesWithParent: false,
    selectVisibleTechniques: false,
  };
  return `${JSON.stringify(layer, null, "\t")}\n`;
}

/**
 * @param {string} id
 * @param {string | null} tactic
 * @param {number | null} score
 * @param {string} comment
 * @param {{ enabled?: boolean, metadata?: object[], links?: object[], open?: boolean }} [more]
 */
function layerEntry(id, tactic, score, comment, more = {}) {
  const soft = comment.replaceAll(new RegExp(`\\S{${LONGEST_RUN}}(?=\\S)`, "g"), "$& ");
  return {
    techniqueID: id,
    ...(tactic === null ? {} : { tactic }),
    ...(score === null ? {} : { score }),
    color: "",
    comment: soft,
    enabled: more.enabled ?? true,
    metadata: more.metadata ?? [],
    links: more.links ?? [],
    showSubtechniques: more.open ?? false,
  };
}

/** @param {DtmData} data @param {DtmTechnique} technique */
function layerLink(data, technique) {
  return {
    label: `${technique.id} ${technique.name}`,
    url: `${data.base_url}/techniques/${technique.id}/`,
  };
}

/**
 * Returns the sentences with which the description of a layer ends.
 * @param {DtmData} data
 */
function layerOrigin(data) {
  return `From the ${data.name}, version ${data.version}. A model, not a measurement.`;
}

/**
 * Returns the layer of an assessment on the matrix itself, for upload to any Navigator.
 * @param {DtmData} data
 * @param {Assessment} assessment
 * @param {SiteCoverage} site
 */
function coverageLayer(data, assessment, site) {
  const parents = new Set(data.techniques.map((it) => it.parent));
  const tacticsOf = new Map(data.techniques.map((it) => [it.id, it.tactics]));
  const names = new Map([...data.mitigations, ...data.detections].map((it) => [it.id, it.name]));
  const there = new Map(
    [...assessment.mitigations, ...assessment.detections].map((it) => [it.id, it.status]),
  );
  const techniques = inIdOrder(data.techniques).flatMap((technique) => {
    const found = site.techniques.get(technique.id);
    // A sub-technique stands wherever its parent stands, as in the layers of the program.
    const stands = [...technique.tactics, ...(tacticsOf.get(technique.parent ?? "") ?? [])];
    const serving = data.tactics.filter((it) => stands.includes(it.id));
    const links = [...technique.mitigations.map((link) => link[0]), ...technique.detections];
    const lines = links.filter((id) => there.has(id) && there.get(id) !== "absent");
    const applicable = found?.applicable ?? false;
    const comment = applicable && found
      ? [`${found.state}: ${percentOf(found.coverage)} %`,
        ...lines.sort(byIdText).map((id) => `${id} ${names.get(id)}: ${there.get(id)}`)]
      : ["not applicable: the site has nothing that it is used against"];
    return serving.map((tactic) => layerEntry(
      technique.id, tactic.shortname,
      applicable && found ? percentOf(found.coverage) : null, comment.join("\n"),
      {
        enabled: applicable,
        metadata: [
          { name: "maturity", value: technique.maturity },
          { name: "patient safety", value: technique.safety },
        ],
        links: [layerLink(data, technique)],
        open: parents.has(technique.id),
      },
    ));
  });
  const major = Number.parseInt(data.version, 10) || 0;
  return layerText(data, assessment, {
    name: `${data.name} by coverage`,
    domain: data.id.toLowerCase(),
    version: String(major + NAVIGATOR_LOWEST),
    data: `${data.base_url}/stix/${data.id}.navigator.json`,
    about: `How far each technique is covered by what is in place. ${layerOrigin(data)}`,
    more: [],
    techniques,
  });
}

/**
 * Returns the layer of an assessment on a domain of ATT&CK. An ATT&CK technique is as covered as
 * the least covered of our techniques that lead to it.
 * @param {DtmData} data
 * @param {Assessment} assessment
 * @param {SiteCoverage} site
 * @param {string} domain
 */
function attackLayer(data, assessment, site, domain) {
  /** @type {Map<string, { ours: DtmTechnique, relation: string, cover: TechniqueCoverage }[]>} */
  const mapped = new Map();
  for (const ours of inIdOrder(data.techniques)) {
    const cover = site.techniques.get(ours.id);
    if (!cover?.applicable) continue;
    for (const [id, where, relation] of ours.attack) {
      if (where !== domain) continue;
      mapped.set(id, [...(mapped.get(id) ?? []), { ours, relation, cover }]);
    }
  }
  /** @param {string} id */
  const parentOf = (id) => (id.includes(".") ? id.slice(0, id.indexOf(".")) : null);
  const parents = new Set([...mapped.keys()].map(parentOf).filter((id) => id !== null));
  // Drawings of mitreattack-python stop where an open technique has no sub-technique in a column.
  /** @param {string} id */
  const opens = (id) => {
    const children = [...mapped.keys()].filter((it) => parentOf(it) === id);
    const served = new Set(children.flatMap((it) => data.attack_tactics[it] ?? []));
    const own = data.attack_tactics[id];
    return own !== undefined && own.every((tactic) => served.has(tactic));
  };
  const all = [...new Set([...mapped.keys(), ...parents])].sort(byIdText);
  const techniques = all.map((id) => {
    const forms = mapped.get(id);
    const open = parents.has(id) && opens(id);
    if (!forms) return layerEntry(id, null, null, "", { open });
    const least = Math.min(...forms.map((it) => it.cover.coverage));
    const lines = forms.map((it) =>
      `${it.ours.id} ${it.ours.name}: ${it.cover.state}, ${percentOf(it.cover.coverage)} %`);
    return layerEntry(id, null, percentOf(least), lines.join("\n"), {
      metadata: forms.map((it) => ({
        name: it.ours.id, value: `${it.relation}, ${it.ours.maturity}`,
      })),
      links: forms.map((it) => layerLink(data, it.ours)),
      open,
    });
  });
  const version = data.attack[domain] ?? "";
  return layerText(data, assessment, {
    name: `Coverage on ATT&CK by the ${data.name}`,
    domain,
    version: version.split(".")[0] ?? "",
    data: null,
    about: `ATT&CK ${version} techniques, each as covered as the least covered technique of ours ` +
      `that maps to it. ${layerOrigin(data)} ${data.notice}`.trimEnd(),
    more: [{ name: "ATT&CK version", value: version }],
    techniques,
  });
}
