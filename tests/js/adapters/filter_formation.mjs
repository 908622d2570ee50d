// What is measured of a layer's kernels in each snapshot, from traits as they travel.

export default function adapter({ countAbove, judge, kernelRgba, madeByHand, planesOf, readLayer, respond, sorted }) {
  const layerOf = (traits) => readLayer((name) => traits[name]);

  function told({ traits, picture, position, chosen }) {
    const layer = layerOf(traits);
    const shown = { data: planesOf(picture.rgba, traits), shape: [layer.channels, picture.rows, picture.cols] };
    const kernel = layer.kernels[position][chosen];
    const map = respond(shown, kernel, layer.size, traits.stride);
    return {
      all: layer.told.map((kernels) => kernels.map((one) => numbersOf(one, layer.hand))),
      kernel,
      rgba: kernelRgba(kernel, layer.channels),
      made: madeByHand(layer.told[position][chosen].near, layer.hand),
      structured: layer.structured,
      output: map.data,
      rows: map.rows,
      cols: map.cols,
      above: [0.2, 0.35, 0.6].map((threshold) => layer.told.map((all) => countAbove(all, threshold))),
      orders: [0, 1, 2, 3].map((order) => sorted(layer.told.at(-1), order)),
    };
  }

  /** Which snapshots with which kernels solve a puzzle. */
  function solving(traits, puzzle) {
    const layer = layerOf(traits);
    const states = layer.told.flatMap((all, position) => all.map((_, chosen) => [position, chosen]));
    return states.filter(([position, chosen]) => judge({}, { layer, position, chosen }, puzzle).solved);
  }

  return { told, solving };
}

function numbersOf({ colour, angle, strength, concentration, near }, { names, mixNames }) {
  return [colour, angle, strength, concentration, names[near.pattern], mixNames[near.mix], near.cosine];
}
