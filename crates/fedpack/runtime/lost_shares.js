/** @import { ChunkId } from "./types.js" */

/**
 * Chunks that ask for a shared module which was chosen and could not be loaded, and why. Modules that are evaluated without what
 * they import would stay half done, for everybody: who gets modules of such a chunk for another build is rejected before.
 *
 * @type {Record<ChunkId, { error: unknown } | undefined>}
 */
export const lostShares = Object.create(null);
