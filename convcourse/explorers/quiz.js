// Quiz: questions that answer back. Each answer has its own reply, since a wrong one usually has a reason.

import { button, make } from "./parts/elements.js";
import { keepKeys } from "./parts/keys.js";
import { parseNumber } from "./parts/numbers.js";

/** Where no number can be read. */
const NO_NUMBER = "That is not a number. Type one such as 5, −2 or 1/9.";

/**
 * The reply to what the reader gave.
 * @param {any} given the number of a choice, or typed text
 * @returns {{right: boolean, words: string}}
 */
export function reply(question, given) {
  if (question.choices) {
    const choice = question.choices[given];
    return { right: !!choice.right, words: choice.why };
  }
  const value = parseNumber(given);
  if (value === null) return { right: false, words: NO_NUMBER };
  // A whole number is counted, and right alone; of any other, three digits behind the point are asked.
  const near = (a) => Math.abs(a - value) <= (Number.isInteger(a) ? 1e-9 : 0.00051);
  if (near(question.number)) return { right: true, words: question.why };
  const known = (question.mistakes ?? []).find(([wrong]) => near(wrong));
  return { right: false, words: known ? known[1] : `No. ${question.hint}` };
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

let views = 0; // tells the radio buttons of two views of one quiz apart

/** The choices of a question; each answers at once. */
const choices = (question, id, respond, signal) =>
  question.choices.map((choice, i) =>
    make("label", { class: "cc-choice" }, [
      make("input", { type: "radio", name: id, value: i, change: () => respond(i) }, [], signal),
      make("span", {}, choice.text),
    ]),
  );

/** A field for a number, which answers on Enter and on the button beside it. */
function field(id, respond, signal) {
  const keydown = (event) => event.key === "Enter" && !event.isComposing && respond(input.value);
  const props = { type: "text", class: "cc-field", inputmode: "text", autocomplete: "off", id };
  const input = make("input", { ...props, "aria-label": "Your answer, a number", keydown }, [], signal);
  return [make("div", { class: "cc-strip" }, [input, button("Check", () => respond(input.value), signal)])];
}

/** A question, what can be answered, and the reply; `onAnswer` hears whether it was right. */
function questionBox(question, title, id, onAnswer, signal) {
  const answer = make("p", { class: "cc-reply", role: "status" });
  const room = make("div", { class: "cc-reply-room", "data-longest": `✓ ${longestReply(question)}` }, [answer]);
  const respond = (given) => {
    const { right, words } = reply(question, given);
    answer.textContent = `${right ? "✓" : "✗"} ${words}`;
    answer.className = `cc-reply ${right ? "cc-right-reply" : "cc-wrong-reply"}`;
    onAnswer(right);
  };
  const body = question.choices ? choices(question, id, respond, signal) : field(id, respond, signal);
  return make("fieldset", { class: "cc-question-box" }, [make("legend", {}, title), ...body, room]);
}

function render({ model, el }) {
  const view = ++views;
  const controller = new AbortController();
  const { signal } = controller;
  const questions = model.get("questions");
  const score = make("p", { class: "cc-score", role: "status" });
  const rightOnes = () => model.get("answers").filter(Boolean).length;
  const howMany = () => `${rightOnes()} of ${questions.length} right`;
  const boxes = questions.map((question, number) => {
    const onAnswer = (right) => {
      const answers = [...model.get("answers")];
      answers[number] = right;
      model.set("answers", answers);
      model.save_changes();
      score.textContent = rightOnes() === questions.length ? "All right. On you go." : howMany();
    };
    const id = `quiz-${model.get("name")}-${number}-${view}`;
    return questionBox(question, `${number + 1}. ${question.ask}`, id, onAnswer, signal);
  });
  keepKeys(el, signal);
  el.classList.add("cc-view", "cc-quiz");
  el.replaceChildren(...boxes, score);
  if (rightOnes()) score.textContent = howMany();
  return () => controller.abort();
}

export default { render };
