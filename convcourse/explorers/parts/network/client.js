// The page's side of a network: it fetches the weights when first asked, starts a worker with them, and asks it.
//
// A page that was opened from disk may load neither a file by fetch nor a worker from one. So the worker's text and the
// weights come in scripts of the site, which the page adds when it needs them; in JupyterLab Python sends both.
import { pythonBehind } from "../host.js";

/**
 * What is needed to run a network: the text of a worker, and what brings the file of weights, in parts from 1, each as bytes or
 * in base64; it is done when all have been.
 * @typedef {{text: string, bring: (add: (number: number, bytes: string | Uint8Array) => void) => Promise<any>}} Parts
 *
 * A worker with a network: what it is asked waits until it has all parts; `ready` is when it has begun, or why it cannot.
 * @typedef {{classes: ?string[], ready: Promise<void>, ask: (command: string, look: object) => Promise<any>}} Room
 */

const FOLDER = "networks/"; // of the site, beside the script that draws its figures
const SCRIPT = "script[src*='convcourse/page.js']";
const HANDOVER = "courseNetwork"; // what the site's scripts call, with the name of the network, a number, and a text
const PARTS = 8; // scripts in which the weights come, as `PARTS` in book/networks.py has it
const OWN = "own_network"; // it has none: the reader brings them
const PATIENCE = 100; // ms: what arrives sooner is not told, for figures would be drawn anew

/** @type {Map<string, {room: Promise<Room>, share: number, heard: Set<() => void>}>} the networks of this page */
const begun = new Map();

/**
 * A network of the course, started when it is first asked for, once a page.
 * @param {string} name
 * @param {any} model of a view, to ask Python where it hears
 * @param {AbortSignal} signal of that view
 * @param {() => void} heard is called when more of it has arrived
 */
export function networkOf(name, model, signal, heard) {
  if (!begun.has(name)) begun.set(name, begin(name, model, signal));
  const network = begun.get(name);
  network.heard.add(heard);
  signal.addEventListener("abort", () => network.heard.delete(heard));
  return network;
}

function begin(name, model, signal) {
  const heard = new Set();
  const network = { share: 0, heard, room: null };
  let told = performance.now();
  const tell = (share) => {
    network.share = share;
    if (performance.now() - told < PATIENCE) return;
    told = performance.now();
    for (const one of heard) one();
  };
  const python = pythonBehind(model, signal, () => {}).hears();
  const parts = python ? fromPython(name, model, signal) : fromSite(name, tell);
  network.room = parts.then(roomOf);
  network.room.then(({ ready }) => ready).catch(() => begun.delete(name)); // a later figure tries again
  return network;
}

/** @returns {Promise<Parts>} */
function fromPython(name, model, signal) {
  return new Promise((resolve, reject) => {
    function take(message, buffers) {
      if (message.network !== name) return;
      model.off("msg:custom", take);
      const weights = buffers.map(
        ({ buffer, byteOffset, byteLength }) => new Uint8Array(buffer, byteOffset, byteLength),
      );
      resolve({ text: message.worker, bring: async (add) => weights.forEach((bytes, n) => add(n + 1, bytes)) });
    }
    model.on("msg:custom", take);
    signal.addEventListener("abort", () => {
      model.off("msg:custom", take);
      reject(new Error("the figure that asked for the network is gone")); // where it has not come; a later one asks again
    });
    model.send({ network: name });
  });
}

/**
 * From the site's scripts: the first has the worker's text, the others the weights. All are asked for at once.
 * @returns {Promise<Parts>}
 */
async function fromSite(name, tell) {
  const count = name === OWN ? 0 : PARTS;
  const arrived = new Map();
  globalThis[HANDOVER] ??= (network, number, text) => handed.get(network)(number, text);
  handed.set(name, (number, text) => arrived.set(number, text));
  const [first, ...others] = Array.from({ length: 1 + count }, (_, number) => addScript(`${name}.${number}.js`));
  for (const one of others) one.catch(Boolean); // it is told where it is waited for
  await first;
  let come = 0;
  async function take(script, number, add) {
    await script;
    add(number, arrived.get(number)); // the worker reads it while the next ones come
    arrived.delete(number);
    tell(++come / count);
  }
  return { text: arrived.get(0), bring: (add) => Promise.all(others.map((script, n) => take(script, n + 1, add))) };
}
const handed = new Map();

/** Load a script of the site. @param {string} file @returns {Promise<void>} */
function addScript(file) {
  return new Promise((resolve, reject) => {
    const beside = /** @type {?HTMLScriptElement} */ (document.querySelector(SCRIPT));
    if (!beside) throw new Error("this page does not bring it along");
    const script = document.createElement("script");
    script.src = new URL(FOLDER + file, beside.src).href;
    script.onload = () => resolve(script.remove());
    script.onerror = () => reject(new Error("a part of the network could not be loaded"));
    document.head.append(script);
  });
}

/** A worker that gets a network. @param {Parts} parts @returns {Room} */
function roomOf({ text, bring }) {
  const worker = workerOf(text);
  const open = new Map();
  let last = 0;
  worker.onmessage = ({ data: { id, value, error } }) => {
    const { resolve, reject } = open.get(id);
    open.delete(id);
    if (error) reject(new Error(error));
    else resolve(value);
  };
  worker.onerror = ({ message }) => {
    for (const { reject } of open.values()) reject(new Error(message));
    open.clear();
  };
  const post = (command, look) =>
    new Promise((resolve, reject) => {
      open.set(++last, { resolve, reject });
      worker.postMessage({ id: last, command, look });
    });
  const parts = [];
  const brought = bring((number, bytes) => parts.push(post("part", { number, bytes })));
  const room = { classes: null, ready: brought.then(begin), ask };
  async function begin() {
    const [{ classes }] = await Promise.all([post("start", {}), ...parts]);
    room.classes = classes;
  }
  /** What is asked while it begins stands in line behind that; where it cannot, that is the answer. */
  async function ask(command, look) {
    await brought;
    const [answer] = await Promise.all([post(command, look), room.ready]);
    return answer;
  }
  return room;
}

function workerOf(text) {
  const address = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
  try {
    return new Worker(address);
  } finally {
    URL.revokeObjectURL(address);
  }
}
