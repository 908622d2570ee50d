// What a problem is made of, as in convcourse/practice/problem.py. Its words come from there, with slots in braces.
import { drawsOf } from "./draws.js";

/**
 * An answer: a number, or the text of a choice.
 * @typedef {number | string} Value
 *
 * What is read of a kind, as Python's `Kind.words` has it.
 * @typedef {{name: string, title: string, page: string, figure: string, ask: string, why: string, hint: string,
 *   rules: Record<string, {words: string, figure: string}>, texts: Record<string, string>}} Words
 *
 * What follows from settings: the right answer, what wrong rules give, what the texts have in their places.
 * @typedef {{value: Value, wrong: Record<string, Value | null>, slots: Record<string, any>, figure?: any[], choices?: string[]}} Solved
 *
 * @typedef {{draw: (draws: import("./draws.js").Draws) => any, solve: (settings: any, texts: Record<string, string>) => ?Solved}} Kind
 *
 * @typedef {{rules: string[], value: Value, words: string, figure: string}} Wrong
 * @typedef {{kind: string, seed: number, ask: string, figure: any[], choices: string[], value: Value, why: string,
 *   hint: string, wrong: Wrong[], page: string, shown: string}} Problem
 */

const filled = (words, slots) => words.replace(/\{(\w+)\}/g, (_, name) => String(slots[name]));

/** The wrong answers by what they give: rules that are right here, or that nobody would take, are left out. */
function byValue({ value, wrong }) {
  const found = new Map();
  for (const [rule, given] of Object.entries(wrong)) {
    if (given === null || given === value) continue;
    found.set(given, [...(found.get(given) ?? []), rule]);
  }
  return found;
}

/** What the rules miss that give the same. @returns {string} */
function told(names, rules, slots) {
  const words = names.map((name) => filled(rules[name].words, slots)).join(" Or: ");
  return names.length === 1 ? words : `More than one wrong rule gives this. ${words}`;
}

/** The problem of some settings; null if it would not tell wrong rules apart. @returns {?Problem} */
function made(words, seed, solved) {
  const rules = byValue(solved);
  if (rules.size < 2) return null;
  const { slots, value, figure = [], choices = [] } = solved;
  const wrong = [...rules].map(([given, names]) => ({
    rules: names,
    value: given,
    words: told(names, words.rules, slots),
    figure: words.rules[names[0]].figure || words.figure,
  }));
  const texts = { ask: filled(words.ask, slots), why: filled(words.why, slots), hint: filled(words.hint, slots) };
  return { kind: words.name, seed, ...texts, figure, choices, value, wrong, page: words.page, shown: words.figure };
}

/** The problem of a kind that follows from a seed. @param {Kind} kind @param {Words} words @param {number} seed */
export function problemOf({ draw, solve }, words, seed) {
  const draws = drawsOf(seed);
  for (;;) {
    const settings = draw(draws);
    const solved = settings && solve(settings, words.texts);
    const found = solved && made(words, seed, solved);
    if (found) return found;
  }
}

/** A number if it can be a size, else null. */
export const positive = (number) => (number >= 1 ? number : null);

/** A number as it is read, with a real minus sign. */
export const written = (number) => String(number).replace("-", "−");

/** A sum of products as it is read; products with 0 are left out. @param {number[]} weights @param {number[]} cells */
export function sumText(weights, cells) {
  const parts = weights.flatMap((weight, n) =>
    weight ? [`${weight < 0 ? "− " : "+ "}${Math.abs(weight)}·${written(cells[n])}`] : [],
  );
  const text = parts.join(" ");
  return text.startsWith("−") ? text.replace("− ", "−") : text.slice(2);
}

/** The text of a grid without numbers. */
export const emptyRows = (rows, columns) => Array.from({ length: rows }, () => Array(columns).fill(""));

export const gridPart = (name, part, rows, asked = []) => ({ is: "grid", name, part, rows, asked });
export const rowPart = (cells, padding, taps, stride) => ({ is: "row", cells, padding, taps, stride });
export const tablePart = (head, rows) => ({ is: "table", head, rows });
