// Which chapters this reader has opened, and which read to the end, nothing covered: kept in this browser alone, and shown
// wherever the page names a chapter. The front page's map also says what is done in each, and what practice brings back
// (book/web/ keeps both). Where nothing can be kept, or nothing is kept yet, nothing is shown.
(() => {
  const KEPT = "convcourse-progress";
  const OURS = "convcourse-"; // all that is kept begins with it
  const DONE = `${OURS}done`; // by chapter, of each of these how many are done of how many (book/web/tally.js)
  const WHAT = ["predictions", "questions", "puzzles", "exercises"];
  const PRACTICE = `${OURS}practice`; // what was missed, with the day that it is due (explorers/problems/schedule.js)
  const page = document;
  const here = page.querySelector(".cc-path [aria-current]")?.dataset.chapter;

  /** What is kept under a name. A browser may forbid to keep, and a page next door may have written here. */
  function read(name) {
    try {
      return JSON.parse(localStorage.getItem(name)) ?? {};
    } catch {
      return {};
    }
  }

  /** "opened" or "read" by chapter. */
  const kept = () => new Map(Object.entries(read(KEPT)).filter(([, how]) => how === "opened" || how === "read"));

  /** Keep it as far as the browser lets us: a reader who forbids that has chosen to have no progress. */
  function keep(progress) {
    try {
      localStorage.setItem(KEPT, JSON.stringify(Object.fromEntries(progress)));
    } catch {}
  }

  /** The names of all that is kept. */
  function names() {
    try {
      return Object.keys(localStorage).filter((name) => name.startsWith(OURS));
    } catch {
      return [];
    }
  }

  /** What is done in a chapter, in words: "2 of 3 puzzles"; empty where nothing is. */
  function doneIn(chapter) {
    const shares = WHAT.map((what) => [what, read(DONE)[chapter]?.[what]]);
    const good = shares.filter(([, one]) => Array.isArray(one) && one.every(Number.isInteger) && one[0] > 0);
    return good.map(([what, [done, all]]) => `${done} of ${all} ${all === 1 ? what.slice(0, -1) : what}`).join(" · ");
  }

  /** How many of what was missed come back today. */
  function comingBack() {
    const now = new Date();
    const today = Math.floor((now.getTime() - now.getTimezoneOffset() * 60_000) / 86_400_000);
    const missed = Object.values(read(PRACTICE).record?.missed ?? {});
    return missed.filter((one) => Number.isInteger(one?.due) && one.due <= today).length;
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
    for (const one of page.querySelectorAll(".cc-leaf")) {
      one.querySelector(".cc-done").textContent = doneIn(one.dataset.chapter);
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
    const back = comingBack();
    const link = line.querySelector("a");
    if (link) {
      link.hidden = !back;
      link.textContent =
        back === 1 ? "Practice: one problem comes back today." : `Practice: ${back} problems come back today.`;
    }
    const anything = opened > 0 || names().some((name) => name !== KEPT); // what is no progress there is not ours
    if (anything) words.append("Only this browser knows.");
    line.querySelector("button").hidden = !anything;
  }

  function forget() {
    for (const name of names()) localStorage.removeItem(name);
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
