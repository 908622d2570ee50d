// Carried by its own page: only one has it.
// Practice: one problem at a time, a reply that names the rule behind a wrong answer, and what was missed comes back.
import { button, make } from "./parts/elements.js";
import { keepKeys } from "./parts/keys.js";
import { parseNumber } from "./parts/numbers.js";
import { counted } from "./parts/words.js";
import { drawn } from "./problems/drawing.js";
import { problem, problemTelling } from "./problems/kinds.js";
import { written } from "./problems/problem.js";
import { answered, begun, dayOf, dueOn, joined, nextOf, OTHER, readRecord } from "./problems/schedule.js";

const NO_NUMBER = "That is no number. Type one such as 7, −2 or 3.5.";
const NOT_OURS = "That file has no practice of this course in it. Nothing was changed.";
const FILE = "convcourse-practice.json";
const FIRST_SEEDS = 1e6; // a number that one can tell another
const NEAR = 0.0051; // of a number that is not whole, two digits behind the point are asked

/** Whether what was typed is a number of the course's. */
const isSame = (value, typed) => Math.abs(value - typed) <= (Number.isInteger(value) ? 1e-9 : NEAR);

/**
 * What is to be said to an answer.
 * @param {import("./problems/problem.js").Problem} asked @param {string} given what was typed, or the choice
 * @returns {{right: boolean, words: string, rules: string[], figure: string, unread?: boolean}}
 */
export function judged(asked, given) {
  const typed = asked.choices.length ? given : parseNumber(given);
  if (typed === null) return { right: false, words: NO_NUMBER, rules: [], figure: "", unread: true };
  const same = (value) => (asked.choices.length ? value === typed : isSame(value, typed));
  if (same(asked.value)) return { right: true, words: asked.why, rules: [], figure: asked.shown };
  const known = asked.wrong.find(({ value }) => same(value));
  if (known) return { right: false, words: known.words, rules: known.rules, figure: known.figure };
  return { right: false, words: `No. ${asked.hint}`, rules: [], figure: asked.shown };
}

/** The problem that is to be asked. @param {any[]} kinds @param {import("./problems/schedule.js").Wanted} wanted */
export function chosen(kinds, wanted, seed) {
  const { kind, rule } = wanted;
  const words = kinds.find(({ name }) => name === kind);
  return rule === null || rule === OTHER ? problem(words, seed) : problemTelling(words, rule, seed);
}

/** When something comes back, in words, from so many days on. */
export const inDays = (days) => (days === 1 ? "tomorrow" : `in ${days} days`);

/** What comes of an answer for the schedule, in words; empty where nothing does. */
export function scheduleWords(before, after, { kind, rule, right, rules }, day) {
  const due = (one) => after.missed[`${kind}/${one}`]?.due;
  if (!right) return ` It comes back ${inDays(due(rules[0] ?? OTHER) - day)}.`;
  if (!rule || !before.missed[`${kind}/${rule}`]) return "";
  return due(rule) === undefined ? " It need not come back any more." : ` It comes back ${inDays(due(rule) - day)}.`;
}

/** How it stands, in words. @param {import("./problems/schedule.js").Done} record @param {string[]} names */
export function standing({ counts, missed }, day, names) {
  const sums = [0, 1].map((n) => Object.values(counts).reduce((sum, count) => sum + count[n], 0));
  const now = dueOn({ seed: 0, counts, missed }, day, names).length;
  const later = Object.keys(missed).length - now;
  const back = [now && `${now} today`, later && `${later} later`].filter(Boolean).join(", ");
  if (!sums[1] && !back) return "Nothing answered yet.";
  return `${sums[0]} of ${counted(sums[1], "problem")} right at once. ${back ? `Coming back: ${back}.` : "Nothing comes back."}`;
}

const onPage = () => "widgets" in document.documentElement.dataset;

/** The figure that explains it: a link on a page of the book, words elsewhere. */
function figureLink({ page }, figure) {
  const text = `Figure ${figure}`;
  return onPage() ? make("a", { href: `${page}.html#fig-${figure.replace(".", "-")}` }, text) : text;
}

