// Made from docs/fedpack.schema.json by `cargo xtask package`.

export type RawMode = "development" | "production" | "none";
/**
 * One file (entry `main`), several files of one entry, or entries by name.
 */
export type RawEntry =
  | OneOrMany
  | {
      [k: string]: RawEntryItem;
    };
/**
 * One value, or a list of them.
 */
export type OneOrMany = string | string[];
export type RawEntryItem = OneOrMany | RawEntryDescription;
/**
 * A template, or a function that says which one.
 */
export type RawTemplate = string | RawScript;
/**
 * `false` to switch it off, else the value.
 */
export type Switchable = boolean | string;
/**
 * A name, or all the details.
 */
export type RawLibraryOption = OneOrMany | RawLibrary | RawLibraryNames;
export type RawLibraryName = OneOrMany | RawLibraryNames;
export type RawLibraryType =
  | (
      | "var"
      | "module"
      | "assign"
      | "assign-properties"
      | "this"
      | "window"
      | "self"
      | "global"
      | "commonjs"
      | "commonjs2"
      | "commonjs-module"
      | "commonjs-static"
      | "amd"
      | "amd-require"
      | "umd"
      | "umd2"
      | "jsonp"
      | "system"
    )
  | "modern-module";
/**
 * `false` to switch it off, else the value.
 */
export type Switchable2 = boolean | RawChunkLoading;
export type RawChunkLoading = "jsonp" | "import-scripts" | "require" | "async-node" | "import";
/**
 * `false` to switch it off, else the value.
 */
export type Switchable3 = boolean | RawClean;
export type RawKeep = RawTextTest | RawScript;
/**
 * A text, or an expression that a text must match.
 */
export type RawTextTest = string | RawRegexp;
export type RawRegexpBody = string | RawRegexpParts;
/**
 * `false` to switch it off, else the value.
 */
export type Switchable4 = boolean | RawCrossOrigin;
export type RawCrossOrigin = "anonymous" | "use-credentials";
/**
 * `false` to switch it off, else the value.
 */
export type Switchable5 = boolean | OneOrMany2;
/**
 * One value, or a list of them.
 */
export type OneOrMany2 = RawIntegrity | RawIntegrity[];
export type RawIntegrity = "sha256" | "sha384" | "sha512";
/**
 * `false` to switch it off, else the value.
 */
export type Switchable6 = boolean | RawTrustedTypes;
export type RawTrustedTypes = string | RawTrustedTypesPolicy;
export type RawPolicyFailure = "stop" | "continue";
/**
 * `false` to switch it off, else the value.
 */
export type Switchable7 = boolean | RawScriptType;
export type RawScriptType = "text/javascript" | "module";
/**
 * One value, or a list of them.
 */
export type OneOrMany3 = RawTextTest | RawTextTest[];
/**
 * `false` to switch it off, else the value.
 */
export type Switchable8 = boolean | RawAlias;
export type RawAlias =
  | {
      [k: string]: RawAliasTarget;
    }
  | RawAliasItem[];
export type RawAliasTarget = boolean | OneOrMany;
/**
 * `false` to switch it off, else the value.
 */
export type Switchable9 = boolean | RawTsConfig;
export type RawTsConfig = string | RawTsConfigOptions;
/**
 * A rule, `"..."` (the built-in rules, which always come first here), or a falsy placeholder.
 */
export type RawRuleItem = (boolean | null) | RawDefaultRules | RawRule;
export type RawDefaultRules = "...";
/**
 * A file name condition, used by rules: a path prefix, a regular expression, or a list of which one must match.
 */
export type RawCondition = string | RawRegexp | RawCondition[] | RawScript | RawConditionLogic;
export type RawModuleType =
  | "javascript/auto"
  | "javascript/esm"
  | "javascript/dynamic"
  | "json"
  | "css"
  | "css/auto"
  | "css/global"
  | "css/module"
  | "asset"
  | "asset/resource"
  | "asset/inline"
  | "asset/source"
  | "asset/bytes"
  | "webassembly/async"
  | "webassembly/sync";
export type RawDataUrlOption = RawDataUrl | RawScript;
/**
 * `false` to switch it off, else the value.
 */
export type Switchable10 = boolean | RawDataUrlEncoding;
export type RawDataUrlEncoding = "base64";
export type RawConventionOption = RawExportsConvention | RawScript;
export type RawExportsConvention = "as-is" | "camel-case" | "camel-case-only" | "dashes" | "dashes-only";
export type RawDataUrlCondition = RawDataUrlLimit | RawScript;
/**
 * `false` to switch it off, else the value.
 */
export type Switchable11 = boolean | RawPresence;
export type RawPresence = "auto" | "warn" | "error";
/**
 * One value, or a list of them.
 */
export type OneOrMany4 = RawLoader | RawLoader[];
export type RawLoader = string | RawLoaderItem | (boolean | null);
export type RawBlocks = "source" | "code";
export type RawEnforce = "pre" | "post";
/**
 * `false` to switch it off, else the value.
 */
export type Switchable12 = boolean | RawIdStrategy;
export type RawIdStrategy = ("named" | "deterministic" | "natural") | "size" | "hashed";
export type RawUsedExports = boolean | RawUsedExportsGlobal;
export type RawUsedExportsGlobal = "global";
export type RawSideEffects = boolean | RawSideEffectsFlag;
export type RawSideEffectsFlag = "flag";
/**
 * `false` to switch it off, else the value.
 */
export type Switchable13 = boolean | RawSplitChunks;
/**
 * Which chunks a rule looks at.
 */
export type RawChunks = RawChunksKind | RawRegexp | RawScript;
export type RawChunksKind = "async" | "initial" | "all";
/**
 * Bytes, or bytes by kind of source: `{"javascript": 20000, "css": 5000}`.
 */
export type RawSize =
  | number
  | {
      [k: string]: number;
    };
/**
 * A cache group, only its `test`, or `false` for none.
 */
export type RawCacheGroupItem = boolean | RawTextTest | RawCacheGroup;
/**
 * `false` to switch it off, else the value.
 */
export type Switchable14 = boolean | RawTemplate;
export type RawRuntimeChunk = boolean | RawRuntimeChunkKind | RawRuntimeChunkName;
export type RawRuntimeChunkKind = "single" | "multiple";
/**
 * `false` to switch it off, else the value.
 */
export type Switchable15 = boolean | RawKeptNames;
export type RawKeptNames = "classes" | "functions";
/**
 * `false` to switch it off, else the value.
 */
export type Switchable16 = boolean | RawMangleStrategy;
export type RawMangleStrategy = "deterministic" | "size";
/**
 * One value, or a list of them.
 */
export type OneOrMany5 = RawExternalItem | RawExternalItem[];
/**
 * A request (`"react"`), an object from request to external, or a regular expression that requests match.
 */
export type RawExternalItem =
  | string
  | RawRegexp
  | {
      [k: string]: RawExternalValue;
    };
export type RawExternalValue =
  | boolean
  | string
  | string[]
  | {
      [k: string]: OneOrMany;
    };
/**
 * webpack's `externalsType`.
 */
export type RawExternalType =
  | "var"
  | "module"
  | "assign"
  | "this"
  | "window"
  | "self"
  | "global"
  | "commonjs"
  | "commonjs2"
  | "commonjs-module"
  | "node-commonjs"
  | "amd"
  | "umd"
  | "jsonp"
  | "system"
  | "promise"
  | "import"
  | "module-import"
  | "script";
/**
 * `false` to switch it off, else the value.
 */
export type Switchable17 = boolean | OneOrMany;
export type RawJsxRuntime = "automatic" | "classic" | "preserve";
export type RawHtmlOption = boolean | RawHtml | RawHtml[];
export type RawHtmlChunks = RawAll | string[];
export type RawAll = "all";
export type RawHtmlInject = boolean | RawHtmlPlace;
export type RawHtmlPlace = "head" | "body";
export type RawScriptLoading = "defer" | "blocking" | "module";
/**
 * `false` to switch it off, else the value.
 */
export type Switchable18 = boolean | RawHtmlTag;
export type RawHtmlTag =
  | string
  | {
      [k: string]: string;
    };
/**
 * One instance, or several side by side.
 */
export type Federation = FederationOptions | FederationOptions[];
/**
 * A text or a list of texts.
 */
export type OneOrMany6 = string | string[];
/**
 * `exposes`: by public name, or a list of such objects or of requests.
 */
export type Exposes =
  | {
      [k: string]: ExposeItem;
    }
  | ExposeListItem[];
export type ExposeItem = string | string[] | ExposeOptions;
export type ExposeListItem =
  | string
  | {
      [k: string]: ExposeItem;
    };
/**
 * `remotes`: by name, or a list of such objects or of names.
 */
export type Remotes =
  | {
      [k: string]: RemoteItem;
    }
  | RemoteListItem[];
export type RemoteItem = string | string[] | RemoteOptions;
export type RemoteListItem =
  | string
  | {
      [k: string]: RemoteItem;
    };
/**
 * `shared`: by package name, or a list of names and such objects.
 */
export type Shared =
  | {
      [k: string]: SharedItem;
    }
  | SharedListItem[];
export type SharedItem = string | SharedOptions;
/**
 * A text, or `false`.
 */
export type TextOrFalse = string | boolean;
export type TextOrRegexp = string | RawRegexp;
/**
 * When versions of a shared package are chosen.
 */
export type ShareStrategyName = "version-first" | "loaded-first";
export type TreeShakingModeName = "runtime-infer" | "server-calc";
export type TreeShaking = boolean | TreeShakingOptions;
export type SharedListItem =
  | string
  | {
      [k: string]: SharedItem;
    };
