// A network of the reader's own: its plan, the tensors of a file, and what a picture makes in it.
import { Network } from "./network.js";
import { numbersOf, readSafetensors } from "./safetensors.js";
import { newKernel } from "./seer.js";

/** @typedef {import("../../doctor/plan.js").Plan} Plan */

const MOST_TOLD = 3; // mismatches that are told at once
const LARGEST = 1e9; // a number beyond this is no weight

/**
 * How the file calls the tensors: as the plan does, or with the same words before each name, such as "module.".
 * @param {Map<string, any>} tensors @param {Plan["tensors"]} wanted
 */
function prefixOf(tensors, wanted) {
  if (!wanted.length || wanted.some(({ name }) => tensors.has(name))) return "";
  const [{ name: first }] = wanted;
  const before = [...tensors.keys()].filter((one) => one.endsWith(first)).map((one) => one.slice(0, -first.length));
  const whole = before.filter((prefix) => wanted.every(({ name }) => tensors.has(prefix + name)));
  return whole.sort().at(-1) ?? "";
}

const sizes = (shape) => (shape.length ? shape.join("×") : "one number");

/** What does not fit, in words: a tensor that is missing, or has another shape. */
function mismatches(tensors, wanted, prefix) {
  return wanted.flatMap(({ name, shape, layer }) => {
    const stored = tensors.get(prefix + name);
    if (!stored) return [`${name} (${sizes(shape)}) of layer ${layer} is not in the file`];
    if (String(stored.shape) === String(shape)) return [];
    return [`${name} is ${sizes(stored.shape)} in the file, and ${sizes(shape)} in the network`];
  });
}

/** Refuse a file whose tensors are not those of the plan. */
function requireMatch(tensors, wanted, prefix) {
  const wrong = mismatches(tensors, wanted, prefix);
  if (!wrong.length) return;
  const more = wrong.length > MOST_TOLD ? `; and ${wrong.length - MOST_TOLD} more do not fit` : "";
  const missing = wanted.some(({ name }) => !tensors.has(prefix + name));
  const names = !missing ? [] : [...tensors.keys()].filter((name) => !wanted.some((one) => prefix + one.name === name));
  const has = names.length
    ? `. The file has ${names.slice(0, MOST_TOLD).map(cut).join(", ")}${names.length > MOST_TOLD ? " …" : ""}`
    : "";
  throw new RangeError(`The weights do not fit the network: ${wrong.slice(0, MOST_TOLD).join("; ")}${more}${has}.`);
}

const cut = (name) => (name.length > 40 ? `${name.slice(0, 39)}…` : name);

/** The numbers of a tensor; none may be infinite, or not a number. */
function finite(name, stored) {
  const numbers = numbersOf(stored);
  if (!numbers.every((value) => Math.abs(value) < LARGEST)) {
    throw new RangeError(`${name} has a number that is no weight: infinite, not a number, or larger than ${LARGEST}.`);
  }
  return numbers;
}

/** A layer of the plan with its numbers. */
function filled({ layer, tensors }, read) {
  const own = Object.fromEntries(Object.entries(tensors).map(([what, name]) => [what, read(name)]));
  if (layer.kind !== "norm") return { ...layer, weight: own.weight, bias: own.bias?.data };
  const { channels, epsilon } = layer;
  const norm = {
    epsilon,
    scale: own.weight?.data ?? new Float32Array(channels).fill(1),
    shift: own.bias?.data ?? new Float32Array(channels),
    mean: own.running_mean.data,
    variance: own.running_var.data,
  };
  return { kind: "norm", norm };
}

/**
 * A network from a plan and a file.
 * @param {Plan} plan @param {Uint8Array} file
 */
export function ownNetwork(plan, file) {
  const { tensors } = readSafetensors(file, true);
  const prefix = prefixOf(tensors, plan.tensors);
  requireMatch(tensors, plan.tensors, prefix);
  const read = (name) => {
    const stored = tensors.get(prefix + name);
    return { data: finite(name, stored), shape: stored.shape };
  };
  const layers = plan.layers.map((one) => filled(one, read));
  const network = new Network(newKernel(), layers, false);
  const known = new Set(plan.tensors.map(({ name }) => prefix + name));
  const unused = [...tensors.keys()].filter((name) => !known.has(name) && !name.endsWith("num_batches_tracked"));
  return { network, prefix, matched: known.size, unused: unused.length };
}
