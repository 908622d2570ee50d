// Quiz: questions that answer back. Each answer has its own reply, since a wrong one usually has a reason.
import { keepKeys } from "./parts/keys.js";
import { make, parseNumber } from "./parts/ui.js";

/** The reply to what the reader gave: `{right, words}`. `given` is the number of a choice, or typed text. */
export function reply(question, given) {
  if (question.choices) {
    const choice = question.choices[given];
    return { right: !!choice.right, words: choice.why };
  }
  const value = parseNumber(given);
  if (value === null) return { right: false, words: "That is not a number. Type one such as 5, −2 or 1/9." };
  // A whole number is counted, and right alone; of any other, three digits behind the point are asked.
  const near = (a) => Math.abs(a - value) <= (Number.isInteger(a) ? 1e-9 : 0.00051);
  if (near(question.number)) return { right: true, words: question.why };
  const known = (question.mistakes ?? []).find(([wrong]) => near(wrong));
  return { right: false, words: known ? known[1] : "No. " + question.hint };
}

let views = 0; // tells the radio buttons of two views of one quiz apart

function render({ model, el }) {
  const view = ++views;
  const controller = new AbortController();
  const { signal } = controller;
  const questions = model.get("questions");
  const score = make("p", { class: "cc-score", role: "status" });

  function ask(question, number) {
    const answer = make("p", { class: "cc-reply", role: "status" });
    const respond = (given) => {
      const { right, words } = reply(question, given);
      answer.textContent = `${right ? "✓" : "✗"} ${words}`;
      answer.className = `cc-reply ${right ? "cc-right-reply" : "cc-wrong-reply"}`;
      const answers = [...model.get("answers")];
      answers[number] = right;
      model.set("answers", answers);
      model.save_changes();
      const count = answers.filter(Boolean).length;
      score.textContent =
        count === questions.length ? "All right. On you go." : `${count} of ${questions.length} right`;
    };
    const id = `quiz-${model.get("name")}-${number}-${view}`;
    const body = question.choices ? choices(question, id, respond) : field(id, respond);
    return make("fieldset", { class: "cc-question-box" }, [
      make("legend", {}, `${number + 1}. ${question.ask}`),
      ...body,
      answer,
    ]);
  }

  const choices = (question, id, respond) =>
    question.choices.map((choice, i) =>
      make("label", { class: "cc-choice" }, [
        make("input", { type: "radio", name: id, value: i, change: () => respond(i) }, [], signal),
        make("span", {}, choice.text),
      ]),
    );

  function field(id, respond) {
    const input = make(
      "input",
      {
        type: "text",
        class: "cc-field",
        inputmode: "text",
        autocomplete: "off",
        id,
        "aria-label": "Your answer, a number",
        keydown: (event) => event.key === "Enter" && !event.isComposing && respond(input.value),
      },
      [],
      signal,
    );
    return [
      make("div", { class: "cc-strip" }, [
        input,
        make("button", { type: "button", class: "cc-button", click: () => respond(input.value) }, "Check", signal),
      ]),
    ];
  }

  keepKeys(el, signal);
  el.classList.add("cc-view", "cc-quiz");
  el.replaceChildren(...questions.map(ask), score);
  const done = model.get("answers").filter(Boolean).length;
  if (done) score.textContent = `${done} of ${questions.length} right`;
  return () => controller.abort();
}

export default { render };
