// What the figures share that look into a network: how far it has come, and how a picture is cut for it.
import { node } from "./elements.js";

export const percent = (share) => `${Math.round(100 * share)} %`;

/** The square in the middle of a picture, at this many rows and columns. */
export const squareAt = (side) => (width, height) => {
  const edge = Math.min(width, height);
  return [side, side, Math.floor((width - edge) / 2), Math.floor((height - edge) / 2), edge, edge];
};

/** How much of the network has arrived, or why it does not run; nothing once it does. */
export function networkWords({ share, failed, classes }) {
  if (failed) return [`The network cannot run here: ${failed}. You see what came with the page.`];
  if (classes) return [];
  const now = Math.round(100 * share);
  return ["The network is on its way. ", node("progress", { max: 100, value: now, "aria-label": "The network" })];
}
