// The coding exercises of a page: an editor with the stub, a button that runs it, and what is found. The stub's cell stays
// for print and for browsers without scripts.
//
// Before the first touch there is a plain field; Python, the editor and the chapter's data are loaded then. Code and what
// was found are kept in this browser alone.

import { binder, notebookOf, save } from "./carry.js";
import { behavior, element } from "./dom.js";
import { drawnCase, lineBeside } from "./exercise_case.js";
import { keep, kept } from "./kept.js";
import { judge, load, warmUp } from "./python.js";
import { tally } from "./tally.js";

const KEPT = "convcourse-exercises";
const EXERCISE = "[data-exercise]";
const MARKS = { open: "○", wrong: "✗", passed: "✓", elsewhere: "↗", stopped: "■" };
const OPEN = "Not attempted yet: write your answer, and press Run.";
const SECONDS = 5;
const STOPPED = `It was still running after ${SECONDS} seconds, and was stopped. Does a loop never end?`;

/** What is said where the page's Python cannot read an answer, and Python can. */
const UNREAD = "The page's Python does not read all of Python, and not this. In JupyterLab it is read.";

/** What a cell's words say, with code as such: as `Verdict` of the checkers does in JupyterLab. */
function worded(words) {
  const parts = words.split(/`(.+?)`/);
  return parts.flatMap((part, n) => (n % 2 ? [element("code", {}, part)] : lines(part)));
}

const lines = (text) => text.split("\n").flatMap((line, n) => (n ? [element("br", {}), line] : [line]));

/** State, words, and the case that a wrong answer fails. @typedef {[string, string, import("./exercise_case.js").Case?]} Verdict */

/** The stub in a cell: all before the line that calls the checker. */
const stubOf = (cell) => cell.querySelector(".cell_input pre").textContent.split("\n\n\nchecks.")[0].trimEnd() + "\n";

/**
 * The verdict on what the page's Python could not read, and may be Python all the same: the editor's grammar knows all of it.
 * @returns {Promise<Verdict>}
 */
async function ofUnread(words, source) {
  await load("editor.js").catch(() => {}); // without it, what the page's Python says stands
  return globalThis.convcourseEditor?.reads(source) ? ["elsewhere", UNREAD] : ["wrong", words];
}

class Exercise {
  /** @param {HTMLElement} cell */
  constructor(cell) {
    this.cell = cell;
    this.name = cell.dataset.exercise;
    this.label = `Your answer, the function ${this.name}`;
    this.stub = stubOf(cell);
    this.found = kept(KEPT)[this.name] ?? {};
    this.touched = undefined;
    /** @type {{ text: () => string, focus: () => void, write: (text: string) => void } | undefined} */
    this.editor = undefined;
    this.build();
    this.write(this.found.code ?? this.stub);
    this.show(this.found.state ?? "open", this.found.words ?? OPEN, this.found.shown);
  }

  build() {
    this.field = element("textarea", { className: "cc-code-field", spellcheck: false, autocomplete: "off" });
    this.field.setAttribute("aria-label", this.label);
    this.field.setAttribute("autocapitalize", "off");
    this.code = element("div", { className: "cc-code" }, this.field);
    this.button = element("button", { type: "button", className: "cc-button cc-run" }, "Run");
    this.button.title = "Ctrl or ⌘ and Enter, in the editor";
    this.reset = element("button", { type: "button", className: "cc-button cc-reset" }, "Reset");
    this.status = element("p", { className: "cc-verdict" });
    this.status.setAttribute("role", "status");
    this.drawn = element("div", { className: "cc-case" });
    this.printed = element("pre", { className: "cc-printed", hidden: true });
    this.carry = element("button", { type: "button", className: "cc-button cc-carry" }, "Save a notebook");
    this.carry.title = "Save the answers of this page as a notebook, for JupyterLab";
    this.carried = element("p", { className: "cc-carried", hidden: true });
    this.carried.setAttribute("aria-live", "polite");
    this.bar = element("div", { className: "cc-exercise-bar" }, this.button, this.carry, this.reset);
    this.cell.append(
      element(
        "div",
        { className: "cc-write" },
        ...[this.code, this.bar, this.carried, this.status, this.drawn, this.printed],
      ),
    );
    this.listen();
  }

