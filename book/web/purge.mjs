// node purge.mjs: reads {sheets, own, content, out} on stdin, and writes one stylesheet of all, without the rules of `sheets`
// for which none of the files in `content` has a word. The course's `own` rules all stay.
import { readFile, writeFile } from "node:fs/promises";
import { dirname, relative, resolve } from "node:path";
import { text } from "node:stream/consumers";
import { build } from "esbuild";
import { PurgeCSS } from "purgecss";

const { sheets, own, content, out } = JSON.parse(await text(process.stdin));

/** What a stylesheet loads is named as seen from the one that is written. */
const named = {
  name: "named",
  setup({ onResolve }) {
    onResolve({ filter: /./ }, ({ kind, path, resolveDir }) => {
      if (kind !== "url-token" || path.startsWith("data:")) return undefined;
      if (path.startsWith("#")) return { path, external: true }; // of the page, not of the stylesheet
      return { path: relative(dirname(out), resolve(resolveDir, path)).replaceAll("\\", "/"), external: true };
    });
  },
};

async function bundled(paths) {
  const { outputFiles } = await build({
    stdin: {
      contents: paths.map((path) => `@import ${JSON.stringify(path)};`).join("\n"),
      loader: "css",
      resolveDir: ".",
    },
    bundle: true,
    minify: true,
    write: false,
    plugins: [named],
    logLevel: "error",
  });
  return outputFiles[0].text;
}

/** A page without what is read on it: a word of a text names no class. Scripts stay whole, and what they carry. */
const unread = (page) => page.replace(/(<script\b[^>]*>.*?<\/script>|<[^>]*>)|[^<]+/gs, (_, kept) => kept ?? " ");

const words = await Promise.all(
  content.map(async (path) => {
    const raw = await readFile(path, "utf8");
    return { raw: path.endsWith(".html") ? unread(raw) : raw, extension: "html" };
  }),
);
const ours = await bundled(own);
const properties = [ours, ...words.map(({ raw }) => raw)].flatMap((text) => text.match(/--[a-z][\w-]*/gi) ?? []);
const [{ css }] = await new PurgeCSS().purge({
  content: words,
  css: [{ raw: await bundled(sheets) }],
  // Custom properties go, too, that neither a rule nor a page nor a script has a word of.
  variables: true,
  // What scripts set. A rule for a theme stays where a page has a word of the rest of it.
  dynamicAttributes: ["data-theme", "data-mode", "data-bs-theme"],
  safelist: {
    greedy: [/katex/],
    variables: [...new Set(properties)],
  },
});
await writeFile(out, css + ours);
