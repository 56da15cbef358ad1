/**
 * A network that answers without making the page stutter: a light one at once, a heavy one from a
 * worker. Figures that show the same weights share one network.
 */

import { openNetwork } from "./network.js";

/** Multiply-adds from which a network computes in the worker; some 5 ms of a slow phone. */
export const HEAVY = { wasm: 2e7, plain: 2e6 };

const opened = new WeakMap(); // by the buffer of the weights, which the host shares

/**
 * Open a network, or return the one that is open for the same weights.
 *
 * @param {object} description - As `latentlib.live.export` makes it.
 * @param {DataView} weights
 * @returns {Promise<{run: (inputs: ArrayLike<number>) => Promise<Float32Array>}>}
 */
export function openSession(description, weights) {
  const key = weights.buffer ?? weights;
  const known = opened.get(key) ?? new Map();
  opened.set(key, known);
  const name = `${weights.byteOffset} ${weights.byteLength} ${JSON.stringify(description)}`;
  if (!known.has(name)) {
    const session = open(description, weights);
    session.catch(() => known.delete(name)); // whoever tries again gets a new one
    known.set(name, session);
  }
  return known.get(name);
}

async function open(description, weights) {
  const network = await openNetwork(description, weights);
  const here = { run: async (inputs) => network.run(inputs) };
  if (description.macs < HEAVY[network.backend]) return here;
  return openInWorker(description, weights).catch(() => here); // a worker may be forbidden
}

let worker; // one for the page
const waiting = new Map();
let asked = 0;

function ask(question) {
  worker ??= startWorker();
  const number = ++asked;
  return new Promise((resolve, reject) => {
    waiting.set(number, { resolve, reject });
    worker.postMessage({ number, ...question });
  });
}

function startWorker() {
  const started = new Worker(import.meta.url, { type: "module" });
  started.onmessage = ({ data: { number, value, error } }) => {
    const { resolve, reject } = waiting.get(number);
    waiting.delete(number);
    if (error) reject(new Error(error));
    else resolve(value);
  };
  started.onerror = started.onmessageerror = () => {
    for (const { reject } of waiting.values()) reject(new Error("the worker does not answer"));
    waiting.clear();
    worker = undefined;
  };
  return started;
}

async function openInWorker(description, weights) {
  const id = await ask({ load: [description, weights] });
  return { run: (inputs) => ask({ run: [id, Float32Array.from(inputs)] }) };
}

/** What the worker does with a question. */
const networks = [];
async function answer({ load, run }) {
  if (load) return networks.push(await openNetwork(...load)) - 1;
  return networks[run[0]].run(run[1]);
}

const inWorker = typeof WorkerGlobalScope !== "undefined" && self instanceof WorkerGlobalScope;
if (inWorker) {
  self.onmessage = async ({ data: { number, ...question } }) => {
    try {
      self.postMessage({ number, value: await answer(question) });
    } catch (error) {
      self.postMessage({ number, error: String(error.message ?? error) });
    }
  };
}
