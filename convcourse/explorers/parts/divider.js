// The line between before and after on a picture: dragged by mouse and finger, moved by keys.
import { draggable } from "./drag.js";
import { make } from "./elements.js";
import { arrowStep } from "./keys.js";
import { clip } from "./svg.js";

/** Where a key brings a line that stands at `now` per cent; null for one that moves nothing. */
export function dividedBy(event, now) {
  const end = { Home: 0, End: 100 }[event.key];
  if (end !== undefined) event.preventDefault();
  const step = arrowStep(event);
  return end ?? (step && clip(now + step[1] - step[0], 0, 100));
}

/**
 * A line across a picture, set as per cent of its width by `trait`: it, and its grip, lie over the picture's frame. The grip
 * waits at the edge where there is no line yet.
 * @param {any} ui
 * @param {{trait: string, label: string, words: (per: number) => string}} spec
 * @returns {{els: HTMLElement[], update: (look: {at: number, offered: boolean}) => void}}
 */
export function divider(ui, { trait, label, words }) {
  const line = make("div", { class: "cc-wipe", hidden: true });
  const slider = { role: "slider", tabindex: 0, "aria-label": label, "aria-valuemin": 0, "aria-valuemax": 100 };
  const grip = make("div", { class: "cc-wipe-grip", "data-hand": "x", ...slider });
  const put = (per) => {
    if (per !== ui.state()[trait]) ui.set({ [trait]: per });
  };
  draggable(grip, {
    signal: ui.signal,
    grab(event) {
      grip.setPointerCapture(event.pointerId); // beside it, too, nothing is pointed at meanwhile
      const { width } = grip.parentElement.getBoundingClientRect();
      return { x: event.clientX, before: ui.state()[trait], width };
    },
    move: ({ x, before, width }, { clientX }) => put(clip(Math.round(before + (100 * (clientX - x)) / width), 0, 100)),
    back: ({ before }) => put(before),
  });
  const onKey = (event) => {
    const per = dividedBy(event, ui.state()[trait]);
    if (per !== null) put(per);
  };
  grip.addEventListener("keydown", onKey, { signal: ui.signal });
  // Whoever goes for the grip points at nothing below it.
  for (const type of ["pointerdown", "pointermove"]) {
    grip.addEventListener(type, (event) => event.stopPropagation(), { signal: ui.signal });
  }
  function update({ at, offered }) {
    line.hidden = !at;
    grip.hidden = !offered && !at;
    line.style.left = `${at}%`;
    grip.style.setProperty("--at", String(at));
    grip.setAttribute("aria-valuenow", String(at));
    grip.setAttribute("aria-valuetext", words(at));
  }
  return { els: [line, grip], update };
}
