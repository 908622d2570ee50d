// A parser of the Python that networks are written in; its trees are those of Python's own `ast`, by name.
import { SourceError, tokens } from "./tokens.js";

const DEEPEST = 400;
const BINARY = [["|"], ["^"], ["&"], ["<<", ">>"], ["+", "-"], ["*", "/", "//", "%", "@"]]; // prettier-ignore
const OPERATORS = {
  "+": "Add",
  "-": "Sub",
  "*": "Mult",
  "/": "Div",
  "//": "FloorDiv",
  "%": "Mod",
  "**": "Pow",
  "@": "MatMult",
  "|": "BitOr",
  "^": "BitXor",
  "&": "BitAnd",
  "<<": "LShift",
  ">>": "RShift",
}; // prettier-ignore
const COMPARED = { "<": "Lt", "<=": "LtE", ">": "Gt", ">=": "GtE", "==": "Eq", "!=": "NotEq", in: "In", is: "Is" };

/** A float of Python's: a number that is no integer, whatever its value. */
export class Float {
  constructor(value) {
    this.value = value;
  }
}

/** The tree of a text: its statements. */
export function parse(text) {
  const parser = new Parser(tokens(text), text);
  return parser.file();
}

class Parser {
  constructor(list, text) {
    this.list = list;
    this.text = text;
    this.at = 0;
    this.depth = 0;
  }

  // ------------------------------------------------------------ words

  get now() {
    return this.list[this.at];
  }

  is(text) {
    const { kind } = this.now;
    return (kind === "op" || kind === "word") && this.now.text === text;
  }

  take(text) {
    if (!this.is(text)) return false;
    this.at++;
    return true;
  }

  need(text) {
    if (!this.take(text)) this.fail(`expected '${text}'`);
  }

  kind(kind) {
    if (this.now.kind !== kind) return null;
    return this.list[this.at++];
  }

  fail(message = "invalid syntax") {
    throw new SourceError(message, this.now.line);
  }

  /** A node from a token or node to the last token taken. */
  node(type, from, fields) {
    return { type, start: from.start, end: this.list[this.at - 1].end, line: from.line, ...fields };
  }

  // ------------------------------------------------------------ statements

  file() {
    const body = [];
    while (this.now.kind !== "end") body.push(...this.statement());
    return body;
  }

  block() {
    this.need(":");
    if (this.now.kind !== "newline") return this.simple();
    this.at++;
    if (!this.kind("indent")) this.fail("expected an indented block");
    const body = [];
    while (!this.kind("dedent")) body.push(...this.statement());
    return body;
  }

  statement() {
    const from = this.now;
    if (from.kind === "indent") this.fail("unexpected indent");
    const whole = from.kind === "word" && COMPOUND[from.text];
    if (whole) return [whole(this, from)];
    if (this.is("@")) return [this.decorated()];
    return this.simple();
  }

  decorated() {
    while (this.take("@")) {
      this.expression();
      if (!this.kind("newline")) this.fail();
    }
    return this.statement()[0];
  }

  simple() {
    const body = [];
    do {
      if (this.now.kind === "newline") break;
      body.push(this.small());
    } while (this.take(";"));
    if (!this.kind("newline")) this.fail();
    return body;
  }

  small() {
    const from = this.now;
    if (from.kind === "word" && SMALL.has(from.text)) return this.other(from);
    if (this.take("return")) {
      const ends = this.now.kind === "newline" || this.is(";");
      const value = ends ? null : this.list_();
      return this.node("Return", from, { value });
    }
    return this.assignment(from);
  }

  /** A statement that nothing follows from, up to its end. */
  other(from) {
    while (this.now.kind !== "newline" && !this.is(";")) {
      if (this.now.kind === "end") this.fail();
      this.at++;
    }
    return this.node("Other", from, {});
  }

  assignment(from) {
    const first = this.list_();
    if (this.take(":")) {
      this.expression();
      const value = this.take("=") ? this.list_() : null;
      return this.node("AnnAssign", from, { target: first, value });
    }
    const { kind, text } = this.now;
    if (kind === "op" && text.length > 1 && text.endsWith("=") && OPERATORS[text.slice(0, -1)]) {
      this.at++;
      return this.node("AugAssign", from, { target: first, op: OPERATORS[text.slice(0, -1)], value: this.list_() });
    }
    if (!this.is("=")) return this.node("Expr", from, { value: first });
    const chain = [first];
    while (this.take("=")) chain.push(this.list_());
    const value = chain.pop();
    if (!chain.every(canBeSet)) this.fail("cannot assign to that");
    return this.node("Assign", from, { targets: chain, value });
  }

