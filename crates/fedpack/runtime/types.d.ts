// Types of the runtime's JavaScript. Nothing of this file is shipped.

export type ModuleId = string | number;
export type ChunkId = string | number;

export interface Module {
  id: ModuleId;
  loaded: boolean;
  exports: any;
  error?: { reason: unknown };
  children?: unknown[];
  paths?: string[];
}

export type ModuleFactory = (
  this: unknown,
  module: Module,
  exports: any,
  __webpack_require__: Require,
) => void;

/** Module, mode of `t`, chunks. */
export type ContextRow = [id: ModuleId, mode: number, ...chunks: ChunkId[]];

export interface Context {
  (request: string): any;
  id: ModuleId;
  keys(): string[];
  resolve(request: string): ModuleId;
}

/** Values are only compared within one rank, where they are of one type. */
export type VersionPart = [rank: number, value: any];

/**
 * Chunks to load, then modules to require in order; the last one counts. One that evaluates to a promise, and that other builds
 * ask for, is in a list of its own.
 */
export type ModuleRow = [chunks: ChunkId[], ...modules: (ModuleId | [ModuleId])[]];

/** Rows of remote modules that are being got; `c` once one of them has asked for one that was there already. */
export type GetScope = unknown[] & { c?: 1 };

/** What a `get` resolves to. */
export type Factory = () => any;

/** Asks a chosen version, for the exports that are needed or (0) all. */
export type Getter = (needs?: string[] | 0) => Factory | Promise<Factory>;

/** One version of a shared module. Other builds' runtimes add fields of their own. */
export interface ShareEntry {
  get: () => Factory | Promise<Factory>;
  /** As `get`, but no more of the package than what has these exports; `0`: all of it. */
  getExports?: (needs: string[] | 0) => Factory | Promise<Factory>;
  /** As `get`, for importers that await: the factory evaluates the module and gives a promise of its namespace. */
  getPromise?: () => Factory | Promise<Factory>;
  from?: string;
  eager?: boolean;
  loaded?: unknown;
  /** The factory, once it is there: of runtimes of Module Federation 2, and of runtime plugins. */
  lib?: Factory;
  strategy?: string;
  /** What a build with `treeShaking` offers beside the whole. */
  treeShaking?: TreeShakingEntry;
}

/** `treeShaking` of an entry, as Module Federation 2 has it. */
export interface TreeShakingEntry {
  /** Exports that the part has. */
  usedExports: string[];
  mode?: string;
  status?: number;
  get: () => Factory | Promise<Factory>;
  loaded?: unknown;
  lib?: Factory;
}

/** Version → entry. */
export type ShareVersions = Record<string, ShareEntry>;

/** Share key → versions. Shared by reference between builds: never cloned, reset or frozen. */
export type ShareScope = Record<string, ShareVersions>;

/** Marks an initialisation that is under way; only its identity counts. */
export type InitToken = object;

export interface ContainerInterface {
  get(expose: string, getScope?: unknown[]): Promise<Factory> | Factory;
  init?(scope: ShareScope, initScope?: InitToken[], options?: RemoteInitOptions): unknown;
}

/** What hosts with several share scopes tell a container: their names for it, and all of their scopes. */
export interface RemoteInitOptions {
  shareScopeKeys?: string | string[];
  shareScopeMap?: Record<string, ShareScope>;
}

/** Where a restored name comes from: module, name in it, how to read it. No module: `undefined`. */
export type SourceRow = [id?: ModuleId, name?: string | number, mode?: number];

/** A module, what it passes on besides, and modules of which it passes on all. */
export type RestoreRow = [id: ModuleId, names: Record<string, SourceRow>, stars?: ModuleId[]];

/**
 * A local copy with a part of its package: the exports that are there (0: all), and either the chunks and the module that bring
 * the rest, or, of a sealed copy, share key and fleet. `used`: the part that `treeShaking` gives, where all exports are there.
 */
export type CopyRow =
  | [kept: string[] | 0, chunks: ChunkId[], supplement: ModuleId, used?: string[]]
  | [kept: string[], key: string, fleet: string];

