// The small figures beside questions: grids and tables of numbers, and a row of cells under its first two windows.
import { make } from "../parts/elements.js";
import { box, range, svg } from "../parts/svg.js";

const CELL = 20;
const BELOW = 9; // from the row to the first window, and from that to the next

/** A grid of numbers, with its name; the cell that is asked for has a question mark. */
function gridOf({ name, part, rows, asked }) {
  const [askedRow, askedColumn] = asked;
  const cells = rows.map((row, r) =>
    make(
      "tr",
      {},
      row.map((one, c) => {
        const isAsked = r === askedRow && c === askedColumn;
        const text = typeof one === "number" ? String(one).replace("-", "−") : one;
        return make("td", { class: isAsked ? "cc-p-asked" : "" }, isAsked ? "?" : text);
      }),
    ),
  );
  return make("table", { class: `cc-p-grid cc-p-${part}` }, [make("caption", {}, name), make("tbody", {}, cells)]);
}

function tableOf({ head, rows }) {
  const line = (cells, tag, props = {}) =>
    make(
      "tr",
      {},
      cells.map((one) => make(tag, props, String(one))),
    );
  return make("table", { class: "cc-p-table" }, [
    make("thead", {}, [line(head, "th", { scope: "col" })]),
    make(
      "tbody",
      {},
      rows.map((row) => line(row, "td")),
    ),
  ]);
}

/** A row of cells in words. */
export function rowWords({ cells, padding, taps, stride }) {
  const around = padding ? `, ${padding} more of padding on each side` : "";
  const width = taps.at(-1) + 1;
  return `A row of ${cells} cells${around}. The first window spans ${width}, and the next begins ${stride} further.`;
}

/** A window below the row: its span as a line, and a square for each tap. */
function windowBelow(start, taps, y) {
  const at = (cell) => (start + cell) * CELL;
  const squares = taps.map((tap) => box(at(tap) + 5, y, CELL - 10, CELL - 10)).join("");
  return `<path class="cc-p-span" d="M${at(0) + 2} ${y + 5}H${at(taps.at(-1)) + CELL - 2}"/><path class="cc-p-taps" d="${squares}"/>`;
}

function rowOf(part) {
  const { cells, padding, taps, stride } = part;
  const all = cells + 2 * padding;
  const boxes = (from, to) =>
    range(to - from)
      .map((n) => box((from + n) * CELL + 1, 1, CELL - 2, CELL - 2))
      .join("");
  const outside = boxes(0, padding) + boxes(all - padding, all);
  const second = stride + taps.at(-1) < all ? windowBelow(stride, taps, 2 * CELL + BELOW) : "";
  const drawing =
    `<path class="cc-p-padded" d="${outside}"/><path class="cc-p-cells" d="${boxes(padding, all - padding)}"/>` +
    windowBelow(0, taps, CELL + BELOW) +
    second;
  const el = make("div", { role: "img", "aria-label": rowWords(part) });
  el.innerHTML = svg(all * CELL, 3 * CELL + BELOW, drawing);
  const key = second ? "Below the row: the first window, and the next." : "Below the row: the first window.";
  return make("div", { class: "cc-p-row" }, [el, make("p", {}, key)]);
}

const PARTS = { grid: gridOf, table: tableOf, row: rowOf };

/** The figure of a problem: its parts, one after the other. */
export const drawn = (figure) => figure.map((part) => PARTS[part.is](part));
