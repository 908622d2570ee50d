// The reader's camera as a figure's picture: asked for on a press, drawn frame by frame, stopped when it is left.
import { button, make } from "./parts/elements.js";

const REFUSED = {
  NotAllowedError: "The camera was not allowed. Allow it in the browser’s settings for this page, and press again.",
  NotFoundError: "This browser finds no camera. Connect one, and press again.",
  NotReadableError: "Another program holds the camera. Close that, and press again.",
};
const ABSENT = "This browser gives no camera to this page. Open it from a server (https), or choose a picture instead.";
const RUNS = "The camera runs. What it sees stays in this page: nothing keeps it or sends it.";

/**
 * A button that lets the camera be the figure's picture, until it is pressed again, another picture is brought, or the page
 * or the figure is left. What it takes stays in the page: neither a file nor Python gets it.
 * @param {any} ui with `pictures` in its data
 * @param {number} side rows and columns of what is taken of each frame
 * @param {(picture: any) => boolean} ready whether what the figure makes of a frame is there
 * @returns {{control: HTMLElement, runs: () => boolean}}
 */
export function cameraButton(ui, side, ready) {
  const { signal, notice, data, model } = ui;
  const video = /** @type {HTMLVideoElement} */ (make("video", { muted: true, playsinline: true }));
  const sheet = /** @type {HTMLCanvasElement} */ (make("canvas", { width: side, height: side }));
  const pen = sheet.getContext("2d", { willReadFrequently: true });
  pen.imageSmoothingQuality = "high";
  /** @type {?MediaStream} */
  let stream = null;
  let taken = null; // the last frame
  let asked = 0; // what the browser was asked before counts no more
  const own = () => model.get("pictures").length;
  const release = (one) => one?.getTracks().forEach((track) => track.stop());
  const control = button("Camera", () => (stream ? stop() : start()), signal);

  function stop() {
    asked++;
    if (stream) notice("");
    release(stream);
    stream = null;
    video.srcObject = null;
    control.textContent = "Camera";
  }
  /** Whether the reader has turned to another picture. */
  const isLeft = () => taken && (model.get("photo") !== own() || data.pictures.get(own()) !== taken);
  function take() {
    const { videoWidth: width, videoHeight: height } = video;
    const edge = Math.min(width, height);
    if (!edge || (taken && !ready(taken))) return;
    pen.drawImage(video, (width - edge) / 2, (height - edge) / 2, edge, edge, 0, 0, side, side);
    const first = !taken;
    data.pictures.takeSheet(sheet, false);
    if (first) notice(RUNS, true); // after the news of another photo, which takes words away
    taken = data.pictures.get(own());
  }
  function onFrame() {
    if (!stream) return;
    if (isLeft()) return stop();
    take();
    requestAnimationFrame(onFrame);
  }
  async function start() {
    if (!navigator.mediaDevices?.getUserMedia) return notice(ABSENT);
    const question = ++asked;
    try {
      const got = await navigator.mediaDevices.getUserMedia({ video: { width: { ideal: 320 } }, audio: false });
      if (question !== asked || signal.aborted) return release(got);
      stream = got;
      for (const track of got.getTracks()) track.addEventListener("ended", stop, { signal });
      video.srcObject = got;
      await video.play();
      taken = null;
      control.textContent = "Stop camera";
      onFrame();
    } catch (error) {
      stop();
      notice(REFUSED[error.name] ?? `The camera could not be opened: ${error.message}`);
    }
  }
  document.addEventListener("visibilitychange", () => document.hidden && stop(), { signal });
  window.addEventListener("pagehide", stop, { signal });
  signal.addEventListener("abort", stop);
  return { control, runs: () => Boolean(stream) };
}
