/**
 * What a build uses of the runtime's options. Unit tests run with the values below; in a build these
 * constants are replaced by the values of that build (generate/runtime/features.rs), and the branches that
 * are false leave the output.
 */

/** `__webpack_nonce__` is set somewhere. */
export const usesNonce = true;
/** `import(…)` with a fetch priority exists. */
export const usesFetchPriority = true;
/** `output.integrity`. */
export const checksIntegrity = true;
/** `output.trustedTypes`. */
export const usesTrustedTypes = true;
/** Something waits for several chunks (`__webpack_require__.O`). */
export const usesOnChunksLoaded = true;
/** Chunks name the runtimes that take them in. */
export const chunksNameRuntimes = true;
/** Chunks may have style sheets. */
export const usesCss = true;
/** The runtime belongs to a worker. */
export const isWorker = false;
/** The runtime belongs to Node. */
export const isNode = false;
/** `output.strictModuleErrorHandling`. */
export const rethrowsModuleErrors = false;
/** `output.strictModuleExceptionHandling`. */
export const retriesModules = false;
/** Development: name a missing module. */
export const checksModuleExists = false;
/** `output.ignoreBrowserWarnings`. */
export const isSilent = false;
/** Remotes are initialised with a share scope. */
export const usesShareExternals = true;
/** Initial chunks have ConsumeShared modules. */
export const usesInitialConsumes = true;
/** A ConsumeShared module has a version range. */
export const usesRanges = true;
/** A ConsumeShared module is a singleton. */
export const usesSingletons = true;
/** A ConsumeShared module is eager. */
export const usesEagerConsumes = true;
/** Importers of a ConsumeShared module ask for it where it may be missing: in a `try` block, or later. */
export const usesDispensableShares = true;
/** What is exposed or provided, or importers of a ConsumeShared module, evaluate to a promise. */
export const usesAsyncModules = true;
/** Local copies of shared modules were built with a part of their exports. */
export const usesPartialCopies = true;
/** ConsumeShared modules say which exports they need. */
export const usesNeeds = true;
/** `treeShaking` of a share, with a runtime of Module Federation 2. */
export const usesTreeShaking = true;
/** Supplements need more of shared modules than the rest of the build. */
export const usesFurtherNeeds = true;
/** A ConsumeShared module is strict about its version. */
export const usesStrictVersions = true;
/** Consumers, remotes or containers are about several share scopes. */
export const usesScopeLists = true;
/** `shareStrategy: "loaded-first"`. */
export const usesLoadedFirst = false;
/** Remotes with a manifest, or remotes that become known at run time. */
export const usesManifests = true;
/** `loadRemote`. */
export const usesLoadRemote = true;
/** `registerRemotes`. */
export const usesRegisterRemotes = true;
/** `loadShare`, `loadShareSync`. */
export const usesLoadShare = true;
/** `registerShared`. */
export const usesRegisterShared = true;
/** `preloadRemote`. */
export const usesPreload = true;
/** Runtime plugins, of the configuration or registered at run time. */
export const usesRuntimePlugins = false;
/** Some source names a hook around a single step of loading a remote, or one that gives files to preload. */
export const usesStepHooks = false;
/** The target has `import()`. */
export const canImportModules = true;
/** Federation is done by the package of Module Federation 2. */
export const usesFederationPackage = false;
/** Other builds take the largest part of that package from this one. */
export const providesRuntime = false;
