// The names that a network gives to a picture, as a list to choose from.
import { make, nodes } from "./parts/elements.js";

/**
 * A name with its score: `parts` is what each place adds, row by row.
 * @typedef {{class: number, name: string, share: number, score: number, bias: number, parts: ArrayLike<number>}} Named
 */

const SHOWN = 5;

/** All names of an answer of the network, the largest score first. @returns {Named[]} */
export function namedOf({ scores, shares, parts, bias }, classes) {
  const places = parts.length / scores.length;
  const all = Array.from(scores, (score, k) => ({
    ...{ class: k, name: classes[k], score, share: shares[k], bias: bias[k] },
    parts: parts.slice(k * places, (k + 1) * places),
  }));
  return all.sort((a, b) => b.score - a.score);
}

/** Of the names that are shown: the first ones, and the chosen one, wherever it is. @param {Named[]} named */
export function shownNames(named, chosen) {
  const first = named.slice(0, SHOWN);
  const one = named.find((entry) => entry.class === chosen);
  return !one || first.includes(one) ? first : [...first.slice(0, -1), one];
}

/**
 * The names, each a button.
 * @param {(number: number) => object} change what choosing the class of this number changes
 */
export const namesList = (change) => (ui) => {
  const head = make("div", { class: "cc-i-head" });
  const list = make("div", { class: "cc-i-names", role: "group", "aria-label": "The names with the largest shares" });
  const el = make("div", { class: "cc-i-named" }, [head, list]);
  const buttons = Array.from({ length: SHOWN }, () => {
    const [name, share] = [make("span", {}), make("span", { class: "cc-i-share" })];
    const choose = () => ui.set(change(Number(button.dataset.number)));
    const button = make("button", { type: "button", class: "cc-i-name", click: choose }, [name, share], ui.signal);
    return { button, name, share };
  });
  list.append(...buttons.map(({ button }) => button));
  function update({ head: text, rows }) {
    head.replaceChildren(...nodes(text));
    buttons.forEach(({ button, name, share }, n) => {
      const row = rows[n];
      button.hidden = !row;
      if (!row) return;
      button.dataset.number = String(row.number);
      button.setAttribute("aria-pressed", String(row.chosen));
      button.style.setProperty("--share", `${(100 * row.share).toFixed(1)}%`);
      name.textContent = row.name;
      share.textContent = row.text;
    });
  }
  return { el, update };
};
