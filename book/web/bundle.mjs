// node bundle.mjs OUT_DIR EXPLORERS: writes page.js, editor.js and explorers.css, from the explorers' folder and what is beside this.
import { readdir, readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { build } from "esbuild";

const [outdir, explorers] = process.argv.slice(2);

/**
 * Each module of the folder that has an explorer to render, by its name: nobody has to keep a list of them. One that begins
 * with "A script of its own" is in none that all pages load.
 */
async function explorerModules() {
  const names = (await readdir(explorers)).filter((name) => name.endsWith(".js")).sort();
  const texts = await Promise.all(names.map((name) => readFile(join(explorers, name), "utf8")));
  const kept = names.map((name, i) => ({ name: name.replace(".js", ""), text: texts[i] }));
  const rendering = kept.filter(({ text }) => /^export default /m.test(text));
  const alone = ({ text }) => text.startsWith("// A script of its own");
  const named = (some) => some.map(({ name }) => name);
  return [named(rendering.filter((one) => !alone(one))), named(rendering.filter(alone))];
}

const [modules, alone] = await explorerModules();
const listed = {
  name: "explorers",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^explorers$/ }, () => ({ path: "explorers", namespace: "listed" }));
    onLoad({ filter: /.*/, namespace: "listed" }, () => ({
      contents: [
        ...modules.map((name) => `import ${name} from "./${name}.js";`),
        `export const EXPLORERS = { ${modules.join(", ")} };`,
        'export { typedFields } from "./parts/editing.js";',
        'export { parseNumber } from "./parts/numbers.js";',
        'export { allDecoded } from "./parts/pictures.js";',
        'export { onReads } from "./parts/reads.js";',
      ].join("\n"),
      resolveDir: resolve(explorers),
    }));
  },
};

const stylesheets = async (folder) => (await readdir(folder)).filter((name) => name.endsWith(".css")).sort();
// In the order that they have in JupyterLab: the controls' own, the colours, what all explorers share, what each has besides.
const styles = [
  "controls.css",
  join(explorers, "..", "tokens.css"),
  join(explorers, "parts", "explorer.css"),
  ...(await stylesheets(explorers)).map((name) => join(explorers, name)),
];

await build({
  entryPoints: {
    ...{ page: "page.js", editor: "editor.js", explorers: "explorers-styles" },
    ...Object.fromEntries(alone.map((name) => [name, `alone:${name}`])),
  },
  outdir,
  bundle: true,
  minify: true,
  format: "iife",
  target: "es2022",
  legalComments: "linked",
  logLevel: "warning",
  plugins: [
    listed,
    {
      name: "alone",
      setup({ onResolve, onLoad }) {
        onResolve({ filter: /^alone:/ }, ({ path }) => ({ path: path.replace("alone:", ""), namespace: "alone" }));
        // As book/web/figures.js takes it.
        onLoad({ filter: /.*/, namespace: "alone" }, ({ path }) => ({
          contents: `import explorer from "./${path}.js";\ncourseExplorer("${path}", explorer);`,
          resolveDir: resolve(explorers),
        }));
      },
    },
    {
      name: "styles",
      setup({ onResolve, onLoad }) {
        onResolve({ filter: /^explorers-styles$/ }, () => ({ path: "styles", namespace: "styles" }));
        onLoad({ filter: /.*/, namespace: "styles" }, () => ({
          contents: styles.map((path) => `@import ${JSON.stringify(resolve(path))};`).join("\n"),
          loader: "css",
          resolveDir: ".",
        }));
      },
    },
  ],
});
