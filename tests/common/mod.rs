//! What several tests need: arbitrary choices, and the examples as programs.

// Each of them uses its part.
#![allow(dead_code)]
#![allow(clippy::unwrap_used)]

use std::ops::Range;
use std::path::Path;
use std::process::{Command, Output};
use std::{env, fs, io};

use faxor::learn::LossFunction;
use faxor::link::Setup;
use faxor::task::Task;
use proptest::prelude::*;

/// One of `digits` divided by ten to the power of `places`, which is what a link that says so is read as.
pub fn decimal(digits: Range<u32>, places: i32) -> impl Strategy<Value = f64> {
    digits.prop_map(move |digits| f64::from(digits) / 10_f64.powi(places))
}

/// Any task, with any noise and not too many points.
pub fn task() -> impl Strategy<Value = Setup> {
    let task = prop::sample::select(Task::ALL);
    (task, 2_usize..=40, decimal(0..11, 1)).prop_map(|(task, points, noise)| Setup {
        task,
        points,
        noise,
        ..Setup::default()
    })
}

/// Either loss.
pub fn loss() -> impl Strategy<Value = LossFunction> {
    prop::sample::select(LossFunction::ALL)
}

/// Any setup, those that no sane person would try included: up to rate 10 runs diverge, each at another update.
pub fn setup() -> impl Strategy<Value = Setup> {
    let shape = prop_oneof![9 => (1_usize..=12, 1_usize..=4), 1 => (13_usize..=64, 1_usize..=2)];
    let network = (shape, any::<bool>(), decimal(0..31, 1));
    let rate = prop_oneof![3 => decimal(0..500, 3), 1 => decimal(0..101, 1)];
    let decay = prop_oneof![2 => decimal(0..100, 4), 1 => Just(1.0), 1 => decimal(0..1000, 3)];
    (task(), network, loss(), rate, decay, 1_u32..5).prop_map(
        |(task, ((width, depth), bias, init), error, rate, decay, redraw)| Setup {
            width,
            depth,
            bias,
            init,
            error,
            rate,
            decay,
            redraw,
            ..task
        },
    )
}

/// The program of `examples/`, to be given its arguments.
///
/// `cargo test` builds it first. `cargo test --test sweep` does not, so an old one is refused.
pub fn example(name: &str) -> Command {
    // A test is target/<profile>/deps/<name>-<hash>.
    let this = env::current_exe().unwrap();
    let folder = this.ancestors().nth(2).unwrap().join("examples");
    let program = folder.join(name).with_extension(env::consts::EXE_EXTENSION);
    assert!(
        is_fresh(&program).unwrap_or(false),
        "{} is missing or older than its source: `cargo test` without `--test` builds it",
        program.display()
    );
    Command::new(program)
}

/// Whether a program is younger than every source that cargo notes beside it.
fn is_fresh(program: &Path) -> io::Result<bool> {
    let built = fs::metadata(program)?.modified()?;
    let note = fs::read_to_string(program.with_extension("d"))?;
    let sources = note.split_once(": ").map_or("", |(_, sources)| sources);
    // A space in a path is escaped.
    for source in sources.trim().replace("\\ ", "\0").split(' ') {
        if fs::metadata(source.replace('\0', " "))?.modified()? > built {
            return Ok(false);
        }
    }
    Ok(true)
}

/// What a program that went well printed; it says nothing else.
pub fn printed(output: Output) -> String {
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(
        output.status.success() && said.is_empty(),
        "{}: {said}",
        output.status
    );
    String::from_utf8(output.stdout).unwrap()
}

/// What a program said on standard error of what it does not take; it prints nothing.
pub fn complaint(output: Output) -> String {
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stdout.is_empty());
    String::from_utf8(output.stderr).unwrap()
}
