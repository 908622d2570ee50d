// Dragging by mouse and by finger: begun, moved, taken back.

export const SLOP = 4; // px that a finger moves before it drags: until then it may be about to scroll, or only tap
const FINGER = 44; // px that a finger hits: what is smaller is taken as that large

/** @typedef {"x" | "y" | "both"} Axis */

/**
 * Let what lies on an element be dragged. Escape, and a finger that scrolls the page instead, take it back. With `tap`, a
 * press is not yet a drag, of the mouse neither: what is let go where it was pressed is tapped, and a drag ends in no click.
 * @template Held
 * @param {HTMLElement} el
 * @param {object} does
 * @param {AbortSignal} does.signal
 * @param {(event: PointerEvent) => ?Held} does.grab what is held, as it was before; null where nothing is
 * @param {(held: Held, event: PointerEvent) => void} does.move
 * @param {(held: Held) => void} does.back
 * @param {(held: Held, event: PointerEvent) => void} [does.tap]
 * @param {Axis | (() => Axis)} [does.axis] along which it moves: sideways the page still scrolls up and down, by what the
 *   stylesheet says of `touch-action`; otherwise it stays
 */
export function draggable(el, { signal, grab, move, back, tap, axis = "x" }) {
  let dragged = false; // by the last press
  let stays = false; // the page, under this finger
  if (tap) swallowClicks(el, signal, () => dragged);
  function begin(event) {
    if (!event.isPrimary || event.button !== 0) return;
    const { pointerId, pointerType, clientX, clientY } = event;
    dragged = false;
    const held = grab(event);
    if (held === null) return;
    const along = typeof axis === "function" ? axis() : axis;
    stays = along !== "x";
    const waits = tap || pointerType === "touch";
    const drag = new AbortController();
    const end = () => {
      stays = false;
      drag.abort();
      el.classList.remove("cc-held");
    };
    /** @type {(type: string, act: (event: any) => void) => void} */
    const listen = (type, act) => window.addEventListener(type, act, { signal: drag.signal, capture: true });
    const own = (act) => (next) => next.pointerId === pointerId && act(next);
    const way = (next) => [along === "y" ? 0 : next.clientX - clientX, along === "x" ? 0 : next.clientY - clientY];
    const far = (next) => Math.hypot(...way(next)) >= SLOP;
    const follow = (next) => {
      if (pointerType !== "touch" && !next.buttons) return end(); // it was let go where nobody heard of it
      dragged ||= !waits || far(next);
      if (dragged) move(held, next);
    };
    const takeBack = () => {
      end();
      if (dragged || !tap) back(held);
    };
    el.classList.add("cc-held");
    signal.addEventListener("abort", end, { signal: drag.signal });
    listen("pointermove", own(follow));
    listen("pointercancel", own(takeBack));
    listen(
      "pointerup",
      own((last) => {
        end();
        if (tap && !dragged) tap(held, last);
        else move(held, last); // a tap goes there, too
      }),
    );
    listen("keydown", (key) => {
      if (key.key === "Escape") takeBack();
    });
    if (!waits) move(held, event);
  }
  el.addEventListener("pointerdown", begin, { signal });
  if (axis === "x") return;
  // Where a finger may scroll depends on what lies under it, and no stylesheet knows that. Two of them zoom.
  const stay = (event) => {
    if (stays && event.touches.length === 1 && event.cancelable) event.preventDefault();
  };
  el.addEventListener("touchmove", stay, { signal, passive: false });
}

/**
 * Let a window be dragged over what it lies on, by whatever is under it; for a finger a small one is as large as that.
 * @template Kept
 * @param {HTMLElement} el
 * @param {object} does
 * @param {AbortSignal} does.signal
 * @param {Axis | (() => Axis)} [does.axis]
 * @param {(event: PointerEvent) => number[]} does.place where the pointer is: how far down and across
 * @param {() => ?{row: number, col: number, height?: number, width?: number}} does.window where it lies, in the same units; null
 *   where nothing can be dragged
 * @param {() => number[]} does.unit how many px such a unit is, down and across
 * @param {(event: PointerEvent) => boolean} [does.free] whether a press may drag
 * @param {() => Kept} does.keep what is there before
 * @param {(kept: Kept, by: number[]) => void} does.slide is told how far it was moved from there
 * @param {(kept: Kept) => void} does.back
 */
export function slidable(el, { signal, axis = "both", place, window, unit, free = () => true, keep, slide, back }) {
  el.dataset.hand = typeof axis === "function" ? axis() : axis;
  function holds(event) {
    const lies = window();
    if (!lies || !free(event)) return false;
    const { row, col, height = 0, width = 0 } = lies;
    const least = unit().map((px) => (event.pointerType === "touch" ? FINGER : 2) / px);
    return place(event).every((at, n) => {
      const [start, size] = [[row, col][n], [height, width][n]];
      return Math.abs(at - start - size / 2) <= Math.max(size, least[n]) / 2;
    });
  }
  draggable(el, {
    signal,
    axis,
    grab: (event) => (holds(event) ? { at: place(event), kept: keep() } : null),
    move({ at, kept }, event) {
      const now = place(event);
      slide(kept, [now[0] - at[0], now[1] - at[1]]);
    },
    back: ({ kept }) => back(kept),
    tap() {},
  });
  const onHover = (event) => event.buttons || el.classList.toggle("cc-grasps", holds(event));
  el.addEventListener("pointermove", onHover, { signal });
}

/** Keep from all others the click that the browser makes of a drag's end. */
function swallowClicks(el, signal, dragged) {
  const onClick = (event) => {
    if (dragged() && event.detail) event.stopPropagation();
  };
  el.addEventListener("click", onClick, { signal, capture: true });
}