/**
 * `provides`: by request, or a list of requests and such objects.
 */
export type Provides =
  | {
      [k: string]: ProvidedItem;
    }
  | ProvidedListItem[];
export type ProvidedItem = string | SharedOptions;
export type ProvidedListItem =
  | string
  | {
      [k: string]: ProvidedItem;
    };
/**
 * A text, or a switch.
 */
export type TextOrSwitch = string | boolean;
export type Manifest = boolean | ManifestOptions;
export type Dev = boolean | DevOptions;
/**
 * Whose runtime the build has.
 */
export type ProtocolName = "v1" | "v2" | "compact";
export type RuntimePluginItem = string | [string, unknown];
export type AsyncBoundary = boolean | AsyncBoundaryOptions;
/**
 * `false` to switch it off, else the value.
 */
export type Switchable19 = boolean | RawPerformance;
/**
 * `false` to switch it off, else the value.
 */
export type Switchable20 = boolean | RawHints;
export type RawHints = "warning" | "error";
/**
 * An expression for the message, or all of these.
 */
export type RawIgnoredWarning = RawRegexp | RawScript | RawIgnoredWarningParts;
/**
 * `false` to switch it off, else the value.
 */
export type Switchable21 = boolean | RawNode;
/**
 * `false` to switch it off, else the value.
 */
export type Switchable22 = boolean | RawNodeGlobal;
export type RawNodeGlobal = "warn";
/**
 * `false` to switch it off, else the value.
 */
export type Switchable23 = boolean | RawNodeName;
export type RawNodeName = "mock" | "warn-mock" | "eval-only" | "node-module";
/**
 * `false` to switch it off, else the value.
 */
export type Switchable24 =
  | boolean
  | {
      [k: string]: unknown;
    };

/**
 * Everything that `fedpack.config.*` may say. Names and meanings are webpack's and rspack's.
 */
export interface FedpackConfiguration {
  /**
   * The JSON schema that this file follows, for editors.
   */
  $schema?: string | null;
  /**
   * Name of this configuration, for the output of a file that has several.
   */
  name?: string | null;
  /**
   * Names of the configurations in the same file that must be built before this one.
   */
  dependencies?: string[] | null;
  /**
   * `production` (default), `development` or `none`: chooses the defaults of many other options. `--mode` wins over it.
   */
  mode?: RawMode | null;
  /**
   * Folder that entries and relative paths start from. Default: the folder of the configuration file.
   */
  context?: string | null;
  /**
   * Where the application starts. Default: `./src/index`.
   */
  entry?: RawEntry | null;
  /**
   * Where and how files are written.
   */
  output?: RawOutput | null;
  /**
   * How requests find files.
   */
  resolve?: RawResolve | null;
  /**
   * What kinds of files there are, and how they are treated.
   */
  module?: RawModuleOptions | null;
  /**
   * Minification, ids, splitting, tree shaking.
   */
  optimization?: RawOptimization | null;
  /**
   * Requests that are not bundled but taken from the environment at run time.
   */
  externals?: OneOrMany5 | null;
  /**
   * How an external without a type of its own is read. Default: `var`, or `module-import` with `output.module`.
   */
  externalsType?: RawExternalType | null;
  /**
   * Source maps: `false`, `eval`, or `[inline-|hidden-|eval-][nosources-][cheap-[module-]]source-map`.
   * Default: `source-map` in development, none in production. `cheap-` maps have lines and no columns.
   */
  devtool?: Switchable | null;
  /**
   * Where the output runs: `web`, `webworker`, `node18`, `async-node`, `browserslist`, `es2020`, or a list of them.
   */
  target?: Switchable17 | null;
  /**
   * Expressions that are replaced at build time, as in DefinePlugin: a string is *code* (`"\"text\""` for text).
   */
  define?: {
    [k: string]: unknown;
  } | null;
  /**
   * Free names that stand for modules, as in ProvidePlugin: `{"$": "jquery", "process.nextTick": ["process/browser",
   * "nextTick"]}`; after the request, a list has a path of properties. Each is imported where it is used.
   */
  provide?: {
    [k: string]: OneOrMany;
  } | null;
  /**
   * Other folders or files for `require.context` and for requests that are only partly known, as in
   * ContextReplacementPlugin.
   */
  contextReplacements?: RawContextReplacement[] | null;
  /**
   * How JSX is compiled. Default: React's automatic runtime.
   */
  jsx?: RawJsx | null;
  /**
   * HTML pages with the entries' files injected: `true` for one `index.html`, an object, or a list.
   */
  html?: RawHtmlOption | null;
  /**
   * Module Federation: what ModuleFederationPlugin takes.
   */
  federation?: Federation | null;
  experiments?: RawExperiments | null;
  /**
   * Must be empty here: plugins are JavaScript objects and come with the Node package. What the well-known ones do
   * has options of its own: `federation`, `html`, `define`.
   */
  plugins?: unknown[] | null;
  /**
   * Number of worker threads. Default: as many as the machine has.
   */
  threads?: number | null;
  /**
   * Accepted without effect: fedpack prints one table, and `--json FILE` writes the statistics.
   */
  stats?: {
    [k: string]: unknown;
  };
  /**
   * Warnings or errors about large files. Default: none; an object asks for warnings in production.
   */
  performance?: Switchable19 | null;
  /**
   * Warnings that are not shown: those whose message or code, file or module matches.
   */
  ignoreWarnings?: RawIgnoredWarning[] | null;
  /**
   * What Node's own names mean; `false`: all of them are left alone.
   */
  node?: Switchable21 | null;
  /**
   * What AMD's `define.amd` and `require.amd` are, as `{ "jQuery": true }`; `false`: `define` and `require([…])` mean nothing. Default: `{}`.
   */
  amd?: Switchable24 | null;
  /**
   * Requests that are external for a platform.
   */
  externalsPresets?: RawExternalsPresets | null;
  /**
   * Accepted without effect: use `--quiet`.
   */
  infrastructureLogging?: {
    [k: string]: unknown;
  };
  /**
   * Accepted without effect: `fedpack serve` takes its options on the command line.
   */
  devServer?: {
    [k: string]: unknown;
  };
  /**
   * Accepted without effect: use `--watch`.
   */
  watch?: boolean | null;
  /**
   * Accepted without effect.
   */
  watchOptions?: {
    [k: string]: unknown;
  };
  /**
   * Accepted without effect.
   */
  cache?: {
    [k: string]: unknown;
  };
  /**
   * Accepted without effect.
   */
  snapshot?: {
    [k: string]: unknown;
  };
  /**
   * Accepted without effect: use `--profile FILE`.
   */
  profile?: boolean | null;
  /**
   * Accepted without effect: use `threads`.
   */
  parallelism?: {
    [k: string]: unknown;
  };
  /**
   * Accepted without effect: all errors are always reported, and an error always fails the build.
   */
  bail?: boolean | null;
  /**
   * Accepted without effect: fedpack runs no loaders.
   */
  resolveLoader?: {
    [k: string]: unknown;
  };
}
export interface RawEntryDescription {
  /**
   * What is loaded at start-up, in order.
   */
  import: OneOrMany;
  /**
   * File name template of this entry.
   */
  filename?: RawTemplate | null;
  /**
   * Entries that are loaded before this one; their modules are not repeated in it.
   */
  dependOn?: OneOrMany | null;
  /**
   * Chunk that holds the runtime, shared with other entries that name it; `false`: in the entry's own file.
   * Default: as `optimization.runtimeChunk` says.
   */
  runtime?: Switchable | null;
  /**
   * Layer of the entry's modules, for `issuerLayer` of rules and shared packages.
   */
  layer?: string | null;
  /**
   * How the exports of this entry are published.
   */
  library?: RawLibraryOption | null;
  /**
   * Address of the output folder for what this entry loads at run time. Default: `output.publicPath`.
   */
  publicPath?: string | null;
  /**
   * What addresses of assets are relative to (`new URL("./a.png", import.meta.url)`). Default: the page, or the script.
   */
  baseUri?: string | null;
  /**
   * How this entry loads chunks; `false`: not at all, as `asyncChunks: false`. Default: `output.chunkLoading`.
   */
  chunkLoading?: Switchable2 | null;
  /**
   * `false`: what this entry would load on demand is in its own file. Default: true.
   */
  asyncChunks?: boolean | null;
  /**
   * Accepted without effect: by target.
   */
  wasmLoading?: {
    [k: string]: unknown;
  };
}
/**
 * A function. The Node package sets it: the number says which function JavaScript is to call.
 */
export type RawScript = (...args: any[]) => any;
export interface RawLibrary {
  /**
   * Name, or path of names (`["MyLib", "widget"]`), or names by kind for `umd`.
   */
  name?: RawLibraryName | null;
  /**
   * Default: `var`.
   */
  type?: RawLibraryType | null;
  /**
   * Publish only this export, or path of properties.
   */
  export?: OneOrMany | null;
  /**
   * Give the AMD module of `umd` its name. Default: false.
   */
  umdNamedDefine?: boolean | null;
  /**
   * Object that AMD's `define` and `require` are members of, for `amd`, `amd-require` and `umd`.
   */
  amdContainer?: string | null;
}
export interface RawLibraryNames {
  root?: OneOrMany | null;
  amd?: string | null;
  commonjs?: string | null;
}
/**
 * Templates may hold `[name]`, `[id]`, `[contenthash]`, `[contenthash:8]`, `[chunkhash]`, `[fullhash]`, and for assets
 * `[hash]`, `[ext]`, `[query]`, `[path]`.
 */
