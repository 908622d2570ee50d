// What the doctor reckons with instead of numbers: sizes, layers, and what it could not read; see `values.py`.

/** A layer refuses what it is given, as torch would. */
export class Refusal extends Error {
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
  constructor(shape, more = {}) {
    this.shape = shape;
    this.field = [1, 1];
    this.jump = [ONE, ONE];
    this.sure = true;
    this.batch = ONE;
    this.maker = -1;
    this.maps = null;
    this.trail = [];
    Object.assign(this, more);
  }

  /** The same with some of it changed. */
  with(changes) {
    return new Tensor(this.shape, { ...this, ...changes });
  }
}

/** One module of torch or Keras. */
export class Layer {
  constructor(kind, settings, call, more = {}) {
    Object.assign(this, { kind, settings, call, name: "", keras: false, refusal: null, used: false, ...more });
  }
}

/** Modules one after the other. */
export class Chain {
  constructor(items, call = null, more = {}) {
    Object.assign(this, { items, call, name: "", runs: true, ...more });
  }
}

/** A class of the source. */
export class Class {
  constructor(node, methods, bases) {
    Object.assign(this, { node, methods, bases, instances: 0 });
  }
}

/** An object of a class of the source. */
export class Instance {
  constructor(madeOf) {
    Object.assign(this, { madeOf, attributes: new Map(), ready: false, name: "", told: new Set() });
  }
}

/** A function of the source, or a method with its object. */
export class Callable {
  constructor(node, owner = null) {
    Object.assign(this, { node, owner });
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
  constructor(owner, name) {
    Object.assign(this, { owner, name });
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

export const times = ([a, b], [c, d]) => fraction(a * c, b * d);
export const over = ([a, b], [c, d]) => fraction(a * d, b * c);
export const same = ([a, b], [c, d]) => a === c && b === d;
/** A fraction in words. */
export const said = ([a, b]) => (b === 1 ? `${a}` : `${a}/${b}`);
