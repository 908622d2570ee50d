// How a figure is laid out: its stage, and what speaks about it, by the width that the figure has. The stylesheet does the
// rest by the name of the layout.

/**
 * From this width on the words stand beside the stage, and below this one a figure is laid out as on a phone, in px. Beside
 * the words a stage is more than 300 px narrower than its figure: it has to be wider than on a phone all the same.
 */
const BESIDE = 860;
const NARROW = 520;

/** The name of the layout for a figure of this width, borders and padding not counted. */
export function layoutFor(width) {
  if (width >= BESIDE) return "beside";
  return width < NARROW ? "narrow" : "below";
}

/** Whether the frame around a view is laid out as on a phone, in rows that one moves sideways. */
export const phone = (view) => (view.closest(".cc-explorer") ?? view).dataset?.layout === "narrow";

/** Lay out the frame around a view, its title and its controls included; the view alone where it stands without them. */
export function layOut(view) {
  const frame = view.closest(".cc-explorer") ?? view;
  const style = getComputedStyle(frame);
  const width = frame.clientWidth - Number.parseFloat(style.paddingLeft) - Number.parseFloat(style.paddingRight);
  if (width > 0) frame.dataset.layout = layoutFor(width); // without a width it is not shown: in a tab, or not yet
}

/** @type {WeakMap<Element, {situation: string, two: boolean}>} whether the controls of a frame stand in two rows on this screen */
const decided = new WeakMap();

/** @type {WeakSet<Element>} frames that a finger rests on */
const touched = new WeakSet();

/** Keep the rows of a frame's controls as they are while a finger rests on it: what it holds must not move away. */
export function holdRows(frame, signal) {
  frame.addEventListener("pointerdown", () => touched.add(frame), { signal });
  for (const type of ["pointerup", "pointercancel"]) {
    window.addEventListener(type, () => touched.delete(frame), { signal, capture: true });
  }
}

/** Let some of the controls stand first; a row of buttons after the others, for where it is cut off it shows that it goes on. */
function leadWith(controls, first) {
  [...controls.children].forEach((one, n) => {
    const place = one.classList.contains("widget-toggle-buttons") ? "-1" : "-2";
    const order = first.includes(n) ? place : "";
    if (one.style.order !== order) one.style.order = order;
  });
}

/**
 * Let the controls stand in two rows on a phone, where one row cannot show them all and the figure still fits the screen below
 * the page's header. A figure that once grew too tall keeps its one row: nothing jumps to and fro under a finger. While a
 * puzzle is on, its target needs the room, and the controls that it is solved with stand first.
 * @param {HTMLElement} view
 * @param {?number[]} [moved] which controls the puzzle that is on is solved with
 */
export function rowsOfControls(view, moved) {
  const frame = /** @type {?HTMLElement} */ (view.closest(".cc-explorer"));
  const controls = frame?.querySelector(":scope > .cc-controls");
  if (!controls || touched.has(frame)) return;
  const onPhone = phone(view);
  leadWith(controls, (onPhone && moved) || []);
  if (!onPhone || moved) {
    delete frame.dataset.rows;
    return;
  }
  const { clientWidth, clientHeight } = document.documentElement;
  const situation = [clientWidth, clientHeight, controls.childElementCount].join();
  let now = decided.get(frame);
  if (now?.situation !== situation) {
    delete frame.dataset.rows;
    now = { situation, two: controls.scrollWidth > controls.clientWidth };
    decided.set(frame, now);
  }
  if (now.two) frame.dataset.rows = "two";
  const header = Number.parseFloat(getComputedStyle(frame).getPropertyValue("--header")) || 0;
  if (!now.two || frame.offsetHeight <= clientHeight - header) return;
  now.two = false;
  delete frame.dataset.rows;
}
