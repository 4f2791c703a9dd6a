// Bundles the map application into ../static/built. Every file it refers to lies there
// too, because the pages may not ask any other host for anything.
import { mkdir, readFile, copyFile, writeFile, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const output = join(here, "..", "static", "built");
const sarabun = join(here, "node_modules", "@fontsource", "sarabun");
const WEIGHTS = ["400", "500", "600", "700"];
const SCRIPTS = ["thai", "latin"];

async function bundle() {
  await build({
    entryPoints: {
      map: join(here, "src", "main.ts"),
      "imports-map": join(here, "src", "imports-map.ts"),
    },
    // What both pages need is loaded once, and kept by the browser from one to the other.
    splitting: true,
    chunkNames: "shared-[hash]",
    outdir: output,
    bundle: true,
    minify: true,
    format: "esm",
    target: ["es2022"],
    charset: "utf8",
    legalComments: "linked",
    sourcemap: process.argv.includes("--sourcemap"),
    logLevel: "warning",
  });
}

async function copyFonts() {
  await mkdir(join(output, "fonts"), { recursive: true });
  const faces = [];
  for (const weight of WEIGHTS) {
    const css = await readFile(join(sarabun, `${weight}.css`), "utf8");
    for (const script of SCRIPTS) {
      const name = `sarabun-${script}-${weight}-normal`;
      await copyFile(
        join(sarabun, "files", `${name}.woff2`),
        join(output, "fonts", `${name}.woff2`),
      );
      const face = css.split(`/* ${name} */`)[1]?.split("}")[0];
      if (face === undefined) throw new Error(`${weight}.css has no face ${name}`);
      const source = `src: url(./fonts/${name}.woff2) format('woff2');`;
      faces.push(`${face.replace(/src:[^;]*;/, source).trim()}\n}\n`);
    }
  }
  await copyFile(join(sarabun, "LICENSE"), join(output, "fonts", "LICENSE.txt"));
  await writeFile(join(output, "fonts.css"), faces.join("\n"), "utf8");
}

await rm(output, { recursive: true, force: true });
await mkdir(output, { recursive: true });
await bundle();
await copyFonts();
for (const name of ["map.js", "map.css", "imports-map.js", "imports-map.css", "fonts.css"]) {
  const { size } = await stat(join(output, name));
  console.log(`${name.padEnd(16)} ${(size / 1024).toFixed(1)} kB`);
}
