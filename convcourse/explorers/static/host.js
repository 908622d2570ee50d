// What a figure has to do with the page around it: its keys, the files dropped on it, the kernel behind it.

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
  const early = (name, act) => window.addEventListener(name, (event) => inside(event) && act(event), { signal, capture: true });
  early("keydown", (event) => event.target.toggleAttribute(HELD, isOwnKey(event)));
  // It also stops a field's own undo.
  early("beforeinput", (event) => event.stopPropagation());
  signal.addEventListener("abort", () => root.querySelectorAll(`[${HELD}]`).forEach((part) => part.removeAttribute(HELD)));
}

const carriesFiles = (event) => !!event.dataTransfer?.types.includes("Files");

/**
 * Give `take` what is dropped anywhere on `root`, and files that are pasted there; `take` gets the first file, or none.
 * A file dropped beside every figure is refused: the browser would open it in place of the page.
 */
export function takeFiles(root, signal, take) {
  const listen = (target, name, act, capture) => target.addEventListener(name, act, { signal, capture });
  const isText = (event) => !carriesFiles(event) && event.target.tagName === "INPUT"; // a field takes it
  listen(root, "dragover", (event) => {
    if (isText(event)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "copy";
  }, true);
  listen(root, "drop", (event) => {
    if (isText(event)) return;
    event.preventDefault();
    take(event.dataTransfer.files[0]);
  }, true);
  listen(root, "paste", (event) => {
    const file = [...(event.clipboardData?.files ?? [])].find(({ type }) => type.startsWith("image/"));
    if (!file) return;
    event.preventDefault();
    take(file);
  });
  for (const name of ["dragover", "drop"]) {
    listen(window, name, (event) => {
      if (event.defaultPrevented || !carriesFiles(event)) return; // another figure's, or JupyterLab's list of files
      event.preventDefault();
      event.dataTransfer.dropEffect = "none";
    });
  }
}

const GONE = /dead|terminating|restarting/; // "autorestarting" as well

/**
 * Whether Python hears what is done to a figure: not on a page without a kernel, nor once that kernel has ended.
 * @param {() => void} onEnd called when it ends
 * @returns {{hears: () => boolean, ended: () => boolean}}
 */
export function pythonBehind(model, signal, onEnd) {
  const manager = model.widget_manager;
  const layout = model.get("layout"); // a model like this one, but whole: it knows whether it is connected
  const now = () => {
    const kernel = manager && "kernel" in manager ? manager.kernel : undefined;
    return kernel !== null && !GONE.test(kernel?.status ?? "") && layout?.comm_live === true;
  };
  const heard = now();
  let ended = false; // a kernel that is started again is another one
  const look = () => {
    if (!heard || ended || now()) return;
    ended = true;
    onEnd();
  };
  const status = manager?.kernel?.statusChanged;
  layout?.on?.("comm_live_update", look);
  status?.connect(look);
  signal.addEventListener("abort", () => {
    layout?.off?.("comm_live_update", look);
    status?.disconnect(look);
  });
  return { hears: () => now() && !ended, ended: () => ended };
}
