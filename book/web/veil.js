// What would tell the answer to a prediction is covered until the reader has guessed, or asks to see it anyway.
//
// Guesses are kept in this browser alone; where nothing may be kept, each visit asks anew. Nothing is covered for good:
// without a script, in print and in JupyterLab all is seen.

import { element } from "./dom.js";
import { keep, kept } from "./kept.js";
import { tally } from "./tally.js";

const KEPT = "convcourse-predictions";
const ALWAYS = "always"; // in the place of a guess: this reader wants nothing covered, until that is taken back
const ASKS = ".cc-asks"; // the cell of a prediction
/** How many blocks after its figure a prediction covers, up to a text; and how many, with outputs, where it has none. */
const AFTER_FIGURE = 1;
const WITHOUT_FIGURE = 3;

/** What is marked as telling the answer, however far below: texts in a `cc-tells`, a cell with the tag `tells`. */
const isMarked = (el) => el.matches(".cc-tells, .tag_tells");
/** A block of text; several that tell the answer are one in a `cc-tells`. */
const isText = (el) =>
  el.matches("p, ul, ol, .math, .pst-scrollable-table-container, .cell, .highlight-default, .cc-tells") &&
  !isFigure(el);
const isFigure = (el) => el.matches(".cc-figure");
/** Whether it says something: not a formula, a table or a fold, which are covered on the way to what is said of them. */
const isProse = (el) => el.matches("p, ul, ol, .cc-tells");
const hasOutput = (el) => el.matches(".cell:has(.cell_output)") && !isFigure(el);
const isCaption = (el) => el.matches(".cc-caption");
const endsIt = (el) => el.matches(`section, h2, h3, ${ASKS}, .cc-predict`);

/** What follows a prediction up to where another thing begins. */
function stretch(asks) {
  const found = [];
  for (let el = asks.nextElementSibling; el && !endsIt(el); el = el.nextElementSibling) found.push(el);
  return found;
}

/** Whether it shows code, or what came out of it. */
const tells = (el) => el.matches(".cell:has(.cell_output), .cell:not(.tag_hide-input)");

/** The place of the figure that a prediction leads to; none where something is shown before it. */
function figureOf(following) {
  const first = following.findIndex(isFigure);
  return following.slice(0, Math.max(0, first)).some(tells) ? -1 : first;
}

/**
 * What a prediction covers of what follows it: the figure and its caption up to the first text after them, with what is
 * drawn between; where there is no figure, three texts or outputs; and further down what is marked. The words that lead to
 * the figure say what to look at, and stay.
 * @param {Element[]} following
 */
export function covered(following) {
  const first = figureOf(following);
  let texts = first < 0 ? WITHOUT_FIGURE : AFTER_FIGURE;
  let goesOn = true;
  const found = [];
  for (const el of following.slice(Math.max(0, first))) {
    goesOn &&= texts > 0 || !(isText(el) || isFigure(el));
    if (isProse(el) || (first < 0 && hasOutput(el))) texts -= 1;
    if (goesOn ? isFigure(el) || isCaption(el) || isText(el) : isMarked(el)) found.push(el);
  }
  return found;
}

const button = (className, words, onclick) => element("button", { className, type: "button", onclick }, words);

/** Focus the first thing in an element that takes it, else the element. @param {HTMLElement} el */
function giveFocus(el) {
  for (const one of el.querySelectorAll("button, input, select, [tabindex='0']")) {
    /** @type {HTMLElement} */ (one).focus({ preventScroll: true });
    if (document.activeElement === one) return;
  }
  el.tabIndex = -1;
  el.focus({ preventScroll: true });
}

/** Air around the card of a veil, above what is seen of a figure and below it, in px; and what of one is seen that shows nothing. */
const AIR = 14;
const PEEP = 150;

/**
 * Where the card stands on a phone, and how much of the figure is seen: it ends below the last grid that is seen, and grows
 * when the veil is lifted. What is seen stays where it is then.
 * @param {HTMLElement} figure @param {HTMLElement} veil @param {HTMLElement} card
 */
function measure(figure, veil, card) {
  const frame = figure.querySelector(".cc-explorer");
  const question = frame?.querySelector(":scope > .cc-question");
  if (!frame || !question) return;
  const seen = [...frame.querySelectorAll(".cc-input, .cc-kernel")]
    .filter((one) => getComputedStyle(one).visibility === "visible")
    .map((one) => one.getBoundingClientRect())
    .filter(({ height }) => height > 0);
  const { top, bottom } = question.getBoundingClientRect();
  if (top === bottom) return; // not laid out yet
  const free = Math.min(...seen.map((one) => one.top)) - bottom - card.offsetHeight;
  const at = bottom + Math.max(0, Math.min(AIR, free / 2)) - veil.getBoundingClientRect().top;
  const last = Math.max(bottom + AIR + card.offsetHeight + (seen.length ? 0 : PEEP), ...seen.map((one) => one.bottom));
  const end = last + 2 * AIR - figure.getBoundingClientRect().top;
  veil.style.setProperty("--card-at", `${at}px`);
  figure.style.setProperty("--seen-to", `${end}px`);
}