/** Save a text as a file. Its address has it all, so nothing has to be given back. */
function download(text) {
  make("a", { href: `data:application/json,${encodeURIComponent(text)}`, download: FILE }).click();
}

/** What a view holds: its record, the problem that is on, and what is heard of it. */
class Room {
  constructor(model, today) {
    this.model = model;
    this.today = today;
    /** @type {import("./problems/problem.js").Words[]} */
    this.kinds = model.get("kinds");
    this.known = Object.fromEntries(this.kinds.map(({ name, rules }) => [name, Object.keys(rules)]));
    this.only = "";
    const seed = model.get("seed") ?? Math.floor(Math.random() * FIRST_SEEDS);
    this.first = begun(seed);
  }

  get day() {
    return dayOf(this.today());
  }

  get record() {
    return readRecord(this.model.get("record"), this.known, this.day) ?? this.first;
  }

  put(record) {
    this.model.set("record", record);
    this.model.save_changes();
  }

  get names() {
    return this.only ? [this.only] : Object.keys(this.known);
  }

  /** Choose a problem, from a seed on, and what it comes back for. */
  ask(seed = this.record.seed) {
    this.wanted = nextOf(this.record, this.day, this.names);
    this.asked = chosen(this.kinds, this.wanted, seed);
    this.counted = false;
    return this.asked;
  }

  /** Choose the next problem; one that was passed over does not come at once again. */
  next() {
    return this.counted ? this.ask() : this.ask((this.asked.seed + 1) >>> 0);
  }

  /** What is said to an answer; the first that can be read counts. */
  answer(given) {
    const told = judged(this.asked, given);
    if (told.unread || this.counted) return told;
    this.counted = true;
    const { kind, seed } = this.asked;
    const answer = { kind, seed, rule: this.wanted.rule, right: told.right, rules: told.rules };
    const before = this.record;
    const after = answered(before, answer, this.day);
    this.put(after);
    return { ...told, words: told.words + scheduleWords(before, after, answer, this.day) };
  }

  /** Join what a file has to the record. @returns {boolean} whether it had any */
  take(text) {
    let given;
    try {
      given = JSON.parse(text);
    } catch {
      return false;
    }
    const record = readRecord(given, this.known, this.day);
    if (record) this.put(joined(this.record, record));
    return record !== null;
  }
}

/** What answers a problem: buttons for choices, or a field. @returns {{el: any, focus: () => void}} */
function answerBox(asked, respond, signal) {
  if (asked.choices.length) {
    const buttons = asked.choices.map((text) =>
      button(
        text,
        () => {
          for (const one of buttons) one.setAttribute("aria-pressed", String(one.textContent === text));
          respond(text);
        },
        signal,
        { class: "cc-button cc-p-choice", "aria-pressed": "false" },
      ),
    );
    return { el: make("div", { class: "cc-p-choices" }, buttons), focus: () => buttons[0].focus() };
  }
  const check = () => respond(input.value);
  const keydown = (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault(); // else the same press goes on to the button that has the focus then
    check();
  };
  const props = { type: "text", class: "cc-field cc-p-field", inputmode: "text", autocomplete: "off" };
  const input = make("input", { ...props, "aria-label": "Your answer, a number", keydown }, [], signal);
  const el = make("div", { class: "cc-strip" }, [input, button("Check", check, signal)]);
  return { el, focus: () => input.focus() };
}

