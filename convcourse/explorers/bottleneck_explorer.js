// BottleneckExplorer: what 1×1 filters before a larger kernel save, and when they stop saving.
import { ALONG, boardPart, slider } from "./parts/board.js";
import { plainWords } from "./parts/elements.js";
import { box, gridFigure, isWide, resetBar, words } from "./parts/figure.js";
import { resultPart } from "./parts/lines.js";
import { formatCount, sizeText } from "./parts/numbers.js";
import { judging, solved, unsolved } from "./parts/puzzles.js";
import { clip, path, range, box as rectangle, round, svg } from "./parts/svg.js";
import { counted } from "./parts/words.js";

/**
 * @typedef {{channels: number, bottleneck: number, filters: number, kernel_size: number, restore: boolean, side: number}} State
 * @typedef {{alone: number, ones: number, large: number, parameters: number[]}} Costs products for a pixel
 *   of the layer alone, of the 1×1 filters, and of the layer behind them; the weights and biases of both ways
 */

/** The products for a pixel with so many 1×1 filters: theirs, and those of the layer behind them. @param {State} state */
export function behind({ channels, filters, kernel_size: k, restore }, width) {
  return restore
    ? { ones: width * (channels + filters), large: k * k * width * width }
    : { ones: width * channels, large: k * k * width * filters };
}

/** @param {State} state @returns {Costs} */
export function compute(state) {
  const { channels, bottleneck, filters, kernel_size: k, restore } = state;
  const alone = k * k * channels * filters;
  const { ones, large } = behind(state, bottleneck);
  const biases = bottleneck + filters + (restore ? bottleneck : 0);
  return { alone, ones, large, parameters: [alone + filters, ones + large + biases] };
}

/** A share as a whole number of per cent, or as "less than 1 %". */
const percent = (share) => (share > 0 && share < 0.01 ? "less than 1 %" : `${Math.round(100 * share)} %`);

/** How many times as much or as little, with a digit behind the point where it is small. */
const times = (ratio) => (ratio < 10 ? ratio.toFixed(1) : formatCount(Math.round(ratio)));

/** How the two ways compare. */
function ratioWords(alone, work) {
  if (work === alone) return "just as many";
  const [ratio, word] = work < alone ? [alone / work, "fewer"] : [work / alone, "more"];
  return times(ratio) === "1.0" ? `hardly ${word}` : `${times(ratio)} times ${work < alone ? "fewer" : "as many"}`;
}

/** The sum of products. @param {State} state @param {Costs} costs @returns {import("./parts/elements.js").Part[]} */
export function sumParts(state, { alone, ones, large }) {
  const { channels, bottleneck: b, filters, kernel_size: k, restore, side } = state;
  /** @type {import("./parts/elements.js").Part[]} */
  const inside = restore
    ? [[`${channels}·${b}`, "kernel"], " + ", [`${k}·${k}·${b}·${b}`, "kernel"], " + ", [`${b}·${filters}`, "kernel"]]
    : [[`${channels}·${b}`, "kernel"], " + ", [`${k}·${k}·${b}·${filters}`, "kernel"]];
  const pixels = side * side;
  return [
    `${side}·${side} pixels · (`,
    ...inside,
    ") = ",
    resultPart(formatCount(pixels * (ones + large))),
    ` multiplications, in place of ${formatCount(pixels * alone)}: ${ratioWords(alone, ones + large)}. `,
  ];
}

/** How many weights and biases there are. @param {Costs} costs */
export function parameterWords({ parameters }) {
  const [alone, now] = parameters.map(formatCount);
  return `Parameters, with biases: ${now} in place of ${alone}.`;
}

const FLOW = 232; // px that channels and kernels take, drawn as they follow each other
const [SLAB, LINK] = [12, 40];
/** Where there is little room: how far it is to the second way, to the middle of the slabs and on to the bar, and how high both are. */
const TIGHT = { step: 82, middle: 34, below: 21, tall: 36, bar: 18 };
const ROOMY = { step: 78, middle: 42, below: -13, tall: 46, bar: 26 };

/** The maps as slabs as high as they are deep, with the kernels between them. @param {number[]} depths @param {string[]} kernels @param {number} scale */
function flow(depths, kernels, scale, x0, middle) {
  const slabs = depths.map((depth, n) => {
    const x = x0 + n * (SLAB + LINK);
    const high = Math.max(2, scale * depth);
    const name = n === 0 ? "cc-bn-in" : n === depths.length - 1 ? "cc-bn-out" : "cc-bn-mid";
    const number = `<text x="${x + SLAB / 2}" y="${round(middle - high / 2 - 4)}">${depth}</text>`;
    return path(name, rectangle(x, middle - high / 2, SLAB, high)) + number;
  });
  const links = kernels.map((kernel, n) => {
    const x = x0 + SLAB + n * (SLAB + LINK);
    const line = `M${x + 4} ${middle}h${LINK - 8}m-4 -3l4 3l-4 3`;
    return `${path("cc-bn-arrow", line)}<text class="cc-bn-kernel" x="${x + LINK / 2}" y="${middle + 16}">${kernel}</text>`;
  });
  return slabs.join("") + links.join("");
}

