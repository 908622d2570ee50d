// node bundle.mjs OUT_DIR EXPLORERS: writes page.js, figures/NAME.js for each explorer, editor.js and explorers.css, from the
// explorers' folder and what is beside this.
//
// A page loads page.js, and the scripts of the explorers that it shows. What two explorers use, or the page itself, is in
// page.js, once: they have one store of pictures and one network between them. Such a script sets a function that makes its
// explorer of what page.js has, so that it does not matter which of the two is read first.
import { readdir, readFile } from "node:fs/promises";
import { join, relative, resolve } from "node:path";
import { build } from "esbuild";

const [outdir, explorers] = process.argv.slice(2);
const ROOM = resolve(explorers);

/** Each module of the folder that has an explorer to render, by its name: nobody has to keep a list of them. */
async function explorerModules() {
  const names = (await readdir(ROOM)).filter((name) => name.endsWith(".js")).sort();
  const texts = await Promise.all(names.map((name) => readFile(join(ROOM, name), "utf8")));
  return names.filter((_, i) => /^export default /m.test(texts[i])).map((name) => name.replace(".js", ""));
}

const options = {
  bundle: true,
  minify: true,
  format: "iife",
  target: "es2022",
  legalComments: "linked",
  logLevel: "warning",
};

/** Modules that a plugin writes itself: `source` of what is named after the prefix. */
const written = (prefix, source, loader = "js") => ({
  name: prefix,
  setup({ onResolve, onLoad }) {
    onResolve({ filter: new RegExp(`^${prefix}(:|$)`) }, ({ path }) => ({
      path: path.slice(prefix.length + 1) || prefix,
      namespace: prefix,
    }));
    onLoad({ filter: /.*/, namespace: prefix }, ({ path }) => ({ contents: source(path), loader, resolveDir: ROOM }));
  },
});

/** What "explorers" is to the page's own modules. @param {string[]} shared */
const explorersSource = (shared) =>
  [
    ...shared.map((path, i) => `import * as shared${i} from ${JSON.stringify(path)};`),
    `export const SHARED = { ${shared.map((path, i) => `${JSON.stringify(nameOf(path))}: shared${i}`).join(", ")} };`,
    'export { typedFields } from "./parts/editing.js";',
    'export { parseNumber } from "./parts/numbers.js";',
    'export { allDecoded } from "./parts/pictures.js";',
    'export { onReads } from "./parts/reads.js";',
  ].join("\n");

/** The name of a module, for page.js and for the scripts that take it from there. */
const nameOf = (path) => relative(ROOM, path).replaceAll("\\", "/");

/** The modules of the package that a script with one entry is made of, itself left out. */
async function inputsOf(entry, plugins = []) {
  const { metafile } = await build({ ...options, entryPoints: [entry], outdir, write: false, metafile: true, plugins });
  const paths = Object.keys(metafile.inputs).map((path) => resolve(path));
  return paths.filter((path) => path !== resolve(entry) && !relative(join(ROOM, ".."), path).startsWith(".."));
}

/** Those modules that more than one script needs. */
async function sharedModules(modules) {
  const needed = await Promise.all([
    inputsOf("page.js", [written("explorers", () => explorersSource([]))]),
    ...modules.map((name) => inputsOf(join(ROOM, `${name}.js`))),
  ]);
  const all = needed.flat();
  return [...new Set(all)].filter((path) => all.indexOf(path) !== all.lastIndexOf(path)).sort();
}

/** Takes the shared modules from the argument of the function that the script sets. */
const taken = (shared) => ({
  name: "taken",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^\./ }, ({ path, resolveDir }) => {
      const found = resolve(resolveDir, path);
      return shared.has(found) ? { path: nameOf(found), namespace: "taken" } : undefined;
    });
    onLoad({ filter: /.*/, namespace: "taken" }, ({ path }) => ({
      contents: `module.exports = courseShared[${JSON.stringify(path)}];`,
    }));
  },
});

const stylesheets = async (folder) => (await readdir(folder)).filter((name) => name.endsWith(".css")).sort();
// In the order that they have in JupyterLab: the controls' own, the colours, what all explorers share, what each has besides.
const styles = [
  "controls.css",
  join(ROOM, "..", "tokens.css"),
  join(ROOM, "parts", "explorer.css"),
  ...(await stylesheets(ROOM)).map((name) => join(ROOM, name)),
];
const stylesSource = () => styles.map((path) => `@import ${JSON.stringify(resolve(path))};`).join("\n");

const modules = await explorerModules();
const shared = await sharedModules(modules);
await build({
  ...options,
  entryPoints: { page: "page.js", editor: "editor.js", explorers: "explorers-styles" },
  outdir,
  plugins: [written("explorers", () => explorersSource(shared)), written("explorers-styles", stylesSource, "css")],
});
await Promise.all(
  modules.map((name) =>
    build({
      ...options,
      entryPoints: { [name]: join(ROOM, `${name}.js`) },
      outdir: join(outdir, "figures"),
      globalName: "courseFigure",
      // As book/web/figures.js takes it.
      banner: { js: `(globalThis.courseFigures ??= {}).${name} = (courseShared) => {` },
      footer: { js: "return courseFigure.default; };" },
      plugins: [taken(new Set(shared))],
    }),
  ),
);
