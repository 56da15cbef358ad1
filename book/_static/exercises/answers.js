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

/**
 * Read a number as people type it: a decimal comma and the unit behind it are welcome.
 * @param {string} text
 * @param {string} unit
 * @returns {number} NaN where it is none
 */
export const readNumber = (text, unit) => {
  let digits = text.trim().replace(/[\u2212\u2013]/g, "-");
  if (unit && digits.endsWith(unit)) digits = digits.slice(0, -unit.length).trim();
  if (!digits.includes(".")) digits = digits.replace(",", ".");
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(digits) ? Number(digits) : NaN;
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
  if (!text.trim()) return notAttempted("Type a number first.");
  const number = readNumber(text, exercise.unit);
  if (Number.isFinite(number)) return judgeNumber(exercise, number);
  return notAttempted("This is not a number: write it in digits, such as `12.5`.");
};
