// How much of a chapter is done, counted while its page is open and kept for the map of the front page (progress.js).

import { keep, kept } from "./kept.js";

const KEPT = "convcourse-done";
/** @type {Record<string, Map<string, boolean>>} */
const counted = {};

/** The name of the chapter that the page is, if it is one. @returns {string | undefined} */
export const chapterHere = () =>
  /** @type {HTMLElement | null} */ (document.querySelector(".cc-path [aria-current]"))?.dataset.chapter;

/** How many are done, of how many. */
const share = (all) => [[...all.values()].filter(Boolean).length, all.size];

function note() {
  const here = chapterHere();
  if (!here) return;
  const shares = Object.fromEntries(Object.entries(counted).map(([what, all]) => [what, share(all)]));
  const some = Object.values(shares).some(([done]) => done > 0);
  if (some || kept(KEPT)[here]) keep(KEPT, here, shares);
}

/** Count something of this page as done or not. @param {"predictions" | "questions" | "puzzles" | "exercises"} what */
export function tally(what, name, done) {
  counted[what] ??= new Map();
  if (counted[what].get(name) === done) return;
  counted[what].set(name, done);
  if (document.documentElement.dataset.widgets === "ready") note();
}

/** Note what was counted so far, when all of a page stands. */
export const noteAll = note;
