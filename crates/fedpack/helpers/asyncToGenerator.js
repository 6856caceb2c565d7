/** An async function whose body is the generator `body`: `yield` stands for `await`. @param {(...args: any[]) => any} body */
export default function asyncToGenerator(body) {
  return /** @this {any} */ function (/** @type {any[]} */ ...args) {
    return new Promise((resolve, reject) => {
      const generator = body.apply(this, args);
      /** @param {"next" | "throw"} method @param {any} [input] */
      const step = (method, input) => {
        let result;
        try {
          result = generator[method](input);
          // `Promise.resolve` throws if `constructor` of a promise is a getter that throws: as `await` would.
          if (!result.done) result.value = Promise.resolve(result.value);
        } catch (error) {
          reject(error);
          return;
        }
        if (result.done) {
          resolve(result.value);
        } else {
          result.value.then(
            (/** @type {any} */ value) => step("next", value),
            (/** @type {any} */ error) => step("throw", error),
          );
        }
      };
      step("next");
    });
  };
}
