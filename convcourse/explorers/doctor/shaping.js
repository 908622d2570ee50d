// What has no layer of its own: views, means, other orders of axes, and tensors that meet; see `shaping.py`.
import { moved, steps } from "./moves.js";
import { equal, mapSize, prod, product, wordsOf } from "./settings.js";
import { Batch, fraction, isInt, ONE, over, said, same, Tensor, times, Unknown } from "./values.js";

/** What is written down of a layer or call. */
export const entryOf = (kind, name, node, more = {}) => ({
  kind,
  name,
  node,
  layer: null,
  settings: {},
  got: null,
  made: null,
  parameters: 0,
  multiplications: 0,
  field: null,
  jump: null,
  sure: true,
  before: -1,
  argument: null,
  owner: null,
  ...more,
}); // prettier-ignore

/** Write an entry down. @returns {number} its place */
export function written(net, entry) {
  net.trace.entries.push(entry);
  return net.trace.entries.length - 1;
}

/** The one with the largest field. */
const wider = (...tensors) =>
  tensors.reduce((a, b) => (b.field[0] > a.field[0] || (b.field[0] === a.field[0] && b.field[1] > a.field[1]) ? b : a));

/** The sum of two tensors. */
export function merged(net, a, b, node) {
  if (a.shape === null || b.shape === null) return a.shape === null ? a : b;
  const [m, n] = [[...a.shape].reverse(), [...b.shape].reverse()];
  const bad = m.some(
    (one, i) => i < n.length && one !== null && n[i] !== null && one !== n[i] && one !== 1 && n[i] !== 1,
  );
  if (bad && a.sure && b.sure) return refused(net, a, b, node);
  let whole = a.shape.length >= b.shape.length ? a.shape : b.shape;
  if (a.shape.length === b.shape.length)
    whole = a.shape.map((one, i) => (b.shape[i] === 1 || b.shape[i] === null ? one : b.shape[i]));
  const { field, trail } = wider(a, b);
  return a.with({
    shape: whole,
    field,
    trail,
    sure: a.sure && b.sure,
    maker: Math.max(a.maker, b.maker),
    strided: false,
  });
}

/** Note that two tensors do not fit; what would bring them together is listed as a layer. */
function refused(net, a, b, node) {
  const op = typeof node.op === "string" ? node.op : "Add";
  const entry = entryOf(op, net.named(net.segment(node, 40)), node, { got: a.shape, before: a.maker });
  const at = written(net, entry);
  const done = op === "Add" ? "added" : "combined";
  net.find("merge", `${wordsOf(a.shape)} and ${wordsOf(b.shape)} cannot be ${done}`, {
    fatal: true,
    at,
    node,
    makers: [a.maker, b.maker],
    shapes: [a.shape, b.shape],
    within: net.calls.at(-1) ?? null,
  });
  return new Tensor(null, { maker: at });
}

/** Several tensors as one: added, or one behind the other along an axis. */
export function joined(net, name, inside, given, keywords, node) {
  const tensors = given.filter((one) => one instanceof Tensor);
  const text = net.called(node);
  if (name === "add" && tensors.length === 2) {
    const made = merged(net, tensors[0], tensors[1], node);
    const { shape, field, jump, sure } = made;
    if (shape === null && tensors.every((one) => one.shape !== null)) return made; // it is listed where it breaks
    const entry = entryOf("Add", net.named(text), node, {
      got: tensors[0].shape,
      made: shape,
      field,
      jump,
      sure,
      before: made.maker,
    });
    return made.with({ maker: written(net, entry) });
  }
  if (!["cat", "concat", "concatenate", "Concatenate"].includes(name) || !inside.length) {
    return net.unknown(`${text}(…)`, inside[0], node, text);
  }
  const axis = keywords.dim ?? keywords.axis ?? (given.length > 1 ? given[1] : 0);
  return concatenated(net, text, inside, axis, node);
}