export interface RawOutput {
  /**
   * Folder of the output. Default: `dist`.
   */
  path?: string | null;
  /**
   * File name of entries. Default: `[name].js`, or `[name].mjs` with `output.module`.
   */
  filename?: RawTemplate | null;
  /**
   * File name of other chunks. Default: made from `filename`.
   */
  chunkFilename?: RawTemplate | null;
  /**
   * CSS file name of entries. Default: `filename` with `.css`.
   */
  cssFilename?: RawTemplate | null;
  /**
   * CSS file name of other chunks. Default: `chunkFilename` with `.css`.
   */
  cssChunkFilename?: RawTemplate | null;
  /**
   * File name of assets. Default: `[hash][ext][query]`.
   */
  assetModuleFilename?: RawTemplate | null;
  /**
   * File name of WebAssembly modules. Default: `[hash].module.wasm`.
   */
  webassemblyModuleFilename?: string | null;
  /**
   * Accepted without effect: by target.
   */
  wasmLoading?: {
    [k: string]: unknown;
  };
  /**
   * Accepted without effect: by target.
   */
  workerWasmLoading?: {
    [k: string]: unknown;
  };
  /**
   * Accepted without effect.
   */
  enabledWasmLoadingTypes?: {
    [k: string]: unknown;
  };
  /**
   * File name of source maps. Default: `[file].map[query]`.
   */
  sourceMapFilename?: string | null;
  /**
   * Address of the output folder at run time. Default: `auto`, found from the script's own address.
   */
  publicPath?: string | null;
  /**
   * Keeps several builds on one page apart. Default: the container's name, else package.json's `name`.
   */
  uniqueName?: string | null;
  /**
   * Address of the output folder for workers. Default: `publicPath`.
   */
  workerPublicPath?: string | null;
  /**
   * File name of workers. Default: `chunkFilename`.
   */
  workerChunkFilename?: RawTemplate | null;
  /**
   * Global array that chunks are pushed to. Default: `webpackChunk` and `uniqueName`.
   */
  chunkLoadingGlobal?: string | null;
  /**
   * Expression for the global object. Default: `self`, or `global` in Node.
   */
  globalObject?: string | null;
  /**
   * How the exports of entries are published.
   */
  library?: RawLibraryOption | null;
  /**
   * Older spelling of `library.type`.
   */
  libraryTarget?: RawLibraryType | null;
  /**
   * Older spelling of `library.export`.
   */
  libraryExport?: OneOrMany | null;
  /**
   * Remove files of earlier builds from `path`: `true`, or which of them stay. Default: false.
   */
  clean?: Switchable3 | null;
  /**
   * Write ECMAScript modules. Default: `experiments.outputModule`.
   */
  module?: boolean | null;
  /**
   * `crossorigin` attribute of script tags. Default: false.
   */
  crossOriginLoading?: Switchable4 | null;
  /**
   * `integrity` of the scripts and style sheets that pages and runtimes load: `sha256`, `sha384`, `sha512`, or several of these;
   * `true`: `sha384`. A browser refuses a file that has changed since. `crossOriginLoading` is `anonymous` then, unless it is
   * given. Default: none.
   */
  integrity?: Switchable5 | null;
  /**
   * Name of a Trusted Types policy to create for script addresses; `true`: `uniqueName`.
   */
  trustedTypes?: Switchable6 | null;
  /**
   * Milliseconds until a chunk that does not load is an error. Default: 120000.
   */
  chunkLoadTimeout?: number | null;
  /**
   * How chunks are loaded; `false`: not at all, as `asyncChunks: false`. Default: by target.
   */
  chunkLoading?: Switchable2 | null;
  /**
   * Characters of a hash without a length of its own. Default: 20.
   */
  hashDigestLength?: number | null;
  /**
   * Text that every hash of output files begins with, to change all of their names.
   */
  hashSalt?: string | null;
  /**
   * Name of the function that stands for `import()` in output: for externals, and for chunks of ES modules. Default:
   * `import`.
   */
  importFunctionName?: string | null;
  /**
   * What stands for `import.meta` in output. Default: `import.meta`.
   */
  importMetaName?: string | null;
  /**
   * Older spelling of `library.umdNamedDefine`.
   */
  umdNamedDefine?: boolean | null;
  /**
   * Older spelling of `library.amdContainer`.
   */
  amdContainer?: string | null;
  /**
   * Accepted without effect: output has no comments around its wrapper.
   */
  auxiliaryComment?: {
    [k: string]: unknown;
  };
  /**
   * Accepted without effect: development output always names its modules.
   */
  pathinfo?: {
    [k: string]: unknown;
  };
  /**
   * Accepted without effect: follows from the target and `module`.
   */
  chunkFormat?: {
    [k: string]: unknown;
  };
  /**
   * Accepted without effect: every library type is there.
   */
  enabledLibraryTypes?: {
    [k: string]: unknown;
  };
  /**
   * Accepted without effect.
   */
  enabledChunkLoadingTypes?: {
    [k: string]: unknown;
  };
  /**
   * Accepted without effect: the hash is always xxh3.
   */
  hashFunction?: {
    [k: string]: unknown;
  };
  /**
   * Accepted without effect: hashes are always hexadecimal.
   */
  hashDigest?: {
    [k: string]: unknown;
  };
  /**
   * `type` of script tags that load chunks and remotes. Default: none.
   */
  scriptType?: Switchable7 | null;
  /**
   * `false`: `import()` makes no chunks, what it asks for is in the chunk that asks. Default: true.
   */
  asyncChunks?: boolean | null;
  /**
   * Accepted without effect.
   */
  charset?: {
    [k: string]: unknown;
  };
  /**
   * Accepted without effect.
   */
  compareBeforeEmit?: {
    [k: string]: unknown;
  };
  /**
   * Accepted without effect: hot updates are not written yet.
   */
  hotUpdateChunkFilename?: {
    [k: string]: unknown;
  };
  /**
   * Accepted without effect: hot updates are not written yet.
   */
  hotUpdateMainFilename?: {
    [k: string]: unknown;
  };
  /**
   * Accepted without effect: hot updates are not written yet.
   */
  hotUpdateGlobal?: {
    [k: string]: unknown;
  };
  /**
   * A module that threw while it was evaluated throws the same error for each later importer, as ECMAScript has it.
   * Default: false, it keeps the exports that it had made.
   */
  strictModuleErrorHandling?: boolean | null;
  /**
   * A module that threw is evaluated again for its next importer, as by `require` in Node. Default: false.
   */
  strictModuleExceptionHandling?: boolean | null;
  /**
   * Accepted without effect: a missing module always throws what Node's `require` throws.
   */
  strictModuleResolution?: {
    [k: string]: unknown;
  };
  /**
   * Leave out the warnings that the runtime prints (versions of shared packages, remotes that fail to initialise).
   * Default: false.
   */
  ignoreBrowserWarnings?: boolean | null;
  /**
   * Accepted without effect.
   */
  environment?: {
    [k: string]: unknown;
  };
  /**
   * Names of sources in source maps: `[namespace]`, `[resource-path]`, `[absolute-resource-path]`, `[resource]`,
   * `[query]`, `[id]`, `[hash]`. Default: `webpack://[namespace]/[resource-path]`.
   */
  devtoolModuleFilenameTemplate?: RawTemplate | null;
  /**
   * The same for sources of which there are several of one name. Default: `webpack://[namespace]/[resource-path]?[hash]`.
   */
  devtoolFallbackModuleFilenameTemplate?: RawTemplate | null;
  /**
   * Value of `[namespace]`. Default: `uniqueName`.
   */
  devtoolNamespace?: string | null;
  /**
   * What `devtool` cannot say: the options of `SourceMapDevToolPlugin` under their names there.
   */
  sourceMap?: RawSourceMap | null;
}
export interface RawClean {
  /**
   * Files that stay: the beginning of their path in `output.path`, or an expression for it.
   */
  keep?: RawKeep | null;
  /**
   * Nothing is removed, only told. Default: false.
   */
  dry?: boolean | null;
}
/**
 * A regular expression. JavaScript and TypeScript configurations just write `/\.svg$/i`.
 */
export type RawRegexp = RegExp | RegexpAsData;
export interface RegexpAsData {
  /**
   * The expression: its source alone, or source and flags.
   */
  $regexp: RawRegexpBody;
}
export interface RawRegexpParts {
  /**
   * Without slashes: `"\\.svg$"`.
   */
  source: string;
  /**
   * `i`, `s`, `m`, `u`; `g` and `y` mean nothing here.
   */
  flags?: string | null;
}
export interface RawTrustedTypesPolicy {
  policyName?: string | null;
  /**
   * What happens on a page that refuses the policy: `stop` lets its error pass; `continue` takes plain addresses, with a
   * warning, as long as the page only reports. Default: `stop`.
   */
  onPolicyCreationFailure?: RawPolicyFailure | null;
}
export interface RawSourceMap {
  /**
   * Names of files that have maps: beginnings, or expressions. Default: all scripts and style sheets.
   */
  test?: OneOrMany3 | null;
  /**
   * As `test`; both must match.
   */
  include?: OneOrMany3 | null;
  /**
   * Names of files that have none.
   */
  exclude?: OneOrMany3 | null;
  /**
   * Names of sources that debuggers step over, which the map then lists in `ignoreList`.
   */
  ignoreList?: OneOrMany3 | null;
  /**
   * What the address of a map begins with. Default: it is relative to the file.
   */
  publicPath?: string | null;
  /**
   * Folder of the output folder that `[file]` of `sourceMapFilename` is relative to.
   */
  fileContext?: string | null;
  /**
   * What is added to a file that has a map: `[url]` is the map's address, `[file]` the file. Default:
   * `\n//# sourceMappingURL=[url]`.
   */
  append?: RawTemplate | null;
}
/**
 * In a list, `"..."` stands for the default values.
 */
