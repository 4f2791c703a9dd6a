/** Finds the look of a value in a legend, by the rules of the server's style files. */

import type { LegendConfig, Look } from "../page/config";

const PLAIN: Look = { label: "", fill: null, stroke: "#5A5A5A", width: 1 };

/**
 * The look of a feature. In a ramp it is the last class that begins at or below the
 * number; what is no number has the look without a class. Else the first that fits.
 */
export function findLook(legend: LegendConfig, value: unknown): Look {
  const { items } = legend;
  if (legend.type === "ramp") return findClass(items, value);
  return (
    items.find((item) => !("value" in item) || item.value === value) ??
    items[items.length - 1] ??
    PLAIN
  );
}

function findClass(items: readonly Look[], value: unknown): Look {
  const unknown = items.find((item) => item.from === undefined) ?? PLAIN;
  if (typeof value !== "number" || Number.isNaN(value)) return unknown;
  let found = unknown;
  for (const item of items) {
    if (item.from !== undefined && item.from <= value) found = item;
  }
  return found;
}

/** A look that says "nothing is known here" is white: paper, not a colour. */
export function isBlank(look: Look): boolean {
  return look.fill?.toUpperCase() === "#FFFFFF";
}
