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
  price: "M9 6 V18 M9 6 H13 A3 3 0 0 1 13 12 H9 M9 12 H13.5 A3 3 0 0 1 13.5 18 H9 M11.5 4 V20",
  house: "M5 12 L12 6 L19 12 M7 11 V18 H17 V11",
  square: "M6 6 H18 V18 H6 Z",
  circle: "M12 6 A6 6 0 1 0 12 18 A6 6 0 1 0 12 6",
  overlap: "M5 5 H14 V14 H5 Z M10 10 H19 V19 H10 Z",
  person: "M12 5 A3.2 3.2 0 1 0 12 11.4 A3.2 3.2 0 1 0 12 5 M5.5 19 C6 15 9 13.8 12 13.8 C15 13.8 18 15 18.5 19",
  ruler: "M4 15 L15 4 L20 9 L9 20 Z M8.5 10.5 L11 13 M12 7 L14.5 9.5",
  contradiction: "M5 9 H19 M5 15 H19 M15.5 5 L8.5 19",
  flag: "M7 20 V4 L18 8.5 L7 13",
  calendar: "M5 7 H19 V19 H5 Z M5 11 H19 M9 4.5 V8 M15 4.5 V8",
} as const;

export type IconName = keyof typeof ICONS;

/** An icon by a name of a legend; a name without a picture is an alert. */
export function iconNamed(name: string | undefined): IconName {
  return name !== undefined && name in ICONS ? (name as IconName) : "alert";
}

/** An icon for the page; it says nothing to a screen reader, its button does. */
export function icon(name: IconName): SVGElement {
  return svg(
    "svg",
    { class: "kk-icon", viewBox: "0 0 24 24", "aria-hidden": "true", focusable: "false" },
    svg("path", { d: ICONS[name] }),
  );
}
