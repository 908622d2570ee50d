// The Python that networks are written in: statements and expressions, worked out, never run; see `python.py`.
import { Float } from "./parser.js";
import { deep, Refused } from "./reading.js";
import { LARGEST, prod, shown } from "./settings.js";
import { asked, cutOut, merged, placesOf, sizeOf } from "./shaping.js";
import {
  Batch,
  Callable,
  Chain,
  Class,
  fraction,
  Instance,
  isA,
  isInt,
  Layer,
  Method,
  Named,
  same,
  Tensor,
  times,
  Unknown,
} from "./values.js";

export const MOST_STEPS = 100000;
export const MOST_DEPTH = 50;
export const MOST_LAYERS = 2000;
const MODULES = [Layer, Chain, Instance];
const OPEN = [Unknown, Named, Batch, Tensor];

/** What a `return` gives back. */
export class Returned {
  constructor(value) {
    this.value = value;
  }
}

/** A node and all below it. */
export function* nodesOf(node) {
  if (Array.isArray(node)) {
    for (const one of node) yield* nodesOf(one);
  } else if (node && typeof node === "object") {
    if (node.type) yield node;
    for (const one of Object.values(node)) if (one && typeof one === "object") yield* nodesOf(one);
  }
}

/** A number of Python's, whatever its type; null for anything else. */
const numberOf = (value) => {
  if (value instanceof Float) return value.value;
  return isInt(value) || typeof value === "boolean" ? Number(value) : null;
};
const keyed = (value) => typeof value === "string" || isInt(value) || typeof value === "boolean";
const truth = (value) => {
  if (value instanceof Float) return value.value !== 0;
  if (Array.isArray(value)) return value.length > 0;
  return value instanceof Map ? value.size > 0 : Boolean(value);
};

const batchTimes = (batch, by) =>
  batch instanceof Batch && isInt(by) ? new Batch(times(batch.times, fraction(by))) : null;

/** What `range` makes: numbers, but no list. */
export class Range extends Array {}

/** Works out statements and expressions; what calls make is up to who inherits it. */
export class Python {
  constructor(source) {
    this.source = source;
    this.trace = { entries: [], found: [], end: null, model: null };
    this.steps = 0;
    this.depth = 0;
    this.names = new Map();
    this.calls = [];
    this.broken = false;
  }

  /** Go on behind something that is not known. @param {string} _text @param {any} x @param {any} _node */
  unknown(_text, x, _node) {
    return x;
  }

  /** Note something that is wrong, once. */
  find(kind, message, { fatal, at = -1, node = null, ...data }) {
    if (this.trace.found.some((one) => one.kind === kind && one.node === node && one.message === message)) return;
    this.broken ||= fatal;
    this.trace.found.push({ kind, message, fatal, at, node, data });
  }

  block(body, names) {
    for (const statement of body) this.execute(statement, names);
  }

  execute(node, names) {
    this.step();
    STATEMENTS[node.type]?.(this, node, names);
  }

  step() {
    this.steps++;
    if (this.steps > MOST_STEPS || this.trace.entries.length > MOST_LAYERS) {
      throw new Refused(
        `the network takes more than ${MOST_STEPS} steps or ${MOST_LAYERS} layers to read, expected fewer; paste a part of it`,
      );
    }
  }

  unread(node, part) {
    if (!this.calls.length) return; // only within a network, not in what stands around it
    this.find(
      "not read",
      `line ${node.line}: what ${shown(this.segment(part))} is cannot be told without running it; the doctor goes on behind it`,
      { fatal: false, node },
    );
  }

  /** Mark the lists that statements which are not gone through would have added to. */
  unsureLists(node, names) {
    const unread = new Unknown(`what line ${node.line} adds`);
    const marked = (one) => one instanceof Unknown && one.text === unread.text;
    for (const one of nodesOf(node.body)) {
      const grown = grownBy(one);
      if (!grown) continue;
      const value = this.value(grown, names);
      if (Array.isArray(value) && !(value instanceof Range) && !value.some(marked)) value.push(unread);
      else if (value instanceof Chain && !value.items.some(([, kept]) => marked(kept))) {
        value.items.push([`${value.items.length}`, unread]);
      }
    }
  }

  /** The text of a node, shortened. */
  segment(node, most = 60) {
    const text = node ? this.source.text.slice(node.start, node.end).trim().split(/\s+/).join(" ") : "";
    return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
  }

