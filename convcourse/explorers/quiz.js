// Quiz: questions that answer back. Each answer has its own reply, since a wrong one usually has a reason.

import { answerField, reply, replyRoom } from "./parts/answers.js";
import { make } from "./parts/elements.js";
import { keepKeys } from "./parts/keys.js";

let views = 0; // tells the radio buttons of two views of one quiz apart

/** The choices of a question; each answers at once. */
const choices = (question, id, respond, signal) =>
  question.choices.map((choice, i) =>
    make("label", { class: "cc-choice" }, [
      make("input", { type: "radio", name: id, value: i, change: () => respond(i) }, [], signal),
      make("span", {}, choice.text),
    ]),
  );

/**
 * A question, what can be answered, and the reply. `onAnswer` hears whether it was right, and what was given if it could be
 * read: the text of a choice, or what was typed. With `given`, the box begins with that.
 */
function questionBox(question, title, id, { given, onAnswer, signal }) {
  const room = replyRoom(question);
  const respond = (answer) => {
    const told = reply(question, answer);
    room.tell(told);
    onAnswer(told.right, told.unread ? undefined : (question.choices?.[answer].text ?? answer));
  };
  const field = question.choices ? null : answerField("Check", respond, signal, id);
  const body = field ? [field.el] : choices(question, id, respond, signal);
  const place = question.choices ? question.choices.findIndex(({ text }) => text === given) : given;
  if (given !== undefined && place !== -1) {
    if (field) field.input.value = given;
    else body[place].firstChild.checked = true;
    room.tell(reply(question, place));
  }
  return make("fieldset", { class: "cc-question-box" }, [make("legend", {}, title), ...body, room.el]);
}

/** Whether each question was answered right, as far as what was given tells. @param {Record<string, string>} given */
export const rightOf = (questions, given) =>
  questions.map((question) => {
    const answer = given[question.ask];
    if (answer === undefined) return null;
    if (!question.choices) return reply(question, answer).right;
    return question.choices.find(({ text }) => text === answer)?.right ?? null;
  });

function render({ model, el }) {
  const view = ++views;
  const controller = new AbortController();
  const { signal } = controller;
  const questions = model.get("questions");
  const score = make("p", { class: "cc-score", role: "status" });
  const rightOnes = () => model.get("answers").filter(Boolean).length;
  const howMany = () => `${rightOnes()} of ${questions.length} right`;
  const kept = model.get("given");
  if (Object.keys(kept).length) model.set("answers", rightOf(questions, kept));
  const boxes = questions.map((question, number) => {
    const onAnswer = (right, given) => {
      const answers = [...model.get("answers")];
      answers[number] = right;
      model.set("answers", answers);
      if (given !== undefined) model.set("given", { ...model.get("given"), [question.ask]: given });
      model.save_changes();
      score.textContent = rightOnes() === questions.length ? "All right. On you go." : howMany();
    };
    const id = `quiz-${model.get("name")}-${number}-${view}`;
    const given = kept[question.ask];
    return questionBox(question, `${number + 1}. ${question.ask}`, id, { given, onAnswer, signal });
  });
  keepKeys(el, signal);
  el.classList.add("cc-view", "cc-quiz");
  el.replaceChildren(...boxes, score);
  if (rightOnes()) score.textContent = howMany();
  return () => controller.abort();
}

export default { render };
