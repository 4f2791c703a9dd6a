/** Each kind of gap has a sign besides its colour. */

import type { IconName } from "../page/icons";
import { ICONS } from "../page/icons";

const ICON_OF_KIND: Readonly<Record<string, IconName>> = {
  uncovered_area: "ground",
  parcel_overlap: "ground",
  area_mismatch: "ground",
  duplicate_code: "question",
  parcel_without_owner: "question",
  parcel_without_price: "question",
  parcel_without_use: "question",
  building_without_parcel: "house",
  building_unregistered: "house",
  building_gone: "house",
  use_contradicted: "alert",
  sign_without_parcel: "question",
  sign_untaxed: "baht",
  unassessed: "baht",
  unnotified: "baht",
  unpaid: "baht",
  rent_arrears: "baht",
  leased_untaxed: "baht",
  permit_overdue: "lease",
  lease_expired: "lease",
  lease_missing: "lease",
  asset_vacant: "lease",
};

const SIZE_PX = 20;

export function gapIcon(kind: string): IconName {
  return ICON_OF_KIND[kind] ?? "alert";
}

/** Draw the map sign of a gap: a disc with the icon in it. */
export function drawGapSign(
  name: IconName,
  colour: string,
  ink: string,
  pixelRatio: number,
): HTMLCanvasElement {
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(SIZE_PX * pixelRatio);
  canvas.height = canvas.width;
  const context = canvas.getContext("2d");
  if (!context) throw new Error("This browser cannot draw on a canvas.");
  context.scale(canvas.width / SIZE_PX, canvas.width / SIZE_PX);
  context.beginPath();
  context.arc(SIZE_PX / 2, SIZE_PX / 2, SIZE_PX / 2 - 1.5, 0, 2 * Math.PI);
  context.fillStyle = colour;
  context.fill();
  context.lineWidth = 1.5;
  context.strokeStyle = "#FFFFFF";
  context.stroke();
  const scale = 14 / 24;
  context.translate((SIZE_PX - 14) / 2, (SIZE_PX - 14) / 2);
  context.scale(scale, scale);
  context.lineWidth = 2.6;
  context.lineCap = "round";
  context.lineJoin = "round";
  context.strokeStyle = ink;
  context.stroke(new Path2D(ICONS[name]));
  return canvas;
}
