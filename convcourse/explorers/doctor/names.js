// Names that were meant: the nearest by letters.

/** The name that is nearest by the letters to be changed, null if none is near. */
export function nearest(name, others) {
  const ranked = others.map((one) => [distance(name.toLowerCase(), one.toLowerCase()), one]);
  const least = Math.min(...ranked.map(([far]) => far));
  return least <= Math.max(2, Math.floor(name.length / 3)) ? ranked.find(([far]) => far === least)[1] : null;
}

/** How many letters have to be put in, taken out or changed to make `b` of `a`. */
function distance(a, b) {
  let row = [...Array(b.length + 1).keys()];
  for (const [i, x] of [...a].entries()) {
    const last = row;
    row = [i + 1];
    for (const [j, y] of [...b].entries()) row.push(Math.min(last[j + 1] + 1, row[j] + 1, last[j] + Number(x !== y)));
  }
  return row.at(-1);
}