export interface RawResolve {
  /**
   * Request → replacement; a list is tried in order, `false` gives an empty module, a trailing `$` matches exactly.
   */
  alias?: Switchable8 | null;
  /**
   * As `alias`, but only where normal resolution fails.
   */
  fallback?: Switchable8 | null;
  /**
   * Default: `.tsx`, `.ts`, `.jsx`, `.js`, `.mjs`, `.cjs`, `.json`.
   */
  extensions?: string[] | null;
  /**
   * Extension → extensions to try instead: `{".js": [".ts", ".js"]}`.
   */
  extensionAlias?: {
    [k: string]: OneOrMany;
  } | null;
  /**
   * package.json fields with the main file. Default for the web: `browser`, `module`, `main`.
   */
  mainFields?: OneOrMany[] | null;
  /**
   * Default: `index`.
   */
  mainFiles?: string[] | null;
  /**
   * Conditions of `exports` and `imports`. `import` and `require` follow from how a module is asked for.
   */
  conditionNames?: string[] | null;
  /**
   * package.json fields with replacements. Default for the web: `browser`.
   */
  aliasFields?: string[] | null;
  /**
   * Default: `exports`.
   */
  exportsFields?: string[] | null;
  /**
   * Default: `imports`.
   */
  importsFields?: string[] | null;
  /**
   * Folder names or absolute folders with packages. Default: `node_modules`.
   */
  modules?: string[] | null;
  /**
   * Follow symbolic links to the real path. Default: true.
   */
  symlinks?: boolean | null;
  /**
   * Try `module` as `./module` first. Default: false.
   */
  preferRelative?: boolean | null;
  /**
   * Extensions are never added. Default: false (always so for `.mjs`).
   */
  fullySpecified?: boolean | null;
  /**
   * The tsconfig.json whose `paths` are used: a file, or `false`. Default: the nearest one of each file.
   */
  tsConfig?: Switchable9 | null;
  /**
   * webpack's spelling of `tsConfig`.
   */
  tsconfig?: Switchable9 | null;
  /**
   * Folders that a request with a leading slash is looked for in. Default: `context`.
   */
  roots?: string[] | null;
  /**
   * What a found file must be like: the beginning of its path, or an expression. All of them.
   */
  restrictions?: RawTextTest[] | null;
  /**
   * Options for one kind of request, by webpack's names: `esm`, `commonjs`, `url`, `worker`, `css-import`. They replace
   * those beside `byDependency`; `"..."` in a list stands for these.
   */
  byDependency?: {
    [k: string]: RawResolve;
  } | null;
  /**
   * Accepted without effect.
   */
  cache?: {
    [k: string]: unknown;
  };
  /**
   * Accepted without effect.
   */
  cacheWithContext?: {
    [k: string]: unknown;
  };
  /**
   * Accepted without effect.
   */
  unsafeCache?: {
    [k: string]: unknown;
  };
  /**
   * Accepted without effect: always `package.json`.
   */
  descriptionFiles?: {
    [k: string]: unknown;
  };
  /**
   * Accepted without effect: Yarn's Plug'n'Play is not read yet.
   */
  pnp?: {
    [k: string]: unknown;
  };
}
export interface RawAliasItem {
  name: string;
  alias: RawAliasTarget;
  /**
   * Match the whole request only, as a `$` at the end of the name does.
   */
  onlyModule?: boolean | null;
}
export interface RawTsConfigOptions {
  configFile?: string | null;
  /**
   * Accepted without effect: project references are always followed.
   */
  references?: {
    [k: string]: unknown;
  };
}
export interface RawModuleOptions {
  /**
   * Later rules win. JavaScript, TypeScript, JSX, JSON, CSS, images and fonts need no rule.
   */
  rules?: RawRuleItem[] | null;
  /**
   * Defaults for all modules of a type.
   */
  parser?: RawParserByType | null;
  /**
   * Defaults for all modules of a type.
   */
  generator?: RawGeneratorByType | null;
  /**
   * As `parser.javascript.strictExportPresence`.
   */
  strictExportPresence?: boolean | null;
  /**
   * JavaScript that is taken as it is: nothing in it is asked for or replaced, it has `module`, `exports` and `this`. As a
   * condition of rules, for the whole path.
   */
  noParse?: RawCondition | null;
  /**
   * Accepted without effect.
   */
  unsafeCache?: {
    [k: string]: unknown;
  };
}
export interface RawRule {
  /**
   * Matches the file's path.
   */
  test?: RawCondition | null;
  /**
   * As `test`; both must match.
   */
  include?: RawCondition | null;
  /**
   * Files that the rule leaves alone.
   */
  exclude?: RawCondition | null;
  /**
   * Same as `test`.
   */
  resource?: RawCondition | null;
  /**
   * As `test`, but of the file itself where a request gives it another name (`./a.css!=!./a.js`).
   */
  realResource?: RawCondition | null;
  /**
   * Matches the query, `?raw` with its question mark.
   */
  resourceQuery?: RawCondition | null;
  /**
   * Matches the fragment, with its hash.
   */
  resourceFragment?: RawCondition | null;
  /**
   * Matches the path of the file that asks.
   */
  issuer?: RawCondition | null;
  /**
   * Matches the layer of the file that asks.
   */
  issuerLayer?: RawCondition | null;
  /**
   * Matches how the file is asked for: `esm`, `commonjs`, `url`, `worker`, `css-import` …
   */
  dependency?: RawCondition | null;
  /**
   * Matches the type of a `data:` address: `text/javascript`.
   */
  mimetype?: RawCondition | null;
  /**
   * Matches the scheme of the address: `data`; a file has none.
   */
  scheme?: RawCondition | null;
  /**
   * Matches attributes of the import: `{"type": "json"}`.
   */
  with?: {
    [k: string]: RawCondition;
  } | null;
  /**
   * Matches values of the file's package.json: `{"type": "module"}`.
   */
  descriptionData?: {
    [k: string]: RawCondition;
  } | null;
  /**
   * How the requests of the file are resolved.
   */
  resolve?: RawResolve | null;
  /**
   * What the file is.
   */
  type?: RawModuleType | null;
  /**
   * Whether the module must run when nothing of it is used.
   */
  sideEffects?: boolean | null;
  /**
   * Follow the source map that a file names in its last comment, to what it was made of. Default: false.
   */
  extractSourceMap?: boolean | null;
  generator?: RawGenerator | null;
  parser?: RawParser | null;
  /**
   * Layer that the module is put in.
   */
  layer?: string | null;
  /**
   * Loaders whose work is native here: swc-loader, ts-loader, esbuild-loader, css-loader, style-loader. All others run in
   * the Node package only.
   */
  use?: OneOrMany4 | null;
  /**
   * Set by the Node package: `use` as a function, called for each file.
   */
  $use?: RawScript | null;
  /**
   * As `use` with one loader.
   */
  loader?: string | null;
  /**
   * Options of `loader`.
   */
  options?: {
    [k: string]: unknown;
  };
  /**
   * The first that matches is used.
   */
  oneOf?: RawRuleItem[] | null;
  /**
   * Rules that apply where this one does.
   */
  rules?: RawRuleItem[] | null;
  /**
   * Set by the Node package: the rule's paths are those of blocks, `App.vue.scss`; `code`: of what is made of templates.
   */
  $blocks?: RawBlocks | null;
  /**
   * `pre`: its loaders run before those of other rules; `post`: after them.
   */
  enforce?: RawEnforce | null;
}
/**
 * Conditions put together; all that is said must hold.
 */
