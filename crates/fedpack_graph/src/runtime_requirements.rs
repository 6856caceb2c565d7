//! Which members of `__webpack_require__` a module or chunk needs.
//!
//! Modules state what their generated code mentions; a chunk's needs are the union over its modules plus
//! what its loading asks for. The names are webpack's `RuntimeGlobals`. A flag stands for the member itself:
//! what that member needs in turn is read from the imports of the runtime's JavaScript, never listed here.

bitflags::bitflags! {
    /// Members of `__webpack_require__`, one bit each.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
    pub struct RuntimeRequirements: u64 {
        /// `__webpack_require__(id)`.
        const REQUIRE = 1;
        /// `m`: the module factories.
        const MODULE_FACTORIES = 1 << 1;
        /// `c`: the module cache.
        const MODULE_CACHE = 1 << 2;
        /// `d(exports, {name: () => value})`: define getters.
        const DEFINE_PROPERTY_GETTERS = 1 << 3;
        /// `r(exports)`: mark as an ES module.
        const MAKE_NAMESPACE_OBJECT = 1 << 4;
        /// `n(module)`: getter of the default export, whatever the module is.
        const COMPAT_GET_DEFAULT_EXPORT = 1 << 5;
        /// `t(value, mode)`: namespace object for a module that has none.
        const CREATE_FAKE_NAMESPACE_OBJECT = 1 << 6;
        /// `o(object, name)`: own property test.
        const HAS_OWN_PROPERTY = 1 << 7;
        /// `hmd(module)`: `module` of an ES module; assigning `module.exports` throws.
        const HARMONY_MODULE_DECORATOR = 1 << 8;
        /// `nmd(module)`: `module` with node's `paths` and `children`.
        const NODE_MODULE_DECORATOR = 1 << 9;
        /// `a(module, body, hasAwait)`: module with top-level await.
        const ASYNC_MODULE = 1 << 10;
        /// `e(chunkId)`: load a chunk.
        const ENSURE_CHUNK = 1 << 11;
        /// `f`: the handlers that `e` calls.
        const ENSURE_CHUNK_HANDLERS = 1 << 12;
        /// `u(chunkId)`: file name of a chunk's script.
        const GET_CHUNK_SCRIPT_FILENAME = 1 << 13;
        /// `miniCssF(chunkId)`: file name of a chunk's style sheet.
        const GET_CHUNK_CSS_FILENAME = 1 << 14;
        /// `h()`: hash of the whole build.
        const GET_FULL_HASH = 1 << 15;
        /// `l(url, done, key, chunkId)`: load a script.
        const LOAD_SCRIPT = 1 << 16;
        /// `p`: public path.
        const PUBLIC_PATH = 1 << 17;
        /// `b`: what relative addresses are relative to.
        const BASE_URI = 1 << 18;
        /// `g`: the global object.
        const GLOBAL = 1 << 19;
        /// `O(result, chunkIds, callback)`: run when chunks are there. Needed wherever a chunk that is pushed
        /// starts an entry.
        const ON_CHUNKS_LOADED = 1 << 20;
        /// `C(chunk)`: install a chunk that somebody else has loaded.
        const EXTERNAL_INSTALL_CHUNK = 1 << 21;
        /// `E(chunkId)`, `F`: prefetch.
        const PREFETCH_CHUNK = 1 << 22;
        /// `G(chunkId)`, `H`: preload.
        const PRELOAD_CHUNK = 1 << 23;
        /// `nc`: nonce of scripts and style sheets, set by `__webpack_nonce__ = …`.
        const SCRIPT_NONCE = 1 << 24;
        /// `j`: id of the runtime.
        const RUNTIME_ID = 1 << 25;
        /// `s`: id of the entry module (`require.main`).
        const ENTRY_MODULE_ID = 1 << 26;
        /// `S`: the share scopes.
        const SHARE_SCOPE_MAP = 1 << 27;
        /// `I(scopeName, initScope)`: initialise a share scope.
        const INITIALIZE_SHARING = 1 << 28;
        /// `R`: get scope of the container call that is running.
        const CURRENT_REMOTE_GET_SCOPE = 1 << 29;
        /// `amdO`: the value of `define.amd` and `require.amd`.
        const AMD_OPTIONS = 1 << 30;
        /// `amdD`: `define` used as a value; throws.
        const AMD_DEFINE = 1 << 31;
        /// `tu(url)`: address as a trusted type.
        const CREATE_SCRIPT_URL = 1 << 32;
        /// `e(chunkId, fetchPriority)` is called with a priority somewhere.
        const FETCH_PRIORITY = 1 << 33;
        /// `es(from, exports)`: `export *` of a module whose names are known at run time only.
        const EXPORT_STAR = 1 << 34;
        /// `cx(map, mode)`: the function that a context module is.
        const CREATE_CONTEXT = 1 << 35;
        /// `mm(request)`: throws what `require` of a module that does not exist throws.
        const MISSING_MODULE = 1 << 36;
        /// `rs(copy, restores, evaluates)`: brings the rest of a shared package into a copy with a part of it.
        const RESTORE_EXPORTS = 1 << 37;
        /// `X(result, chunkIds, start)`: starts an entry when the shared and remote modules of its chunks are there.
        const STARTUP_ENTRYPOINT = 1 << 38;
        /// `amdF(module, exports, factory, dependencies)`: AMD's `define` of the module itself.
        const AMD_FACTORY = 1 << 39;
        /// `amdL(id, factory, dependencies)`: AMD's `define` of a module that only its own file uses.
        const AMD_LOCAL_MODULE = 1 << 40;
        /// `v(exports, file, imports)`: instantiates a WebAssembly module.
        const INSTANTIATE_WASM = 1 << 41;
        /// `federation`: the instance of Module Federation 2.
        const FEDERATION = 1 << 42;
        /// No member: the variable that stands for `require` in an ES module for Node, made at the top of its file.
        const NODE_REQUIRE = 1 << 43;
        /// The same for `__filename`.
        const NODE_FILENAME = 1 << 44;
        /// The same for `__dirname`.
        const NODE_DIRNAME = 1 << 45;
        /// `tb(base64)`: the bytes.
        const TO_BYTES = 1 << 46;
        /// `y`: what SystemJS tells the entry about itself.
        const SYSTEM_CONTEXT = 1 << 47;
        /// `U`: constructor of a `URL` without an origin.
        const RELATIVE_URL = 1 << 48;
        /// `ts(script)`: text for `eval` as a trusted type.
        const CREATE_SCRIPT = 1 << 49;
    }
}

