// Stands in for @lumino/widgets (136 kB, one file that cannot be shaken): the two parts of it that ipywidgets builds on.
export { Panel } from "./node_modules/@lumino/widgets/src/panel.ts";
export { Widget } from "./node_modules/@lumino/widgets/src/widget.ts";
