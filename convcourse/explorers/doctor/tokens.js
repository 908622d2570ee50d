// Python's words: the tokens of a text, with where each begins and ends.

const KEPT = new Set([
  "False",
  "None",
  "True",
  "and",
  "as",
  "assert",
  "async",
  "await",
  "break",
  "class",
  "continue",
  "def",
  "del",
  "elif",
  "else",
  "except",
  "finally",
  "for",
  "from",
  "global",
  "if",
  "import",
  "in",
  "is",
  "lambda",
  "nonlocal",
  "not",
  "or",
  "pass",
  "raise",
  "return",
  "try",
  "while",
  "with",
  "yield",
]); // prettier-ignore
const WORD =
  /(?<string>[rbufRBUF]{0,2}(?:'''(?:\\[\s\S]|(?!''')[\s\S])*'''|"""(?:\\[\s\S]|(?!""")[\s\S])*"""|'(?:\\[\s\S]|[^'\\\n])*'|"(?:\\[\s\S]|[^"\\\n])*"))|(?<number>0[xX][\da-fA-F_]+|0[bB][01_]+|0[oO][0-7_]+|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d+)?[jJ]?)|(?<name>[\p{L}_][\p{L}\p{N}_]*)|(?<op>\*\*=|\/\/=|>>=|<<=|\.\.\.|:=|->|\*\*|\/\/|<<|>>|<=|>=|==|!=|\+=|-=|\*=|\/=|%=|&=|\|=|\^=|@=|[-+*/%@&|^~<>()[\]{},:.;=])/uy;

/** What a text that is no Python that can be read ends in. */
export class SourceError extends Error {
  constructor(message, line) {
    super(message);
    this.line = line;
  }
}

/** How a line begins: how far it is moved in, and where its first word is; null for one without words. */
function lead(text, at) {
  const spaces = /[ \t]*/y;
  spaces.lastIndex = at;
  const width = spaces.exec(text)[0].length;
  const first = text[at + width];
  return first === undefined || first === "\n" || first === "#" ? null : { width, at: at + width };
}

/** Steps of the margin at the begin of a line, as tokens. */
function margin(width, margins, at, line) {
  const found = [];
  if (width > margins.at(-1)) {
    margins.push(width);
    found.push({ kind: "indent", text: "", start: at, end: at, line });
  }
  while (width < margins.at(-1)) {
    margins.pop();
    found.push({ kind: "dedent", text: "", start: at, end: at, line });
  }
  if (width !== margins.at(-1)) throw new SourceError("its margin fits none above", line);
  return found;
}

/** Skip what separates words within a line. @returns {number} */
function skipped(text, at, depth) {
  const gap = depth ? /(?:[ \t\n]|\\\n|#[^\n]*)*/y : /(?:[ \t]|\\\n|#[^\n]*)*/y;
  gap.lastIndex = at;
  return at + gap.exec(text)[0].length;
}

/** Takes a text apart, word by word. */
class Reader {
  constructor(text) {
    this.text = text;
    this.found = [];
    this.margins = [0];
    this.at = 0;
    this.depth = 0;
    this.line = 1;
    this.counted = 0;
  }

  lineAt(place) {
    for (; this.counted < place; this.counted++) if (this.text[this.counted] === "\n") this.line++;
    return this.line;
  }

  add(kind, word, start, end) {
    this.found.push({ kind, text: word, start, end, line: this.lineAt(start) });
  }

  /** Pass the margin of a line, and lines without words; whether one begins. */
  begin() {
    while (this.at < this.text.length) {
      const head = lead(this.text, this.at);
      if (head) {
        this.found.push(...margin(head.width, this.margins, head.at, this.lineAt(head.at)));
        return true;
      }
      const next = this.text.indexOf("\n", this.at);
      this.at = next < 0 ? this.text.length : next + 1;
    }
    return false;
  }

  /** Take the words of a line, to the end of its statement. */
  words() {
    for (;;) {
      this.at = skipped(this.text, this.at, this.depth);
      if (this.at >= this.text.length || this.text[this.at] === "\n") break;
      this.word();
    }
    if (this.at >= this.text.length && this.depth > 0)
      throw new SourceError("a bracket was never closed", this.lineAt(this.text.length));
    this.add("newline", "", this.at, this.at);
    this.at++;
  }

  word() {
    WORD.lastIndex = this.at;
    const match = WORD.exec(this.text);
    if (!match) throw new SourceError("invalid syntax", this.lineAt(this.at));
    const [whole] = match;
    const kind = Object.keys(match.groups).find((one) => match.groups[one] !== undefined);
    const end = this.at + whole.length;
    if (kind === "number" && /[\p{L}_]/u.test(this.text[end] ?? ""))
      throw new SourceError("invalid number", this.lineAt(this.at));
    this.add(kind === "name" && KEPT.has(whole) ? "word" : kind, whole, this.at, end);
    this.at = end;
    if (kind === "op") this.depth += Number("([{".includes(whole)) - Number(")]}".includes(whole));
  }
}

/** The tokens of a text: kind, text, start, end, line. */
export function tokens(text) {
  const reader = new Reader(text);
  while (reader.begin()) reader.words();
  const end = text.length;
  for (const _ of reader.margins.slice(1)) reader.add("dedent", "", end, end);
  reader.add("end", "", end, end);
  return reader.found;
}
