//! Memory goes back to the system when a build, or its workers, are gone: the process goes on with other things.

use napi_derive::napi;

#[cfg(all(target_os = "linux", target_env = "gnu"))]
unsafe extern "C" {
    /// Of glibc: gives back what is free in the heaps of all threads.
    safe fn malloc_trim(pad: usize) -> std::ffi::c_int;
}

/// What Rust has allocated.
pub fn collect() {
    // SAFETY: may be called at any time, from any thread.
    unsafe { libmimalloc_sys::mi_collect(true) };
}

/// What worker threads of Node have left behind. glibc keeps a heap for each thread that ever was, and each build has new ones.
#[napi]
pub fn release_memory() {
    collect();
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    malloc_trim(0);
}
