// Words of the text that set a figure, and numbers that are scrubbed or follow it. What they say was checked by book/bound.py.
import { onReads } from "explorers";

import { lead } from "./back.js";
import { same } from "./model.js";

const STEP = 16; // px that a number is moved by for one step

/** @typedef {{host: HTMLElement, model?: any}} Shown a figure: where it stands, and the model of its view, if it could start */
/** @typedef {{least: number, most: number, step: number, name: string}} Scrub */

const written = (value, names) => names?.[value] ?? String(Number(value.toFixed(6))).replace("-", "−");

/** The value some steps further, within the ends and on a step. @param {number} value @param {number} steps @param {Scrub} ends */
export const stepped = (value, steps, ends) =>
  Math.min(ends.most, Math.max(ends.least, Number((value + steps * ends.step).toFixed(6))));

/** The value that a key brings, or undefined. @param {Scrub} scrub */
export function valueOfKey(key, value, scrub) {
  const steps = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 }[key];
  return steps ? stepped(value, steps, scrub) : { Home: scrub.least, End: scrub.most }[key];
}

/** The figure that a link speaks of: the first after its label. @param {HTMLAnchorElement} link @param {Shown[]} figures */
function figureOf(link, figures) {
  const label = document.getElementById(link.hash.slice(1));
  const after = ({ host }) => label.compareDocumentPosition(host) & Node.DOCUMENT_POSITION_FOLLOWING;
  return figures.find(after);
}

/** The words that light a control now: it is dark again when the last of them is left. @type {WeakMap<Element, Set<Element>>} */
const lighting = new WeakMap();

/** Light the controls that a word speaks of, while any word that does has the pointer or the focus. */
function lighten(link, { host }, names) {
  const labels = [...host.querySelectorAll(".widget-label, .widget-label-basic")];
  const parts = labels.filter(({ textContent }) => names.includes(textContent)).map((label) => label.parentElement);
  const light = () => {
    for (const part of parts) {
      const words = lighting.get(part) ?? new Set();
      lighting.set(part, words);
      if (link.matches(":hover, :focus")) words.add(link);
      else words.delete(link);
      part.classList.toggle("cc-bespoken", words.size > 0);
    }
  };
  for (const event of ["pointerenter", "pointerleave", "focus", "blur"]) link.addEventListener(event, light);
}

function bindWord(link, figure, changes) {
  const { model } = figure;
  const holds = () => Object.entries(changes).every(([trait, value]) => same(model.get(trait), value));
  const show = () => link.setAttribute("aria-pressed", String(holds()));
  link.setAttribute("role", "button");
  link.addEventListener("click", (event) => {
    event.preventDefault();
    model.set(structuredClone(changes)); // a grid is the figure's own
    lead(link, figure.host);
  });
  link.addEventListener("keydown", (event) => {
    if (event.key !== " ") return;
    event.preventDefault();
    link.click();
  });
  for (const trait of Object.keys(changes)) model.on(`change:${trait}`, show);
  show();
}

/** How to write into a link what its figure has now; paper has what the author wrote. */
function writer(link) {
  const inner = link.querySelector("code") ?? link;
  const author = inner.textContent;
  let now = author;
  addEventListener("beforeprint", () => {
    inner.textContent = author;
  });
  addEventListener("afterprint", () => {
    inner.textContent = now;
  });
  return (text) => {
    inner.textContent = now = text;
  };
}

function bindShown(link, { model }, { shows, names }) {
  const write = writer(link);
  model.on(`change:${shows}`, () => write(written(model.get(shows), names)));
}

/** Show what follows from the figure's settings: until it has told that, the author's words stand. */
function bindRead(link, { model }, name) {
  const write = writer(link);
  onReads(model, (words) => name in words && write(words[name]));
}

function bindScrub(link, { model }, trait, scrub) {
  const set = (value) => model.set(trait, value);
  function tell() {
    link.setAttribute("aria-valuenow", String(model.get(trait)));
    link.style.setProperty("--digits", String(link.textContent.trim().length)); // it is wider than what it shows
  }
  let from; // where the drag began, and the value then
  const end = () => {
    from = undefined;
  };
  const restore = () => {
    if (from) set(from.value);
    end();
  };
  link.removeAttribute("href");
  Object.assign(link, { tabIndex: 0, role: "slider", ariaLabel: scrub.name });
  Object.assign(link, { ariaValueMin: String(scrub.least), ariaValueMax: String(scrub.most) });
  link.classList.add("cc-scrub");
  link.addEventListener("pointerdown", (event) => {
    from = { x: event.clientX, value: model.get(trait) };
    link.setPointerCapture(event.pointerId);
  });
  link.addEventListener("pointermove", ({ clientX }) => {
    if (from) set(stepped(from.value, Math.round((clientX - from.x) / STEP), scrub));
  });
  link.addEventListener("pointerup", end);
  link.addEventListener("pointercancel", restore);
  link.addEventListener("keydown", (event) => {
    if (event.key === "Escape") return restore();
    const value = valueOfKey(event.key, model.get(trait), scrub);
    if (value === undefined) return undefined;
    event.preventDefault();
    return set(value);
  });
  model.on(`change:${trait}`, tell);
  tell();
}

/** Bring one bound word to life. @param {HTMLAnchorElement} link @param {Shown[]} figures */
function bind(link, figures) {
  const { host, model } = figureOf(link, figures) ?? {};
  if (!model) return; // it could not start, and says so in its place: the words stay a plain link
  const figure = { host, model };
  const told = JSON.parse(link.dataset.bound);
  lighten(link, figure, told.controls);
  if (told.set) bindWord(link, figure, told.set);
  if (told.reads) bindRead(link, figure, told.reads);
  if (told.shows) bindShown(link, figure, told);
  if (told.scrub) bindScrub(link, figure, told.shows, told.scrub);
}

/** Bring the bound words of a page to life, when its figures stand; one that fails is told, and the page goes on. @param {Shown[]} figures in the order of the page */
export function bindWords(figures) {
  for (const link of /** @type {NodeListOf<HTMLAnchorElement>} */ (document.querySelectorAll("a.cc-bound"))) {
    try {
      bind(link, figures);
    } catch (error) {
      console.error(error);
    }
  }
}
