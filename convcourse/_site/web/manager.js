// The widget manager of the built pages: it brings the ipywidgets that a notebook saved to life, without a kernel.
//
// The stock html-manager does the same at 3.6 MB; this one carries the controls that the course uses, and no more.

import { ManagerBase } from "@jupyter-widgets/base-manager";
import * as base from "@jupyter-widgets/base";
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
    ...bool, ...box, ...description, ...floats, ...ints, ...links, ...selection, ...strings,
  },
  anywidget: { AnyModel, AnyView: FigureView },
};

class PageManager extends ManagerBase {
  async loadClass(className, moduleName) {
    const found = MODULES[moduleName]?.[className];
    if (!found) {
      throw new Error(
        `${moduleName}.${className} is not on this page; add its module to convcourse/_site/web/manager.js`,
      );
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
const REFERENCE = "IPY_MODEL_";

/** The ids of the models that a saved value names. */
function references(value) {
  if (typeof value === "string") return value.startsWith(REFERENCE) ? [value.slice(REFERENCE.length)] : [];
  return value && typeof value === "object" ? Object.values(value).flatMap(references) : [];
}

/** For each model those that belong with it: an explorer, its controls, and the links between them. */
function groups(models) {
  const group = Object.fromEntries(Object.keys(models).map((id) => [id, new Set([id])]));
  for (const [id, { state }] of Object.entries(models)) {
    for (const other of references(state)) {
      if (!group[other] || group[other] === group[id]) continue;
      const [small, large] = [group[id], group[other]].sort((a, b) => a.size - b.size);
      for (const one of small) group[one] = large.add(one);
    }
  }
  return group;
}

// The build stores once what several texts begin with (states.py); this makes them whole.
function unfold(models) {
  for (const { state } of Object.values(models)) {
    for (const [trait, value] of Object.entries(state)) {
      if (value?.same_as) {
        const [model, source] = value.same_as;
        state[trait] = models[model].state[source].slice(0, value.first) + value.then;
      }
    }
  }
  return models;
}

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
  constructor(document) {
    const saved = [...document.querySelectorAll(STATE)].map((tag) => JSON.parse(tag.textContent));
    this.models = unfold(Object.assign({}, ...saved.map((page) => page.state)));
    this.version = saved[0];
    this.group = groups(this.models);
    this.manager = new PageManager();
    this.made = new Set();
  }

  async model(id) {
    const group = this.group[id];
    if (group && !this.made.has(group)) {
      this.made.add(group);
      const state = Object.fromEntries([...group].map((one) => [one, this.models[one]]));
      await this.manager.set_state({ ...this.version, state });
    }
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
  const views = [...document.querySelectorAll(VIEW)];
  const page = views.length ? new Page(document) : null;
  for (const tag of views) {
    await page.show(tag);
    await new Promise((done) => setTimeout(done)); // a pause to draw
  }
  document.documentElement.dataset.widgets = "ready";
}

start();
