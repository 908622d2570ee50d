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