/** `flags` (1 strict, 2 singleton) and npm's range are there for `loadShare` only. */
export type ProvideRow = [
  key: string,
  version: string,
  eager: 0 | 1,
  module: ModuleRow,
  flags?: number,
  range?: string | 0,
  mode?: string,
];

/** With what the entry has, instead of a module. */
export type AddedRow = [key: string, version: string, eager: 0 | 1, entry: any];

/**
 * Flags: 1 strict, 2 singleton, 4 eager; 8 in `loadShareSync`; 16 its importers may do without it, 32 they await it. `range` is in comparator form, 0 for none. `needs`: exports that this build
 * reads, 0 for any. 1 at the end: they are told as `federation.usedExports`.
 */
export type ConsumeRow = [
  scope: string | string[],
  key: string,
  flags: number,
  range: string | 0,
  fallback?: ModuleRow | Getter | 0,
  needs?: string[] | 0,
  isTreeShaken?: 1,
];

export type RemoteRow = [scope: string | string[], expose: string, external: ModuleId];

/** Flags: 1 strict, 2 singleton, 4 eager. Ranges are npm's. `mode` of `treeShaking`; empty: it names none. */
export type PackageProvideRow = [
  key: string,
  version: string,
  flags: number,
  module: ModuleRow,
  range?: string | 0,
  mode?: string,
];

export type PackageConsumeRow = [
  scopes: string[],
  key: string,
  flags: number,
  range: string | 0,
  fallback?: ModuleRow | 0,
  mode?: string,
  needs?: string[] | 0,
];

/** Scope or scopes, name of the module, external that gives the container, name that imports start with. */
export type PackageRemoteRow = [
  scope: string | string[],
  expose: string,
  external: ModuleId,
  remote: string,
];

/** A container, as the package of Module Federation 2 knows it. */
export interface RemoteInfo {
  alias: string;
  name: string;
  entry: string;
  externalType: string;
  shareScope: string | string[];
}

/** As `registerRemotes` takes it. */
export interface FederationRemote {
  name: string;
  alias?: string;
  /** Of the container, or of its manifest. */
  entry: string;
  type?: string;
  entryGlobalName?: string;
  shareScope?: string | string[];
}

export interface PreloadOptions {
  nameOrAlias?: string;
  exposes?: string[];
  resourceCategory?: string;
  filter?: (url: string) => boolean;
  depsRemote?: boolean | object[];
}

/** What applications and runtime plugins see of a build: `federation`. Members that a build does not use are not there. */
export interface FederationInstance {
  name: string;
  rootOutputDir?: string;
  initOptions?: object;
  options: {
    id: string;
    name: string;
    shareStrategy: string;
    remotes: FederationRemote[];
    plugins: any[];
    shared: Record<string, SharedOptions[]>;
  };
  shareScopeMap: Record<string, ShareScope>;
  /** Whole packages in files of their own: file, version and name of the container, by share key. */
  sharedFallback?: Record<string, [file: string, version: string, name: string][]>;
  /** What this build uses of shares with `treeShaking`, by share key; `undefined`: any. */
  usedExports?: Record<string, string[] | undefined>;
  /** External module → the remote whose container it is. */
  externals: Record<ModuleId, string>;
  /** Those of this build: itself, and what `createInstance` has made. */
  instances: FederationInstance[];
  /** Who has loaded a container, as plugins know it. */
  ownerOf(container: ContainerInterface): ContainerOwner | undefined;
  bridgeHook?: { lifecycle: Record<string, { emit(args: any): any }> };
  loadRemote(id: string, options?: LoadRemoteOptions): Promise<any>;
  /** `false`: no version fits, and the caller has said what it wants. */
  loadShare(pkgName: string, options?: LoadShareOptions): Promise<Factory | false>;
  loadShareSync(pkgName: string, options?: LoadShareOptions): Factory;
  registerShared(shared: Record<string, SharedOptions | SharedOptions[]>): void;
  registerRemotes(remotes: FederationRemote[], options?: { force?: boolean }): void;
  preloadRemote(list: (PreloadOptions & { nameOrAlias: string })[]): Promise<unknown>;
  registerPlugins(plugins: any[]): void;
  registerGlobalPlugins(plugins: any[]): void;
  createInstance(options: InitOptions & { name: string }): FederationInstance;
  /** Brings this build's packages into a share scope and hands it to its remotes; a list, as of several strategies. */
  initializeSharing(scopeName?: string | string[]): Promise<unknown>[];
  /** Takes a scope of another runtime in place of its own one of that name. */
  initShareScopeMap(scopeName: string, shareScope: ShareScope): void;
  /** Makes a remote of a container that is there already. */
  initRawContainer(name: string, entry: string, container: ContainerInterface): RawContainer;
  init(options: InitOptions): FederationInstance;
  getInstance(): FederationInstance;
}

