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
  inject: ["./amd.js"],
  alias: { "sanitize-html": "./plain_text.js", "anywidget-from-the-python-wheel": anywidget },
  loader: { ".svg": "dataurl" },
  logLevel: "warning",
});
