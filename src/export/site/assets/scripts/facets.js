// facets.js: by what the matrix can be filtered. Within a facet one match is enough; all facets that
// are in use must match. Pure: nothing here touches the page.

/**
 * @typedef {object} Facet
 * @property {string} key its name in the address
 * @property {string} label
 * @property {"box" | "pick"} form boxes to tick, or a field to pick from a long list
 * @property {() => [string, string][]} options values with the words for them
 * @property {(technique: DtmTechnique, value: string) => boolean} test
 */

/** Words for values that would be cryptic as they are. */
const FACET_WORDS = /** @type {Record<string, string>} */ ({
  "ai-pipeline": "AI pipeline",
  "dicom-file": "DICOM file",
  "dicomweb-qido": "DICOMweb QIDO-RS",
  "dicomweb-stow": "DICOMweb STOW-RS",
  "dicomweb-wado": "DICOMweb WADO-RS",
  "hl7-interface": "HL7 interface",
  "modality-worklist": "Modality Worklist",
  "n-services": "N-services",
  "origin-server": "origin server",
  "service-access": "service access",
  "storage-commitment": "Storage Commitment",
  "user-agent": "user agent",
  "web-ui": "web interface",
  mpps: "MPPS",
  scp: "SCP",
  scu: "SCU",
  ups: "UPS",
});

/** @param {string} value */
function facetWord(value) {
  return FACET_WORDS[value] ?? (/^c-/.test(value) ? value.toUpperCase() : value.replaceAll("-", " "));
}

/**
 * Returns all facets of a matrix.
 * @param {DtmData} data
 * @returns {Facet[]}
 */
function facetsOf(data) {
  /** @param {(technique: DtmTechnique) => string[]} list @returns {[string, string][]} */
  const seen = (list) => [...new Set(data.techniques.flatMap(list))].sort().map((value) => [value, facetWord(value)]);
  /** @param {Named[]} list @returns {[string, string][]} */
  const named = (list) => list.map((it) => [it.id, it.name]);
  const mitigation = new Map(data.mitigations.map((it) => [it.id, it]));
  /** @param {DtmTechnique} technique @param {(it: DtmMitigation) => boolean} test */
  const through = (technique, test) =>
    technique.mitigations.some(([id]) => {
      const it = mitigation.get(id);
      return it !== undefined && test(it);
    });
  const grades = ["confidentiality", "integrity", "availability"];
  return [
    { key: "maturity", label: "Maturity", form: "box", options: () => [["observed", "observed"], ["demonstrated", "demonstrated"], ["conceptual", "conceptual"]], test: (it, value) => it.maturity === value },
    { key: "safety", label: "Patient safety", form: "box", options: () => [["direct", "direct harm"], ["indirect", "indirect harm"], ["none", "no harm"]], test: (it, value) => it.safety === value },
    { key: "impact", label: "High impact on", form: "box", options: () => grades.map((it) => [it, it]), test: (it, value) => it.impact[grades.indexOf(value)] === "high" },
    { key: "access", label: "Access needed", form: "box", options: () => seen((it) => it.access), test: (it, value) => it.access.includes(value) },
    { key: "role", label: "Adversary's role", form: "box", options: () => seen((it) => it.role), test: (it, value) => it.role.includes(value) },
    { key: "asset", label: "Asset", form: "box", options: () => named(data.assets), test: (it, value) => it.assets.includes(value) },
    { key: "surface", label: "Surface", form: "box", options: () => seen((it) => it.surface), test: (it, value) => it.surface.includes(value) },
    { key: "audience", label: "Audience with a task", form: "box", options: () => named(data.audiences), test: (it, value) => through(it, (mitigation) => mitigation.audiences.includes(value)) },
    { key: "catalogue", label: "Control catalogue", form: "box", options: () => named(data.catalogues), test: (it, value) => through(it, (mitigation) => mitigation.controls.some((control) => control.startsWith(`${value}:`))) },
    { key: "control", label: "Control", form: "pick", options: () => Object.entries(data.controls), test: (it, value) => through(it, (mitigation) => mitigation.controls.includes(value)) },
    { key: "mitigation", label: "Mitigation", form: "pick", options: () => named(data.mitigations), test: (it, value) => it.mitigations.some(([id]) => id === value) },
    { key: "detection", label: "Detection", form: "pick", options: () => named(data.detections), test: (it, value) => it.detections.includes(value) },
    { key: "attack", label: "ATT&CK tactic or technique", form: "pick", options: () => Object.entries(data.attack_names), test: (it, value) => it.attack.some(([id]) => id === value || id.startsWith(`${value}.`) || (data.attack_tactics[id] ?? []).includes(value)) },
  ];
}

/**
 * Returns true if a technique matches a text: each word stands in its id, name or summary.
 * @param {DtmTechnique} technique
 * @param {string} text
 */
function matchesText(technique, text) {
  const hay = `${technique.id} ${technique.name} ${technique.summary}`.toLowerCase();
  return text.toLowerCase().split(/\s+/).every((word) => hay.includes(word));
}

/**
 * Returns the ids of the techniques that match the state.
 * @param {DtmData} data
 * @param {Facet[]} facets
 * @param {Map<string, string>} state values of a facet are joined by commas
 * @returns {Set<string>}
 */
function matching(data, facets, state) {
  const wanted = facets
    .map((facet) => ({ facet, values: (state.get(facet.key) ?? "").split(",").filter(Boolean) }))
    .filter(({ values }) => values.length > 0);
  const text = (state.get("text") ?? "").trim();
  const fits = data.techniques.filter(
    (technique) =>
      wanted.every(({ facet, values }) => values.some((value) => facet.test(technique, value))) &&
      (text === "" || matchesText(technique, text)),
  );
  return new Set(fits.map((technique) => technique.id));
}
