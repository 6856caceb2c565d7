// What a file of tests stands on: a folder for what is built, Chromium, and sites, made before its tests and gone after them.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before } from 'node:test';
import { fileURLToPath } from 'node:url';

import { chromium } from 'playwright-core';

import { launch } from '../support/launch.js';
import { startSite } from '../support/site.js';
import { bundlers } from './bundlers.js';

/** An application of `apps`. @param {string} name */
export const folder = (name) => fileURLToPath(new URL(`./apps/${name}`, import.meta.url));

/** Why tests that need fedpack's binary are left out, if they are. */
export const skip = process.env.FEDPACK_BIN === undefined ? 'FEDPACK_BIN does not name a binary' : false;

/**
 * @param {string} name of the file of tests
 * @param {string[]} siteNames
 * @param {string | false} isSkipped nothing is made then
 */
export function stage(name, siteNames, isSkipped = false) {
  /** @type {Map<string, Promise<string>>} */
  const builds = new Map();
  const it = {
    /** @type {string} */
    output: undefined,
    /** @type {import('playwright-core').Browser} */
    browser: undefined,
    /** @type {Record<string, Awaited<ReturnType<typeof startSite>>>} */
    sites: {},
    /** Builds an application into a folder of that name, and gives its path. */
    async build(bundler, target, app) {
      const files = path.join(it.output, target);
      await bundlers[bundler](app, files);
      return files;
    },
    /** The same, once for each bundler and target, when it is first needed. */
    built(bundler, target, app) {
      const key = `${bundler}-${target}`;
      if (!builds.has(key)) builds.set(key, it.build(bundler, key, { name: key, ...app }));
      return builds.get(key);
    },
  };

  before(async () => {
    if (isSkipped) return;
    it.output = await mkdtemp(path.join(tmpdir(), `fedpack-${name}-`));
    const starting = siteNames.map(async (site) => (it.sites[site] = await startSite()));
    [it.browser] = await Promise.all([launch(chromium), ...starting]);
  });

  after(async () => {
    await it.browser?.close();
    await Promise.all(Object.values(it.sites).map((site) => site.close()));
    if (it.output !== undefined && process.env.FEDPACK_KEEP === undefined) await rm(it.output, { recursive: true, force: true });
  });

  return it;
}
