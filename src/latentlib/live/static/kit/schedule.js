/** When work is done: once a frame, with the newest wish; or in pieces, so that a page answers. */

/**
 * @param {() => (void|Promise<void>)} work - Reads the wish where it is kept, and shows the answer.
 * @param {AbortSignal} signal - Ends it.
 * @returns {() => void} Ask for the work to be done before the next frame.
 */
export function oncePerFrame(work, signal) {
  let asked = false;
  let busy = false;
  const step = async () => {
    if (signal.aborted) return;
    asked = false;
    busy = true;
    try {
      await work();
    } finally {
      busy = false;
      if (asked) requestAnimationFrame(step);
    }
  };
  return () => {
    if (!asked && !busy) requestAnimationFrame(step);
    asked = true;
  };
}

/** Let the page answer whoever touches it before more is done. */
export const breathe = () =>
  globalThis.scheduler?.yield?.() ?? new Promise((resolve) => setTimeout(resolve));
