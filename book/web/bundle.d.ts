/**
 * What bundle.mjs lists: the `render` of each explorer, by the name of its module; how numbers are typed and read; when
 * all pictures are; and what figures tell the text beside them.
 */
declare module "explorers" {
  export const EXPLORERS: Record<string, { render: (widget: { model: any; el: HTMLElement }) => any }>;
  export { typedFields } from "../../convcourse/explorers/parts/editing.js";
  export { parseNumber } from "../../convcourse/explorers/parts/numbers.js";
  export { allDecoded } from "../../convcourse/explorers/parts/pictures.js";
  export { onReads } from "../../convcourse/explorers/parts/reads.js";
}
