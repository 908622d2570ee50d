// The worker in which a network runs: it answers one message after the other, {id, command, look}, by {id, value} or {id, error}.
import { decoded, seer } from "./seer.js";

let eye;

/** The weights come first, as bytes or in base64. */
const start = ({ weights }) => {
  eye = seer(typeof weights === "string" ? decoded(weights) : weights);
  return { classes: eye.classes() };
};

globalThis.onmessage = ({ data: { id, command, look } }) => {
  try {
    globalThis.postMessage({ id, value: command === "start" ? start(look) : eye[command](look) });
  } catch (error) {
    globalThis.postMessage({ id, error: error.message });
  }
};
