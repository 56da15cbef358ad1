/** A list of the words nearest to the chosen one. */

import { make } from "./frame.js";

/** The words nearest to the chosen one, as buttons. */
export class NearWords {
  constructor(frame, { data, count }, choose) {
    this.data = data;
    this.caption = make("p", { className: "latent-caption" });
    const label = "Nearest words on the map";
    this.list = make("ol", { className: "latent-nearby", "aria-label": label });
    this.slots = Array.from({ length: count }, () => {
      const slot = { button: make("button", { type: "button", className: "latent-answer" }) };
      slot.element = make("li", {}, slot.button);
      frame.on(slot.button, "click", () => choose(slot.row));
      this.list.append(slot.element);
      return slot;
    });
    frame.on(this.list, "mousedown", (event) => event.preventDefault()); // a field keeps the focus:
    // were it left, these words would be others before the press has ended
    this.element = make("div", { className: "latent-found" }, this.caption, this.list);
  }

  show(chosen, near) {
    const { names, turn, themes, kinds } = this.data;
    const others = turn && chosen >= 0 ? `${themes[2 - kinds[chosen]]} words` : "words";
    this.caption.textContent =
      chosen < 0
        ? "Choose a word: its nearest words on the map are listed here."
        : `Nearest ${others} on the map to “${names[chosen]}”; press one to go there.`;
    this.slots.forEach((slot, i) => {
      slot.element.classList.toggle("latent-blank", i >= near.length);
      if (i >= near.length) return;
      slot.row = near[i];
      slot.button.textContent = names[slot.row];
    });
  }
}
