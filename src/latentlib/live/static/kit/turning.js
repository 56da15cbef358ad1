/** A slider from before to after a rotation, and the button that goes there. */

import { animate, prefersRest } from "./animate.js";
import { assign, button, make } from "./frame.js";
import { makeRange } from "./range.js";

const TURN = 5000; // ms, the whole way

/** How far a language has turned, in words. */
export function describeTurn(progress) {
  if (progress === 0) return "not turned";
  return progress === 1 ? "turned" : `${Math.round(100 * progress)} % turned`;
}

/** The slider and the button that turn one language onto the other. */
export class Turning {
  constructor(frame, model) {
    Object.assign(this, { frame, model, stop: null });
    this.range = makeRange(frame, {
      label: "rotation",
      min: 0,
      max: 1,
      step: 0.01,
      text: describeTurn,
      move: (progress) => {
        this.rest();
        assign(model, { progress });
      },
    });
    this.button = button(frame, "Turn", () => (this.stop ? this.rest() : this.start()));
    this.element = make("div", { className: "latent-turning" }, this.button, this.range.box);
  }

  /** Go to the end, from the start if it is there already; at once for those who want no motion. */
  start() {
    const now = this.model.get("progress");
    if (prefersRest()) return assign(this.model, { progress: now < 1 ? 1 : 0 });
    const from = now < 1 ? now : 0;
    this.stop = animate(this.frame.signal, TURN * (1 - from), (share) => {
      if (share === 1) this.stop = null;
      assign(this.model, { progress: from + (1 - from) * share });
    });
    return this.show();
  }

  rest() {
    this.stop?.();
    this.stop = null;
    this.show();
  }

  show() {
    const progress = this.model.get("progress");
    this.range.show(progress);
    this.button.textContent = this.stop ? "Stop" : progress < 1 ? "Turn" : "Again";
  }
}
