/* Goals on a live figure, judged as latentlib.exercises.goals does, which says what they mean. */

import { correct, notAttempted, notYet } from "./answers.js";
import { general, sentence } from "./format.js";

const OPPOSITE = -0.5;
const [N_DIRECTIONS, WIDENING] = [72, 1.08];
const RIGHT = "right";
const digits = (x) => general(x, 3);
const sum = (values) => values.reduce((total, value) => total + value, 0);

/* Draw codes; what a screen cannot show is cut off. */
const draw = async (figure, codes, [height, width]) => {
  const pictures = await figure.decode(codes);
  if (pictures.some((picture) => picture.length !== height * width))
    throw new Error(`the figure draws ${pictures[0].length} pixels, not ${height} by ${width}`);
  return pictures.map((picture) => Array.from(picture, (x) => Math.min(Math.max(x, 0), 1)));
};

/* --- reach an image --- */

const reachImage = async ({ target, tolerance, shape }, figure) => {
  const [height, width] = shape;
  const [drawn] = await draw(figure, [[...figure.code()]], shape);
  const squared = drawn.map((x, i) => (x - target[i] / 255) ** 2);
  const error = sum(squared) / squared.length;
  if (error <= tolerance) return [RIGHT];
  const quarters = [0, 0, 0, 0];
  squared.forEach((value, i) => {
    const below = Math.floor(i / width) >= Math.floor(height / 2);
    const beside = i % width >= Math.floor(width / 2);
    quarters[2 * below + beside] += value;
  });
  const names = ["top left", "top right", "bottom left", "bottom right"];
  const where = names[quarters.indexOf(Math.max(...quarters))];
  const ratio = error / tolerance;
  const key = ratio <= 2 ? "close" : ratio <= 6 ? "near" : "far";
  return [key, { error: digits(error), tolerance: digits(tolerance), where }];
};

/* --- find a hole --- */

const widestGap = (away) => {
  const angles = away.map(([x, y]) => Math.atan2(y, x)).sort((a, b) => a - b);
  angles.push(angles[0] + 2 * Math.PI);
  return Math.max(...angles.slice(1).map((angle, i) => angle - angles[i]));
};

const seenFrom = ([x, y], { points, labels }) =>
  points.map(([a, b], i) => {
    const away = [a - x, b - y];
    return { away, distance: Math.hypot(...away), label: Number(labels[i]) };
  });

const look = (goal, points) => {
  const byDistance = [...points].sort((p, q) => p.distance - q.distance);
  const [nearest] = byDistance;
  const name = (label) => `\`${goal.names[label]}\``;
  const values = {
    nearest: name(nearest.label),
    distance: digits(nearest.distance),
    radius: digits(goal.radius),
    reach: digits(goal.reach),
    a: name(goal.class_a),
    b: name(goal.class_b),
  };
  if (nearest.distance < goal.radius) return ["inside", values];
  if (widestGap(points.map((p) => p.away)) >= Math.PI) return ["outside", values];
  const near = byDistance.filter((p) => p.distance <= goal.reach);
  if (!near.length) return ["wide", values];
  for (const p of near) p.direction = p.away.map((d) => d / p.distance);
  const faces = (p, q) =>
    p.direction[0] * q.direction[0] + p.direction[1] * q.direction[1] <= OPPOSITE;
  const [a, b] = [goal.class_a, goal.class_b].map((c) => near.filter((p) => p.label === c));
  if (a.some((p) => b.some((q) => faces(p, q)))) return [RIGHT];
  const across = near.find((p) => p.label !== nearest.label && faces(p, nearest));
  if (!across) return ["same", values];
  return ["other", { ...values, first: name(nearest.label), second: name(across.label) }];
};

/* Whether a place has no point too near, and both classes near enough; most places do not. */
const isPossible = ({ radius, reach, class_a, class_b }, [x, y], { points, labels }) => {
  const near = new Set();
  for (let i = 0; i < points.length; i += 1) {
    const [right, up] = [points[i][0] - x, points[i][1] - y];
    if (Math.abs(right) > reach || Math.abs(up) > reach) continue;
    const distance = Math.hypot(right, up);
    if (distance < radius) return false;
    if (distance <= reach) near.add(Number(labels[i]));
  }
  return near.has(class_a) && near.has(class_b);
};

/* How far the nearest right place is, looked for in widening circles. */
const nearestHole = (goal, [x, y], figure, points) => {
  const nearest = points.reduce((p, q) => (q.distance < p.distance ? q : p));
  const farthest = Math.max(...points.map((p) => p.distance));
  const start = Math.atan2(nearest.away[1], nearest.away[0]);
  for (let far = goal.radius / 4; far <= farthest; far *= WIDENING) {
    for (let i = 0; i < N_DIRECTIONS; i += 1) {
      const angle = start + (2 * Math.PI * i) / N_DIRECTIONS;
      const place = [x + far * Math.cos(angle), y + far * Math.sin(angle)];
      if (!isPossible(goal, place, figure)) continue;
      if (look(goal, seenFrom(place, figure))[0] === RIGHT) return far;
    }
  }
  return null;
};

const findHole = async (goal, figure) => {
  const points = seenFrom(figure.code(), figure);
  const [key, values] = look(goal, points);
  if (key === RIGHT) return [key];
  const far = nearestHole(goal, figure.code(), figure, points);
  const told = far && sentence(goal.messages["how far"], { ...values, far: general(far, 2) });
  return [key, { ...values, how_far: told ?? "" }];
};

