/** Binary traits as numbers. A trait arrives as a DataView that may begin anywhere. */

const aligned = (view) => view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength);

/** @returns {Float32Array} */
export const floats = (view) => new Float32Array(aligned(view));

/** @returns {Int16Array} */
export const shorts = (view) => new Int16Array(aligned(view));

/** @returns {Uint8Array} */
export const bytes = (view) => new Uint8Array(view.buffer, view.byteOffset, view.byteLength);

/** Cut an array into rows of `n`. */
export const rows = (array, n) =>
  Array.from({ length: array.length / n }, (_, i) => array.subarray(i * n, (i + 1) * n));
