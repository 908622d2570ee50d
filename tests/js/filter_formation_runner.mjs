// Reads {module, layers, puzzles, photo} on stdin: runs the module as a page gets it, and prints what it computes.
import { text } from "node:stream/consumers";

const { module, layers, puzzles, photo } = JSON.parse(await text(process.stdin));
const address = `data:text/javascript,${encodeURIComponent(module)}`;
const { judge, kernelRgba, madeByHand, planesOf, readLayer, respond, sorted } = await import(address);

const bytes = (base64) => {
  const all = Buffer.from(base64, "base64");
  return new DataView(all.buffer, all.byteOffset, all.byteLength);
};

function told({ traits, picture, position, chosen }) {
  const layer = readLayer((name) => (["weights", "pattern_bytes"].includes(name) ? bytes(traits[name]) : traits[name]));
  const data = planesOf(Uint8ClampedArray.from(picture.rgba), traits);
  const shown = { data, shape: [layer.channels, picture.rows, picture.cols] };
  const kernel = layer.kernels[position][chosen];
  const one = layer.told[position][chosen];
  const map = respond(shown, kernel, layer.size, traits.stride);
  return {
    all: layer.told.map((kernels) =>
      kernels.map(({ colour, angle, strength, concentration, near }) => [
        colour,
        angle,
        strength,
        concentration,
        layer.hand.names[near.pattern],
        layer.hand.mixNames[near.mix],
        near.cosine,
      ]),
    ),
    kernel: Array.from(kernel),
    rgba: Array.from(kernelRgba(kernel, layer.channels)),
    made: Array.from(madeByHand(one.near, layer.hand)),
    structured: layer.structured,
    output: Array.from(map.data),
    rows: map.rows,
    cols: map.cols,
    orders: [0, 1, 2].map((order) => sorted(layer.told.at(-1), order)),
  };
}

/** Which states solve a puzzle: every snapshot with every kernel. */
function solving(puzzle) {
  const { traits } = layers[photo];
  const layer = readLayer((name) => (["weights", "pattern_bytes"].includes(name) ? bytes(traits[name]) : traits[name]));
  const states = layer.told.flatMap((all, position) => all.map((_, chosen) => [position, chosen]));
  return states.filter(([position, chosen]) => judge({}, { layer, position, chosen }, puzzle).solved);
}

console.log(JSON.stringify({ layers: layers.map(told), solving: puzzles.map(solving) }));
