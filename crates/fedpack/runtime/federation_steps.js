import { askLater, tellAfter } from "./federation_hooks.js";

/** @import { ContainerInterface, FederationInstance } from "./types.js" */

// Hooks around single steps. A build has them if its sources name one.

/** Containers that are being given their share scope, or have it. */
const openings = /** @type {WeakMap<ContainerInterface, Promise<ContainerInterface>>} */ (new WeakMap());

/**
 * `beforeInitRemote` and `afterInitRemote`. Who comes second is told of the end only.
 *
 * @param {ContainerInterface} container
 * @param {{id: string, remoteInfo: any, origin: FederationInstance}} args
 * @param {() => Promise<ContainerInterface>} open
 * @returns {Promise<ContainerInterface>}
 */
export function openInSteps(container, args, open) {
  const known = openings.get(container);
  const after = Object.assign({ remoteEntryExports: container }, known && { cached: true }, args);
  const opening = known || askLater(args.origin, "beforeInitRemote", args).then(open);
  openings.set(container, opening);
  // The next one tries again.
  opening.catch(() => openings.delete(container));
  return tellAfter(opening, args.origin, "afterInitRemote", after);
}

/**
 * `before…` a step, and `after…` it with its result or its error.
 *
 * @template T
 * @param {string} step
 * @param {{origin: FederationInstance}} args
 * @param {string} resultName
 * @param {() => T | Promise<T>} act
 * @returns {Promise<T>}
 */
export function actInSteps(step, args, resultName, act) {
  const { origin } = args;
  /** @type {any} */
  const after = {};
  const acting = askLater(origin, "before" + step, args)
    .then(act)
    .then((result) => {
      after[resultName] = result;
      return result;
    });
  return tellAfter(acting, origin, "after" + step, Object.assign(after, args));
}
