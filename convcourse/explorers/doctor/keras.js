// Keras's layers, whose sizes round up where torch's round down; channels stand first here, too. See `keras.py`.
import { fractions, gathered, moved, reach, requireMaps, steps } from "./moves.js";
import { axes, count, floorDiv, known, pair, shown } from "./settings.js";
import { Refusal } from "./values.js";

function windowed(kind, s, x) {
  const [channels, ...size] = requireMaps(kind, x);
  const pool = "pool_size" in s;
  const kernel = pair(s, pool ? "pool_size" : "kernel_size", 1);
  const stride = s.strides === null ? kernel : pair(s, "strides", 1);
  const dilation = pool ? [1, 1] : pair(s, "dilation_rate", 1);
  const spans = axes((i) => dilation[i] * (kernel[i] - 1) + 1);
  const padding = known(s, "padding");
  const word = typeof padding === "string" ? padding.toLowerCase() : "";
  if (word !== "same" && word !== "valid") {
    throw new Refusal("setting", `padding=${shown(padding)} is neither 'valid' nor 'same'`, {
      name: "padding",
      instead: "same",
    });
  }
  if (word === "valid" && size.some((n, i) => n < spans[i])) {
    throw new Refusal(
      "kernel larger than input",
      `${kind}'s kernel covers ${spans[0]}×${spans[1]} pixels, but the maps have only ${size[0]}×${size[1]}`,
      { size },
    );
  }
  const made = axes((i) =>
    word === "same" ? Math.ceil(size[i] / stride[i]) : floorDiv(size[i] - spans[i], stride[i]) + 1,
  );
  return moved(x, [pool ? channels : count(s, "filters"), ...made], spans, steps(stride));
}

function transposed(kind, s, x) {
  const [, ...size] = requireMaps(kind, x);
  const [kernel, stride] = [pair(s, "kernel_size", 1), pair(s, "strides", 1)];
  const same = `${known(s, "padding")}`.toLowerCase() === "same";
  const extra = s.output_padding === null ? null : pair(s, "output_padding");
  const made = axes((i) => {
    const [n, k, st] = [size[i], kernel[i], stride[i]];
    if (!extra) return n * st + (same ? 0 : Math.max(k - st, 0));
    return (n - 1) * st + k - (same ? 2 * floorDiv(k, 2) : 0) + extra[i];
  });
  const spans = axes((i) => reach(kernel[i], stride[i], 1));
  return moved(x, [count(s, "filters"), ...made], spans, fractions([1, 1], stride), kernel);
}

function zeros(s, [channels, rows, columns], x) {
  const value = known(s, "padding");
  const around = Array.isArray(value) && Array.isArray(value[0]) ? value : pair(s, "padding").map((one) => [one, one]);
  const [[top, bottom], [left, right]] = around;
  return x.with({ shape: [channels, rows + top + bottom, columns + left + right] });
}

function dense(s, x) {
  const units = count(s, "units");
  if (x.shape.length === 3) return x.with({ shape: [units, ...x.shape.slice(1)] });
  return gathered(x, [...x.shape.slice(0, -1), units]);
}

function other(kind, s, x) {
  if (["BatchNormalization", "InputLayer", "Input", "Rescaling"].includes(kind)) return x;
  if (kind === "Dense") return dense(s, x);
  const [channels, rows, columns] = requireMaps(kind, x);
  if (kind === "UpSampling2D") {
    const by = pair(s, "size", 1);
    const spans = s.interpolation === "bilinear" ? [2, 2] : [1, 1];
    return moved(x, [channels, rows * by[0], columns * by[1]], spans, fractions([1, 1], by));
  }
  if (kind === "ZeroPadding2D") return zeros(s, [channels, rows, columns], x);
  return moved(x, [channels], [rows, columns], steps([rows, columns])); // the two global poolings
}

export const KERAS_RULES = {
  Conv2D: windowed,
  MaxPooling2D: windowed,
  AveragePooling2D: windowed,
  Conv2DTranspose: transposed,
  GlobalAveragePooling2D: other,
  GlobalMaxPooling2D: other,
  BatchNormalization: other,
  Dense: other,
  UpSampling2D: other,
  ZeroPadding2D: other,
  InputLayer: other,
  Input: other,
  Rescaling: other,
}; // prettier-ignore