export interface RawConditionLogic {
  and?: RawCondition[] | null;
  or?: RawCondition[] | null;
  not?: RawCondition | null;
}
export interface RawGenerator {
  /**
   * File name template of assets.
   */
  filename?: RawTemplate | null;
  /**
   * Folder that assets of the rule are written to, within `output.path`.
   */
  outputPath?: RawTemplate | null;
  /**
   * Address that assets of the rule are under. Default: `output.publicPath`.
   */
  publicPath?: RawTemplate | null;
  /**
   * `false`: assets of the rule are not written, as another build does that. Default: true.
   */
  emit?: boolean | null;
  /**
   * How an inlined asset is written, or a function of its contents that gives the whole address.
   */
  dataUrl?: RawDataUrlOption | null;
  /**
   * Accepted without effect: contents are bytes until they have to be text.
   */
  binary?: boolean | null;
  /**
   * Template of CSS module class names: `[local]`, `[hash]`, `[name]`, `[path]`, `[id]`, `[uniqueName]`. Default:
   * `[uniqueName]-[id]-[local]` in development, where `[id]` is the file's path, `[hash]` otherwise.
   */
  localIdentName?: RawTemplate | null;
  /**
   * CSS modules: how class names are spelled as exports: `as-is` (default), `camel-case` and `dashes` (both spellings),
   * `camel-case-only`, `dashes-only`.
   */
  exportsConvention?: RawConventionOption | null;
  /**
   * Accepted without effect.
   */
  esModule?: {
    [k: string]: unknown;
  };
  /**
   * JSON: `false` writes data as a literal, not as a text for `JSON.parse`, which engines read faster. Default: true.
   */
  JSONParse?: boolean | null;
  /**
   * CSS: no style sheets are written, only the exports are there, as for a server. Default: false.
   */
  exportsOnly?: boolean | null;
}
export interface RawDataUrl {
  /**
   * `base64`, or `false` for text with percent signs. Default: `base64`.
   */
  encoding?: Switchable10 | null;
  /**
   * Default: by the file's extension.
   */
  mimetype?: string | null;
}
export interface RawParser {
  /**
   * When an `asset` is inlined, or a function of its contents and its name that says so. Default: up to 8096 bytes.
   */
  dataUrlCondition?: RawDataUrlCondition | null;
  /**
   * CSS modules: export each class under its own name too. Default: true.
   */
  namedExports?: boolean | null;
  /**
   * JavaScript: what is made of `new URL("./a.png", import.meta.url)`: the file's address, without an origin where it is
   * `"relative"`, or (`false`) nothing. Default: true. Style sheets: whether `url()` names files of the
   * build. Default: true.
   */
  url?: {
    [k: string]: unknown;
  };
  /**
   * Style sheets: whether `@import` names files of the build. Default: true.
   */
  import?: {
    [k: string]: unknown;
  };
  /**
   * JavaScript: also of addresses whose file is only partly known. Default: true.
   */
  dynamicUrl?: {
    [k: string]: unknown;
  };
  /**
   * JavaScript: what an `import()` is that does not say it: `lazy`, `eager`, `weak`, `lazy-once`. Default: `lazy`.
   */
  dynamicImportMode?: {
    [k: string]: unknown;
  };
  /**
   * JavaScript: whether what an `import()` asks for is fetched in idle time; a number is an order. Default: false.
   */
  dynamicImportPrefetch?: {
    [k: string]: unknown;
  };
  /**
   * JavaScript: whether it is fetched beside its parent. Default: false.
   */
  dynamicImportPreload?: {
    [k: string]: unknown;
  };
  /**
   * JavaScript: `low`, `high`, `auto`, or `false`.
   */
  dynamicImportFetchPriority?: {
    [k: string]: unknown;
  };
  /**
   * JavaScript: what starts a worker of its first argument, a `new URL("./w.js", import.meta.url)`: `Name` is a
   * constructor, `a.b()` a function, `*a.b()` one of a variable, `Name from module` an import, `"..."` what is there
   * anyway; `false`: nothing. Default: `Worker`, `SharedWorker`, `navigator.serviceWorker.register()`.
   */
  worker?: {
    [k: string]: unknown;
  };
  /**
   * JavaScript: the same for worklets. `true`: `*context.audioWorklet.addModule()`, `*audioWorklet.addModule()`,
   * `CSS.paintWorklet.addModule()` and its like. Default: false.
   */
  worklet?: {
    [k: string]: unknown;
  };
  /**
   * JavaScript: `false`: `import.meta` stays as it is. Default: true.
   */
  importMeta?: {
    [k: string]: unknown;
  };
  /**
   * JavaScript: `false`: `define` and `require([…])` mean nothing. Default: as the option `amd`.
   */
  amd?: {
    [k: string]: unknown;
  };
  /**
   * JavaScript: `false`: `require`, `module` and `exports` are names like any other. Default: true.
   */
  commonjs?: {
    [k: string]: unknown;
  };
  /**
   * JavaScript: `false`: `require.context` stays as it is. Default: true.
   */
  requireContext?: {
    [k: string]: unknown;
  };
  /**
   * JavaScript: `false`: `require.ensure` stays as it is. Default: true.
   */
  requireEnsure?: {
    [k: string]: unknown;
  };
  /**
   * JavaScript: `false`: `require.include` stays as it is. Default: true.
   */
  requireInclude?: {
    [k: string]: unknown;
  };
  /**
   * Accepted without effect.
   */
  browserify?: {
    [k: string]: unknown;
  };
  /**
   * Accepted without effect.
   */
  harmony?: {
    [k: string]: unknown;
  };
  /**
   * Accepted without effect.
   */
  system?: {
    [k: string]: unknown;
  };
  /**
   * Accepted without effect.
   */
  requireJs?: {
    [k: string]: unknown;
  };
  /**
   * Accepted without effect: as the option `node`, for all modules.
   */
  node?: {
    [k: string]: unknown;
  };
  /**
   * Accepted without effect.
   */
  commonjsMagicComments?: {
    [k: string]: unknown;
  };
  /**
   * `createRequire(import.meta.url)` of Node's `module` gives the `require` of the bundle: what it is asked for becomes part of
   * the output. Default: false.
   */
  createRequire?: {
    [k: string]: unknown;
  };
  /**
   * Accepted without effect.
   */
  overrideStrict?: {
    [k: string]: unknown;
  };
  /**
   * Accepted without effect: `import.meta.webpackContext` is always there.
   */
  importMetaContext?: {
    [k: string]: unknown;
  };
  /**
   * Accepted without effect, as webpack does: options by type stand in `module.parser`.
   */
  javascript?: {
    [k: string]: unknown;
  };
  /**
   * Accepted without effect: contexts are found as webpack does by default.
   */
  exprContextCritical?: {
    [k: string]: unknown;
  };
  /**
   * Accepted without effect.
   */
  exprContextRecursive?: {
    [k: string]: unknown;
  };
  /**
   * Accepted without effect.
   */
  exprContextRegExp?: {
    [k: string]: unknown;
  };
  /**
   * Accepted without effect.
   */
  exprContextRequest?: {
    [k: string]: unknown;
  };
  /**
   * Accepted without effect.
   */
  unknownContextCritical?: {
    [k: string]: unknown;
  };
  /**
   * Accepted without effect.
   */
  unknownContextRecursive?: {
    [k: string]: unknown;
  };
  /**
   * Accepted without effect.
   */
  unknownContextRegExp?: {
    [k: string]: unknown;
  };
  /**
   * Accepted without effect.
   */
  unknownContextRequest?: {
    [k: string]: unknown;
  };
  /**
   * Accepted without effect.
   */
  wrappedContextCritical?: {
    [k: string]: unknown;
  };
  /**
   * Accepted without effect.
   */
  wrappedContextRecursive?: {
    [k: string]: unknown;
  };
  /**
   * Accepted without effect.
   */
  wrappedContextRegExp?: {
    [k: string]: unknown;
  };
  /**
   * JavaScript: names of exports, those of functions whose calls may be left out where nobody needs what they return, as if
   * they were marked `#__NO_SIDE_EFFECTS__`.
   */
  pureFunctions?: string[] | null;
  /**
   * JavaScript: how a name is told that is imported or re-exported and that its module does not export. `"auto"`: as an
   * error in strict ECMAScript modules, as a warning elsewhere; `"warn"`, `"error"`, or `false` not to tell it. Default: `"auto"`.
   */
  exportsPresence?: Switchable11 | null;
  /**
   * As `exportsPresence`, of imports only.
   */
  importExportsPresence?: Switchable11 | null;
  /**
   * As `exportsPresence`, of re-exports only.
   */
  reexportExportsPresence?: Switchable11 | null;
  /**
   * `true`: `exportsPresence` is `"error"` where nothing else is said.
   */
  strictExportPresence?: boolean | null;
}
export interface RawDataUrlLimit {
  /**
   * In bytes.
   */
  maxSize?: number | null;
}
export interface RawLoaderItem {
  loader: string;
  options?: unknown;
  /**
   * Accepted without effect.
   */
  ident?: {
    [k: string]: unknown;
  };
  /**
   * Set by the Node package: what JavaScript is asked to run. Beside a native loader, what stands for it there.
   */
  $javascript?: string | null;
}
export interface RawParserByType {
  asset?: RawParser | null;
  css?: RawParser | null;
  "css/auto"?: RawParser | null;
  "css/module"?: RawParser | null;
  /**
   * `exportsPresence` and its more precise forms, `dynamicImportMode`, `amd` … have an effect; a warning names others of webpack.
   */
  javascript?: {
    [k: string]: unknown;
  } | null;
  /**
   * As `javascript`, and goes before it.
   */
  "javascript/auto"?: {
    [k: string]: unknown;
  } | null;
  /**
   * A warning names each: options of JavaScript hold for all of it.
   */
  "javascript/esm"?: {
    [k: string]: unknown;
  } | null;
  /**
   * The same.
   */
  "javascript/dynamic"?: {
    [k: string]: unknown;
  } | null;
  /**
   * Accepted without effect.
   */
  json?: {
    [k: string]: unknown;
  } | null;
}
export interface RawGeneratorByType {
  asset?: RawGenerator | null;
  "asset/resource"?: RawGenerator | null;
  "asset/inline"?: RawGenerator | null;
  css?: RawGenerator | null;
  "css/auto"?: RawGenerator | null;
  "css/module"?: RawGenerator | null;
  json?: RawGenerator | null;
}
export interface RawOptimization {
  /**
   * Default: in production.
   */
  minimize?: boolean | null;
  /**
   * Default: `deterministic` in production, `named` in development, `natural` without a mode.
   */
  moduleIds?: Switchable12 | null;
  /**
   * As `moduleIds`.
   */
  chunkIds?: Switchable12 | null;
  /**
   * Leave out exports that nobody uses. Default: in production. Of entries with runtimes of their own each is looked at
   * by itself; with `global`, all together.
   */
  usedExports?: RawUsedExports | null;
  /**
   * Leave out rules of CSS modules that need a class which no script of this build asks for. Default: as `usedExports`, but not
   * where the file has several configurations: a server's may write what this one's sheets are for.
   */
  removeUnusedClasses?: boolean | null;
  /**
   * Leave out modules that have no side effects and of which nothing is used. Default: true. `flag` means the same:
   * syntax is always read besides package.json.
   */
  sideEffects?: RawSideEffects | null;
  /**
   * Accepted without effect: what modules export is always found out.
   */
  providedExports?: boolean | null;
  /**
   * Accepted without effect: a chunk never holds what its parents have loaded.
   */
  removeAvailableModules?: boolean | null;
  /**
   * Default: true.
   */
  mergeDuplicateChunks?: boolean | null;
  /**
   * Shared chunks.
   */
  splitChunks?: Switchable13 | null;
  /**
   * A chunk of its own for the runtime: `true` or `multiple` for one for each entry, `single` for one for all.
   */
  runtimeChunk?: RawRuntimeChunk | null;
  /**
   * Value of `process.env.NODE_ENV`; `false`: left alone. Default: the mode.
   */
  nodeEnv?: Switchable | null;
  /**
   * Leave classes and functions their names where scripts are minified, as programs need it that read `name` of a class: `true`
   * for both, `classes`, or `functions`. Modules are not put into common functions then. Default: false.
   */
  keepNames?: Switchable15 | null;
  /**
   * Accepted without effect: the minifier is built in.
   */
  minimizer?: unknown[] | null;
  /**
   * Put ES modules into one function where all of their importers are in it, too. Default: in production.
   */
  concatenateModules?: boolean | null;
  /**
   * Put the values of constants and enum members where they are read. Default: in production.
   */
  inlineExports?: boolean | null;
  /**
   * Accepted without effect: empty chunks are never written.
   */
  removeEmptyChunks?: boolean | null;
  /**
   * Short names for exports that only this build reads: `deterministic` or `true` for names that stay the same
   * after edits, `size` for the shortest. Default: `deterministic` in production.
   */
  mangleExports?: Switchable16 | null;
  /**
   * Accepted without effect: comes with `usedExports`.
   */
  innerGraph?: boolean | null;
  /**
   * Accepted without effect: hashes are always of the real content.
   */
  realContentHash?: boolean | null;
  /**
   * Accepted without effect: output is only written when the build has no errors.
   */
  emitOnErrors?: boolean | null;
  /**
   * Accepted without effect.
   */
  flagIncludedChunks?: boolean | null;
  /**
   * Accepted without effect.
   */
  avoidEntryIife?: boolean | null;
}
export interface RawSplitChunks {
  /**
   * Which chunks are looked at: `async`, `initial`, `all`, or an expression for their names. Default: `async`.
   */
  chunks?: RawChunks | null;
  /**
   * Smallest shared chunk, in bytes of source. Default: 20000 in production, 10000 otherwise.
   */
  minSize?: RawSize | null;
  /**
   * Least number of bytes that the chunks of a shared chunk must lose together. Default: none.
   */
  minSizeReduction?: RawSize | null;
  /**
   * What must at least stay behind in the only chunk that a module leaves. Default: `minSize` in production, else 0.
   */
  minRemainingSize?: RawSize | null;
  /**
   * Of this size on, a shared chunk is made whatever the other limits say. Default: 50000 in production, else 30000.
   */
  enforceSizeThreshold?: RawSize | null;
  /**
   * Larger chunks are cut into parts, along folders and always at the same places. Default: none.
   */
  maxSize?: RawSize | null;
  /**
   * `maxSize` of chunks that are loaded on demand.
   */
  maxAsyncSize?: RawSize | null;
  /**
   * `maxSize` of chunks that are loaded at start-up.
   */
  maxInitialSize?: RawSize | null;
  /**
   * Chunks that must share a module. Default: 1.
   */
  minChunks?: number | null;
  /**
   * Files that are loaded at the same time for one `import()`. Default: 30 in production, no limit otherwise.
   */
  maxAsyncRequests?: number | null;
  /**
   * Files that are loaded for an entry. Default: 30 in production, no limit otherwise.
   */
  maxInitialRequests?: number | null;
  /**
   * `{default: false}` and `{defaultVendors: false}` switch the built-in groups off. An expression or a text is the
   * `test` of a group.
   */
  cacheGroups?: {
    [k: string]: RawCacheGroupItem;
  } | null;
  /**
   * How chunks that no cache group made are cut by size.
   */
  fallbackCacheGroup?: RawFallbackCacheGroup | null;
  /**
   * Name of shared chunks without a name of their own; `false`: named by content.
   */
  name?: Switchable14 | null;
  /**
   * File name template of shared chunks. Default: `output.chunkFilename`.
   */
  filename?: RawTemplate | null;
  /**
   * Between the name of a chunk that was cut and the name of a part. Default: `-`.
   */
  automaticNameDelimiter?: string | null;
  /**
   * Names of parts are hashes, not paths. Default: in production.
   */
  hidePathInfo?: boolean | null;
  /**
   * Kinds of source that a size without a kind is about: `javascript`, `css`. Default: both.
   */
  defaultSizeTypes?: string[] | null;
  /**
   * Accepted without effect: an export is used by the whole build or not, so the copies of a module are always equal.
   */
  usedExports?: boolean | null;
}
export interface RawCacheGroup {
  /**
   * Modules of the group, by path. Default: all.
   */
  test?: RawCondition | null;
  /**
   * Modules of the group, by type: `json`, or an expression such as `/^css/`. Default: all.
   */
  type?: RawTextTest | null;
  /**
   * Modules of the group, by the beginning of their layer, or an expression for it; `""`: those without. Default: all.
   */
  layer?: RawTextTest | null;
  /**
   * One chunk of this name; `false`: named by content.
   */
  name?: Switchable14 | null;
  /**
   * File name template of the group's chunks.
   */
  filename?: RawTemplate | null;
  /**
   * Readable chunk ids begin with it. Default: the group's key.
   */
  idHint?: string | null;
  /**
   * A module goes to the group of highest priority. Default: 0.
   */
  priority?: number | null;
  /**
   * As `splitChunks.chunks`, for this group.
   */
  chunks?: RawChunks | null;
  /**
   * As `splitChunks.minSize`, for this group.
   */
  minSize?: RawSize | null;
  /**
   * As `splitChunks.minSizeReduction`, for this group.
   */
  minSizeReduction?: RawSize | null;
  /**
   * As `splitChunks.minRemainingSize`, for this group. Default: its `minSize`, where that is given.
   */
  minRemainingSize?: RawSize | null;
  /**
   * As `splitChunks.enforceSizeThreshold`, for this group.
   */
  enforceSizeThreshold?: RawSize | null;
  /**
   * As `splitChunks.maxSize`, for this group.
   */
  maxSize?: RawSize | null;
  /**
   * As `splitChunks.maxAsyncSize`, for this group.
   */
  maxAsyncSize?: RawSize | null;
  /**
   * As `splitChunks.maxInitialSize`, for this group.
   */
  maxInitialSize?: RawSize | null;
  /**
   * As `splitChunks.minChunks`, for this group.
   */
  minChunks?: number | null;
  /**
   * As `splitChunks.maxAsyncRequests`, for this group.
   */
  maxAsyncRequests?: number | null;
  /**
   * As `splitChunks.maxInitialRequests`, for this group.
   */
  maxInitialRequests?: number | null;
  /**
   * As `splitChunks.automaticNameDelimiter`, for this group.
   */
  automaticNameDelimiter?: string | null;
  /**
   * Ignore the limits of size and number that the group does not set itself.
   */
  enforce?: boolean | null;
  /**
   * Use a chunk that already holds just these modules. Default: false.
   */
  reuseExistingChunk?: boolean | null;
  /**
   * Accepted without effect: an export is used by the whole build or not, so the copies of a module are always equal.
   */
  usedExports?: boolean | null;
}
/**
 * `splitChunks.fallbackCacheGroup`.
 */
