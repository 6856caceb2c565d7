//! Hooks of plugins and loaders written in JavaScript.
//!
//! A build runs on threads of its own; JavaScript on Node's. A worker that has a question puts it into Node's queue and
//! sleeps until somebody answers. Only what is tapped is asked: [`fedpack::plugin::HookSet`].

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU32, Ordering},
        mpsc::{SyncSender, sync_channel},
    },
};

use fedpack::{
    config::ScriptHost,
    federation::options::external_type,
    plugin::{
        AfterResolveArgs, BeforeResolveArgs, FactorizeArgs, HookSet, InlineLoader, InlineLoadersArgs, Keep,
        LoadArgs, LoadedSource, LoaderMessage, Plugin, PluginError, PluginResult, ReplaceModuleArgs,
        Resolution, ResolveRequest,
    },
    scan::{module_draft::ModuleDraft, module_type::category},
    virtual_files::VirtualFiles,
};
use fedpack_graph::module_graph::{ModuleKey, ModuleKind, ModuleType, Resource};
use napi::{
    Status,
    bindgen_prelude::{Buffer, FnArgs, Function},
    threadsafe_function::{ThreadsafeFunction, ThreadsafeFunctionCallMode},
};
use napi_derive::napi;
use serde_json::{Value, json};

type Arguments = FnArgs<(u32, String, String)>;
type Ask = ThreadsafeFunction<Question, (), Arguments, Status, false, true>;

/// Number, hook, and arguments as JSON.
struct Question {
    number: u32,
    hook: &'static str,
    arguments: String,
}

/// JSON, and bytes where the answer is a file.
struct Answer {
    data: Value,
    bytes: Option<Vec<u8>>,
}

/// The way from one build to the JavaScript of its compiler.
#[napi]
pub struct Bridge {
    /// `None` once it is closed.
    shared: Option<Arc<Shared>>,
    virtual_files: Arc<VirtualFiles>,
}

struct Shared {
    /// `None` once nobody answers any more: what it can reach is let go of, however long a build is held.
    ask: Mutex<Option<Arc<Ask>>>,
    waiting: Mutex<BTreeMap<u32, SyncSender<Result<Answer, PluginError>>>>,
    next: AtomicU32,
}

#[napi]
impl Bridge {
    /// `ask` gets a number, the name of a hook and its arguments; it sees to it that `answer` is called with that number.
    /// It must not throw.
    #[napi(constructor)]
    pub fn new(
        #[napi(ts_arg_type = "(number: number, hook: string, argumentsJson: string) => void")] ask: Function<
            '_,
            Arguments,
            (),
        >,
    ) -> napi::Result<Self> {
        // Weak: a compiler that is not building does not keep the process alive.
        let ask = ask
            .build_threadsafe_function::<Question>()
            .weak::<true>()
            .callee_handled::<false>()
            .build_callback(|context| {
                let Question { number, hook, arguments } = context.value;
                Ok((number, hook.to_owned(), arguments).into())
            })?;
        let shared = Shared {
            ask: Mutex::new(Some(Arc::new(ask))),
            waiting: Mutex::default(),
            next: AtomicU32::new(0),
        };
        Ok(Self { shared: Some(Arc::new(shared)), virtual_files: Arc::default() })
    }

    /// `error` is the text of what was thrown, with its stack.
    #[napi]
    pub fn answer(
        &self,
        number: u32,
        error: Option<String>,
        data: Option<String>,
        bytes: Option<Buffer>,
    ) -> napi::Result<()> {
        let Some(shared) = &self.shared else { return Ok(()) };
        let waiting = shared.waiting.lock().unwrap_or_else(PoisonError::into_inner).remove(&number);
        let Some(waiting) = waiting else { return Ok(()) };
        let answer = match (error, data) {
            (Some(error), _) => Err(PluginError(error)),
            (None, None) => Ok(Answer { data: Value::Null, bytes: None }),
            (None, Some(data)) => match serde_json::from_str(&data) {
                Ok(data) => Ok(Answer { data, bytes: bytes.map(|bytes| bytes.to_vec()) }),
                Err(error) => Err(PluginError(format!("the answer cannot be read: {error}"))),
            },
        };
        // Nobody waits any more if the build has panicked.
        let _ = waiting.send(answer);
        Ok(())
    }

    /// A file that is not on the disk, by its absolute path. It may be written, and written again, while a build runs.
    #[napi]
    pub fn write_virtual_file(&self, path: String, contents: Buffer) {
        self.virtual_files.write(PathBuf::from(path), &contents);
    }

    /// Lets go of `ask`. As long as it is held, so is everything that it can reach: the compiler, and its last build.
    #[napi]
    pub fn close(&mut self) {
        if let Some(shared) = self.shared.take() {
            let mut ask = shared.ask.lock().unwrap_or_else(PoisonError::into_inner);
            *ask = None;
            // Whoever still waits is told that no answer comes.
            shared.waiting.lock().unwrap_or_else(PoisonError::into_inner).clear();
        }
    }
}

