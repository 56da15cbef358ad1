/** The field in which a reader looks for a word of a map. */

import { assign, make } from "./frame.js";
import { plain } from "./vocabulary.js";
import { makeWordBox, meant } from "./word_box.js";

/**
 * A field for a word, which becomes the chosen one when it is entered or left.
 *
 * @param {object} frame - The figure's frame, for its listeners.
 * @param {object} model - With the trait `chosen`.
 * @param {import("./vocabulary.js").Vocabulary} vocabulary
 * @param {{goTo: (row: number) => void, choose: (row: number) => void, update: () => void}} acts -
 *   What is done with a word that was found; with one that was typed, not entered, and left for
 *   another part of the figure, which stays as it is seen; and whenever what is typed has changed.
 * @returns {{element: HTMLElement, odd: string, show: (force?: boolean) => void}} `odd` is what is
 *   typed and begins no word and is spelled like none; `show` puts the chosen word into the field,
 *   unless somebody is typing there, or with `force` anyway.
 */
export function makeFinder(frame, model, vocabulary, { goTo, choose, update }) {
  const finder = { odd: "" };
  const take = (word) => goTo(vocabulary.indexOf(word));
  const put = (text) => {
    finder.odd = meant(vocabulary, text).length || vocabulary.has(text) ? "" : text;
    if (text === "") assign(model, { chosen: "" });
    update();
  };
  const { box, input, show } = makeWordBox(frame, { label: "Find a word", vocabulary, put, take });
  frame.on(input, "blur", ({ relatedTarget }) => {
    const word = plain(input.value); // typed, but not entered
    const stays = frame.root.contains(relatedTarget); // and presses, maybe, what is in view
    if (vocabulary.has(word) && word !== model.get("chosen"))
      (stays ? choose : goTo)(vocabulary.indexOf(word));
    update();
  });
  finder.show = (force) => {
    if (!force && document.activeElement === input) return;
    finder.odd = "";
    show(model.get("chosen"));
  };
  const name = make("span", { "aria-hidden": "true" }, "Find a word");
  finder.element = make("div", { className: "latent-finder" }, name, box);
  return finder;
}
