// The package's API. The options are in options.d.ts, which is made from the Rust types.
import type * as webpackSources from "webpack-sources";
import type { Hook } from "tapable";
import type { FedpackConfiguration } from "./options.js";

declare function fedpack(options: fedpack.Configuration): fedpack.Compiler;
declare function fedpack(options: fedpack.Configuration, callback: fedpack.Callback<fedpack.Stats>): fedpack.Compiler | null;
declare function fedpack(options: fedpack.Configuration[]): fedpack.MultiCompiler;
declare function fedpack(
  options: fedpack.Configuration[],
  callback: fedpack.Callback<fedpack.MultiStats>,
): fedpack.MultiCompiler | null;

declare namespace fedpack {
  type Callback<T> = (error: Error | null, result?: T) => void;
  type Falsy = false | 0 | "" | null | undefined;
  type AnyHook = Hook<any, any, any>;

  /** webpack-shaped options. Options of webpack that fedpack does not have may stand here; they are warnings. */
  interface Configuration extends Omit<FedpackConfiguration, "entry" | "externals" | "module" | "plugins"> {
    entry?: FedpackConfiguration["entry"] | (() => FedpackConfiguration["entry"] | Promise<FedpackConfiguration["entry"]>);
    externals?: External | External[];
    module?: Omit<NonNullable<FedpackConfiguration["module"]>, "rules"> & { rules?: unknown[] };
    plugins?: (Plugin | ((this: Compiler, compiler: Compiler) => void) | Falsy)[];
    [option: string]: unknown;
  }

  interface ExternalData {
    request: string;
    context: string;
    contextInfo: { issuer: string; issuerLayer?: string | null };
    dependencyType: string;
  }
  type ExternalValue = string | string[] | boolean | Record<string, unknown> | undefined;
  type External =
    | string
    | RegExp
    | Record<string, ExternalValue>
    | ((data: ExternalData) => ExternalValue | Promise<ExternalValue>)
    | ((data: ExternalData, callback: (error?: Error | null, value?: ExternalValue, type?: string) => void) => void);

  interface Plugin {
    apply(compiler: Compiler): void;
  }

  class Compiler {
    readonly options: Configuration;
    readonly name?: string;
    readonly context: string;
    readonly outputPath: string;
    readonly running: boolean;
    readonly hooks: Record<string, any>;
    readonly webpack: typeof fedpack;
    outputFileSystem: unknown;
    run(callback: Callback<Stats>): void;
    watch(options: { aggregateTimeout?: number }, handler: Callback<Stats>): Watching;
    close(callback?: (error: Error | null) => void): void;
    isChild(): boolean;
    createChildCompiler(compilation: Compilation, name: string, outputOptions?: object, plugins?: Plugin[]): Compiler;
    runAsChild(callback: (error: Error | null, entries?: unknown[], compilation?: Compilation) => void): void;
    getInfrastructureLogger(name: string): Record<string, (...args: unknown[]) => void>;
  }

  class MultiCompiler {
    readonly compilers: Compiler[];
    run(callback: Callback<MultiStats>): void;
    watch(options: { aggregateTimeout?: number }, handler: Callback<MultiStats>): { close(callback?: () => void): void };
    close(callback?: (error: Error | null) => void): void;
  }

  interface Watching {
    invalidate(): void;
    close(callback?: (error: Error | null) => void): void;
  }

  interface Asset {
    name: string;
    source: webpackSources.Source;
    info: Record<string, unknown>;
  }

