import { Awaited } from "./awaitAsyncGenerator.js";

/** The object that an async generator function returns. Requests wait for each other in a queue. */
class AsyncGenerator {
  /** @param {any} generator */
  constructor(generator) {
    this._generator = generator;
    /** @type {{ method: string, input: any, resolve: (result: any) => void, reject: (error: any) => void }[]} */
    this._queue = [];
  }

  /** @param {any} [value] */
  next(value) {
    return enqueue(this, "next", value);
  }

  /** @param {any} [error] */
  throw(error) {
    return enqueue(this, "throw", error);
  }

  /** @param {any} [value] */
  return(value) {
    return enqueue(this, "return", value);
  }
}

// An engine without async iteration has no such symbol; `asyncIterator.js` looks for the text instead.
Object.defineProperty(AsyncGenerator.prototype, Symbol.asyncIterator || "@@asyncIterator", {
  value() {
    return this;
  },
  configurable: true,
  writable: true,
});

/** @param {AsyncGenerator} self @param {string} method @param {any} input */
function enqueue(self, method, input) {
  return new Promise((resolve, reject) => {
    self._queue.push({ method, input, resolve, reject });
    if (self._queue.length === 1) start(self);
  });
}

/** Begins the request at the head of the queue. @param {AsyncGenerator} self */
function start(self) {
  const { method, input } = self._queue[0];
  if (method === "return") {
    // `return(promise)` waits before the generator sees it.
    wait(
      input,
      (value) => resume(self, "return", value),
      (error) => resume(self, "throw", error),
    );
  } else {
    resume(self, method, input);
  }
}

/** Runs the generator up to its next `await`, `yield` or end. @param {AsyncGenerator} self @param {string} method @param {any} input */
function resume(self, method, input) {
  let result;
  try {
    result = self._generator[method](input);
  } catch (error) {
    settle(self, "reject", error);
    return;
  }
  const { value, done } = result;
  if (value instanceof Awaited) {
    // `yield*` that was asked to return goes on returning with what the inner iterator answered.
    const next = value.inDelegate && method === "return" ? "return" : "next";
    wait(
      value.value,
      (fulfilled) => resume(self, next, fulfilled),
      (error) => resume(self, "throw", error),
    );
    return;
  }
  // Both `yield` and `return` wait for their value.
  wait(
    value,
    (fulfilled) => settle(self, "resolve", { value: fulfilled, done }),
    (error) => (done ? settle(self, "reject", error) : resume(self, "throw", error)),
  );
}

/** @param {any} value @param {(value: any) => void} fulfilled @param {(error: any) => void} rejected */
function wait(value, fulfilled, rejected) {
  let promise;
  try {
    promise = Promise.resolve(value);
  } catch (error) {
    rejected(error);
    return;
  }
  promise.then(fulfilled, rejected);
}

/** Answers the request at the head of the queue. @param {AsyncGenerator} self @param {"resolve" | "reject"} how @param {any} value */
function settle(self, how, value) {
  const request = /** @type {any} */ (self._queue.shift());
  request[how](value);
  if (self._queue.length > 0) start(self);
}

/** An async generator function whose body is the generator `body`. @param {(...args: any[]) => any} body */
export default function wrapAsyncGenerator(body) {
  return /** @this {any} */ function (/** @type {any[]} */ ...args) {
    return new AsyncGenerator(body.apply(this, args));
  };
}
