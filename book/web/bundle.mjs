// node bundle.mjs OUT_DIR ANYWIDGET_JS: writes widgets.js and widgets.css.
import { build } from "esbuild";

const [outdir, anywidget] = process.argv.slice(2);

await build({
  entryPoints: { widgets: "manager.js" },
  outdir,
  bundle: true,
  minify: true,
  format: "iife",
  target: "es2022",
  legalComments: "linked",
  inject: ["./amd.js", "./patience.js"],
  define: { "AbortSignal.timeout": "patience" },
  alias: {
    "@lumino/widgets": "./lumino_widgets.js",
    "anywidget-from-the-python-wheel": anywidget,
    jquery: "./node_modules/jquery/dist/jquery.slim.js", // no page sends a request
    "sanitize-html": "./plain_text.js",
  },
  // Lumino's sources are written for fields that a subclass may declare again without emptying them.
  tsconfigRaw: { compilerOptions: { useDefineForClassFields: false } },
  loader: { ".svg": "dataurl" },
  logLevel: "warning",
});
