/**
 * How each kind of layer computes.
 *
 * A planner gets a layer of the description, the place and the shape (without the batch) of its
 * input, and the workshop: kernels, and `tensor` to lay weights out. It reserves what it needs and
 * returns the place and shape of its output and the `run` that fills it. Activations and views work
 * in place.
 */

const product = (shape) => shape.reduce((a, b) => a * b, 1);
const roundUp = (n) => (n + 3) & ~3;

function linear({ weight, bias }, at, shape, { kernels, tensor }) {
  const [nOut, nIn] = weight.shape;
  const rows = product(shape) / nIn;
  const out = kernels.reserve(rows * nOut);
  const w = tensor(weight);
  const b = bias && tensor(bias);
  const run = () => {
    for (let row = 0; row < rows; row++) {
      const y = out + row * nOut;
      kernels.multiplyVector(nOut, nIn, w, at + row * nIn, y);
      if (bias) for (let i = 0; i < nOut; i++) kernels.heap[y + i] += kernels.heap[b + i];
    }
  };
  return { at: out, shape: [...shape.slice(0, -1), nOut], run };
}

/** First and last output along one axis whose tap falls inside the input, for a stride. */
const reach = (tap, padding, stride, nIn, nOut) => [
  Math.max(0, Math.ceil((padding - tap) / stride)),
  Math.min(nOut - 1, Math.floor((nIn - 1 + padding - tap) / stride)),
];

/**
 * Go through all pairs of a place in the large grid and the place in the small grid that a tap of
 * the kernel connects with it: `visit(row, large, small, n, stride)` for each run of n such pairs.
 */
function taps({ kernel_size: [kh, kw], stride: [sh, sw], padding: [ph, pw] }, large, small, visit) {
  for (let ky = 0, tap = 0; ky < kh; ky++) {
    const [y0, y1] = reach(ky, ph, sh, large[0], small[0]);
    for (let kx = 0; kx < kw; kx++, tap++) {
      const [x0, x1] = reach(kx, pw, sw, large[1], small[1]);
      if (x1 < x0) continue;
      for (let y = y0; y <= y1; y++) {
        const from = (y * sh + ky - ph) * large[1] + x0 * sw + kx - pw;
        visit(tap, from, y * small[1] + x0, x1 - x0 + 1, sw);
      }
    }
  }
}

/** Add the bias to rows of `wide` numbers and write the first `n` of each row to the output. */
function addBias(heap, from, wide, out, n, rows, bias) {
  for (let row = 0; row < rows; row++) {
    const b = bias === undefined ? 0 : heap[bias + row];
    for (let i = 0, x = from + row * wide, y = out + row * n; i < n; i++)
      heap[y + i] = heap[x + i] + b;
  }
}

function conv2d(layer, at, [c, h, w], { kernels, tensor }) {
  const {
    weight,
    bias,
    kernel_size: [kh, kw],
    stride: [sh, sw],
    padding: [ph, pw],
  } = layer;
  const nOut = weight.shape[0];
  const small = [Math.floor((h + 2 * ph - kh) / sh) + 1, Math.floor((w + 2 * pw - kw) / sw) + 1];
  const [n, k] = [product(small), c * kh * kw];
  const wide = roundUp(n);
  const columns = kernels.reserve(k * wide); // stays 0 where the kernel hangs over the edge
  const sums = kernels.reserve(nOut * wide);
  const out = kernels.reserve(nOut * n);
  const a = tensor(weight);
  const b = bias && tensor(bias);
  const run = () => {
    const { heap } = kernels;
    taps(layer, [h, w], small, (tap, from, to, count, step) => {
      for (let channel = 0; channel < c; channel++) {
        let x = at + channel * h * w + from;
        const y = columns + (channel * kh * kw + tap) * wide + to;
        for (let i = 0; i < count; i++, x += step) heap[y + i] = heap[x];
      }
    });
    kernels.multiply(nOut, wide, k, a, columns, sums);
    addBias(heap, sums, wide, out, n, nOut, b);
  };
  return { at: out, shape: [nOut, ...small], run };
}

function convTranspose2d(layer, at, [c, h, w], { kernels, tensor }) {
  const {
    bias,
    kernel_size: [kh, kw],
    stride: [sh, sw],
    padding: [ph, pw],
  } = layer;
  const extra = layer.output_padding;
  const nOut = layer.weight.shape[1];
  const large = [(h - 1) * sh - 2 * ph + kh + extra[0], (w - 1) * sw - 2 * pw + kw + extra[1]];
  const [n, size, k] = [h * w, product(large), nOut * kh * kw];
  const wide = roundUp(n);
  const input = wide === n ? at : kernels.reserve(c * wide);
  const columns = kernels.reserve(k * wide);
  const out = kernels.reserve(nOut * size);
  const a = tensor(layer.weight, (values) => transpose(values, c, k));
  const b = bias && tensor(bias);
  const run = () => {
    const { heap } = kernels;
    if (input !== at) addBias(heap, at, n, input, wide, c);
    kernels.multiply(k, wide, c, a, input, columns);
    for (let o = 0; o < nOut; o++)
      heap.fill(bias ? heap[b + o] : 0, out + o * size, out + (o + 1) * size);
    taps(layer, large, [h, w], (tap, to, from, count, step) => {
      for (let o = 0; o < nOut; o++) {
        const x = columns + (o * kh * kw + tap) * wide + from;
        let y = out + o * size + to;
        for (let i = 0; i < count; i++, y += step) heap[y] += heap[x + i];
      }
    });
  };
  return { at: out, shape: [nOut, ...large], run };
}

