import assert from "node:assert/strict";
import { test } from "node:test";
import { chosen, inDays, judged, scheduleWords, standing } from "../../convcourse/explorers/practice.js";
import { rowWords } from "../../convcourse/explorers/problems/drawing.js";
import {
  answered,
  begun,
  DAYS,
  dayOf,
  dueOn,
  joined,
  nextOf,
  OTHER,
  readRecord,
} from "../../convcourse/explorers/problems/schedule.js";

const KINDS = ["borders", "parameters"];
const KNOWN = { borders: ["as_wrap", "turned"], parameters: ["no_bias"] };
const TODAY = 20_000;

const answer = (changes) => ({ kind: "borders", seed: 7, rule: null, right: true, rules: [], ...changes });
const wrong = (rules, rule = null) => answer({ right: false, rules, rule });
const right = (rule) => answer({ rule });

test("what was missed comes back after 1, 3, 7 and 21 days, and then no more", () => {
  let [record, day] = [answered(begun(1), wrong(["as_wrap"]), TODAY), TODAY];
  for (const after of [1, 3, 7, 21]) {
    assert.deepEqual(dueOn(record, day + after - 1, KINDS), [], `after ${after - 1} days`);
    day += after;
    assert.deepEqual(dueOn(record, day, KINDS), [{ kind: "borders", rule: "as_wrap" }], `after ${after} days`);
    record = answered(record, right("as_wrap"), day);
  }
  assert.deepEqual(record.missed, {});
  assert.deepEqual(dueOn(record, day + 1000, KINDS), []);
});

test("a miss on the way begins anew, also one by another rule", () => {
  let record = answered(begun(1), wrong(["as_wrap"]), TODAY);
  record = answered(record, right("as_wrap"), TODAY + 1);
  assert.deepEqual(record.missed["borders/as_wrap"], { times: 1, due: TODAY + 4 });
  const again = answered(record, wrong(["as_wrap"], "as_wrap"), TODAY + 4);
  assert.deepEqual(again.missed, { "borders/as_wrap": { times: 0, due: TODAY + 5 } });
  const other = answered(record, wrong(["turned"], "as_wrap"), TODAY + 4);
  const tomorrow = { times: 0, due: TODAY + 5 };
  assert.deepEqual(other.missed, { "borders/as_wrap": tomorrow, "borders/turned": tomorrow });
});

test("a late answer counts from the day on which it is given", () => {
  const record = answered(begun(1), wrong(["as_wrap"]), TODAY);
  const late = answered(record, right("as_wrap"), TODAY + 40);
  assert.equal(late.missed["borders/as_wrap"].due, TODAY + 40 + DAYS[1]);
});

test("an answer by no known rule brings the kind back, one by two rules both", () => {
  const unknown = answered(begun(1), wrong([]), TODAY);
  assert.deepEqual(dueOn(unknown, TODAY + 1, KINDS), [{ kind: "borders", rule: OTHER }]);
  const both = answered(begun(1), wrong(["as_wrap", "turned"]), TODAY);
  assert.deepEqual(Object.keys(both.missed), ["borders/as_wrap", "borders/turned"]);
});

test("a right answer that came for no rule leaves what was missed as it was", () => {
  const record = answered(begun(1), wrong(["as_wrap"]), TODAY);
  assert.deepEqual(answered(record, right(null), TODAY + 1).missed, record.missed);
});

test("a record is not changed, and counts what was right at once", () => {
  const record = Object.freeze({ ...begun(3), counts: Object.freeze({}), missed: Object.freeze({}) });
  const after = answered(answered(record, wrong(["turned"]), TODAY), right(null), TODAY);
  assert.deepEqual(after.counts, { borders: [1, 2] });
  assert.equal(after.seed, 8);
  assert.equal(answered(record, answer({ seed: 2 ** 32 - 1 }), TODAY).seed, 0);
});

test("next comes what is longest due, else the kind that was asked least", () => {
  let record = begun(1);
  assert.deepEqual(nextOf(record, TODAY, KINDS), { kind: "borders", rule: null });
  record = answered(record, wrong(["turned"]), TODAY);
  assert.deepEqual(nextOf(record, TODAY, KINDS), { kind: "parameters", rule: null });
  record = answered(record, { ...wrong(["no_bias"]), kind: "parameters" }, TODAY - 1);
  assert.deepEqual(nextOf(record, TODAY + 1, KINDS), { kind: "parameters", rule: "no_bias" });
  assert.deepEqual(nextOf(record, TODAY + 1, ["borders"]), { kind: "borders", rule: "turned" });
});

test("a day is the calendar's, where the reader is", () => {
  const at = (hour, minutes = 0) => new Date(2026, 2, 29, hour, minutes);
  assert.equal(dayOf(at(0)), dayOf(at(23, 59)));
  assert.equal(dayOf(new Date(2026, 2, 30)), dayOf(at(12)) + 1);
  assert.equal(dayOf(new Date(2026, 9, 26)), dayOf(new Date(2026, 9, 25)) + 1); // in a night of 25 hours, too
});

