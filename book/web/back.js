// The way back for a reader whom a word of the text led to its figure, out of sight of the text.
import { behavior, element } from "./dom.js";

let end = () => {};

/** Show `figure` where less than half of its stage is in sight, and offer the way back to `word` while that is not. */
export function lead(word, figure) {
  const stage = figure.querySelector(".cc-main") ?? figure;
  const { top, bottom, height } = stage.getBoundingClientRect();
  if (Math.min(bottom, innerHeight) - Math.max(top, 0) >= height / 2) return;
  offerBack(word, figure);
  figure.scrollIntoView({ block: "nearest", behavior: behavior() });
}

function offerBack(word, figure) {
  end();
  const button = element("button", { type: "button", className: "cc-back", textContent: "Back to the text" });
  const tell = (seen) => {
    if (seen.at(-1).intersectionRatio < 0.5) document.body.append(button);
    else if (button.isConnected) end(); // the reader came back without it
  };
  const watch = new IntersectionObserver(tell, { threshold: 0.5, rootMargin: "-48px 0px 0px" }); // below the page's header
  let arrived = false;
  const leave = new IntersectionObserver((seen) => {
    const there = seen.at(-1).isIntersecting;
    if (arrived && !there) end(); // the reader went on, by whatever means
    arrived ||= there;
  });
  end = () => {
    watch.disconnect();
    leave.disconnect();
    button.remove();
  };
  button.addEventListener("click", () => {
    end();
    word.scrollIntoView({ block: "center", behavior: behavior() });
    word.focus({ preventScroll: true });
  });
  watch.observe(word);
  leave.observe(figure);
}
