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

/** The tokens of a text: kind, text, start, end, line. */
export function tokens(text) {
  const found = [];
  const margins = [0];
  let [at, line, depth, begins, counted] = [0, 1, 0, true, 0];
  const lineAt = (place) => {
    for (; counted < place; counted++) if (text[counted] === "\n") line++;
    return line;
  };
  const add = (kind, word, start, end) => found.push({ kind, text: word, start, end, line: lineAt(start) });
  while (at < text.length) {
    if (begins) {
      const head = lead(text, at);
      if (!head) {
        const next = text.indexOf("\n", at);
        at = next < 0 ? text.length : next + 1;
        continue;
      }
      found.push(...margin(head.width, margins, head.at, lineAt(head.at)));
      begins = false;
    }
    at = skipped(text, at, depth);
    if (at >= text.length) break;
    if (text[at] === "\n") {
      add("newline", "", at, at);
      at++;
      begins = true;
      continue;
    }
    at = word(text, at, add, lineAt);
    const last = found.at(-1);
    if (last.kind === "op" && "([{".includes(last.text)) depth++;
    if (last.kind === "op" && ")]}".includes(last.text)) depth--;
  }
  if (depth > 0) throw new SourceError("a bracket was never closed", lineAt(text.length));
  if (!begins) add("newline", "", text.length, text.length);
  for (const _ of margins.slice(1)) add("dedent", "", text.length, text.length);
  add("end", "", text.length, text.length);
  return found;
}

/** Add the word at a place. @returns {number} where it ends */
function word(text, at, add, lineAt) {
  WORD.lastIndex = at;
  const match = WORD.exec(text);
  if (!match) throw new SourceError("invalid syntax", lineAt(at));
  const { string, number, name } = match.groups;
  const kind = string !== undefined ? "string" : number !== undefined ? "number" : name !== undefined ? "name" : "op";
  const end = at + match[0].length;
  if (kind === "number" && /[\p{L}_]/u.test(text[end] ?? "")) throw new SourceError("invalid number", lineAt(at));
  add(kind === "name" && KEPT.has(name) ? "word" : kind, match[0], at, end);
  return end;
}
