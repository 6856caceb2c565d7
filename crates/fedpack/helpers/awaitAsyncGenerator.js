/** What an async generator waits for, told apart from what it yields. */
export class Awaited {
  /** @param {any} value @param {boolean} inDelegate Whether `yield*` waits: what it gets is a result of the inner iterator. */
  constructor(value, inDelegate) {
    this.value = value;
    this.inDelegate = inDelegate;
  }
}

/** `await value` in an async generator, to be yielded. @param {any} value */
export default function awaitAsyncGenerator(value) {
  return new Awaited(value, false);
}
