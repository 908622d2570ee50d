// What a figure has to do with the page around it: the files dropped there, the kernel behind it.

const carriesFiles = (event) => !!event.dataTransfer?.types.includes("Files");

/**
 * Give `take` what is dropped anywhere on `root`, and files that are pasted there; `take` gets the first file, or none.
 * A file dropped beside every figure is refused: the browser would open it in place of the page.
 */
export function takeFiles(root, signal, take) {
  const listen = (target, name, act, capture) => target.addEventListener(name, act, { signal, capture });
  const isText = (event) => !carriesFiles(event) && /^(INPUT|TEXTAREA)$/.test(event.target.tagName); // a field takes it
  listen(
    root,
    "dragover",
    (event) => {
      if (isText(event)) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = "copy";
    },
    true,
  );
  listen(
    root,
    "drop",
    (event) => {
      if (isText(event)) return;
      event.preventDefault();
      take(event.dataTransfer.files[0]);
    },
    true,
  );
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
