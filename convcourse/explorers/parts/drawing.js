// When a view is drawn: once a frame, when its width changes, and when it first stands in the page.

/**
 * Call `draw` once in the next frame, however often the returned function is called before; after `signal`, never.
 * Its `now` draws at once: what was waited for is then in that frame, and not in the one after.
 */
export function scheduler(draw, signal) {
  let waiting = 0;
  signal.addEventListener("abort", () => cancelAnimationFrame(waiting));
  function schedule() {
    cancelAnimationFrame(waiting);
    if (!signal.aborted) waiting = requestAnimationFrame(draw); // a picture may be decoded after its view is gone
  }
  function now() {
    cancelAnimationFrame(waiting);
    if (!signal.aborted) draw();
  }
  return Object.assign(schedule, { now });
}

/** Call `act` whenever the size of an element changes, until `signal` ends. */
export function onResize(el, signal, act) {
  const watch = new ResizeObserver(act);
  watch.observe(el);
  signal.addEventListener("abort", () => watch.disconnect());
}

const NEAR = 0.5; // of the page's window, above and below it

/** Call `act` once, when an element comes near the part of the page that is seen; at once where it is there already. */
export function onceNear(el, signal, act) {
  const { top, bottom } = el.getBoundingClientRect();
  if (bottom > -NEAR * innerHeight && top < (1 + NEAR) * innerHeight) return act();
  const watch = new IntersectionObserver(
    (entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      watch.disconnect();
      act();
    },
    { rootMargin: `${100 * NEAR}%` },
  );
  watch.observe(el);
  signal.addEventListener("abort", () => watch.disconnect());
}

/**
 * Call `act` with the frame around a view, its title and its controls included, once it stands in the page;
 * with the view alone where it is shown without them.
 */
export function onceFramed(el, signal, act) {
  let frame = 0;
  const look = () => {
    if (el.isConnected) act(el.closest(".cc-explorer") ?? el);
    else frame = requestAnimationFrame(look);
  };
  frame = requestAnimationFrame(look);
  signal.addEventListener("abort", () => cancelAnimationFrame(frame));
}
