/** @import { ChunkId } from "./types.js" */

/**
 * File names of chunks: what they have in common is written once.
 *
 * With `table` the name is `prefix + [id + separator] + table[id] + suffix`, without it
 * `prefix + id + suffix`.
 *
 * @param {string} prefix
 * @param {string} suffix
 * @param {Record<ChunkId, string>} [table]
 * @param {string} [separator]
 * @returns {(chunkId: ChunkId) => string}
 */
export function createFilename(prefix, suffix, table, separator) {
  return (chunkId) =>
    prefix + (table ? (separator ? chunkId + separator : "") + table[chunkId] : chunkId) + suffix;
}
