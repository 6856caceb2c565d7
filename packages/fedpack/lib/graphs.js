"use strict";
// Read-only views of modules, chunks and entry points in webpack's shape, made of the statistics when somebody looks.
const path = require("node:path");

/** @typedef {import("./compilation.js").Compilation} Compilation */

let lastDebugId = 1000;

class ModuleView {
  /**
   * @param {Compilation} compilation
   * @param {any} row of the statistics
   */
  constructor(compilation, row) {
    this.compilation = compilation;
    this.row = row;
    /** Plugins tell modules apart by it. */
    this.debugId = lastDebugId++;
    this.type = row.moduleType ?? "javascript/auto";
    this.layer = row.layer ?? null;
    this.context = compilation.context;
    this.buildInfo = {};
    this.buildMeta = {};
    const name = String(row.nameForCondition ?? row.name ?? "");
    this.resource = name.startsWith(".") ? path.resolve(compilation.context, name) : name;
  }

  get id() {
    return this.row.id;
  }

  /** What it asks for. */
  get dependencies() {
    return outgoing(this.compilation).get(this.identifier()) ?? [];
  }

  get blocks() {
    return [];
  }

  get rawRequest() {
    return this.row.reasons?.[0]?.userRequest ?? this.row.name;
  }

  get userRequest() {
    return this.resource;
  }

  identifier() {
    return this.row.identifier;
  }

  readableIdentifier() {
    return this.row.name;
  }

  nameForCondition() {
    return this.resource.split("?")[0] || null;
  }

  libIdent() {
    return this.row.name;
  }

  size() {
    return this.row.size;
  }
}

class ChunkView {
  /**
   * @param {Compilation} compilation
   * @param {any} row
   */
  constructor(compilation, row) {
    this.compilation = compilation;
    this.row = row;
    this.id = row.id;
    this.ids = [row.id];
    this.name = row.names?.[0];
    this.hash = row.hash;
    this.renderedHash = row.hash;
    this.files = new Set(row.files);
    this.auxiliaryFiles = new Set(row.auxiliaryFiles);
    this.contentHash = { javascript: row.hash };
    /** @type {Set<EntrypointView | AsyncGroupView> | undefined} */
    this.groups = undefined;
  }

  canBeInitial() {
    return this.row.initial;
  }

  isOnlyInitial() {
    return this.row.initial && this.row.parents.length === 0;
  }

  hasRuntime() {
    return this.row.entry;
  }

  get modulesIterable() {
    const byIdentifier = modulesByIdentifier(this.compilation);
    return membersOf(this.row.modules ?? []).flatMap((module) => byIdentifier.get(module.identifier) ?? []);
  }

  getModules() {
    return this.modulesIterable;
  }

  /** Groups of the chunks that are loaded together with it: entry points here, and what is loaded on demand. */
  get groupsIterable() {
    this.groups ??= this.#groups();
    return this.groups;
  }

  #groups() {
    const own = [...this.compilation.entrypoints.values()].filter((entrypoint) => entrypoint.chunks.includes(this));
    return /** @type {Set<EntrypointView | AsyncGroupView>} */ (new Set(own.length > 0 ? own : [new AsyncGroupView(this)]));
  }

  *getAllAsyncChunks() {
    const seen = new Set([this.id]);
    const byId = new Map([...this.compilation.chunks].map((chunk) => [chunk.id, chunk]));
    const waiting = [...this.row.children];
    for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
      const chunk = byId.get(id);
      if (!chunk || seen.has(id)) continue;
      seen.add(id);
      waiting.push(...chunk.row.children);
      if (!chunk.canBeInitial()) yield chunk;
    }
  }
}

/** What one `import()` loads. */
class AsyncGroupView {
  /** @param {ChunkView} chunk */
  constructor(chunk) {
    this.chunks = [chunk];
    this.name = chunk.name;
  }

