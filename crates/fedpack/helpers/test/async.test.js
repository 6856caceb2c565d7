import assert from "node:assert/strict";
import { test } from "node:test";
import asyncGeneratorDelegate from "../asyncGeneratorDelegate.js";
import asyncIterator from "../asyncIterator.js";
import asyncToGenerator from "../asyncToGenerator.js";
import awaitAsyncGenerator from "../awaitAsyncGenerator.js";
import wrapAsyncGenerator from "../wrapAsyncGenerator.js";
import usingCtx from "../usingCtx.js";

const wait = awaitAsyncGenerator;
const delegate = (iterable) => asyncGeneratorDelegate(asyncIterator(iterable));

test("async functions", async () => {
  const add = asyncToGenerator(function* (a, b) {
    return this.base + (yield a) + (yield Promise.resolve(b));
  });
  assert.equal(await add.call({ base: 1 }, 2, 3), 6);
  const recover = asyncToGenerator(function* () {
    try {
      yield Promise.reject(new Error("first"));
    } catch (error) {
      return error.message;
    }
  });
  assert.equal(await recover(), "first");
  await assert.rejects(
    // eslint-disable-next-line require-yield
    asyncToGenerator(function* () {
      throw new RangeError("second");
    })(),
    RangeError,
  );
});

/** The same generator, native and lowered, must answer the same requests with the same results. */
async function compare(native, lowered, requests) {
  const run = async (generator) => {
    const log = [];
    for (const [method, input] of requests) {
      try {
        log.push(await generator[method](input));
      } catch (error) {
        log.push(`threw ${error instanceof Error ? error.message : error}`);
      }
    }
    return log;
  };
  const expected = await run(native);
  assert.deepEqual(await run(lowered), expected);
  return expected;
}

test("async generators answer as native ones", async () => {
  const trail = [];
  async function* native(start) {
    try {
      const sent = yield start;
      const waited = await Promise.resolve(sent * 2);
      yield Promise.resolve(waited);
      await Promise.reject(new Error("inside"));
    } catch (error) {
      yield `caught ${error.message}`;
    } finally {
      await null;
      trail.push("finally");
    }
    return Promise.resolve("end");
  }
  const lowered = wrapAsyncGenerator(function* (start) {
    try {
      const sent = yield start;
      const waited = yield wait(Promise.resolve(sent * 2));
      yield Promise.resolve(waited);
      yield wait(Promise.reject(new Error("inside")));
    } catch (error) {
      yield `caught ${error.message}`;
    } finally {
      yield wait(null);
      trail.push("finally");
    }
    return Promise.resolve("end");
  });
  const next = ["next", 4];
  await compare(native(1), lowered(1), [next, next, next, next, next]);
  await compare(native(1), lowered(1), [next, ["return", Promise.resolve(9)], next]);
  await compare(native(1), lowered(1), [next, ["throw", new Error("outside")], next, next]);
  await compare(native(1), lowered(1), [["return", 7], next]);
  await compare(native(1), lowered(1), [["throw", new Error("early")], next]);
  await compare(native(1), lowered(1), [next, ["return", Promise.reject(new Error("late"))], next, next]);
  await compare(native(Promise.reject(new Error("bad"))), lowered(Promise.reject(new Error("bad"))), [next, next, next]);
  assert.equal(trail.length % 2, 0);
});

test("requests wait for each other", async () => {
  const count = wrapAsyncGenerator(function* () {
    for (let index = 0; index < 3; index++) {
      yield wait(new Promise((resolve) => setTimeout(resolve, 3 - index)));
      yield index;
    }
  });
  const generator = count();
  assert.equal(generator[Symbol.asyncIterator](), generator);
  const results = await Promise.all([generator.next(), generator.next(), generator.next(), generator.next()]);
  assert.deepEqual(
    results.map(({ value }) => value),
    [0, 1, 2, undefined],
  );
});