export interface RawContainer {
  remoteInfo: FederationRemote;
  remoteEntryExports: ContainerInterface;
  /** `id` is for messages only. */
  get(id: string, expose: string, options?: LoadRemoteOptions): Promise<any>;
}

export interface ContainerOwner {
  remoteInfo: FederationRemote;
  origin: FederationInstance;
}

export interface InitOptions {
  plugins?: any[];
  remotes?: FederationRemote[];
  shared?: Record<string, SharedOptions | SharedOptions[]>;
}

export interface LoadRemoteOptions {
  loadFactory?: boolean;
  from?: string;
  getScope?: unknown[];
}

/** As `registerShared` takes it. */
export interface SharedOptions {
  version?: string;
  scope?: string | string[];
  from?: string;
  strategy?: string;
  get?: () => Factory | Promise<Factory>;
  lib?: Factory;
  shareConfig?: {
    requiredVersion?: string | false;
    singleton?: boolean;
    eager?: boolean;
    strictVersion?: boolean;
  };
}

export interface LoadShareOptions {
  customShareInfo?: SharedOptions;
  /** Chooses among this build's own versions. */
  resolver?: (known: SharedOptions[] | undefined) => SharedOptions;
}

/** `mf-manifest.json`, as far as it is read. */
export interface Manifest {
  metaData: {
    globalName: string;
    remoteEntry: { name: string; path?: string; type: string };
    /** The container for servers, and where its files are. */
    ssrRemoteEntry?: { name: string; path?: string; type: string };
    ssrPublicPath?: string;
    publicPath?: string;
    getPublicPath?: string;
  };
  shared: unknown[];
  exposes: { name: string; assets: { js: ManifestFiles; css: ManifestFiles } }[];
  remotes?: { federationContainerName: string; moduleName: string; entry?: string }[];
}

export interface ManifestFiles {
  sync: string[];
  async: string[];
}

/** A manifest, and the folder that its files are in. */
export interface ManifestPlace {
  manifest: Manifest;
  base: string;
}

/** What a host knows of a remote with a manifest, as plugins of Module Federation 2 see it. */
export interface Snapshot {
  /** Folder of all files. */
  publicPath: string;
  /** The container's file, below that. */
  remoteEntry: string;
  remoteEntryType: string;
  globalName: string;
  /** The same for servers, where another runtime says it. */
  ssrPublicPath?: string;
  ssrRemoteEntry?: string;
  ssrRemoteEntryType?: string;
}

export type ChunkHandler = (chunkId: ChunkId, promises: Promise<unknown>[], fetchPriority?: string) => void;

export interface LoadEvent {
  type: string;
  target: { src?: string; href?: string } | null;
}

export type LoadDone = (event: LoadEvent) => void;

/** Array-push chunk: ids, modules, what to run, and the only runtimes that take it in. */
export type PushedChunk = [
  ids: ChunkId[],
  modules: Record<ModuleId, ModuleFactory>,
  run?: ((__webpack_require__: Require) => unknown) | 0,
  runtimes?: number[],
];