  getParents() {
    const [chunk] = this.chunks;
    const parents = new Set(chunk.row.parents);
    return [...chunk.compilation.chunks].filter((other) => parents.has(other.id)).flatMap((other) => [...other.groupsIterable]);
  }

  get parentsIterable() {
    return new Set(this.getParents());
  }

  getFiles() {
    return [...this.chunks[0].files];
  }

  isInitial() {
    return false;
  }
}

class EntrypointView {
  /**
   * @param {Compilation} compilation
   * @param {string} name
   * @param {any} row
   */
  constructor(compilation, name, row) {
    this.name = name;
    this.options = { name };
    this.row = row;
    this.compilation = compilation;
    const ids = new Set(row.chunks);
    this.chunks = [...compilation.chunks].filter((chunk) => ids.has(chunk.id));
  }

  getFiles() {
    return this.row.assets.map((/** @type {any} */ asset) => this.compilation.newName(asset.name));
  }

  getRuntimeChunk() {
    return this.chunks.find((chunk) => chunk.hasRuntime());
  }

  getEntrypointChunk() {
    return this.chunks.at(-1);
  }

  isInitial() {
    return true;
  }

  getParents() {
    return [];
  }

  get parentsIterable() {
    return new Set();
  }
}

/**
 * @template T
 * @param {WeakMap<object, T>} cache by statistics, so that a change of these makes new views
 * @param {Compilation} compilation
 * @param {() => T} make
 * @returns {T}
 */
function once(cache, compilation, make) {
  const { data } = compilation;
  let made = cache.get(data);
  if (!made) {
    made = make();
    cache.set(data, made);
  }
  return made;
}

/** @type {WeakMap<object, Set<ModuleView>>} */
const modules = new WeakMap();
/** @type {WeakMap<object, Set<ChunkView>>} */
const chunks = new WeakMap();
/** @type {WeakMap<object, Map<string, EntrypointView>>} */
const entrypoints = new WeakMap();

/** @type {WeakMap<object, Map<string, {request: string, type: string, module: ModuleView}[]>>} */
const dependencies = new WeakMap();

/**
 * Dependencies by the module that they stand in: the statistics have them at the module that they lead to.
 * @param {Compilation} compilation
 */
function outgoing(compilation) {
  return once(dependencies, compilation, () => {
    /** @type {Map<string, {request: string, type: string, module: ModuleView}[]>} */
    const all = new Map();
    for (const module of compilation.modules) {
      for (const reason of module.row.reasons ?? []) {
        const list = all.get(reason.moduleIdentifier) ?? [];
        list.push({ request: reason.userRequest, type: reason.type, module });
        all.set(reason.moduleIdentifier, list);
      }
    }
    return all;
  });
}

/** @param {Compilation} compilation */
function modulesOf(compilation) {
  return once(modules, compilation, () => new Set(membersOf(compilation.data.modules ?? []).map((row) => new ModuleView(compilation, row))));
}

/** @type {WeakMap<object, Map<string, ModuleView>>} */
const byIdentifier = new WeakMap();

/** @param {Compilation} compilation */
function modulesByIdentifier(compilation) {
  return once(byIdentifier, compilation, () => new Map([...compilation.modules].map((module) => [module.identifier(), module])));
}

/**
 * What became one function is one row of the statistics.
 *
 * @param {any[]} rows
 * @returns {any[]}
 */
function membersOf(rows) {
  return rows.flatMap((row) => row.modules ?? row);
}

/** @param {Compilation} compilation */
function chunksOf(compilation) {
  return once(chunks, compilation, () => new Set((compilation.data.chunks ?? []).map((/** @type {any} */ row) => new ChunkView(compilation, row))));
}

/** @param {Compilation} compilation */
function entrypointsOf(compilation) {
  return once(entrypoints, compilation, () => {
    const rows = Object.entries(compilation.data.entrypoints ?? {});
    return new Map(rows.map(([name, row]) => [name, new EntrypointView(compilation, name, row)]));
  });
}

