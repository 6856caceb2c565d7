// The package for ECMAScript modules: the names of `index.js`, which a test compares with these.
import fedpack from "./index.js";

export default fedpack;
export { fedpack };
export const {
  webpack,
  version,
  Compiler,
  Compilation,
  MultiCompiler,
  MultiStats,
  Stats,
  OptionsError,
  ValidationError,
  WebpackError,
  DefinePlugin,
  EnvironmentPlugin,
  ExternalsPlugin,
  ProvidePlugin,
  HtmlPlugin,
  ContextReplacementPlugin,
  SourceMapDevToolPlugin,
  EvalSourceMapDevToolPlugin,
  CleanPlugin,
  BannerPlugin,
  CopyPlugin,
  IgnorePlugin,
  LoaderOptionsPlugin,
  NormalModuleReplacementPlugin,
  EntryPlugin,
  VueLoaderPlugin,
  optimize,
  ids,
  defineConfig,
  container,
  sharing,
  sources,
} = fedpack;