impl Bridge {
    /// Who calls functions of the options.
    pub fn scripts(&self) -> Option<Arc<dyn ScriptHost>> {
        Some(Arc::clone(self.shared.as_ref()?) as Arc<dyn ScriptHost>)
    }

    pub fn virtual_files(&self) -> Arc<VirtualFiles> {
        Arc::clone(&self.virtual_files)
    }

    /// `hooks`: names of the hooks that are to be asked. `None`: it is closed.
    pub fn plugin(&self, hooks: &[String]) -> Option<Arc<dyn Plugin>> {
        let hooks = hooks.iter().fold(HookSet::empty(), |set, name| {
            set | match name.as_str() {
                "beforeResolve" => HookSet::BEFORE_RESOLVE,
                "factorize" => HookSet::FACTORIZE,
                "resolve" => HookSet::RESOLVE,
                "afterResolve" => HookSet::AFTER_RESOLVE,
                "createModule" => HookSet::REPLACE_MODULE,
                "loaders" => HookSet::LOADERS,
                _ => HookSet::empty(),
            }
        });
        Some(Arc::new(JavaScriptPlugin { shared: Arc::clone(self.shared.as_ref()?), hooks }))
    }
}

struct JavaScriptPlugin {
    shared: Arc<Shared>,
    hooks: HookSet,
}

impl Shared {
    /// Waits for the answer. Never called on Node's own thread.
    fn ask(&self, hook: &'static str, arguments: &Value) -> PluginResult<Answer> {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let (sender, receiver) = sync_channel(1);
        let ask = {
            let open = self.ask.lock().unwrap_or_else(PoisonError::into_inner);
            let Some(ask) = &*open else { return Err(PluginError("this build is over".to_owned())) };
            // While it cannot be closed: nobody would tell this one.
            self.waiting.lock().unwrap_or_else(PoisonError::into_inner).insert(number, sender);
            Arc::clone(ask)
        };
        let question = Question { number, hook, arguments: arguments.to_string() };
        let status = ask.call(question, ThreadsafeFunctionCallMode::NonBlocking);
        if status != Status::Ok {
            self.waiting.lock().unwrap_or_else(PoisonError::into_inner).remove(&number);
            return Err(PluginError(format!("Node does not run JavaScript any more ({status})")));
        }
        receiver.recv().map_err(|_| PluginError("the answer never came".to_owned()))?
    }
}

impl ScriptHost for Shared {
    /// JavaScript makes what a function throws an error of the compilation, and answers `null`.
    fn call(&self, function: u32, arguments: &Value) -> Value {
        let asked = json!({ "function": function, "arguments": arguments });
        self.ask("call", &asked).map_or(Value::Null, |answer| answer.data)
    }
}

impl Plugin for JavaScriptPlugin {
    fn name(&self) -> &str {
        "JavaScript"
    }

    fn hooks(&self) -> HookSet {
        self.hooks
    }

    fn before_resolve(
        &self,
        args: &BeforeResolveArgs<'_>,
        request: &mut ResolveRequest,
    ) -> PluginResult<Keep> {
        let arguments = json!({
            "request": request.request, "issuer": args.issuer, "context": args.directory,
            "layer": args.layer, "dependency": category(args.dependency),
        });
        let Answer { data, .. } = self.shared.ask("beforeResolve", &arguments)?;
        if data == Value::Bool(false) {
            return Ok(Keep::Drop);
        }
        change_request(request, &data, args.directory);
        Ok(Keep::Yes)
    }

    fn after_resolve(&self, args: &AfterResolveArgs<'_>, resource: &mut String) -> PluginResult<Keep> {
        let arguments = json!({
            "request": args.request, "issuer": args.issuer, "context": args.directory,
            "layer": args.layer, "dependency": category(args.dependency), "resource": resource,
        });
        let Answer { data, .. } = self.shared.ask("afterResolve", &arguments)?;
        if data == Value::Bool(false) {
            return Ok(Keep::Drop);
        }
        if let Some(changed) = data.get("resource").and_then(Value::as_str) {
            changed.clone_into(resource);
        }
        Ok(Keep::Yes)
    }

    fn factorize(
        &self,
        args: &FactorizeArgs<'_>,
        request: &ResolveRequest,
    ) -> PluginResult<Option<ModuleDraft>> {
        module_of(&self.shared.ask("factorize", &request_data(args, request))?.data)
    }

