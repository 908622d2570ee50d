// The case that a wrong answer fails, drawn: what went in, and yours beside the right result, with what differs framed.

import { element } from "./dom.js";

/**
 * What is drawn of an array, as convcourse/exercises/checks/told.py has it: planes of rows of cells, or a text where it is
 * too large. In `marks` 1 is a cell that differs.
 * @typedef {{ title: string, text?: string, planes?: string[][][], marks?: number[][][] }} Grid
 * @typedef {{ line: string, grids: Grid[] }} Case
 */

const RESULTS = ["yours", "right"];

/** How much of the colour a cell gets, from 0 to 1: its size, beside the largest. */
function sharesOf(planes) {
  const sizes = planes.map((rows) =>
    rows.map((row) => row.map((cell) => Math.abs(Number(cell) || Number(cell === "True")))),
  );
  const finite = sizes.flat(2).filter(Number.isFinite);
  const most = Math.max(...finite) || 1;
  return sizes.map((rows) => rows.map((row) => row.map((size) => Math.min(size / most, 1))));
}

function cellOf(text, share, differs) {
  const cell = element("td", { className: differs ? "cc-differs" : "" }, text);
  cell.style.setProperty("--share", share.toFixed(2));
  if (differs) cell.setAttribute("aria-label", `${text}, differs`);
  return cell;
}

/** @param {Grid} grid */
function tablesOf({ planes = [], marks }) {
  const shares = sharesOf(planes);
  return planes.map((rows, n) => {
    const cells = (row, r) => row.map((text, c) => cellOf(text, shares[n][r][c], marks?.[n][r][c] === 1));
    return element("table", {}, element("tbody", {}, ...rows.map((row, r) => element("tr", {}, ...cells(row, r)))));
  });
}

/** @param {Grid} grid */
function figureOf(grid) {
  const isResult = RESULTS.includes(grid.title);
  const title = isResult ? grid.title : element("code", {}, grid.title);
  const body = grid.text ? [element("p", {}, grid.text)] : tablesOf(grid);
  return element("figure", { className: isResult ? "cc-result" : "" }, element("figcaption", {}, title), ...body);
}

/**
 * What the words of a verdict do not say of its case, in a line; nothing where it is drawn.
 * @param {Case | null | undefined} shown
 * @param {string} words
 */
export const lineBeside = (shown, words) =>
  shown && !shown.grids.length && !words.includes(shown.line) ? shown.line : "";

/**
 * The drawing of a case; nothing where a line says all.
 * @param {Case | null | undefined} shown
 * @returns {HTMLElement[]}
 */
export function drawnCase(shown) {
  if (!shown?.grids.length) return [];
  const line = shown.line ? [element("p", { className: "cc-case-line" }, shown.line)] : [];
  return [...line, element("div", { className: "cc-grids" }, ...shown.grids.map(figureOf))];
}
