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

/** A question, what can be answered, and the reply; `onAnswer` hears whether it was right. */
function questionBox(question, title, id, onAnswer, signal) {
  const room = replyRoom(question);
  const respond = (given) => {
    const told = reply(question, given);
    room.tell(told);
    onAnswer(told.right);
  };
  const body = question.choices
    ? choices(question, id, respond, signal)
    : [answerField("Check", respond, signal, id).el];
  return make("fieldset", { class: "cc-question-box" }, [make("legend", {}, title), ...body, room.el]);
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