export interface RawFallbackCacheGroup {
  /**
   * Which chunks are cut. Default: `all`.
   */
  chunks?: RawChunks | null;
  /**
   * Default: `splitChunks.minSize`.
   */
  minSize?: RawSize | null;
  /**
   * Default: `splitChunks.maxSize`.
   */
  maxSize?: RawSize | null;
  /**
   * Default: `splitChunks.maxAsyncSize`.
   */
  maxAsyncSize?: RawSize | null;
  /**
   * Default: `splitChunks.maxInitialSize`.
   */
  maxInitialSize?: RawSize | null;
  /**
   * Default: `splitChunks.automaticNameDelimiter`.
   */
  automaticNameDelimiter?: string | null;
}
export interface RawRuntimeChunkName {
  /**
   * Default: `runtime`.
   */
  name?: string | null;
}
export interface RawContextReplacement {
  /**
   * Matches the folder, as it is asked for, or absolute.
   */
  test: RawRegexp;
  /**
   * The folder to take instead, relative to that one.
   */
  resource?: string | null;
  /**
   * Whether folders in it are looked into.
   */
  recursive?: boolean | null;
  /**
   * Matches the files, as `./de.js`.
   */
  include?: RawRegexp | null;
  /**
   * The files, instead of what is in the folder: as they are asked for → request.
   */
  map?: {
    [k: string]: string;
  } | null;
}
export interface RawJsx {
  /**
   * `automatic`: imports from `<importSource>/jsx-runtime`; `classic`: calls `factory`; `preserve`: left alone.
   * Default: what a loader says (classic by itself, in swc-loader for JSX and in esbuild-loader), `jsx` of tsconfig.json
   * where it is `react` or `react-jsx`, else automatic.
   */
  runtime?: RawJsxRuntime | null;
  /**
   * Package of the automatic runtime. Default: `jsxImportSource` of tsconfig.json, else `react`.
   */
  importSource?: string | null;
  /**
   * Classic runtime's function. Default: `jsxFactory` of tsconfig.json, else `React.createElement`.
   */
  factory?: string | null;
  /**
   * Classic runtime's fragment. Default: `jsxFragmentFactory` of tsconfig.json, else `React.Fragment`.
   */
  fragment?: string | null;
  /**
   * Use the development version of the automatic runtime (`jsxDEV`). Default: in mode development.
   */
  development?: boolean | null;
}
/**
 * One page, in html-webpack-plugin's and HtmlRspackPlugin's words.
 */
