// types.d.ts: what static/data.js holds (made by src/export/site/data.rs). For the type checker only.

type Effect = "prevents" | "hinders" | "limits";

interface Named {
  id: string;
  name: string;
  summary: string;
}

interface DtmTechnique extends Named {
  parent?: string;
  tactics: string[];
  assets: string[];
  surface: string[];
  role: string[];
  access: string[];
  maturity: "observed" | "demonstrated" | "conceptual";
  /** Confidentiality, integrity, availability. */
  impact: [string, string, string];
  safety: "none" | "indirect" | "direct";
  mitigations: [string, Effect][];
  detections: string[];
  /** Id, domain, relation. */
  attack: [string, string, string][];
}

interface DtmMitigation extends Named {
  priority: number;
  effort: string;
  audiences: string[];
  controls: string[];
  verify: string;
}

interface DtmData {
  id: string;
  name: string;
  version: string;
  released: string;
  base_url: string;
  licence: string;
  /** What MITRE asks to be printed beside ATT&CK. */
  notice: string;
  attack: Record<string, string>;
  tactics: { id: string; name: string; shortname: string }[];
  techniques: DtmTechnique[];
  mitigations: DtmMitigation[];
  detections: Named[];
  assets: Named[];
  audiences: Named[];
  /** Services, files and interfaces by which a system is touched; the id is the word in `surface`. */
  surfaces: Named[];
  catalogues: Named[];
  /** Titles by `catalogue:id`. */
  controls: Record<string, string>;
  attack_names: Record<string, string>;
  attack_tactics: Record<string, string[]>;
}

interface Window {
  DTM_DATA?: DtmData;
}

/** How far a mitigation or detection is in place. */
type Status = "in-place" | "partial" | "planned" | "absent" | "not-applicable";

/** From where an asset can be reached over a network, from the narrowest. */
type Exposure = "isolated" | "imaging-network" | "hospital-network" | "remote-access" | "internet";

interface AssessedAsset {
  id: string;
  count?: number;
  exposure?: Exposure;
}

interface AssessedEntry {
  id: string;
  status: Status;
  since?: string;
  evidence?: string;
  history?: { date: string; status: Status }[];
}

/** The file of docs/assessment.md. */
interface Assessment {
  format: "dtm-assessment/1";
  matrix: { id: string; version: string };
  site?: string;
  date: string;
  assets: AssessedAsset[];
  surfaces: string[];
  mitigations: AssessedEntry[];
  detections: AssessedEntry[];
  note?: string;
}

type CoverState = "covered" | "partly" | "open" | "not-applicable";

interface TechniqueCoverage {
  applicable: boolean;
  prevented: number;
  seen: number;
  coverage: number;
  state: CoverState;
  /** From where the access that it needs is given; null where that is not known. */
  reach: Exposure | null;
}

/** A thing to do next. `closes` and `touches` are ids of techniques. */
interface CoverStep {
  id: string;
  kind: "mitigation" | "detection";
  priority: number;
  gain: number;
  closes: string[];
  touches: string[];
}

interface SiteCoverage {
  techniques: Map<string, TechniqueCoverage>;
  /** From 0 to 1; null where no technique applies. */
  coverage: number | null;
  /** The sum of the importance of all techniques that apply. */
  importance: number;
  counts: Record<CoverState, number>;
  steps: CoverStep[];
}

interface OverlayMark {
  score: number | null;
  /** `#rrggbb`, or empty. */
  color: string;
  comment: string;
}

/** A Navigator layer, brought onto our techniques. */
interface Overlay {
  title: string;
  domain: string;
  marks: Map<string, OverlayMark>;
  /** Ids of the layer that lead to none of our techniques. */
  elsewhere: string[];
}

/** What the page "My environment" works on. */
interface Environment {
  data: DtmData;
  now: Assessment;
  /** The assessment that was last imported or downloaded: what the history is told against. */
  before: Assessment | null;
  overlay: Overlay | null;
  site: SiteCoverage;
  /** Whether all steps are shown. */
  all: boolean;
  /** Counts again, shows it and keeps it. */
  refresh: () => void;
  /** Puts the assessment into the fields. */
  fill: () => void;
  setStatus: (id: string, status: Status | null) => void;
}
