// The course's VGG-16 of a quarter of the width, `nets.vgg16_slim`, as layers: trained, from its file, or as it begins.
import { numbersOf } from "./safetensors.js";
import { STACK } from "./stack.js";

/** Where torch has the parts of each: a convolution is followed by its normalisation and its ReLU. */
const MODULES = { C: 3, P: 1 };
/** Mean and spread of red, green and blue on ImageNet, for values from 0 to 1: `nets.MEAN`, `nets.STD`. */
const MEAN = [0.485, 0.456, 0.406];
const SPREAD = [0.229, 0.224, 0.225];

/** What torch calls the weights of its convolutions. */
export const KERNELS = namesOf();

/** The steps of a network that are its convolutions, from 1, as `Network.map` counts. */
export const CONVOLUTIONS = [...STACK].flatMap((kind, n) => (kind === "C" ? [n + 1] : []));

/** How many steps make maps. Of the last of them comes a mean, which is flattened; then the dense layer makes scores. */
export const MAPS = STACK.length;
export const SCORES = MAPS + 3;

function namesOf() {
  let at = 0;
  return [...STACK].flatMap((kind) => {
    const name = `features.${at}.weight`;
    at += MODULES[kind];
    return kind === "C" ? [name] : [];
  });
}

/**
 * Its layers, the scores of the classes last.
 * @param {(name: string) => {data: Float32Array, shape: number[]}} tensor what torch calls by this name
 * @returns {import("./layers.js").Layer[]}
 */
export function layersOf(tensor) {
  const layers = [];
  let at = 0;
  for (const kind of STACK) {
    if (kind === "P") layers.push({ kind: "max", kernel: 2 });
    else
      layers.push({ kind: "conv", padding: 1, weight: tensor(`features.${at}.weight`) }, normOf(tensor, at + 1), {
        kind: "relu",
      });
    at += MODULES[kind];
  }
  const [weight, bias] = ["weight", "bias"].map((name) => tensor(`classifier.${name}`));
  layers.push({ kind: "average" }, { kind: "flatten" }, { kind: "linear", weight, bias: bias.data });
  return layers;
}

function normOf(tensor, at) {
  const [scale, shift, mean, variance] = ["weight", "bias", "running_mean", "running_var"].map(
    (name) => tensor(`features.${at}.${name}`).data,
  );
  return { kind: "norm", norm: { scale, shift, mean, variance } };
}

/** The tensors of a training step in a file of the course. @param {ReturnType<typeof import("./safetensors.js").readSafetensors>} file */
export function trained({ tensors }) {
  const steps = new Set([...tensors.keys()].map((name) => name.split("/")[0]));
  const last = [...steps].sort().at(-1);
  return (name) => {
    const stored = tensors.get(`${last}/${name}`);
    if (!stored) throw new RangeError(`the file of weights lacks ${name}`);
    return { data: numbersOf(stored), shape: stored.shape };
  };
}

/** The names of the classes, in the order of their scores. @returns {string[]} */
export const classesOf = ({ metadata }) => JSON.parse(metadata.convcourse).classes;

/** A photo as the network takes it, from bytes with four to a pixel. @param {ArrayLike<number>} rgba @param {number} side */
export function inputOf(rgba, side) {
  const pixels = side * side;
  const data = new Float32Array(3 * pixels);
  for (let c = 0; c < 3; c++) {
    for (let i = 0; i < pixels; i++) data[c * pixels + i] = (rgba[4 * i + c] / 255 - MEAN[c]) / SPREAD[c];
  }
  return { data, shape: [3, side, side] };
}