export interface RawHtml {
  /**
   * An HTML file to start from.
   */
  template?: RawTemplate | null;
  /**
   * Default: `index.html`.
   */
  filename?: string | null;
  title?: string | null;
  /**
   * The entries to inject. Default: `"all"` of them.
   */
  chunks?: RawHtmlChunks | null;
  /**
   * Entries that are not injected.
   */
  excludeChunks?: string[] | null;
  /**
   * `true`: into the head, as script loading is deferred.
   */
  inject?: RawHtmlInject | null;
  /**
   * Default: `defer`, or `module` with `output.module`.
   */
  scriptLoading?: RawScriptLoading | null;
  /**
   * `<meta name=… content=…>` by name; an object has other attributes, `false` is no tag.
   */
  meta?: {
    [k: string]: Switchable18;
  } | null;
  /**
   * `<base href=…>`: an address, or attributes.
   */
  base?: Switchable18 | null;
  /**
   * What addresses in this page begin with. Default: `"auto"`, which is `output.publicPath`.
   */
  publicPath?: string | null;
  /**
   * Addresses of scripts and style sheets end with the hash of the build.
   */
  hash?: boolean | null;
  /**
   * `<html lang=…>`.
   */
  lang?: string | null;
  /**
   * An icon file to emit and link.
   */
  favicon?: string | null;
  /**
   * Accepted without effect: the page is minified in production as everything else is.
   */
  minify?: {
    [k: string]: unknown;
  };
}
/**
 * Module Federation: what this build exposes, which other builds it uses, and what it shares with them.
 */
export interface FederationOptions {
  /**
   * Name of the container, and of the global variable that it is published as. Needed when something is exposed.
   */
  name?: string | null;
  /**
   * File name of the container, usually `remoteEntry.js`.
   */
  filename?: string | null;
  /**
   * How the container is published; `{"type": "var", "name": <name>}` by default.
   */
  library?: LibraryOptions | null;
  /**
   * Modules of this build that other builds can import, by public name (`./Widget`).
   */
  exposes?: Exposes | null;
  /**
   * Other containers, by the name that imports of them start with.
   */
  remotes?: Remotes | null;
  /**
   * How remotes are loaded when their own text does not say: `script` by default.
   */
  remoteType?: string | null;
  /**
   * Build one shared package on its own, for runtimes of Module Federation 2 that load it in place of the copy that a
   * build has: what `TreeShakingSharedPlugin` of the Node package builds.
   */
  sharedPackage?: SharedPackageOptions | null;
  /**
   * Packages whose copies are shared with other builds at run time.
   */
  shared?: Shared | null;
  /**
   * As `shared`, for packages that are only taken from other builds (with a local copy to fall back to).
   */
  consumes?: Shared | null;
  /**
   * As `shared`, for packages that are only given to other builds.
   */
  provides?: Provides | null;
  /**
   * Share scope of everything that names none; `default`.
   */
  shareScope?: OneOrMany6 | null;
  /**
   * Take part in shaking shared packages: write what this build uses of them into `share-usage.json` (or a file of
   * another name), and tell providers at run time which exports are needed.
   */
  shareUsage?: TextOrSwitch | null;
  /**
   * Chunk that holds the container's runtime, shared with the entries that name it. Default: `false`, the
   * container's own file.
   */
  runtime?: TextOrFalse | null;
  /**
   * Write `mf-manifest.json` for hosts, and `mf-stats.json` for servers.
   */
  manifest?: Manifest | null;
  /**
   * Type declarations of exposed modules for hosts, and of remotes: `true`, or an object with `generateTypes`,
   * `consumeTypes` and `tsConfigPath`.
   */
  dts?: {
    [k: string]: unknown;
  };
  /**
   * Helpers for development, which are not there: `false`, or the ones that are not missed.
   */
  dev?: Dev | null;
  /**
   * Whose runtime the build has: `v1` (webpack's protocol, small), `v2` (the packages of Module Federation 2, which
   * the project has to install), or `compact` (what applications use of `v2`, small). `v1` by default, unless
   * an option asks for what only `v2` has.
   */
  protocol?: ProtocolName | null;
  /**
   * Modules that extend the runtime of `v2` and `compact`: requests, or `[request, parameter]`.
   */
  runtimePlugins?: RuntimePluginItem[] | null;
  /**
   * When versions of a shared package are chosen; `loaded-first` needs protocol `v2` or `compact`.
   */
  shareStrategy?: ShareStrategyName | null;
  /**
   * Package or file that the runtime of `v2` is looked up from; the project by default.
   */
  implementation?: string | null;
  /**
   * JavaScript that gives the public path of the container when it starts: the body of a function, or a function.
   */
  getPublicPath?: string | null;
  experiments?: ExperimentsOptions | null;
  /**
   * What `@module-federation/bridge-react` needs of the build.
   */
  bridge?: BridgeOptions | null;
  /**
   * Recognised, not supported yet.
   */
  dataPrefetch?: {
    [k: string]: unknown;
  };
  /**
   * The runtime is never a file, whatever is said here.
   */
  virtualRuntimeEntry?: boolean | null;
  /**
   * Every entry waits for shared and remote modules, as with `experiments.asyncStartup`.
   */
  async?: AsyncBoundary | null;
  /**
   * Consumers of shares with `treeShaking` tell the runtime what they use; `true`.
   */
  injectTreeShakingUsedExports?: boolean | null;
  /**
   * Shared packages with `treeShaking` are built apart into this folder, by somebody else: the Node package says so. Runtime and
   * manifest name their files.
   */
  packageFolder?: string | null;
  /**
   * Folder of packages that are built apart, which the Node package does.
   */
  treeShakingDir?: {
    [k: string]: unknown;
  };
  /**
   * The same, as rspack calls it.
   */
  treeShakingSharedDir?: {
    [k: string]: unknown;
  };
  /**
   * Plugins of the builds of single packages, which the Node package does.
   */
  treeShakingSharedPlugins?: {
    [k: string]: unknown;
  };
  /**
   * Plugins that these builds do not have.
   */
  treeShakingSharedExcludePlugins?: {
    [k: string]: unknown;
  };
  /**
   * Of rspack's single plugins (`SharePlugin` …): whether they belong to Module Federation 2. `protocol` says that here.
   */
  enhanced?: boolean | null;
}
/**
 * `output.library` of the container.
 */
export interface LibraryOptions {
  /**
   * `var`, `module`, `commonjs-module`, `global`, `window`, …
   */
  type?: string | null;
  /**
   * Name of the global; the container's name by default.
   */
  name?: OneOrMany6 | null;
  /**
   * Export of the container to publish. Rarely useful.
   */
  export?: OneOrMany6 | null;
  /**
   * Recognised, without effect: comments in the wrapper of `umd`.
   */
  auxiliaryComment?: {
    [k: string]: unknown;
  };
  /**
   * Give the AMD module of `umd` its name. Default: false.
   */
  umdNamedDefine?: boolean | null;
  /**
   * Object that AMD's `define` and `require` are members of.
   */
  amdContainer?: string | null;
}
/**
 * One exposed module.
 */
export interface ExposeOptions {
  /**
   * Module, or several that are evaluated in order; the last one's exports are exposed.
   */
  import?: OneOrMany6;
  /**
   * Name of the chunk.
   */
  name?: string | null;
  /**
   * Layer of the modules.
   */
  layer?: string | null;
}
/**
 * One remote.
 */
export interface RemoteOptions {
  /**
   * Where the container is: `name@https://…/remoteEntry.js`, or `<type> <request>`; several are tried in order.
   */
  external?: OneOrMany6;
  /**
   * Share scope to give to the remote.
   */
  shareScope?: OneOrMany6 | null;
}
/**
 * A shared package that is built on its own.
 */
export interface SharedPackageOptions {
  /**
   * Request of the package.
   */
  import?: string | null;
  /**
   * Exports that the file has to have. Default: all of them.
   */
  usedExports?: string[] | null;
  /**
   * Second name of the container: other bundlers do not agree how it is called.
   */
  otherName?: string | null;
}
/**
 * One shared package.
 */
