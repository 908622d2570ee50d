// Studies a source, and tries repairs on it: only those with which the picture comes to its end are offered. See `repairs.py`.
import { counted } from "../parts/words.js";
import { FATAL } from "./fatal_ideas.js";
import { silent, tried } from "./faults.js";
import { Interpreter } from "./interpreter.js";
import { edited, Pen } from "./pen.js";
import { Refused, read } from "./reading.js";
import { before, SILENT } from "./silent_ideas.js";
import { isInt } from "./values.js";

const [MOST_TRIES, MOST_REPAIRS, MOST_TOGETHER] = [300, 4, 6];
const MOST_CHANNELS = 1024; // a picture with more is no picture
const OF_ALL = ["size", "field larger than picture", "field smaller than object"];

/** What is found in a source, without its repairs. */
export function study(text, shape, objectSize) {
  const source = read(text);
  const trace = new Interpreter(source, shape).run();
  const found = [...trace.found, ...silent(trace, shape, objectSize)];
  if (source.indented) {
    const message = "the lines have lost their indentation, which is put back here as far as it can be told";
    found.push({ kind: "indentation", message, fatal: false, at: -1, node: null, data: {} });
  }
  const place = ({ at }) => (at >= 0 ? at : trace.entries.length);
  found.sort((a, b) => place(a) - place(b));
  return { source, shape, objectSize, trace, found };
}

/** Changes that might mend a fault, in words and edits; they are not tried yet. */
function* ideas(given, fault) {
  const maker = { ...FATAL, ...SILENT }[fault.kind];
  if (!maker) return;
  const { layer } = fault.data;
  let entry = given.trace.entries[fault.at] ?? null;
  if (layer && entry?.layer !== layer) {
    entry = {
      kind: layer.kind,
      name: layer.name,
      node: layer.call,
      layer,
      settings: layer.settings,
      got: null,
      before: -1,
      owner: null,
    };
  }
  const made = maker(new Pen(given), given, fault, entry);
  for (let next = tried(() => made.next()); next && !next.done; next = tried(() => made.next())) {
    if (next.value[1].length) yield next.value;
  }
}

const nameOf = ({ trace }, { kind, at, message }) => {
  if (OF_ALL.includes(kind)) return "";
  return at >= 0 ? trace.entries[at].name : message;
};
const kindsOf = (given) => new Set(given.found.map((one) => `${one.kind}\n${nameOf(given, one)}`));

/** How many characters differ, between the first and the last that do. */
function changed(a, b) {
  const least = Math.min(a.length, b.length);
  let first = 0;
  while (first < least && a[first] === b[first]) first++;
  let last = 0;
  while (last < least - first && a[a.length - 1 - last] === b[b.length - 1 - last]) last++;
  return Math.max(a.length, b.length) - first - last;
}

/** Finds repairs for what a study found, within a budget of tries. */
export class Surgeon {
  constructor(given) {
    this.study = given;
    this.tries = MOST_TRIES;
    this.seen = new Map([[`${given.shape}\n${given.source.text}`, given]]);
  }

  /** Words, patched sources and other pictures, the smallest change first. */
  repairs(fault) {
    const good = [];
    const kinds = kindsOf(this.study);
    const { text: source } = this.study.source;
    let number = -1;
    for (const [words, edits] of ideas(this.study, fault)) {
      number++;
      const whole = this.running(edited(source, edits), [words], 0);
      if (!whole || this.remains(fault, whole.after) || good.some(({ code }) => code === whole.text)) continue;
      const { text: code, said, after } = whole;
      const more = [...kindsOf(after)].filter((one) => !kinds.has(one)).length;
      const layers = Math.abs(after.trace.entries.length - this.study.trace.entries.length);
      const rank = [more, layers, said.length, changed(source, code), number];
      good.push({ rank, message: said.join("; "), code, shape: null });
    }
    good.push(...this.otherPicture(fault));
    good.sort((a, b) => (before(a.rank, b.rank) ? -1 : 1));
    return good.slice(0, MOST_REPAIRS).map(({ message, code, shape }) => ({ message, code, shape }));
  }

  /** The picture that a first layer expects, where with it the network runs. */
  otherPicture({ kind, at, data }) {
    const { source, shape, trace } = this.study;
    const entry = trace.entries[at];
    if (!["channels", "features"].includes(kind) || !entry || entry.before >= 0) return [];
    const { expected } = data;
    const fits = isInt(expected) && expected > 0 && expected <= MOST_CHANNELS;
    if (`${entry.got}` !== `${shape}` || !fits) return [];
    const asked = [expected, ...shape.slice(1)];
    const other = this.studied(source.text, asked);
    if (!other || other.found.some(({ fatal }) => fatal)) return [];
    const kinds = kindsOf(this.study);
    const more = [...kindsOf(other)].filter((one) => !kinds.has(one)).length;
    const message = `a picture of ${counted(expected, "channel")}`;
    // One number is another, and the network is as it was: after its own such repair.
    return [{ rank: [more, 0, 1, 1, MOST_TRIES], message, code: source.text, shape: asked }];
  }

  remains(fault, after) {
    // A size that fits a mixed batch mends nothing.
    if (fault.fatal) return fault.kind === "in_features" && after.found.some(({ kind }) => kind === "batch mixed");
    const name = nameOf(this.study, fault);
    return after.found.some((one) => one.kind === fault.kind && nameOf(after, one) === name);
  }

  /** A source that runs to its end, with further breaks mended on the way; null where there is none. */
  running(text, said, depth) {
    const after = this.studied(text);
    if (!after) return null;
    const fatal = after.found.find((one) => one.fatal);
    if (!fatal) return { text, said, after };
    if (depth >= MOST_TOGETHER) return null;
    let number = 0;
    for (const [words, edits] of ideas(after, fatal)) {
      if (number++ >= 4) break;
      const further = edited(text, edits);
      const whole = further === text ? null : this.running(further, [...said, words], depth + 1);
      if (whole) return whole;
    }
    return null;
  }

  /** What is found in a source, of another picture where one is given; null where there is nothing. */
  studied(text, shape = this.study.shape) {
    const key = `${shape}\n${text}`;
    if (this.seen.has(key)) return this.seen.get(key);
    if (this.tries <= 0) return null;
    this.tries--;
    let found = null;
    try {
      found = study(text, shape, this.study.objectSize);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
    }
    this.seen.set(key, found);
    return found;
  }
}
