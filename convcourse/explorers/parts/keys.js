// Which keys are a figure's own, and how they are kept from the page around it.

// JupyterLab takes no key as a shortcut that goes to an element with this attribute. On an element around it, it comes
// too late: the shortcuts of a notebook are for whatever has the focus.
const HELD = "data-lm-suppress-shortcuts";
// With Ctrl, Alt or the command key, these move and edit; all others are left to the page: Ctrl+S saves.
const EDITING = /^(Enter|Escape|Tab|Backspace|Delete|Insert|Home|End|PageUp|PageDown|Arrow\w+| |[acvxyz])$/i;

/** Whether a key that is pressed in a figure means something there, and nothing to the page around it. */
export function isOwnKey({ key, ctrlKey, metaKey, altKey, shiftKey }) {
  if (/^F\d+$/.test(key)) return false;
  if (!(ctrlKey || metaKey || altKey) || (ctrlKey && altKey)) return true; // the two together write signs such as @
  return EDITING.test(key) && !(shiftKey && /^[acvxy]$/i.test(key));
}

/** Keep keys that are pressed inside `root` from the shortcuts of JupyterLab: there x cuts the cell out. */
export function keepKeys(root, signal) {
  const inside = ({ target }) => target instanceof Element && root.contains(target);
  const early = (name, act) =>
    window.addEventListener(name, (event) => inside(event) && act(event), { signal, capture: true });
  early("keydown", (event) => event.target.toggleAttribute(HELD, isOwnKey(event)));
  // It also stops a field's own undo.
  early("beforeinput", (event) => event.stopPropagation());
  signal.addEventListener("abort", () => {
    for (const part of root.querySelectorAll(`[${HELD}]`)) part.removeAttribute(HELD);
  });
}

/** Where the arrow keys go, as [rows, columns]. */
export const ARROWS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

const FAR = 10; // how many cells an arrow key moves by with Shift

/** How far an arrow key goes, as [rows, columns], ten times as far with Shift; null for any other key. */
export function arrowStep(event) {
  const step = ARROWS[event.key];
  if (!step || event.ctrlKey || event.altKey || event.metaKey) return null;
  event.preventDefault();
  return step.map((by) => by * (event.shiftKey ? FAR : 1));
}
