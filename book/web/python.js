// Python in the page: MicroPython in a worker, one for each answer, and the next one warmed up meanwhile.
//
// Nothing of it is loaded before it is asked for. What it is made of comes as a script that sets a name, for a page from
// disk may fetch nothing.

/** How long an answer may run, in ms. */
const LIMIT = 5000;
/** How long Python may take to be there, in ms; then something is wrong. */
const PATIENCE = 60_000;

/** Where the pages' scripts are. This is read while page.js runs. */
const HOME = new URL(".", /** @type {HTMLScriptElement} */ (document.currentScript)?.src ?? document.baseURI);

const loads = new Map();

/** Load a script of the site, once; a failure may be tried again. @param {string} place from the pages' scripts on */
export function load(place) {
  if (!loads.has(place)) {
    /** @type {Promise<void>} */
    const loaded = new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = new URL(place, HOME).href;
      script.onload = () => resolve();
      script.onerror = () => {
        loads.delete(place);
        script.remove();
        reject(new Error(`the file ${place} of this site is missing, or cannot be reached`));
      };
      document.head.append(script);
    });
    loads.set(place, loaded);
  }
  return loads.get(place);
}

/** What stands in base64, inflated. @returns {Promise<ArrayBuffer>} */
async function inflated(base64) {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Response(stream).arrayBuffer();
}

let parts;

/** The parts of book/exercises/scripts.py, ready for a worker. */
function pythonParts() {
  parts ??= load("exercises/python.js").then(async () => {
    const { worker, wasm, files, known } = globalThis.convcoursePython;
    const script = URL.createObjectURL(new Blob([worker], { type: "text/javascript" }));
    const module = await WebAssembly.compile(await inflated(wasm));
    return { script, start: { wasm: module, files, known } };
  });
  parts.catch(() => (parts = undefined));
  return parts;
}

/** Hear what a worker says next but what is printed; a worker that breaks off says that. */
function next(worker, onPrint = (_line) => {}) {
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => ("printed" in data ? onPrint(data.printed) : resolve(data));
    worker.onerror = (event) => {
      event.preventDefault(); // it is told to the reader
      reject(new Error(event.message || "its worker does not start"));
    };
  });
}

/** Ends a promise that takes too long. */
function within(limit, promise, late) {
  let timer;
  const ends = new Promise((resolve) => (timer = setTimeout(() => resolve(late()), limit)));
  return Promise.race([promise, ends]).finally(() => clearTimeout(timer));
}

async function begun() {
  const { script, start } = await pythonParts();
  const worker = new Worker(script);
  try {
    worker.postMessage({ start });
    const said = await within(PATIENCE, next(worker), () => ({ failed: "it does not begin" }));
    if (said.failed) throw new Error(said.failed);
    return worker;
  } catch (error) {
    worker.terminate();
    throw error;
  }
}

/** @type {Promise<Worker> | undefined} */
let waiting;

/** Have a worker ready, for the answer that will come. @returns {Promise<Worker>} */
export function warmUp() {
  waiting ??= begun();
  waiting.catch(() => (waiting = undefined));
  return waiting;
}

/**
 * Judge an answer, in a worker of its own: what it changes, such as `np.zeros`, no later one sees.
 * @param {Record<string, string>} job source, exercise, scope and elsewhere
 * @param {(line: string) => void} onPrint hears each line that the answer prints
 * @returns {Promise<{ verdict?: [string, string, any?], failed?: string, stopped?: boolean }>}
 */
export async function judge(job, onPrint) {
  const worker = await warmUp();
  waiting = undefined;
  try {
    worker.postMessage({ run: job });
    return await within(LIMIT, next(worker, onPrint), () => ({ stopped: true }));
  } catch (error) {
    return { failed: error.message };
  } finally {
    worker.terminate();
    warmUp().catch(() => {}); // told when it is wanted
  }
}
