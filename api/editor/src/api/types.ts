/** Shapes of /api/v1. Money is a decimal string in baht; areas in square wa. */

export type Use = "agriculture" | "residential" | "other" | "vacant" | "exempt" | "unknown";
export type AssessmentState = "assessed" | "set_aside" | "unassessed";

export interface UsePart {
  readonly use: Use;
  readonly share?: string | null;
  readonly amount?: string | number | null;
  readonly from_year?: number | null;
  readonly vacant_since?: number | null;
  readonly exempt_under?: string | null;
}

export interface Owner {
  readonly name: string;
  readonly kind: string;
  readonly share?: string | null;
  readonly is_home?: boolean;
}

export interface Address {
  readonly house_no?: string | null;
  readonly moo?: string | null;
  readonly soi?: string | null;
  readonly road?: string | null;
  readonly tambon?: string | null;
}

export interface Building {
  readonly code: string;
  readonly type_code?: string | null;
  readonly type_name?: string | null;
  readonly structure?: string | null;
  readonly storeys?: number | null;
  readonly floor_area_m2?: string | number | null;
  readonly built_year?: number | null;
  readonly house_no?: string | null;
  readonly name?: string | null;
  readonly owners?: readonly Owner[];
  readonly uses?: readonly UsePart[];
}

export interface Sign {
  readonly code: string;
  readonly business_name?: string | null;
  readonly text_class?: string | null;
  readonly size?: string | null;
  readonly sides?: number | null;
  readonly state?: string | null;
  /** Tax of the year in baht. */
  readonly tax?: string | null;
}

export interface Lease {
  readonly contract_no: string;
  readonly asset?: string | null;
  readonly asset_name?: string | null;
  readonly tenant?: string | null;
  readonly start_on?: string | null;
  readonly end_on?: string | null;
  readonly rent?: string | null;
  readonly period?: string | null;
  readonly state?: string | null;
}

export interface ParcelGap {
  readonly id: number;
  readonly kind: string;
  readonly baht: string;
  readonly status: string;
}

export interface Parcel {
  readonly code: string;
  readonly version: number;
  readonly status: string;
  readonly doc_type?: string | null;
  readonly deed_no?: string | null;
  readonly utm?: Readonly<Record<string, string | number | null>> | null;
  readonly survey_no?: string | null;
  readonly area_wa?: string | number | null;
  readonly area_text?: string | null;
  readonly map_area_m2?: string | number | null;
  readonly area_difference_pct?: string | number | null;
  readonly address?: Address | null;
  readonly block?: string | null;
  readonly centroid?: readonly [number, number] | null;
  readonly extent?: readonly [number, number, number, number] | null;
  readonly geometry?: unknown;
  readonly owners?: readonly Owner[];
  readonly uses?: readonly UsePart[];
  readonly price?: {
    readonly baht_per_wa: string | null;
    /** Value of the whole object, where that is what is stated. */
    readonly value?: string | null;
    readonly source?: string | null;
    readonly round?: string | null;
  } | null;
  readonly buildings?: readonly Building[];
  readonly units_count?: number;
  readonly signs?: readonly Sign[];
  readonly leases?: readonly Lease[];
  readonly gaps?: readonly ParcelGap[];
}

/** One step of a computation, in the reader's language. */
export interface Step {
  readonly key?: string;
  readonly title?: string | null;
  readonly text: string;
  readonly law?: readonly string[];
  /** Where each section of `law` stands on the page of the law. */
  readonly anchors?: readonly string[];
  /** The convention it follows where the law is silent. */
  readonly note?: string | null;
}

/** What is done where the law is silent. */
export interface Convention {
  readonly id: string;
  readonly title_th: string;
  readonly title_en: string;
  readonly text_th: string;
  readonly text_en: string;
}

export interface Slice {
  readonly from?: string | null;
  readonly to?: string | null;
  readonly rate_pct?: string | null;
  readonly taxable?: string | null;
  readonly tax?: string | null;
}

export interface Line {
  readonly kind: string;
  readonly object_code: string;
  readonly use?: Use | null;
  readonly rate_group?: string | null;
  readonly value?: string | null;
  readonly share?: string | null;
  readonly base?: string | null;
  readonly exempt?: string | null;
  readonly taxable?: string | null;
  readonly tax: string;
  readonly formula?: readonly string[];
  readonly steps?: readonly Step[];
  readonly slices?: readonly Slice[];
  readonly conventions?: readonly Convention[];
}

/** Tax of all that stands on a parcel, by the roll and by a reform. */
export interface ReformedParcel {
  readonly code: string;
  readonly before: string;
  readonly after: string;
  readonly difference: string;
}

export interface SetAside {
  readonly object_code: string;
  readonly reason: string;
  readonly message: string;
  readonly also?: readonly { readonly message: string }[];
}

export interface Assessment {
  readonly code: string;
  readonly year: number;
  readonly run: { readonly id: number; readonly at: string; readonly rule_book: unknown } | null;
  readonly state: AssessmentState;
  readonly total_tax: string;
  readonly lines: readonly Line[];
  readonly set_aside?: readonly SetAside[];
}

export interface HistoryItem {
  readonly at: string;
  readonly actor: string;
  readonly what: string;
  readonly code?: string | null;
  readonly action: string;
  readonly reason?: string | null;
  readonly changes?: Readonly<Record<string, readonly [unknown, unknown]>>;
}

export type FoundKind = "parcel" | "building" | "sign" | "party" | "asset";

export interface Found {
  readonly kind: FoundKind;
  readonly code: string;
  readonly label: string;
  readonly detail?: string | null;
  readonly parcel_code?: string | null;
  readonly x?: number | null;
  readonly y?: number | null;
}

export type GapStatus = "open" | "assigned" | "fixed" | "waived";

export interface Gap {
  readonly id: number;
  readonly kind: string;
  readonly title: string;
  readonly severity: "error" | "warning" | "info";
  readonly status: GapStatus;
  readonly subject_kind?: string | null;
  readonly subject_code?: string | null;
  readonly parcel_code?: string | null;
  readonly baht: string;
  readonly evidence_text?: string | null;
  readonly estimate_text?: string | null;
  readonly first_seen?: string | null;
  readonly assigned_to?: string | null;
  readonly x?: number | null;
  readonly y?: number | null;
  readonly extent?: readonly [number, number, number, number] | null;
}

export interface GapEvent {
  readonly at: string;
  readonly actor: string;
  readonly action: string;
  readonly details?: Readonly<Record<string, unknown>> | null;
}

export interface GapFile extends Gap {
  readonly estimate?: { readonly steps?: readonly (Step | string)[] } | null;
  readonly evidence?: unknown;
  readonly events?: readonly GapEvent[];
  readonly geometry?: unknown;
}

export interface GapKind {
  readonly kind: string;
  readonly title: string;
  readonly count: number;
  readonly baht: string;
}

export interface GapPage {
  readonly items: readonly Gap[];
  readonly next: string | null;
  readonly total: number;
  readonly total_baht: string;
  readonly kinds: readonly GapKind[];
}

export interface GapDecision {
  readonly status: "waived" | "open" | "assigned";
  readonly reason?: string;
  readonly assigned_to?: string;
}