test("yield* answers as native ones", async () => {
  const inner = () => {
    const answers = [];
    return {
      answers,
      [Symbol.asyncIterator]() {
        return this;
      },
      next: async (value) => (answers.push(["next", value]), { value: answers.length, done: answers.length > 3 }),
      return: async (value) => (answers.push(["return", value]), { value: `returned ${value}`, done: true }),
      throw: async (error) => (answers.push(["throw", error.message]), { value: "thrown", done: false }),
    };
  };
  async function* native(iterable) {
    return [yield* iterable, "after"];
  }
  const lowered = wrapAsyncGenerator(function* (iterable) {
    return [yield* delegate(iterable), "after"];
  });
  const next = ["next", 1];
  for (const requests of [
    [next, next, next, next, next],
    [next, ["throw", new Error("x")], next, next, next],
    [next, ["return", 5], next],
  ]) {
    const [one, two] = [inner(), inner()];
    await compare(native(one), lowered(two), requests);
    assert.deepEqual(one.answers, two.answers);
  }
  const list = () => [1, Promise.resolve(2), 3];
  await compare(native(list()), lowered(list()), [next, next, ["return", 6], next]);
  // The specification of 2025; engines of before throw the error itself.
  const generator = lowered(list());
  await generator.next();
  await assert.rejects(generator.throw(new Error("no throw")), TypeError);
  const rejecting = () => [1, Promise.reject(new Error("element"))];
  await compare(native(rejecting()), lowered(rejecting()), [next, next, next]);
  const broken = { [Symbol.asyncIterator]: () => ({ next: () => 5 }) };
  const [first] = await compare(native(broken), lowered(broken), []);
  assert.equal(first, undefined);
  await assert.rejects(lowered(broken).next(), TypeError);
});

test("for await over both kinds of iterables", async () => {
  const values = [];
  const iterator = asyncIterator([Promise.resolve(1), 2]);
  for (let step = await iterator.next(); !step.done; step = await iterator.next()) values.push(step.value);
  assert.deepEqual(values, [1, 2]);
  assert.throws(() => asyncIterator({}), TypeError);
  assert.throws(() => asyncIterator(null), TypeError);
  assert.deepEqual(await asyncIterator([1]).return(4), { value: 4, done: true });
  let closed = 0;
  const source = {
    [Symbol.iterator]: () => ({
      next: () => ({ value: Promise.reject(new Error("element")), done: false }),
      return: () => ({ done: Boolean(++closed) }),
    }),
  };
  await assert.rejects(asyncIterator(source).next(), /element/);
  assert.equal(closed, 1);
});

const dispose = Symbol.dispose ?? Symbol.for("Symbol.dispose");
const asyncDispose = Symbol.asyncDispose ?? Symbol.for("Symbol.asyncDispose");

test("resources are disposed in reverse, errors are kept", () => {
  const log = [];
  const context = usingCtx();
  const resource = (name, fails) => ({
    [dispose]() {
      log.push(name);
      if (fails) throw new Error(name);
    },
  });
  const first = resource("a", true);
  assert.equal(context.u(first), first);
  context.u(resource("b", true));
  assert.equal(context.u(null), null);
  context.e = new Error("body");
  assert.throws(
    () => context.d(),
    (error) => {
      assert.equal(error.name, "SuppressedError");
      assert.equal(error.error.message, "a");
      assert.equal(error.suppressed.error.message, "b");
      assert.equal(error.suppressed.suppressed.message, "body");
      return true;
    },
  );
  assert.deepEqual(log, ["b", "a"]);
  assert.throws(() => usingCtx().u({}), TypeError);
  assert.throws(() => usingCtx().u(1), TypeError);
  assert.equal(usingCtx().d(), undefined);
  const rethrown = usingCtx();
  rethrown.e = undefined;
  assert.throws(() => rethrown.d());
});

test("asynchronous resources are waited for", async () => {
  const log = [];
  const context = usingCtx();
  context.u({ [dispose]: () => void log.push("sync") });
  context.a({
    async [asyncDispose]() {
      await null;
      log.push("async");
      throw new Error("late");
    },
  });
  context.a({ [dispose]: () => void log.push("fallback") });
  context.a(undefined);
  await assert.rejects(context.d(), /late/);
  assert.deepEqual(log, ["fallback", "async", "sync"]);
});
