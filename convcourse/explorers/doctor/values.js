// What the doctor reckons with instead of numbers: sizes, layers, and what it could not read; see `values.py`.

/** A layer refuses what it is given, as torch would. */
export class Refusal extends Error {
  /** @param {string} kind @param {string} message @param {Record<string, any>} [data] */
  constructor(kind, message, data = {}) {
    super(message);
    this.kind = kind;
    this.data = data;
  }
}

/** Something in the source has no value without running it. */
export class Unreadable extends Error {}

/** A value that the doctor could not read. */
export class Unknown {
  constructor(text) {
    this.text = text;
  }
}

/** The number of pictures in a batch, times a factor. */
export class Batch {
  constructor(times) {
    this.times = times;
  }
}

/** What flows: its shape without the batch, null behind a break; see `values.py`. */
export class Tensor {
  /** @param {any} shape @param {object} [more] */
  constructor(shape, more = {}) {
    this.shape = shape;
    this.field = [1, 1];
    this.jump = [ONE, ONE];
    this.sure = true;
    /** @type {any} */
    this.batch = ONE;
    this.maker = -1;
    /** @type {any} */
    this.maps = null;
    /** @type {any[]} */
    this.trail = [];
    this.strided = false;
    Object.assign(this, more);
  }

  /** The same with some of it changed. */
  with(changes) {
    return new Tensor(this.shape, { ...this, ...changes });
  }
}

/** One module of torch or Keras. */
export class Layer {
  /** @param {string} kind @param {Record<string, any>} settings @param {any} call @param {object} [more] */
  constructor(kind, settings, call, more = {}) {
    this.kind = kind;
    this.settings = settings;
    this.call = call;
    this.name = "";
    this.keras = false;
    /** @type {?Refusal} */
    this.refusal = null;
    this.used = false;
    this.loose = false; // in a plain list or dict, where torch does not see it
    Object.assign(this, more);
  }
}

/** Modules one after the other. */
export class Chain {
  /** @param {any[]} items @param {any} [call] @param {object} [more] */
  constructor(items, call = null, more = {}) {
    this.items = items;
    this.call = call;
    this.name = "";
    this.runs = true;
    Object.assign(this, more);
  }
}

/** A class of the source. */
export class Class {
  /** @param {any} node @param {Map<string, any>} methods @param {string[]} bases @param {Class[]} [parents] */
  constructor(node, methods, bases, parents = []) {
    this.node = node;
    this.methods = methods;
    this.bases = bases;
    this.instances = 0;
    this.parents = parents;
  }

  /** The method that `super()` finds from within another, null where torch's is. */
  above(method, name) {
    const line = this.line();
    const at = Math.max(
      line.findIndex(({ node }) => node.body.includes(method)),
      0,
    );
    for (const { node } of line.slice(at + 1)) {
      const found = node.body.find((one) => one.type === "FunctionDef" && one.name === name);
      if (found) return found;
    }
    return null;
  }

  /** The class and those that it builds on, as Python looks through them. @returns {Class[]} */
  line() {
    return [this, ...this.parents.flatMap((one) => one.line())];
  }
}

/** An object of a class of the source. */
export class Instance {
  /** @param {Class} madeOf */
  constructor(madeOf) {
    this.madeOf = madeOf;
    /** @type {Map<string, any>} */
    this.attributes = new Map();
    this.ready = false;
    this.name = "";
    this.told = new Set();
  }
}

/** A function of the source, or a method with its object. */
export class Callable {
  /** @param {any} node @param {?Instance} [owner] */
  constructor(node, owner = null) {
    this.node = node;
    this.owner = owner;
  }
}

/** A layer of Keras that makes one tensor of several; the axis counts the channels first. */
export class Merge {
  constructor(name, axis) {
    this.name = name;
    this.axis = axis;
  }
}

/** A name that the source does not define. */
export class Named {
  constructor(path) {
    this.path = path;
    this.last = path.slice(path.lastIndexOf(".") + 1);
  }
}

/** A method of something that is known. */
export class Method {
  /** @param {any} owner @param {string} name */
  constructor(owner, name) {
    this.owner = owner;
    this.name = name;
  }
}

/** Whether something is one of these classes. */
export const isA = (value, ...classes) => classes.some((one) => value instanceof one);
/** Whether a value is a whole number, as Python's `int` that is no `bool`. */
export const isInt = (value) => typeof value === "number";

// ------------------------------------------------------------ fractions, as [above, below]

const gcd = (a, b) => (b ? gcd(b, a % b) : Math.abs(a));
export const greatest = (...numbers) => numbers.reduce(gcd);
export const ONE = [1, 1];

/** A fraction in its lowest terms. */
export function fraction(above, below = 1) {
  const common = gcd(above, below) || 1;
  return [above / common, below / common];
}

/** @type {(...given: any[]) => any} */
export const times = ([a, b], [c, d]) => fraction(a * c, b * d);
/** @type {(...given: any[]) => any} */
export const over = ([a, b], [c, d]) => fraction(a * d, b * c);
/** @type {(...given: any[]) => any} */
export const same = ([a, b], [c, d]) => a === c && b === d;
/** A fraction in words. */
/** @type {(...given: any[]) => any} */
export const said = ([a, b]) => (b === 1 ? `${a}` : `${a}/${b}`);
