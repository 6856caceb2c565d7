/** What `for await` and `yield*` iterate over. @param {any} iterable */
export default function asyncIterator(iterable) {
  const asyncMethod = iterable[Symbol.asyncIterator || "@@asyncIterator"];
  if (asyncMethod !== undefined && asyncMethod !== null) return asyncMethod.call(iterable);
  const syncMethod = iterable[Symbol.iterator];
  if (typeof syncMethod !== "function") throw new TypeError("The value is not async iterable");
  return new AsyncFromSyncIterator(syncMethod.call(iterable));
}

/** Waits for each value of a synchronous iterator. */
class AsyncFromSyncIterator {
  /** @param {any} iterator */
  constructor(iterator) {
    this._iterator = iterator;
    this._next = iterator.next;
  }

  /** @param {any} value */
  next(value) {
    return answer(this._iterator, () => this._next.call(this._iterator, value), true);
  }

  /** @param {any} value */
  return(value) {
    const method = this._iterator.return;
    if (method === undefined || method === null) return Promise.resolve({ value, done: true });
    return answer(this._iterator, () => method.call(this._iterator, value), false);
  }

  /** @param {any} error */
  throw(error) {
    const method = this._iterator.throw;
    if (method !== undefined && method !== null) {
      return answer(this._iterator, () => method.call(this._iterator, error), true);
    }
    return this.return(undefined).then(() => {
      throw new TypeError("The iterator has no method 'throw'");
    });
  }
}

/** @param {any} iterator @param {() => any} ask @param {boolean} mayClose Whether a rejected value closes the iterator. */
function answer(iterator, ask, mayClose) {
  return new Promise((resolve, reject) => {
    const result = ask();
    if (Object(result) !== result) throw new TypeError(`Iterator result ${String(result)} is not an object`);
    const done = Boolean(result.done);
    Promise.resolve(result.value).then(
      (value) => resolve({ value, done }),
      (error) => {
        reject(error);
        if (mayClose && !done && typeof iterator.return === "function") {
          try {
            iterator.return();
          } catch (_) {
            // The first error is the one that counts.
          }
        }
      },
    );
  });
}
