// A grid of numbers out of a pasted text: cells of a spreadsheet, or a literal of Python, NumPy, MATLAB, C or LaTeX.
// All of the text is understood, or it is refused with the part that is not: nothing is passed over.
import { parseNumber, plainText } from "./numbers.js";

/** A text that is no grid of numbers; the message says why. */
class Unread extends Error {}

const quoted = (text) => `“${text.length > 30 ? `${text.slice(0, 30)}…` : text}”`;
const refuse = (words) => {
  throw new Unread(words);
};
const noNumber = (text) => refuse(`${quoted(text)} in what you pasted is not a number.`);

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

// Literals: brackets, and what stands around them.

const CLOSING = { "[": "]", "(": ")", "{": "}" };
const MAKERS = new RegExp(
  "^((np|numpy|jnp|cp|torch|tf|sp|sympy|cv2|cv|scipy)\\.)?(array|asarray|asanyarray|matrix|mat|" +
    "tensor|Tensor|FloatTensor|constant|Matrix|float32|float64)$",
);
// Words about how the numbers are kept, which change none of them.
const KEPT = /^(dtype|device|requires_grad|copy|order)$/;
const TOKEN = new RegExp(
  [
    /(?<number>\d*[¼-¾⅐-⅞↉]|(?:\d[\d_]*\.?\d*|\.\d+)(?:e[+-]?\d+)?[fF]?)/,
    /(?<name>[A-Za-z_][\w.]*)/,
    /(?<text>"[^"]*"|'[^']*')/,
    /(?<sign>\.\*|\.\/|[-+*/·×⋅,;&=:[\](){}]|\n)/,
  ]
    .map(({ source }) => source)
    .join("|"),
  "uy",
);

/** LaTeX's words for brackets, rows and fractions as signs. */
const withoutLatex = (text) =>
  text
    .replace(/\\(left|right)\s*\\?[[\](){}|.](?=\s*(\\begin|\$|$|\\right))/g, "")
    .replace(/\\(begin|end)\s*\{[a-z]*(matrix|array)\*?\}(\{[lcr|]*\})?/g, (_, edge) => (edge === "begin" ? "[" : "]"))
    .replace(/\\[dt]?frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}/g, "($1/$2)")
    .replace(/\\[dt]?frac\s*(\d)\s*(\d)/g, "($1/$2)")
    .replace(/\\(left|right|bigl?|bigr?|displaystyle|[,!;:] ?)/g, "")
    .replace(/\\(cdot|times)\b/g, "*")
    .replace(/\$|\\hline/g, "")
    .replace(/\\\\(\[[^\]]*\])?/g, ";");

/** `float k[3][3] =` and the like say what the numbers are called. */
const withoutName = (text) => text.replace(/^\s*[A-Za-z_][\w\s.*:<>]*(\[[\d\s,]*\]\s*)*=(?!=)/, "");

function tokensOf(text) {
  const tokens = [];
  let space = false;
  for (let at = 0; at < text.length; ) {
    if (/[^\S\n]/.test(text[at])) {
      [space, at] = [true, at + 1];
      continue;
    }
    TOKEN.lastIndex = at;
    const found = TOKEN.exec(text);
    if (!found) noNumber(text.slice(at).split(/\s/)[0]);
    const [kind] = Object.entries(found.groups).find(([, value]) => value !== undefined);
    tokens.push({ kind, text: found[0], space, at });
    [space, at] = [false, TOKEN.lastIndex];
  }
  return tokens;
}

/** The rows of a text with brackets, or in LaTeX. */
function literalRows(given) {
  const text = withoutName(withoutLatex(given)).trim();
  const values = new LiteralReader(text, tokensOf(text)).values();
  // Several rows without a bracket around them all.
  const whole = values.length > 1 ? values : values[0];
  return rowsOf(whole ?? refuse("There are no numbers in what you pasted."));
}

const depthOf = (value) => (Array.isArray(value) ? 1 + Math.max(0, ...value.map(depthOf)) : 0);

function rowsOf(value) {
  const depth = depthOf(value);
  if (depth > 2) refuse(`What you pasted has ${depth} brackets around each number; a kernel here has two at most.`);
  if (depth < 2) return [[value].flat()];
  if (value.some((row) => !Array.isArray(row)))
    refuse("In what you pasted some numbers stand in a row and some do not.");
  return value;
}

const scaled = (value, by) => (Array.isArray(value) ? value.map((one) => scaled(one, by)) : by(value));

/** Reads tokens as a literal: products and quotients of numbers and one array. */
class LiteralReader {
  at = 0;

  constructor(text, tokens) {
    this.text = text;
    this.tokens = tokens;
  }

  next(offset = 0) {
    return this.tokens[this.at + offset];
  }

  is(...signs) {
    return signs.includes(this.next()?.text);
  }

  /** The token here, which is gone over. */
  take() {
    return this.tokens[this.at++];
  }

  early() {
    return refuse("What you pasted ends too early.");
  }

  unread(from = this.next() ?? this.early()) {
    const rest = this.text.slice(from.at).split("\n")[0].trim();
    return refuse(`${quoted(rest || "line end")} in what you pasted cannot be read here.`);
  }

  missing(sign) {
    return refuse(`A “${sign}” is missing in what you pasted.`);
  }

  lines() {
    while (this.is("\n")) this.at += 1;
  }

  /** All there is: values parted by commas, semicolons or line ends. */
  values() {
    const found = [];
    for (this.lines(); this.next(); this.lines()) {
      found.push(this.product(0));
      if (this.next() && !this.is(",", ";", "\n")) this.unread();
      while (this.is(",", ";", "\n")) this.at += 1;
    }
    return found;
  }

