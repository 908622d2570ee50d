/** What bundle.mjs lists: the `render` of each explorer, by the name of its module. */
declare module "explorers" {
  export const EXPLORERS: Record<string, { render: (widget: { model: any; el: HTMLElement }) => any }>;
}
