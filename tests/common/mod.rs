//! Shared by several tests: strategies for arbitrary choices, and the examples as programs.

// Each test uses only some of this.
#![allow(dead_code)]
#![allow(clippy::unwrap_used)]

use std::ops::Range;
use std::path::Path;
use std::process::{Command, Output};
use std::{env, fs, io};

use faxor::learn::LossFunction;
use faxor::link::Setup;
use faxor::task::{Point, Task};
use proptest::prelude::*;

/// One of `digits`, divided by ten to the power of `places`. It equals the number read from that
/// decimal.
pub fn decimal(digits: Range<u32>, places: i32) -> impl Strategy<Value = f64> {
    digits.prop_map(move |digits| f64::from(digits) / 10_f64.powi(places))
}

/// Any task, with any noise and a moderate number of points.
pub fn task() -> impl Strategy<Value = Setup> {
    let task = prop::sample::select(Task::ALL);
    (task, 2_usize..=40, decimal(0..11, 1), own_points()).prop_map(|(task, points, noise, data)| {
        Setup {
            task,
            points,
            noise,
            data,
            ..Setup::default()
        }
    })
}

/// A reader's own points, some of them far away and some at one place.
pub fn own_points() -> impl Strategy<Value = Vec<Point>> {
    let near = || (-20..=20_i32).prop_map(|tenths| f64::from(tenths) / 10.0);
    let coordinate = || {
        let far = (-1000..=1000_i32).prop_map(|hundredths| f64::from(hundredths) / 100.0);
        prop_oneof![9 => near(), 1 => far]
    };
    let point = (coordinate(), coordinate(), any::<bool>()).prop_map(|(x1, x2, class)| Point {
        input: [x1, x2],
        target: f64::from(u8::from(class)),
    });
    prop::collection::vec(point, 2..=40)
}

/// Either loss.
pub fn loss() -> impl Strategy<Value = LossFunction> {
    prop::sample::select(LossFunction::ALL)
}

/// Any setup, including unreasonable ones: with rates up to 10, runs diverge at various updates.
pub fn setup() -> impl Strategy<Value = Setup> {
    let shape = prop_oneof![9 => (1_usize..=12, 1_usize..=4), 1 => (13_usize..=64, 1_usize..=2)];
    let network = (shape, any::<bool>(), decimal(0..31, 1));
    let rate = prop_oneof![3 => decimal(0..500, 3), 1 => decimal(0..101, 1)];
    let decay = prop_oneof![2 => decimal(0..100, 4), 1 => Just(1.0), 1 => decimal(0..1000, 3)];
    let angle = prop::option::of(prop_oneof![decimal(0..1801, 1), Just(0.0), Just(180.0)]);
    let feedback = (angle, prop::option::of(decimal(0..31, 1)));
    (task(), network, loss(), rate, decay, 1_u32..5, feedback).prop_map(
        |(task, ((width, depth), bias, init), error, rate, decay, redraw, (angle, feedback))| {
            Setup {
                width,
                depth,
                bias,
                init,
                error,
                rate,
                decay,
                redraw,
                angle,
                feedback,
                ..task
            }
        },
    )
}

/// A program of `examples/`, ready for its arguments.
///
/// `cargo test` builds it first. `cargo test --test sweep` does not, so an outdated program is
/// refused.
pub fn example(name: &str) -> Command {
    // A test is at target/<profile>/deps/<name>-<hash>.
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

/// Whether a program is newer than every source that cargo lists for it.
fn is_fresh(program: &Path) -> io::Result<bool> {
    let built = fs::metadata(program)?.modified()?;
    let note = fs::read_to_string(program.with_extension("d"))?;
    let sources = note.split_once(": ").map_or("", |(_, sources)| sources);
    // Spaces in paths are escaped.
    for source in sources.trim().replace("\\ ", "\0").split(' ') {
        if fs::metadata(source.replace('\0', " "))?.modified()? > built {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The output of a program that must succeed, with nothing on standard error.
pub fn printed(output: Output) -> String {
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(
        output.status.success() && said.is_empty(),
        "{}: {said}",
        output.status
    );
    String::from_utf8(output.stdout).unwrap()
}

/// The message on standard error of a program that must refuse its arguments and print nothing
/// else.
pub fn complaint(output: Output) -> String {
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stdout.is_empty());
    String::from_utf8(output.stderr).unwrap()
}
