// Dragging by mouse and by finger: begun, moved, taken back.

const SLOP = 4; // px that a finger moves before it drags: until then it may be about to scroll

/**
 * Let what lies on an element be dragged sideways. Escape, and a finger that scrolls the page instead, take it back.
 * @template Held
 * @param {HTMLElement} el
 * @param {object} does
 * @param {AbortSignal} does.signal
 * @param {(event: PointerEvent) => Held} does.grab what is held, as it was before
 * @param {(held: Held, event: PointerEvent) => void} does.move
 * @param {(held: Held) => void} does.back
 */
export function draggable(el, { signal, grab, move, back }) {
  function begin(event) {
    if (!event.isPrimary || event.button !== 0) return;
    const { pointerId, pointerType, clientX } = event;
    const held = grab(event);
    const drag = new AbortController();
    const end = () => {
      drag.abort();
      el.classList.remove("cc-held");
    };
    /** @type {(type: string, act: (event: any) => void) => void} */
    const listen = (type, act) => window.addEventListener(type, act, { signal: drag.signal, capture: true });
    const own = (act) => (next) => next.pointerId === pointerId && act(next);
    let moved = false;
    const follow = (next) => {
      if (pointerType !== "touch" && !next.buttons) return end(); // it was let go where nobody heard of it
      moved ||= pointerType !== "touch" || Math.abs(next.clientX - clientX) >= SLOP;
      if (moved) move(held, next);
    };
    const takeBack = () => {
      end();
      back(held);
    };
    el.classList.add("cc-held");
    signal.addEventListener("abort", end, { signal: drag.signal });
    listen("pointermove", own(follow));
    listen("pointercancel", own(takeBack));
    listen(
      "pointerup",
      own((last) => {
        end();
        move(held, last); // a tap goes there, too
      }),
    );
    listen("keydown", (key) => {
      if (key.key === "Escape") takeBack();
    });
    if (pointerType !== "touch") move(held, event);
  }
  el.addEventListener("pointerdown", begin, { signal });
}