/** Both ways: what they are made of, and a bar each for their products. @param {number} width @param {State} state @param {Costs} costs */
export function barsSvg(width, state, { alone, ones, large }) {
  const { channels, bottleneck: b, filters, kernel_size: k, restore, side } = state;
  const most = Math.max(channels, b, filters);
  const wide = isWide(width);
  const { step, middle: first, below, tall, bar: high } = wide ? ROOMY : TIGHT;
  const from = wide ? FLOW + 24 : 4;
  const room = width - from - 84;
  const scale = room / Math.max(alone, ones + large);
  const kernel = sizeText(k, k);
  const row = (n, depths, kernels, bars) => {
    const middle = n * step + first;
    const y = middle + below;
    let x = from;
    const drawn = bars.map(([name, work]) => {
      const bar = path(name, rectangle(x, y, Math.max(1, work * scale), high));
      x += Math.max(1, work * scale);
      return bar;
    });
    const sum = formatCount(side * side * bars.reduce((all, [, work]) => all + work, 0));
    const number = `<text class="cc-bn-left" x="${round(x + 6)}" y="${y + high / 2 + 4}">${sum}</text>`;
    return flow(depths, kernels, tall / most, 8, middle) + drawn.join("") + number;
  };
  const between = restore ? [channels, b, b, filters] : [channels, b, filters];
  const kernels = restore ? ["1×1", kernel, "1×1"] : ["1×1", kernel];
  const direct = row(0, [channels, filters], [kernel], [["cc-bn-large", alone]]);
  const squeezed = row(1, between, kernels, [
    ["cc-bn-one", ones],
    ["cc-bn-large", large],
  ]);
  return svg(width, step + first + (wide ? 28 : below + high + 2), direct + squeezed);
}

// The chart: the work with 1×1 filters, by their number, as a share of the layer's alone.
const [LEFT, RIGHT, ABOVE, BELOW] = [48, 12, 8, 20];
const TOP = 1.4;
const LETTERS = 18; // px that a part is high where its name stands in it

/** Where the chart ends: with as many filters as channels, and where there are more, with the next round number. @param {State} state */
export const endOf = ({ channels, bottleneck }) =>
  bottleneck > channels ? 64 * Math.ceil(bottleneck / 64) : Math.max(2, channels);

/** Where the chart puts a number of filters and a share. @param {number[]} size */
export function chartPlaces([width, height], end) {
  return {
    x: (filters) => LEFT + ((width - LEFT - RIGHT) * filters) / end,
    y: (share) => ABOVE + ((height - ABOVE - BELOW) * (TOP - Math.min(share, TOP))) / TOP,
  };
}

/** @param {number[]} size @param {State} state @param {Costs} costs @param {?number} seen the number of filters that is pointed at */
export function chartSvg([width, height], state, { alone }, seen) {
  const end = endOf(state);
  const { x, y } = chartPlaces([width, height], end);
  const share = (filters, part = "all") => {
    const { ones, large } = behind(state, filters);
    return (part === "ones" ? ones : ones + large) / alone;
  };
  const along = range(61).map((n) => (n * end) / 60);
  const area = (upper, lower) => {
    const there = along.map((n) => `${round(x(n))} ${round(y(upper(n)))}`);
    const back = along.map((n) => `${round(x(n))} ${round(y(lower(n)))}`).reverse();
    return `M${[...there, ...back].join("L")}Z`;
  };
  const levels = [0, 0.5, 1].map(
    (one) =>
      `<path class="cc-bn-tick" d="M${LEFT} ${round(y(one))}H${width - RIGHT}"/>` +
      `<text class="cc-bn-right" x="${LEFT - 6}" y="${round(y(one) + 4)}">${100 * one} %</text>`,
  );
  const marks = [0, 0.25, 0.5, 0.75, 1].map((part) => {
    const filters = Math.round(part * end);
    const side = part === 1 ? ' class="cc-bn-right"' : "";
    return `<text${side} x="${round(x(filters) + (part === 1 ? RIGHT : 0))}" y="${height - 4}">${filters}</text>`;
  });
  const areas =
    path(
      "cc-bn-one",
      area(
        (n) => share(n, "ones"),
        () => 0,
      ),
    ) +
    path(
      "cc-bn-large",
      area(
        (n) => share(n),
        (n) => share(n, "ones"),
      ),
    );
  const kernel = sizeText(state.kernel_size, state.kernel_size);
  const level =
    `<path class="cc-bn-alone" d="M${LEFT} ${round(y(1))}H${width - RIGHT}"/>` +
    `<text class="cc-bn-left cc-bn-halo" x="${LEFT + 8}" y="${round(y(1) - 6)}">the ${kernel} alone</text>`;
  const part = (name, className, upper, lower) => {
    const [top, bottom] = [upper, lower].map((one) => y(one));
    const middle = round((top + bottom) / 2 + 4);
    return bottom - top < LETTERS
      ? ""
      : `<text class="cc-bn-right ${className}" x="${x(end) - 8}" y="${middle}">${name}</text>`;
  };
  const parts =
    part("1×1", "", share(0.96 * end, "ones"), 0) + part(kernel, "cc-bn-on", share(0.96 * end), share(end, "ones"));
  const at = (filters) => round(x(filters));
  const pointed =
    seen === null
      ? ""
      : path("cc-bn-seen", `M${at(seen)} ${y(TOP)}V${y(0)}`) +
        `<text class="${seen > end / 2 ? "cc-bn-right" : "cc-bn-left"}" x="${at(seen) + (seen > end / 2 ? -6 : 6)}" y="${y(0) - 8}">${seen}: ${percent(share(seen))}</text>`;
  const { bottleneck: now } = state;
  const line = path("cc-bn-now", `M${at(now)} ${y(TOP)}V${y(0)}`);
  const dot = `<circle class="cc-bn-dot" cx="${at(now)}" cy="${round(y(share(now)))}" r="5"/>`;
  return svg(width, height, levels.join("") + marks.join("") + areas + parts + line + level + pointed + dot);
}

