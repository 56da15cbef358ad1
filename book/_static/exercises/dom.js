/* Making elements, and showing how far a reader is, on chapters and on the map of the course. */

import { KEY, openStore } from "./store.js";

const ICONS = { "not attempted": "○", "not yet": "↻", correct: "✓" };

/**
 * Make an element.
 * @param {string} tag
 * @param {object} [properties]
 * @param {...(Node | string)} children
 * @returns {HTMLElement}
 */
export const make = (tag, properties = {}, ...children) => {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
};

/** @returns {HTMLButtonElement} a button that does something */
export const makeButton = (text, onclick) =>
  make("button", { type: "button", className: "exercise-button", textContent: text, onclick });

/** @returns {(Node | string)[]} a text with what stands in backticks as code */
export const withCode = (text) =>
  text.split("`").map((part, i) => (i % 2 ? make("code", { textContent: part }) : part));

/** @returns {HTMLElement} the sign of a status, which screen readers leave out */
export const makeSign = (status) => {
  const sign = make("span", { textContent: ICONS[status] });
  sign.ariaHidden = "true";
  return sign;
};

const count = (number, noun) => `${number} ${noun}${number === 1 ? "" : "s"}`;

/** @returns {string} how often a reader tried, and with how many hints; empty for neither */
export const describe = ({ attempts, hints }) =>
  [attempts && count(attempts, "attempt"), hints && count(hints, "hint")]
    .filter(Boolean)
    .join(", ");

/** @returns {string} how many of some exercises are solved */
export const tally = (ids) => {
  const all = store.all();
  return `${ids.filter((id) => all[id]?.status === "correct").length} of ${ids.length} correct`;
};

/** The progress kept in this browser. */
export const store = openStore(() => localStorage);

/** Call back when another tab has changed what is kept. */
export const onChangeElsewhere = (callback) =>
  addEventListener("storage", ({ key }) => {
    if (key === KEY || key === null) callback();
  });