    fn resolve(&self, args: &FactorizeArgs<'_>, request: &mut ResolveRequest) -> PluginResult<Resolution> {
        let Answer { data, .. } = self.shared.ask("resolve", &request_data(args, request))?;
        if data == Value::Bool(false) {
            return Ok(Resolution::Drop);
        }
        if let Some(draft) = module_of(&data)? {
            return Ok(Resolution::Module(Box::new(draft)));
        }
        change_request(request, &data, args.directory);
        Ok(Resolution::Pass)
    }

    fn replace_module(&self, args: &ReplaceModuleArgs<'_>) -> PluginResult<Option<ModuleDraft>> {
        let Resource { path, query, fragment } = args.resource;
        let arguments = json!({
            "request": args.request, "issuer": args.issuer, "context": args.directory,
            "layer": args.issuer_layer, "dependency": category(args.dependency),
            "resource": format!("{}{query}{fragment}", path.display()),
            "type": args.module_type.name(), "moduleLayer": args.layer, "loaders": args.loaders,
        });
        module_of(&self.shared.ask("createModule", &arguments)?.data)
    }

    fn inline_loaders(&self, args: &InlineLoadersArgs<'_>) -> PluginResult<Option<Vec<InlineLoader>>> {
        let arguments = json!({ "context": args.directory, "loaders": args.loaders });
        let Answer { data, .. } = self.shared.ask("resolveLoaders", &arguments)?;
        Ok(Some(InlineLoader::from_data(&data)))
    }

    fn load(&self, args: &LoadArgs<'_>) -> PluginResult<Option<LoadedSource>> {
        let arguments = json!({
            "path": args.resource.path, "query": args.resource.query, "fragment": args.resource.fragment,
            "layer": args.layer, "type": args.module_type.name(), "loaders": args.loaders,
            "extracted": args.extracted.map(|(text, map)| json!({ "text": text, "map": map })),
        });
        let Answer { data, bytes } = self.shared.ask("load", &arguments)?;
        let list = |key: &str| data.get(key).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        let paths = list("dependencies").iter().filter_map(Value::as_str).map(PathBuf::from);
        let messages = list("messages").iter().map(|row| LoaderMessage {
            is_error: row.get("isError").and_then(Value::as_bool).unwrap_or(true),
            text: text(row, "text"),
        });
        Ok(Some(LoadedSource {
            bytes: bytes.unwrap_or_default(),
            source_map: data.get("sourceMap").and_then(Value::as_str).map(str::to_owned),
            skips_natives: data.get("skipsNatives").and_then(Value::as_bool).unwrap_or(false),
            dependencies: paths.collect(),
            is_volatile: data.get("isVolatile").and_then(Value::as_bool).unwrap_or(false),
            messages: messages.collect(),
        }))
    }
}

fn request_data(args: &FactorizeArgs<'_>, request: &ResolveRequest) -> Value {
    let directory = request.directory.as_deref().unwrap_or(args.directory);
    json!({
        "request": request.request, "issuer": args.issuer, "context": directory,
        "layer": args.layer, "dependency": category(args.dependency),
    })
}

/// What a hook made of `{"request": …, "context": …}`. `directory` is what it was told.
fn change_request(request: &mut ResolveRequest, data: &Value, directory: &Path) {
    if let Some(changed) = data.get("request").and_then(Value::as_str) {
        changed.clone_into(&mut request.request);
    }
    let context = data.get("context").and_then(Value::as_str).map(PathBuf::from);
    if let Some(context) = context.filter(|context| context != directory) {
        request.directory = Some(context);
    }
}

/// `{"external": [parts], "type": …}`, `{"ignored": identity}`, `{"source": text, "path": …}` or nothing.
fn module_of(data: &Value) -> PluginResult<Option<ModuleDraft>> {
    if let Some(parts) = data.get("external").and_then(Value::as_array) {
        let request: Vec<String> = parts.iter().filter_map(Value::as_str).map(str::to_owned).collect();
        let name = data.get("type").and_then(Value::as_str).unwrap_or("var");
        let external_type = external_type(name)
            .ok_or_else(|| PluginError(format!("there is no external type \"{name}\"")))?;
        let key = ModuleKey::External { request: request.clone(), external_type, interop: None };
        return Ok(Some(ModuleDraft::new(
            key,
            ModuleKind::External { request, external_type, interop: None },
        )));
    }
    if let Some(identity) = data.get("ignored").and_then(Value::as_str) {
        let key = ModuleKey::Ignored { identity: identity.to_owned() };
        return Ok(Some(ModuleDraft::new(key, ModuleKind::Ignored)));
    }
    if let Some(source) = data.get("source").and_then(Value::as_str) {
        let path = data.get("path").and_then(Value::as_str).unwrap_or("virtual.js");
        return Ok(Some(ModuleDraft::virtual_module(path, ModuleType::JavascriptAuto, source)));
    }
    Ok(None)
}

fn text(row: &Value, key: &str) -> String {
    row.get(key).and_then(Value::as_str).unwrap_or_default().to_owned()
}
