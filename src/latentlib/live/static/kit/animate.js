/** Motion, for those who want any. */

/** Call a function for every frame with the share of a time that has passed, to its end. */
export function animate(signal, length, act) {
  const begin = performance.now();
  let running = true;
  const step = (now) => {
    if (!running || signal.aborted) return;
    const share = Math.min(1, Math.max(0, (now - begin) / length));
    running = share < 1;
    act(share);
    if (running) requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
  return () => (running = false);
}

/** Whether a reader has asked for less motion. */
export const prefersRest = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
