/**
 * Thousands of small points at once. A canvas takes several milliseconds to draw as many shapes;
 * here each shape is drawn once, and its pixels are copied.
 */

const HALVES = [0, 0.5]; // of a pixel: where points may be, so that they do not tremble when moved

/**
 * The pixels of a shape, at each half of a pixel.
 *
 * @param {number} radius - In pixels of the screen.
 * @param {(context: CanvasRenderingContext2D, x: number, y: number, radius: number) => void} draw
 * @returns {{half: number, shapes: {x: number, y: number, colour: number, opacity: number}[][]}}
 */
export function makeDot(radius, draw) {
  const half = Math.ceil(1.3 * radius) + 1;
  const side = 2 * half;
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = side;
  const context = canvas.getContext("2d", { willReadFrequently: true });
  const shapes = HALVES.flatMap((y) =>
    HALVES.map((x) => {
      context.clearRect(0, 0, side, side);
      draw(context, half + x, half + y, radius);
      const { data } = context.getImageData(0, 0, side, side);
      const colours = new Uint32Array(data.buffer);
      const seen = [...colours.keys()].filter((i) => data[4 * i + 3]);
      return seen.map((i) => ({
        x: i % side,
        y: Math.floor(i / side),
        colour: colours[i],
        opacity: data[4 * i + 3],
      }));
    }),
  );
  return { half, shapes };
}

/** A picture that dots are put into. */
export class Dots {
  /**
   * @param {number} width - In pixels of the screen, as all here.
   * @param {number} height
   * @param {number} margin - How much of a dot may be beyond the edge.
   */
  constructor(width, height, margin) {
    Object.assign(this, { margin, width: width + 2 * margin, height: height + 2 * margin });
    this.image = new ImageData(this.width, this.height);
    this.pixels = new Uint32Array(this.image.data.buffer);
  }

  clear() {
    this.pixels.fill(0);
  }

  /** Put a dot somewhere; of dots on each other the more opaque pixel is seen. */
  add({ half, shapes }, x, y) {
    const [halvesX, halvesY] = [Math.floor(2 * x), Math.floor(2 * y)];
    const left = (halvesX >> 1) + this.margin - half;
    const top = (halvesY >> 1) + this.margin - half;
    const { width, height, pixels, image } = this;
    if (left < 0 || top < 0 || left + 2 * half > width || top + 2 * half > height) return;
    for (const one of shapes[2 * (halvesY & 1) + (halvesX & 1)]) {
      const at = (top + one.y) * width + left + one.x;
      if (one.opacity > image.data[4 * at + 3]) pixels[at] = one.colour;
    }
  }

  /** Show the picture; it takes the place of all that was there. */
  show(context) {
    context.putImageData(this.image, -this.margin, -this.margin);
  }
}