test("a record is read from what a file has, without what is none of it", () => {
  const good = answered(begun(5), wrong(["turned"]), TODAY);
  assert.deepEqual(readRecord(JSON.parse(JSON.stringify(good)), KNOWN, TODAY), good);
  for (const none of [null, 3, "x", [], {}, { seed: -1 }, { seed: "5" }, { seed: 2 ** 32 }]) {
    assert.equal(readRecord(none, KNOWN, TODAY), null);
  }
  const hostile = {
    seed: 5,
    counts: { borders: [2, 1], parameters: [1, 2], __proto__: { x: [1, 1] }, other: [0, 1], constructor: [1, 1] },
    missed: {
      "borders/turned": { times: 9, due: TODAY },
      "borders/as_wrap": { times: 0, due: TODAY + 22 },
      "borders/none": { times: 0, due: TODAY },
      "borders/turned/more": { times: 0, due: TODAY },
      "borders/other": { times: 1, due: TODAY, evil: "<b>" },
      "constructor/name": { times: 0, due: TODAY },
      "parameters/no_bias": null,
    },
  };
  assert.deepEqual(readRecord(hostile, KNOWN, TODAY), {
    seed: 5,
    counts: { parameters: [1, 2] },
    missed: { "borders/other": { times: 1, due: TODAY } },
  });
});

test("two records join to what is due first and what has more", () => {
  const one = answered(begun(1), wrong(["turned"]), TODAY);
  const other = answered(answered(begun(2), wrong(["turned", "as_wrap"]), TODAY - 5), right(null), TODAY);
  const both = joined(one, other);
  assert.equal(both.seed, one.seed);
  assert.deepEqual(both.counts, { borders: [1, 2] });
  assert.equal(both.missed["borders/turned"].due, TODAY - 4);
  assert.deepEqual(joined(other, one).missed, both.missed);
});

test("a row of cells is told in words", () => {
  assert.equal(
    rowWords({ cells: 9, padding: 1, taps: [0, 2, 4], stride: 2 }),
    "A row of 9 cells, 1 more of padding on each side. The first window spans 5, and the next begins 2 further.",
  );
  assert.ok(!rowWords({ cells: 9, padding: 0, taps: [0], stride: 1 }).includes("padding"));
});

const asked = {
  choices: [],
  value: 7,
  why: "Because.",
  hint: "Look.",
  shown: "1.1",
  wrong: [
    { value: 6.25, rules: ["half"], words: "Round down.", figure: "1.2" },
    { value: -3, rules: ["one", "two"], words: "Two rules.", figure: "1.1" },
  ],
};

test("a number is right, wrong by a rule, wrong by none, or no number", () => {
  assert.deepEqual(judged(asked, " 7 "), { right: true, words: "Because.", rules: [], figure: "1.1" });
  assert.deepEqual(judged(asked, "7.0").right, true);
  for (const typed of ["6.25", "6,25", "25/4", "6.254"]) {
    assert.deepEqual(judged(asked, typed), { right: false, words: "Round down.", rules: ["half"], figure: "1.2" });
  }
  assert.deepEqual(judged(asked, "−3").rules, ["one", "two"]);
  assert.deepEqual(judged(asked, "7.001"), { right: false, words: "No. Look.", rules: [], figure: "1.1" });
  for (const typed of ["", "  ", "seven", "7 cells", "7 8", "NaN", "1/0", "=7"]) {
    const { unread, words } = judged(asked, typed);
    assert.ok(unread && words.startsWith("That is no number."), typed);
  }
});

test("a choice is right by its text, and wrong by the rule that makes it", () => {
  const choice = { ...asked, choices: ["3", "four"], value: "four", wrong: [{ ...asked.wrong[0], value: "3" }] };
  assert.equal(judged(choice, "four").right, true);
  assert.deepEqual(judged(choice, "3").rules, ["half"]);
});

test("what comes of an answer is said, also for the last time", () => {
  const missed = answered(begun(1), wrong(["turned"]), TODAY);
  const say = (before, answer, day) => scheduleWords(before, answered(before, answer, day), answer, day);
  assert.equal(say(begun(1), wrong(["turned"]), TODAY), " It comes back tomorrow.");
  assert.equal(say(begun(1), wrong([]), TODAY), " It comes back tomorrow.");
  assert.equal(say(begun(1), right(null), TODAY), "");
  assert.equal(say(missed, right("turned"), TODAY + 1), " It comes back in 3 days.");
  const last = { ...missed, missed: { "borders/turned": { times: 3, due: TODAY } } };
  assert.equal(say(last, right("turned"), TODAY), " It need not come back any more.");
  assert.equal(inDays(21), "in 21 days");
});

test("how it stands is said", () => {
  const say = (record, day = TODAY) => standing(record, day, KINDS);
  assert.equal(say(begun(1)), "Nothing answered yet.");
  const one = answered(begun(1), right(null), TODAY);
  assert.equal(say(one), "1 of 1 problem right at once. Nothing comes back.");
  const two = answered(one, wrong(["turned", "as_wrap"]), TODAY);
  assert.equal(say(two), "1 of 2 problems right at once. Coming back: 2 later.");
  const later = { ...two, missed: { ...two.missed, "borders/other": { times: 0, due: TODAY + 9 } } };
  assert.equal(say(later, TODAY + 1), "1 of 2 problems right at once. Coming back: 2 today, 1 later.");
});

test("a rule that is gone, or none that is known, asks any problem of its kind", () => {
  const rule = { words: "", figure: "" };
  const rules = Object.fromEntries(["unturned", "left_right", "upside_down"].map((name) => [name, rule]));
  const words = { name: "undo_flip", ask: "", why: "", hint: "", figure: "", page: "", texts: {}, rules };
  const any = chosen([words], { kind: "undo_flip", rule: null }, 9);
  assert.deepEqual(chosen([words], { kind: "undo_flip", rule: OTHER }, 9), any);
  assert.equal(any.seed, 9);
});
