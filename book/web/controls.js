// The controls of a page, made of the browser's own: each stands in the elements and classes of the ipywidgets control that
// it shows, so that the explorers' stylesheet dresses both, and has its name from the start.

import { classes, control, element, follow, label } from "./dom.js";
import { slider } from "./slider.js";

function checkbox(model) {
  const name = model.get("description");
  const input = element("input", { type: "checkbox" });
  input.addEventListener("change", () => model.set("value", input.checked));
  follow(model, ["value"], () => (input.checked = model.get("value")));
  follow(model, ["disabled"], () => (input.disabled = !!model.get("disabled")));
  const words = element("span", { title: name }, name);
  return control(model, "widget-checkbox", element("label", { className: "widget-label-basic" }, input, words));
}

let lists = 0;

function dropdown(model) {
  const select = element("select", { id: `cc-list-${++lists}` });
  const name = label(model.get("description"));
  name.htmlFor = select.id;
  const choose = () => (select.selectedIndex = model.get("index") ?? -1);
  // Spaces that stay: some lists align their choices by them.
  const option = (text) => element("option", { value: text }, text.replace(/ /g, "\xa0"));
  follow(model, ["_options_labels"], () => {
    select.replaceChildren(...model.get("_options_labels").map(option));
    choose();
  });
  follow(model, ["index"], choose);
  follow(model, ["disabled"], () => (select.disabled = !!model.get("disabled")));
  select.addEventListener("change", () => model.set("index", select.selectedIndex));
  return control(model, "widget-dropdown", name, select);
}

function toggleButtons(model) {
  const group = element("div", {});
  const choose = () => {
    [...group.children].forEach((button, i) => {
      button.classList.toggle("mod-active", i === model.get("index"));
      button.ariaPressed = String(i === model.get("index"));
    });
  };
  const button = (text, i) =>
    element(
      "button",
      {
        type: "button",
        className: "widget-toggle-button jupyter-button",
        disabled: !!model.get("disabled"),
        onclick: () => model.set("index", i),
        ...(model.get("tooltips")?.[i] && { title: model.get("tooltips")[i] }),
      },
      text,
    );
  follow(model, ["_options_labels", "disabled"], () => {
    group.replaceChildren(...model.get("_options_labels").map(button));
    choose();
  });
  follow(model, ["index"], choose);
  return element("div", { className: classes(model, "widget-toggle-buttons") }, label(model.get("description")), group);
}

/** Begins again from the start where it stands at the end; then one step after the other. */
function player(model) {
  let timer;
  const later = () => (timer = setTimeout(step, model.get("interval")));
  function step() {
    const next = model.get("value") + model.get("step");
    if (next <= model.get("max")) model.set("value", next);
    else if (model.get("repeat")) model.set("value", model.get("min"));
    else model.set("playing", false);
    if (model.get("playing")) later(); // who hears of the value may have stopped it
  }
  return {
    begin() {
      if (timer !== undefined) return;
      if (model.get("value") !== model.get("max")) return step();
      model.set("value", model.get("min"));
      return later();
    },
    end() {
      clearTimeout(timer);
      timer = undefined;
    },
  };
}

// In full, for the build looks for the icons that are used.
const [PLAY, PAUSE] = ["fa fa-play", "fa fa-pause"];

function play(model) {
  const press = (icon, name, onclick) =>
    element(
      "button",
      { type: "button", className: "jupyter-button", ariaLabel: name, onclick },
      element("i", { className: icon }),
    );
  const start = press(PLAY, "Play or pause", () => model.set("playing", !model.get("playing")));
  const stop = press("fa fa-stop", "Stop", () => {
    model.set("playing", false);
    model.set("value", model.get("min"));
  });
  const repeat = press("fa fa-retweet", "Repeat", () => model.set("repeat", !model.get("repeat")));
  const { begin, end } = player(model);
  model.on("change:playing", () => (model.get("playing") ? begin() : end()));
  follow(model, ["playing"], () => {
    start.firstChild.className = model.get("playing") ? PAUSE : PLAY;
  });
  follow(model, ["repeat", "show_repeat"], () => {
    repeat.classList.toggle("mod-active", !!model.get("repeat"));
    repeat.ariaPressed = String(!!model.get("repeat"));
    repeat.style.display = model.get("show_repeat") === false ? "none" : "";
  });
  follow(model, ["disabled"], () => {
    for (const button of [start, stop, repeat]) button.disabled = !!model.get("disabled");
  });
  return control(model, "widget-play", start, stop, repeat);
}

function html(model) {
  const content = element("div", { className: "widget-html-content" });
  follow(model, ["value"], () => (content.innerHTML = model.get("value")));
  return control(model, "widget-html", content);
}

/** A box around others; `make` makes the view of each. */
const box = (kind) => (model, make) =>
  element(
    "div",
    { className: classes(model, `jupyter-widgets widget-container widget-box${kind}`) },
    ...model.get("children").map(make),
  );

/** How each kind of ipywidgets control is shown, by the name of its model. */
export const CONTROLS = {
  BoxModel: box(""),
  HBoxModel: box(" widget-hbox"),
  VBoxModel: box(" widget-vbox"),
  HTMLModel: html,
  IntSliderModel: (model) => slider(model, true),
  FloatSliderModel: (model) => slider(model, false),
  CheckboxModel: checkbox,
  DropdownModel: dropdown,
  ToggleButtonsModel: toggleButtons,
  PlayModel: play,
};
