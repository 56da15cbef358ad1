/** What a trait was before, for undo. Kept as long as the figure is on the screen. */

import { assign } from "./frame.js";

const MOST = 200; // steps

/** Whether a key is the one that undoes. */
export const isUndo = ({ key, ctrlKey, metaKey, shiftKey, altKey }) =>
  (ctrlKey || metaKey) && !shiftKey && !altKey && key.toLowerCase() === "z";

/**
 * The steps in which a trait was changed. A change from elsewhere, such as Python or a reset, is a
 * step too.
 */
export class History {
  /**
   * @param {object} frame - The figure's frame, for its listeners.
   * @param {object} model
   * @param {string} trait
   * @param {() => void} elsewhere - Called after a change from elsewhere.
   */
  constructor(frame, model, trait, elsewhere = () => {}) {
    Object.assign(this, { model, trait, states: [], ours: false });
    this.before = this.seen = this.now;
    frame.follow([trait], () => {
      if (!this.ours) {
        this.begin(this.seen);
        elsewhere();
      }
      this.seen = this.now;
    });
  }

  get now() {
    return this.model.get(this.trait);
  }

  /** Begin a step: `before` is what an undo brings back. */
  begin(before = this.now) {
    this.states.push(before);
    if (this.states.length > MOST) this.states.shift();
    this.before = before;
  }

  /** Change the trait, and others with it, within the step. */
  put(value, others = {}) {
    this.ours = true;
    assign(this.model, { [this.trait]: value, ...others });
    this.ours = false;
  }

  /** Take the last step back. @returns {boolean} Whether there was one. */
  undo() {
    const state = this.states.pop();
    this.before = this.now;
    if (state !== undefined) this.put(state);
    return state !== undefined;
  }

  /** Let the key that undoes, pressed anywhere in the figure, call a function. */
  static onKey(frame, undo) {
    frame.on(frame.root, "keydown", (event) => {
      if (!isUndo(event)) return;
      event.preventDefault();
      event.stopPropagation(); // JupyterLab's own keys
      undo();
    });
  }
}