function concatenated(net, text, parts, stated, node) {
  const [first] = parts;
  const entry = entryOf("Concatenate", net.named(text), node, { got: first.shape, before: first.maker });
  const at = written(net, entry);
  if (parts.some(({ shape }) => shape === null)) return new Tensor(null, { maker: at });
  const shapes = parts.map(({ shape }) => shape);
  const all = shapes[0].length;
  const axis = isInt(stated) && stated < 0 ? stated + all + 1 : stated;
  if (!isInt(axis) || axis < 0 || axis > all || shapes.some(({ length }) => length !== all))
    return net.unsure(entry, first, at);
  const others = shapes.map((s) => (axis ? [...s.slice(0, Math.max(axis - 1, 0)), ...s.slice(axis)] : s));
  if (others.some((one) => !equal(one, others[0]))) {
    if (!parts.every(({ sure }) => sure)) return net.unsure(entry, first, at);
    net.find(
      "merge",
      `${shapes.map(wordsOf).join(" and ")} cannot be joined along axis ${axis}: all other sizes have to be equal`,
      { fatal: true, at, node, makers: parts.map(({ maker }) => maker), shapes, within: net.calls.at(-1) ?? null },
    );
    return new Tensor(null, { maker: at });
  }
  const shape = [...shapes[0]];
  let { batch } = first;
  if (axis === 0) batch = batch && times(batch, fraction(parts.length));
  else {
    const sizes = shapes.map((s) => s[axis - 1]);
    shape[axis - 1] = sizes.includes(null) ? null : sizes.reduce((a, b) => a + b);
  }
  const widest = wider(...parts);
  Object.assign(entry, { made: shape, field: widest.field, jump: widest.jump, sure: parts.every(({ sure }) => sure) });
  return widest.with({ shape, sure: entry.sure, batch, maker: at });
}

/** `x.view(…)` or `x.reshape(…)`. */
function view(net, text, x, rest, _options, node) {
  const sizes = rest.length === 1 && Array.isArray(rest[0]) ? rest[0] : rest;
  const entry = entryOf("View", net.named(text), node, {
    settings: { sizes },
    got: x.shape,
    before: x.maker,
    sure: x.sure,
  });
  const at = written(net, entry);
  if (x.shape === null) return new Tensor(null, { maker: at });
  const whole = product(x.shape);
  const good = sizes.length > 0 && sizes.every((one) => isInt(one) || one instanceof Batch);
  if (whole === null || !good || x.batch === null || !x.sure) {
    if (whole !== null && !good) {
      net.find(
        "not read",
        `the sizes of ${net.segment(node)} cannot be told without running it; the doctor goes on behind it`,
        { fatal: false, at, node },
      );
    }
    const shape = sizes.slice(1).map((one) => (isInt(one) && one > 0 ? one : null));
    return x.with({ shape: shape.length ? shape : [null], sure: false, maker: at, maps: null });
  }
  if (x.strided && sizes.length === 2 && net.segment(node.func).endsWith(".view")) {
    net.find(
      "view",
      `${net.segment(node)} is refused: behind permute or transpose the numbers lie in memory in another order, and ` +
        "reshape copies them",
      { fatal: true, at, node, got: whole, strided: true },
    );
    return new Tensor(null, { maker: at });
  }
  return viewed(net, entry, at, x, sizes, whole, node);
}

function viewed(net, entry, at, x, sizes, whole, node) {
  const [first, ...others] = sizes;
  const stated = first instanceof Batch && others.every(isInt);
  const left = first === -1 && others.every((one) => isInt(one) && one > 0);
  const made = stated
    ? rowsStated(entry, at, x, sizes, whole)
    : left
      ? rowsLeft(net, entry, at, x, others, whole, node)
      : null;
  if (made) return made;
  net.find("view", `${net.segment(node)} does not fit: a picture has ${whole} numbers here, ${wordsOf(x.shape)}`, {
    fatal: true,
    at,
    node,
    got: whole,
  });
  return new Tensor(null, { maker: at });
}

/** A view with a row for each picture, or so many of them; null where it does not fit. */
function rowsStated(entry, at, x, [first, ...others], whole) {
  const free = others.filter((one) => one === -1).length;
  if (free > 1) return null;
  const left = over(times(fraction(whole), x.batch), first.times);
  const fixed = prod(others.filter((one) => one !== -1));
  const found = over(left, fraction(fixed || 1));
  const made = free && fixed > 0 && found[1] === 1 ? others.map((one) => (one === -1 ? found[0] : one)) : others;
  return same(fraction(prod(made)), left) ? viewMade(entry, at, x, made, first.times) : null;
}

