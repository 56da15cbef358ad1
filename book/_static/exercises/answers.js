/* Predictions and numbers, judged as latentlib.exercises.kinds does. */

import { general, sentence } from "./format.js";

/**
 * @typedef {{ status: "not attempted" | "not yet" | "correct", message: string }} Outcome
 */

/** @returns {Outcome} an answer that was none, with what to do first */
export const notAttempted = (message) => ({ status: "not attempted", message });

/** @returns {Outcome} a right answer */
export const correct = (message) => ({ status: "correct", message });

/** @returns {Outcome} a wrong answer, with what is wrong */
export const notYet = (template, values) => ({
  status: "not yet",
  message: sentence(template, values),
});

/**
 * Judge a prediction.
 * @param {{ choices: Object<string, { explanation: string, correct: boolean }> }} exercise
 * @param {string | undefined} letter of the choice
 * @returns {Outcome}
 */
export const judgePrediction = ({ choices }, letter) => {
  const choice = choices[letter];
  if (!choice) return notAttempted("Choose one first.");
  return choice.correct ? correct(choice.explanation) : notYet(choice.explanation);
};

/* As in latentlib.exercises.typed, which says what they mean. */
const PARTS = /^([0-9+.,-][0-9+., -]*(?:e[+-]?[0-9]+(?![a-z]))?)(.*)$/i;
const COMMAS = /^[+-]?[1-9][0-9]{0,2}(,[0-9]{3})+(\.[0-9]+)?$/;
const GROUPS = /^[+-]?[1-9][0-9]{0,2}( [0-9]{3})+([.,][0-9]+)?$/;
const NUMBER = /^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)(e[+-]?[0-9]+)?$/i;

const trim = (text) => text.replace(/^ +| +$/g, "");
const singular = (unit) => unit.toLowerCase().replace(/([a-z]{3})s$/, "$1");
const valueOf = (text) => {
  let digits = COMMAS.test(text) ? text.replaceAll(",", "") : text;
  if (GROUPS.test(digits)) digits = digits.replaceAll(" ", "");
  if (!digits.includes(".")) digits = digits.replace(",", ".");
  return NUMBER.test(digits) ? Number(digits) : NaN;
};

/**
 * Read a number as people type it: a decimal comma, thousands and the unit behind it are welcome.
 * @param {string} text
 * @param {string} unit
 * @returns {{ number: number } | { why: string, given?: string }} the number, or which sentence of
 *   `exercise.typed` says why there is none
 */
export const readNumber = (text, unit) => {
  const minus = text.replace(/[\u2212\u2013]/g, "-");
  const plain = trim(minus.replace(/[ \t\u00a0\u2007\u2009\u200a\u202f]+/g, " "));
  if (!plain) return { why: "nothing" };
  const [, digits, rest] = PARTS.exec(plain) ?? ["", "", ""];
  const number = valueOf(trim(digits));
  if (!Number.isFinite(number) || /[0-9]/.test(rest)) return { why: "no number" };
  const same = !trim(rest) || singular(trim(rest)) === singular(unit);
  return same ? { number } : { why: unit ? "other unit" : "no unit", given: plain };
};

const isClose = (a, b, relative, absolute) =>
  Math.abs(a - b) <= Math.max(relative * Math.max(Math.abs(a), Math.abs(b)), absolute);

/**
 * Judge a number.
 * @param {object} exercise answer, tolerance, unit, praise, slips, off and factors
 * @param {number} number
 * @returns {Outcome}
 */
export const judgeNumber = (exercise, number) => {
  const { answer, tolerance } = exercise;
  if (Math.abs(number - answer) <= tolerance) return correct(exercise.praise);
  for (const [value, message] of exercise.slips)
    if (Math.abs(number - value) <= tolerance) return notYet(message);
  const given = `${general(number, 6)} ${exercise.unit}`.trim();
  if (answer && isClose(number, -answer, 1e-9, tolerance))
    return notYet(exercise.off.sign, { given });
  if (answer && number / answer > 0) {
    const ratio = Math.max(number / answer, answer / number);
    for (const [factor, question] of exercise.factors)
      if (isClose(ratio, factor, 0.02, 0))
        return notYet(exercise.off.factor, { given, factor: String(factor), question });
  }
  return notYet(number > answer ? exercise.off.large : exercise.off.small, { given });
};

/**
 * Judge what was typed into a number's field.
 * @param {object} exercise
 * @param {string} text
 * @returns {Outcome}
 */
export const judgeTyped = (exercise, text) => {
  const { unit, typed } = exercise;
  const { number, why, given } = readNumber(text, unit);
  return why ? notAttempted(sentence(typed[why], { given, unit })) : judgeNumber(exercise, number);
};
