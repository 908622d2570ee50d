// Carried by its own page: only one has it, and it is as heavy as a third of all other explorers.
// NetworkDoctor: a pasted network, drawn layer by layer, with what is wrong and what would mend it.
import { diagnose } from "./doctor/doctor.js";
import { button, make } from "./parts/elements.js";
import { keepKeys } from "./parts/keys.js";
import { svg } from "./parts/svg.js";
import { counted } from "./parts/words.js";

const SIZES = ["channels", "rows", "columns"];
const LARGEST = 100000;
const [TALLEST, BASE, ROOM] = [96, 118, 56];
const TABLE = ["Layer", "Output", "Parameters", "Multiplications", "Field", "Jump"];

const grouped = (number) => (number === null ? "–" : `${number}`.replace(/\B(?=(\d{3})+$)/g, ","));
const sizeOf = (shape) => (shape === null ? "–" : shape.map((one) => one ?? "?").join("×"));
const sides = (value) => (value === null ? "–" : [value].flat().join("×"));
const escaped = (text) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** What is marked at a layer: "fatal", "silent" or nothing. */
export function markOf(faults, layer) {
  const here = faults.filter((one) => one.layer === layer);
  if (here.some(({ fatal }) => fatal)) return "fatal";
  return here.length ? "silent" : "";
}

/** How a shape is drawn beside the picture: its height in px, and its width. */
export function boxOf(shape, picture) {
  if (shape === null || shape.includes(null)) return { width: 14, height: 14 };
  const most = Math.max(picture[1], picture[2]);
  if (shape.length === 3) {
    const height = Math.max(3, (TALLEST * shape[1]) / Math.max(most, shape[1]));
    return { width: 8 + 3 * Math.log2(shape[0] + 1), height };
  }
  return { width: 7, height: 12 + 7 * Math.log2((shape[0] ?? 1) + 1) };
}

/** What stands below a box: rows and columns, channels, what it is. */
function captions({ kind, output }) {
  if (output === null) return ["–", "", short(kind)];
  if (output.length !== 3) return [sizeOf(output), "", short(kind)];
  return [sizeOf(output.slice(1)), `${output[0] ?? "?"}×`, short(kind)];
}

/** The layers as SVG, from the picture on: heights to scale, widths by the channels. */
export function drawing({ layers, faults }, picture) {
  const first = { name: "the picture", kind: "picture", output: picture, mark: "" };
  const steps = [first, ...layers.map((one, i) => ({ ...one, mark: markOf(faults, i) }))];
  const parts = steps.map((one, i) => {
    const { name, kind, output, mark } = one;
    const { width, height } = boxOf(output, picture);
    const middle = 4 + ROOM * (i + 0.5);
    const top = BASE - height;
    const look = ["cc-d-box", i === 0 && "cc-d-picture", mark && `cc-d-${mark}`, output === null && "cc-d-none"];
    const said = captions(one).map(
      (text, n) => `<text class="cc-d-${n}" x="${middle}" y="${BASE + 15 + 14 * n}">${escaped(text)}</text>`,
    );
    return (
      `<g><title>${escaped(`${name}: ${kind}, ${sizeOf(output)}`)}</title>` +
      `<rect class="${look.filter(Boolean).join(" ")}" x="${middle - width / 2}" y="${top}" width="${width}" height="${height}" rx="2"/>` +
      `<text class="cc-d-sign" x="${middle}" y="${Math.max(top - 6, 12)}">${SIGNS[mark]}</text>${said.join("")}</g>`
    );
  });
  return svg(8 + ROOM * steps.length, BASE + 50, parts.join(""));
}

const SIGNS = { fatal: "✗", silent: "!", "": "" };
/** A kind of layer, as much of it as stands below a box. */
const short = (kind) => {
  const plain = kind.replace(/(?<=.)[12][dD]$/, "").replace("Transpose", "T");
  return plain.length <= 9 ? plain : `${plain.slice(0, 8)}…`;
};

/** The state in a sentence. */
export function verdict({ layers, faults, error }) {
  if (error) return error;
  const fatal = faults.find((one) => one.fatal);
  const silent = faults.filter((one) => !one.fatal).length;
  const also = silent ? `${counted(silent, "silent fault")}` : "no silent fault";
  if (fatal && !layers.length) return fatal.message;
  if (fatal) {
    const where = fatal.layer === null ? "" : ` at ${layers[fatal.layer].name}`;
    return `It breaks${where}: ${fatal.message}.`;
  }
  const sum = (what) => grouped(layers.reduce((all, one) => all + (one[what] ?? 0), 0));
  return `It runs to its end, with ${also}: ${counted(layers.length, "layer")}, ${sum("parameters")} parameters, ${sum("multiplications")} multiplications.`;
}

/** The table of the layers. */
function tableOf({ layers, faults }) {
  const row = (one, i) => {
    const mark = { fatal: "✗ ", silent: "! " }[markOf(faults, i)] ?? "";
    const cells = [
      sizeOf(one.output),
      grouped(one.parameters),
      grouped(one.multiplications),
      sides(one.field),
      sides(one.jump),
    ];
    return make("tr", { "data-mark": markOf(faults, i) }, [
      make("th", { scope: "row" }, `${mark}${one.name} `),
      ...cells.map((cell) => make("td", {}, cell)),
    ]);
  };
  const head = make(
    "tr",
    {},
    TABLE.map((one) => make("th", { scope: "col" }, one)),
  );
  return make("table", { class: "cc-d-table" }, [make("thead", {}, head), make("tbody", {}, layers.map(row))]);
}

