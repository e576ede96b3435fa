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
  attack: Record<string, string>;
  tactics: { id: string; name: string; shortname: string }[];
  techniques: DtmTechnique[];
  mitigations: DtmMitigation[];
  detections: Named[];
  assets: Named[];
  audiences: Named[];
  catalogues: Named[];
  /** Titles by `catalogue:id`. */
  controls: Record<string, string>;
  attack_names: Record<string, string>;
  attack_tactics: Record<string, string[]>;
}

interface Window {
  DTM_DATA?: DtmData;
}
