/** Scale as a number and as a bar. */

/** Size of a CSS pixel: 1/96 inch. */
const METRES_PER_PX = 0.0254 / 96;
export const NAMED_SCALES = [250, 500, 1000, 2000, 4000, 10000, 25000, 50000] as const;

/** Denominator of the scale at so many metres a pixel, rounded to two or three figures. */
export function scaleOf(resolution: number): number {
  const exact = resolution / METRES_PER_PX;
  const step = 10 ** Math.max(0, Math.floor(Math.log10(exact)) - 1);
  return Math.round(exact / step) * step;
}

export function resolutionOfScale(denominator: number): number {
  return denominator * METRES_PER_PX;
}

export interface Bar {
  readonly metres: number;
  readonly px: number;
}

/** The longest bar of 1, 2 or 5 times a power of ten that is at most `px` wide. */
export function scaleBar(resolution: number, px: number): Bar {
  const most = resolution * px;
  const power = 10 ** Math.floor(Math.log10(most));
  const factor = [5, 2, 1].find((each) => each * power <= most) ?? 1;
  const metres = factor * power;
  return { metres, px: metres / resolution };
}

export function barLabel(metres: number, thai: boolean): string {
  if (metres >= 1000) return `${metres / 1000} ${thai ? "กม." : "km"}`;
  return `${metres} ${thai ? "ม." : "m"}`;
}