/** The faults, each with its repairs as buttons; they are looked for one fault after the other. */
function faultList({ layers, faults }, mend, signal) {
  return faults.map((fault) => {
    const where = fault.layer === null ? "" : `${layers[fault.layer].name}: `;
    const line = fault.line ? ` (line ${fault.line})` : "";
    const repairs = make("div", { class: "cc-d-repairs" });
    const el = make("li", { class: fault.fatal ? "cc-d-fault cc-d-breaks" : "cc-d-fault" }, [
      make("p", {}, `${fault.fatal ? "✗" : "!"} ${where}${fault.message}${line}`),
      repairs,
    ]);
    const fill = () => {
      const made = fault
        .repairs()
        .map((one) => button(`→ ${one.message}`, () => mend(one), signal, { class: "cc-button cc-d-mend" }));
      repairs.replaceChildren(...(made.length ? made : [make("span", { class: "cc-d-soft" }, "No small repair.")]));
    };
    return { el, fill };
  });
}

/** A field for a size of the picture. */
function sizeField(name, model, changed, signal) {
  const input = make("input", {
    type: "number",
    min: 1,
    max: LARGEST,
    step: 1,
    class: "cc-field",
    value: model.get(name),
  });
  const read = () => {
    const value = Number(input.value);
    if (Number.isInteger(value) && value >= 1 && value <= LARGEST) changed({ [name]: value });
  };
  input.addEventListener("input", read, { signal });
  const write = () => {
    input.value = model.get(name);
  };
  input.addEventListener("change", write, { signal });
  const el = make("label", { class: "cc-d-size" }, [`${name[0].toUpperCase()}${name.slice(1)} `, input]);
  return { el, show: () => document.activeElement === input || write() };
}

function render({ model, el }) {
  const controller = new AbortController();
  const { signal } = controller;
  const before = []; // sources that repairs changed, to go back to
  let last = null;
  let due = 0;
  const change = (changes) => {
    for (const [name, value] of Object.entries(changes)) model.set(name, value);
    model.save_changes();
  };
  const area = make(
    "textarea",
    {
      class: "cc-d-source",
      rows: 15,
      spellcheck: "false",
      autocapitalize: "off",
      "aria-label": "The network: source in Python, or an error message",
      input: () => change({ source: area.value }),
    },
    [],
    signal,
  ); // prettier-ignore
  const fields = SIZES.map((name) => sizeField(name, model, change, signal));
  const pick = make(
    "select",
    { class: "cc-field cc-d-pick", change: () => choose(pick.selectedIndex - 1) },
    [make("option", {}, "An example …"), ...model.get("examples").map(({ name }) => make("option", {}, name))],
    signal,
  ); // prettier-ignore
  const undo = button("Undo the repair", back, signal, { disabled: true });
  const says = make("p", { class: "cc-d-verdict", role: "status" });
  const board = make("div", { class: "cc-d-board", role: "img", tabindex: 0 });
  const list = make("ul", { class: "cc-d-faults", "aria-label": "Faults" });
  const table = make("div", { class: "cc-d-rows", tabindex: 0, role: "group", "aria-label": "The layers in numbers" });

  function choose(i) {
    const one = model.get("examples")[i];
    if (!one) return;
    before.length = 0;
    pick.selectedIndex = 0;
    change({ source: one.source, channels: one.shape[0], rows: one.shape[1], columns: one.shape[2] });
  }
  function mend({ code }) {
    before.push(model.get("source"));
    // Of a message alone a repair is a line to be written; there is no source to put it into.
    change({ source: last.layers.length ? code : `${model.get("source").trimEnd()}\n# ${code}\n` });
    undo.focus();
  }
  function back() {
    if (before.length) change({ source: before.pop() });
    if (!before.length) area.focus();
  }
  function draw() {
    due = 0;
    const picture = SIZES.map((name) => model.get(name));
    if (area.value !== model.get("source")) area.value = model.get("source");
    for (const one of fields) one.show();
    const found = diagnose(model.get("source"), picture);
    says.textContent = verdict(found);
    el.toggleAttribute("data-refused", Boolean(found.error));
    undo.disabled = !before.length;
    if (found.error) return; // the figure stays as it was
    last = found;
    board.innerHTML = drawing(found, picture);
    board.hidden = !found.layers.length;
    board.setAttribute(
      "aria-label",
      `The layers, drawn to scale: ${found.layers.map((one) => `${one.name} ${sizeOf(one.output)}`).join(", ")}`,
    );
    table.replaceChildren(...(found.layers.length ? [tableOf(found)] : []));
    table.hidden = !found.layers.length;
    const faults = faultList(found, mend, signal);
    list.replaceChildren(...faults.map((one) => one.el));
    list.hidden = !faults.length;
    fillBy(faults, found);
  }
  /** Look for the repairs of one fault in each task, so that typing is never held up. */
  function fillBy(faults, found) {
    const next = () => {
      const one = found === last && !signal.aborted ? faults.shift() : null;
      if (!one) return;
      one.fill();
      setTimeout(next);
    };
    setTimeout(next);
  }
  const schedule = () => {
    due ||= requestAnimationFrame(draw);
  };
  for (const name of ["source", ...SIZES]) model.on(`change:${name}`, schedule);
  keepKeys(el, signal);
  el.classList.add("cc-view", "cc-doctor");
  const bar = make("div", { class: "cc-d-bar" }, [pick, ...fields.map((one) => one.el), undo]);
  pick.setAttribute("aria-label", "An example");
  el.replaceChildren(
    make("p", { class: "cc-question" }, model.get("title")),
    bar,
    make("div", { class: "cc-d-both" }, [area, make("div", { class: "cc-d-found" }, [says, list])]),
    board,
    table,
  );
  draw();
  return () => {
    controller.abort();
    cancelAnimationFrame(due);
    for (const name of ["source", ...SIZES]) model.off(`change:${name}`, schedule);
  };
}

export default { render };
