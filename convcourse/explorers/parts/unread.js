// How a pasted text is refused: in words that show the part that is not understood.

/** A text that is no grid of numbers; the message says why. */
export class Unread extends Error {}

/** What is quoted of a text in an answer, cut where it is long. */
export const quoted = (text) => `“${text.length > 30 ? `${text.slice(0, 30)}…` : text}”`;
/** Refuse the text, for a reason in words. */
export const refuse = (words) => {
  throw new Unread(words);
};
/** Refuse the text, for a part of it that is no number. */
export const noNumber = (text) => refuse(`${quoted(text)} in what you pasted is not a number.`);
