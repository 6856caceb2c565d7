import { createContainer } from "./container.js";

/** @import { ModuleId, ModuleRow, Require } from "./types.js" */

/**
 * Containers whose files have no runtime of their own: they are modules of this one, which their files ask for.
 *
 * @param {Require} __webpack_require__
 * @param {Record<ModuleId, [Record<string, ModuleRow>, string | string[]]>} containers exposes and share scopes; no prototype
 */
export function installContainerModules(__webpack_require__, containers) {
  Object.keys(containers).forEach((id) => {
    const [exposes, scopeNames] = containers[id];
    __webpack_require__.m[id] = (module) => {
      module.exports = createContainer(__webpack_require__, exposes, scopeNames);
    };
  });
}
