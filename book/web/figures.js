// What an anywidget shows: by its module's script, which the saved state names, or by the module text that it carries.
import { SHARED } from "explorers";
import { classes, element } from "./dom.js";

/** What a reader is told in place of a figure that does not start. */
export const complaint = (error) => `This figure could not start: ${error?.message ?? error}`;

/** @typedef {{render: (widget: {model: any, el: HTMLElement}) => any}} Explorer */
/** @type {Map<string, Explorer>} the explorers that are made, by their modules' names */
const made = new Map();

/** The explorer of a module: the page has its script, which set a function that makes it. @returns {Explorer} */
function explorerOf(name) {
  if (!made.has(name)) {
    const make = /** @type {any} */ (globalThis).courseFigures?.[name];
    if (!make) throw new Error(`figures/${name}.js is not beside page.js, or cannot be read`);
    made.set(name, make(SHARED));
  }
  return made.get(name);
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
 * explorer measures the room that it has. The function tells whether it could start.
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
        await explorerOf(name).render(context(model, el));
      } else await renderText(model, el);
      return true;
    } catch (error) {
      return fail(error);
    }
  };
  return { el, render };
}
