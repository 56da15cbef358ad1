/**
 * The loops of kernels.c, as WebAssembly or, where that does not run, as plain JavaScript.
 *
 * Both work on one memory of float32, `heap`; a place in it is an index into `heap`. `reserve` hands
 * out places and never takes one back: a network lays itself out once and then only computes.
 */

const PAGE = 65536; // bytes, the unit in which WebAssembly's memory grows
const FIRST = PAGE / 4; // below lies the stack of kernels.wasm

const roundUp = (n) => (n + 3) & ~3; // kernels work on four numbers at a time

/** Compile kernels.wasm; null where WebAssembly or its SIMD is missing or forbidden. */
async function compile() {
  try {
    const bytes = await (await fetch(new URL("./kernels.wasm", import.meta.url))).arrayBuffer();
    return await WebAssembly.compile(bytes);
  } catch {
    return null;
  }
}

let compiled; // one promise for the whole page

/**
 * Make a memory and the kernels that work on it.
 *
 * @param {"auto"|"wasm"|"plain"} backend - "auto" takes WebAssembly where it runs.
 */
export async function makeKernels(backend = "auto") {
  if (backend === "plain") return new PlainKernels();
  const module = await (compiled ??= compile());
  const kernels = module && (await startWasm(module));
  if (!kernels && backend === "wasm")
    throw new Error("WebAssembly with SIMD does not run in this browser");
  return kernels ?? new PlainKernels();
}

/** An instance with a memory of its own; null where there is no room for one. */
async function startWasm(module) {
  try {
    const memory = new WebAssembly.Memory({ initial: 2 });
    const { exports } = await WebAssembly.instantiate(module, { env: { memory } });
    return new WasmKernels(exports, memory);
  } catch {
    return null;
  }
}

class WasmKernels {
  name = "wasm";

  constructor(c, memory) {
    this.memory = memory;
    this.end = FIRST;
    this.heap = new Float32Array(memory.buffer);
    this.multiply = (m, n, k, a, b, y) => c.multiply(m, n, k, 4 * a, 4 * b, 4 * y);
    this.multiplyVector = (m, k, a, x, y) => c.multiply_vector(m, k, 4 * a, 4 * x, 4 * y);
    this.activations = Object.fromEntries(
      ["relu", "sigmoid", "silu", "tanh"].map((name) => [name, (n, x) => c[name](n, 4 * x)]),
    );
  }

  reserve(n) {
    const at = this.end;
    this.end += roundUp(n);
    const missing = 4 * this.end - this.memory.buffer.byteLength;
    if (missing > 0) {
      this.memory.grow(Math.ceil(missing / PAGE));
      this.heap = new Float32Array(this.memory.buffer);
    }
    return at;
  }
}

const logistic = (x) => 1 / (1 + Math.exp(-x));

const SCALAR = {
  relu: (x) => Math.max(x, 0),
  sigmoid: logistic,
  silu: (x) => x * logistic(x),
  tanh: Math.tanh,
};

class PlainKernels {
  name = "plain";

  constructor() {
    this.end = 0;
    this.heap = new Float32Array(PAGE);
    this.activations = Object.fromEntries(
      Object.entries(SCALAR).map(([name, f]) => [name, (n, x) => this.each(f, n, x)]),
    );
  }

  reserve(n) {
    const at = this.end;
    this.end += roundUp(n);
    if (this.end > this.heap.length) {
      const larger = new Float32Array(Math.max(2 * this.heap.length, this.end));
      larger.set(this.heap);
      this.heap = larger;
    }
    return at;
  }

  each(f, n, x) {
    const { heap } = this;
    for (let i = x; i < x + n; i++) heap[i] = f(heap[i]);
  }

  multiply(m, n, k, a, b, y) {
    const { heap } = this;
    for (let i = 0; i < m; i++) {
      const row = heap.subarray(y + i * n, y + (i + 1) * n).fill(0);
      for (let p = 0; p < k; p++) {
        const left = heap[a + i * k + p];
        const from = b + p * n;
        for (let j = 0; j < n; j++) row[j] += left * heap[from + j];
      }
    }
  }

  multiplyVector(m, k, a, x, y) {
    const { heap } = this;
    for (let i = 0; i < m; i++) {
      let sum = 0;
      for (let p = 0, at = a + i * k; p < k; p++) sum += heap[at + p] * heap[x + p];
      heap[y + i] = sum;
    }
  }
}
