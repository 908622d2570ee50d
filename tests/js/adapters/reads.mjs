// What a figure tells the text beside it, by its own compute and reads.
import { inWords } from "../../../convcourse/explorers/parts/reads.js";
import { partsOf } from "../own_parts.mjs";

/** The words of each of a figure's reads, in each of the states. */
async function told({ module, states }) {
  const { compute, reads = {} } = await partsOf(module);
  const ui = { data: { photos: { get: () => null } }, puzzle: () => null }; // pictures are still being decoded
  const read = (state) => {
    const result = compute(state, ui);
    return Object.fromEntries(Object.entries(reads).map(([name, of]) => [name, inWords(of(state, result))]));
  };
  return { names: Object.keys(reads), states: states.map(read) };
}

export default () => ({ told });
