// What an anywidget shows: by its module in the bundle, which the saved state names, by one in a script of its own, or by the
// module text that it carries.
import { EXPLORERS } from "explorers";
import { classes, element } from "./dom.js";

/** What a reader is told in place of a figure that does not start. */
export const complaint = (error) => `This figure could not start: ${error?.message ?? error}`;

const BUNDLE = "script[src*='convcourse/page.js']";

/** @type {Map<string, Promise<any>>} the explorers that came in scripts of their own, by their modules' names */
const alone = new Map();

/** An explorer that is not in the bundle: its script, beside that of the pages, calls `courseExplorer` with it. */
function fetched(name) {
  return new Promise((resolve, reject) => {
    const bundle = /** @type {HTMLScriptElement} */ (document.querySelector(BUNDLE));
    Object.assign(globalThis, { courseExplorer: (told, explorer) => heard.get(told)?.(explorer) });
    heard.set(name, resolve);
    const script = element("script", { src: new URL(`${name}.js`, bundle.src).href });
    script.onload = () => script.remove();
    script.onerror = () => reject(new Error(`${name}.js is not beside the pages' bundle`));
    document.head.append(script);
  });
}
/** @type {Map<string, (explorer: any) => void>} */
const heard = new Map();

/** An explorer that came, or comes, in a script of its own. */
function explorerOf(name) {
  if (!alone.has(name)) alone.set(name, fetched(name));
  return alone.get(name);
}

/** A module from its text. A blob has an address without a network, and where a page comes from disk. */
async function moduleFrom(text) {
  const address = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
  try {
    return await import(address);
  } finally {
    URL.revokeObjectURL(address);
  }
}

/** What a module exports as anywidget asks for it: an object, or a function that makes one. */
async function widgetOf(module) {
  const given = module.default ?? module;
  return typeof given === "function" ? given() : given;
}

const context = (model, el) => ({
  model,
  el,
  experimental: { invoke: () => Promise.reject(new Error("this page has no kernel")) },
});

async function renderText(model, el) {
  const style = model.get("_css");
  if (style) document.head.append(element("style", {}, style));
  const widget = await widgetOf(await moduleFrom(model.get("_esm")));
  await widget.initialize?.({ model });
  await widget.render?.(context(model, el));
}

/**
 * An anywidget's element. It is empty until the function that comes with it is called, once it stands in the page: an
 * explorer measures the room that it has. An explorer of the bundle is then there at once. The function tells whether it
 * could start.
 */
export function figure(model) {
  const el = element("div", { className: classes(model) });
  const name = model.get("_module");
  const fail = (error) => {
    console.error(error);
    el.textContent = complaint(error);
    return false;
  };
  const render = async () => {
    try {
      if (name) {
        const explorer = EXPLORERS[name] ?? (await explorerOf(name)); // one of the bundle is there at once
        await explorer.render(context(model, el));
      } else await renderText(model, el);
      return true;
    } catch (error) {
      return fail(error);
    }
  };
  return { el, render };
}
