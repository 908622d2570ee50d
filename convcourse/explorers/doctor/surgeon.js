// Studies a source, and tries repairs on it: only those with which the picture comes to its end are offered. See `repairs.py`.
import { counted } from "../parts/words.js";
import { FATAL } from "./fatal_ideas.js";
import { placesOf, roundedUp, silent, tried, UP } from "./faults.js";
import { Interpreter } from "./interpreter.js";
import { edited, Pen } from "./pen.js";
import { Refused, read } from "./reading.js";
import { equal, mapSize } from "./settings.js";
import { before, SILENT } from "./silent_ideas.js";
import { isInt } from "./values.js";

const [MOST_TRIES, MOST_REPAIRS, MOST_TOGETHER] = [300, 4, 6];
const [MOST_CHANNELS, MOST_PIXELS] = [1024, 100000]; // a picture with more is no picture
/** Silent faults whose repairs are to change what comes out, and those that may resize its maps. */
const RESHAPED = ["size", "not flattened", "batch mixed", "batch flattened"];
const RESIZED = ["unread", "padding"];
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
  return { source, shape, objectSize, trace, found: once(found) };
}

/** What was found with the same of several layers said once, of the first. */
function once(found) {
  const first = new Map();
  return found.filter((one) => {
    const key = `${one.kind}\n${one.message}`;
    if (one.fatal || one.at < 0) return true;
    if (first.has(key)) {
      first.get(key).also.push(one);
      return false;
    }
    one.also = [];
    first.set(key, one);
    return true;
  });
}

/** Changes that might mend a fault, in words and edits, in all its layers; they are not tried yet. */
function* ideas(given, fault) {
  if (!fault.also?.length) {
    yield* ideasOf(given, fault);
    return;
  }
  const all = [fault, ...fault.also];
  const each = all.map((one) => [...ideasOf(given, one)]);
  const names = all.map(({ at }) => given.trace.entries[at].name);
  for (let n = 0; n < Math.min(...each.map(({ length }) => length)); n++) {
    const together = each.map((one) => one[n]);
    const edits = unique(together.flatMap(([, some]) => some));
    if (edits.some((a, i) => i > 0 && (edits[i - 1][1] > a[0] || equal(edits[i - 1].slice(0, 2), a.slice(0, 2)))))
      continue;
    const said = new Set(
      together.map(([words], i) => (words.startsWith(`${names[i]}: `) ? words.slice(names[i].length + 2) : words)),
    );
    const words = together.map(([one]) => one).join("; ");
    const many = names.length === 2 ? "both" : `all ${names.length}`;
    yield [said.size === 1 ? `in ${many} layers: ${[...said][0]}` : words, edits];
  }
}

/** Edits, each once, from the first place to the last. */
function unique(edits) {
  const made = new Map(edits.map((edit) => [edit.join("\n"), edit]));
  return [...made.values()].sort((a, b) => (before(a, b) ? -1 : 1));
}

function* ideasOf(given, fault) {
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

const namesOf = ({ trace }, fault) => {
  if (OF_ALL.includes(fault.kind)) return [""];
  const names = placesOf(fault).map((at) => trace.entries[at].name);
  return names.length ? names : [fault.message];
};
const kindsOf = (given) =>
  new Set(given.found.flatMap((one) => namesOf(given, one).map((name) => `${one.kind}\n${name}`)));

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
      if (!whole || this.remains(fault, whole.after) || !this.keeps(fault, whole.after)) continue;
      if (good.some(({ code }) => code === whole.text)) continue;
      const { text: code, said, after } = whole;
      const more = [...kindsOf(after)].filter((one) => !kinds.has(one)).length;
      const layers = Math.abs(after.trace.entries.length - this.study.trace.entries.length);
      const rank = [more, layers, said.length, changed(source, code), number];
      good.push({ rank, said, message: said.join("; "), code, shape: null });
    }
    // What does more than another that does is no smallest repair.
    const fewer = (a, b) => new Set(a).size < new Set(b).size && a.every((one) => b.includes(one));
    const least = good.filter(({ said }) => !good.some((other) => fewer(other.said, said)));
    least.push(...(fault.kind === "merge" ? this.evenPicture(fault) : this.otherPicture(fault)));
    least.sort((a, b) => (before(a.rank, b.rank) ? -1 : 1));
    return least.slice(0, MOST_REPAIRS).map(({ message, code, shape }) => ({ message, code, shape }));
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

  /** The next larger picture that can be halved as often as the network does. */
  evenPicture({ at }) {
    const { source, shape, trace } = this.study;
    const jumps = trace.entries
      .slice(0, at)
      .map(({ jump }) => jump)
      .filter(Boolean);
    if (!jumps.length || !trace.entries.some(({ kind }) => UP.includes(kind))) return [];
    const [rows, columns] = [0, 1].map((axis) => {
      const step = Math.ceil(Math.max(...jumps.map((jump) => jump[axis][0] / jump[axis][1])));
      return roundedUp(shape[1 + axis], step);
    });
    const asked = [shape[0], rows, columns];
    if (equal(asked, shape) || Math.max(rows, columns) > MOST_PIXELS) return [];
    const other = this.studied(source.text, asked);
    if (!other || other.found.some(({ fatal }) => fatal)) return [];
    const kinds = kindsOf(this.study);
    const more = [...kindsOf(other)].filter((one) => !kinds.has(one)).length;
    const message = `a picture of ${rows}×${columns} pixels`;
    // Behind what changes a setting, before what adds a layer.
    return [{ rank: [more, 1, 1, 1, MOST_TRIES], message, code: source.text, shape: asked }];
  }

  /** Whether a network that runs still makes the size that it is for. */
  keeps(fault, after) {
    const [from, made] = [this.study.trace.end, after.trace.end];
    if (fault.fatal || RESHAPED.includes(fault.kind) || !from?.shape) return true;
    if (!made?.shape || equal(from.shape, made.shape)) return made !== null;
    const size = mapSize(from.shape);
    return RESIZED.includes(fault.kind) && size !== null && !equal(size, this.study.shape.slice(1));
  }

  remains(fault, after) {
    // A size that fits a mixed batch mends nothing.
    if (fault.fatal) return fault.kind === "in_features" && after.found.some(({ kind }) => kind === "batch mixed");
    const names = namesOf(this.study, fault);
    return after.found.some(
      (one) => one.kind === fault.kind && namesOf(after, one).some((name) => names.includes(name)),
    );
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