impl RuntimeRequirements {
    /// The variable of one of `NODE_REQUIRE`, `NODE_FILENAME`, `NODE_DIRNAME`.
    #[must_use]
    pub fn node_variable(self) -> Option<&'static str> {
        Some(match self {
            Self::NODE_REQUIRE => "__webpack_node_require__",
            Self::NODE_FILENAME => "__webpack_node_filename__",
            Self::NODE_DIRNAME => "__webpack_node_dirname__",
            _ => return None,
        })
    }

    /// The member's name after `__webpack_require__.`; empty for `REQUIRE` itself. For a set of several
    /// flags, that of the lowest one; `None` for the empty set and for what is not a member.
    #[must_use]
    pub fn member(self) -> Option<&'static str> {
        let first = self.iter().next()?;
        Some(match first {
            Self::REQUIRE => "",
            Self::MODULE_FACTORIES => "m",
            Self::MODULE_CACHE => "c",
            Self::DEFINE_PROPERTY_GETTERS => "d",
            Self::MAKE_NAMESPACE_OBJECT => "r",
            Self::COMPAT_GET_DEFAULT_EXPORT => "n",
            Self::CREATE_FAKE_NAMESPACE_OBJECT => "t",
            Self::HAS_OWN_PROPERTY => "o",
            Self::HARMONY_MODULE_DECORATOR => "hmd",
            Self::NODE_MODULE_DECORATOR => "nmd",
            Self::ASYNC_MODULE => "a",
            Self::ENSURE_CHUNK => "e",
            Self::ENSURE_CHUNK_HANDLERS => "f",
            Self::GET_CHUNK_SCRIPT_FILENAME => "u",
            Self::GET_CHUNK_CSS_FILENAME => "miniCssF",
            Self::GET_FULL_HASH => "h",
            Self::LOAD_SCRIPT => "l",
            Self::PUBLIC_PATH => "p",
            Self::BASE_URI => "b",
            Self::GLOBAL => "g",
            Self::ON_CHUNKS_LOADED => "O",
            Self::EXTERNAL_INSTALL_CHUNK => "C",
            Self::PREFETCH_CHUNK => "E",
            Self::PRELOAD_CHUNK => "G",
            Self::SCRIPT_NONCE => "nc",
            Self::RUNTIME_ID => "j",
            Self::ENTRY_MODULE_ID => "s",
            Self::SHARE_SCOPE_MAP => "S",
            Self::INITIALIZE_SHARING => "I",
            Self::CURRENT_REMOTE_GET_SCOPE => "R",
            Self::AMD_OPTIONS => "amdO",
            Self::AMD_DEFINE => "amdD",
            Self::CREATE_SCRIPT_URL => "tu",
            Self::CREATE_SCRIPT => "ts",
            Self::EXPORT_STAR => "es",
            Self::CREATE_CONTEXT => "cx",
            Self::MISSING_MODULE => "mm",
            Self::RESTORE_EXPORTS => "rs",
            Self::STARTUP_ENTRYPOINT => "X",
            Self::AMD_FACTORY => "amdF",
            Self::AMD_LOCAL_MODULE => "amdL",
            Self::INSTANTIATE_WASM => "v",
            Self::FEDERATION => "federation",
            Self::TO_BYTES => "tb",
            Self::SYSTEM_CONTEXT => "y",
            Self::RELATIVE_URL => "U",
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::RuntimeRequirements;

    #[test]
    fn members_are_distinct() {
        let mut members: Vec<_> =
            RuntimeRequirements::all().iter().filter_map(|flag| flag.member()).collect();
        let count = members.len();
        members.sort_unstable();
        members.dedup();
        assert_eq!(members.len(), count);
    }
}
