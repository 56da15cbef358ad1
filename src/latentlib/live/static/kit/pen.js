/** Drawing into an image: no page, no canvas. */

/** Distance of a place from a line between two others. */
function distanceFromLine([x, y], [ax, ay], [bx, by]) {
  const [dx, dy] = [bx - ax, by - ay];
  const length = dx * dx + dy * dy;
  const along = length ? ((x - ax) * dx + (y - ay) * dy) / length : 0;
  const t = Math.min(1, Math.max(0, along));
  return Math.hypot(x - ax - t * dx, y - ay - t * dy);
}

/**
 * Draw a line with a round pen, its edge softened over one pixel.
 *
 * @param {Uint8Array} pixels - Grey levels, row by row; not changed.
 * @param {[number, number]} size - Height and width.
 * @param {[number, number]} from - x and y in pixels from the upper left corner.
 * @param {[number, number]} to
 * @param {number} radius - In pixels.
 * @param {boolean} erase - Whether to make black rather than white.
 * @returns {Uint8Array}
 */
export function drawLine(pixels, [height, width], from, to, radius, erase) {
  const drawn = Uint8Array.from(pixels);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const distance = distanceFromLine([x + 0.5, y + 0.5], from, to);
      const covered = Math.min(1, Math.max(0, radius + 0.5 - distance));
      const i = y * width + x;
      drawn[i] = erase
        ? Math.min(drawn[i], Math.round(255 * (1 - covered)))
        : Math.max(drawn[i], Math.round(255 * covered));
    }
  return drawn;
}

/** How much of a drawing is inked, and around which part of it, in words. */
export function describeInk(pixels, [height, width]) {
  let [sum, x, y] = [0, 0, 0];
  pixels.forEach((value, i) => {
    sum += value;
    x += value * ((i % width) + 0.5);
    y += value * (Math.floor(i / width) + 0.5);
  });
  if (sum === 0) return "empty";
  const third = (share, names) => names[Math.min(2, Math.floor(3 * share))];
  const sides = [
    third(y / sum / height, ["top", "", "bottom"]),
    third(x / sum / width, ["left", "", "right"]),
  ];
  const part = sides.filter(Boolean).join(" ") || "middle";
  const share = (100 * sum) / (255 * pixels.length);
  return `${share < 1 ? "less than 1" : Math.round(share)} % inked, around the ${part}`;
}

/** Grey levels as text, and back. */
export const toText = (pixels) => btoa(String.fromCharCode(...pixels));
export const fromText = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
