/** Bytes that were made small with zlib, as they were. */

/**
 * @param {DataView} view - Of a binary trait.
 * @returns {Promise<Uint8Array>}
 */
export async function inflate(view) {
  const stream = new Blob([view]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
