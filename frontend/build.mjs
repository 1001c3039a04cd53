// Builds everything the browser gets from us into src/outpace/ui/static/ui/dist, the same bytes every time.
// `node build.mjs` writes; `node build.mjs --verify` builds in memory and fails when the committed files differ.
import { build } from "esbuild";
import { PurgeCSS } from "purgecss";
import { mkdirSync, readFileSync, readdirSync, writeFileSync, rmSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { keptClasses } from "./classes.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const ui = join(here, "../src/outpace/ui");
const dist = join(ui, "static/ui/dist");
const modules = join(here, "node_modules");

/** Icon name to the inner markup of Tabler's outline drawing. */
function icons() {
  const names = readFileSync(join(here, "icons.txt"), "utf8").split("\n").filter(Boolean).sort();
  const drawing = (name) =>
    readFileSync(join(modules, "@tabler/icons/icons/outline", `${name}.svg`), "utf8")
      .replace(/^[\s\S]*?<svg[^>]*>/, "")
      .replace("</svg>", "")
      .replace(/<path stroke="none"[^>]*\/>/, "")
      .replace(/\s*\n\s*/g, "")
      .replace(/ \/>/g, "/>");
  return JSON.stringify(Object.fromEntries(names.map((name) => [name, drawing(name)])), null, 1) + "\n";
}

/** Tabler's published stylesheet without the rules no page of ours may use (classes.mjs is the vocabulary). */
async function tabler() {
  const [result] = await new PurgeCSS().purge({
    content: [join(ui, "templates/**/*.html"), join(here, "src/*.ts")],
    css: [{ raw: readFileSync(join(modules, "@tabler/core/dist/css/tabler.css"), "utf8").replace(/^@charset[^;]*;/, "") }],
    safelist: keptClasses,
    variables: true,
    keyframes: true,
    fontFace: true,
  });
  return result.css;
}

/** The licences of everything that is in the bundle, which its authors ask to be passed on. */
function licences() {
  const packages = ["@tabler/core", "@tabler/icons", "htmx.org", "zxing-wasm", "maplibre-gl", "@fontsource-variable/ibm-plex-sans"];
  return packages.map((name) => {
    const folder = join(modules, name);
    const { version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
    return `${name} ${version} (${license})\n\n${file ? readFileSync(join(folder, file), "utf8").trim() : ""}\n`;
  }).join("\n" + "-".repeat(78) + "\n\n");
}

/** Every file of the bundle, as [path below the ui app, bytes]. */
async function bundle() {
  const common = { bundle: true, minify: true, write: false, target: ["es2022", "chrome109", "firefox115", "safari16"], legalComments: "none", charset: "utf8" };
  const scripts = await build({
    ...common, format: "esm", outdir: dist, platform: "browser",
    entryPoints: [
      ...["app", "scanner", "decoder", "map", "maplibre"].map((name) => ({ in: join(here, "src", `${name}.ts`), out: name })),
      { in: join(modules, "maplibre-gl/dist/maplibre-gl-worker.mjs"), out: "map-worker" },
    ],
  });
  const early = await build({ ...common, format: "iife", outdir: dist, entryPoints: [join(here, "src/theme.ts")] });
  const styles = await build({
    ...common, outdir: dist, assetNames: "[name]", loader: { ".woff2": "copy" },
    stdin: { contents: (await tabler()) + readCss(), resolveDir: join(here, "css"), loader: "css", sourcefile: "app.css" },
  });
  const out = [...scripts.outputFiles, ...early.outputFiles].map((file) => [relative(ui, file.path), file.contents]);
  for (const file of styles.outputFiles) {
    out.push([relative(ui, file.path.endsWith(".css") ? join(dist, "app.css") : file.path), file.contents]);
  }
  out.push(["icons.json", Buffer.from(icons())]);
  out.push(["static/ui/dist/licences.txt", Buffer.from(licences())]);
  out.push(["static/ui/dist/favicon.svg", readFileSync(join(here, "favicon.svg"))]);
  out.push(["static/ui/dist/zxing_reader.wasm", readFileSync(join(modules, "zxing-wasm/dist/reader/zxing_reader.wasm"))]);
  return out;
}

/** Our own stylesheets, in the order of their names. */
function readCss() {
  return readdirSync(join(here, "css")).filter((name) => name.endsWith(".css")).sort().map((name) => readFileSync(join(here, "css", name), "utf8")).join("\n");
}

const files = await bundle();
if (process.argv.includes("--verify")) {
  const committed = new Set(readdirSync(dist));
  const differing = files.filter(([path, bytes]) => {
    committed.delete(relative(dist, join(ui, path)));
    try { return !readFileSync(join(ui, path)).equals(Buffer.from(bytes)); } catch { return true; }
  }).map(([path]) => path);
  const stray = [...committed];
  if (differing.length || stray.length) {
    console.error("The committed bundle is not what the sources build:", { differing, stray });
    process.exit(1);
  }
  console.log(`${files.length} files equal a rebuild`);
} else {
  rmSync(dist, { recursive: true, force: true });
  mkdirSync(dist, { recursive: true });
  for (const [path, bytes] of files) writeFileSync(join(ui, path), bytes);
  console.log(files.map(([path, bytes]) => `${path} ${bytes.length}`).join("\n"));
}
