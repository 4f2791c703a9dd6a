/** Marks of points: flags of signs, squares of assets, discs of gaps with their icon. */

import type { Look } from "../page/config";
import { ICONS, iconNamed } from "../page/icons";

const DISC_PX = 20;
const DISC_INK = "#2B1020";
const WHITE = "#FFFFFF";

function sheet(px: number, pixelRatio: number): readonly [HTMLCanvasElement, CanvasRenderingContext2D] {
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(px * pixelRatio);
  canvas.height = canvas.width;
  const context = canvas.getContext("2d");
  if (!context) throw new Error("This browser cannot draw on a canvas.");
  context.scale(canvas.width / px, canvas.width / px);
  context.lineJoin = "round";
  context.lineCap = "round";
  return [canvas, context];
}

/** A filled icon, such as the flag of a sign. */
export function drawMark(look: Look, pixelRatio: number): HTMLCanvasElement {
  const radius = look.radius ?? 5;
  const px = radius * 3.2;
  const [canvas, context] = sheet(px, pixelRatio);
  context.scale(px / 24, px / 24);
  const outline = new Path2D(ICONS[iconNamed(look.icon)]);
  const width = (look.width ?? 1) * 0.8 * (24 / px);
  // A light edge first, so that the mark stands off any ground.
  context.lineWidth = width + 3;
  context.strokeStyle = WHITE;
  context.stroke(outline);
  context.fillStyle = look.fill ?? WHITE;
  context.fill(outline);
  context.lineWidth = width;
  context.strokeStyle = look.stroke === WHITE ? (look.fill ?? WHITE) : (look.stroke ?? WHITE);
  context.stroke(outline);
  return canvas;
}

/** A disc with an icon; with a number when it stands for several. */
export function drawDisc(look: Look, count: number, pixelRatio: number): HTMLCanvasElement {
  const px = count > 1 ? countPx(count) : DISC_PX;
  const [canvas, context] = sheet(px, pixelRatio);
  context.beginPath();
  context.arc(px / 2, px / 2, px / 2 - 1.5, 0, 2 * Math.PI);
  context.globalAlpha = count > 1 ? 0.88 : 1;
  context.fillStyle = look.fill ?? WHITE;
  context.fill();
  context.lineWidth = 1.5;
  context.strokeStyle = WHITE;
  context.stroke();
  context.globalAlpha = 1;
  if (count > 1) writeCount(context, count, px);
  else drawIcon(context, look, px);
  return canvas;
}

/** The disc grows slowly with the number in it. */
function countPx(count: number): number {
  return Math.min(38, 19 + 4.5 * Math.log10(count) + 2.5 * Math.log2(String(count).length));
}

function drawIcon(context: CanvasRenderingContext2D, look: Look, px: number): void {
  const inner = px - 6;
  context.translate(3, 3);
  context.scale(inner / 24, inner / 24);
  context.lineWidth = 2.6;
  context.strokeStyle = DISC_INK;
  context.stroke(new Path2D(ICONS[iconNamed(look.icon)]));
}

function writeCount(context: CanvasRenderingContext2D, count: number, px: number): void {
  const text = count > 9999 ? `${Math.floor(count / 1000)}k` : String(count);
  context.font = `600 ${text.length > 2 ? 9.5 : 11.5}px Sarabun, sans-serif`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.fillStyle = DISC_INK;
  context.fillText(text, px / 2, px / 2 + 0.5);
}
