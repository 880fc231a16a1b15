//! The bits of `tests/frozen/mod.rs`, computed again: what a link determines must not change.

#![cfg(not(target_arch = "wasm32"))]

mod frozen;

use faxor::learn::{LossFunction, Rule};
use faxor::link::{Link, Setup};
use faxor::task::Task;
use frozen::{CHANGED, FROZEN, LARGE_PICTURE, PICTURE, POINTS};

#[test]
fn every_frozen_run_still_ends_in_the_same_bits() {
    let changed = frozen::changed_runs();
    assert!(changed.is_empty(), "{CHANGED}.\n{}", changed.join("\n"));
}

#[test]
fn every_random_stream_still_begins_with_the_same_draws() {
    let changed = frozen::changed_streams();
    assert!(changed.is_empty(), "{CHANGED}.\n{}", changed.join("\n"));
}

#[test]
fn every_drawn_task_still_has_the_same_points() {
    let changed = frozen::changed_points();
    assert!(changed.is_empty(), "{CHANGED}.\n{}", changed.join("\n"));
}

#[test]
fn the_frozen_picture_still_has_the_same_pixels() {
    for picture in [PICTURE, LARGE_PICTURE] {
        let now = frozen::picture_now(&picture);
        assert_eq!(now, [picture.light, picture.dark], "found {now:#018x?}");
    }
}

#[test]
fn the_frozen_runs_cover_every_rule_and_task_with_both_errors_with_and_without_bias() {
    let setup_of = |text: &str| text.parse::<Link>().expect(text).setup;
    let setups: Vec<_> = FROZEN.iter().map(|frozen| setup_of(frozen.text)).collect();
    let has = |wanted: &dyn Fn(&Setup) -> bool| setups.iter().any(wanted);
    for &rule in Rule::ALL {
        assert!(has(&|setup| setup.has(rule)), "{rule:?}");
    }
    for &task in Task::ALL {
        assert!(has(&|setup| setup.task == task), "{task:?}");
        let is_there = POINTS
            .iter()
            .any(|frozen| setup_of(frozen.text).task == task);
        assert_eq!(is_there, task.is_drawn(), "{task:?}");
    }
    for &error in LossFunction::ALL {
        assert!(
            has(&|setup| setup.error == error && setup.bias),
            "{error:?} with bias"
        );
        assert!(
            has(&|setup| setup.error == error && !setup.bias),
            "{error:?} without bias"
        );
    }
}
