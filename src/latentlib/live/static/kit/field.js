/** What a reader types or chooses from a list: fields with their names. */

import { make } from "./frame.js";

/**
 * Keep of a text what may be written, as many characters as there is room for.
 *
 * @param {string} text
 * @param {string[]} characters - Those that may.
 * @param {number} most
 * @returns {{text: string, refused: string[], cut: boolean}} What is kept, which other characters
 *   there were, each once, and whether there were too many.
 */
export function clean(text, characters, most) {
  const all = [...text];
  const kept = all.filter((character) => characters.includes(character));
  const refused = [...new Set(all.filter((character) => !characters.includes(character)))];
  return { text: kept.slice(0, most).join(""), refused, cut: kept.length > most };
}

/**
 * A field for a word.
 *
 * @param {object} frame - The figure's frame, for its listeners.
 * @param {{label: string, hint: HTMLElement, characters: string[], most: number,
 *   put: (found: {text: string, refused: string[], cut: boolean}) => void}} field - `hint` says
 *   what may be typed.
 * @returns {{box: HTMLElement, show: (text: string) => void}}
 */
export function makeField(frame, { label, hint, characters, most, put }) {
  const input = make("input", {
    type: "text",
    autocomplete: "off",
    autocapitalize: "off",
    spellcheck: false,
    "aria-describedby": hint.id,
  });
  const box = make("label", { className: "latent-field" }, make("span", {}, label), input);
  const take = () => {
    const found = clean(input.value, characters, most);
    const before = clean(input.value.slice(0, input.selectionStart), characters, most).text;
    if (found.text !== input.value) {
      input.value = found.text;
      input.setSelectionRange(before.length, before.length);
    }
    put(found);
  };
  frame.on(input, "input", (event) => event.isComposing || take());
  frame.on(input, "compositionend", take);
  const show = (text) => {
    if (input.value !== text) input.value = text;
  };
  return { box, show };
}

/**
 * A list of which one is chosen.
 *
 * @param {object} frame - The figure's frame, for its listeners.
 * @param {{label: string, options: string[], choose: (option: string) => void}} list
 * @returns {{box: HTMLElement, show: (option: string) => void}}
 */
export function makeList(frame, { label, options, choose }) {
  const select = make("select", {}, ...options.map((option) => make("option", {}, option)));
  frame.on(select, "change", () => choose(select.value));
  const box = make("label", { className: "latent-field" }, make("span", {}, label), select);
  return { box, show: (option) => (select.value = option) };
}
