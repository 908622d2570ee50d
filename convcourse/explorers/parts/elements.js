// Elements of the page, and words for them as data.

/**
 * Make an element. `props` go on as attributes; functions become listeners that end with `signal`.
 *
 * @param {string} tag
 * @param {Record<string, any>} [props]
 * @param {string | Node | (string | Node)[]} [children]
 * @param {AbortSignal} [signal]
 * @returns {any} an element of whatever kind: who makes an input knows that it has a value
 */
export function make(tag, props = {}, children = [], signal) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (typeof value === "function") element.addEventListener(name, value, { signal });
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value != null) element.setAttribute(name, value);
  }
  element.append(...[children].flat());
  return element;
}

/** A button that says `text` and does `act`. */
export const button = (text, act, signal, props = {}) =>
  make("button", { type: "button", class: "cc-button", ...props, click: act }, text, signal);

/**
 * What stands in a line or a box, as data: text, `[text, kind]` for a term in the colour of its kind, or `node`s.
 * @typedef {string | [string | number, string] | {tag: string, props: object, children: Part[]}} Part
 */

/**
 * An element, as data: what is shown can be computed, and tested, without a page.
 * @param {string} tag @param {object} [props] as `make` takes them @param {...Part} children
 */
export const node = (tag, props = {}, ...children) => ({ tag, props, children });

/** A term in the colour of its kind. */
const term = ([text, kind]) => make("span", { class: kind ? `cc-t-${kind}` : "" }, String(text));

/** The nodes of a page that some parts describe. @param {string | Part[]} parts */
export const nodes = (parts) =>
  [parts].flat().map((part) => {
    if (typeof part === "string") return part;
    return Array.isArray(part) ? term(part) : make(part.tag, part.props, nodes(part.children));
  });

/** What some parts say, without their colours. @param {string | Part[]} parts */
export const plainWords = (parts) =>
  typeof parts === "string"
    ? parts
    : parts
        .map((part) => {
          if (typeof part === "string") return part;
          return Array.isArray(part) ? String(part[0]) : plainWords(part.children);
        })
        .join("");
