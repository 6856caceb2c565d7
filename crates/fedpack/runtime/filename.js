/** @import { ChunkId } from "./types.js" */

/**
 * File names of chunks: what they have in common is written once.
 *
 * Without `table` the name is `prefix + id + suffix`, with it `prefix + table[id] + suffix`; the id goes in
 * front of entries that start with `marker`, usually the dot of `[id].[contenthash].js`.
 *
 * @param {string} prefix
 * @param {string} suffix
 * @param {Record<ChunkId, string>} [table]
 * @param {string} [marker] one character
 * @returns {(chunkId: ChunkId) => string}
 */
export function createFilename(prefix, suffix, table, marker) {
  return (chunkId) =>
    prefix +
    (table ? (marker && table[chunkId][0] === marker ? chunkId : "") + table[chunkId] : chunkId) +
    suffix;
}
