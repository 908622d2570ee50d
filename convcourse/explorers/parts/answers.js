// Questions that answer back: what a question replies to an answer, and the field that a number is typed into.

import { button, make } from "./elements.js";
import { formatNumber, parseNumber } from "./numbers.js";

/** Where no number can be read. */
const NO_NUMBER = "That is not a number. Type one such as 5, −2 or 1/9.";

/**
 * The reply to what the reader gave.
 * @param {any} given the number of a choice, or typed text
 * @returns {{right: boolean, words: string, unread?: boolean}} `unread` where it was no number
 */
export function reply(question, given) {
  if (question.choices) {
    const choice = question.choices[given];
    return { right: !!choice.right, words: choice.why };
  }
  const value = parseNumber(given);
  if (value === null) return { right: false, words: NO_NUMBER, unread: true };
  // A whole number is counted, and right alone; of any other, three digits behind the point are asked.
  const near = (a) => Math.abs(a - value) <= (Number.isInteger(a) ? 1e-9 : 0.00051);
  if (near(question.number)) return { right: true, words: question.why };
  const known = (question.mistakes ?? []).find(([wrong]) => near(wrong));
  return { right: false, words: known ? known[1] : `No. ${question.hint}` };
}

/** The right answer as it is read: what its choice says, or its number. */
export const answerOf = ({ choices, number }) =>
  choices ? `“${choices.find(({ right }) => right).text}”` : formatNumber(number);

/** The right answer in a sentence, and why it is right, for a reader who has guessed something else. */
export function solutionOf(question) {
  const { why } = question.choices?.find(({ right }) => right) ?? question;
  return `The answer is ${answerOf(question)}. ${why}`;
}

/** The longest of a question's replies, for which the page keeps room: nothing jumps when one appears. */
export function longestReply({ choices, why, hint, mistakes = [] }) {
  const replies = choices?.map((choice) => choice.why) ?? [
    why,
    `No. ${hint}`,
    NO_NUMBER,
    ...mistakes.map(([, words]) => words),
  ];
  return replies.reduce((a, b) => (b.length > a.length ? b : a));
}

/**
 * Where the reply to a question appears, in room for the longest. With `solves`, one to a wrong guess goes on with the right
 * answer, in a line of its own.
 */
export function replyRoom(question, { solves = false } = {}) {
  const line = make("p", { class: "cc-reply", role: "status" });
  const solution = solves ? `\n${solutionOf(question)}` : "";
  const longest = `✓ ${longestReply(question)}${solution}`;
  const el = make("div", { class: "cc-reply-room", "data-longest": longest }, [line]);
  /** @param {{right: boolean, words: string, unread?: boolean}} told */
  const tell = ({ right, words, unread }) => {
    line.textContent = `${right ? "✓" : "✗"} ${words}`;
    if (solution && !right && !unread) line.append(make("span", { class: "cc-solution" }, solution));
    line.className = `cc-reply ${right ? "cc-right-reply" : "cc-wrong-reply"}`;
  };
  return { el, tell };
}

/** A field for a number, which answers on Enter and on the button `says` beside it. */
export function answerField(says, respond, signal, id = undefined) {
  const keydown = (event) => event.key === "Enter" && !event.isComposing && respond(input.value);
  const props = { type: "text", class: "cc-field", inputmode: "text", autocomplete: "off", id };
  const input = make("input", { ...props, "aria-label": "Your answer, a number", keydown }, [], signal);
  return { input, el: make("div", { class: "cc-strip" }, [input, button(says, () => respond(input.value), signal)]) };
}