  class Compilation {
    static readonly PROCESS_ASSETS_STAGE_ADDITIONAL: -2000;
    static readonly PROCESS_ASSETS_STAGE_PRE_PROCESS: -1000;
    static readonly PROCESS_ASSETS_STAGE_DERIVED: -200;
    static readonly PROCESS_ASSETS_STAGE_ADDITIONS: -100;
    static readonly PROCESS_ASSETS_STAGE_NONE: 0;
    static readonly PROCESS_ASSETS_STAGE_OPTIMIZE: 100;
    static readonly PROCESS_ASSETS_STAGE_OPTIMIZE_COUNT: 200;
    static readonly PROCESS_ASSETS_STAGE_OPTIMIZE_COMPATIBILITY: 300;
    static readonly PROCESS_ASSETS_STAGE_OPTIMIZE_SIZE: 400;
    static readonly PROCESS_ASSETS_STAGE_DEV_TOOLING: 500;
    static readonly PROCESS_ASSETS_STAGE_OPTIMIZE_INLINE: 700;
    static readonly PROCESS_ASSETS_STAGE_SUMMARIZE: 1000;
    static readonly PROCESS_ASSETS_STAGE_OPTIMIZE_HASH: 2500;
    static readonly PROCESS_ASSETS_STAGE_OPTIMIZE_TRANSFER: 3000;
    static readonly PROCESS_ASSETS_STAGE_ANALYSE: 4000;
    static readonly PROCESS_ASSETS_STAGE_REPORT: 5000;
    readonly compiler: Compiler;
    readonly options: Configuration;
    readonly hooks: Record<string, any>;
    readonly assets: Record<string, webpackSources.Source>;
    readonly modules: Set<any>;
    readonly chunks: Set<any>;
    readonly entrypoints: Map<string, any>;
    readonly moduleGraph: any;
    readonly chunkGraph: any;
    readonly errors: unknown[];
    readonly warnings: unknown[];
    readonly hash: string;
    getAsset(name: string): Asset | undefined;
    getAssets(): Asset[];
    emitAsset(name: string, source: webpackSources.Source, info?: Record<string, unknown>): void;
    updateAsset(
      name: string,
      source: webpackSources.Source | ((old: webpackSources.Source) => webpackSources.Source),
      info?: Record<string, unknown> | ((info: Record<string, unknown>) => Record<string, unknown>),
    ): void;
    renameAsset(from: string, to: string): void;
    deleteAsset(name: string): void;
    addInclude(context: string, dependency: { request: string }, options: { name?: string }, callback: Callback<unknown>): void;
  }

  interface StatsProblem {
    code?: string;
    message: string;
    /** All of it, with a code frame. */
    details?: string;
    moduleName?: string | null;
    loc?: string | null;
    help?: string | null;
  }

  interface StatsJson {
    hash: string;
    time: number;
    errors: StatsProblem[];
    warnings: StatsProblem[];
    errorsCount: number;
    warningsCount: number;
    assets?: { name: string; size: number; info: Record<string, unknown> }[];
    assetsByChunkName?: Record<string, string[]>;
    entrypoints?: Record<string, unknown>;
    chunks?: Record<string, unknown>[];
    modules?: Record<string, unknown>[];
    [part: string]: unknown;
  }

  class Stats {
    readonly compilation: Compilation;
    readonly hash: string;
    hasErrors(): boolean;
    hasWarnings(): boolean;
    toJson(options?: string | boolean | Record<string, unknown>): StatsJson;
    toString(options?: string | boolean | Record<string, unknown>): string;
  }

  class MultiStats {
    readonly stats: Stats[];
    hasErrors(): boolean;
    hasWarnings(): boolean;
    toJson(options?: string | boolean | Record<string, unknown>): { children: StatsJson[]; errors: StatsProblem[]; warnings: StatsProblem[] };
    toString(options?: string | boolean | Record<string, unknown>): string;
  }

  /** Options that cannot be understood; all reasons at once. */
  class OptionsError extends Error {
    readonly problems: { code: string; isError: boolean; message: string; help?: string; text: string }[];
  }

