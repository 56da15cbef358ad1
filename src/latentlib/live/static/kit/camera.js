/** What is seen of a map that can be moved and zoomed: no page, no canvas. */

export const MOST_ZOOM = 32; // word_map.py has the same

const clamp = (value, low, high) => Math.min(high, Math.max(low, value));

/** The nearest look that a map allows: its middle on the map, its zoom in range. */
export const allowed = ([x0, x1, y0, y1], { centre: [x, y], zoom }) => ({
  centre: [clamp(x, x0, x1), clamp(y, y0, y1)],
  zoom: clamp(zoom, 1, MOST_ZOOM),
});

/**
 * A look at a map through a window, in one scale, y upwards. With zoom 1 the whole map is seen when
 * its middle is in the middle.
 *
 * @param {[number, number, number, number]} limits - x from, x to, y from, y to.
 * @param {[number, number]} size - Width and height of the window, in pixels.
 * @param {{centre: [number, number], zoom: number}} look
 */
export class Camera {
  constructor(limits, size, look) {
    const [x0, x1, y0, y1] = limits;
    const [width, height] = size;
    Object.assign(this, { limits, size, look });
    this.scale = look.zoom * Math.min(width / (x1 - x0), height / (y1 - y0)); // pixels a unit
    this.left = width / 2 - look.centre[0] * this.scale;
    this.top = height / 2 + look.centre[1] * this.scale;
  }

  toPixel([x, y]) {
    return [this.left + x * this.scale, this.top - y * this.scale];
  }

  toPlane([px, py]) {
    return [(px - this.left) / this.scale, (this.top - py) / this.scale];
  }

  /** The look after a drag by some pixels. */
  moved([dx, dy]) {
    const { centre, zoom } = this.look;
    return allowed(this.limits, {
      centre: [centre[0] - dx / this.scale, centre[1] + dy / this.scale],
      zoom,
    });
  }

  /** The look that is some times as close, with the same place of the map under a pixel. */
  zoomed(factor, [px, py]) {
    const zoom = clamp(this.look.zoom * factor, 1, MOST_ZOOM);
    const scale = (this.scale * zoom) / this.look.zoom;
    const [x, y] = this.toPlane([px, py]);
    const [width, height] = this.size;
    const centre = [x - (px - width / 2) / scale, y + (py - height / 2) / scale];
    return allowed(this.limits, { centre, zoom });
  }
}

/** A look on the way from one to another; `share` is 0 at the first. */
export function between(from, to, share) {
  const eased = share * share * (3 - 2 * share);
  const mix = (a, b) => a + (b - a) * eased;
  return {
    centre: from.centre.map((value, i) => mix(value, to.centre[i])),
    zoom: Math.exp(mix(Math.log(from.zoom), Math.log(to.zoom))),
  };
}
