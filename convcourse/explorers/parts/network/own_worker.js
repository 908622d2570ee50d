// The worker in which networks of the reader's own run: it answers {id, command, look} by {id, value} or {id, error}.
import { ownNetwork } from "./own_network.js";

/** @type {Map<number, import("./network.js").Network>} by their figures */
const networks = new Map();

const COMMANDS = {
  start: () => ({ classes: [] }),
  load({ figure, plan, file }) {
    networks.delete(figure);
    const { network, ...about } = ownNetwork(plan, file);
    networks.set(figure, network);
    return about;
  },
  /** Send a picture through, and bring what a layer, from 1, made of it. */
  run({ figure, input, step }) {
    const network = networks.get(figure);
    network.run(input);
    return network.map(step);
  },
  drop: ({ figure }) => networks.delete(figure),
};

globalThis.onmessage = ({ data: { id, command, look } }) => {
  try {
    globalThis.postMessage({ id, value: COMMANDS[command](look) });
  } catch (error) {
    globalThis.postMessage({ id, error: error.message });
  }
};
