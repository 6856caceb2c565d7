//! A build: runs on a thread of its own, stays in Rust, and answers questions.

use std::sync::{Arc, Mutex, PoisonError};

use fedpack::{
    bundler::{Build, Bundler},
    config::Config,
    diagnostics::has_errors,
    emit::{self, Asset, AssetKind, stats::stats},
    federation::remote::entry_addresses,
};
use fedpack_remote_types::watch::TypesWatch;
use napi::{
    Env, Task,
    bindgen_prelude::{AsyncTask, Buffer, Object},
};
use napi_derive::napi;

use crate::{config::Problem, memory, panic::guard};

/// What came of a build. Reading from it copies what is read, and nothing else.
#[napi]
pub struct FinishedBuild {
    /// `None` once `write` or `close` has taken it.
    finished: Option<Finished>,
}

/// What builds of one configuration leave to each other: see `Bundler::build_again`. They run one after the other.
#[napi]
#[derive(Default)]
pub struct KeptFiles {
    files: Arc<Mutex<fedpack::scan::kept_files::KeptFiles>>,
    /// Types of remotes are fetched until this is closed.
    types: Arc<Mutex<Option<TypesWatch>>>,
}

#[napi]
impl KeptFiles {
    #[napi(constructor)]
    pub fn new() -> Self {
        Self::default()
    }

    /// Ends what goes on between builds.
    #[napi]
    pub fn close(&self) {
        *self.types.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

/// A build beside the configuration that it was made with.
pub struct Finished {
    config: Config,
    build: Build,
}

impl Finished {
    /// Plugins may have changed files since they were made.
    fn settle_integrity(&mut self) {
        emit::integrity::settle(&mut self.build.assets, &self.config.output.integrity);
    }
}

impl Drop for Finished {
    /// The threads that built are gone, and so is what they have allocated; a process that goes on needs it for other
    /// things.
    fn drop(&mut self) {
        self.build = Build::default();
        memory::collect();
    }
}

/// Builds on a thread of its own, and says so by a promise. Not on one of Node's few threads for files: a build waits for
/// loaders, which read files there, and several builds would wait for each other for ever.
pub fn start<'e>(env: &'e Env, bundler: Bundler, kept: Option<&KeptFiles>) -> napi::Result<Object<'e>> {
    let kept = kept.map(|kept| (Arc::clone(&kept.files), Arc::clone(&kept.types)));
    let (deferred, promise) = env.create_deferred::<FinishedBuild, Resolve>()?;
    let build = move || {
        let built = guard(|| {
            let types = fedpack_remote_types::start(bundler.config(), &[]);
            let mut build = match &kept {
                Some((files, _)) => {
                    bundler.build_again_in_memory(&mut files.lock().unwrap_or_else(PoisonError::into_inner))
                }
                None => bundler.build_in_memory(),
            };
            build.diagnostics.extend(types.map(fedpack_remote_types::finish).unwrap_or_default());
            if let Some((_, types)) = &kept {
                let mut types = types.lock().unwrap_or_else(PoisonError::into_inner);
                if types.is_none() {
                    *types = TypesWatch::start(bundler.config(), &[], |_| {});
                }
            }
            Finished { config: bundler.config().clone(), build }
        });
        match built {
            Ok(finished) => {
                deferred.resolve(Box::new(move |_| Ok(FinishedBuild { finished: Some(finished) })));
            }
            Err(error) => deferred.reject(error),
        }
    };
    std::thread::Builder::new()
        .name("fedpack".to_owned())
        .spawn(build)
        .map_err(|error| napi::Error::from_reason(format!("no thread can be started: {error}")))?;
    Ok(promise)
}

type Resolve = Box<dyn FnOnce(Env) -> napi::Result<FinishedBuild> + Send>;

/// Writes a build's files to `output.path`.
pub struct WriteTask {
    finished: Option<Finished>,
}

impl Task for WriteTask {
    type Output = Finished;
    type JsValue = FinishedBuild;

    fn compute(&mut self) -> napi::Result<Finished> {
        let mut finished = self.finished.take().ok_or_else(gone)?;
        guard(|| {
            finished.settle_integrity();
            match emit::write(&finished.build.assets, &finished.config) {
                Ok(emitted) => finished.build.emitted = Some(emitted),
                Err(problems) => finished.build.diagnostics.extend(problems),
            }
            finished
        })
    }

    fn resolve(&mut self, _env: Env, finished: Finished) -> napi::Result<FinishedBuild> {
        Ok(FinishedBuild { finished: Some(finished) })
    }
}

