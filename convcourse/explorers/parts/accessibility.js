// For readers by ear, by keyboard and with little motion: what is spoken, what controls are called, what does not play.

const SPEAK_AFTER_MS = 500;
const PLAY_LABELS = [
  ["fa-play", "Play or pause"],
  ["fa-stop", "Stop"],
  ["fa-retweet", "Repeat"],
];

/** Speak the state to a screen reader: once it rests, only when it changed, never while it plays or at first. */
export function speaker(element, signal, playing) {
  let timer = 0;
  let said = null;
  signal.addEventListener("abort", () => clearTimeout(timer));
  return (text) => {
    if (said === null || playing()) {
      said = text;
      return;
    }
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (text !== said) element.textContent = said = text;
    }, SPEAK_AFTER_MS);
  };
}

/** What stops a figure that begins to play where the system asks for less motion, and says why. */
export function calmer(model, notice) {
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  return () => {
    if (!model.get("playing") || !calm.matches) return;
    // Later, for the link that brought this change takes none back while it is at work.
    queueMicrotask(() => {
      model.set({ playing: false });
      model.save_changes();
    });
    notice("Your system asks for less motion, so nothing plays by itself: use Step or the slider.");
  };
}

/** Say to a screen reader which of the toggle buttons around a view is pressed: they show it by colour alone. */
export function pressToggle(el, index) {
  const buttons = el.closest(".cc-explorer")?.querySelectorAll(".widget-toggle-button") ?? [];
  for (const [i, button] of [...buttons].entries()) button.setAttribute("aria-pressed", String(i === index));
}

/** Name the parts of a figure's controls: their handles and buttons come without any name. */
function nameParts(root) {
  for (const control of root.querySelectorAll(".cc-controls .jupyter-widgets")) {
    const label = control.querySelector(".widget-label")?.textContent;
    if (!label) continue;
    for (const part of control.querySelectorAll(".noUi-handle, .widget-readout")) {
      part.setAttribute("aria-label", label);
    }
  }
  for (const icon of root.querySelectorAll(".widget-play button i")) {
    const [, label] = PLAY_LABELS.find(([kind]) => icon.classList.contains(kind)) ?? [];
    if (label) icon.parentElement.setAttribute("aria-label", label);
  }
}

/**
 * Give names to an explorer and to the ipywidgets controls around it.
 * Controls may appear after the view does, so this watches until `signal` ends.
 */
export function nameControls(root, signal) {
  if (!root.matches(".cc-explorer")) return; // a view that is shown without its controls
  const observer = new MutationObserver(name);
  function name() {
    // The row of controls comes into the figure, and the controls into the row; what the view draws is none of them.
    observer.observe(root, { childList: true });
    for (const row of root.querySelectorAll(".cc-controls")) observer.observe(row, { childList: true, subtree: true });
    nameParts(root);
  }
  root.setAttribute("role", "group");
  root.setAttribute("aria-label", root.querySelector(".cc-question")?.textContent ?? "Explorer");
  signal.addEventListener("abort", () => observer.disconnect());
  name();
}

const ROWS = ".cc-stage, .cc-pages, .cc-pages > *, .cc-sum, .cc-sideways";
/** What tells of a row that one moves: without a role and a name a screen reader would stop at nothing. */
const SCROLLING = { tabindex: "0", role: "group", "aria-label": "More at the side" };
const REACHED = "button:enabled, input:enabled, select:enabled, a[href], [tabindex='0']";

/** Whether an element shows a part of what is in it, and scrolls to the rest. */
function scrolls(el) {
  const over = el.scrollWidth > el.clientWidth + 1 || el.scrollHeight > el.clientHeight + 1;
  const { overflowX, overflowY } = getComputedStyle(el);
  return over && [overflowX, overflowY].includes("auto");
}

/** Let a keyboard move what scrolls within a figure, where nothing in it takes the focus; elsewhere nothing needs it. */
export function reachRows(view) {
  // What is in a row comes before the row.
  for (const row of [...view.querySelectorAll(ROWS)].reverse()) {
    const own = row.dataset.scrolls === "true";
    if (!own && row.hasAttribute("tabindex")) continue; // it takes the focus, and has a name, by itself
    const reached = [...row.querySelectorAll(REACHED)].some((one) => one.getClientRects().length);
    if (scrolls(row) && !reached) {
      for (const [name, value] of Object.entries(SCROLLING)) row.setAttribute(name, value);
      row.dataset.scrolls = "true";
    } else if (own) {
      for (const name of Object.keys(SCROLLING)) row.removeAttribute(name);
      delete row.dataset.scrolls;
    }
  }
}
