// A grid of numbers out of a pasted text: cells of a spreadsheet, or a literal of Python, NumPy, MATLAB, C or LaTeX.
// All of the text is understood, or it is refused with the part that is not: nothing is passed over.
import { literalRows } from "./literal.js";
import { parseNumber, plainText } from "./numbers.js";
import { noNumber, quoted, refuse, Unread } from "./unread.js";

/** Without what is said to people: behind #, and behind // or %, but in Python, where these two compute. */
function withoutComments(text) {
  const plain = text.replace(/\/\*[\s\S]*?\*\//g, " ").replace(/#.*$/gm, "");
  return /(array|tensor)\(/.test(plain) ? plain : plain.replace(/(\/\/|%)\s*[A-Za-z].*$/gm, "");
}

/**
 * The rows of numbers in a text.
 * @param {string} text
 * @param {boolean} sheet whether it comes from a spreadsheet: a line without tabs is then one cell
 * @returns {{rows?: number[][], error?: string}} neither for a text that is one number or less
 */
export function pastedRows(text, sheet = false) {
  try {
    const plain = withoutComments(plainText(text)).replace(/\r\n?/g, "\n");
    const rows = /[[({\\]/.test(plain) ? literalRows(plain) : tableRows(plain, sheet);
    const uneven = rows.findIndex((row) => row.length !== rows[0].length);
    if (uneven > 0) {
      refuse(`Row 1 of what you pasted has ${rows[0].length} numbers, row ${uneven + 1} has ${rows[uneven].length}.`);
    }
    if (!rows.flat().every(Number.isFinite)) refuse("A number in what you pasted is too large, or divided by 0.");
    return rows.flat().length > 1 ? { rows } : {};
  } catch (error) {
    if (!(error instanceof Unread)) throw error;
    return { error: error.message };
  }
}

// Tables: lines of cells.

const BARE = /\d,\d/; // a comma that may stand inside a number
const SPACED_COMMA = /,(\s|$)/m;

/** The rows of a text without brackets. */
function tableRows(text, sheet) {
  const lines = text
    .split("\n")
    .map((line) => line.replace(/^ +| +$|[ ;]+$/g, ""))
    .filter((line) => line.trim());
  if (lines.length === 1 && !/[\t;]/.test(lines[0]) && parseNumber(lines[0]) !== null) return [[parseNumber(lines[0])]];
  if (sheet || lines.some((line) => line.includes("\t"))) return readCells(lines.map((line) => line.split("\t")));
  if (lines.some((line) => line.includes(";"))) return semicolonRows(lines);
  return commaRows(lines);
}

/** Semicolons part the cells of each line; on a single line, rows. */
function semicolonRows(lines) {
  const pieces = lines.map((line) => line.split(";").map((piece) => piece.trim()));
  if (lines.length > 1) return readCells(pieces);
  if (pieces[0].some((piece) => /[^,]\s+\S|,\s/.test(piece))) return commaRows(pieces[0]);
  if (pieces[0].some((piece) => BARE.test(piece))) return readCells(pieces);
  return refuse(
    "In what you pasted a semicolon can part columns or rows. " +
      "Put each row on a line of its own, or brackets around it.",
  );
}

/** Lines whose cells are parted by spaces, by commas, or by both; a comma may also be a decimal one. */
function commaRows(lines) {
  const split = (pattern) => lines.map((line) => line.replace(/,\s*$/, "").split(pattern));
  if (!lines.some((line) => line.includes(","))) return readCells(split(/ +/));
  const bare = lines.some((line) => BARE.test(line));
  const spaced = lines.some((line) => SPACED_COMMA.test(line));
  if (!bare || !lines.some((line) => decimalCommas(line))) return readCells(split(/ *, */));
  // “0,5 0,25” has spaces between numbers; “0,5” alone, or “0,5, 0,25”, can be one number or two.
  const apart = !spaced && lines.every((line) => / /.test(line) && decimalCommas(line));
  if (apart) return readCells(split(/ +/), "decimal");
  const example = lines.find((line) => BARE.test(line)).match(/[\d.]*,\d+/)[0];
  return refuse(
    `${quoted(example)} in what you pasted can be one number or two. ` +
      "Write decimals with a point, or put tabs between the cells.",
  );
}

/** Whether each comma of a line can be a decimal one. */
const decimalCommas = (line) =>
  line.split(/ +|,\s+/).every((cell) => !cell.includes(",") || parseNumber(cell, "decimal") !== null);

/** Cells as numbers. What a comma means in one of them, it means in all. */
function readCells(rows, comma) {
  const cells = rows
    .map((row) => row.map((cell) => cell.replaceAll("\u00a0", " ").trim()))
    .map((row) => row.filter((cell, i) => cell || i < row.length - 1));
  const known =
    comma ??
    commaOf(
      cells.flat().filter((cell) => cell.includes(",")),
      cells.flat(),
    );
  const read = (cell) =>
    parseNumber(cell, known) ?? (cell ? noNumber(cell) : refuse("A cell of what you pasted is empty."));
  return cells.map((row) => row.map(read));
}

/** What the commas in cells are: told by one that can be only this or that. */
function commaOf(cells, all) {
  const only = (one, other) =>
    cells.some((cell) => parseNumber(cell, one) !== null && parseNumber(cell, other) === null);
  if (only("decimal", "groups")) return "decimal";
  if (!cells.length || only("groups", "decimal") || all.some((cell) => /\d\.\d/.test(cell))) return "groups";
  const [grouped, decimal] = ["", "."].map((sign) => cells[0].replace(",", sign));
  return refuse(`${quoted(cells[0])} in what you pasted can be ${grouped} or ${decimal}. Write it as one of them.`);
}