  listen() {
    this.field.addEventListener("focus", () => {
      this.open();
      this.touch();
    });
    this.field.addEventListener("input", () => this.changed());
    this.field.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) this.run();
      if (event.key === "Escape") this.button.focus();
    });
    // Sphinx takes a slash for its search wherever the focus is in no field, and the editor is none to it.
    this.code.addEventListener("keydown", (event) => event.key === "/" && event.stopPropagation());
    this.button.addEventListener("pointerenter", () => this.touch());
    this.button.addEventListener("focus", () => this.touch());
    this.button.addEventListener("click", () => this.run());
    this.carry.addEventListener("click", () => this.take());
    this.reset.addEventListener("click", () => this.forget());
  }

  /** What is written now. */
  get source() {
    return this.editor ? this.editor.text() : this.field.value;
  }

  write(source) {
    if (this.editor) this.editor.write(source);
    this.field.value = source;
    this.field.rows = source.split("\n").length + 1;
  }

  changed() {
    this.found = { ...this.found, code: this.source };
    this.field.rows = this.source.split("\n").length + 1;
    keep(KEPT, this.name, this.found);
  }

  /** Begin the answer anew. */
  forget() {
    this.found = {};
    keep(KEPT, this.name, undefined);
    this.write(this.stub);
    this.show("open", OPEN);
    this.tell([]);
  }

  /** Say and draw what was found; `shown` is the case that a wrong answer fails. */
  show(state, words, shown) {
    this.status.dataset.state = state;
    this.status.className = `cc-verdict cc-verdict-${state}`;
    const line = lineBeside(shown, words);
    this.status.replaceChildren(`${MARKS[state]} `, ...worded(line ? `${words}\n${line}` : words));
    this.drawn.replaceChildren(...drawnCase(shown));
    tally("exercises", this.name, state === "passed");
  }

  tell(printed) {
    this.printed.hidden = !printed.length;
    this.printed.textContent = printed.join("\n");
  }

  /** Load what it takes, at the first touch. */
  touch() {
    this.touched ??= Promise.all([load(`exercises/${this.cell.dataset.number}.js`), warmUp()]);
    this.touched.catch(() => (this.touched = undefined)); // told by Run
    return this.touched;
  }

  /** Load the editor; where it is missing, the plain field stays. */
  open() {
    return load("editor.js").then(
      () => this.edit(),
      () => {},
    );
  }

  /** Put the editor into the place of the plain field, with the same part of the text selected: one may be about to paste. */
  edit() {
    if (this.editor) return;
    const focused = document.activeElement === this.field;
    const { value: source, selectionStart: start, selectionEnd: end, selectionDirection } = this.field;
    const selected = selectionDirection === "backward" ? { anchor: end, head: start } : { anchor: start, head: end };
    this.field.remove();
    this.editor = globalThis.convcourseEditor.open(this.code, {
      source,
      selected,
      label: this.label,
      changed: () => this.changed(),
      run: () => void this.run(),
      leave: () => this.button.focus(),
    });
    if (focused) this.editor.focus();
  }

  async run() {
    if (this.cell.ariaBusy === "true") return;
    this.cell.ariaBusy = "true";
    this.button.setAttribute("aria-disabled", "true");
    this.status.replaceChildren("… Running");
    this.drawn.replaceChildren();
    const source = this.source;
    this.tell([]);
    const [state, words, shown] = await this.judged(source);
    this.show(state, words, shown);
    reveal(this.status);
    this.found = { ...this.found, code: source, state, words, shown };
    keep(KEPT, this.name, this.found);
    this.button.removeAttribute("aria-disabled");
    this.cell.ariaBusy = "false";
    this.open(); // not before: the verdict comes first
  }

  /** Save the answers of the page as a notebook, and say what to do with it. */
  async take() {
    const { number } = this.cell.dataset;
    const name = `chapter_${number}_answers.ipynb`;
    this.carried.hidden = false;
    try {
      await load(`exercises/${number}.js`);
      const answers = Object.fromEntries(exercises.map((one) => [one.name, one.source]));
      const [title] = document.querySelector("h1").firstChild.textContent.split("\n");
      save(name, notebookOf(title, globalThis.convcourseExercises[number], answers));
      this.carried.replaceChildren(...worded(`\`${name}\` is saved. Drop it into the file list of JupyterLab`));
      const there = binder();
      if (there) this.carried.append(" or of ", element("a", { href: there }, "Binder"));
      this.carried.append(...worded(", into the folder `chapters`."));
    } catch (error) {
      this.carried.textContent = `It could not be saved: ${error.message}.`;
    }
  }

  /** What is found of an answer; what it prints is told as it comes. @returns {Promise<Verdict>} */
  async judged(source) {
    const printed = [];
    try {
      await this.touch();
    } catch (error) {
      return ["elsewhere", `Python could not start on this page: ${error.message}. In JupyterLab it runs.`];
    }
    const { scope, elsewhere, exercises } = globalThis.convcourseExercises[this.cell.dataset.number];
    const answers = Object.keys(exercises).join(" ");
    const job = { source, exercise: exercises[this.name], scope, elsewhere, answers };
    const { verdict, failed, stopped } = await judge(job, (line) => {
      printed.push(line);
      this.tell(printed);
    });
    if (stopped) return ["stopped", STOPPED];
    if (failed) return ["stopped", `The page's Python broke off: ${failed}`];
    return verdict[0] === "unread" ? ofUnread(verdict[1], source) : verdict;
  }
}

/** How much of a verdict has to be in sight, in px: its beginning. */
const SIGHT = 60;

/** Bring the beginning of a verdict into sight, where it stands below the screen. @param {HTMLElement} verdict */
function reveal(verdict) {
  const { top } = verdict.getBoundingClientRect();
  if (top > innerHeight - SIGHT) scrollBy({ top: top - innerHeight / 2, behavior: behavior() });
}

/** Those of this page. @type {Exercise[]} */
const exercises = [];

/** Let the exercises of a page be written and judged here. */
export function openExercises() {
  for (const cell of document.querySelectorAll(EXERCISE)) {
    exercises.push(new Exercise(/** @type {HTMLElement} */ (cell)));
  }
}