  // ------------------------------------------------------------ expressions

  /** Expressions with commas between: a tuple, where there are some. */
  list_(closing = null) {
    const from = this.now;
    const first = this.star();
    if (!this.is(",")) return first;
    const elts = [first];
    while (this.take(",")) {
      if (this.ends(closing)) break;
      elts.push(this.star());
    }
    return this.node("Tuple", from, { elts });
  }

  ends(closing) {
    const { kind, text } = this.now;
    if (kind === "newline" || kind === "end") return true;
    return kind === "op" && (text === closing || ")]}=:;".includes(text));
  }

  star() {
    const from = this.now;
    if (!this.take("*")) return this.expression();
    return this.node("Starred", from, { value: this.binary(0) });
  }

  expression() {
    if (++this.depth > DEEPEST) throw new SourceError("too deep", this.now.line);
    try {
      return this.ternary();
    } finally {
      this.depth--;
    }
  }

  ternary() {
    const from = this.now;
    if (this.is("lambda")) return this.lambda(from);
    const body = this.or();
    if (this.is(":=")) {
      this.at++;
      this.expression();
      return this.node("NamedExpr", from, {});
    }
    if (!this.take("if")) return body;
    const test = this.or();
    this.need("else");
    return this.node("IfExp", from, { test, body, orelse: this.expression() });
  }

  lambda(from) {
    this.at++;
    while (!this.is(":")) {
      if (this.now.kind === "newline" || this.now.kind === "end") this.fail();
      this.at++;
    }
    this.at++;
    this.expression();
    return this.node("Lambda", from, {});
  }

  or() {
    return this.bool("or", "Or", () => this.bool("and", "And", () => this.not()));
  }

  bool(word, op, next) {
    const from = this.now;
    const first = next();
    if (!this.is(word)) return first;
    const values = [first];
    while (this.take(word)) values.push(next());
    return this.node("BoolOp", from, { op, values });
  }

  not() {
    const from = this.now;
    if (!this.take("not")) return this.comparison();
    if (++this.depth > DEEPEST) throw new SourceError("too deep", this.now.line);
    const operand = this.not();
    this.depth--;
    return this.node("UnaryOp", from, { op: "Not", operand });
  }

  comparison() {
    const from = this.now;
    const left = this.binary(0);
    const ops = [];
    const comparators = [];
    for (let op = this.compared(); op; op = this.compared()) {
      ops.push(op);
      comparators.push(this.binary(0));
    }
    return ops.length ? this.node("Compare", from, { left, ops, comparators }) : left;
  }

  compared() {
    if (this.is("not") && this.list[this.at + 1].text === "in") {
      this.at += 2;
      return "NotIn";
    }
    const { kind, text } = this.now;
    if ((kind !== "op" && kind !== "word") || !Object.hasOwn(COMPARED, text)) return null;
    this.at++;
    return text === "is" && this.take("not") ? "IsNot" : COMPARED[text];
  }

  binary(level) {
    if (level === BINARY.length) return this.unary();
    const from = this.now;
    let left = this.binary(level + 1);
    while (this.now.kind === "op" && BINARY[level].includes(this.now.text)) {
      const op = OPERATORS[this.list[this.at++].text];
      left = this.node("BinOp", from, { left, op, right: this.binary(level + 1) });
    }
    return left;
  }

  unary() {
    const from = this.now;
    const op = { "-": "USub", "+": "UAdd", "~": "Invert" }[from.kind === "op" ? from.text : ""];
    if (!op) return this.power();
    this.at++;
    if (++this.depth > DEEPEST) throw new SourceError("too deep", this.now.line);
    const operand = this.unary();
    this.depth--;
    return this.node("UnaryOp", from, { op, operand });
  }

  power() {
    const from = this.now;
    this.take("await");
    const left = this.primary();
    if (!this.take("**")) return left;
    return this.node("BinOp", from, { left, op: "Pow", right: this.unary() });
  }

  primary() {
    const from = this.now;
    let value = this.atom();
    for (;;) {
      if (this.take(".")) {
        const name = this.kind("name") ?? this.fail();
        value = this.node("Attribute", from, { value, attr: name.text });
      } else if (this.is("(")) value = this.called(from, value);
      else if (this.take("[")) {
        const slice = this.subscript();
        this.need("]");
        value = this.node("Subscript", from, { value, slice });
      } else return value;
    }
  }

  subscript() {
    const from = this.now;
    const first = this.sliced();
    if (!this.is(",")) return first;
    const elts = [first];
    while (this.take(",")) if (!this.is("]")) elts.push(this.sliced());
    return this.node("Tuple", from, { elts });
  }

