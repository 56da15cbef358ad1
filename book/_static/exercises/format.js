/* Numbers and sentences as Python writes them, so that page and notebook say the same. */

/**
 * Write a number as Python's `f"{x:.{digits}g}"` does.
 * @param {number} x
 * @param {number} digits how many significant digits, at most 20
 * @returns {string}
 */
export const general = (x, digits) => {
  if (!x) return Object.is(x, -0) ? "-0" : "0";
  const [mantissa, power] = rounded(x, digits).split("e");
  const exponent = Number(power);
  if (exponent < -4 || exponent >= digits) {
    const size = String(Math.abs(exponent)).padStart(2, "0");
    return `${trimmed(mantissa)}e${exponent < 0 ? "-" : "+"}${size}`;
  }
  return trimmed(Number(`${mantissa}e${exponent}`).toFixed(Math.max(digits - 1 - exponent, 0)));
};

const trimmed = (text) => (text.includes(".") ? text.replace(/\.?0+$/, "") : text);

/* JavaScript rounds half a digit up, Python to the even digit: they differ where a number lies
   exactly half way, which its next digits, written out, show. */
const rounded = (x, digits) => {
  const text = x.toExponential(digits - 1);
  const [all] = x.toExponential(60).replace(".", "").replace("-", "").split("e");
  const even = Number(all[digits - 1]) % 2 === 0;
  if (!even || !/^50*$/.test(all.slice(digits))) return text;
  const kept = `${all[0]}.${all.slice(1, digits)}`.replace(/\.$/, "");
  return `${x < 0 ? "-" : ""}${kept}e${x.toExponential(60).split("e")[1]}`;
};

/**
 * Put values in the places of a sentence, and begin it with a capital.
 * @param {string} template with places such as `{distance}`
 * @param {Object<string, string>} [values]
 * @returns {string}
 */
export const sentence = (template, values = {}) => {
  const text = template.replace(/\{(\w+)\}/g, (place, name) => values[name] ?? place);
  return text.charAt(0).toUpperCase() + text.slice(1);
};
