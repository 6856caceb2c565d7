// Runs a configuration and writes what it is, as one line of JSON, for `evaluate/mod.rs` to read.
//
// Data goes through as it is. What JSON cannot say is marked: a regular expression as {"$regexp": …}, a function as
// {"$function": name}, an instance of a class as {"$instance": name}; the Rust side says where they cannot stand.
import { writeSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const { file, original, isTypescript, mode, marker } = JSON.parse(process.argv[1]);

// What a configuration prints is for people. The answer goes out by itself, past whatever they did to stdout.
process.stdout.write = process.stderr.write.bind(process.stderr);

// Tools that run TypeScript configurations compile them to CommonJS, so these are used in them.
if (isTypescript) {
  Object.assign(globalThis, {
    require: createRequire(original),
    __filename: original,
    __dirname: path.dirname(original),
  });
}

try {
  const exported = await import(pathToFileURL(file).href);
  answer({ config: toData(await resolved(configOf(exported)), '', []) });
} catch (error) {
  answer({ error: describe(error) });
}

/** The default export; of a transpiled module that was imported as CommonJS, its `default`. */
function configOf(exported) {
  const config = exported.default;
  return config?.__esModule && 'default' in config ? config.default : config;
}

/** Functions are called as webpack calls them, promises waited for, in lists too. */
async function resolved(config) {
  const value = await config;
  if (Array.isArray(value)) {
    return Promise.all(value.map(resolved));
  }
  return typeof value === 'function' ? value({}, { mode }) : value;
}

function toData(value, place, parents) {
  switch (typeof value) {
    case 'function':
      return { $function: value.name };
    case 'bigint':
    case 'symbol':
      return { $instance: String(value) };
    case 'number':
      // JSON has no Infinity; every limit is smaller than this.
      return Number.isFinite(value) ? value : Math.sign(value) * Number.MAX_VALUE;
    case 'object':
      return value === null ? null : objectToData(value, place, parents);
    default:
      return value;
  }
}

function objectToData(value, place, parents) {
  if (value instanceof RegExp) {
    return { $regexp: { source: value.source, flags: value.flags } };
  }
  if (value instanceof URL && value.protocol === 'file:') {
    return fileURLToPath(value);
  }
  if (parents.includes(value)) {
    throw new TypeError(`${place} contains itself`);
  }
  const inner = [...parents, value];
  if (Array.isArray(value)) {
    return value.map((item, index) => toData(item, `${place}[${index}]`, inner));
  }
  const name = className(value);
  if (name !== undefined) {
    return { $instance: name };
  }
  const data = {};
  for (const [key, item] of Object.entries(value)) {
    data[key] = toData(item, place === '' ? key : `${place}.${key}`, inner);
  }
  return data;
}

/** `undefined` for plain objects, also those of another realm and namespaces of modules. */
function className(value) {
  const prototype = Object.getPrototypeOf(value);
  if (prototype === null || Object.getPrototypeOf(prototype) === null) {
    return undefined;
  }
  return value.constructor?.name || 'an object of a class';
}

function describe(error) {
  if (error instanceof Error) {
    return { message: `${error.name}: ${error.message}`, stack: String(error.stack ?? '') };
  }
  return { message: `something was thrown that is no error: ${String(error)}`, stack: '' };
}

function answer(value) {
  // Large configurations do not fit into a pipe at once.
  let bytes = Buffer.from(`\n${marker}${JSON.stringify(value)}\n`);
  while (bytes.length > 0) {
    try {
      bytes = bytes.subarray(writeSync(1, bytes));
    } catch (error) {
      if (error.code !== 'EAGAIN') {
        throw error;
      }
    }
  }
  // A configuration may have left a timer or a server behind.
  process.exit(0);
}
