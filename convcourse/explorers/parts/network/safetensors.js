// A safetensors file: 8 bytes with the length of its header, a header in JSON, then the numbers.
//
// Nothing that the header says is believed before it was compared with the file. https://github.com/huggingface/safetensors
import { fromHalf } from "../bytes.js";

const BYTES = { F16: 2, F32: 4 };
/** What a file of the reader's own may hold besides: such as how many batches a normalisation saw. */
const OTHERS = { BF16: 2, F64: 8, I64: 8, I32: 4, I16: 2, I8: 1, U8: 1, BOOL: 1 };
const LONGEST_HEADER = 1 << 20;
const MOST_AXES = 8;

/** @typedef {{type: string, shape: number[], begin: number, bytes: Uint8Array}} Stored */

const isCount = (value) => Number.isSafeInteger(value) && value >= 0;
const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
const areCounts = (value, most) => Array.isArray(value) && value.length <= most && value.every(isCount);

function expect(right, why) {
  if (!right) throw new RangeError(`The file of weights is damaged: ${why}.`);
}

/**
 * The tensors of a file by their names, as bytes, and what else it says.
 * @param {Uint8Array} file
 * @param {boolean} any whether its tensors may be of other types, too
 * @returns {{tensors: Map<string, Stored>, metadata: Record<string, string>}}
 */
export function readSafetensors(file, any = false) {
  const types = any ? { ...BYTES, ...OTHERS } : BYTES;
  const { header, data } = parted(file);
  const tensors = new Map();
  for (const [name, entry] of Object.entries(header)) {
    if (name !== "__metadata__") tensors.set(name, storedOf(name, entry, data, types));
  }
  requireWhole(tensors, data.length);
  const metadata = header.__metadata__ ?? {};
  const texts = isObject(metadata) && Object.values(metadata).every((value) => typeof value === "string");
  expect(texts, "its metadata are no texts");
  return { tensors, metadata };
}

function parted(file) {
  expect(file.length >= 8, `it has ${file.length} bytes, and its header alone needs 8`);
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const length = Number(view.getBigUint64(0, true));
  const fits = length <= LONGEST_HEADER && length <= file.length - 8;
  expect(fits, `its header would be ${length} bytes long`);
  const header = parsed(file.subarray(8, 8 + length));
  expect(isObject(header), "its header is no object");
  return { header, data: file.subarray(8 + length) };
}

function parsed(bytes) {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    return expect(false, "its header is no JSON");
  }
}

/** What the header says of a tensor, once it is found to be so. @returns {Stored} */
function storedOf(name, entry, data, types) {
  const { dtype: type, shape, data_offsets: offsets } = isObject(entry) ? entry : {};
  const known = typeof type === "string" && Object.hasOwn(types, type);
  const names = Object.keys(types);
  expect(known, `${name} has the type ${type}, expected ${names.slice(0, -1).join(", ")} or ${names.at(-1)}`);
  expect(areCounts(shape, MOST_AXES), `${name} has the shape ${JSON.stringify(shape)}`);
  expect(areCounts(offsets, 2) && offsets.length === 2, `${name} has the place ${JSON.stringify(offsets)}`);
  const [begin, end] = offsets;
  expect(begin <= end && end <= data.length, `${name} would lie from ${begin} to ${end} of ${data.length} bytes`);
  const need = shape.reduce((product, n) => product * n, types[type]);
  expect(need === end - begin, `${name} has ${end - begin} bytes, and its shape needs ${need}`);
  return { type, shape, begin, bytes: data.subarray(begin, end) };
}

/** The tensors fill the file, without gaps and without overlaps. */
function requireWhole(tensors, length) {
  const ordered = [...tensors].sort(([, a], [, b]) => a.begin - b.begin || a.bytes.length - b.bytes.length);
  let at = 0;
  for (const [name, { begin, bytes }] of ordered) {
    expect(begin === at, `${name} begins at ${begin}, expected ${at}`);
    at += bytes.length;
  }
  expect(at === length, `its tensors end at ${at} of ${length} bytes`);
}

/** Each number of half precision, by its bits: all are looked up sooner than computed. @returns {Float32Array} */
function tableOfHalves() {
  known.table ??= Float32Array.from({ length: 1 << 16 }, (_, bits) => fromHalf(bits));
  return known.table;
}
const known = { /** @type {?Float32Array} */ table: null };

/** The numbers of a tensor. @param {Stored} stored */
export function numbersOf({ type, bytes }) {
  const own = new Uint8Array(bytes).buffer; // begins where numbers may
  if (type === "F32") return new Float32Array(own);
  if (type === "F64") return Float32Array.from(new Float64Array(own));
  if (type === "BF16") return new Float32Array(Uint32Array.from(new Uint16Array(own), (bits) => bits << 16).buffer);
  if (type !== "F16") throw new RangeError(`weights of the type ${type} cannot run here; save them as floats`);
  const { Float16Array } = /** @type {any} */ (globalThis); // not in every browser yet
  if (Float16Array) return new Float32Array(new Float16Array(own));
  const [bits, table] = [new Uint16Array(own), tableOfHalves()];
  const numbers = new Float32Array(bits.length);
  for (let i = 0; i < bits.length; i++) numbers[i] = table[bits[i]];
  return numbers;
}
