/** Line icons on a 24 × 24 grid, drawn alike on the page (SVG) and on the map (canvas). */

import { svg } from "./element";

export const ICONS = {
  close: "M6 6 L18 18 M18 6 L6 18",
  plus: "M12 5 V19 M5 12 H19",
  minus: "M5 12 H19",
  whole: "M4 9 V4 H9 M15 4 H20 V9 M20 15 V20 H15 M9 20 H4 V15",
  layers: "M12 4 L21 9 L12 14 L3 9 Z M3.5 13.5 L12 18.5 L20.5 13.5",
  legend: "M4 5 H8 V9 H4 Z M4 15 H8 V19 H4 Z M12 7 H20 M12 17 H20",
  chevron: "M6 9 L12 15 L18 9",
  target: "M12 3 V7 M12 17 V21 M3 12 H7 M17 12 H21 M12 8 A4 4 0 1 0 12 16 A4 4 0 1 0 12 8",
  back: "M15 5 L8 12 L15 19",
  page: "M7 3 H14 L18 7 V21 H7 Z M10 12 H15 M10 16 H15",
  question: "M9 9 A3 3 0 1 1 12.6 12 C12 12.3 12 13 12 14 M12 17.4 V17.6",
  alert: "M12 6 V14 M12 17.4 V17.6",
  baht: "M9 6 V18 M9 6 H13 A3 3 0 0 1 13 12 H9 M9 12 H13.5 A3 3 0 0 1 13.5 18 H9 M11.5 4 V20",
  house: "M5 12 L12 6 L19 12 M7 11 V18 H17 V11",
  ground: "M6 6 H18 V18 H6 Z M6 12 H18 M12 6 V18",
  lease: "M8 12 A3 3 0 1 0 8 12.1 M11 12 H19 M16 12 V15 M19 12 V15",
} as const;

export type IconName = keyof typeof ICONS;

/** An icon for the page; it says nothing to a screen reader, its button does. */
export function icon(name: IconName): SVGElement {
  return svg(
    "svg",
    { class: "icon", viewBox: "0 0 24 24", "aria-hidden": "true", focusable: "false" },
    svg("path", { d: ICONS[name] }),
  );
}
