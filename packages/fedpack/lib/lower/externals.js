"use strict";
// Externals that only a function can say: those by layer.

/**
 * An item of `externals` with `byLayer` is a function of the request and the layer of who asks; anything else is what it was.
 * @param {any} item
 */
function withoutLayers(item) {
  if (typeof item !== "object" || item === null || !Object.hasOwn(item, "byLayer")) return item;
  const { byLayer, ...general } = item;
  return async (/** @type {any} */ { request, contextInfo }) => {
    const layer = contextInfo.issuerLayer ?? "";
    const own = typeof byLayer === "function" ? byLayer(layer) : Object.hasOwn(byLayer, layer) ? byLayer[layer] : byLayer.default;
    const externals = { ...general, ...own };
    return Object.hasOwn(externals, request) ? externals[request] : undefined;
  };
}

module.exports = { withoutLayers };
