// The worker in which a network runs: it answers one message after the other, {id, command, look}, by {id, value} or {id, error}.
import { decoded, seer } from "./seer.js";

let eye;
/** @type {Uint8Array[]} of the file of weights, from 1 on */
const parts = [];

/** A part of the file, as bytes or in base64. */
function part({ number, bytes }) {
  parts[number - 1] = typeof bytes === "string" ? decoded(bytes) : bytes;
}

/** All parts have come. */
function start() {
  const file = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const bytes of parts.splice(0)) {
    file.set(bytes, at);
    at += bytes.length;
  }
  eye = seer(file);
  return { classes: eye.classes() };
}

const COMMANDS = { part, start };

globalThis.onmessage = ({ data: { id, command, look } }) => {
  try {
    globalThis.postMessage({
      id,
      value: Object.hasOwn(COMMANDS, command) ? COMMANDS[command](look) : eye[command](look),
    });
  } catch (error) {
    globalThis.postMessage({ id, error: error.message });
  }
};
