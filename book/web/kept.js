// What this browser keeps for its reader, and no one else: guesses, answers. A browser may forbid it, or have no room.

/** What is kept under a name, by the names within it. @returns {Record<string, any>} */
export function kept(name) {
  try {
    return JSON.parse(localStorage.getItem(name)) ?? {};
  } catch {
    return {};
  }
}

/** Keep a value as far as the browser lets us: a reader who forbids that begins anew with each visit. */
export function keep(name, key, value) {
  try {
    const all = { ...kept(name), [key]: value };
    if (value === undefined) delete all[key];
    localStorage.setItem(name, JSON.stringify(all));
  } catch {}
}
