/** What was before, for undo. Kept as long as the figure is on the screen. */

const MOST = 200; // steps

/**
 * @returns Remember a state with `push`, take the last one back with `pop`, look at it with `last`.
 *   `undefined` where there is none.
 */
export function makeHistory() {
  const states = [];
  return {
    push(state) {
      states.push(state);
      if (states.length > MOST) states.shift();
    },
    pop: () => states.pop(),
    last: () => states.at(-1),
    get size() {
      return states.length;
    },
  };
}

/** Whether a key is the one that undoes. */
export const isUndo = ({ key, ctrlKey, metaKey, shiftKey, altKey }) =>
  (ctrlKey || metaKey) && !shiftKey && !altKey && key.toLowerCase() === "z";