/** A view whose number of rows is what is left; null where it does not fit. */
function rowsLeft(net, entry, at, x, others, whole, node) {
  const fixed = prod(others);
  const rows = over(times(fraction(whole), x.batch), fraction(fixed));
  if (same(rows, x.batch)) return viewMade(entry, at, x, others, rows);
  if (!others.length) {
    entry.made = [whole];
    return new Tensor([whole], { maker: at, batch: null });
  }
  if (rows[1] !== 1) return null;
  net.find(
    "batch mixed",
    `${net.segment(node)} makes ${said(rows)} rows of one picture, for it has ${whole} numbers (${wordsOf(x.shape)}), ` +
      `not ${fixed}: the batch grows unseen`,
    { fatal: false, at, node, got: whole, expected: fixed },
  );
  return viewMade(entry, at, x, others, rows);
}

function viewMade(entry, at, x, shape, rows) {
  const maps = shape.length === 1 ? mapSize(x.shape) : null;
  Object.assign(entry, { made: shape, field: x.field, jump: x.jump });
  return x.with({ shape, batch: rows, maker: at, maps: maps ?? x.maps, strided: false });
}

function mean(net, text, x, rest, options, node) {
  const asked = options.dim ?? options.axis ?? (rest.length ? rest[0] : null);
  const keep = options.keepdim ?? (rest.length > 1 ? rest[1] : false);
  const shape = x.shape ?? [];
  const numbers = (Array.isArray(asked) ? asked : [asked]).map((a) => (isInt(a) && a < 0 ? a + shape.length + 1 : a));
  if (x.shape === null || numbers.some((a) => !isInt(a) || a < 1 || a > shape.length)) {
    return net.unknown(`${text}(…)`, x, node, text);
  }
  const made = keep
    ? shape.map((one, i) => (numbers.includes(i + 1) ? 1 : one))
    : shape.filter((_, i) => !numbers.includes(i + 1));
  const spans = mapSize(shape)?.map((n, i) => (numbers.includes(i + 2) ? n : 1)) ?? [1, 1];
  return reshaped(net, "Mean", text, x, moved(x, made, spans, steps(spans)), node);
}

function reshaped(net, kind, text, x, made, node) {
  const { shape, field, jump } = made;
  const entry = entryOf(kind, net.named(text), node, {
    got: x.shape,
    made: shape,
    field,
    jump,
    before: x.maker,
    sure: x.sure,
  });
  return made.with({ maker: written(net, entry), strided: kind === "Permute" && made.strided });
}

/** The largest along an axis, and where it stands, as torch's `max` does. */
function largest(net, text, x, rest, options, node) {
  const made = mean(net, text, x, rest, options, node);
  return net.trace.entries.at(-1).kind === "Mean" ? [made, new Unknown("places")] : made;
}

function squeeze(net, text, x, rest, options, node) {
  const { shape } = x;
  const axis = options.dim ?? (rest.length ? rest[0] : null);
  if (shape === null) return reshaped(net, "Squeeze", text, x, x, node);
  const more = Number(net.segment(node.func).endsWith("unsqueeze"));
  if (axis === null && !more) {
    net.find(
      "batch squeezed",
      `${text}() drops each axis of length 1, of a batch of one picture that of the batch, too: name the axes`,
      { fatal: false, at: net.trace.entries.length, node },
    );
    return reshaped(net, "Squeeze", text, x, x.with({ shape: shape.filter((one) => one !== 1) }), node);
  }
  if (Array.isArray(axis) && !more) {
    const places = axis.map((a) => (isInt(a) && a < 0 ? a + shape.length + 1 : a));
    if (places.some((a) => !isInt(a) || a < 1 || a > shape.length)) return net.unknown(`${text}(…)`, x, node, text);
    const left = shape.filter((one, i) => !places.includes(i + 1) || one !== 1);
    return reshaped(net, "Squeeze", text, x, x.with({ shape: left }), node);
  }
  const place = isInt(axis) && axis < 0 ? axis + shape.length + 1 + more : axis;
  if (!isInt(place) || place < 1 || place > shape.length + more) return net.unknown(`${text}(…)`, x, node, text);
  const made = more
    ? [...shape.slice(0, place - 1), 1, ...shape.slice(place - 1)]
    : shape.filter((one, i) => i + 1 !== place || one !== 1);
  return reshaped(net, "Squeeze", text, x, x.with({ shape: made }), node);
}

