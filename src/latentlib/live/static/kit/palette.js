/** The colours and markers of categories, those of latentlib.plots.style. */

export const COLOURS = [
  "#d97c00",
  "#1d9be2",
  "#008c66",
  "#676c00",
  "#1466b2",
  "#ea6442",
  "#cc79a7",
];

const round = (c, x, y, r) => c.arc(x, y, r, 0, 2 * Math.PI);
const polygon =
  (...corners) =>
  (c, x, y, r) => {
    corners.forEach(([u, v], i) =>
      i ? c.lineTo(x + u * r, y + v * r) : c.moveTo(x + u * r, y + v * r),
    );
    c.closePath();
  };

const MARKERS = [
  round,
  polygon([0, -1.2], [1.1, 0.8], [-1.1, 0.8]),
  polygon([-0.9, -0.9], [0.9, -0.9], [0.9, 0.9], [-0.9, 0.9]),
  polygon([0, -1.2], [1.2, 0], [0, 1.2], [-1.2, 0]),
];

/** Draw the marker of a category: the colour repeats after seven, then with another shape. */
export function drawMarker(context, category, x, y, radius) {
  const marker = MARKERS[Math.floor(category / COLOURS.length) % MARKERS.length];
  context.fillStyle = COLOURS[category % COLOURS.length];
  context.beginPath();
  marker(context, x, y, radius);
  context.fill();
}

/** The value of one of the page's colours, such as "ink"; see live.css. */
export const colourOf = (element, name) =>
  getComputedStyle(element).getPropertyValue(`--latent-${name}`).trim();

/** Call a listener when the page turns light or dark, until the signal ends it. */
export function onTheme(listener, signal) {
  const watch = new MutationObserver(listener);
  for (const element of [document.documentElement, document.body])
    watch.observe(element, { attributeFilter: ["data-theme", "data-jp-theme-light", "class"] });
  const query = matchMedia("(prefers-color-scheme: dark)");
  query.addEventListener("change", listener, { signal });
  signal.addEventListener("abort", () => watch.disconnect());
}
