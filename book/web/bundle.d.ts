/** What bundle.mjs lists: the `render` of each explorer, by the name of its module; and how typed numbers are read. */
declare module "explorers" {
  export const EXPLORERS: Record<string, { render: (widget: { model: any; el: HTMLElement }) => any }>;
  export { parseNumber } from "../../convcourse/explorers/parts/numbers.js";
}