  assign(target, value, names) {
    if (target.type === "Name") {
      names.set(target.id, value);
      if (value instanceof Layer && !value.name && !this.calls.length) value.name = target.id;
    } else if (target.type === "Attribute") {
      const owner = this.value(target.value, names);
      if (owner instanceof Instance) this.set(owner, target.attr, value);
    } else if (target.type === "Tuple" || target.type === "List") this.unpack(target, value, names);
    else if (target.type === "Subscript") {
      const owner = this.value(target.value, names);
      const key = this.value(target.slice, names);
      if (owner instanceof Map && keyed(key)) owner.set(key, value);
    }
  }

  unpack({ elts }, value, names) {
    const items = this.items(value);
    const fits = items?.length === elts.length;
    for (const [i, one] of elts.entries()) this.assign(one, fits ? items[i] : new Unknown(this.segment(one)), names);
  }

  set(owner, name, value) {
    const module = isA(value, ...MODULES);
    if (module && !owner.ready && owner.madeOf.bases.includes("Module")) {
      this.find(
        "super",
        `class ${owner.madeOf.node.name} sets layers before super().__init__() was called: torch cannot register them`,
        { fatal: true, node: owner.madeOf.methods.get("__init__") ?? null },
      );
    }
    if (module && !value.name) value.name = name;
    owner.attributes.set(name, value);
  }

  /** What a loop goes through, null if that cannot be told. */
  items(value) {
    if (value instanceof Chain) return value.items.map(([, item]) => item);
    if (value instanceof Map) return [...value.keys()];
    return Array.isArray(value) ? Array.from(value).slice(0, MOST_LAYERS) : null;
  }

  /** The value of an expression, an Unknown where it cannot be read. */
  value(node, names) {
    this.step();
    this.depth++;
    try {
      if (this.depth > 200) throw deep();
      const get = node && EXPRESSIONS[node.type];
      return get ? get(this, node, names) : new Unknown(this.segment(node));
    } finally {
      this.depth--;
    }
  }

  elements(nodes, names) {
    const found = [];
    for (const node of nodes) {
      if (node.type === "Starred") {
        const items = this.items(this.value(node.value, names));
        found.push(...(items ?? [new Unknown(this.segment(node))]));
      } else found.push(this.value(node, names));
    }
    return found;
  }

  /** A sum, a product and so on, of numbers, lists, tensors or batches. */
  binary(kind, left, right, node) {
    if (left instanceof Tensor && right instanceof Tensor) {
      return kind === "MatMult" ? this.unknown("@", left, node) : merged(this, left, right, node);
    }
    if (left instanceof Tensor || right instanceof Tensor) return left instanceof Tensor ? left : right;
    const rows = kind === "Mult" ? (batchTimes(left, right) ?? batchTimes(right, left)) : null;
    if (rows) return rows;
    if (Array.isArray(left)) return this.repeated(kind, left, right, node);
    const [a, b] = [numberOf(left), numberOf(right)];
    if (a === null || b === null || !SUMS[kind]) return new Unknown(this.segment(node));
    return this.sum(kind, a, b, left instanceof Float || right instanceof Float, node);
  }

  repeated(kind, left, right, node) {
    if (kind === "Add" && Array.isArray(right)) {
      return left.length + right.length <= MOST_LAYERS ? [...left, ...right] : new Unknown("too long");
    }
    const whole = right * Math.max(left.length, 1);
    if (kind === "Mult" && isInt(right) && whole >= 0 && whole <= MOST_LAYERS) return Array(right).fill(left).flat();
    return new Unknown(this.segment(node));
  }

  sum(kind, a, b, float, node) {
    const small = Math.max(Math.abs(a), Math.abs(b)) < LARGEST && (kind !== "Pow" || Math.abs(b) <= 62);
    const zero = b === 0 && ["Div", "FloorDiv", "Mod"].includes(kind);
    const result = small && !zero ? SUMS[kind](a, b) : Number.NaN;
    if (!(Math.abs(result) < LARGEST)) return new Unknown(this.segment(node));
    const real = float || kind === "Div" || (kind === "Pow" && b < 0);
    return real ? new Float(result) : result;
  }

  member(owner, node) {
    const name = node.attr;
    const { madeOf } = owner;
    if (owner.attributes.has(name)) return owner.attributes.get(name);
    if (madeOf.methods.has(name)) return new Callable(madeOf.methods.get(name), owner);
    if (name === "training") return new Unknown("self.training");
    if (OF_MODULES.has(name) || !madeOf.bases.includes("Module")) return new Method(owner, name);
    const stated = madeOf.node.body.find(
      (one) => one.type === "Assign" && one.targets.some((target) => target.type === "Name" && target.id === name),
    );
    if (stated) return this.value(stated.value, this.names);
    if (!owner.told.has(name) && madeOf.methods.has("__init__")) {
      owner.told.add(name);
      this.find("missing", `self.${name} is used, but __init__ makes no ${name}`, {
        fatal: true,
        node,
        name,
        others: [...owner.attributes].filter(([, value]) => isA(value, ...MODULES)).map(([key]) => key),
      });
    }
    return new Unknown(this.segment(node));
  }

