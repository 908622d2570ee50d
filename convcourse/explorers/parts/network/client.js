// The page's side of a network: it fetches the weights when first asked, starts a worker with them, and asks it.
//
// A page that was opened from disk may load neither a file by fetch nor a worker from one. So the worker's text and the
// weights come in scripts of the site, which the page adds when it needs them; in JupyterLab Python sends both.
import { pythonBehind } from "../host.js";

/**
 * What is needed to run a network: the text of a worker, and the file of weights, as bytes or in base64.
 * @typedef {{worker: string, weights: string | Uint8Array}} Parts
 * @typedef {{classes: string[], ask: (command: string, look: object) => Promise<any>}} Room
 */

const FOLDER = "networks/"; // of the site, beside the script that draws its figures
const SCRIPT = "script[src*='convcourse/page.js']";
const HANDOVER = "courseNetwork"; // what the site's scripts call, with the name of the network, a number, and a text

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
  const tell = (share) => {
    network.share = share;
    for (const one of heard) one();
  };
  const python = pythonBehind(model, signal, () => {}).hears();
  const parts = python ? fromPython(name, model, signal) : fromSite(name, tell);
  network.room = parts.then(started);
  network.room.catch(() => begun.delete(name)); // a later figure tries again
  return network;
}

/** @returns {Promise<Parts>} */
function fromPython(name, model, signal) {
  return new Promise((resolve, reject) => {
    function take(message, buffers) {
      if (message.network !== name) return;
      model.off("msg:custom", take);
      const { buffer, byteOffset, byteLength } = buffers[0] ?? new DataView(new ArrayBuffer(0));
      resolve({ worker: message.worker, weights: new Uint8Array(buffer, byteOffset, byteLength) });
    }
    model.on("msg:custom", take);
    signal.addEventListener("abort", () => {
      model.off("msg:custom", take);
      reject(new Error("the figure that asked for the network is gone")); // where it has not come; a later one asks again
    });
    model.send({ network: name });
  });
}

/** Parts of a file, as the site's scripts bring them: the first is the worker's text, and says how many follow. */
async function fromSite(name, tell) {
  const arrived = new Map();
  globalThis[HANDOVER] ??= (network, number, text) => handed.get(network)(number, text);
  handed.set(name, (number, text) => arrived.set(number, text));
  await addScript(`${name}.0.js`);
  const { worker, count } = arrived.get(0);
  const numbers = Array.from({ length: count }, (_, n) => n + 1);
  await Promise.all(
    numbers.map(async (number) => {
      await addScript(`${name}.${number}.js`);
      tell((arrived.size - 1) / count);
    }),
  );
  return { worker, weights: numbers.map((number) => arrived.get(number)).join("") };
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

/** Start a worker with a network. @param {Parts} parts @returns {Promise<Room>} */
async function started({ worker: text, weights }) {
  const address = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
  const worker = new Worker(address);
  URL.revokeObjectURL(address);
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
  const ask = (command, look) =>
    new Promise((resolve, reject) => {
      open.set(++last, { resolve, reject });
      worker.postMessage({ id: last, command, look });
    });
  const { classes } = await ask("start", { weights });
  return { classes, ask };
}
