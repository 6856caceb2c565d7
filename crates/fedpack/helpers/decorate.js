/**
 * TypeScript's decorators (`experimentalDecorators`), applied from the last to the first.
 *
 * Of a class: `(decorators, class)`; of a method or accessor: `descriptor` is `null`, and the property's own is taken; of
 * a field: `descriptor` is `undefined`, there is none yet.
 *
 * @param {any[]} decorators @param {any} target @param {any} [key] @param {any} [descriptor]
 */
export default function decorate(decorators, target, key, descriptor) {
  const isClass = arguments.length < 3;
  const isMember = arguments.length > 3;
  let result = isClass ? target : descriptor;
  if (isMember && descriptor === null) result = Object.getOwnPropertyDescriptor(target, key);
  for (const decorator of decorators.slice().reverse()) {
    // Metadata is nothing where the program loads no library for it.
    if (!decorator) continue;
    let answer;
    if (isClass) answer = decorator(result);
    else if (isMember) answer = decorator(target, key, result);
    else answer = decorator(target, key);
    result = answer || result;
  }
  if (isMember && result) Object.defineProperty(target, key, result);
  return result;
}
