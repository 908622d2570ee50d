// Networks in the compiled kernel, from what a test in Python describes; large results go into a file of single precision.
import { readFileSync, writeFileSync } from "node:fs";
import { KERNEL } from "../../../convcourse/explorers/parts/network/kernel.js";
import { Network } from "../../../convcourse/explorers/parts/network/network.js";
import { readSafetensors } from "../../../convcourse/explorers/parts/network/safetensors.js";
import { seer } from "../../../convcourse/explorers/parts/network/seer.js";
import { untrained } from "../../../convcourse/explorers/parts/network/untrained.js";
import * as vgg from "../../../convcourse/explorers/parts/network/vgg.js";

export const instance = () => new WebAssembly.Instance(new WebAssembly.Module(Buffer.from(KERNEL, "base64")));

export default () => ({
  /** What a figure is told of pictures, in turns, with a layer and a sum of each. */
  looks(path, pictures, { channels, layer, channel, at }) {
    const eye = seer(readFileSync(path));
    return pictures.flatMap(({ rgba, side }, n) =>
      [false, true].map((untrained) => {
        const look = { key: String(n), rgba, side, untrained };
        const { tops, zeros, shares, maps } = eye.see({ ...look, channels });
        const { channels: strongest } = eye.see({ ...look, channels: null, most: 6 });
        return {
          tops,
          zeros,
          shares,
          maps,
          strongest,
          layer: eye.layer({ ...look, layer }),
          terms: eye.terms({ ...look, layer, channel, at }),
        };
      }),
    );
  },
  /** What a figure is told of the end of a network, and of how far two pictures are apart in it. */
  ends(path, [one, two]) {
    const eye = seer(readFileSync(path));
    const looks = [one, two].map((picture, n) => ({ key: String(n), ...picture }));
    return { endings: looks.map((look) => eye.ending(look)), apart: eye.compare({ ...looks[0], other: looks[1] }) };
  },
  /** Ways back through the network, each from a start along a path. */
  trails(path, picture, ways) {
    const eye = seer(readFileSync(path));
    return ways.map((way) => eye.trail({ key: "one", ...picture, ...way }));
  },
  /** Where channels are largest in some pictures, trained and untrained. */
  strongest(path, pictures, questions) {
    const eye = seer(readFileSync(path));
    const looks = (untrained) => pictures.map((picture, n) => ({ key: String(n), ...picture, untrained }));
    return questions.map(({ untrained, ...look }) => eye.strongest({ pictures: looks(untrained), ...look }));
  },
  /** How far a shifted picture's maps are from the moved ones. */
  moves(path, one, other, right) {
    return seer(readFileSync(path)).compare({ key: "one", ...one, other: { key: "other", ...other }, right });
  },
  /** What layers make of each of some inputs, one after the other in one network. */
  results(layers, inputs) {
    const network = new Network(instance(), layers);
    return inputs.map((input) => {
      network.run(input);
      return network.map(network.steps.length);
    });
  },
  /** All maps and the scores of the slim VGG, trained or untrained, for pictures of four bytes to a pixel. */
  slim(path, out, seed, pictures) {
    const file = readSafetensors(readFileSync(path));
    const like = vgg.trained(file);
    const tensor = seed === null ? like : untrained(like, vgg.KERNELS, seed);
    const network = new Network(instance(), vgg.layersOf(tensor));
    const all = pictures.flatMap(({ rgba, side }) => {
      network.run(vgg.inputOf(rgba, side));
      return [...vgg.CONVOLUTIONS, network.steps.length].map((n) => network.map(n));
    });
    writeFileSync(out, Buffer.concat(all.map(({ data }) => Buffer.from(data.buffer))));
    return { shapes: all.map(({ shape }) => shape), classes: vgg.classesOf(file) };
  },
});
