/**
 * What generated modules call: `note(…)` records, `attempt(f)` gives a value or what was thrown, `call(f)` runs generators
 * too, `show(v)` describes a value without names that a minifier may change, `later` holds what runs when all is loaded.
 */

/** So many calls may be inside each other, and there may be so many in all. */
const DEEPEST = 12;
const MOST = 4000;

/** Keys of namespaces that the generator knows: interop adds others, and differs. */
const known = (key) => /^(e\d|shared|odd-)/.test(key);

export function install(target) {
  let notes = [];
  let depth = 0;
  let calls = 0;
  let sawDeadZone = false;
  const guarded = (f, otherwise) => {
    if (depth >= DEEPEST) return 'deep';
    if (++calls > MOST) return 'spent';
    depth++;
    try {
      return f();
    } catch (error) {
      sawDeadZone ||= error instanceof ReferenceError;
      return otherwise(error);
    } finally {
      depth--;
    }
  };
  const thrown = (error) => `threw ${error instanceof Error ? error.name : show(error)}`;
  const iterated = (value) => (typeof value?.next === 'function' && typeof value !== 'function' ? [...value] : value);
  const globals = {
    later: [],
    known,
    show,
    note(...values) {
      notes.push(values.map(show).join(' '));
      if (notes.length > MOST * 4) throw new Error('too many notes');
      return values.at(-1);
    },
    attempt: (f) => guarded(f, thrown),
    call: (f) => guarded(() => iterated(f()), thrown),
  };
  Object.assign(target, globals);
  return {
    /** Runs what was put off, and gives all that was noted. */
    async finish() {
      for (let at = 0; at < target.later.length; at++) {
        try {
          await target.later[at]();
        } catch (error) {
          globals.note('later', error?.name);
        }
      }
      return notes;
    },
    reset() {
      notes = [];
      calls = 0;
      depth = 0;
      sawDeadZone = false;
      target.later = [];
    },
    note: globals.note,
    /** Something was read before it was declared: minifiers take no account of that. */
    get sawDeadZone() {
      return sawDeadZone;
    },
  };
}

function show(value, depth = 0) {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'bigint') return `${value}n`;
  if (Object.is(value, -0)) return '-0';
  if (typeof value === 'function') return 'function';
  if (value === null || typeof value !== 'object') return String(value);
  if (depth > 2) return '…';
  if (Array.isArray(value)) return `[${value.map((item) => show(item, depth + 1)).join(', ')}]`;
  if (value instanceof Promise) return 'promise';
  if (value instanceof RegExp || value instanceof Error) return value instanceof Error ? value.name : String(value);
  if (typeof value.next === 'function') return 'generator';
  if (value[Symbol.toStringTag] === 'Module') {
    const keys = Object.keys(value).filter(known);
    return `space {${keys.map((key) => `${key}: ${guardedShow(value, key, depth)}`).join(', ')}}`;
  }
  return `{${Object.keys(value)
    .map((key) => `${key}: ${guardedShow(value, key, depth)}`)
    .join(', ')}}`;
}

/** A member that cannot be read yet says so. */
function guardedShow(object, key, depth) {
  try {
    return show(object[key], depth + 1);
  } catch (error) {
    return `threw ${error.name}`;
  }
}