/** How a state stands to a puzzle's goal: the most filters that take no more than a share of the work. */
export const judge = judging((state, { alone }, { goal }) => {
  const share = (filters) => {
    const { ones, large } = behind(state, filters);
    return (ones + large) / alone;
  };
  const { bottleneck: now } = state;
  const told = `${now} ${now === 1 ? "takes" : "take"} ${(100 * share(now)).toFixed(1)} % of the work`;
  if (share(now) > goal.share) return unsolved(`${told}: too much.`);
  return share(now + 1) <= goal.share ? unsolved(`${told}. One more would do, too.`) : solved(`${told}.`);
});

const filtersAt = ({ from, to, end }, x) => clip(Math.round(((x - from) / (to - from)) * end), 1, end);

/** The chart, whose line can be dragged. */
const chart = boardPart(
  ["output", "Work"],
  { ...slider("Filters of 1×1"), class: "cc-board cc-bn-chart", "aria-valuemin": "1" },
  {
    axis: "x",
    find: (look, x) => (look ? { part: "chart", at: [0, filtersAt(look, x)] } : null),
    picks: (_, { at: [, bottleneck] }) => ({ bottleneck }),
    moves: ALONG,
    moved: (state, [, by]) => ({ bottleneck: clip(state.bottleneck + by, 1, endOf(state)) }),
    slides: ({ x, height, from, to, end, at }) => ({
      window: { row: 0, col: x - 12, height, width: 24 },
      unit: [height, (to - from) / end],
      at: [0, at],
      to: (_, [, bottleneck]) => ({ bottleneck: clip(bottleneck, 1, end) }),
    }),
  },
);

/** @param {State} state @param {Costs} costs @param {any} at */
export function show(state, costs, { pointed, width }) {
  const wide = Math.round(clip(width - 10, 280, 860));
  const size = [wide, isWide(width) ? 220 : 128];
  const end = endOf(state);
  const { x } = chartPlaces(size, end);
  const share = (costs.ones + costs.large) / costs.alone;
  const kernel = sizeText(state.kernel_size, state.kernel_size);
  const told = sumParts(state, costs);
  const rest = parameterWords(costs);
  const seen = pointed?.part === "chart" && pointed.at[1] !== state.bottleneck ? pointed.at[1] : null;
  const label = `The ${kernel} alone, and behind ${counted(state.bottleneck, "filter")} of 1×1: ${percent(share)} of the work`;
  return {
    parts: {
      bars: { drawing: barsSvg(wide, state, costs), name: "Multiplications", caption: "", label },
      chart: {
        drawing: chartSvg(size, state, costs, seen),
        name: `Work, as a share of the ${kernel} alone`,
        caption: `Filters of 1×1${state.restore ? " before it" : ""}`,
        value: [state.bottleneck, end, `${counted(state.bottleneck, "filter")} of 1×1: ${percent(share)} of the work`],
        ...{ x: x(state.bottleneck), height: size[1], from: x(0), to: x(end), end, at: state.bottleneck },
      },
      told,
      rest,
    },
    say: `${label}. ${plainWords(told)}${rest}`,
  };
}

export default {
  render: gridFigure({
    parts: {
      bars: boardPart(
        ["output", "Multiplications"],
        { role: "img", class: "cc-board cc-bn-bars" },
        { find: () => null },
      ),
      chart,
      told: words("cc-sum cc-bn-told"),
      rest: words("cc-sum"),
      bar: resetBar(),
    },
    stage: [box("cc-bn-stage", ["bars", "chart"])],
    words: [box("cc-pages", ["told", "rest"]), "bar"],
    compute,
    judge,
    show,
  }),
};
