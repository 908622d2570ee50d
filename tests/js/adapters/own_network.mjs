// Networks of a reader's own: from a source and a file of weights to the maps of each layer, or to what is said against them.
import { readFileSync, writeFileSync } from "node:fs";
import { planOf } from "../../../convcourse/explorers/doctor/plan.js";
import { Refused } from "../../../convcourse/explorers/doctor/reading.js";
import { ownNetwork } from "../../../convcourse/explorers/parts/network/own_network.js";

/** What `make` makes, or the words of what it refuses; any other error is one. */
function told(make) {
  try {
    return make();
  } catch (error) {
    if (error instanceof Refused || error.constructor === RangeError) return { error: error.message };
    throw error;
  }
}

export default () => ({
  /** All maps of a network as single precision in a file, and what is known of them. */
  sent(text, shape, weights, input, out) {
    return told(() => {
      const plan = planOf(text, shape);
      const { network, ...about } = ownNetwork(plan, readFileSync(weights));
      const bytes = readFileSync(input);
      network.run({ data: new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4), shape });
      const maps = plan.layers.map((_, n) => network.map(n + 1));
      writeFileSync(out, Buffer.concat(maps.map(({ data }) => Buffer.from(data.buffer))));
      const layers = plan.layers.map(({ name, layer }, n) => ({ name, kind: layer.kind, shape: maps[n].shape }));
      return { ...about, layers };
    });
  },
  planned: (text, shape) => told(() => ({ layers: planOf(text, shape).layers.length })),
  /** What is said of each of many files, how long the worst took in ms, and how much memory all took in MB. */
  files(text, shape, folder, names) {
    const plan = planOf(text, shape);
    const answers = names.map((name) =>
      told(() => {
        const { network } = ownNetwork(plan, readFileSync(`${folder}/${name}`));
        network.run({ data: new Float32Array(shape.reduce((a, b) => a * b, 1)).fill(0.5), shape });
        return { finite: network.map(network.steps.length).data.every(Number.isFinite) };
      }),
    );
    return { answers, memory: process.memoryUsage().rss / 1e6 };
  },
});
