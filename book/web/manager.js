// The widget manager of the built pages: it brings the ipywidgets that a notebook saved to life, without a kernel.
//
// The stock html-manager does the same at 3.6 MB; this one carries the controls that the course uses, and no more.

import * as base from "@jupyter-widgets/base";
import { ManagerBase } from "@jupyter-widgets/base-manager";
import * as bool from "@jupyter-widgets/controls/lib/widget_bool.js";
import * as box from "@jupyter-widgets/controls/lib/widget_box.js";
import * as description from "@jupyter-widgets/controls/lib/widget_description.js";
import * as floats from "@jupyter-widgets/controls/lib/widget_float.js";
import * as ints from "@jupyter-widgets/controls/lib/widget_int.js";
import * as links from "@jupyter-widgets/controls/lib/widget_link.js";
import * as selection from "@jupyter-widgets/controls/lib/widget_selection.js";
import * as strings from "@jupyter-widgets/controls/lib/widget_string.js";
import { Widget } from "@lumino/widgets";
import "@jupyter-widgets/controls/css/widgets.css";
import "anywidget-from-the-python-wheel";
import { factory as anywidgetFactory } from "./amd.js";
import { holdPlace } from "./place.js";
import { groups, wholeModels } from "./states.js";

const { AnyModel, AnyView } = anywidgetFactory(base);
const figures = new Set();

class FigureView extends AnyView {
  async render() {
    figures.add(this);
    try {
      await super.render();
    } catch (error) {
      console.error(error);
      this.el.textContent = complaint(error);
    }
  }
}

const MODULES = {
  "@jupyter-widgets/base": base,
  "@jupyter-widgets/controls": {
    ...bool,
    ...box,
    ...description,
    ...floats,
    ...ints,
    ...links,
    ...selection,
    ...strings,
  },
  anywidget: { AnyModel, AnyView: FigureView },
};

class PageManager extends ManagerBase {
  async loadClass(className, moduleName) {
    const found = MODULES[moduleName]?.[className];
    if (!found) {
      throw new Error(`${moduleName}.${className} is not on this page; add its module to book/web/manager.js`);
    }
    return found;
  }

  // There is no kernel to talk to: changes stay in the page.
  async _get_comm_info() {
    return {};
  }

  async _create_comm() {
    throw new Error("this page has no kernel");
  }
}

const STATE = 'script[type="application/vnd.jupyter.widget-state+json"]';
const VIEW = 'script[type="application/vnd.jupyter.widget-view+json"]';

/** Wait until a view has all of its parts, which it makes one by one. */
async function whole(view) {
  const parts = await Promise.all(view.children_views?.views ?? []);
  await Promise.all(parts.map(whole));
  return view;
}

const complaint = (error) => `This figure could not start: ${error?.message ?? error}`;

// anywidget tells only the window when a figure's own module fails. The figure is then still empty.
addEventListener("unhandledrejection", ({ reason }) => {
  for (const { el } of figures) if (!el.hasChildNodes()) el.textContent = complaint(reason);
});

/** Makes the models of one figure at a time, so that the first does not wait for those of the last. */
class Page {
  manager = new PageManager();
  made = new Map();

  /** What the page has saved; read when the first figure asks, so that what is wrong with it is said there. */
  get saved() {
    const pages = [...document.querySelectorAll(STATE)].map((tag) => JSON.parse(tag.textContent));
    const models = Object.assign({}, ...pages.map((page) => page.state));
    const { version_major, version_minor } = pages[0];
    const saved = { models, group: groups(models), version: { version_major, version_minor } };
    Object.defineProperty(this, "saved", { value: saved });
    return saved;
  }

  async model(id) {
    const { models, group, version } = this.saved;
    const ids = group[id];
    if (!ids) throw new Error(`the page lacks the model ${id}`);
    if (!this.made.has(ids)) {
      const state = wholeModels(models, ids);
      this.made.set(ids, this.manager.set_state({ ...version, state }));
    }
    await this.made.get(ids);
    return this.manager.get_model(id);
  }

  // Whatever fails says so in its place, and the others start all the same.
  async show(viewTag) {
    const host = document.createElement("div");
    host.className = "cc-widget";
    viewTag.replaceWith(host);
    try {
      const model = await this.model(JSON.parse(viewTag.textContent).model_id);
      // Put in when it is whole: a browser that lays out the page for each part takes twice the time.
      const view = await whole(await this.manager.create_view(model));
      Widget.attach(view.luminoWidget, host);
    } catch (error) {
      console.error(error);
      host.textContent = complaint(error);
    }
  }
}

async function start() {
  const page = new Page();
  for (const tag of document.querySelectorAll(VIEW)) {
    await page.show(tag);
    await new Promise((done) => setTimeout(done)); // a pause to draw
  }
  document.documentElement.dataset.widgets = "ready";
}

const loaded = new Promise((done) => addEventListener("load", done));
holdPlace(Promise.all([start(), loaded, document.fonts.ready]));