  /** What one of Python's own functions returns. */
  builtin(name, given, node) {
    if (name === "len" && given[0] instanceof Tensor) return asked("len", given[0], []);
    if (name === "range") return this.range(given, node);
    if (name in ONE_NUMBER && given.length === 1) return this.ofNumber(name, given[0], node);
    if (name === "OrderedDict" || name === "dict") return dictionary(given);
    const lists = given.map((one) => this.items(one));
    if (lists.length && !lists.includes(null)) return this.ofList(name, lists, node);
    const numbers = given.map(numberOf);
    if (LEAST[name] && given.length && !numbers.includes(null)) return given[LEAST[name](numbers)];
    return new Unknown(this.segment(node));
  }

  ofNumber(name, given, node) {
    const number = numberOf(given);
    if (number !== null && Number.isFinite(number)) return ONE_NUMBER[name](number, given);
    return given instanceof Batch ? given : new Unknown(this.segment(node));
  }

  range(given, node) {
    const [start, stop, step] = given.length === 1 ? [0, given[0], 1] : [...given, 1];
    const whole = given.length >= 1 && given.length <= 3 && given.every(isInt) && step !== 0;
    if (!whole) return new Unknown(this.segment(node));
    const made = new Range();
    for (let i = start; (step > 0 ? i < stop : i > stop) && made.length < MOST_LAYERS; i += step) made.push(i);
    return made;
  }

  ofList(name, lists, node) {
    const [first] = lists;
    if (name === "len") return first.length;
    if (name === "list" || name === "tuple") return first;
    if (name === "enumerate") return first.map((one, i) => [i, one]);
    if (name === "zip")
      return first.slice(0, Math.min(...lists.map((one) => one.length))).map((_, i) => lists.map((one) => one[i]));
    if (name === "reversed") return [...first].reverse();
    const numbers = first.map(numberOf);
    if (!first.length || numbers.includes(null)) return new Unknown(this.segment(node));
    if (LEAST[name]) return first[LEAST[name](numbers)];
    const totals = { sum: numbers.reduce((a, b) => a + b, 0), prod: prod(numbers) };
    if (!(name in totals) || Math.abs(totals[name]) >= LARGEST) return new Unknown(this.segment(node));
    return first.some((one) => one instanceof Float) ? new Float(totals[name]) : totals[name];
  }
}

/** Where the least, or the largest, of some numbers stands. */
const LEAST = {
  min: (numbers) => numbers.indexOf(Math.min(...numbers)),
  max: (numbers) => numbers.indexOf(Math.max(...numbers)),
};
const ONE_NUMBER = {
  int: (number) => Math.trunc(number),
  float: (number) => new Float(number),
  abs: (number, given) => (given instanceof Float ? new Float(Math.abs(number)) : Math.abs(number)),
};

function dictionary([given]) {
  if (given instanceof Map) return new Map(given);
  const pairs = Array.isArray(given) ? given : [];
  return new Map(pairs.filter((one) => Array.isArray(one) && one.length === 2 && typeof one[0] === "string"));
}

