// Dragging by mouse and by finger: begun, moved, taken back.

const SLOP = 4; // px that a finger moves before it drags: until then it may be about to scroll, or only tap

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
 * @param {(held: Held) => void} [does.tap]
 * @param {"x" | "both"} [does.axis] along which it moves
 */
export function draggable(el, { signal, grab, move, back, tap, axis = "x" }) {
  let dragged = false; // by the last press
  if (tap) swallowClicks(el, signal, () => dragged);
  function begin(event) {
    if (!event.isPrimary || event.button !== 0) return;
    const { pointerId, pointerType, clientX, clientY } = event;
    dragged = false;
    const held = grab(event);
    if (held === null) return;
    const waits = tap || pointerType === "touch";
    const drag = new AbortController();
    const end = () => {
      drag.abort();
      el.classList.remove("cc-held");
    };
    /** @type {(type: string, act: (event: any) => void) => void} */
    const listen = (type, act) => window.addEventListener(type, act, { signal: drag.signal, capture: true });
    const own = (act) => (next) => next.pointerId === pointerId && act(next);
    const far = (next) => Math.hypot(next.clientX - clientX, axis === "x" ? 0 : next.clientY - clientY) >= SLOP;
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
        if (tap && !dragged) tap(held);
        else move(held, last); // a tap goes there, too
      }),
    );
    listen("keydown", (key) => {
      if (key.key === "Escape") takeBack();
    });
    if (!waits) move(held, event);
  }
  el.addEventListener("pointerdown", begin, { signal });
}

/** Keep from all others the click that the browser makes of a drag's end. */
function swallowClicks(el, signal, dragged) {
  const onClick = (event) => {
    if (dragged() && event.detail) event.stopPropagation();
  };
  el.addEventListener("click", onClick, { signal, capture: true });
}