  class DefinePlugin implements Plugin {
    constructor(definitions: Record<string, unknown>);
    static runtimeValue(
      fn: (context: { key: string; version: string | undefined }) => unknown,
      options?: true | string[] | { fileDependencies?: string[]; contextDependencies?: string[]; missingDependencies?: string[]; buildDependencies?: string[]; version?: string | (() => string) },
    ): unknown;
    apply(compiler: Compiler): void;
  }
  class EnvironmentPlugin implements Plugin {
    constructor(...keys: (string | string[] | Record<string, unknown>)[]);
    apply(compiler: Compiler): void;
  }
  class ExternalsPlugin implements Plugin {
    constructor(type: string, externals: External | External[]);
    apply(compiler: Compiler): void;
  }
  class ProvidePlugin implements Plugin {
    constructor(definitions: Record<string, string | string[]>);
    apply(compiler: Compiler): void;
  }
  class ContextReplacementPlugin implements Plugin {
    constructor(resourceRegExp: RegExp, newContentResource?: string | boolean | RegExp, newContentRecursive?: boolean | RegExp | Record<string, string>, newContentRegExp?: RegExp);
    apply(compiler: Compiler): void;
  }
  class SourceMapDevToolPlugin implements Plugin {
    constructor(options?: Record<string, unknown>);
    apply(compiler: Compiler): void;
  }
  class EvalSourceMapDevToolPlugin implements Plugin {
    constructor(options?: Record<string, unknown> | string);
    apply(compiler: Compiler): void;
  }
  class CleanPlugin implements Plugin {
    constructor(options?: { dry?: boolean; keep?: string | RegExp | ((name: string) => boolean) });
    apply(compiler: Compiler): void;
  }
  class OptionPlugin implements Plugin {
    constructor(options?: any);
    apply(compiler: Compiler): void;
  }
  class HtmlPlugin implements Plugin {
    constructor(options?: Record<string, unknown>);
    apply(compiler: Compiler): void;
  }
  class BannerPlugin implements Plugin {
    constructor(options: string | ((data: any) => string) | Record<string, unknown>);
    apply(compiler: Compiler): void;
  }
  class CopyPlugin implements Plugin {
    constructor(options: { patterns: (string | Record<string, unknown>)[] });
    apply(compiler: Compiler): void;
  }
  class LoaderOptionsPlugin implements Plugin {
    constructor(options?: Record<string, unknown>);
    apply(compiler: Compiler): void;
  }
  class IgnorePlugin implements Plugin {
    constructor(options: { resourceRegExp?: RegExp; contextRegExp?: RegExp; checkResource?: (resource: string, context: string) => boolean });
    apply(compiler: Compiler): void;
  }
  class NormalModuleReplacementPlugin implements Plugin {
    constructor(resourceRegExp: RegExp, newResource: string | ((data: any) => void));
    apply(compiler: Compiler): void;
  }
  class EntryPlugin implements Plugin {
    constructor(context: string, entry: string, options?: string | { name?: string });
    static createDependency(request: string): { request: string };
    apply(compiler: Compiler): void;
  }
  class VueLoaderPlugin implements Plugin {
    apply(compiler: Compiler): void;
  }
  /** Plugins that have nothing to do here. One whose work is not there says so in a warning. */
  class PluginWithoutWork implements Plugin {
    constructor(...options: unknown[]);
    apply(compiler: Compiler): void;
  }
  class HotModuleReplacementPlugin extends PluginWithoutWork {}
  class NoEmitOnErrorsPlugin extends PluginWithoutWork {}
  class ProgressPlugin implements Plugin {
    constructor(options?: ProgressHandler | { handler?: ProgressHandler });
    apply(compiler: Compiler): void;
  }
  type ProgressHandler = (percentage: number, message: string, ...details: string[]) => void;
  class DllPlugin extends PluginWithoutWork {}
  class DllReferencePlugin extends PluginWithoutWork {}
  class SwcJsMinimizerRspackPlugin extends PluginWithoutWork {}
  class LightningCssMinimizerRspackPlugin extends PluginWithoutWork {}
  class FederationPlugin implements Plugin {
    constructor(options: Record<string, unknown>);
    apply(compiler: Compiler): void;
  }
  /** Builds shared packages on their own, beside the build; `secondary`: with `treeShaking.usedExports` only. */
  class TreeShakingSharedPlugin implements Plugin {
    constructor(options: { mfConfig: Record<string, unknown> & { name: string }; secondary?: boolean });
    apply(compiler: Compiler): void;
  }

