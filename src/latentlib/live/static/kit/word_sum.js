/** A sum of words that is typed: a row of terms, each a sign and a word. */

import { button, make } from "./frame.js";
import { makeWordBox } from "./word_box.js";

/** Read a sum that `writeTerms` or, in Python, `write_terms` has written. */
export function readTerms(expression) {
  const tokens = expression.split(/\s+/).filter(Boolean);
  if (tokens.length && !["+", "-"].includes(tokens[0])) tokens.unshift("+");
  return Array.from({ length: tokens.length / 2 }, (_, i) => {
    return { word: tokens[2 * i + 1], sign: tokens[2 * i] === "-" ? -1 : 1 };
  });
}

/** Write a sum as `_terms.write_terms` does; `minus` for those who read it. */
export const writeTerms = (terms, minus = "-") =>
  terms
    .map(({ word, sign }) => `${sign < 0 ? minus : "+"} ${word}`)
    .join(" ")
    .replace(/^\+ /, "");

/** One term that can be typed: its sign, its word, and the way to be rid of it. */
class TermBox {
  constructor(frame, vocabulary, place, { put, turn, remove, leave }) {
    const name = `word ${place + 1}`;
    this.sign = make("button", { type: "button", className: "latent-sign" });
    this.box = makeWordBox(frame, { label: name, vocabulary, put });
    this.away = make(
      "button",
      { type: "button", className: "latent-away", "aria-label": `remove ${name}` },
      "×",
    );
    frame.on(this.sign, "click", turn);
    frame.on(this.away, "click", remove);
    frame.on(this.box.input, "blur", leave);
    this.element = make("div", { className: "latent-term" }, this.sign, this.box.box, this.away);
    this.name = name;
  }

  show(slot, isUnknown) {
    this.element.hidden = !slot;
    if (!slot) return;
    const [is, other] = slot.sign < 0 ? ["subtracted", "add"] : ["added", "subtract"];
    this.sign.textContent = slot.sign < 0 ? "−" : "+";
    this.sign.setAttribute("aria-label", `${this.name} is ${is}: ${other} it`);
    this.box.show(slot.text);
    this.box.input.setAttribute("aria-invalid", String(isUnknown));
  }
}

/**
 * The sum: as many terms as there is room for, of which some are shown.
 *
 * `change` is called whenever the terms or what is typed have changed.
 */
export class Sum {
  constructor(frame, { vocabulary, most }, change) {
    this.vocabulary = vocabulary;
    this.most = most;
    this.change = change;
    this.slots = [];
    this.boxes = Array.from({ length: most }, (_, i) => {
      const put = (text) => this.alter(i, { text });
      const turn = () => this.alter(i, { sign: -this.slots[i].sign });
      const remove = () => this.remove(i);
      return new TermBox(frame, vocabulary, i, { put, turn, remove, leave: () => this.change() });
    });
    this.plus = button(frame, "+ word", () => this.add(1));
    this.minus = button(frame, "− word", () => this.add(-1));
    const boxes = this.boxes.map(({ element }) => element);
    const more = make("div", { className: "latent-more" }, this.plus, this.minus);
    const group = { className: "latent-sum", role: "group", "aria-label": "The sum" };
    this.element = make("div", group, ...boxes, more);
  }

  /** The terms whose words are known. */
  get terms() {
    const known = this.slots.filter(({ text }) => this.vocabulary.has(text));
    return known.map(({ text, sign }) => ({ word: text, sign }));
  }

  /** What is typed and no word, or none yet. */
  get odd() {
    return this.slots.map(({ text }) => text).filter((text) => text && !this.vocabulary.has(text));
  }

  /** Whether somebody is about to type a word: the sum is not yet what it will be. */
  get pending() {
    const inHand = this.boxes.findIndex(({ box }) => box.input === document.activeElement);
    return this.odd.length > 0 || this.slots[inHand]?.text === "";
  }

  /** Take terms over, unless they are those that stand there. */
  set(terms) {
    if (this.slots.length && writeTerms(terms) === writeTerms(this.terms)) return;
    this.slots = terms.map(({ word, sign }) => ({ text: word, sign }));
    if (terms.length === 0) this.slots = [{ text: "", sign: 1 }];
  }

  /** Let go of all that is typed; `set` comes next. */
  clear() {
    this.slots = [];
  }

  alter(place, values) {
    Object.assign(this.slots[place], values);
    this.change();
  }

  add(sign) {
    this.slots.push({ text: "", sign });
    this.change();
    this.show(); // at once: what is hidden cannot have the focus
    this.boxes[this.slots.length - 1].box.input.focus();
  }

  /** Put a word where none is yet, else behind the others, if there is room. */
  take(word) {
    const free = this.slots.find(({ text }) => !this.vocabulary.has(text));
    if (free) Object.assign(free, { text: word });
    else if (this.slots.length < this.most) this.slots.push({ text: word, sign: 1 });
    this.change();
  }

  remove(place) {
    if (this.slots.length === 1) this.slots[0] = { text: "", sign: 1 };
    else this.slots.splice(place, 1);
    this.change();
    if (place >= this.slots.length) this.boxes[this.slots.length - 1].away.focus();
  }

  /** Whether there is no room for another word. */
  get full() {
    return this.terms.length === this.most;
  }

  show() {
    this.boxes.forEach((box, i) => {
      const text = this.slots[i]?.text ?? "";
      box.show(this.slots[i], text !== "" && this.vocabulary.complete(text, 1).length === 0);
    });
    this.plus.hidden = this.minus.hidden = this.slots.length === this.most;
  }
}