function transpose(values, rows, columns) {
  const turned = new Float32Array(values.length);
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++) turned[j * rows + i] = values[i * columns + j];
  return turned;
}

/** Places and weights of linear interpolation along one axis, as PyTorch has them. */
function interpolation(nIn, factor, mode, alignCorners) {
  return Array.from({ length: nIn * factor }, (_, i) => {
    if (mode === "nearest") return [Math.floor(i / factor), 0, 0];
    const scale = alignCorners ? (nIn - 1) / Math.max(nIn * factor - 1, 1) : 1 / factor;
    const x = Math.max(0, alignCorners ? i * scale : (i + 0.5) * scale - 0.5);
    const first = Math.min(Math.floor(x), nIn - 1);
    return [first, Math.min(first + 1, nIn - 1), x - first];
  });
}

function upsample({ scale, mode, align_corners: align }, at, [c, h, w], { kernels }) {
  const ys = interpolation(h, scale[0], mode, align);
  const xs = interpolation(w, scale[1], mode, align);
  const out = kernels.reserve(c * ys.length * xs.length);
  const run = () => {
    const { heap } = kernels;
    for (let channel = 0, y = out; channel < c; channel++)
      for (const [y0, y1, v] of ys) {
        const [upper, lower] = [y0, y1].map((row) => at + (channel * h + row) * w);
        for (const [x0, x1, u] of xs)
          heap[y++] =
            (1 - v) * ((1 - u) * heap[upper + x0] + u * heap[upper + x1]) +
            v * ((1 - u) * heap[lower + x0] + u * heap[lower + x1]);
      }
  };
  return { at: out, shape: [c, ys.length, xs.length], run };
}

/** Normalise `n` numbers that follow each other to mean 0 and variance 1. */
function standardise(heap, at, n, eps) {
  let mean = 0;
  for (let i = at; i < at + n; i++) mean += heap[i];
  mean /= n;
  let variance = 0;
  for (let i = at; i < at + n; i++) variance += (heap[i] - mean) ** 2;
  const scale = 1 / Math.sqrt(variance / n + eps);
  for (let i = at; i < at + n; i++) heap[i] = (heap[i] - mean) * scale;
}

function groupNorm({ groups, eps, weight, bias }, at, shape, { kernels, tensor }) {
  const n = product(shape) / groups;
  const perChannel = product(shape.slice(1));
  const scale = scaleShift({ weight, bias }, at, shape, { kernels, tensor }, (i) =>
    Math.floor(i / perChannel),
  );
  const run = () => {
    for (let group = 0; group < groups; group++) standardise(kernels.heap, at + group * n, n, eps);
    scale();
  };
  return { at, shape, run };
}

function layerNorm({ n, eps, weight, bias }, at, shape, { kernels, tensor }) {
  const scale = scaleShift({ weight, bias }, at, shape, { kernels, tensor }, (i) => i % n);
  const run = () => {
    for (let i = 0; i < product(shape); i += n) standardise(kernels.heap, at + i, n, eps);
    scale();
  };
  return { at, shape, run };
}

/** A function that multiplies by weights and adds biases, `which(i)` naming those of number i. */
function scaleShift({ weight, bias }, at, shape, { kernels, tensor }, which) {
  const w = weight && tensor(weight);
  const b = bias && tensor(bias);
  return () => {
    const { heap } = kernels;
    for (let i = 0; weight && i < product(shape); i++)
      heap[at + i] = heap[at + i] * heap[w + which(i)] + (bias ? heap[b + which(i)] : 0);
  };
}

/** The error function, to 1.5e-7: Abramowitz and Stegun (1964), 7.1.26. */
function erf(x) {
  const t = 1 / (1 + 0.3275911 * Math.abs(x));
  const p =
    ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t + 0.254829592) * t;
  return Math.sign(x) * (1 - p * Math.exp(-x * x));
}

const SCALAR = {
  elu: (x, { alpha }) => (x > 0 ? x : alpha * Math.expm1(x)),
  gelu: (x) => 0.5 * x * (1 + erf(x * Math.SQRT1_2)),
  gelu_tanh: (x) => 0.5 * x * (1 + Math.tanh(0.7978845608028654 * (x + 0.044715 * x ** 3))),
  leaky_relu: (x, { slope }) => (x > 0 ? x : slope * x),
  softplus: (x, { beta }) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(beta * x))) / beta,
};

