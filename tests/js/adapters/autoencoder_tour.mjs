// The tour of a network: its maps, its error, and what stands beside the output.

const bytesOf = ({ buffer }) => new Uint8Array(buffer);

export default function adapter({ comparison, readNetwork, tour }) {
  /** What is shown in each state, for photos and weights as they travel. */
  function shown(states, { photos, weights, channels }) {
    const networks = weights.map(readNetwork);
    const data = { photos: photos.map((one) => Float64Array.from(bytesOf(one))), networks, channels };
    return states.map((state) => {
      const result = tour(state, data);
      const { maps, side, error } = result;
      return { maps, side, error, comparison: comparison(state, result) };
    });
  }
  return { shown };
}
