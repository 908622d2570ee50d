// What the figures share that look into a network: how far it has come, and how a picture is cut for it.
import { make, node } from "./elements.js";
import { inLines, pixelCanvas } from "./pictures.js";

export const percent = (share) => `${Math.round(100 * share)} %`;

/** How much of the network has arrived, or why it does not run; nothing once it does. */
export function networkWords({ share, failed, classes }) {
  if (failed) return [`The network cannot run here: ${failed}. You see what came with the page.`];
  if (classes) return [];
  const now = Math.round(100 * share);
  return ["The network is on its way. ", node("progress", { max: 100, value: now, "aria-label": "The network" })];
}

/** A layer, small. */
export function layerTile() {
  const { canvas, paint } = pixelCanvas({ class: "cc-i-map", role: "img" });
  const below = make("span", {});
  const el = make("div", { class: "cc-i-tile" }, [canvas, below]);
  function update({ wide, lines, words: said, ...look }) {
    paint(look);
    canvas.style.width = `${wide}px`;
    canvas.setAttribute("aria-label", said);
    below.replaceChildren(...inLines(lines));
  }
  return { el, update };
}