/** The problem that is on: question, figure, answer, reply, and what leads on. */
function problemBox(room, onAnswer, onNext, signal) {
  const { asked } = room;
  const { title } = room.kinds.find(({ name }) => name === asked.kind);
  const back = room.wanted.rule ? " · comes back" : "";
  const reply = make("p", { class: "cc-reply", role: "status" });
  const next = button("Next problem", onNext, signal, { class: "cc-button cc-p-next" });
  const figure = make("div", { class: "cc-p-figure" }, drawn(asked.figure));
  /** The answer stands below what was said to the wrong one, and in the cell that was asked for. */
  function inFull() {
    const isText = typeof asked.value === "string";
    reply.append(make("br"), `= ${isText ? asked.value : `${written(asked.value)}.`} ${asked.why} `);
    reply.append(figureLink(asked, asked.shown), ".");
    const cell = figure.querySelector(".cc-p-asked");
    if (cell && !isText) cell.textContent = written(asked.value);
    show.hidden = true;
    next.focus({ preventScroll: true });
  }
  const show = button("Show the answer", inFull, signal, { hidden: true });
  function tell(sign, words, figure) {
    reply.replaceChildren(`${sign} ${words} `, figureLink(asked, figure), ".");
  }
  function respond(given) {
    const told = room.answer(given);
    if (told.unread) reply.replaceChildren(`✗ ${told.words}`);
    else tell(told.right ? "✓" : "✗", told.words, told.figure);
    reply.className = `cc-reply ${told.right ? "cc-right-reply" : "cc-wrong-reply"}`;
    show.hidden = told.right || !room.counted;
    onAnswer();
    if (told.right) next.focus({ preventScroll: true });
  }
  const answer = answerBox(asked, respond, signal);
  const legend = make("legend", { tabindex: "-1" }, asked.ask);
  const el = make("div", { class: "cc-p-problem" }, [
    make("p", { class: "cc-p-name" }, `${title} · ${asked.seed}${back}`),
    make("fieldset", {}, [
      legend,
      figure,
      answer.el,
      make("div", { class: "cc-p-said" }, [reply]),
      make("div", { class: "cc-strip" }, [next, show]),
    ]),
  ]);
  // With a keyboard one types at once; on a phone the keyboard would cover the question.
  const focus = () => (matchMedia("(pointer: fine)").matches ? answer.focus() : legend.focus());
  return { el, focus };
}

/** What saves the record as a file, and takes one in. */
function fileBar(room, onTaken, signal) {
  const said = make("p", { class: "cc-p-saved", role: "status" });
  const input = make("input", { type: "file", accept: ".json,application/json", hidden: true }, [], signal);
  input.addEventListener(
    "change",
    async () => {
      const [file] = input.files;
      if (!file) return;
      const taken = room.take(await file.text().catch(() => ""));
      input.value = ""; // so that the same file can be chosen again
      said.textContent = taken ? "Joined to what was here." : NOT_OURS;
      if (taken) onTaken();
    },
    { signal },
  );
  const save = () => {
    download(`${JSON.stringify(room.record, null, 1)}\n`);
    said.textContent = `${FILE} is saved.`;
  };
  const buttons = [button("Save to a file", save, signal), button("Take from a file", () => input.click(), signal)];
  const el = make("details", { class: "cc-p-files" }, [
    make("summary", {}, "Take your practice along"),
    make("div", { class: "cc-strip" }, [...buttons, input]),
    said,
  ]);
  return el;
}

/** The choice of what is practised. */
function kindChoice(room, onChoice, signal) {
  const options = [make("option", { value: "" }, "All kinds, mixed")].concat(
    room.kinds.map(({ name, title }) => make("option", { value: name }, title)),
  );
  const change = (event) => {
    room.only = event.target.value;
    onChoice();
  };
  return make("select", { "aria-label": "What to practise", change }, options, signal);
}

function render({ model, el, today = () => new Date() }) {
  const controller = new AbortController();
  const { signal } = controller;
  const room = new Room(model, today);
  const stands = make("p", { class: "cc-p-stands" });
  const place = make("div");
  const tell = () => {
    stands.textContent = standing(room.record, room.day, Object.keys(room.known));
  };
  let shown;
  function show() {
    shown = problemBox(room, tell, next, signal);
    place.replaceChildren(shown.el);
    tell();
  }
  function next() {
    room.next();
    show();
    shown.focus();
  }
  function ask() {
    room.ask();
    show();
  }
  model.on("change:record", tell);
  signal.addEventListener("abort", () => model.off("change:record", tell));
  keepKeys(el, signal);
  el.classList.add("cc-view", "cc-practice");
  el.replaceChildren(
    make("div", { class: "cc-p-bar" }, [kindChoice(room, ask, signal), stands]),
    place,
    fileBar(room, ask, signal),
  );
  ask();
  return () => controller.abort();
}

export default { render };
