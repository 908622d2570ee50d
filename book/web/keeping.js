// What a reader does in figures is kept in this browser alone, and comes back with the page: guesses, answers, solved
// puzzles, practice. Each is counted for the course's map.

import { keep, kept } from "./kept.js";
import { chapterHere, tally } from "./tally.js";
import { keepGuesses } from "./veil.js";

const QUIZZES = "convcourse-quizzes";
const PUZZLES = "convcourse-puzzles";
const PRACTICE = "convcourse-practice";

/** Whether what is kept is an object of texts: a page next door may have written in our place. */
const isTexts = (value) =>
  typeof value === "object" && value !== null && Object.values(value).every((one) => typeof one === "string");

/** Let a quiz begin with the answers that are kept, and keep the next. */
function keepAnswers(model) {
  const name = model.get("name");
  const given = kept(QUIZZES)[name];
  if (isTexts(given)) model.set("given", given);
  model.on("change:given", () => keep(QUIZZES, name, model.get("given")));
  const count = () => {
    for (const [n, right] of model.get("answers").entries()) tally("questions", `${name}/${n}`, right === true);
  };
  model.on("change:answers", count);
  count();
}

/** Let a figure know which of its puzzles were solved, and keep those that are. */
function keepSolved(model) {
  const titles = model.get("puzzles").map(({ title }) => title);
  const place = (title) => `${chapterHere() ?? "front"}/${model.get("_module")}/${title}`;
  const known = kept(PUZZLES);
  const solved = titles.filter((title) => known[place(title)] === true);
  if (solved.length) model.set("solved", solved);
  const count = () => {
    for (const title of titles) tally("puzzles", place(title), model.get("solved").includes(title));
  };
  model.on("change:solved", () => {
    for (const title of model.get("solved")) keep(PUZZLES, place(title), true);
    count();
  });
  count();
}

/** Let the practice go on where it was left, here or in another tab. */
function keepPractice(model) {
  const read = () => model.set("record", kept(PRACTICE).record ?? {});
  read();
  addEventListener("storage", ({ key }) => {
    if (key === null || key === PRACTICE) read();
  });
  model.on("change:record", () => keep(PRACTICE, "record", model.get("record")));
}

const KEEPERS = { prediction: keepGuesses, quiz: keepAnswers, practice: keepPractice };

/** Let a figure begin with what is kept of it, and keep what is done in it. */
export function keepDone(model) {
  KEEPERS[model.get("kept_as") ?? model.get("_module")]?.(model);
  if (model.get("puzzles")?.length) keepSolved(model);
}
