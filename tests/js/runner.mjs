// Plays JavaScript for the tests in Python. On stdin comes a module, an adapter if the test needs one, and a job: any
// JSON in which {$call, arguments} stands for what that function returns, in arguments as well. What is printed is the
// job with each call's answer in its place; a job that is one call can be one that takes its time. A module is an address to import from, an adapter a file of adapters/, whose
// functions are found before those of the module. JSON lacks some values: {$number} is one that is not finite,
// {$list, numbers} a list of this type, {$bytes} a DataView of what stands there in base64.
import { text } from "node:stream/consumers";

const LISTS = { Array, Float64Array, Float32Array, Uint8Array, Uint8ClampedArray };

const job = JSON.parse(await text(process.stdin));
const page = job.module ? await import(job.module) : {};
const adapter = job.adapter ? (await import(`./adapters/${job.adapter}.mjs`)).default(page) : {};

function named(name) {
  const found = adapter[name] ?? name.split(".").reduce((part, word) => part?.[word], page);
  if (typeof found !== "function") throw new TypeError(`neither the adapter nor the module has a function ${name}`);
  return found;
}

/** The value that stands for a node of the job, with every call in it answered. */
function answered(node) {
  if (node === null || typeof node !== "object") return node;
  if (Array.isArray(node)) return node.map(answered);
  if ("$number" in node) return Number(node.$number);
  if ("$list" in node) return LISTS[node.$list].from(node.numbers, answered);
  if ("$bytes" in node) return new DataView(Uint8Array.from(Buffer.from(node.$bytes, "base64")).buffer);
  if ("$call" in node) return answerTo(node);
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, answered(value)]));
}

function answerTo({ $call, arguments: given, attempt }) {
  const values = given.map(answered);
  if (!attempt) return named($call)(...values);
  const before = JSON.stringify(values, sent);
  try {
    const value = named($call)(...values);
    // A pure function leaves its arguments as they were.
    return { value, untouched: JSON.stringify(values, sent) === before };
  } catch (error) {
    return { error: error.name, message: error.message };
  }
}

/** What JSON makes of a value, typed lists, sets and maps as lists. */
function sent(_, value) {
  if (typeof value === "number" && !Number.isFinite(value)) return { $number: String(value) };
  if (ArrayBuffer.isView(value) || value instanceof Set || value instanceof Map) return Array.from(value);
  return value;
}

console.log(JSON.stringify(await answered(job.job), sent));
