// Takes the answers of a page along: a notebook with them, for JupyterLab or Binder. No address can carry them there.

import { element } from "./dom.js";

/** @typedef {{ preface: string, checkers: Record<string, string> }} Chapter as book/exercises/data.py has it */

const cell = (kind, id, source) =>
  kind === "code"
    ? { cell_type: kind, id, metadata: {}, execution_count: null, outputs: [], source }
    : { cell_type: kind, id, metadata: {}, source };

/**
 * A notebook with the answers of a chapter, each before its checker.
 * @param {string} title of the page
 * @param {Chapter} chapter
 * @param {Record<string, string>} answers by the names of their functions
 */
export function notebookOf(title, { preface, checkers }, answers) {
  const words = `# ${title}: my answers\n\nWritten on the course's page. This notebook needs the course's package; put it into the folder \`chapters\`.`;
  const cells = [cell("markdown", "from-the-page", words), cell("code", "preface", preface)];
  for (const [name, checker] of Object.entries(checkers)) {
    const source = `${answers[name].trimEnd()}\n\n\nchecks.${checker}(${name})`;
    cells.push(cell("code", `answer-${name.replaceAll("_", "-")}`, source));
  }
  const kernelspec = { display_name: "Python 3", language: "python", name: "python3" };
  return { cells, metadata: { kernelspec }, nbformat: 4, nbformat_minor: 5 };
}

/** Let the browser save a notebook. */
export function save(name, notebook) {
  const text = `${JSON.stringify(notebook, null, 1)}\n`;
  const href = URL.createObjectURL(new Blob([text], { type: "application/x-ipynb+json" }));
  element("a", { href, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(href), 60_000); // when it has long been saved
}

/** Where Binder opens this chapter; a site that knows its repository says it in its buttons. */
export const binder = () =>
  /** @type {HTMLAnchorElement | null} */ (document.querySelector('a[href*="mybinder.org"]'))?.href;
