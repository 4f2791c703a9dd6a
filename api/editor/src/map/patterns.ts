/** Patterns that carry the meaning where colour alone must not. */

const TILE_PX = 8;

export type PatternName = "hatch" | "cross" | "dots";

type Painter = (context: CanvasRenderingContext2D, size: number) => void;

const PAINTERS: Readonly<Record<PatternName, Painter>> = {
  hatch: (context, size) => {
    for (const shift of [-size, 0, size]) {
      context.moveTo(shift, size);
      context.lineTo(shift + size, 0);
    }
    context.stroke();
  },
  cross: (context, size) => {
    for (const shift of [-size, 0, size]) {
      context.moveTo(shift, size);
      context.lineTo(shift + size, 0);
      context.moveTo(shift, 0);
      context.lineTo(shift + size, size);
    }
    context.stroke();
  },
  dots: (context, size) => {
    context.arc(size / 2, size / 2, size / 6, 0, 2 * Math.PI);
    context.fill();
  },
};

export function isPattern(name: string | undefined): name is PatternName {
  return name !== undefined && name in PAINTERS;
}

/** A repeating pattern of a colour over a background. */
export function makePattern(
  name: PatternName,
  colour: string,
  background: string,
  pixelRatio: number,
): CanvasPattern {
  const size = Math.round(TILE_PX * pixelRatio);
  const canvas = document.createElement("canvas");
  canvas.width = size;
  canvas.height = size;
  const context = canvas.getContext("2d");
  if (!context) throw new Error("This browser cannot draw on a canvas.");
  context.fillStyle = background;
  context.fillRect(0, 0, size, size);
  context.strokeStyle = colour;
  context.fillStyle = colour;
  context.lineWidth = 1.1 * pixelRatio;
  context.beginPath();
  PAINTERS[name](context, size);
  const pattern = context.createPattern(canvas, "repeat");
  if (!pattern) throw new Error("This browser cannot repeat a pattern.");
  return pattern;
}