  sliced() {
    const from = this.now;
    const part = () => (this.is(":") || this.is("]") || this.is(",") ? null : this.star());
    const lower = part();
    if (!this.take(":")) return lower ?? this.fail();
    const upper = part();
    const step = this.take(":") ? part() : null;
    return this.node("Slice", from, { lower, upper, step });
  }

  called(from, func) {
    this.need("(");
    const args = [];
    const keywords = [];
    while (!this.is(")")) {
      this.argument(args, keywords);
      if (!this.take(",")) break;
    }
    this.need(")");
    return this.node("Call", from, { func, args, keywords });
  }

  argument(args, keywords) {
    const from = this.now;
    if (this.take("**")) {
      keywords.push({ arg: null, value: this.expression() });
      return;
    }
    const next = this.list[this.at + 1];
    if (from.kind === "name" && next.kind === "op" && next.text === "=") {
      this.at += 2;
      if (keywords.some(({ arg }) => arg === from.text)) this.fail("keyword argument repeated");
      keywords.push({ arg: from.text, value: this.expression() });
      return;
    }
    const value = this.star();
    if (this.is("for") || this.is("async")) {
      args.push(this.comprehension("GeneratorExp", from, value));
      return;
    }
    if (keywords.some(({ arg }) => arg !== null) && value.type !== "Starred")
      this.fail("positional argument follows keyword argument");
    args.push(value);
  }

  comprehension(type, from, elt) {
    const generators = [];
    while (this.is("for") || this.is("async")) {
      this.take("async");
      this.need("for");
      const target = this.targets();
      this.need("in");
      const iter = this.or();
      const ifs = [];
      while (this.take("if")) ifs.push(this.or());
      generators.push({ target, iter, ifs });
    }
    return this.node(type, from, { elt, generators });
  }

  /** What a loop gives a value to. */
  targets() {
    const from = this.now;
    const one = () => (this.is("*") ? this.star() : this.primary());
    const first = one();
    if (!this.is(",")) return first;
    const elts = [first];
    while (this.take(",")) {
      if (this.is("in")) break;
      elts.push(one());
    }
    return this.node("Tuple", from, { elts });
  }

  atom() {
    const from = this.now;
    if (from.kind === "name") {
      this.at++;
      return this.node("Name", from, { id: from.text });
    }
    if (from.kind === "number") return this.number(from);
    if (from.kind === "string") return this.strings(from);
    const word = { True: true, False: false, None: null };
    if (from.kind === "word" && Object.hasOwn(word, from.text)) {
      this.at++;
      return this.node("Constant", from, { value: word[from.text] });
    }
    if (this.take("(")) return this.round(from);
    if (this.take("[")) return this.square(from);
    if (this.take("{")) return this.curly(from);
    if (this.take("...")) return this.node("Ellipsis", from, {});
    if (this.is("yield")) return this.other(from);
    return this.fail();
  }

  number({ text, ...from }) {
    this.at++;
    const plain = text.replaceAll("_", "");
    if (/[jJ]$/.test(plain)) return this.node("Complex", from, {});
    const whole = /^(?:0[xXbBoO][\da-fA-F]+|\d+)$/.test(plain);
    if (whole && /^0\d*[1-9]/.test(plain)) this.fail("leading zeros");
    const value = whole ? Number(plain) : new Float(Number(plain));
    return this.node("Constant", from, { value });
  }