class ModuleGraphView {
  /** @param {Compilation} compilation */
  constructor(compilation) {
    this.compilation = compilation;
  }

  /** @param {ModuleView} module */
  getIssuer(module) {
    return modulesByIdentifier(this.compilation).get(module.row.issuer) ?? null;
  }

  /** @param {{module: ModuleView}} dependency of `module.dependencies` */
  getModule(dependency) {
    return dependency.module ?? null;
  }

  /** @param {{module: ModuleView}} dependency */
  getResolvedModule(dependency) {
    return dependency.module ?? null;
  }

  /** @param {ModuleView} module */
  getOutgoingConnections(module) {
    return module.dependencies.map((dependency) => ({ originModule: module, module: dependency.module, dependency }));
  }

  /** @param {ModuleView} module */
  getIncomingConnections(module) {
    const byIdentifier = modulesByIdentifier(this.compilation);
    return (module.row.reasons ?? []).map((/** @type {any} */ reason) => ({
      module,
      originModule: byIdentifier.get(reason.moduleIdentifier) ?? null,
      dependency: { request: reason.userRequest, type: reason.type },
    }));
  }

  /** @param {ModuleView} module */
  getProvidedExports(module) {
    return module.row.providedExports ?? null;
  }

  /** @param {ModuleView} module */
  getExportsInfo(module) {
    const used = this.getUsedExports(module);
    const provided = this.getProvidedExports(module);
    return {
      isModuleUsed: () => used !== false && used?.size !== 0,
      isUsed: () => used !== false && used?.size !== 0,
      getUsedExports: () => used,
      getProvidedExports: () => provided,
      isExportProvided: (/** @type {string} */ name) => (Array.isArray(provided) ? provided.includes(name) : null),
    };
  }

  /** @param {ModuleView} module */
  getUsedExports(module) {
    const used = module.row.usedExports;
    return Array.isArray(used) ? new Set(used) : (used ?? null);
  }
}

/**
 * @param {ModuleView} module
 * @returns {boolean}
 */
function isEntry(module) {
  return (module.row.reasons ?? []).some((/** @type {any} */ reason) => reason.type === "entry");
}

class ChunkGraphView {
  /** @param {Compilation} compilation */
  constructor(compilation) {
    this.compilation = compilation;
  }

  /** @param {ModuleView} module */
  getModuleId(module) {
    return module.id;
  }

  /** @param {ModuleView} module */
  getModuleChunks(module) {
    const ids = new Set(module.row.chunks);
    return [...this.compilation.chunks].filter((chunk) => ids.has(chunk.id));
  }

  /** @param {ModuleView} module */
  getModuleChunksIterable(module) {
    return this.getModuleChunks(module);
  }

  /** @param {ChunkView} chunk */
  getChunkModules(chunk) {
    return chunk.getModules();
  }

  /** @param {ChunkView} chunk */
  getChunkModulesIterable(chunk) {
    return chunk.getModules();
  }

  /**
   * @param {ChunkView} chunk
   * @param {string} type `javascript`, `css`, `asset`
   */
  getChunkModulesIterableBySourceType(chunk, type) {
    const kind = (/** @type {ModuleView} */ module) => /^(?:asset|css|webassembly)/.exec(module.type)?.[0] ?? "javascript";
    const modules = chunk.getModules().filter((module) => kind(module) === type);
    return modules.length > 0 ? modules : undefined;
  }

  /** @param {ChunkView} chunk */
  getChunkEntryModulesIterable(chunk) {
    return chunk.row.entry || chunk.row.initial ? chunk.getModules().filter((module) => isEntry(module)) : [];
  }

  /** @param {ChunkView} chunk */
  getNumberOfEntryModules(chunk) {
    return chunk.row.entry ? 1 : 0;
  }
}

module.exports = { modulesOf, chunksOf, entrypointsOf, ModuleGraphView, ChunkGraphView };
