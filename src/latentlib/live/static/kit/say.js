/** Numbers and lists as they are written in sentences. */

/** A number with two decimals and a minus sign. */
export const signed = (value) => value.toFixed(2).replace("-", "−");

/** "a, b and c"; undefined of nothing. */
export const list = (words) =>
  words.length > 1 ? `${words.slice(0, -1).join(", ")} and ${words.at(-1)}` : words[0];
