// Which chapters this reader has opened, and which read to the end, nothing covered: kept in this browser alone, and shown
// wherever the page names a chapter. Where nothing can be kept, or nothing is kept yet, nothing is shown.
(() => {
  const KEPT = "convcourse-progress";
  const ALL = [KEPT, "convcourse-predictions", "convcourse-exercises"]; // and what others keep (book/web/)
  const page = document;
  const here = page.querySelector(".cc-path [aria-current]")?.dataset.chapter;

  /** What is kept, "opened" or "read" by chapter. A browser may forbid to keep, and a page next door may have written here. */
  function kept() {
    try {
      const found = JSON.parse(localStorage.getItem(KEPT));
      return new Map(Object.entries(found ?? {}).filter(([, how]) => how === "opened" || how === "read"));
    } catch {
      return new Map();
    }
  }

  /** Keep it as far as the browser lets us: a reader who forbids that has chosen to have no progress. */
  function keep(progress) {
    try {
      if (progress.size) localStorage.setItem(KEPT, JSON.stringify(Object.fromEntries(progress)));
      else for (const name of ALL) localStorage.removeItem(name);
    } catch {}
  }

  function note(how) {
    const progress = kept();
    if (progress.get(here) === "read" || progress.get(here) === how) return;
    keep(progress.set(here, how));
    show();
  }

  /** In words, and as a mark that the stylesheet makes of the attribute. */
  function show() {
    const progress = kept();
    for (const one of page.querySelectorAll("[data-chapter]")) {
      const how = progress.get(one.dataset.chapter);
      if (how) one.dataset.progress = how;
      else delete one.dataset.progress;
      one.querySelector(".cc-progress").textContent = how ? ` · ${how}` : "";
    }
    tell();
  }

  const [line] = page.getElementsByClassName("cc-remembered");

  /** The line above the map; it counts the chapters that there are now. */
  function tell() {
    if (!line) return;
    const count = (mark) => page.querySelectorAll(`.cc-leaf${mark}`).length;
    const [all, opened, read] = ["", "[data-progress]", "[data-progress=read]"].map(count);
    const [words] = line.getElementsByTagName("p");
    words.textContent = opened ? `You have opened ${opened} of ${all} chapters, and read ${read} to the end. ` : "";
    if (opened) words.append("Only this browser knows.");
    line.querySelector("button").hidden = !opened;
  }

  function forget() {
    keep(new Map());
    show();
    const [words] = line.getElementsByTagName("p");
    words.textContent = "Forgotten.";
    words.focus(); // the button, which had the focus, is gone
  }

  line?.querySelector("button").addEventListener("click", forget);
  addEventListener("pageshow", show); // one may come back to a page that the browser has put by
  addEventListener("storage", show); // from another tab
  const [end] = page.getElementsByClassName("prev-next-area");
  if (here && end) {
    note("opened");
    const so = { atEnd: false, covers: true }; // until the page has said what it covers
    const ask = () => so.atEnd && !so.covers && note("read"); // who only scrolled has not read it
    new IntersectionObserver((seen) => {
      so.atEnd ||= seen.some((one) => one.isIntersecting);
      ask();
    }).observe(end);
    addEventListener("cc-covered", ({ detail }) => {
      so.covers = detail > 0;
      ask();
    });
  }
  show();
})();
