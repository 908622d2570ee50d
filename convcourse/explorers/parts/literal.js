// A literal of Python, NumPy, MATLAB, C or LaTeX as rows of numbers: brackets, and what stands around them.
import { parseNumber } from "./numbers.js";
import { noNumber, quoted, refuse } from "./unread.js";

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
export function literalRows(given) {
  const values = new Reader(withoutName(withoutLatex(given)).trim()).values();
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
class Reader {
  constructor(text) {
    this.text = text;
    this.tokens = tokensOf(text);
    this.at = 0;
  }

  next(offset = 0) {
    return this.tokens[this.at + offset];
  }

  is(...signs) {
    return signs.includes(this.next()?.text);
  }

  /** Go over one token, and return it. */
  take() {
    return this.tokens[this.at++];
  }

  lines() {
    while (this.is("\n")) this.at += 1;
  }

  early() {
    return refuse("What you pasted ends too early.");
  }

  unread(from = this.next() ?? this.early()) {
    const part = this.text.slice(from.at).split("\n")[0].trim() || "line end";
    return refuse(`${quoted(part)} in what you pasted cannot be read here.`);
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
    if (kind === "number") return this.number(this.take());
    if (CLOSING[word]) return this.list(depth + 1);
    if (kind === "name" && MAKERS.test(word) && this.next(1)?.text === "(") return this.made();
    return this.unread();
  }

  number(token) {
    const value = parseNumber(token.text.replace(/f$/i, "").replaceAll("_", ""));
    // Behind a comma, 000 is the end of 1,000 and no number of its own.
    return value === null || /^0\d/.test(token.text) ? noNumber(token.text) : value;
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
    if (!this.is(")")) refuse("A “)” is missing in what you pasted.");
    this.at += 1;
    return value;
  }

  argument(value) {
    const first = this.next();
    if (first?.kind !== "name") this.unread();
    this.at += 1;
    const named = this.is("=") ? this.take() && KEPT.test(first.text) : false;
    const kind = named ? this.take() : first;
    if (!kind || (!named && !/float|double|half|int/.test(kind.text))) this.unread(first);
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
      if (!this.next()) refuse(`A “${close}” is missing in what you pasted.`);
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
    if (!this.next() || this.is(close)) return false; // what is missing is said by the bracket
    const plain = !Array.isArray(rows.at(-1)[0]);
    if (this.is(",", "&")) {
      this.comma(parted);
      return true;
    }
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
    const between = this.next(-1).kind === "number" && this.next(1)?.kind === "number";
    const bare = this.is(",") && between && !this.next().space && !this.next(1).space;
    this.part(parted, bare ? "comma" : null, this.next());
    this.at += 1;
    this.lines();
  }

  /** Members with nothing between them but space; rows may stand without. */
  space(plain, parted) {
    const { kind, text, space } = this.next();
    if (plain && !space) this.unread();
    const sign = this.is("-", "+");
    if (sign && this.next(1)?.space) this.unread(); // a difference, not another member
    if (!sign && !CLOSING[text] && kind !== "number" && kind !== "name") this.unread();
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
