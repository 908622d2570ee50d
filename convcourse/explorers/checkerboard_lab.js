// CheckerboardLab: a picture enlarged by a transposed convolution, and by resizing before a convolution.
import { convTranspose, correlate, grid } from "./parts/engine.js";
import { broken, explorer, pressToggle, resetButton } from "./parts/frame.js";
import { formatNumber, make, numberGrid, sizeText, toGrid } from "./parts/ui.js";

const EVEN = 0.5; // grey levels: less cannot be seen

/** The kernel: ones, more or less of a fixed pattern added, and scaled so that they add up to 1. */
export function weightsOf({ kernel_size: k, unequal, pattern }) {
  const data = Float64Array.from({ length: k * k }, (_, i) => 1 + (unequal / 100) * pattern[Math.floor(i / k)][i % k]);
  const sum = data.reduce((a, b) => a + b, 0);
  return grid(
    k,
    k,
    data.map((weight) => weight / sum),
  );
}

/** The transposed convolution, s² times as bright as its weights are, so that the mean is kept. */
export function transposed(picture, kernel, s) {
  return convTranspose(
    picture,
    grid(
      kernel.rows,
      kernel.cols,
      kernel.data.map((weight) => weight * s * s),
    ),
    { stride: [s, s] },
  );
}

/** Each pixel copied into s×s, then an ordinary convolution; at the edge the last pixel goes on. */
export function resized(picture, kernel, s) {
  const { rows, cols, data } = picture;
  const large = Float64Array.from(
    { length: rows * cols * s * s },
    (_, i) => data[Math.floor(Math.floor(i / (cols * s)) / s) * cols + Math.floor((i % (cols * s)) / s)],
  );
  return correlate(grid(rows * s, cols * s, large), kernel, { padding: "same", border: "nearest" });
}

/** The sums of the weights that the s×s kinds of cells meet; equal ones make an even picture. */
export function shares({ rows, cols, data }, s) {
  const sums = Array(s * s).fill(0);
  data.forEach((weight, i) => (sums[(Math.floor(i / cols) % s) * s + ((i % cols) % s)] += weight * s * s));
  return sums;
}

/** Darkest and brightest of the cells that lie at least `k` from the rim. */
function innerRange({ rows, cols, data }, k) {
  let [low, high] = [Infinity, -Infinity];
  for (let r = k; r < rows - k; r++) {
    for (let c = k; c < cols - k; c++)
      [low, high] = [Math.min(low, data[r * cols + c]), Math.max(high, data[r * cols + c])];
  }
  return [low, high];
}

export function enlarge(state) {
  const kernel = weightsOf(state);
  const { stride: s, kernel_size: k, pictures, picture } = state;
  const [plain, shown] = [toGrid(pictures[0]), toGrid(pictures[picture])];
  const inner = innerRange(transposed(plain, kernel, s), k);
  return {
    kernel,
    input: shown,
    transposed: transposed(shown, kernel, s),
    resized: resized(shown, kernel, s),
    shares: shares(kernel, s),
    inner,
    plain: innerRange(resized(plain, kernel, s), 0),
    even: inner[1] - inner[0] < EVEN,
  };
}

/** How a state stands to a puzzle's goal. */
export function judgeEven(state, { even, inner }, puzzle) {
  const open = (words) => ({ solved: false, words });
  if (broken(state, puzzle)) return open(broken(state, puzzle));
  const { kernel_size: k, stride: s } = state;
  if (k <= s && puzzle.goal.overlap) return open(`Stamps of ${k}, ${s} cells apart, do not overlap.`);
  if (k % s && puzzle.goal.written) return open("The cells are not all written equally often.");
  const range = `${formatNumber(Math.round(inner[0]))} to ${formatNumber(Math.round(inner[1]))}`;
  if (even !== puzzle.goal.even) return open(even ? "The plain grey stays even." : `A pattern, from ${range}.`);
  return { solved: true, words: even ? "Solved: the plain grey stays even." : `Solved: a pattern, from ${range}.` };
}

