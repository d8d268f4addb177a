//! What a process used, as the kernel counted it.

use std::{fs, time::Instant};

use serde::{Deserialize, Serialize};

/// Seconds.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) struct Spent {
    pub(crate) wall: f64,
    pub(crate) cpu: f64,
}

/// Whose CPU time.
#[derive(Clone, Copy)]
pub(crate) enum Whose {
    /// This process.
    Own,
    /// Its children that have ended.
    Children,
}

/// Runs `work` and says what it took.
pub(crate) fn spent<T>(whose: Whose, work: impl FnOnce() -> T) -> (T, Spent) {
    let (began, cpu) = (Instant::now(), cpu(whose));
    let done = work();
    let spent = Spent {
        wall: began.elapsed().as_secs_f64(),
        cpu: self::cpu(whose) - cpu,
    };
    (done, spent)
}

/// User and system time in seconds. /proc/self/stat counts in hundredths on every Linux that this runs on.
fn cpu(whose: Whose) -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").expect("/proc/self/stat");
    // The second field is the program's name in brackets and may hold spaces.
    let (_, after) = stat.rsplit_once(") ").expect("a name");
    let fields: Vec<&str> = after.split(' ').collect();
    let first = match whose {
        Whose::Own => 11,
        Whose::Children => 13,
    };
    let ticks = fields[first..first + 2]
        .iter()
        .map(|field| field.parse::<u64>().expect("ticks"));
    ticks.sum::<u64>() as f64 / 100.0
}

/// The most memory that this process ever held.
pub(crate) fn peak_kib() -> u64 {
    field("/proc/self/status", "VmHWM:")
}

/// Bytes that this process read by `read` and its kin: files, not sockets.
pub(crate) fn read() -> u64 {
    field("/proc/self/io", "rchar:")
}

fn field(file: &str, name: &str) -> u64 {
    let text = fs::read_to_string(file).expect(file);
    let line = text.lines().find(|line| line.starts_with(name));
    let number = line.and_then(|line| line.split_whitespace().nth(1));
    number.and_then(|number| number.parse().ok()).expect(name)
}
