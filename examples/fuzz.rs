//! The long run of the fuzzer in `tests/fuzzing`: the corpus, then mutated texts for a given time.
//!
//! ```sh
//! cargo run --example fuzz -- 600       # seconds; the seed is random and is printed
//! cargo run --example fuzz -- 600 42    # the same inputs in the same order, as many as fit
//! ```
//!
//! Run it without `--release`. The development profile is optimized too, checks for overflow, and
//! lets a panic be caught. The program exits with 1 at the first broken promise and saves the input
//! in `tests/corpus/found`.

use std::process::ExitCode;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use fuzzing::{Effort, Failure, Fuzzer};

#[path = "../tests/fuzzing/mod.rs"]
mod fuzzing;

/// Long enough for the corpus to fill the checkpoints, and short enough for many mutated texts.
const EFFORT: Effort = Effort {
    kept: 5_200_000_000,
    mutated: 2_000_000,
    most: u64::MAX,
};

/// How often progress is printed.
const SAY_EVERY: Duration = Duration::from_secs(30);

fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    let (seconds, seed) = match arguments.as_slice() {
        [seconds] => (seconds.parse().ok(), Some(drawn_seed())),
        [seconds, seed] => (seconds.parse().ok(), seed.parse().ok()),
        _ => (None, None),
    };
    let (Some(seconds), Some(seed)) = (seconds, seed) else {
        eprintln!("fuzz takes a number of seconds and, if the inputs are to be known, a seed");
        return ExitCode::from(2);
    };
    println!("seed {seed}");
    let mut fuzzer = match Fuzzer::new(seed, EFFORT) {
        Ok(fuzzer) => fuzzer,
        Err(error) => {
            eprintln!("the corpus cannot be read: {error}");
            return ExitCode::from(2);
        }
    };
    let result = fuzz(&mut fuzzer, Duration::from_secs(seconds));
    println!("{}", fuzzer.report());
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("{failure}\n  seed: {seed}");
            ExitCode::FAILURE
        }
    }
}

fn fuzz(fuzzer: &mut Fuzzer, time: Duration) -> Result<(), Box<Failure>> {
    let start = Instant::now();
    let mut said = start;
    fuzzer.try_corpus()?;
    while start.elapsed() < time {
        fuzzer.try_another()?;
        if said.elapsed() >= SAY_EVERY {
            said = Instant::now();
            eprintln!(
                "{} s: {} inputs",
                start.elapsed().as_secs(),
                fuzzer.report().tried
            );
        }
    }
    Ok(())
}

/// A random seed that is short enough to type.
fn drawn_seed() -> u64 {
    const BELOW: u128 = 1_000_000_000;
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    (now.unwrap_or_default().as_nanos() % BELOW) as u64
}
