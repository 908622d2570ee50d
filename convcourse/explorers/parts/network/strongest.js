// Which channels of a layer are its strongest: those whose maps have the largest mean.

/** The numbers of the strongest channels, the strongest first; of equals the first. @param {ArrayLike<number>} means @returns {number[]} */
export const strongestFirst = (means, most) =>
  Array.from(means, (_, channel) => channel)
    .sort((a, b) => means[b] - means[a])
    .slice(0, most);
