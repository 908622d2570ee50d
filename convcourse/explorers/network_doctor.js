// NetworkDoctor: a pasted network, drawn layer by layer, with what is wrong and what would mend it.
import { diagnose } from "./doctor/doctor.js";
import { ownButtons, ownMaps, ownNetwork } from "./doctor/own_weights.js";
import { resetButton } from "./parts/bar.js";
import { editing } from "./parts/editing.js";
import { button, make } from "./parts/elements.js";
import { box, gridFigure, words } from "./parts/figure.js";
import { numberFields } from "./parts/number_fields.js";
import { clip, svg } from "./parts/svg.js";
import { counted } from "./parts/words.js";

/** The fields for sizes: what each is called, and the least number that it takes. 0 pixels of an object are none. */
const SIZES = [
  ["Channels", 1],
  ["Rows", 1],
  ["Columns", 1],
  ["Object", 0],
];
const LARGEST = 100000;
const [TALLEST, BASE, LINE] = [96, 118, 14];
const TALL = BASE + 22 + 4 * LINE;
const [ROOM, SLIM] = [54, 16]; // for a layer, in px
const TABLE = ["Layer", "Output", "Parameters", "Multiplications", "Field", "Jump"];

const grouped = (number) => (number === null ? "–" : `${number}`.replace(/\B(?=(\d{3})+$)/g, ","));
const sizeOf = (shape) => (shape === null ? "–" : shape.map((one) => one ?? "?").join("×"));
const sides = (value) => (value === null ? "–" : [value].flat().join("×"));
const escaped = (text) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** What a fault or a layer is marked by, the worst first, and what that is called. */
const SIGNS = { "✗": "fatal", "!": "silent", "?": "untold", i: "remark" };
const MOST_NAMES = 12; // of layers, before what is said of them

