// The widget state that a page carries: which models belong together, and texts made whole. Knows no browser.

const REFERENCE = "IPY_MODEL_";

/** The ids of the models that a saved value names. */
function references(value) {
  if (typeof value === "string") return value.startsWith(REFERENCE) ? [value.slice(REFERENCE.length)] : [];
  return value && typeof value === "object" ? Object.values(value).flatMap(references) : [];
}

/** For each model the set of those that belong with it: an explorer, its controls, and the links between them. */
export function groups(models) {
  const group = Object.fromEntries(Object.keys(models).map((id) => [id, new Set([id])]));
  for (const [id, { state }] of Object.entries(models)) {
    for (const other of references(state)) {
      if (!group[other] || group[other] === group[id]) continue;
      const [small, large] = [group[id], group[other]].sort((a, b) => a.size - b.size);
      for (const one of small) group[one] = large.add(one);
    }
  }
  return group;
}

/** A saved value; the build stores once what several texts begin with (states.py), and this makes it whole. */
function wholeValue(models, id, trait) {
  const value = models[id]?.state[trait];
  if (value === undefined) throw new Error(`the page lacks ${trait} of the model ${id}`);
  if (!value?.same_as) return value;
  const text = wholeValue(models, ...value.same_as).slice(0, value.first) + value.then;
  models[id].state[trait] = text;
  return text;
}

/** The saved models with these ids, their texts whole. */
export function wholeModels(models, ids) {
  for (const id of ids) for (const trait of Object.keys(models[id].state)) wholeValue(models, id, trait);
  return Object.fromEntries([...ids].map((id) => [id, models[id]]));
}
