// The package for ECMAScript modules: the names of `index.js`, which a test compares with these.
import fedpack from "./index.js";

export default fedpack;
export { fedpack };
export const {
  version,
  Compiler,
  Compilation,
  MultiCompiler,
  MultiStats,
  Stats,
  OptionsError,
  DefinePlugin,
  EnvironmentPlugin,
  ExternalsPlugin,
  HtmlPlugin,
  container,
  sharing,
} = fedpack;
