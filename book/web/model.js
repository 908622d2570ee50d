// The models of a page's widgets: what a notebook saved, and who hears of its changes. Knows no browser.
//
// They speak the words of ipywidgets' own models (Backbone's), so that an explorer does not notice which it has.

const REFERENCE = "IPY_MODEL_";

/** The id in a saved reference to another model. */
export const idOf = (reference) => reference.replace(REFERENCE, "");

const isObject = (value) => typeof value === "object" && value !== null;
const bytesOf = ({ buffer, byteOffset, byteLength }) => new Uint8Array(buffer, byteOffset, byteLength);

/** Whether two views show the same bytes: pictures of thousands, so they are not copied for it. */
function sameBytes(a, b) {
  const [one, other] = [bytesOf(a), bytesOf(b)];
  return one.length === other.length && one.every((byte, i) => byte === other[i]);
}

/** Whether two saved values say the same. */
export function same(a, b) {
  if (Object.is(a, b)) return true;
  if (!isObject(a) || !isObject(b) || Array.isArray(a) !== Array.isArray(b)) return false;
  if (ArrayBuffer.isView(a) || ArrayBuffer.isView(b)) {
    return ArrayBuffer.isView(a) && ArrayBuffer.isView(b) && sameBytes(a, b);
  }
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => name in b && same(a[name], b[name]));
}

export class Model {
  #state;
  #before;
  #listeners = [];
  #changing = false;
  #pending = false;

  /**
   * @param {Record<string, any>} state
   * @param {{name?: string, module?: string}} kind its class, and the package that has it
   */
  constructor(state, { name, module } = {}) {
    this.#state = state;
    this.#before = state;
    this.name = name;
    this.module = module;
  }

  get(name) {
    return this.#state[name];
  }

  /** All traits, by their names. */
  entries() {
    return Object.entries(this.#state);
  }

  /** What a trait was before the change that is being told. */
  previous(name) {
    return this.#before[name];
  }

  on(event, act, context) {
    this.#listeners.push({ event, act, context });
  }

  /** Forget the listeners that match all that is given. */
  off(event, act, context) {
    this.#listeners = this.#listeners.filter(
      (one) => (event && one.event !== event) || (act && one.act !== act) || (context && one.context !== context),
    );
  }

  #tell(event, ...details) {
    for (const one of this.#listeners.filter((listener) => listener.event === event)) {
      one.act.call(one.context ?? this, this, ...details);
    }
  }

  /**
   * Set one trait, or several at once: each that changes is told by `change:name`, and when all that was set on hearing
   * that is set as well, `change` tells that something did.
   */
  set(name, value) {
    const wanted = typeof name === "string" ? { [name]: value } : name;
    const inner = this.#changing;
    if (!inner) this.#before = { ...this.#state };
    this.#changing = true;
    try {
      const changed = Object.keys(wanted).filter((one) => !same(this.#state[one], wanted[one]));
      for (const one of changed) this.#state[one] = wanted[one];
      if (changed.length) this.#pending = true;
      for (const one of changed) this.#tell(`change:${one}`, this.#state[one]);
      if (inner) return;
      while (this.#pending) {
        this.#pending = false;
        this.#tell("change");
      }
    } finally {
      if (!inner) this.#changing = this.#pending = false;
    }
  }

  // There is no kernel to talk to: changes stay in the page.
  save_changes() {}

  send() {}
}

/** In a loop, for this is done before a page shows anything: a function called for each sign takes far longer. */
function decoded(data) {
  const signs = atob(data);
  const bytes = new Uint8Array(signs.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = signs.charCodeAt(i);
  return new DataView(bytes.buffer);
}

/**
 * Put the bytes of a saved model back into its state, and add them to `restored` in their order.
 * @param {{state: Record<string, any>, buffers?: any[]}} saved
 * @param {DataView[]} restored
 * @param {(of: [string, number]) => DataView} bytesOf what a model on the page, this one too, has brought along in a place
 */
function restoreBuffers({ state, buffers = [] }, restored, bytesOf) {
  for (const { path, data, same_as: other } of buffers) {
    let place = state;
    for (const step of path.slice(0, -1)) place = place[step];
    place[path.at(-1)] = other ? bytesOf(other) : decoded(data);
    restored.push(place[path.at(-1)]);
  }
}

/**
 * Join two traits: what one gets, the other gets. The first decides at the start, and when the other's ends move.
 * @param {any[]} source a model and its trait @param {any[]} target @param {boolean} bothWays
 */
function join([source, from], [target, to], bothWays) {
  let passing = false;
  const pass = (one, name, other, otherName) => () => {
    if (passing) return;
    passing = true;
    try {
      other.set(otherName, one.get(name));
    } finally {
      passing = false;
    }
  };
  const ahead = pass(source, from, target, to);
  source.on(`change:${from}`, ahead);
  // A slider that was set beyond its end, since the figure sets the end only when it has all its settings, follows then.
  for (const end of ["min", "max"]) target.on(`change:${end}`, ahead);
  ahead();
  if (bothWays) target.on(`change:${to}`, pass(target, to, source, from));
}

/** All models of a page, by their ids, made from what stands in its saved states. */
export class Models {
  #made = new Map();
  #bytes = new Map();

  /** Make the models of a saved state, `{state: {id: {model_name, model_module, state, buffers}}}`, and join them. */
  add({ state: saved }) {
    for (const [id, one] of Object.entries(saved)) {
      this.#bytes.set(id, []);
      restoreBuffers(one, this.#bytes.get(id), ([model, place]) => this.#bytes.get(model)[place]);
      const model = new Model(one.state, { name: one.model_name, module: one.model_module });
      this.#made.set(id, model);
    }
    for (const { model_name: kind, state } of Object.values(saved)) {
      if (!/^(Directional)?LinkModel$/.test(kind)) continue;
      const [source, target] = [state.source, state.target].map(([model, trait]) => [this.find(model), trait]);
      join(source, target, kind === "LinkModel");
    }
  }

  /** The model with an id, or with that of a reference. */
  find(reference) {
    const model = this.#made.get(idOf(reference));
    if (!model) throw new Error(`the page lacks the model ${idOf(reference)}`);
    return model;
  }
}
