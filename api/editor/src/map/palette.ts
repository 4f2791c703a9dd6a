/** What the map is drawn on: one set of grounds and inks for light, one for dark. */

export interface Palette {
  readonly dark: boolean;
  readonly ground: string;
  readonly ink: string;
  readonly halo: string;
  readonly accent: string;
  /** Ink of lines that a legend draws in grey or black. */
  readonly line: string;
  readonly blank: string;
}

const LIGHT: Palette = {
  dark: false,
  ground: "#EFEEEA",
  ink: "#1E252B",
  halo: "rgba(255, 255, 255, 0.9)",
  accent: "#0072B2",
  line: "#4A525A",
  blank: "rgba(255, 255, 255, 0.9)",
};

const DARK: Palette = {
  dark: true,
  ground: "#12171B",
  ink: "#E7EBEE",
  halo: "rgba(12, 16, 19, 0.85)",
  accent: "#5FB3E4",
  line: "#AEB8C1",
  blank: "rgba(255, 255, 255, 0.06)",
};

export function paletteFor(dark: boolean): Palette {
  return dark ? DARK : LIGHT;
}

/** Red, green and blue of "#RRGGBB". */
function channels(hex: string): readonly [number, number, number] {
  const value = Number.parseInt(hex.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}

/** "#RRGGBB" with an opacity from 0 to 1. */
export function withOpacity(hex: string, opacity: number): string {
  return `rgba(${channels(hex).join(", ")}, ${opacity})`;
}

/** Greys and blacks of a legend soften, and follow the ground; colours stay what they are. */
export function inked(hex: string, palette: Palette): string {
  const [red, green, blue] = channels(hex);
  const spread = Math.max(red, green, blue) - Math.min(red, green, blue);
  const isDarkGrey = spread < 16 && red < 0x70;
  return isDarkGrey ? palette.line : hex;
}
