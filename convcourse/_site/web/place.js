// Where a reader is on the page: held while the figures above grow, and found again on the way back.

const top = (element) => element.getBoundingClientRect().top;

/** The section that the window begins in, and how far into it, in pixels. */
function here() {
  const above = [...document.querySelectorAll("article section[id]")].filter((one) => top(one) <= 0);
  const section = above.at(-1);
  return section ? { section: section.id, into: -top(section) } : { section: "", into: scrollY };
}

function go({ section, into }) {
  const start = document.getElementById(section);
  scrollTo({ top: into + (start ? top(start) + scrollY : 0), behavior: "instant" });
}

/** What the part after # in the address names. */
const named = () => document.getElementById(decodeURIComponent(location.hash.slice(1)));

/** Note in the history where the reader is, each time the page has come to rest. */
function noteEachPlace() {
  let rest;
  addEventListener("scroll", () => {
    clearTimeout(rest);
    rest = setTimeout(() => history.replaceState({ ...history.state, place: here() }, ""), 400);
  });
}

/**
 * Keep the place that the address names, or that the reader comes back to, until the page has its size
 * (when the promise `settled` is kept) or the reader moves.
 */
export async function holdPlace(settled) {
  const [{ type }] = performance.getEntriesByType("navigation");
  let back = type === "navigate" ? undefined : history.state?.place;
  const aim = () => (back ? go(back) : named()?.scrollIntoView({ behavior: "instant" }));
  const growth = new ResizeObserver(aim);
  const moved = new AbortController();
  const stop = () => {
    growth.disconnect();
    moved.abort();
    history.scrollRestoration = "auto";
  };
  history.scrollRestoration = "manual"; // the browser would aim at where things are now
  growth.observe(document.body);
  for (const move of ["wheel", "touchstart", "pointerdown", "keydown"]) {
    addEventListener(move, stop, { signal: moved.signal, passive: true });
  }
  addEventListener("hashchange", () => (back = undefined), { signal: moved.signal });
  await settled;
  if (!moved.signal.aborted) aim();
  stop();
  noteEachPlace();
}
