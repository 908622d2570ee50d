/**
 * What bundle.mjs lists: the modules that the explorers' scripts take from the page's, by their names; how numbers are typed
 * and read; when all pictures are; and what figures tell the text beside them.
 */
declare module "explorers" {
  export const SHARED: Record<string, object>;
  export { typedFields } from "../../convcourse/explorers/parts/editing.js";
  export { parseNumber } from "../../convcourse/explorers/parts/numbers.js";
  export { allDecoded } from "../../convcourse/explorers/parts/pictures.js";
  export { onReads } from "../../convcourse/explorers/parts/reads.js";
}