const STATEMENTS = {
  Expr: (py, node, names) => py.value(node.value, names),
  Return(py, node, names) {
    throw new Returned(node.value ? py.value(node.value, names) : null);
  },
  Assign(py, node, names) {
    const value = py.value(node.value, names);
    for (const target of node.targets) py.assign(target, value, names);
  },
  AnnAssign(py, node, names) {
    if (node.value) py.assign(node.target, py.value(node.value, names), names);
  },
  AugAssign(py, node, names) {
    const old = py.value(node.target, names);
    const value = py.value(node.value, names);
    if (Array.isArray(old) && Array.isArray(value)) {
      if (old.length + value.length <= MOST_LAYERS) old.push(...value);
      return;
    }
    py.assign(node.target, py.binary(node.op, old, value, node), names);
  },
  FunctionDef: (_py, node, names) => names.set(node.name, new Callable(node)),
  ClassDef(py, node, names) {
    const methods = new Map();
    const bases = [];
    const parents = [];
    for (const base of node.bases) {
      const value = py.value(base, names);
      if (value instanceof Class) {
        for (const [name, one] of value.methods) methods.set(name, one);
        bases.push(...value.bases);
        parents.push(value);
      } else bases.push(value instanceof Named ? value.last : "?");
    }
    for (const one of node.body) if (one.type === "FunctionDef") methods.set(one.name, one);
    names.set(node.name, new Class(node, methods, bases, parents));
  },
  For(py, node, names) {
    const items = py.items(py.value(node.iter, names));
    if (!items) {
      py.unread(node, node.iter);
      py.unsureLists(node, names);
      return;
    }
    for (const item of items) {
      py.assign(node.target, item, names);
      py.block(node.body, names);
    }
  },
  If(py, node, names) {
    const test = py.value(node.test, names);
    if (isA(test, ...OPEN)) {
      if ([...nodesOf(node.body)].some(({ type }) => type === "Call")) py.unread(node, node.test);
      if (!node.orelse.length) py.unsureLists(node, names);
      py.block(node.orelse, names);
      return;
    }
    py.block(truth(test) ? node.body : node.orelse, names);
  },
  With: (py, node, names) => py.block(node.body, names),
  While(py, node, names) {
    py.unread(node, node.test);
    py.unsureLists(node, names);
  },
  Try: (py, node, names) => py.block(node.body, names),
};

const closed = (value) =>
  value === null || ["boolean", "number", "string"].includes(typeof value) || value instanceof Float;

const EXPRESSIONS = {
  Constant: (_py, node) => node.value,
  Name(py, { id }, names) {
    if (names.has(id)) return names.get(id);
    return py.names.has(id) ? py.names.get(id) : new Named(id);
  },
  Tuple: (py, node, names) => py.elements(node.elts, names),
  List: (py, node, names) => py.elements(node.elts, names),
  Dict(py, node, names) {
    const pairs = new Map();
    for (const [i, key] of node.keys.entries()) {
      const name = key ? py.value(key, names) : null;
      const value = py.value(node.values[i], names);
      if (keyed(name)) pairs.set(name, value);
    }
    return pairs;
  },
  ListComp(py, node, names) {
    const [loop] = node.generators;
    const items = py.items(py.value(loop.iter, names));
    if (!items || node.generators.length > 1 || loop.ifs.length) return new Unknown(py.segment(node));
    const inner = new Map(names);
    return items.map((item) => {
      py.assign(loop.target, item, inner);
      return py.value(node.elt, inner);
    });
  },
  GeneratorExp: (py, node, names) => EXPRESSIONS.ListComp(py, node, names),
  IfExp(py, node, names) {
    const test = py.value(node.test, names);
    if (isA(test, ...OPEN)) return new Unknown(py.segment(node));
    return py.value(truth(test) ? node.body : node.orelse, names);
  },
  UnaryOp(py, node, names) {
    const value = py.value(node.operand, names);
    if (node.op === "Not" && !isA(value, ...OPEN)) return !truth(value);
    const number = numberOf(value);
    if (number === null || !["USub", "UAdd"].includes(node.op)) return new Unknown(py.segment(node));
    const made = node.op === "USub" ? -number : number;
    return value instanceof Float ? new Float(made) : made;
  },
  Compare(py, node, names) {
    if (node.ops.length !== 1) return new Unknown(py.segment(node));
    const [left, right] = [py.value(node.left, names), py.value(node.comparators[0], names)];
    return compared(node.ops[0], left, right) ?? new Unknown(py.segment(node));
  },
  BoolOp(py, node, names) {
    let value = null;
    for (const one of node.values) {
      value = py.value(one, names);
      if (isA(value, ...OPEN)) return new Unknown(py.segment(node));
      if (truth(value) === (node.op === "Or")) return value;
    }
    return value;
  },
  BinOp: (py, node, names) => py.binary(node.op, py.value(node.left, names), py.value(node.right, names), node),
  Subscript(py, node, names) {
    const owner = py.value(node.value, names);
    if (owner instanceof Tensor && node.slice.type === "Tuple") return cutTensor(py, owner, node, names);
    if (node.slice.type === "Slice") return sliced(py, owner, node, names);
    const key = py.value(node.slice, names);
    return picked(owner, key) ?? new Unknown(py.segment(node));
  },
  Attribute(py, node, names) {
    const owner = py.value(node.value, names);
    if (owner instanceof Named) return new Named(`${owner.path}.${node.attr}`);
    if (owner instanceof Instance) return py.member(owner, node);
    if (owner instanceof Tensor && node.attr === "shape") return sizeOf(owner);
    if (owner instanceof Layer && node.attr in owner.settings) return owner.settings[node.attr];
    return owner instanceof Unknown ? new Unknown(py.segment(node)) : new Method(owner, node.attr);
  },
  Call: (py, node, names) => py.getCall(node, names),
};