  strings(from) {
    let value = "";
    let plain = true;
    while (this.now.kind === "string") {
      const { text } = this.list[this.at++];
      const [, prefix, quote] = /^([a-zA-Z]*)('''|"""|'|")/.exec(text);
      plain &&= !/[fFbB]/.test(prefix);
      value += text.slice(prefix.length + quote.length, -quote.length);
    }
    return plain ? this.node("Constant", from, { value }) : this.node("JoinedStr", from, {});
  }

  round(from) {
    if (this.take(")")) return this.node("Tuple", from, { elts: [] });
    const inside = this.now;
    const first = this.star();
    if (this.is("for") || this.is("async")) {
      const made = this.comprehension("GeneratorExp", inside, first);
      this.need(")");
      return { ...made, start: from.start, end: this.list[this.at - 1].end };
    }
    if (!this.is(",")) {
      this.need(")");
      if (first.type === "Starred") this.fail();
      return first;
    }
    const elts = [first];
    while (this.take(",")) if (!this.is(")")) elts.push(this.star());
    this.need(")");
    return this.node("Tuple", from, { elts });
  }

  square(from) {
    const elts = [];
    while (!this.is("]")) {
      elts.push(this.star());
      if (elts.length === 1 && (this.is("for") || this.is("async"))) {
        const made = this.comprehension("ListComp", from, elts[0]);
        this.need("]");
        return { ...made, end: this.list[this.at - 1].end };
      }
      if (!this.take(",")) break;
    }
    this.need("]");
    return this.node("List", from, { elts });
  }

  curly(from) {
    const [keys, values] = [[], []];
    let pairs = true;
    while (!this.is("}")) {
      if (this.take("**")) {
        keys.push(null);
        values.push(this.binary(0));
      } else {
        keys.push(this.star());
        if (this.take(":")) values.push(this.expression());
        else pairs = false;
      }
      if (this.is("for") || this.is("async")) {
        this.comprehension("DictComp", from, keys[0]);
        pairs = false;
      }
      if (!this.take(",")) break;
    }
    this.need("}");
    return pairs ? this.node("Dict", from, { keys, values }) : this.node("Set", from, {});
  }
}

const canBeSet = ({ type, elts }) =>
  ["Name", "Attribute", "Subscript", "Starred"].includes(type) ||
  (["Tuple", "List"].includes(type) && elts.every(canBeSet));

const SMALL = new Set([
  "pass",
  "break",
  "continue",
  "import",
  "from",
  "global",
  "nonlocal",
  "del",
  "assert",
  "raise",
  "yield",
]); // prettier-ignore

/** The parameters of a function, up to its closing bracket. */
function parameters(parser) {
  const made = { args: [], vararg: null, kwonly: [], kwarg: null };
  let only = false;
  parser.need("(");
  while (!parser.is(")")) {
    if (parser.take("**")) made.kwarg = parameter(parser).name;
    else if (parser.take("*")) {
      only = true;
      if (!parser.is(",")) made.vararg = parameter(parser).name;
    } else if (!parser.take("/")) (only ? made.kwonly : made.args).push(parameter(parser));
    if (!parser.take(",")) break;
  }
  parser.need(")");
  return made;
}

function parameter(parser) {
  const name = (parser.kind("name") ?? parser.fail()).text;
  if (parser.take(":")) parser.expression();
  return { name, fallback: parser.take("=") ? parser.expression() : null };
}

const COMPOUND = {
  def(parser, from) {
    parser.at++;
    const name = (parser.kind("name") ?? parser.fail()).text;
    const given = parameters(parser);
    if (parser.take("->")) parser.expression();
    const body = parser.block();
    return ended(parser, from, "FunctionDef", { name, given, body });
  },
  class(parser, from) {
    parser.at++;
    const name = (parser.kind("name") ?? parser.fail()).text;
    const bases = parser.is("(") ? parser.called(from, null).args : [];
    const body = parser.block();
    return ended(parser, from, "ClassDef", { name, bases, body });
  },
  for(parser, from) {
    parser.at++;
    const target = parser.targets();
    parser.need("in");
    const iter = parser.list_(":");
    const body = parser.block();
    if (parser.take("else")) parser.block();
    return ended(parser, from, "For", { target, iter, body });
  },
  if(parser, from) {
    parser.at++;
    const test = parser.expression();
    const body = parser.block();
    let orelse = [];
    if (parser.is("elif")) orelse = [COMPOUND.if(parser, parser.now)];
    else if (parser.take("else")) orelse = parser.block();
    return ended(parser, from, "If", { test, body, orelse });
  },
  while(parser, from) {
    parser.at++;
    const test = parser.expression();
    const body = parser.block();
    if (parser.take("else")) parser.block();
    return ended(parser, from, "While", { test, body });
  },
  with(parser, from) {
    parser.at++;
    do {
      parser.expression();
      if (parser.take("as")) parser.targets();
    } while (parser.take(","));
    return ended(parser, from, "With", { body: parser.block() });
  },
  try(parser, from) {
    parser.at++;
    const body = parser.block();
    let more = false;
    while (parser.is("except") || parser.is("finally") || parser.is("else")) {
      more = true;
      while (!parser.is(":")) {
        if (parser.now.kind === "newline") parser.fail();
        parser.at++;
      }
      parser.block();
    }
    if (!more) parser.fail("expected 'except' or 'finally' block");
    return ended(parser, from, "Try", { body });
  },
  async(parser, from) {
    parser.at++;
    const whole = COMPOUND[parser.now.text];
    return whole ? whole(parser, from) : parser.fail();
  },
};

/** A statement with a block: it ends where the last of its statements does. */
function ended(parser, from, type, fields) {
  const made = parser.node(type, from, fields);
  const last = (fields.orelse?.length ? fields.orelse : fields.body).at(-1);
  return { ...made, end: last?.end ?? made.end };
}
