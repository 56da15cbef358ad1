/** A trained network in the page: a list of layers, one binary of weights, and a forward pass. */

import { readTensor } from "./formats.js";
import { makeKernels } from "./kernels.js";
import { planLayers } from "./layers.js";

const product = (shape) => shape.reduce((a, b) => a * b, 1);

/**
 * Lay a network out and make it ready to compute.
 *
 * @param {{input_shape: number[], layers: object[]}} description - As `latentlib.live.export` makes it.
 * @param {ArrayBuffer|ArrayBufferView} weights - The binary that goes with it.
 * @param {"auto"|"wasm"|"plain"} backend
 * @returns {Promise<Network>}
 */
export async function openNetwork(description, weights, backend = "auto") {
  return new Network(description, asBuffer(weights), await makeKernels(backend));
}

/** The bytes as a buffer of their own, so that numbers in them are aligned. */
function asBuffer(bytes) {
  if (bytes instanceof ArrayBuffer) return bytes;
  const { buffer, byteOffset, byteLength } = bytes;
  return byteOffset ? buffer.slice(byteOffset, byteOffset + byteLength) : buffer;
}

class Network {
  /** Shapes are without the batch. */
  constructor({ input_shape: inputShape, layers }, bytes, kernels) {
    const tensor = (entry, change = (values) => values) => {
      const values = change(readTensor(bytes, entry));
      const at = kernels.reserve(values.length);
      kernels.heap.set(values, at);
      return at;
    };
    this.kernels = kernels;
    this.inputShape = inputShape;
    this.work = kernels.reserve(product(inputShape)); // layers may work in place
    this.plan = planLayers(layers, this.work, inputShape, { kernels, tensor });
    this.outputShape = this.plan.shape;
  }

  /** "wasm" or "plain". */
  get backend() {
    return this.kernels.name;
  }

  /**
   * Compute the output for a batch of inputs.
   *
   * @param {ArrayLike<number>} inputs - One after the other.
   * @returns {Float32Array} The outputs, one after the other.
   */
  run(inputs) {
    const nIn = product(this.inputShape);
    const nOut = product(this.outputShape);
    const count = inputs.length / nIn;
    if (!Number.isInteger(count) || count < 1)
      throw new Error(`inputs have ${inputs.length} numbers, expected a multiple of ${nIn}`);
    const outputs = new Float32Array(count * nOut);
    const { heap } = this.kernels;
    for (let i = 0; i < count; i++) {
      for (let p = 0; p < nIn; p++) heap[this.work + p] = inputs[i * nIn + p];
      this.plan.run();
      outputs.set(heap.subarray(this.plan.at, this.plan.at + nOut), i * nOut);
    }
    return outputs;
  }
}
