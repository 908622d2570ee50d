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

// The build stores once what several texts begin with (states.py); this makes them whole.
function unfold(page) {
  for (const { state } of Object.values(page.state)) {
    for (const [trait, value] of Object.entries(state)) {
      if (value?.same_as) {
        const [model, source] = value.same_as;
        state[trait] = page.state[model].state[source].slice(0, value.first) + value.then;
      }
    }
  }
  return page;
}

const complaint = (error) => `This figure could not start: ${error?.message ?? error}`;

// anywidget tells only the window when a figure's own module fails. The figure is then still empty.
addEventListener("unhandledrejection", ({ reason }) => {
  for (const { el } of figures) if (!el.hasChildNodes()) el.textContent = complaint(reason);
});

// Whatever fails says so in its place, and the others start all the same.
async function show(manager, viewTag) {
  const host = document.createElement("div");
  host.className = "cc-widget";
  viewTag.replaceWith(host);
  try {
    const { model_id: id } = JSON.parse(viewTag.textContent);
    const view = await manager.create_view(await manager.get_model(id));
    Widget.attach(view.luminoWidget, host);
  } catch (error) {
    console.error(error);
    host.textContent = complaint(error);
  }
}

async function start() {
  const manager = new PageManager();
  for (const tag of document.querySelectorAll(STATE)) {
    await manager.set_state(unfold(JSON.parse(tag.textContent))).catch(console.error);
  }
  // One after the other, with a pause to draw: the first figure does not wait for the last.
  for (const tag of document.querySelectorAll(VIEW)) {
    await show(manager, tag);
    await new Promise((done) => setTimeout(done));
  }
  document.documentElement.dataset.widgets = "ready";
}

start();