  product(depth) {
    let value = this.signed(depth);
    for (;;) {
      // On paper a number before a bracket is a factor.
      if (depth === 0 && !Array.isArray(value) && this.is("[", "{")) {
        value = this.combine(value, this.signed(depth), this.next(-1));
      }
      if (!this.is("*", "/", "·", "×", "⋅", ".*", "./")) return value;
      const operator = this.take();
      value = this.combine(value, this.signed(depth), operator);
    }
  }

  combine(left, right, operator) {
    const divides = operator.text.includes("/");
    if (Array.isArray(right) && (divides || Array.isArray(left))) this.unread(operator);
    if ([left, right].some((one) => one.repeats) && !divides && [left, right].some(Number.isInteger)) {
      refuse(
        "In Python a list times a whole number is repeated. Write np.array(…) around it, or the numbers themselves.",
      );
    }
    if (Array.isArray(right)) return scaled(right, (one) => left * one);
    return scaled(left, (one) => (divides ? one / right : one * right));
  }

  signed(depth) {
    if (this.is("-", "+")) {
      const minus = this.take().text === "-";
      const value = this.signed(depth);
      return minus ? scaled(value, (one) => -one) : value;
    }
    const { kind, text: word } = this.next() ?? this.early();
    if (kind === "number") return numberOf(this.take());
    if (CLOSING[word]) return this.list(depth + 1);
    if (kind === "name" && MAKERS.test(word) && this.next(1)?.text === "(") return this.made();
    return this.unread();
  }

  /** A call such as np.array(…): its first argument, and none that would change it. */
  made() {
    this.at += 2;
    this.lines();
    const value = this.product(0);
    delete value.repeats;
    for (this.lines(); this.is(","); this.lines()) {
      this.at += 1;
      this.lines();
      if (!this.is(")")) this.argument(value);
    }
    if (!this.is(")")) this.missing(")");
    this.at += 1;
    return value;
  }

  argument(value) {
    const first = this.next();
    if (first?.kind !== "name") this.unread();
    this.at += 1;
    const named = this.is("=");
    const kept = named && KEPT.test(first.text);
    if (named) this.at += 1;
    const kind = kept ? this.take() : first;
    if (!kind || (!kept && !/float|double|half|int/.test(kind.text))) this.unread(first);
    if (/int/.test(kind.text) && [value].flat(3).some((one) => !Number.isInteger(one))) {
      refuse(`${quoted(kind.text)} in what you pasted would cut decimals off.`);
    }
  }

  /** What stands in a pair of brackets: a list, rows of one, or a number that is only bracketed. */
  list(depth) {
    const open = this.take();
    const close = CLOSING[open.text];
    const rows = [[]];
    const parted = { by: null };
    let comma = false;
    for (this.lines(); !this.is(close); ) {
      if (!this.next()) this.missing(close);
      rows.at(-1).push(this.product(depth));
      comma = this.separator(depth, rows, close, parted);
    }
    this.at += 1;
    const filled = rows.filter((row) => row.length);
    if (open.text === "(" && !comma && filled.length === 1 && filled[0].length === 1) return filled[0][0];
    const value = filled.length > 1 ? filled : (filled[0] ?? []);
    if (filled.length < 2 && parted.by !== "space") {
      Object.defineProperty(value, "repeats", { value: true, configurable: true });
    }
    return value;
  }

  /** Go over what parts two members; true for a comma. A line end parts rows where a bracket holds plain numbers alone. */
  separator(depth, rows, close, parted) {
    const plain = !Array.isArray(rows.at(-1)[0]);
    if (!this.next() || this.is(close)) return false; // what is missing is said by the bracket
    if (this.is(",", "&")) return this.comma(parted);
    if (this.is(";")) {
      this.at += 1;
      this.lines();
      rows.push([]);
    } else if (this.is("\n")) {
      this.lines();
      if (plain && depth === 1 && !this.is(close)) rows.push([]);
    } else {
      this.space(plain, parted);
    }
    return false;
  }

  comma(parted) {
    const [before, after] = [this.next(-1), this.next(1)];
    const between = before.kind === "number" && after?.kind === "number";
    const bare = this.is(",") && between && !this.next().space && !after.space;
    this.part(parted, bare ? "comma" : null, this.next());
    this.at += 1;
    this.lines();
    return true;
  }

  /** A space parts two members, or nothing does between two brackets. */
  space(plain, parted) {
    if (!this.next().space && plain) this.unread();
    const sign = this.is("-", "+");
    if (sign && this.next(1)?.space) this.unread(); // a difference, not another member
    if (!sign && !CLOSING[this.next().text] && !["number", "name"].includes(this.next().kind)) this.unread();
    this.part(parted, "space", this.next());
  }

  /** “0,5 0,25” in brackets could be four numbers or two. */
  part(parted, by, token) {
    if (by && parted.by && parted.by !== by) {
      const near = this.text.slice(Math.max(0, token.at - 4), token.at + 8).split("\n")[0];
      refuse(
        `What you pasted has commas and spaces between its numbers, near ${quoted(near)}: ` +
          "is a comma a decimal one? Write decimals with a point.",
      );
    }
    parted.by = by ?? parted.by;
  }
}

function numberOf({ text }) {
  const value = parseNumber(text.replace(/f$/i, "").replaceAll("_", ""));
  // Behind a comma, 000 is the end of 1,000 and no number of its own.
  return value === null || /^0\d/.test(text) ? noNumber(text) : value;
}