fn gone() -> napi::Error {
    napi::Error::from_reason("this build was closed, or is being written")
}

#[napi]
impl FinishedBuild {
    fn finished(&self) -> napi::Result<&Finished> {
        self.finished.as_ref().ok_or_else(gone)
    }

    #[napi(getter)]
    pub fn has_errors(&self) -> napi::Result<bool> {
        Ok(has_errors(&self.finished()?.build.diagnostics))
    }

    /// All problems, for people.
    #[napi]
    pub fn problems(&self) -> napi::Result<Vec<Problem>> {
        let Finished { config, build } = self.finished()?;
        Ok(build.diagnostics.iter().map(|problem| Problem::new(problem, &config.context)).collect())
    }

    /// Entries and manifests of remotes whose builds make pages load again; `null`: no remote does.
    #[napi]
    pub fn live_remotes(&self) -> napi::Result<Option<Vec<String>>> {
        let federation = self.finished()?.config.federation.as_ref();
        let is_off = federation.is_some_and(|federation| !federation.dev.live_reload);
        Ok((!is_off).then(|| federation.map(entry_addresses).unwrap_or_default()))
    }

    /// Statistics as JSON, in webpack's form.
    #[napi]
    pub fn stats(&self) -> napi::Result<String> {
        let Finished { config, build } = self.finished()?;
        guard(|| stats(build, config).to_string())
    }

    /// Milliseconds of each stage, by name.
    #[napi(ts_return_type = "Record<string, number>")]
    pub fn timings(&self) -> napi::Result<std::collections::BTreeMap<String, f64>> {
        let timings = &self.finished()?.build.timings;
        Ok(timings.iter().map(|timing| (timing.stage.to_owned(), timing.milliseconds)).collect())
    }

    /// Names of all files, in order.
    #[napi]
    pub fn asset_names(&self) -> napi::Result<Vec<String>> {
        Ok(self.finished()?.build.assets.names().map(str::to_owned).collect())
    }

    /// Contents of a file; `null` if there is none of this name.
    #[napi]
    pub fn asset(&self, name: String) -> napi::Result<Option<Buffer>> {
        let asset = self.finished()?.build.assets.get(&name);
        Ok(asset.map(|asset| Buffer::from(asset.bytes.clone())))
    }

    /// Adds a file, or takes the place of the one with this name.
    #[napi]
    pub fn set_asset(&mut self, name: String, contents: Buffer) -> napi::Result<()> {
        let assets = &mut self.finished.as_mut().ok_or_else(gone)?.build.assets;
        match assets.get_mut(&name) {
            Some(asset) => asset.bytes = contents.to_vec(),
            None => assets.replace(name, Asset::new(AssetKind::Other, contents.to_vec())),
        }
        Ok(())
    }

    /// Gives a file of the build another name; a name that it does not know is none of its files.
    #[napi]
    pub fn rename_asset(&mut self, from: String, to: String) -> napi::Result<()> {
        self.finished.as_mut().ok_or_else(gone)?.build.assets.rename(&from, &to);
        Ok(())
    }

    /// Takes a file away, if it is there.
    #[napi]
    pub fn remove_asset(&mut self, name: String) -> napi::Result<()> {
        self.finished.as_mut().ok_or_else(gone)?.build.assets.remove(&name);
        Ok(())
    }

    /// Writes `integrity` of files that have changed over what it was. `write` does it by itself.
    #[napi]
    pub fn settle_integrity(&mut self) -> napi::Result<()> {
        let finished = self.finished.as_mut().ok_or_else(gone)?;
        guard(|| finished.settle_integrity())
    }

    /// Files whose change asks for another build, absolute.
    #[napi]
    pub fn watch_files(&self) -> napi::Result<Vec<String>> {
        let files = &self.finished()?.build.watch_files;
        Ok(files.iter().map(|file| file.to_string_lossy().into_owned()).collect())
    }

    /// Writes the files to `output.path`. This object is empty afterwards; the promise has the build.
    #[napi(ts_return_type = "Promise<FinishedBuild>")]
    pub fn write(&mut self) -> napi::Result<AsyncTask<WriteTask>> {
        let finished = self.finished.take().ok_or_else(gone)?;
        Ok(AsyncTask::new(WriteTask { finished: Some(finished) }))
    }

    /// Gives the memory back before the garbage collector gets to it.
    #[napi]
    pub fn close(&mut self) {
        self.finished = None;
    }
}
