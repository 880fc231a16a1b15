//! The fuzzer's short run: the whole corpus and a few thousand mutated texts. `make fuzz` is the
//! long run.

#![cfg(not(target_arch = "wasm32"))]

mod fuzzing;

use fuzzing::{Effort, Fuzzer};

/// Any seed would do. A fixed one lets everybody reproduce a failure.
const SEED: u64 = 1;

/// How many mutated texts to try.
const MUTATED: usize = 3_000;

/// Little enough to take a few seconds in all.
const EFFORT: Effort = Effort {
    kept: 2_000_000,
    mutated: 100_000,
    most: 1_000_000,
};

#[test]
fn every_promise_is_kept_for_the_corpus_and_its_mutations() {
    let mut fuzzer = Fuzzer::new(SEED, EFFORT).expect("the corpus can be read");
    let mut result = fuzzer.try_corpus();
    for _ in 0..MUTATED {
        result = result.and_then(|()| fuzzer.try_another());
    }
    println!("{}", fuzzer.report());
    if let Err(failure) = result {
        panic!("{failure}");
    }
    let report = fuzzer.report();
    assert!(report.kept > 0 && report.settings > report.kept, "{report}");
    assert!(
        report.valid * 4 > report.tried,
        "too few are valid: {report}"
    );
    assert!(
        (report.tried - report.valid) * 4 > report.tried,
        "too few are not: {report}"
    );
}

#[test]
fn the_seed_determines_every_input() {
    const INPUTS: usize = 30;
    let inputs = |seed| {
        let mut fuzzer = Fuzzer::new(seed, EFFORT).expect("the corpus can be read");
        for _ in 0..INPUTS {
            fuzzer.try_another().expect("every promise is kept");
        }
        let report = fuzzer.report();
        (report.valid, report.settings, report.updates)
    };
    let once = inputs(2);
    assert_eq!(inputs(2), once);
    assert_ne!(inputs(3), once);
}