function activation(layer, at, shape, { kernels }) {
  const n = product(shape);
  const quick = kernels.activations[layer.name];
  if (quick) return { at, shape, run: () => quick(n, at) };
  const f = SCALAR[layer.name];
  if (!f) throw new Error(`activation "${layer.name}" is not known to this engine`);
  const run = () => {
    const { heap } = kernels;
    for (let i = at; i < at + n; i++) heap[i] = f(heap[i], layer);
  };
  return { at, shape, run };
}

function softmaxOf(heap, at, n) {
  let largest = -Infinity;
  for (let i = at; i < at + n; i++) largest = Math.max(largest, heap[i]);
  let sum = 0;
  for (let i = at; i < at + n; i++) sum += heap[i] = Math.exp(heap[i] - largest);
  for (let i = at; i < at + n; i++) heap[i] /= sum;
}

function softmax(layer, at, shape, { kernels }) {
  const n = shape.at(-1);
  const run = () => {
    for (let i = 0; i < product(shape); i += n) softmaxOf(kernels.heap, at + i, n);
  };
  return { at, shape, run };
}

function residual({ layers }, at, shape, workshop) {
  const { kernels } = workshop;
  const n = product(shape);
  const copy = kernels.reserve(n);
  const body = planLayers(layers, copy, shape, workshop);
  const run = () => {
    kernels.heap.copyWithin(copy, at, at + n);
    body.run();
    for (let i = 0; i < n; i++) kernels.heap[body.at + i] += kernels.heap[at + i];
  };
  return { at: body.at, shape: body.shape, run };
}

function embedding({ weight }, at, shape, { kernels, tensor }) {
  const [nRows, width] = weight.shape;
  const n = product(shape);
  const out = kernels.reserve(n * width);
  const table = tensor(weight);
  const run = () => {
    const { heap } = kernels;
    for (let i = 0; i < n; i++) {
      const row = heap[at + i];
      if (!(Number.isInteger(row) && row >= 0 && row < nRows))
        throw new Error(
          `input ${i} of an embedding is ${row}, expected a whole number below ${nRows}`,
        );
      heap.copyWithin(out + i * width, table + row * width, table + (row + 1) * width);
    }
  };
  return { at: out, shape: [...shape, width], run };
}

function selfAttention(layer, at, [t, d], workshop) {
  const { kernels } = workshop;
  const size = d / layer.heads;
  const enter = linear(layer.enter, at, [t, d], workshop); // queries, keys, values: (t, 3 d)
  const mixed = kernels.reserve(t * d);
  const scores = kernels.reserve(t);
  const leave = linear(layer.leave, mixed, [t, d], workshop);
  const attend = (heap, i, head) => {
    const query = enter.at + i * 3 * d + head * size;
    for (let j = 0; j < t; j++) {
      const key = enter.at + j * 3 * d + d + head * size;
      let sum = 0;
      for (let p = 0; p < size; p++) sum += heap[query + p] * heap[key + p];
      heap[scores + j] = sum / Math.sqrt(size);
    }
    softmaxOf(heap, scores, t);
    for (let p = 0, y = mixed + i * d + head * size; p < size; p++) {
      let sum = 0;
      for (let j = 0; j < t; j++)
        sum += heap[scores + j] * heap[enter.at + j * 3 * d + 2 * d + head * size + p];
      heap[y + p] = sum;
    }
  };
  const run = () => {
    enter.run();
    for (let head = 0; head < layer.heads; head++)
      for (let i = 0; i < t; i++) attend(kernels.heap, i, head);
    leave.run();
  };
  return { at: leave.at, shape: [t, d], run };
}

const still = (at, shape) => ({ at, shape, run: () => {} });

function unflatten(layer, at, [n, ...others]) {
  const known = product(layer.shape.filter((side) => side > 0));
  return still(at, [...layer.shape.map((side) => (side > 0 ? side : n / known)), ...others]);
}

const PLANNERS = {
  activation,
  conv2d,
  conv_transpose2d: convTranspose2d,
  embedding,
  flatten: (layer, at, shape) => still(at, [product(shape)]),
  group_norm: groupNorm,
  layer_norm: layerNorm,
  linear,
  residual,
  self_attention: selfAttention,
  softmax,
  unflatten,
  upsample,
};

/** Plan layers one after the other; see the top of this file. */
export function planLayers(layers, at, shape, workshop) {
  const runs = [];
  for (const layer of layers) {
    const planner = PLANNERS[layer.kind];
    if (!planner) throw new Error(`layer "${layer.kind}" is not known to this engine`);
    const planned = planner(layer, at, shape, workshop);
    runs.push(planned.run);
    ({ at, shape } = planned);
  }
  return { at, shape, run: () => runs.forEach((run) => run()) };
}
