// The worker in which networks of the reader's own run: it answers {id, command, look} by {id, value} or {id, error}.
import { ownNetwork } from "./own_network.js";
import { canRun } from "./seer.js";

/** @type {Map<number, import("./network.js").Network>} by their figures */
const networks = new Map();

const COMMANDS = {
  start: () => ({ classes: [], runs: canRun() }),
  load({ figure, plan, file }) {
    networks.delete(figure);
    const { network, ...about } = ownNetwork(plan, file);
    networks.set(figure, network);
    return about;
  },
  /** Send a picture through; without a number of a step, all that comes out at the end. */
  run({ figure, input }) {
    const network = networks.get(figure);
    network.run(input);
    return network.map(network.steps.length);
  },
  maps: ({ figure, step }) => networks.get(figure).map(step),
  drop: ({ figure }) => networks.delete(figure),
};

globalThis.onmessage = ({ data: { id, command, look } }) => {
  try {
    globalThis.postMessage({ id, value: COMMANDS[command](look) });
  } catch (error) {
    globalThis.postMessage({ id, error: error.message });
  }
};
