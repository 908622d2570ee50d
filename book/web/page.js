// Brings the figures of a built page to life from what the notebook saved: without a kernel, and without ipywidgets.
//
// The page calls this right behind the place of its first figure, so that it stands there while the rest is still read.

import { allDecoded } from "explorers";
import { bindWords } from "./bound.js";
import { CONTROLS } from "./controls.js";
import { element } from "./dom.js";
import { openExercises } from "./exercise.js";
import { complaint, figure } from "./figures.js";
import { keepDone } from "./keeping.js";
import { Models } from "./model.js";
import { holdPlace } from "./place.js";
import { noteAll } from "./tally.js";
import { coverAnswers } from "./veil.js";

const STATE = 'script[type="application/vnd.jupyter.widget-state+json"]';
const VIEW = 'script[type="application/vnd.jupyter.widget-view+json"]';
const CONTROL_MODULE = "@jupyter-widgets/controls";

const models = new Models();
/** @type {import("./bound.js").Shown[]} */
const figures = [];

/** Take the saved states that the page has so far; what cannot be read is told in place of the figure. */
function readStates() {
  for (const tag of document.querySelectorAll(STATE)) {
    tag.remove();
    models.add(JSON.parse(tag.textContent));
  }
}

/** What stands in the place of a control that this page has no way to show; the others go on. */
function unknown(model) {
  const words = `${model.name} of ${model.module} is not on this page: add it to book/web/controls.js.`;
  console.error(words);
  return element("p", { className: "cc-absent" }, words);
}

/** The view of a model with all that is in it; `later` gets each figure's model, and what is to be called once it stands. */
function viewOf(reference, later) {
  const model = models.find(reference);
  if (model.module === "anywidget") {
    keepDone(model);
    const { el, render } = figure(model);
    later.push({ model, render });
    return dressed(el, model);
  }
  const make = model.module === CONTROL_MODULE && CONTROLS[model.name];
  return make
    ? dressed(
        make(model, (child) => viewOf(child, later)),
        model,
      )
    : unknown(model);
}

/** Give an element the layout that Python asked for. The build leaves those that ask for nothing behind. */
function dressed(el, model) {
  if (!model.get("layout")) return el;
  const layout = models.find(model.get("layout"));
  for (const [name, value] of layout.entries()) {
    if (!name.startsWith("_") && value !== null) el.style.setProperty(name.replaceAll("_", "-"), value);
  }
  return el;
}

/** Show a figure in the place of its tag. Whatever fails says so there, and the others start all the same. */
async function show(tag) {
  const host = element("div", { className: "cc-widget" });
  try {
    readStates();
    const later = [];
    host.append(viewOf(JSON.parse(tag.textContent).model_id, later));
    tag.replaceWith(host);
    const [started] = await Promise.all(later.map(({ render }) => render()));
    figures.push({ host, model: started ? later[0].model : undefined });
  } catch (error) {
    console.error(error);
    host.textContent = complaint(error);
    tag.replaceWith(host);
    figures.push({ host }); // so that no word takes the next figure for it
  }
}

const pause = (most = 0) => new Promise((done) => setTimeout(done, most));
const frame = () => new Promise(requestAnimationFrame);
const parsed = () =>
  document.readyState === "loading" && new Promise((done) => addEventListener("DOMContentLoaded", done));

/** What a reader may wait for the figure that a page opens on to be whole, in ms. */
const MOST_WAIT = 1000;

/** Wait until a figure is drawn with its pictures, in the room that it has then. */
async function whole() {
  await frame();
  await allDecoded();
  await frame();
  await frame();
}

/**
 * Show the figure that a page opens on, whole at once, and only then what follows it: nothing jumps before one's eyes. While
 * the page is still read, what follows takes no room either, for its layout would take the figure's time; before the theme's
 * scripts look for sections, it does.
 */
async function open(tag) {
  const { dataset } = document.documentElement;
  const reading = document.readyState === "loading";
  dataset.opening = reading ? "reading" : "";
  const read = () => {
    if ("opening" in dataset) dataset.opening = "";
  };
  if (reading) document.addEventListener("readystatechange", read, { once: true });
  await show(tag);
  await Promise.race([whole(), pause(MOST_WAIT)]); // a tab in the background draws no frames
  delete dataset.opening;
}

/** Show the first figure at once, and the others, one by one, when all of the page is read. */
async function start() {
  const [first] = document.querySelectorAll(VIEW);
  if (first) await open(first);
  await parsed();
  coverAnswers();
  openExercises();
  for (const tag of document.querySelectorAll(VIEW)) {
    await pause(); // to draw, and to answer
    await show(tag);
  }
  bindWords(figures);
  noteAll();
  document.documentElement.dataset.widgets = "ready";
}

document.documentElement.dataset.widgets = "begun"; // where this is missing, the page says so
const loaded = new Promise((done) => addEventListener("load", done));
const settled = Promise.all([start(), loaded]).then(() => document.fonts.ready);
holdPlace(settled);
