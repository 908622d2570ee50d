// What comes back when: pure functions of a record and a day. What was missed comes back after 1, 3, 7 and 21 days, each
// time that it was answered right; a miss begins anew.

export const DAYS = [1, 3, 7, 21];
/** In the place of a rule, where an answer follows from none that is known. */
export const OTHER = "other";

/**
 * What a reader has done: the seed of the next problem, for each kind how many were right at once of how many, and for
 * each wrong rule that was taken, `kind/rule`, how often it has come back since and on which day it does so next.
 * @typedef {{seed: number, counts: Record<string, number[]>, missed: Record<string, {times: number, due: number}>}} Done
 *
 * @typedef {{kind: string, rule: ?string}} Wanted
 */

/** The number of a day, as the reader's clock and calendar have it. @param {Date} date */
export const dayOf = (date) => Math.floor((date.getTime() - date.getTimezoneOffset() * 60_000) / 86_400_000);

/** A record without anything done. @returns {Done} */
export const begun = (seed) => ({ seed, counts: {}, missed: {} });

const idOf = (kind, rule) => `${kind}/${rule}`;

/** What is due on a day, that longest due first; of some kinds. @param {Done} record @returns {Wanted[]} */
export function dueOn({ missed }, day, kinds) {
  return Object.entries(missed)
    .filter(([, { due }]) => due <= day)
    .sort(([, a], [, b]) => a.due - b.due)
    .map(([id]) => ({ kind: id.split("/")[0], rule: id.split("/")[1] }))
    .filter(({ kind }) => kinds.includes(kind));
}

/** What is to be asked next: what is due, else of the kind that was asked least. @returns {Wanted} */
export function nextOf(record, day, kinds) {
  const [due] = dueOn(record, day, kinds);
  if (due) return due;
  const asked = (kind) => record.counts[kind]?.[1] ?? 0;
  const least = Math.min(...kinds.map(asked));
  return { kind: kinds.find((kind) => asked(kind) === least), rule: null };
}

/** How one that came back and was right goes on: undefined where it need not come back any more. */
const promoted = ({ times }, day) =>
  times + 1 < DAYS.length ? { times: times + 1, due: day + DAYS[times + 1] } : undefined;

/**
 * The record after the first answer to a problem.
 * @param {Done} record
 * @param {{kind: string, seed: number, rule: ?string, right: boolean, rules: string[]}} answer the problem's kind and
 *   seed, which rule it came back for, and which wrong ones give the answer, none where no known one does
 * @returns {Done}
 */
export function answered(record, { kind, seed, rule, right, rules }, day) {
  const [rightOnes, all] = record.counts[kind] ?? [0, 0];
  const missed = { ...record.missed };
  const back = rule && missed[idOf(kind, rule)];
  if (right && back) {
    const on = promoted(back, day);
    if (on) missed[idOf(kind, rule)] = on;
    else delete missed[idOf(kind, rule)];
  }
  const taken = right ? [] : [...(rules.length ? rules : [OTHER]), ...(back ? [rule] : [])];
  for (const one of taken) missed[idOf(kind, one)] = { times: 0, due: day + DAYS[0] };
  const counts = { ...record.counts, [kind]: [rightOnes + Number(right), all + 1] };
  return { seed: (seed + 1) >>> 0, counts, missed };
}

const isCount = (value, most = 1e9) => Number.isInteger(value) && value >= 0 && value <= most;

/**
 * A record from anything, such as what a file has: what is none of it is left out; null where nothing is left.
 * @param {any} given @param {Record<string, string[]>} known the rules of each kind @param {number} day
 * @returns {?Done}
 */
export function readRecord(given, known, day) {
  if (!isCount(given?.seed, 2 ** 32 - 1)) return null;
  const isKind = (kind) => Object.hasOwn(known, kind);
  const isRule = (id) => {
    const [kind, rule, more] = id.split("/");
    return more === undefined && isKind(kind) && [...known[kind], OTHER].includes(rule);
  };
  const isMiss = (one) => isCount(one?.times, DAYS.length - 1) && isCount(one.due, day + DAYS.at(-1));
  const isPair = (one) => Array.isArray(one) && one.length === 2 && one.every((n) => isCount(n)) && one[0] <= one[1];
  const kept = (all, good) => Object.fromEntries(Object.entries(all ?? {}).filter(([id, one]) => good(id, one)));
  const counts = kept(given.counts, (kind, one) => isKind(kind) && isPair(one));
  const missed = kept(given.missed, (id, one) => isRule(id) && isMiss(one));
  const plain = Object.entries(missed).map(([id, { times, due }]) => [id, { times, due }]);
  return { seed: given.seed, counts, missed: Object.fromEntries(plain) };
}

/** Two records in one: of the same rule what is due first, of the same kind what has more. @returns {Done} */
export function joined(one, other) {
  const missed = { ...other.missed };
  for (const [id, miss] of Object.entries(one.missed)) {
    if (!missed[id] || miss.due < missed[id].due) missed[id] = miss;
  }
  const counts = { ...other.counts };
  for (const [kind, count] of Object.entries(one.counts)) {
    if (!counts[kind] || count[1] > counts[kind][1]) counts[kind] = count;
  }
  return { seed: one.seed, counts, missed };
}
