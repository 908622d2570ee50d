// Where a reader is on the page: held while the figures above grow, and found again on the way back.

const page = document.documentElement;
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
const named = () => document.querySelector(":target");

/** Note in the history where the reader is, now and each time the page comes to rest. */
function noteEachPlace() {
  const note = () => history.replaceState({ ...history.state, place: here() }, "");
  let rest;
  addEventListener("scroll", () => {
    clearTimeout(rest);
    rest = setTimeout(note, 400);
  });
  note();
}

/**
 * Keep the place that the address names, or that the reader comes back to, until the page has its size
 * (the promise `settled` is kept, and nothing has grown for half a second) or the reader moves.
 */
export function holdPlace(settled) {
  const [{ type }] = /** @type {PerformanceNavigationTiming[]} */ (performance.getEntriesByType("navigation"));
  let back = type === "navigate" ? undefined : history.state?.place;
  const aim = () => (back ? go(back) : named()?.scrollIntoView({ behavior: "instant" }));
  // The browser has its own ways to do this, from where things are now; both at once go too far.
  history.scrollRestoration = "manual";
  page.dataset.place = ""; // the stylesheet's: a figure under a finger asks for the same, by its own name

  const held = new AbortController();
  const { signal } = held;
  const stop = () => held.abort();
  for (const move of ["wheel", "touchstart", "pointerdown", "keydown"]) {
    addEventListener(move, stop, { signal, passive: true });
  }
  addEventListener("hashchange", () => (back = undefined), { signal });

  let quiet;
  const wait = () => {
    clearTimeout(quiet);
    quiet = setTimeout(stop, 500);
  };
  const growth = new ResizeObserver(() => {
    aim();
    if (quiet) wait();
  });
  growth.observe(document.body);
  settled.finally(wait);

  signal.addEventListener("abort", () => {
    growth.disconnect();
    history.scrollRestoration = "auto";
    delete page.dataset.place;
    noteEachPlace();
  });
}
