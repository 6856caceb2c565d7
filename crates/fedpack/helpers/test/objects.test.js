import assert from "node:assert/strict";
import { test } from "node:test";
import defineProperty from "../defineProperty.js";
import copyInto from "../extends.js";
import objectDestructuringEmpty from "../objectDestructuringEmpty.js";
import objectSpread2 from "../objectSpread2.js";
import objectWithoutProperties from "../objectWithoutProperties.js";
import taggedTemplateLiteral from "../taggedTemplateLiteral.js";
import toPropertyKey from "../toPropertyKey.js";

test("property keys", () => {
  const symbol = Symbol("key");
  for (const [value, key] of [
    [1, "1"],
    [-0, "0"],
    [null, "null"],
    ["__proto__", "__proto__"],
    [symbol, symbol],
    [{ toString: () => "text", valueOf: () => 1 }, "text"],
    [{ [Symbol.toPrimitive]: (hint) => (hint === "string" ? symbol : 0) }, symbol],
  ]) {
    assert.equal(toPropertyKey(value), key);
  }
  assert.throws(() => toPropertyKey({ [Symbol.toPrimitive]: () => ({}) }), TypeError);
});

test("fields are defined, not assigned", () => {
  class Base {
    set field(_) {
      assert.fail("the setter was called");
    }
  }
  const object = new Base();
  assert.equal(defineProperty(object, "field", 1), object);
  assert.deepEqual(Object.getOwnPropertyDescriptor(object, "field"), {
    value: 1,
    configurable: true,
    enumerable: true,
    writable: true,
  });
  assert.throws(() => defineProperty(Object.freeze({}), "field", 1), TypeError);
});

test("spread and copy take own enumerable properties, symbols too", () => {
  const symbol = Symbol("key");
  const source = Object.create({ inherited: 1 }, { hidden: { value: 1 } });
  Object.assign(source, { a: 1, [symbol]: 2 });
  for (const copy of [objectSpread2, copyInto]) {
    assert.deepEqual(copy({}, source, null, undefined, "xy", 5), { ...source, ...null, ..."xy" });
  }
  const target = { a: 1, b: 2 };
  assert.equal(objectSpread2(target, { b: 3 }), target);
  assert.deepEqual(Object.keys(objectSpread2({ a: 1, b: 1 }, { b: 2, a: 2 })), ["a", "b"]);
  const own = objectSpread2({}, JSON.parse('{"__proto__": 1}'));
  assert.equal(Object.hasOwn(own, "__proto__"), true);
});

test("getters run once, in order, and may remove what follows", () => {
  const source = {
    get a() {
      delete this.b;
      return 1;
    },
    b: 2,
  };
  assert.deepEqual(objectSpread2({}, source), { a: 1 });
});

test("rest", () => {
  const symbol = Symbol("key");
  const source = { a: 1, b: 2, 3: 4, [symbol]: 5, c: 6 };
  assert.deepEqual(objectWithoutProperties(source, ["a", 3, symbol]), { b: 2, c: 6 });
  assert.deepEqual(objectWithoutProperties("ab", ["0"]), { 1: "b" });
  const guarded = {
    get a() {
      return assert.fail("a named property was read");
    },
  };
  assert.deepEqual(objectWithoutProperties(guarded, ["a"]), {});
});

test("an empty pattern refuses null and undefined", () => {
  assert.throws(() => objectDestructuringEmpty(null), TypeError);
  assert.throws(() => objectDestructuringEmpty(undefined), TypeError);
  objectDestructuringEmpty(0);
});

test("template objects", () => {
  const strings = taggedTemplateLiteral(["a\n", undefined], ["a\\n", "\\u"]);
  assert.deepEqual(strings.raw, ["a\\n", "\\u"]);
  assert.equal(Object.isFrozen(strings) && Object.isFrozen(strings.raw), true);
  assert.deepEqual(taggedTemplateLiteral(["same"]).raw, ["same"]);
});
