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
  const reader = literalReader(text, tokensOf(text));
  const values = reader.values();
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
function literalReader(text, tokens) {
  let at = 0;
  const next = (offset = 0) => tokens[at + offset];
  const is = (...signs) => signs.includes(next()?.text);
  const early = () => refuse("What you pasted ends too early.");
  const unread = (from = next() ?? early()) =>
    refuse(
      `${quoted(text.slice(from.at).split("\n")[0].trim() || "line end")} in what you pasted cannot be read here.`,
    );
  const expect = (sign) => (is(sign) ? at++ : refuse(`A “${sign}” is missing in what you pasted.`));
  const lines = () => {
    while (is("\n")) at += 1;
  };

  /** All there is: values parted by commas, semicolons or line ends. */
  function values() {
    const found = [];
    for (lines(); next(); lines()) {
      found.push(product(0));
      if (next() && !is(",", ";", "\n")) unread();
      while (is(",", ";", "\n")) at += 1;
    }
    return found;
  }

  function product(depth) {
    let value = signed(depth);
    for (;;) {
      // On paper a number before a bracket is a factor.
      if (depth === 0 && !Array.isArray(value) && is("[", "{")) value = combine(value, signed(depth), next(-1));
      if (!is("*", "/", "·", "×", "⋅", ".*", "./")) return value;
      const operator = tokens[at++];
      value = combine(value, signed(depth), operator);
    }
  }

  function combine(left, right, operator) {
    const divides = operator.text.includes("/");
    if (Array.isArray(right) && (divides || Array.isArray(left))) unread(operator);
    if ([left, right].some((one) => one.repeats) && !divides && [left, right].some(Number.isInteger)) {
      refuse(
        "In Python a list times a whole number is repeated. Write np.array(…) around it, or the numbers themselves.",
      );
    }
    if (Array.isArray(right)) return scaled(right, (one) => left * one);
    return scaled(left, (one) => (divides ? one / right : one * right));
  }

  function signed(depth) {
    if (is("-", "+")) {
      const minus = tokens[at++].text === "-";
      const value = signed(depth);
      return minus ? scaled(value, (one) => -one) : value;
    }
    const { kind, text: word } = next() ?? early();
    if (kind === "number") return numberOf(tokens[at++]);
    if (CLOSING[word]) return list(depth + 1);
    if (kind === "name" && MAKERS.test(word) && next(1)?.text === "(") return made();
    return unread();
  }

  function numberOf(token) {
    const value = parseNumber(token.text.replace(/f$/i, "").replaceAll("_", ""));
    // Behind a comma, 000 is the end of 1,000 and no number of its own.
    return value === null || /^0\d/.test(token.text) ? noNumber(token.text) : value;
  }

  /** A call such as np.array(…): its first argument, and none that would change it. */
  function made() {
    at += 2;
    lines();
    const value = product(0);
    delete value.repeats;
    for (lines(); is(","); lines()) {
      at += 1;
      lines();
      if (!is(")")) argument(value);
    }
    expect(")");
    return value;
  }

  function argument(value) {
    const first = next();
    if (first?.kind !== "name") unread();
    at += 1;
    const named = is("=") ? at++ && KEPT.test(first.text) : false;
    const kind = named ? tokens[at++] : first;
    if (!kind || (!named && !/float|double|half|int/.test(kind.text))) unread(first);
    if (/int/.test(kind.text) && [value].flat(3).some((one) => !Number.isInteger(one))) {
      refuse(`${quoted(kind.text)} in what you pasted would cut decimals off.`);
    }
  }

  /** What stands in a pair of brackets: a list, rows of one, or a number that is only bracketed. */
  function list(depth) {
    const open = tokens[at++];
    const close = CLOSING[open.text];
    const rows = [[]];
    const parted = { by: null };
    let comma = false;
    for (lines(); !is(close); ) {
      if (!next()) refuse(`A “${close}” is missing in what you pasted.`);
      rows.at(-1).push(product(depth));
      comma = separator(depth, rows, close, parted);
    }
    at += 1;
    const filled = rows.filter((row) => row.length);
    if (open.text === "(" && !comma && filled.length === 1 && filled[0].length === 1) return filled[0][0];
    const value = filled.length > 1 ? filled : (filled[0] ?? []);
    if (filled.length < 2 && parted.by !== "space")
      Object.defineProperty(value, "repeats", { value: true, configurable: true });
    return value;
  }

  /** Go over what parts two members; true for a comma. A line end parts rows where a bracket holds plain numbers alone. */
  function separator(depth, rows, close, parted) {
    const plain = !Array.isArray(rows.at(-1)[0]);
    if (!next() || is(close)) return false; // what is missing is said by the bracket
    if (is(",", "&")) {
      const between = next(-1).kind === "number" && next(1)?.kind === "number";
      const bare = is(",") && between && !next().space && !next(1).space;
      part(parted, bare ? "comma" : null, next());
      at += 1;
      lines();
      return true;
    }
    if (is(";")) {
      at += 1;
      lines();
      rows.push([]);
    } else if (is("\n")) {
      lines();
      if (plain && depth === 1 && !is(close)) rows.push([]);
    } else if (next().space || !plain) {
      if (is("-", "+") && next(1)?.space) unread(); // a difference, not another member
      if (!is("-", "+") && !CLOSING[next().text] && next().kind !== "number" && next().kind !== "name") unread();
      part(parted, "space", next());
    } else {
      unread();
    }
    return false;
  }

  /** “0,5 0,25” in brackets could be four numbers or two. */
  function part(parted, by, token) {
    if (by && parted.by && parted.by !== by) {
      const near = text.slice(Math.max(0, token.at - 4), token.at + 8).split("\n")[0];
      refuse(
        `What you pasted has commas and spaces between its numbers, near ${quoted(near)}: ` +
          "is a comma a decimal one? Write decimals with a point.",
      );
    }
    parted.by = by ?? parted.by;
  }

  return { values };
}
