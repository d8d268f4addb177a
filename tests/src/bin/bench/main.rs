//! What a big build costs: memory, bytes read, time, beside `curl` sending the same file through the same practice. Each publishing
//! and each practice is a process of its own. Usage: `bench [MIB…]`, by default 256, 1024 and 3719 (3.9 GB).

mod curl;
mod publish;
mod serve;
mod usage;

use std::path::Path;

use slipway_tests::bulk;
use tempfile::TempDir;

use crate::{publish::Report, serve::Served, usage::Spent};

const SIZES_MIB: [u64; 3] = [256, 1024, 3719];
/// Larger builds than this are refused by Xiaomi, and rightly before they are sent.
const XIAOMI_MOST: u64 = 2 * 1024 * 1024 * 1024;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["serve"] => serve::run(),
        ["publish", folder, build, store] => publish::run(Path::new(folder), build, store),
        ref sizes => {
            let sizes: Vec<u64> = sizes
                .iter()
                .map(|size| size.parse().expect("sizes in MiB"))
                .collect();
            table(if sizes.is_empty() { &SIZES_MIB } else { &sizes });
        }
    }
}

fn table(sizes: &[u64]) {
    println!(
        "Wall and CPU in seconds. check: reading, digests and signatures. send: the step that sends the bytes (wall), and all from \
         the start of the release (CPU). read: bytes read from files, in sizes of the build.\n"
    );
    println!(
        "| build    | store  | peak MiB | read | check wall |  CPU | send wall |  CPU | curl wall |  CPU | wall ÷ curl | CPU ÷ curl |"
    );
    println!(
        "|----------|--------|---------:|-----:|-----------:|-----:|----------:|-----:|----------:|-----:|------------:|-----------:|"
    );
    for &mib in sizes {
        let folder = TempDir::new().expect("a folder");
        let build = bulk::apk(folder.path(), mib).expect("a build");
        let size = std::fs::metadata(&build).expect("the build").len();
        for store in ["huawei", "xiaomi"] {
            if store == "xiaomi" && size > XIAOMI_MOST {
                println!("| {mib:4} MiB | {store} | {:8} |", "too large");
                continue;
            }
            let ours = ours(&build, store);
            let curl = curls(&build, store);
            row(mib, size, store, &ours, curl);
        }
    }
}

/// One publishing against a fresh practice.
fn ours(build: &Path, store: &str) -> Report {
    let folder = TempDir::new().expect("a folder");
    let practice = Served::start();
    std::fs::write(folder.path().join("practice.json"), &practice.line).expect("written");
    publish::in_a_process(folder.path(), build, store)
}

fn curls(build: &Path, store: &str) -> Spent {
    let practice = Served::start();
    curl::send(&practice, build, store)
}

fn row(mib: u64, size: u64, store: &str, ours: &Report, curl: Spent) {
    println!(
        "| {mib:4} MiB | {store} | {:8.1} | {:4.2} | {:10.2} | {:4.2} | {:9.2} | {:4.2} | {:9.2} | {:4.2} | {:11.2} | {:10.2} |",
        ours.peak_kib as f64 / 1024.0,
        ours.read as f64 / size as f64,
        ours.check.wall,
        ours.check.cpu,
        ours.send.wall,
        ours.send.cpu,
        curl.wall,
        curl.cpu,
        ours.send.wall / curl.wall,
        ours.send.cpu / curl.cpu,
    );
}
