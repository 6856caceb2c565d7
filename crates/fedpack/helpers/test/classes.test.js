import assert from "node:assert/strict";
import { test } from "node:test";
import assertClassBrand from "../assertClassBrand.js";
import checkInRHS from "../checkInRHS.js";
import classPrivateFieldGet2 from "../classPrivateFieldGet2.js";
import classPrivateFieldInitSpec from "../classPrivateFieldInitSpec.js";
import classPrivateFieldSet2 from "../classPrivateFieldSet2.js";
import classPrivateMethodInitSpec from "../classPrivateMethodInitSpec.js";
import decorate from "../decorate.js";
import decorateMetadata from "../decorateMetadata.js";
import decorateParam from "../decorateParam.js";
import readOnlyError from "../readOnlyError.js";
import superPropGet from "../superPropGet.js";
import superPropSet from "../superPropSet.js";
import toSetter from "../toSetter.js";
import writeOnlyError from "../writeOnlyError.js";

test("private fields are there once, and only where they were added", () => {
  const field = new WeakMap();
  const object = {};
  assert.throws(() => classPrivateFieldGet2(field, object), TypeError);
  assert.throws(() => classPrivateFieldSet2(field, object, 1), TypeError);
  classPrivateFieldInitSpec(object, field, undefined);
  assert.equal(classPrivateFieldGet2(field, object), undefined);
  assert.equal(classPrivateFieldSet2(field, object, 2), 2);
  assert.equal(classPrivateFieldGet2(field, object), 2);
  assert.throws(() => classPrivateFieldInitSpec(object, field, 3), TypeError);
});

test("brands of private methods", () => {
  const brand = new WeakSet();
  const object = {};
  classPrivateMethodInitSpec(object, brand);
  assert.throws(() => classPrivateMethodInitSpec(object, brand), TypeError);
  assert.equal(assertClassBrand(brand, object), object);
  assert.equal(assertClassBrand(brand, object, undefined), undefined);
  assert.throws(() => assertClassBrand(brand, {}, 1), TypeError);
  class Static {}
  assert.equal(assertClassBrand(Static, Static, 5), 5);
  assert.throws(() => assertClassBrand(Static, class extends Static {}), TypeError);
});

test("misuse of private members throws a TypeError", () => {
  assert.throws(() => readOnlyError("#method"), { name: "TypeError", message: /#method/ });
  assert.throws(() => writeOnlyError("#value"), { name: "TypeError", message: /#value/ });
  for (const value of [1, "text", null, undefined]) assert.throws(() => checkInRHS(value), TypeError);
  assert.equal(checkInRHS(checkInRHS), checkInRHS);
});

test("a call can be assigned to", () => {
  const calls = [];
  const receiver = {};
  const method = function (...args) {
    calls.push([this, args]);
  };
  [toSetter(method, [1, 2], receiver)._] = ["value"];
  toSetter(method.bind(receiver))._ = ["list"];
  assert.deepEqual(calls, [
    [receiver, [1, 2, "value"]],
    [receiver, [["list"]]],
  ]);
});

test("super", () => {
  const base = {
    get name() {
      return this.own;
    },
    method(...args) {
      return [this.own, ...args];
    },
  };
  const home = Object.setPrototypeOf({}, base);
  const receiver = { own: "receiver" };
  assert.equal(superPropGet(home, "name", receiver), "receiver");
  assert.equal(superPropGet({ prototype: home }, "name", receiver, 1), "receiver");
  assert.deepEqual(superPropGet(home, "method", receiver, 2)([1, 2]), ["receiver", 1, 2]);
  assert.throws(() => superPropGet(home, "missing", receiver, 2)([]), TypeError);
  assert.equal(superPropSet(home, "value", 3, receiver, 1), 3);
  assert.equal(receiver.value, 3);
  assert.equal(superPropSet(home, "name", 4, receiver, 0), 4);
  assert.throws(() => superPropSet(home, "name", 4, receiver, 1), TypeError);
});

test("decorators of a class run from the last to the first, and may replace it", () => {
  const order = [];
  class First {}
  class Second {}
  const replace = (target) => (order.push(`replace ${target.name}`), Second);
  const keep = (target) => void order.push(`keep ${target.name}`);
  assert.equal(decorate([keep, replace, undefined], First), Second);
  assert.deepEqual(order, ["replace First", "keep Second"]);
});

test("decorators of members", () => {
  class Thing {
    method() {
      return 1;
    }
  }
  const twice = (target, key, descriptor) => {
    assert.equal(target, Thing.prototype);
    const { value } = descriptor;
    return { ...descriptor, value: () => value() * 2 };
  };
  decorate([twice, twice], Thing.prototype, "method", null);
  assert.equal(new Thing().method(), 4);
  assert.equal(Object.keys(Thing.prototype).length, 0);

  const seen = [];
  const field = (...args) => void seen.push(args);
  decorate([field], Thing.prototype, "field", undefined);
  assert.deepEqual(seen, [[Thing.prototype, "field", undefined]]);
  assert.equal(Object.hasOwn(Thing.prototype, "field"), false);

  decorateParam(1, field)(Thing, undefined);
  assert.deepEqual(seen[1], [Thing, undefined, 1]);
});

test("metadata needs a library", () => {
  assert.equal(decorateMetadata("design:type", String), undefined);
  Reflect.metadata = (...args) => args;
  assert.deepEqual(decorateMetadata("design:type", String), ["design:type", String]);
  delete Reflect.metadata;
});
