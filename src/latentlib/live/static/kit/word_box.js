/** A field for one of the words that a figure knows, with a list of those that may be meant. */

import { make } from "./frame.js";
import { plain } from "./vocabulary.js";

const OFFERED = 6; // words at a time
let boxes = 0;

/** What may be meant by a text: words that begin with it, else those spelled most like it. */
export function meant(vocabulary, text) {
  if (text === "") return [];
  const completed = vocabulary.complete(text, OFFERED);
  const offered = completed.length ? completed : vocabulary.closest(text, OFFERED);
  return offered.length === 1 && offered[0] === text ? [] : offered;
}

/** The list below a field; which of its words is marked, and where it may be read. */
class Offers {
  constructor(input, id) {
    this.input = input;
    this.id = id;
    this.words = [];
    this.element = make("ul", { id, role: "listbox", hidden: true, className: "latent-offers" });
  }

  get open() {
    return !this.element.hidden;
  }

  get marked() {
    return this.words[this.at];
  }

  offer(words) {
    this.words = words;
    const items = words.map((word, i) =>
      make("li", { role: "option", id: `${this.id}-${i}`, "aria-selected": "false" }, word),
    );
    this.element.replaceChildren(...items);
    this.element.hidden = words.length === 0;
    this.input.setAttribute("aria-expanded", String(this.open));
    this.mark(-1);
  }

  /** Mark the word at a place, which may be one before the first or one behind the last. */
  mark(place) {
    const n = this.words.length;
    this.at = n ? ((place + 1 + n + 1) % (n + 1)) - 1 : -1;
    [...this.element.children].forEach((item, i) =>
      item.setAttribute("aria-selected", String(i === this.at)),
    );
    if (this.at < 0) this.input.removeAttribute("aria-activedescendant");
    else this.input.setAttribute("aria-activedescendant", `${this.id}-${this.at}`);
  }
}

/** What the keys do: arrows mark a word, Enter takes it, Escape leaves the list. */
function listenToKeys(frame, input, offers, { reopen, take }) {
  frame.on(input, "keydown", (event) => {
    const { key, isComposing, ctrlKey, altKey, metaKey } = event;
    if (isComposing || ctrlKey || altKey || metaKey) return;
    if (key === "ArrowDown" || key === "ArrowUp") {
      if (!offers.open) reopen();
      else offers.mark(offers.at + (key === "ArrowDown" ? 1 : -1));
    } else if (key === "Enter") take(offers.marked);
    else if (key === "Escape" && offers.open) {
      offers.offer([]);
      event.stopPropagation(); // the first Escape leaves the list, the next one the figure
    } else return;
    event.preventDefault();
  });
}

/**
 * A field for a word.
 *
 * What is typed is given on at once. Words that may be meant are listed below the field: the arrow
 * keys go through them, Enter takes the marked one, and where none is marked and what stands there
 * is no word, the first; a click takes a word, too.
 *
 * @param {object} frame - The figure's frame, for its listeners.
 * @param {{label: string, vocabulary: import("./vocabulary.js").Vocabulary,
 *   put: (text: string) => void, take?: (word: string) => void}} field - `label` is its name for
 *   those who hear it. `put` gets what stands there, in lower case, a word or not; `take` the word
 *   when it was chosen or entered, after `put` got it.
 * @returns {{box: HTMLElement, input: HTMLInputElement, show: (text: string) => void}} `show` puts
 *   a text into the field, which its reader keeps as typed if it is the same.
 */
export function makeWordBox(frame, { label, vocabulary, put, take = () => {} }) {
  const id = `${frame.id}-offers-${++boxes}`;
  const input = make("input", {
    type: "text",
    role: "combobox",
    autocomplete: "off",
    autocapitalize: "off",
    spellcheck: false,
    "aria-label": label,
    "aria-autocomplete": "list",
    "aria-expanded": "false",
    "aria-controls": id,
  });
  const offers = new Offers(input, id);
  const text = () => plain(input.value);
  const choose = (word) => {
    input.value = word;
    offers.offer([]);
    put(word);
    take(word);
  };
  const open = () => offers.offer(meant(vocabulary, text()));
  frame.on(input, "input", () => {
    open();
    put(text());
  });
  frame.on(input, "blur", () => offers.offer([]));
  listenToKeys(frame, input, offers, {
    reopen: open,
    take: (marked) => {
      const word = marked ?? (vocabulary.has(text()) ? text() : meant(vocabulary, text())[0]);
      if (word) choose(word);
    },
  });
  frame.on(offers.element, "pointerdown", (event) => event.preventDefault()); // keeps the focus
  frame.on(offers.element, "click", ({ target }) => {
    const item = target.closest("[role=option]");
    if (item) choose(item.textContent);
  });
  const show = (word) => {
    if (text() === word) return;
    input.value = word;
    offers.offer([]);
  };
  const box = make("div", { className: "latent-wordbox" }, input, offers.element);
  return { box, input, show };
}