  const webpack: typeof import("fedpack");
  const rspack: typeof import("fedpack");
  const HtmlRspackPlugin: typeof HtmlPlugin;
  const CopyRspackPlugin: typeof CopyPlugin;
  const ValidationError: typeof OptionsError;
  const WebpackError: typeof Error;
  /** Of the webpack whose interfaces are here; plugins ask for it. */
  const version: string;
  const fedpackVersion: string;
  const sources: typeof webpackSources;
  /** For editors: the options are what they were. */
  function defineConfig<T extends Configuration | Configuration[]>(config: T): T;
  const optimize: Record<"LimitChunkCountPlugin" | "RuntimeChunkPlugin" | "SplitChunksPlugin", typeof OptionPlugin> &
    Record<
      "MergeDuplicateChunksPlugin" | "MinChunkSizePlugin" | "ModuleConcatenationPlugin" | "SideEffectsFlagPlugin",
      typeof PluginWithoutWork
    >;
  const ids: Record<
    "NamedModuleIdsPlugin" | "NamedChunkIdsPlugin" | "DeterministicModuleIdsPlugin" | "DeterministicChunkIdsPlugin",
    typeof OptionPlugin
  >;
  /** What a child compiler is put together with. */
  const NormalModule: { getCompilationHooks(compilation: Compilation): Record<string, any> };
  const EntryOptionPlugin: { applyEntryOption(compiler: Compiler, context: string, entry: Record<string, unknown>): void };
  const LoaderTargetPlugin: typeof OptionPlugin;
  const node: Record<"NodeTemplatePlugin" | "NodeTargetPlugin" | "NodeEnvironmentPlugin", typeof OptionPlugin>;
  const web: Record<"JsonpTemplatePlugin" | "FetchCompileWasmPlugin" | "FetchCompileAsyncWasmPlugin", typeof OptionPlugin>;
  const webworker: Record<"WebWorkerTemplatePlugin", typeof OptionPlugin>;
  const library: Record<"EnableLibraryPlugin", typeof OptionPlugin>;
  const javascript: Record<"EnableChunkLoadingPlugin", typeof OptionPlugin>;
  const wasm: Record<"EnableWasmLoadingPlugin", typeof OptionPlugin>;
  /** Modules that are nowhere on the disk: contents by path, absolute or from the compiler's context. */
  class VirtualModulesPlugin implements Plugin {
    constructor(modules?: Record<string, string>);
    writeModule(file: string, contents: string): void;
    apply(compiler: Compiler): void;
  }
  /** `output.integrity`, with the options of webpack-subresource-integrity. */
  class SubresourceIntegrityPlugin implements Plugin {
    constructor(options?: { enabled?: boolean | "auto"; hashFuncNames?: ("sha256" | "sha384" | "sha512")[]; htmlPlugin?: string });
    apply(compiler: Compiler): void;
  }
  /** Of rspack's, what is here. */
  const experiments: { VirtualModulesPlugin: typeof VirtualModulesPlugin; SubresourceIntegrityPlugin: typeof SubresourceIntegrityPlugin };
  const ModuleFilenameHelpers: {
    matchPart(name: string, condition: unknown): boolean;
    matchObject(conditions: { test?: unknown; include?: unknown; exclude?: unknown }, name: string): boolean;
  };
  const util: { createHash(kind: string): import("node:crypto").Hash };
  const container: {
    ModuleFederationPlugin: typeof FederationPlugin;
    ModuleFederationPluginV1: typeof FederationPlugin;
    ContainerPlugin: typeof FederationPlugin;
    ContainerReferencePlugin: typeof FederationPlugin;
  };
  const sharing: {
    SharePlugin: typeof FederationPlugin;
    ConsumeSharedPlugin: typeof FederationPlugin;
    ProvideSharedPlugin: typeof FederationPlugin;
    TreeShakingSharedPlugin: typeof TreeShakingSharedPlugin;
  };
}

export = fedpack;