function permute(net, text, x, rest, _options, node) {
  const asked = rest.length === 1 && Array.isArray(rest[0]) ? rest[0] : rest;
  const { shape } = x;
  if (shape === null) return reshaped(net, "Permute", text, x, x, node);
  const total = shape.length + 1;
  if (asked.some((a) => !isInt(a) || a < -total || a >= total)) return net.unknown(`${text}(…)`, x, node, text);
  let order = asked.map((a) => (a + total) % total);
  if (net.segment(node.func).endsWith("transpose") && order.length === 2) {
    const swapped = [...Array(total).keys()];
    [swapped[order[0]], swapped[order[1]]] = [order[1], order[0]];
    order = swapped;
  }
  const whole = [...order].sort((a, b) => a - b).every((a, i) => a === i) && order.length === total;
  if (!whole || order[0] !== 0) return net.unknown(`${text}(…)`, x, node, text);
  const longer = order.slice(1).filter((a) => shape[a - 1] !== 1);
  const moves = longer.some((a, i) => i > 0 && a < longer[i - 1]);
  const made = x.with({ shape: order.slice(1).map((a) => shape[a - 1]), strided: !x.strided && moves });
  return reshaped(net, "Permute", text, x, made, node);
}

/** The places of `n` that a slice of Python's takes. */
export function placesOf(n, from, to, by) {
  const end = (value, low, high) => Math.max(low, Math.min(high, value < 0 ? value + n : value));
  const [start, stop] =
    by > 0
      ? [from === null ? 0 : end(from, 0, n), to === null ? n : end(to, 0, n)]
      : [from === null ? n - 1 : end(from, -1, n - 1), to === null ? -1 : end(to, -1, n - 1)]; // prettier-ignore
  const made = [];
  for (let i = start; by > 0 ? i < stop : i > stop; i += by) made.push(i);
  return made;
}

const isWhole = ({ ends }) => Boolean(ends?.every((one) => one === null));

/** A part of a tensor, of each axis a slice or one place; the batch stays whole. */
export function cutOut(net, text, x, parts, node) {
  const { shape } = x;
  if (shape === null) return x;
  const told = parts.every((one) => isInt(one) || one?.ends);
  if (!told || parts.length > shape.length + 1 || !isWhole(parts[0])) return net.unknown(text, x, node, text);
  const made = [];
  const by = shape.map((n, axis) => {
    const part = parts[axis + 1] ?? { ends: [null, null, null] };
    if (isInt(part)) return 1;
    const [from, to, step] = part.ends;
    if (n === null) made.push(null);
    else made.push(placesOf(n, from, to, step ?? 1).length);
    return step ?? 1;
  });
  if (made.includes(0) || Math.min(...by) < 1) return net.unknown(text, x, node, text); // a step below 0 is refused
  const maps = shape.length === 3 && made.length === 3;
  const kept = maps ? moved(x, made, [1, 1], steps(by.slice(1))) : x.with({ shape: made });
  return reshaped(net, "Slice", text, x, kept, node);
}

/** What `x.shape` is, the batch first. */
export function sizeOf(x) {
  if (x.shape === null || x.batch === null) return new Unknown("its size");
  return [new Batch(x.batch ?? ONE), ...x.shape.map((one) => one ?? new Unknown("a size"))];
}

/** What is asked of a tensor's size. */
export function asked(name, x, rest) {
  const sizes = sizeOf(x);
  const whole = Array.isArray(sizes);
  if (name === "dim") return whole ? sizes.length : new Unknown("its axes");
  if (name === "len") return whole ? sizes[0] : new Unknown("its length");
  if (name === "numel" || !whole) return new Unknown("its size");
  if (!rest.length) return sizes;
  const [axis] = rest;
  return isInt(axis) && axis >= -sizes.length && axis < sizes.length ? sizes.at(axis) : new Unknown("its size");
}

export const SHAPING = {
  view,
  reshape: view,
  mean,
  amax: mean,
  sum: mean,
  max: largest,
  min: largest,
  squeeze,
  unsqueeze: squeeze,
  permute,
  transpose: permute,
}; // prettier-ignore
