// Paper is white: a page that is printed has its light theme, whatever its reader has chosen for the screen.
(() => {
  const page = document.documentElement;
  const paper = matchMedia("print");
  let onScreen;

  function dress(printed) {
    if (printed && page.dataset.theme !== "light") {
      onScreen = page.dataset.theme;
      page.dataset.theme = "light";
    } else if (!printed && onScreen) {
      page.dataset.theme = onScreen;
      onScreen = undefined;
    }
  }

  addEventListener("beforeprint", () => dress(true));
  addEventListener("afterprint", () => dress(false));
  paper.addEventListener("change", () => dress(paper.matches));
  // The theme's own script may dress the page again.
  new MutationObserver(() => paper.matches && dress(true)).observe(page, { attributeFilter: ["data-theme"] });
  dress(paper.matches);
})();
