/** The names of themes with their colours. */

import { assign, make } from "./frame.js";
import { drawMarker } from "./palette.js";

/** The themes with their colours; pressing one leaves only its own. */
export function makeLegend(frame, model, { themes, looks }) {
  const buttons = themes.map((name, i) => {
    const mark = make("canvas", { width: 24, height: 24, "aria-hidden": "true" });
    drawMarker(mark.getContext("2d"), looks[i], 12, 12, 9);
    const one = make("button", { type: "button", className: "latent-theme" }, mark, name);
    frame.on(one, "click", () => assign(model, { theme: model.get("theme") === name ? "" : name }));
    return one;
  });
  const group = { className: "latent-legend", role: "group", "aria-label": "Only one in colour" };
  const show = () =>
    buttons.forEach((one, i) =>
      one.setAttribute("aria-pressed", String(themes[i] === model.get("theme"))),
    );
  return { element: make("div", { ...group, hidden: themes.length === 0 }, ...buttons), show };
}
