// Text to a tree: bounded, and with the indentation that pages lose put back.
import { parse } from "./parser.js";
import { SourceError } from "./tokens.js";

const [MOST_LINES, MOST_CHARACTERS, MOST_BRACKETS] = [3000, 150000, 60];
const STRING = /('''|""")[\s\S]*?\1|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|#[^\n]*/g;

/** What is told of a text that is refused. */
export class Refused extends Error {}

const count = (text, signs) => [...text].filter((sign) => signs.includes(sign)).length;

function requireBounded(text) {
  const lines = text.split("\n").length;
  if (lines > MOST_LINES || text.length > MOST_CHARACTERS) {
    throw new Refused(
      `the text has ${lines} lines and ${text.length} characters, expected ${MOST_LINES} and ${MOST_CHARACTERS} at most; ` +
        "paste the network alone",
    );
  }
  if (text.includes("\0")) throw new Refused("the text has a null character, expected source; paste it as text");
  let depth = 0;
  for (const sign of text.replace(STRING, "")) {
    depth += Number("([{".includes(sign)) - Number(")]}".includes(sign));
    if (depth > MOST_BRACKETS) {
      throw new Refused(`the text nests more than ${MOST_BRACKETS} brackets, expected fewer; paste the network alone`);
    }
  }
}

/** A line with its tabs as spaces, to the next multiple of four. */
function untabbed(line) {
  let made = "";
  for (const sign of line) made += sign === "\t" ? " ".repeat(4 - (made.length % 4)) : sign;
  return made;
}

/** A text without the margin that all of its lines have. */
function dedented(text) {
  const lines = text.split("\n").map((line) => (/^\s*$/.test(line) ? "" : line));
  const margins = lines.filter(Boolean).map((line) => /^ */.exec(line)[0].length);
  const margin = margins.length ? Math.min(...margins) : 0;
  return lines.map((line) => line.slice(margin)).join("\n");
}

const opens = (line) => ["class ", "def ", "async def "].some((one) => line.startsWith(one));

/** A text of classes and functions without indentation as it was meant; see `reading.py`. */
export function indentAnew(text) {
  if (/^[ \t]+(def|return|self\.)/m.test(text)) return text;
  const out = [];
  let [level, inClass, depth] = [0, false, 0];
  for (const line of text.split("\n")) {
    const bare = line.trim();
    const inside = depth > 0 && ![")", "]", "}"].includes(bare[0]);
    if (depth <= 0) {
      inClass ||= bare.startsWith("class ");
      if (bare.startsWith("class ")) level = 0;
      else if (opens(bare) || bare.startsWith("@")) level = Number(inClass);
    }
    out.push(bare && "    ".repeat(level + Number(inside)) + bare);
    if (depth <= 0) level = after(bare, level);
    const counted = bare.replace(STRING, "");
    depth += count(counted, "([{") - count(counted, ")]}");
  }
  return out.join("\n");
}

/** How far the line after this one is moved in. */
function after(line, level) {
  if (opens(line)) return level + 1;
  return line.startsWith("return") ? 0 : level;
}

/** The tree of a text, or the error that its reading ends in. */
function attempt(text) {
  try {
    return { tree: parse(text), error: null };
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    if (error.message === "too deep") throw deep();
    return { tree: null, error };
  }
}

/** The text as it is read, its tree, and whether its indentation was put back. @param {string} given */
export function read(given) {
  requireBounded(given);
  const plain = given.replace(/\r\n?/g, "\n").replaceAll("\f", " ");
  const lines = plain
    .split("\n")
    .map(untabbed)
    .join("\n")
    .replace(/^\n+|\n+$/g, "");
  const fenced = /^\s*```\w*\n([\s\S]*?)\n\s*```\s*$/.exec(lines);
  const text = dedented(fenced ? fenced[1] : lines);
  const { tree, error } = attempt(text);
  if (tree) return { text, tree, indented: false };
  const mended = indentAnew(text);
  const again = mended === text ? null : attempt(mended).tree;
  if (again) return { text: mended, tree: again, indented: true };
  const line = text.split("\n")[Math.max(error.line - 1, 0)].trim().slice(0, 60);
  throw new Refused(
    `line ${error.line} is no Python that the doctor can read (${error.message}): '${line}'; paste nn.Sequential(…), ` +
      "a class with __init__ and forward, Keras lines, or an error message of torch",
  );
}

/** What is told of a text that is nested too deeply. */
export const deep = () => new Refused("the text is nested too deeply, expected a network; paste the network alone");