/** What a statement or a call adds to, null where to nothing. */
function grownBy({ type, target, func }) {
  if (type === "AugAssign") return target;
  return type === "Call" && func.type === "Attribute" && ADDING.includes(func.attr) ? func.value : null;
}

/** Whether a value is a list of sizes that are known. */
const areSizes = (value) => Array.isArray(value) && value.every((one) => isInt(one) || one instanceof Batch);
const sameSizes = (left, right) =>
  left.length === right.length &&
  left.every((one, i) =>
    one instanceof Batch && right[i] instanceof Batch ? same(one.times, right[i].times) : one === right[i],
  );

/** `x[:, :4, ::2]`: of each axis a part, or one place. */
function cutTensor(py, x, node, names) {
  const parts = node.slice.elts.map((part) => {
    if (part.type !== "Slice") return py.value(part, names);
    const ends = [part.lower, part.upper, part.step].map((one) => (one ? py.value(one, names) : null));
    const whole = ends.every((one) => one === null || isInt(one)) && ends[2] !== 0;
    return whole ? { ends } : new Unknown(py.segment(part));
  });
  return cutOut(py, py.segment(node, 40), x, parts, node);
}

/** Whether two values stand so to each other; null where that cannot be told. */
function compared(op, left, right) {
  const both = [left, right];
  if (
    ["Is", "IsNot"].includes(op) &&
    both.includes(null) &&
    both.every((one) => closed(one) || isA(one, ...MODULES, Tensor))
  ) {
    return (left === right) === (op === "Is");
  }
  if (["Eq", "NotEq"].includes(op) && both.every(areSizes)) return sameSizes(left, right) === (op === "Eq");
  if (!both.every(closed)) return null;
  const [a, b] = both.map(numberOf);
  const numbers = a !== null && b !== null;
  if (op === "Eq" || op === "NotEq") return (numbers ? a === b : left === right) === (op === "Eq");
  return numbers && ORDERS[op] ? ORDERS[op](a, b) : null;
}

/** What a list, a chain or a dictionary has at a place; null where it has nothing. */
function picked(owner, key) {
  if (owner instanceof Map && keyed(key)) return owner.has(key) ? owner.get(key) : null;
  if (owner instanceof Chain && typeof key === "string")
    return owner.items.findLast(([name]) => name === key)?.[1] ?? null;
  const list = owner instanceof Chain ? owner.items.map(([, item]) => item) : owner;
  if (!Array.isArray(list) || !isInt(key)) return null;
  return list.at(key) ?? (key >= -list.length && key < list.length ? list.at(key) : null);
}

function sliced(py, owner, node, names) {
  const { lower, upper, step } = node.slice;
  const [from, to, by] = [lower, upper, step].map((one) => (one ? py.value(one, names) : null));
  if ([from, to, by].some((one) => one !== null && !isInt(one)) || by === 0) return new Unknown(py.segment(node));
  if (Array.isArray(owner)) return cut(owner, from, to, by ?? 1);
  if (owner instanceof Chain)
    return new Chain(cut(owner.items, from, to, by ?? 1), owner.call, { name: owner.name, runs: owner.runs });
  return new Unknown(py.segment(node));
}

/** A slice as Python cuts it. */
const cut = (list, from, to, by) => placesOf(list.length, from, to, by).map((i) => list[i]);

/** Methods that add to a list, or to a chain of layers. */
const ADDING = ["append", "extend", "insert", "add_module", "add"];
const OF_MODULES = new Set([
  "modules",
  "children",
  "parameters",
  "named_parameters",
  "named_modules",
  "apply",
  "eval",
  "train",
  "to",
  "cuda",
  "cpu",
  "add_module",
  "register_buffer",
  "register_parameter",
  "state_dict",
  "load_state_dict",
  "requires_grad_",
  "zero_grad",
  "forward",
  "training",
  "named_children",
  "__class__",
]); // prettier-ignore
const ORDERS = { Lt: (a, b) => a < b, LtE: (a, b) => a <= b, Gt: (a, b) => a > b, GtE: (a, b) => a >= b };
const SUMS = {
  Add: (a, b) => a + b,
  Sub: (a, b) => a - b,
  Mult: (a, b) => a * b,
  FloorDiv: (a, b) => Math.floor(a / b),
  Div: (a, b) => a / b,
  Mod: (a, b) => ((a % b) + b) % b,
  Pow: (a, b) => a ** b,
};
