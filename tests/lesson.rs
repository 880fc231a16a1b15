//! The runs that the lesson shows: each is solved when its chapter's text says so, and stays solved.

#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used)]

use faxor::link::Link;
use faxor::run::{Experiment, Panel};

/// A reader who plays on after a chapter's end still sees what its text says.
const LONG: u64 = 100_000;

/// The update since which each of a chapter's networks is solved, if it trains for `updates`.
fn solved_since(chapter: u32, updates: u64) -> Vec<Option<u64>> {
    let (link, problems) = Link::read(&format!("lesson={chapter}"));
    assert!(problems.is_empty(), "{problems:?}");
    let mut experiment = Experiment::new(link).unwrap();
    experiment.advance(updates);
    let panels = experiment.panels();
    panels.iter().map(Panel::solved_since).collect()
}

#[test]
fn the_networks_of_chapters_that_end_solved_stay_solved() {
    for (chapter, since) in [
        (1, vec![1_100]),
        (2, vec![500]),
        (3, vec![700]),
        (4, vec![700, 1_600]),
        (5, vec![200, 1_500]),
        (9, vec![600, 1_600]),
        (11, vec![800, 1_200]),
    ] {
        let since: Vec<_> = since.into_iter().map(Some).collect();
        assert_eq!(solved_since(chapter, LONG), since, "chapter {chapter}");
    }
}
