#![allow(clippy::print_stdout)]
use fedpack::{bundler::Bundler, config::*, diagnostics::render::*};
fn main() {
    let dir = std::path::PathBuf::from(std::env::args().nth(1).unwrap()).canonicalize().unwrap();
    let loaded = load(&LoadOptions { folder: dir.clone(), ..Default::default() });
    let o = RenderOptions { color: false, current_folder: &dir, width: 100 };
    for d in &loaded.diagnostics {
        println!("{}", render(d, &o));
    }
    for c in loaded.configs {
        let b = Bundler::new(c).build();
        for d in &b.diagnostics {
            println!("{}", render(d, &o));
        }
        println!("{:?}", b.timings);
        for (n, a) in b.assets.iter() {
            println!("{n} {}", a.bytes.len());
        }
    }
}
