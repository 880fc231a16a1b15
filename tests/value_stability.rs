//! What a config fixes stays fixed: the bits of `tests/frozen/mod.rs`, made again.

#![cfg(not(target_arch = "wasm32"))]

mod frozen;

use faxor::config::{Config, OutputError, Rule, Task};
use frozen::{CHANGED, FROZEN, FrozenPoints, LARGE_PICTURE, PICTURE, POINTS};

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
    let configs: Vec<Config> = FROZEN
        .iter()
        .map(|frozen| frozen.text.parse().expect(frozen.text))
        .collect();
    let has = |wanted: &dyn Fn(&Config) -> bool| configs.iter().any(wanted);
    for rule in Rule::all() {
        assert!(
            has(&|config| config.rules.contains(&rule)),
            "{}",
            rule.name()
        );
    }
    for task in Task::all() {
        assert!(has(&|config| config.task == task), "{task:?}");
        let points = |frozen: &FrozenPoints| frozen.text.parse::<Config>().expect(frozen.text);
        let is_there = POINTS.iter().any(|frozen| points(frozen).task == task);
        assert_eq!(is_there, task.is_drawn(), "{task:?}");
    }
    for error in [OutputError::Difference, OutputError::Sign] {
        assert!(
            has(&|config| config.error == error && config.bias),
            "{error:?} with bias"
        );
        assert!(
            has(&|config| config.error == error && !config.bias),
            "{error:?} without bias"
        );
    }
}
