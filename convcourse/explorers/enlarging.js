// The explorers of transposed convolution in one module, so that a page with all of them carries what they share once.
import { checkerboardLab } from "./checkerboard_lab.js";
import { sizeFinder } from "./size_finder.js";
import { transposedExplorer } from "./transposed_explorer.js";

const FIGURES = { checkerboardLab, sizeFinder, transposedExplorer };

export default { render: (context) => FIGURES[context.model.get("figure")](context) };
