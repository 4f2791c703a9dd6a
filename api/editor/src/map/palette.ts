/** Colours of the map: safe for colour-blind readers, one set for light and one for dark. */

import type { AssessmentState, Use } from "../api/types";

export interface Palette {
  readonly ground: string;
  readonly ink: string;
  readonly halo: string;
  readonly accent: string;
  readonly parcelLine: string;
  readonly blockLine: string;
  readonly boundaryLine: string;
  readonly building: string;
  readonly buildingLine: string;
  readonly gap: string;
  readonly assetLine: string;
  readonly unknownFill: string;
  readonly unknownLine: string;
  readonly use: Readonly<Record<Use, string>>;
  readonly state: Readonly<Record<AssessmentState, string>>;
  /** From no tax to the highest class. */
  readonly ramp: readonly string[];
  readonly fillOpacity: number;
}

const USES: Readonly<Record<Use, string>> = {
  agriculture: "#009E73",
  residential: "#E69F00",
  other: "#D55E00",
  vacant: "#8A8A8A",
  exempt: "#56B4E9",
  unknown: "#FFFFFF",
};

const LIGHT: Palette = {
  ground: "#EFEEEA",
  ink: "#1E252B",
  halo: "rgba(255, 255, 255, 0.9)",
  accent: "#0072B2",
  parcelLine: "rgba(54, 62, 70, 0.75)",
  blockLine: "rgba(54, 62, 70, 0.9)",
  boundaryLine: "#0072B2",
  building: "rgba(40, 46, 52, 0.30)",
  buildingLine: "rgba(40, 46, 52, 0.75)",
  gap: "#CC79A7",
  assetLine: "#0072B2",
  unknownFill: "rgba(255, 255, 255, 0.9)",
  unknownLine: "rgba(90, 98, 106, 0.9)",
  use: USES,
  state: { assessed: "#0072B2", set_aside: "#E69F00", unassessed: "#FFFFFF" },
  ramp: ["#F4F3EE", "#DCE9F2", "#B4D2E7", "#7FB4D8", "#4491C4", "#0072B2", "#0A4A7A"],
  fillOpacity: 0.62,
};

const DARK: Palette = {
  ...LIGHT,
  ground: "#12171B",
  ink: "#E7EBEE",
  halo: "rgba(12, 16, 19, 0.85)",
  accent: "#5FB3E4",
  parcelLine: "rgba(214, 222, 228, 0.42)",
  blockLine: "rgba(214, 222, 228, 0.7)",
  boundaryLine: "#5FB3E4",
  building: "rgba(230, 236, 240, 0.20)",
  buildingLine: "rgba(230, 236, 240, 0.6)",
  assetLine: "#5FB3E4",
  unknownFill: "rgba(255, 255, 255, 0.05)",
  unknownLine: "rgba(214, 222, 228, 0.75)",
  state: { assessed: "#3E97CF", set_aside: "#E69F00", unassessed: "#FFFFFF" },
  ramp: ["#20272D", "#1E3A4E", "#1F5173", "#2A6E9E", "#4491C4", "#7FB9E2", "#C3E2F7"],
  fillOpacity: 0.58,
};

export function paletteFor(dark: boolean): Palette {
  return dark ? DARK : LIGHT;
}

/** "#RRGGBB" with an opacity from 0 to 1. */
export function withOpacity(hex: string, opacity: number): string {
  const value = Number.parseInt(hex.slice(1), 16);
  return `rgba(${value >> 16}, ${(value >> 8) & 255}, ${value & 255}, ${opacity})`;
}
