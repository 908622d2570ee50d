// The kinds of problems, by the names that Python gives them.
import { borderCells } from "./borders.js";
import { libraries } from "./library.js";
import { oneCell } from "./one_cell.js";
import { outputPaddings } from "./output_padding.js";
import { outputSizes } from "./output_size.js";
import { parameterCounts } from "./parameters.js";
import { problemOf } from "./problem.js";
import { readKernels } from "./read_kernel.js";
import { receptiveFields } from "./receptive_field.js";
import { transposedSizes } from "./transposed_size.js";
import { undoneFlips } from "./undo_flip.js";

/** @type {Record<string, import("./problem.js").Kind>} */
const KINDS = {
  one_cell: oneCell,
  read_kernel: readKernels,
  undo_flip: undoneFlips,
  library: libraries,
  borders: borderCells,
  output_size: outputSizes,
  parameters: parameterCounts,
  receptive_field: receptiveFields,
  transposed_size: transposedSizes,
  output_padding: outputPaddings,
};

/** How many seeds are tried for a problem in which a rule is told by an answer of its own. */
const TRIES = 5000;

/** The problem of a kind that follows from a seed. @param {import("./problem.js").Words} words @param {number} seed */
export const problem = (words, seed) => problemOf(KINDS[words.name], words, seed);

/** The next problem from a seed on in which a wrong rule has an answer that no other gives. */
export function problemTelling(words, rule, seed) {
  for (let n = 0; n < TRIES; n++) {
    const made = problem(words, (seed + n) >>> 0);
    if (made.wrong.some(({ rules }) => rules.length === 1 && rules[0] === rule)) return made;
  }
  return problem(words, seed); // a rule that the course no longer has
}
