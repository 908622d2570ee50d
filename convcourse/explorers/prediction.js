// Prediction: one question before a figure, and the reply to what one thinks will be seen there.

import { answerField, reply, replyRoom } from "./parts/answers.js";
import { button, make } from "./parts/elements.js";
import { keepKeys } from "./parts/keys.js";

/** A button for each choice; it answers at once, and the one that was taken stays pressed. */
function choices({ choices: given }, respond, signal) {
  const buttons = given.map(({ text }, i) =>
    button(text, () => respond(String(i)), signal, { class: "cc-button cc-guess", "aria-pressed": "false" }),
  );
  const update = (taken) => {
    for (const [i, one] of buttons.entries()) one.setAttribute("aria-pressed", String(String(i) === taken));
  };
  return { els: buttons, update };
}

/** A field for a number, with the button that commits to it. */
function typed(respond, signal) {
  const { el, input } = answerField("Commit", respond, signal);
  const update = (taken) => {
    if (input.value !== taken) input.value = taken;
  };
  return { els: [el], update };
}

function render({ model, el }) {
  const controller = new AbortController();
  const { signal } = controller;
  const question = model.get("question");
  const room = replyRoom(question, { solves: true });
  function respond(given) {
    const told = reply(question, given);
    if (told.unread) return room.tell(told); // no guess yet
    model.set("answer", given);
    model.save_changes();
  }
  const { els, update } = question.choices ? choices(question, respond, signal) : typed(respond, signal);
  function show() {
    const given = model.get("answer");
    if (given === null) return;
    update(given);
    room.tell(reply(question, given));
  }
  model.on("change:answer", show);
  signal.addEventListener("abort", () => model.off("change:answer", show));
  keepKeys(el, signal);
  el.classList.add("cc-view", "cc-prediction");
  const guesses = make("div", { class: "cc-guesses" }, els);
  el.replaceChildren(make("fieldset", {}, [make("legend", {}, question.ask), guesses, room.el]));
  show();
  return () => controller.abort();
}

export default { render };
