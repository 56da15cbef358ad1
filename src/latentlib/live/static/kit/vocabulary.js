/** The words that a figure knows, most frequent first: which there are, which are meant. */

import { inflate } from "./inflate.js";

/** A text as words are written here: composed, in lower case, without white space around it. */
export const plain = (text) => text.normalize("NFC").trim().toLowerCase();

const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "");

/**
 * How many letters to put in, take out, change, or exchange with their neighbour make one text of
 * another; `limit + 1` for more than `limit`.
 */
export function spellingDistance(a, b, limit = Infinity) {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let before; // rows of the table of distances between beginnings, the last but one, and
  let last = Array.from({ length: b.length + 1 }, (_, j) => j); // the last
  for (let i = 1; i <= a.length; i++) {
    const row = new Array(b.length + 1).fill(Infinity);
    row[0] = i;
    let least = i;
    const end = Math.min(b.length, i + limit); // farther off the diagonal is beyond the limit
    for (let j = Math.max(1, i - limit); j <= end; j++) {
      const same = a[i - 1] === b[j - 1];
      let distance = Math.min(last[j - 1] + (same ? 0 : 1), last[j] + 1, row[j - 1] + 1);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        distance = Math.min(distance, before[j - 2] + 1);
      row[j] = distance;
      least = Math.min(least, distance);
    }
    if (least > limit) return limit + 1;
    [before, last] = [last, row];
  }
  return Math.min(last[b.length], limit + 1);
}

/** Which letters a text has, a bit each. */
const letters = (text) => {
  let mask = 0;
  for (let i = 0; i < text.length; i++) mask |= 1 << (text.charCodeAt(i) & 31);
  return mask;
};

const countBits = (mask) => {
  let count = 0;
  for (let rest = mask; rest; rest &= rest - 1) count++;
  return count;
};

/** Words by place and by spelling. */
export class Vocabulary {
  /** @param {string[]} words - Each once, most frequent first. */
  constructor(words) {
    this.words = words;
    this.places = new Map(words.map((word, place) => [word, place]));
  }

  /** The words without their accents; made when first asked for. */
  get folded() {
    return (this.unaccented ??= this.words.map(fold));
  }

  /** Which letters each has; made when first asked for. */
  get letters() {
    return (this.masks ??= this.words.map(letters));
  }

  /** Whether a word is known. */
  has(word) {
    return this.places.has(word);
  }

  /** A word's place, or -1. */
  indexOf(word) {
    return this.places.get(word) ?? -1;
  }

  /** The most frequent words that begin with a text; accents may be left out. */
  complete(start, most) {
    const found = this.has(start) ? [start] : [];
    if (start === "" || found.length >= most) return found;
    const written = fold(start) === start ? this.folded : this.words;
    for (let i = 0; i < written.length && found.length < most; i++)
      if (written[i].startsWith(start) && this.words[i] !== start) found.push(this.words[i]);
    return found;
  }

  /** The words that are spelled most like a text, of equals the most frequent first. */
  closest(text, most) {
    const limit = text.length < 5 ? 1 : 2;
    const mask = letters(text);
    const masks = this.letters;
    const found = [];
    this.words.forEach((word, place) => {
      if (countBits(mask ^ masks[place]) > 2 * limit) return; // a change alters two at most
      const distance = spellingDistance(text, word, limit);
      if (distance <= limit) found.push({ word, distance, place });
    });
    found.sort((a, b) => a.distance - b.distance || a.place - b.place);
    return found.slice(0, most).map(({ word }) => word);
  }
}

/**
 * Unpack what `_words.pack_words` has packed.
 *
 * @param {DataView} view - Of a binary trait.
 * @returns {Promise<Vocabulary>}
 */
export async function openVocabulary(view) {
  const text = new TextDecoder().decode(await inflate(view));
  return new Vocabulary(text.split("\n"));
}