/** What the kernel does to a plain picture, in words. */
export function enlargedWords(state, { shares: sums, inner, plain, even }) {
  const { kernel_size: k, stride: s } = state;
  const would = state.picture > 0; // with the photo no grey is shown
  const level = (value) => formatNumber(Math.round(value));
  const written =
    k % s
      ? "Cells are written unequally often"
      : `Each inner cell is written ${k === s ? "once" : `${(k / s) ** 2} times`}`;
  const stays = would ? "would stay even" : "stays even";
  const spread = even
    ? `all equal, so a plain grey ${stays}`
    : `not equal, so a plain grey ${would ? "would get" : "gets"} a pattern`;
  const white = inner[1] > 255.5 ? ` (above 255 ${would ? "would be" : "is"} drawn white)` : "";
  return (
    `${written}. The ${s * s} kinds of cells get ${sums.map((sum) => formatNumber(sum)).join(", ")} times the input: ${spread}` +
    `${even ? "" : ` from ${level(inner[0])} to ${level(inner[1])}${white}`}. ` +
    `Resized first, it ${would ? "would be" : "is"} ${level(plain[0])} everywhere.`
  );
}

/** A picture on a canvas, as a screen shows it, with its name above and its size below. */
function pictureBoard(part, label) {
  const canvas = make("canvas", { class: "cc-c-picture", role: "img" });
  const caption = make("div", { class: "cc-size" });
  const el = make("div", { class: `cc-grid cc-${part}` }, [
    make("div", { class: "cc-name" }, label),
    make("div", { class: "cc-frame" }, [canvas]),
    caption,
  ]);
  function update({ rows, cols, data }) {
    if (canvas.width !== cols || canvas.height !== rows) [canvas.width, canvas.height] = [cols, rows];
    const bytes = new Uint8ClampedArray(4 * rows * cols).fill(255);
    data.forEach((value, i) => bytes.fill(Math.min(255, Math.max(0, Math.round(value))), 4 * i, 4 * i + 3));
    canvas.getContext("2d").putImageData(new ImageData(bytes, cols), 0, 0);
    caption.textContent = sizeText(rows, cols);
    canvas.setAttribute("aria-label", `${label}, ${sizeText(rows, cols)} pixels`);
  }
  return { el, update };
}

function buildLab(ui) {
  const { signal, el } = ui;
  const input = pictureBoard("input", "Input");
  const kernel = numberGrid({ part: "kernel", label: "Kernel", signal });
  const made = pictureBoard("output", "Transposed");
  const cure = pictureBoard("output", "Resize, then convolve");
  const stage = make("div", { class: "cc-stage cc-c-stage", "data-mode": "checker" }, [
    make("div", { class: "cc-c-given" }, [input.el, kernel.el]),
    make("div", { class: "cc-c-made" }, [made.el, cure.el]),
  ]);
  const sum = make("div", { class: "cc-sum cc-c-words" });
  const bar = make("div", { class: "cc-bar" }, [resetButton(ui)]);

  function draw(state, result) {
    const width = el.clientWidth;
    // The largest kernel takes 180 px beside the outputs; on a phone these have a line of their own.
    const room = width < 520 ? width - 28 : width - 180 - 52;
    el.style.setProperty("--cell", "28px");
    el.style.setProperty("--side", `${Math.floor(Math.min(220, room / 2))}px`);
    input.update(result.input);
    made.update(result.transposed);
    cure.update(result.resized);
    const { rows, cols, data } = result.kernel;
    // In units of an equal weight, so that they can be read; times s²/k² they are what stamps.
    kernel.update({
      rows,
      cols,
      values: data.map((weight) => weight * rows * cols),
      size: `${sizeText(rows, cols)}, times ${state.stride ** 2}/${rows * cols}`,
    });
    sum.textContent = enlargedWords(state, result);
    pressToggle(el, state.picture);
    ui.say(sum.textContent);
  }

  return { parts: [stage, sum, bar], draw };
}

/** The pictures and the pattern of the weights are no state: nothing changes them. */
const enlargeFor = (state, { model }) =>
  enlarge({ ...state, pictures: model.get("pictures"), pattern: model.get("pattern") });

export const checkerboardLab = explorer({ compute: enlargeFor, build: buildLab, judge: judgeEven });