/** The sign at a layer: of the worst that is said of it, or nothing. */
export function signAt(faults, layer) {
  const here = faults.filter(({ layers }) => layers.includes(layer)).map(({ sign }) => sign);
  return Object.keys(SIGNS).find((sign) => here.includes(sign)) ?? "";
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

/** What stands below a box: rows and columns, channels, what it is, and what one of its values sees of the picture. */
function captions({ kind, output, field, jump }) {
  if (output === null) return ["–", "", short(kind)];
  const sees = [field, jump].some((one) => one == null) ? [] : [`field ${sides(field)}`, `jump ${sides(jump)}`];
  if (output.length !== 3) return [sizeOf(output), "", short(kind), ...sees];
  return [sizeOf(output.slice(1)), `${output[0] ?? "?"}×`, short(kind), ...sees];
}

/** Whether a layer changes numbers one by one, such as a ReLU: its box says nothing that the one before it does not. */
const isSlim = ({ input, output, parameters, multiplications }, sign) =>
  !sign && !parameters && !multiplications && output?.length === 3 && sizeOf(input) === sizeOf(output);

/** A layer, or the picture, as SVG, in the middle of its room. */
function boxAt(layer, middle, picture) {
  const { name, kind, output, sign, slim, first } = layer;
  const { width, height } = boxOf(output, picture);
  const top = BASE - height;
  const look = ["cc-d-box", first && "cc-d-picture", sign && `cc-d-${SIGNS[sign]}`, output === null && "cc-d-none"];
  const wide = slim ? SLIM / 2 : width;
  const said = slim ? [] : captions(layer);
  const words = said.map(
    (text, n) => `<text class="cc-d-${n}" x="${middle}" y="${BASE + 15 + LINE * n}">${escaped(text)}</text>`,
  );
  return (
    `<g><title>${escaped(`${name}: ${kind}, ${sizeOf(output)}`)}</title>` +
    `<rect class="${look.filter(Boolean).join(" ")}" x="${middle - wide / 2}" y="${top}" width="${wide}" height="${height}" rx="2"/>` +
    `<text class="cc-d-sign" x="${middle}" y="${Math.max(top - 6, 12)}">${sign}</text>${words.join("")}</g>`
  );
}

/** The layers as SVG, from the picture on: heights to scale, widths by the channels. */
export function drawing({ layers, faults }, picture) {
  const steps = layers.map((one, i) => {
    const sign = signAt(faults, i);
    return { ...one, sign, slim: isSlim(one, sign) };
  });
  const all = [{ name: "the picture", kind: "picture", output: picture, sign: "", first: true }, ...steps];
  let at = 4;
  const parts = all.map((one) => {
    const room = one.slim ? SLIM : ROOM;
    at += room;
    return boxAt(one, at - room / 2, picture);
  });
  return svg(at + 4, TALL, parts.join(""));
}

/** A kind of layer, as much of it as stands below a box. */
const short = (kind) => {
  const plain = kind.replace(/(?<=.)[12][dD]$/, "").replace("Transpose", "T");
  return plain.length <= 9 ? plain : `${plain.slice(0, 8)}…`;
};

/** The state in a sentence. */
export function verdict({ layers, faults, error }) {
  if (error) return error;
  const fatal = faults.find((one) => one.fatal);
  const silent = faults.filter(({ sign }) => sign === "!").length;
  const also = silent ? `${counted(silent, "silent fault")}` : "no silent fault";
  if (fatal && !layers.length) return fatal.message;
  if (fatal) {
    const where = fatal.layer === null ? "" : ` at ${layers[fatal.layer].name}`;
    return `It breaks${where}: ${fatal.message}.`;
  }
  const sum = (what) => grouped(layers.reduce((all, one) => all + (one[what] ?? 0), 0));
  const costs = `${sum("parameters")} parameters, ${sum("multiplications")} multiplications`;
  const untold = faults.filter(({ sign }) => sign === "?").length;
  if (untold) {
    return `Whether it runs to its end cannot be told: ${counted(untold, "place")} could not be read (?). What could be read has ${also}: ${costs}.`;
  }
  return `It runs to its end, with ${also}: ${counted(layers.length, "layer")}, ${costs}.`;
}

/** The names of the layers that a fault is said of. */
function namesOf(fault, layers) {
  const names = fault.layers.map((at) => layers[at].name);
  const more = names.length - MOST_NAMES;
  const some = more > 0 ? [...names.slice(0, MOST_NAMES), `${more} more`] : names;
  return some.length ? `${some.join(", ")}: ` : "";
}

/** The table of the layers. */
function tableOf({ layers, faults }) {
  const row = (one, i) => {
    const sign = signAt(faults, i);
    const cells = [
      sizeOf(one.output),
      grouped(one.parameters),
      grouped(one.multiplications),
      sides(one.field),
      sides(one.jump),
    ];
    return make("tr", { "data-mark": SIGNS[sign] ?? "" }, [
      make("th", { scope: "row" }, `${sign && `${sign} `}${one.name} `),
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

/** What is wrong with the whole, not with one layer. */
const WHOLE = ["size", "field smaller than object", "field larger than picture"];

/** The faults as they are listed: what breaks, what is wrong with the whole, then layer by layer, and remarks. */
export const listed = (faults) => {
  const rank = ({ sign, kind }) => (sign === "✗" ? 0 : sign === "i" ? 3 : WHOLE.includes(kind) ? 1 : 2);
  return [0, 1, 2, 3].flatMap((wanted) => faults.filter((one) => rank(one) === wanted));
};

/** Of a message alone a repair is a line to be written: there is no source to put it into. */
const written = ({ message, code }) =>
  make("p", { class: "cc-d-line" }, [`→ ${message}. In your network: `, make("code", {}, code)]);

/** The faults, each with its repairs as buttons; they are looked for one fault after the other. */
function faultList({ layers, faults }, mend, signal) {
  return listed(faults).map((fault) => {
    const where = namesOf(fault, layers);
    const line = fault.line ? ` (line ${fault.line})` : "";
    const repairs = make("div", { class: "cc-d-repairs" });
    const el = make("li", { class: fault.fatal ? "cc-d-fault cc-d-breaks" : "cc-d-fault" }, [
      make("p", {}, `${fault.sign} ${where}${fault.message}${line}`),
      repairs,
    ]);
    const fill = () => {
      const offered = fault.repairs();
      const made = offered.map((one) =>
        layers.length
          ? button(`→ ${one.message}`, () => mend(one), signal, { class: "cc-button cc-d-mend" })
          : written(one),
      );
      const none = ["✗", "!"].includes(fault.sign) ? [make("span", { class: "cc-d-soft" }, "No small repair.")] : [];
      repairs.replaceChildren(...(made.length ? made : none));
      repairs.hidden = !repairs.childElementCount;
    };
    return { el, fill };
  });
}

/** What the doctor says of a state; where the source cannot be read, there is nothing but that. */
function verdictOf({ source, input_shape, object_size }, data) {
  const key = JSON.stringify([source, input_shape, object_size]);
  if (key === data.key) return data.result;
  const found = diagnose(source, input_shape, object_size || null);
  data.key = key;
  data.result = { ...found, picture: input_shape, of: source };
  return data.result;
}

/** Whether the last repair stands as it was made; where it is another picture, that one, too. */
function undoable(repaired, source, shape) {
  const last = repaired.at(-1);
  return last?.made.source === source && (!last.from.input_shape || `${last.made.input_shape}` === `${shape}`);
}

function compute(state, { data }) {
  const result = verdictOf(state, data);
  if (!result.error) data.own?.follow(state);
  return result;
}

/** What is seen of a state and what was found. */
export function show({ source, input_shape, object_size }, result, { data, width }) {
  const { layers, faults, error } = result;
  const said = verdict(result);
  const some = layers.length ? result : null;
  const blank = error ? result : null; // the room of the drawing stays, so that what is typed in does not jump
  const maps = data.own?.shown ? { ...data.own, room: width } : null;
  return {
    parts: {
      sizes: { sizes: [...input_shape, object_size] },
      source: maps ? null : { source },
      status: data.own?.words ? `${data.own.words} ${data.own.next}` : null,
      maps,
      board: some ?? blank,
      verdict: [{ tag: "span", props: { class: error ? "cc-d-refused" : "" }, children: [said] }],
      faults: faults.length ? result : null,
      table: some,
      bar: { undoes: undoable(data.repaired, source, input_shape), maps: Boolean(maps), any: Boolean(data.own?.words) },
    },
    say: said,
  };
}

/** The examples, and fields for the sizes of the picture and of what is looked for in it. */
function sizeFields(ui) {
  const { model, signal } = ui;
  const now = () => [...model.get("input_shape"), model.get("object_size")];
  const examples = model.get("examples");
  const choose = () => {
    const one = examples[pick.selectedIndex - 1];
    pick.selectedIndex = 0;
    if (one) ui.set({ source: one.source, input_shape: one.shape });
  };
  const names = ["An example …", ...examples.map(({ name }) => name)];
  const options = names.map((name) => make("option", {}, name));
  const pick = make(
    "select",
    { class: "cc-field cc-d-pick", "aria-label": "An example", change: choose },
    options,
    signal,
  );
  const fields = SIZES.map(() =>
    make("input", { type: "text", inputmode: "numeric", autocomplete: "off", class: "cc-field" }),
  );
  const labels = SIZES.map(([name], n) => make("label", { class: "cc-d-size" }, [`${name} `, fields[n]]));
  const el = make("div", { class: "cc-d-sizes" }, [pick, ...labels]);
  const format = (size) => (size ? `${size}` : "–");
  const nearest = (value, field) => Math.round(clip(value, SIZES[fields.indexOf(field)][1], LARGEST));
  const { forget } = numberFields(el, {
    ...{ signal, format, nearest, whole: true, onReject: editing(ui, "96").onReject },
    step: () => 1,
    valueAt: (field) => now()[fields.indexOf(field)],
    set(field, value) {
      const sizes = now().with(fields.indexOf(field), value);
      ui.set({ input_shape: sizes.slice(0, 3), object_size: sizes[3] });
    },
    onTaken(text, value, field) {
      if (nearest(value, field) === value) return;
      const [name, least] = SIZES[fields.indexOf(field)];
      ui.notice(`“${text}” does not go: ${name} is a whole number from ${least} to ${LARGEST}.`);
    },
  });
  function update({ sizes }) {
    for (const [n, field] of fields.entries()) {
      const text = format(sizes[n]);
      if (field.dataset.shown === text) continue;
      field.dataset.shown = field.value = text;
      forget(field);
    }
  }
  return { el, update };
}

/** The field for the source. */
function sourceField(ui) {
  const el = make(
    "textarea",
    {
      class: "cc-d-source",
      spellcheck: "false",
      autocapitalize: "off",
      "aria-label": "The network: source in Python, or an error message",
      input: () => ui.set({ source: el.value }),
    },
    [],
    ui.signal,
  );
  const update = ({ source }) => {
    if (el.value !== source) el.value = source;
  };
  return { el, update };
}

/** The drawing of the layers. */
function layerBoard() {
  const el = make("div", { class: "cc-d-board cc-sideways", role: "img", tabindex: 0 });
  let drawn = null;
  function update(found) {
    const { layers, picture } = found;
    if (drawn === found.layers) return;
    drawn = layers;
    if (!layers.length) {
      el.innerHTML = svg(1, TALL, "");
      el.setAttribute("aria-label", "No layers: the text could not be read");
      return;
    }
    el.innerHTML = drawing(found, picture);
    const said = layers.map(({ name, output }) => `${name} ${sizeOf(output)}`).join(", ");
    el.setAttribute("aria-label", `The layers, drawn to scale: ${said}`);
  }
  return { el, update };
}

/** The table of the layers. */
function layerTable() {
  const el = make("div", {
    class: "cc-d-rows cc-sideways",
    tabindex: 0,
    role: "group",
    "aria-label": "The layers in numbers",
  });
  let drawn = null;
  function update(found) {
    if (drawn !== found.layers) el.replaceChildren(tableOf(found));
    drawn = found.layers;
  }
  return { el, update };
}

/** What is wrong, with the repairs as buttons. */
function faultsPart(ui) {
  const { data, signal } = ui;
  const el = make("ul", { class: "cc-d-faults", tabindex: 0, "aria-label": "Faults" });
  let drawn = null;
  function mend({ code, shape }) {
    const { source, input_shape } = ui.state();
    if (source !== drawn.of || `${input_shape}` !== `${drawn.picture}`) return; // it was made for another text
    const now = { source: code, input_shape: shape ?? input_shape };
    data.repaired.push({ from: shape ? { source, input_shape } : { source }, made: now });
    data.mended = true;
    ui.set(now);
  }
  /** Look for the repairs of one fault in each task, so that typing is never held up. */
  function fill(lines, found) {
    if (found !== drawn || signal.aborted || !lines.length) return;
    lines[0].fill();
    later = setTimeout(() => fill(lines.slice(1), found));
  }
  let later = 0;
  signal.addEventListener("abort", () => clearTimeout(later));
  function update(found) {
    if (drawn?.faults === found.faults) return;
    drawn = found;
    const lines = faultList(found, mend, signal);
    el.replaceChildren(...lines.map((one) => one.el));
    clearTimeout(later);
    later = setTimeout(() => fill(lines, found));
  }
  return { el, update };
}

/** Takes the last repair back, or all. */
function repairBar(ui) {
  const { data, signal } = ui;
  const undo = button("Undo the repair", () => ui.set(data.repaired.pop().from), signal);
  const toggle = () => {
    data.own.shown = !data.own.shown;
    ui.schedule();
  };
  const turn = button("", toggle, signal, { hidden: true });
  const own = data.own ? [turn, ...ownButtons(ui)] : [];
  const el = make("div", { class: "cc-bar" }, [...own, undo, resetButton(ui)]);
  function update({ undoes, maps, any }) {
    turn.hidden = !any;
    turn.textContent = maps ? "Show the source" : "Show the maps";
    undo.disabled = !undoes;
    if (undoes && data.mended) undo.focus({ preventScroll: true }); // the button that was pressed is gone
    data.mended = false;
  }
  return { el, update };
}

const open = (ui) => ({
  own: ui.model.get("own_weights") ? ownNetwork(ui) : null,
  repaired: [], // what repairs changed, sources or pictures, and what they made of it
  mended: false,
  key: "",
  result: null,
});

export default {
  render: gridFigure({
    parts: {
      sizes: sizeFields,
      board: layerBoard,
      source: sourceField,
      status: words("cc-d-status"),
      maps: (ui) => (ui.data.own ? ownMaps(ui) : { el: make("div"), update() {} }),
      verdict: words("cc-d-verdict"),
      faults: faultsPart,
      table: layerTable,
      bar: repairBar,
    },
    choices: ["sizes"],
    stage: [box("cc-d-stage", ["board", "source", "status", "maps"])],
    words: ["verdict", box("cc-pages cc-d-pages", ["faults", "table"]), "bar"],
    open,
    compute,
    show,
  }),
};
