import { createRequire } from "../../require.js";
import { installEnsureChunk } from "../../ensure_chunk.js";

/** A runtime with modules, where chunks load by calling `loaders[chunkId]`. */
export function createRuntime(modules = {}, loaders = {}) {
  const runtime = createRequire(modules);
  installEnsureChunk(runtime);
  runtime.f.test = (chunkId, promises) => {
    if (loaders[chunkId]) promises.push(loaders[chunkId]());
  };
  return runtime;
}

/** Lets everything run that is only waiting for its turn. */
export function settle() {
  return new Promise((resolve) => setImmediate(resolve));
}

/** A promise and its handles. */
export function deferred() {
  const result = {};
  result.promise = new Promise((resolve, reject) => Object.assign(result, { resolve, reject }));
  return result;
}

/** Collects `console.warn` while `run` runs. */
export async function warningsOf(run) {
  const original = console.warn;
  const warnings = [];
  console.warn = (message) => warnings.push(message);
  try {
    await run();
  } finally {
    console.warn = original;
  }
  return warnings;
}