/* --- find a coordinate --- */

const measure = (picture, effect, [height, width]) => {
  if (effect === "brightness") return sum(picture) / picture.length;
  const sideways = effect === "width" || effect === "balance";
  const ink = new Array(sideways ? width : height).fill(0);
  picture.forEach((value, i) => {
    ink[sideways ? i % width : Math.floor(i / width)] += value;
  });
  const total = sum(ink);
  if (total < 1e-9) return 0;
  if (effect === "balance" || effect === "lift")
    return sum(ink.map((value, i) => value * Math.sign(i - (ink.length - 1) / 2))) / total;
  const centre = sum(ink.map((value, i) => value * i)) / total;
  return Math.sqrt(sum(ink.map((value, i) => value * (i - centre) ** 2)) / total);
};

const findCoordinate = async (goal, figure) => {
  const code = [...(figure.start?.() ?? figure.code())];
  const moved = [goal.step, -goal.step].flatMap((step) =>
    code.map((_, i) => code.map((value, j) => (i === j ? value + step : value))),
  );
  const pictures = await draw(figure, moved, goal.shape);
  const measured = pictures.map((picture) => measure(picture, goal.effect, goal.shape));
  const changes = code.map((_, i) => Math.abs(measured[i] - measured[i + code.length]));
  const strongest = Math.max(...changes);
  const change = changes[figure.chosen()];
  const values = { effect: goal.words };
  if (strongest < 1e-6) return ["flat", values];
  if (change >= (1 - goal.tolerance) * strongest) return [RIGHT];
  if (change < strongest / 50) return ["hardly", values];
  const by = `${digits(change)} ${goal.unit}`.trim();
  return ["weak", { ...values, change: by, times: general(strongest / change, 2) }];
};

/* --- make a word the answer --- */

const LOOKED_AT = 100; /* answers among which the word is looked for */
const tooFew = (used, least) => {
  const count = ["no word", "one word"][used.length] ?? `${used.length} words`;
  return ["few", { count, least: String(least) }];
};
const isStep = (terms) => terms.some((term) => term.sign < 0);

const makeAnswer = ({ word, least, forbidden, step }, figure) => {
  const terms = figure.terms();
  const used = [...new Set(terms.map((term) => term.word))];
  const values = { word: `\`${word}\`` };
  if (used.includes(word)) return ["itself", values];
  const refused = used.find((one) => forbidden.includes(one));
  if (refused) return ["forbidden", { ...values, used: `\`${refused}\`` }];
  if (used.length < least) return tooFew(used, least);
  if (step && !isStep(terms)) return ["added"];
  const answers = figure.answers(LOOKED_AT);
  if (!answers.length) return ["nothing"];
  const place = answers.findIndex((one) => one.word === word);
  if (place === 0) return [RIGHT];
  const [{ word: first, cosine: highest }] = answers;
  Object.assign(values, { first: `\`${first}\``, highest: digits(highest) });
  if (place < 0) return ["far", { ...values, looked_at: String(LOOKED_AT) }];
  return ["behind", { ...values, place: String(place + 1), cosine: digits(answers[place].cosine) }];
};

/* --- a sum whose own words may answer, too --- */

const fairSum = ({ word, least }, figure) => {
  const terms = figure.terms();
  const used = [...new Set(terms.map((term) => term.word))];
  if (!terms.some((term) => term.word === word && term.sign > 0))
    return ["without", { word: `\`${word}\`` }];
  if (used.length < least) return tooFew(used, least);
  if (!isStep(terms)) return ["added"];
  if (least > 2 && !terms.some((term) => term.word !== word && term.sign > 0))
    return ["subtracted", { word: `\`${word}\`` }];
  const answers = figure.answers(Infinity);
  if (!answers.length) return ["nothing"];
  if (!answers.some((one) => used.includes(one.word))) return ["left out"];
  const [{ word: first, cosine }] = answers;
  if (!used.includes(first)) return [RIGHT];
  return ["own", { first: `\`${first}\``, cosine: digits(cosine) }];
};

const GOALS = {
  "reach-image": reachImage,
  "find-hole": findHole,
  "find-coordinate": findCoordinate,
  "make-answer": makeAnswer,
  "fair-sum": fairSum,
};

/**
 * Judge what a reader has done with a live figure.
 * @param {{ goal: object, praise: string }} exercise as latentlib.exercises.page describes it
 * @param {object} [figure] the figure's `el.latent`: `code()`, `decode(codes)`, and, where the
 *   goal asks for them, `points`, `labels`, `chosen()`, and `start()`, the code that a reset brings
 *   back; `touched()` tells whether it was moved; of `WordMath`, `terms()` and `answers(count)`
 * @returns {Promise<import("./answers.js").Outcome>}
 */
export const judgeFigure = async ({ goal, praise }, figure) => {
  if (!figure || figure.touched?.() === false) return notAttempted("Move the figure first.");
  if (goal.kind === "find-coordinate") {
    const chosen = figure.chosen?.() ?? -1;
    if (!(chosen >= 0 && chosen < figure.code().length))
      return notAttempted("Choose one of the figure's numbers first.");
  }
  const [key, values] = await GOALS[goal.kind](goal, figure);
  return key === RIGHT ? correct(praise) : notYet(goal.messages[key], values);
};