/** CommonJS or ES module chunk. */
export interface ChunkExports {
  ids: ChunkId[];
  modules: Record<ModuleId, ModuleFactory>;
  runtime?: (__webpack_require__: Require) => unknown;
}

/** 0: there; a pair: on its way; `undefined`: not asked for, or failed. */
export type ChunkState = 0 | undefined | [resolve: () => void, promise: Promise<void>];

export interface OnChunksLoaded {
  (result?: unknown, chunkIds?: ChunkId[], callback?: () => unknown): unknown;
  [handler: string]: any;
}

/** What a policy of trusted types makes of texts; without trusted types, the texts themselves. */
export interface TrustedPolicy {
  createScriptURL(url: string): string;
  createScript(script: string): string;
}

/** `__webpack_require__`: which members are there depends on what the chunk needs. */
export interface Require {
  (moduleId: ModuleId): any;
  m: Record<ModuleId, ModuleFactory>;
  c: Record<ModuleId, Module>;
  d(exports: object, definition: Record<string, () => unknown>): void;
  r(exports: object): void;
  n(module: any): { (): unknown; readonly a: unknown };
  t(value: any, mode: number): any;
  o(object: object, name: PropertyKey): boolean;
  hmd(module: Module): Module;
  nmd(module: Module): Module;
  a(module: Module, body: AsyncBody, hasAwait?: unknown): void;
  e(chunkId: ChunkId, fetchPriority?: string): Promise<unknown>;
  f: Record<string, ChunkHandler>;
  u(chunkId: ChunkId): string;
  miniCssF(chunkId: ChunkId): string;
  h(): string;
  l(url: string, done: LoadDone, key?: string, chunkId?: ChunkId, fetchPriority?: string): void;
  p: string;
  b: string | URL;
  g: typeof globalThis;
  O: OnChunksLoaded;
  C(chunk: ChunkExports): void;
  E(chunkId: ChunkId): void;
  F: Record<string, (chunkId: ChunkId) => void>;
  G(chunkId: ChunkId): void;
  H: Record<string, (chunkId: ChunkId) => void>;
  nc?: string;
  j: ModuleId;
  s: ModuleId;
  S: Record<string, ShareScope>;
  X(result: unknown, chunkIds: ChunkId[], start: () => unknown): unknown;
  /** `added`: modules that become known at run time, which are registered without more. */
  I(scopeName: string, initScope?: InitToken[], added?: AddedRow[]): 1 | undefined | Promise<unknown>;
  R?: unknown[];
  federation: any;
  mf(plugins: [plugin: any, parameter?: unknown][], bundlerRuntime?: any, core?: any): void;
  amdO: object;
  amdD: () => never;
  amdF(module: { exports: any }, exports: any, factory: unknown, dependencies?: unknown[]): void;
  amdL(
    id: string,
    factory: unknown,
    dependencies?: (module: { exports: any }, exports: any) => unknown[],
  ): any;
  v(exports: object, file: string, imports?: WebAssembly.Imports): Promise<object>;
  tt(): TrustedPolicy;
  tu(url: string): string;
  ts(script: string): string;
  tb(base64: string): Uint8Array;
  /** A constructor of URLs that have no origin. */
  U: new (address: string) => object;
  y?: unknown;
  es(from: any, exports: object): void;
  rs(copy: ModuleId, restores: RestoreRow[], evaluates: ModuleId[]): any;
  cx(map: Record<string, ModuleId | ContextRow>, kind: number, id: ModuleId): Context;
  mm(request: unknown): never;
}

/** Body of a module with top-level await. */
export type AsyncBody = (
  handleAsyncDependencies: (dependencies: unknown[]) => unknown[] | Promise<() => unknown[]>,
  asyncResult: (...error: unknown[]) => void,
) => unknown;

/** Opens when a module with top-level await has finished. */
export interface Gate {
  /** -1: the module's first, synchronous part is running; 0: it waits; 1: finished. */
  state: number;
  waiting: (() => void)[];
}

declare global {
  /** In classic workers. */
  function importScripts(...urls: string[]): void;
}
