import { Awaited } from "./awaitAsyncGenerator.js";

/**
 * `yield* inner` of an async generator. The generator's body is a synchronous one, so each answer of `inner` makes two
 * steps: its promise is yielded to be waited for, and comes back with the result.
 *
 * @param {any} inner An async iterator.
 */
export default function asyncGeneratorDelegate(inner) {
  const innerNext = inner.next;
  let waits = false;
  let closes = false;

  /** @param {any} method @param {any[]} args */
  const ask = (method, args) => {
    const promise = method.apply(inner, args);
    waits = true;
    return { value: new Awaited(promise, true), done: false };
  };
  /** @param {any} result What `inner` answered. */
  const take = (result) => {
    waits = false;
    if (Object(result) !== result) throw new TypeError(`Iterator result ${String(result)} is not an object`);
    if (closes) throw new TypeError("The delegated iterator has no method 'throw'");
    return { value: result.value, done: Boolean(result.done) };
  };

  return {
    [Symbol.iterator]() {
      return this;
    },
    /** @param {any} value */
    next(value) {
      return waits ? take(value) : ask(innerNext, [value]);
    },
    /** @param {any} value */
    return(value) {
      if (waits) return take(value);
      const method = inner.return;
      return isMissing(method) ? { value, done: true } : ask(method, [value]);
    },
    /** @param {any} error */
    throw(error) {
      if (waits) {
        waits = false;
        throw error;
      }
      if (!isMissing(inner.throw)) return ask(inner.throw, [error]);
      closes = true;
      return isMissing(inner.return) ? take({}) : ask(inner.return, []);
    },
  };
}

/** @param {any} method */
function isMissing(method) {
  return method === undefined || method === null;
}