export interface SharedOptions {
  /**
   * Include local copy and versions in the initial chunks, so that they can be used synchronously.
   */
  eager?: boolean | null;
  /**
   * The local copy; `false`: there is none, another build must provide it.
   */
  import?: TextOrFalse | null;
  /**
   * Package whose required version is looked up, when the request does not tell.
   */
  packageName?: string | null;
  /**
   * Version range that this build accepts; `false`: any. Read from package.json by default.
   */
  requiredVersion?: TextOrFalse | null;
  /**
   * Name in the share scope; the key by default.
   */
  shareKey?: string | null;
  /**
   * Share scope.
   */
  shareScope?: OneOrMany6 | null;
  /**
   * Allow only one version on the page.
   */
  singleton?: boolean | null;
  /**
   * Refuse a version outside of the range instead of warning.
   */
  strictVersion?: boolean | null;
  /**
   * Version of the local copy; `false`: none. Read from package.json by default.
   */
  version?: TextOrFalse | null;
  /**
   * Only requests of modules in this layer are shared.
   */
  issuerLayer?: string | null;
  /**
   * Layer of the local copy.
   */
  layer?: string | null;
  /**
   * What the applications use together, as `fedpack share merge` wrote it: the local copy is built with that, and the
   * rest of the package can be loaded into it later.
   */
  usage?: string | null;
  /**
   * With `usage`: leave the rest out of the build. Who needs more than `usage` says is refused at run time.
   */
  seal?: boolean | null;
  /**
   * Build the local copy so that `fedpack share shake` can shake it afterwards, without the sources: whole, with a list
   * of its modules in `share-modules.json`.
   */
  annotate?: boolean | null;
  /**
   * What requests are compared with, instead of the key. So several entries can be about one package.
   */
  request?: string | null;
  /**
   * Share only what fits; the rest is bundled.
   */
  include?: ShareConditionOptions | null;
  /**
   * Do not share what fits; it is bundled.
   */
  exclude?: ShareConditionOptions | null;
  /**
   * Compare relative requests, too: by what follows the last `node_modules/` in their path.
   */
  allowNodeModulesSuffixMatch?: boolean | null;
  /**
   * Share what is below the package as well: with `react` also `react/jsx-runtime`. Default: true for the name of a
   * package. Subpaths of their own entry are not concerned, nor are style sheets, JSON and other assets.
   */
  subpaths?: boolean | null;
  /**
   * Of one share: `federation.shareStrategy` is for all.
   */
  shareStrategy?: ShareStrategyName | null;
  /**
   * As `treeShaking: {"mode": …}`, in what rspack's `ProvideSharedPlugin` takes.
   */
  treeShakingMode?: TreeShakingModeName | null;
  /**
   * Give consumers that need no more the part of the local copy that this build uses, as Module Federation 2 does.
   */
  treeShaking?: TreeShaking | null;
}
/**
 * Which requests or versions of a shared package `include` and `exclude` mean.
 */
export interface ShareConditionOptions {
  /**
   * What follows the key's slash: the whole text, or a regular expression.
   */
  request?: TextOrRegexp | null;
  /**
   * Version range of the local copy.
   */
  version?: string | null;
  /**
   * Version to compare instead of the local copy's.
   */
  fallbackVersion?: string | null;
}
/**
 * `treeShaking` of a share.
 */
export interface TreeShakingOptions {
  /**
   * Who decides which consumers get the part: the runtime, from what they use, or a server, through a snapshot
   * (`server-calc`, the runtime's default).
   */
  mode?: TreeShakingModeName | null;
  /**
   * Exports that the part has, beside those that this build uses.
   */
  usedExports?: string[] | null;
  /**
   * Name of the file, where the package is built apart.
   */
  filename?: string | null;
}
/**
 * Names and contents of the manifest.
 */
export interface ManifestOptions {
  /**
   * Folder of both files, relative to the output folder.
   */
  filePath?: string | null;
  /**
   * Name of the manifest, `mf-manifest.json` by default; the stats are `<name>-stats.json` then.
   */
  fileName?: string | null;
  /**
   * Leave the lists of files empty.
   */
  disableAssetsAnalyze?: boolean | null;
  /**
   * Members that are added to both files.
   */
  additionalData?: {
    [k: string]: unknown;
  } | null;
}
/**
 * What a build that is watched does when one of its remotes has been built.
 */
export interface DevOptions {
  /**
   * `fedpack dev` does not load pages again when a remote is built.
   */
  disableLiveReload?: boolean | null;
  /**
   * Types of remotes are fetched by builds only, not as soon as a remote is built.
   */
  disableHotTypesReload?: boolean | null;
  /**
   * Remotes that only become known at run time need no types.
   */
  disableDynamicRemoteTypeHints?: boolean | null;
}
/**
 * What Module Federation 2 and rspack call experiments.
 */
export interface ExperimentsOptions {
  /**
   * Entries that use shared or remote modules wait until these are there. Default: those without a library, and
   * ES modules; `true`: all of them, a library is a promise then.
   */
  asyncStartup?: boolean | null;
  /**
   * Protocol `v2`: take `@module-federation/runtime-core` from the global `_FEDERATION_RUNTIME_CORE`.
   */
  externalRuntime?: boolean | null;
  /**
   * Protocol `v2`: put it there for the other builds of the page. Only in a build that exposes nothing.
   */
  provideExternalRuntime?: boolean | null;
  /**
   * What the runtime of `v2` leaves out. The others have what is used anyway.
   */
  optimization?: RuntimeOptimization | null;
}
/**
 * Parts of the runtime of Module Federation 2.
 */
export interface RuntimeOptimization {
  /**
   * No manifests.
   */
  disableSnapshot?: boolean | null;
  /**
   * No remotes.
   */
  disableRemote?: boolean | null;
  /**
   * No shared packages.
   */
  disableShared?: boolean | null;
  /**
   * `web` or `node`.
   */
  target?: string | null;
}
/**
 * What the bridge packages need of the build.
 */
export interface BridgeOptions {
  /**
   * `react-router-dom` is that of the bridge, which knows where the application stands in its host; `false`: the bridge
   * without a router. By default, if `@module-federation/bridge-react` is among the dependencies.
   */
  enableBridgeRouter?: boolean | null;
  /**
   * The opposite, as it was called before.
   */
  disableAlias?: boolean | null;
}
/**
 * `async` as an object. Both say what need not wait, which is found without them.
 */
export interface AsyncBoundaryOptions {
  /**
   * Recognised, without effect: modules that run at once.
   */
  eager?: {
    [k: string]: unknown;
  };
  /**
   * Recognised, without effect: chunks that do not wait.
   */
  excludeChunk?: {
    [k: string]: unknown;
  };
}
export interface RawExperiments {
  /**
   * Allows `output.module`, which is then the default.
   */
  outputModule?: boolean | null;
  /**
   * CSS is always native. `true`: what loaders make of a `.css` file is CSS, too; otherwise it is JavaScript, where neither
   * a `type` nor the loader says more. Default: false.
   */
  css?: boolean | null;
  /**
   * Accepted without effect: WebAssembly modules always work.
   */
  asyncWebAssembly?: boolean | null;
  /**
   * Accepted without effect: WebAssembly modules are async.
   */
  syncWebAssembly?: boolean | null;
  /**
   * Accepted without effect: top-level await always works.
   */
  topLevelAwait?: boolean | null;
  /**
   * Accepted without effect.
   */
  cache?: {
    [k: string]: unknown;
  };
  /**
   * Accepted without effect.
   */
  incremental?: {
    [k: string]: unknown;
  };
  /**
   * Accepted without effect.
   */
  futureDefaults?: boolean | null;
  /**
   * Accepted without effect.
   */
  backCompat?: boolean | null;
  /**
   * Accepted without effect.
   */
  lazyBarrel?: boolean | null;
  /**
   * Accepted without effect.
   */
  rspackFuture?: {
    [k: string]: unknown;
  };
  /**
   * Accepted without effect: names in the runtime are webpack's.
   */
  runtimeMode?: {
    [k: string]: unknown;
  };
}
/**
 * Limits of sizes.
 */
export interface RawPerformance {
  /**
   * `warning`, `error`, or `false`. Default: `warning` in production for the web.
   */
  hints?: Switchable20 | null;
  /**
   * Bytes of one file. Default: 250000.
   */
  maxAssetSize?: number | null;
  /**
   * Bytes of the files of one entry together. Default: 250000.
   */
  maxEntrypointSize?: number | null;
}
export interface RawIgnoredWarningParts {
  /**
   * Matches the message or the code: `{"$regexp": "^FED0520$"}`.
   */
  message?: RawRegexp | null;
  /**
   * Matches the file that it is about, as `./src/a.js`.
   */
  file?: RawRegexp | null;
  /**
   * The same.
   */
  module?: RawRegexp | null;
}
/**
 * What Node's own names mean in modules.
 */
export interface RawNode {
  /**
   * `global` is the global object of any platform. Default: true, except for Node. `warn` means the same as `true`.
   */
  global?: Switchable22 | null;
  /**
   * `mock`: `/`; `true`: the folder of the file, relative to `context`; `false`: left alone; `eval-only` and `node-module`:
   * that of the output file, which ES modules ask `import.meta.url` for. Default: `mock`, or `eval-only` for Node.
   * `warn-mock` means the same as `mock`.
   */
  __dirname?: Switchable23 | null;
  /**
   * `mock`: `/index.js`; `true`: the file, relative to `context`; else as `__dirname`.
   */
  __filename?: Switchable23 | null;
}
export interface RawExternalsPresets {
  /**
   * Node's own modules are external. Default: by target.
   */
  node?: boolean | null;
  /**
   * Modules that every part of Electron has are external. Default: by target, as the next three.
   */
  electron?: boolean | null;
  /**
   * Those of its main process.
   */
  electronMain?: boolean | null;
  /**
   * Those of preload scripts.
   */
  electronPreload?: boolean | null;
  /**
   * Those of its pages.
   */
  electronRenderer?: boolean | null;
  /**
   * Those of NW.js are external. Default: by target.
   */
  nwjs?: boolean | null;
  /**
   * Accepted without effect: modules with an address of their own are always external.
   */
  web?: boolean | null;
  /**
   * Accepted without effect: modules with an address of their own are always external.
   */
  webAsync?: boolean | null;
}