/** Measure a covered figure whenever it has another size, from when it stands there. @returns {ResizeObserver} */
function measuring(figure, veil, card) {
  const sizes = new ResizeObserver(() => {
    const frame = figure.querySelector(".cc-explorer");
    if (frame) sizes.observe(frame); // it comes later than its veil
    measure(figure, veil, card);
  });
  sizes.observe(figure);
  return sizes;
}

/** A veil over what a prediction covers, with the button that lifts it. */
class Veil {
  /** @param {string} name @param {Element[]} parts */
  constructor(name, parts) {
    this.name = name;
    this.parts = parts;
    const anyway = button("cc-button", "Show me anyway", () => this.show());
    const always = button("cc-button cc-reset", "Never cover anything", showAll);
    const card = element("div", {}, element("p", {}, "First your guess, above. Then this opens."), anyway, always);
    this.el = element("div", { className: "cc-veil" }, card);
    for (const part of parts) part.classList.add("cc-veiled");
    for (const part of parts) part.toggleAttribute("inert", true);
    parts[0].before(this.el);
    this.sizes = isFigure(parts[0]) ? measuring(parts[0], this.el, card) : undefined;
  }

  lift() {
    this.sizes?.disconnect();
    this.el.remove();
    for (const part of this.parts) {
      part.classList.remove("cc-veiled");
      part.removeAttribute("inert");
    }
  }

  /** Lift it for a reader who would not guess; the focus goes on to what is seen now. */
  show() {
    uncover(this.name);
    giveFocus(/** @type {HTMLElement} */ (this.parts[0]));
  }
}

/** @type {Map<string, Veil>} */
const veils = new Map();
/** The predictions of this page that were answered, whether or not the browser keeps it. @type {Set<string>} */
const guessed = new Set();
/** Where nothing is to be covered, the lines that lead back to covering, each in the place of a veil. */
const waysBack = new Map();
let coversNothing = false;

/** Say how much is covered: the course's map tells who has seen all of a chapter (book/static/progress.js). */
const tell = () => dispatchEvent(new CustomEvent("cc-covered", { detail: veils.size }));

function uncover(name) {
  veils.get(name)?.lift();
  if (veils.delete(name)) tell();
}

function showAll() {
  keep(KEPT, ALWAYS, ALWAYS);
  coversNothing = true;
  const [first] = veils.values();
  for (const veil of [...veils.values()].reverse()) veil.show();
  coverUnanswered();
  first?.parts[0].scrollIntoView({ block: "nearest" });
}

/** Cover answers again, from the place of this one on: its veil has the focus then. */
function coverAgain(name) {
  keep(KEPT, ALWAYS, undefined);
  coversNothing = false;
  for (const line of waysBack.values()) line.remove();
  waysBack.clear();
  coverUnanswered();
  veils.get(name)?.el.querySelector("button").focus();
}

/** A line in the place of a veil, before what it covered, that says why there is none, and brings it back. */
function wayBack(name, first) {
  const again = button("cc-button cc-reset", "Cover them again", () => coverAgain(name));
  const line = element("div", { className: "cc-uncovered" }, "Answers are not covered. ", again);
  first.before(line);
  return line;
}

/** Cover what the predictions of a page ask for, apart from those that were answered. */
function coverUnanswered() {
  const known = kept(KEPT);
  for (const asks of document.querySelectorAll(ASKS)) {
    const { name } = /** @type {HTMLElement} */ (asks).dataset;
    const parts = covered(stretch(asks));
    if (known[name] || guessed.has(name) || !parts.length) continue;
    if (coversNothing) waysBack.set(name, wayBack(name, parts[0]));
    else veils.set(name, new Veil(name, parts));
  }
  tell();
}

/** Cover a page's answers as its reader wants it. */
export function coverAnswers() {
  coversNothing = kept(KEPT)[ALWAYS] !== undefined;
  coverUnanswered();
}

/** Let a prediction begin with the guess that is kept, and keep the next; what it covered is seen then. */
export function keepGuesses(model) {
  const name = model.get("name");
  const known = kept(KEPT)[name];
  if (known) model.set("answer", known);
  if (known) guessed.add(name);
  tally("predictions", name, known !== undefined);
  model.on("change:answer", () => {
    keep(KEPT, name, model.get("answer"));
    tally("predictions", name, true);
    guessed.add(name);
    waysBack.get(name)?.remove();
    uncover(name);
  });
}
