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

/**
 * How the controls of a phone may stand where one line cannot show them all, the roomiest first: in rows; in rows of sliders
 * without their tracks, but for those of many steps; without any track; or in one line that one moves sideways.
 */
const STANDS = ["whole", "small", "tight", "line"];

/** @type {WeakMap<Element, {situation: string, at: number}>} how the controls of a frame stand on this screen; before 0 in one line that shows all */
const decided = new WeakMap();

/** @type {WeakMap<Element, string>} in which situation a frame was laid out last */
const situations = new WeakMap();

/** @type {WeakSet<Element>} frames whose words have no room below each other in that situation */
const crowded = new WeakSet();

/** @type {WeakSet<Element>} frames that a finger rests on */
const touched = new WeakSet();

/**
 * Keep the rows of a frame's controls as they are while a finger rests on it: what it holds must not move away. Nor does the
 * browser scroll a phone's page then to keep in place what stands below the figure (`data-held` in explorer.css).
 */
export function holdRows(frame, signal) {
  const hold = () => {
    touched.add(frame);
    if (frame.dataset.layout === "narrow") document.documentElement.dataset.held = "";
  };
  const release = () => {
    touched.delete(frame);
    delete document.documentElement.dataset.held;
  };
  frame.addEventListener("pointerdown", hold, { signal });
  for (const type of ["pointerup", "pointercancel"]) window.addEventListener(type, release, { signal, capture: true });
}

/** Let some of the controls stand first; a row of buttons after the others, for where it is cut off it shows that it goes on. */
function leadWith(controls, first) {
  [...controls.children].forEach((one, n) => {
    const place = one.classList.contains("widget-toggle-buttons") ? "-1" : "-2";
    const order = first.includes(n) ? place : "";
    if (one.style.order !== order) one.style.order = order;
  });
}

/** Whether a frame fits the screen below the page's header; news, which comes and goes, moves none of its controls. */
function fits(frame) {
  const header = Number.parseFloat(getComputedStyle(frame).getPropertyValue("--header")) || 0;
  const news = frame.querySelector(".cc-fine-news")?.offsetHeight ?? 0;
  return frame.offsetHeight - news <= document.documentElement.clientHeight - header;
}

/**
 * Let all controls be seen on a phone, in as many rows as the figure has room for on the screen; where it has none, they are
 * one line that shows that it goes on. A figure that once grew too tall keeps its fewer rows: nothing jumps to and fro under a
 * finger. The controls that a puzzle is solved with stand first.
 * @param {HTMLElement} frame
 * @param {boolean} onPhone
 * @param {?number[]} [moved] which controls the puzzle that is on is solved with
 */
function rowsOfControls(frame, onPhone, moved) {
  const controls = frame.querySelector(":scope > .cc-controls");
  if (!controls) return;
  leadWith(controls, (onPhone && moved) || []);
  if (!onPhone) {
    delete frame.dataset.rows;
    return;
  }
  const { clientWidth, clientHeight } = document.documentElement;
  const situation = JSON.stringify([clientWidth, clientHeight, controls.childElementCount, moved]);
  let now = decided.get(frame);
  if (now?.situation !== situation) {
    delete frame.dataset.rows;
    now = { situation, at: -1 };
    controls.scrollLeft = 0; // what a puzzle is solved with stands first
    decided.set(frame, now);
  }
  if (now.at < 0 && controls.scrollWidth > controls.clientWidth) now.at = 0;
  if (now.at < 0) return;
  frame.dataset.rows = STANDS[now.at];
  while (now.at < STANDS.length - 1 && !fits(frame)) frame.dataset.rows = STANDS[++now.at];
}

/** Where the words of a frame stay in their row: a picture of the reader's brings more of them, and the doctor's are a table. */
const KEEP_ROW = ".cc-file, .cc-d-pages";

/** Put the words of a frame into a row, for as long as the situation stays: nothing jumps to and fro under a finger. */
function crowd(frame) {
  crowded.add(frame);
  delete frame.dataset.words;
}

/** Let the words of a frame stand below each other where the screen has the room; else they are a row that one moves sideways. */
function standWords(frame, onPhone) {
  if (!onPhone) delete frame.dataset.words;
  const inRow = crowded.has(frame) || frame.closest(".cc-hero") || frame.querySelector(KEEP_ROW); // an opening is one screen
  if (!onPhone || inRow) return;
  frame.dataset.words = "below";
  if (!fits(frame)) crowd(frame);
}

/**
 * Let a figure that is laid out as on a phone use the screen: first for its controls, then for its words.
 * @param {HTMLElement} view
 * @param {?number[]} [moved] which controls the puzzle that is on is solved with
 */
export function useScreen(view, moved) {
  const frame = /** @type {?HTMLElement} */ (view.closest(".cc-explorer"));
  if (!frame || touched.has(frame)) return;
  const { clientWidth, clientHeight } = document.documentElement;
  const situation = JSON.stringify([clientWidth, clientHeight, moved]);
  if (situations.get(frame) !== situation) {
    situations.set(frame, situation);
    crowded.delete(frame);
    delete frame.dataset.words;
  } else if (frame.dataset.words && !fits(frame)) {
    crowd(frame); // before the controls lose room
  }
  rowsOfControls(frame, phone(view), moved);
  standWords(frame, phone(view));
}
