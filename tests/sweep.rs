//! A sweep counts what its seeds come to one by one, however it is cut into parts, lanes, slices and threads; and the
//! example that prints it (`examples/sweep.rs`).

#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used)]

mod common;
mod frozen;

use std::cell::RefCell;
use std::collections::HashMap;
use std::process::Output;

use common::{complaint, decimal, example, printed};
use faxor::config::{Config, Rule};
use faxor::experiment::Experiment;
use faxor::run::Run;
use faxor::sweep::{Outcome, Part, Tally, Trial, checks, write_csv};
use frozen::{CHANGED, SWEEP};
use nalgebra::DVector;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::TestRunner;

/// What a run has come to, worked out from its weights alone.
fn came_to(run: &Run<f64>) -> Outcome {
    if run.diverged_at(0).is_some() {
        return Outcome::Diverged;
    }
    let network = run.learner().network();
    let (mut is_solved, mut is_silent) = (true, false);
    for point in &run.data().training {
        let mut z = DVector::from_column_slice(&point.input);
        let mut reaches_every_layer = true;
        for layer in 1..=network.layers() {
            let weights = network.weights(layer);
            let mut a = weights.columns(0, z.len()) * &z;
            if network.has_bias() {
                a += weights.column(z.len());
            }
            if layer <= network.hidden_layers() {
                reaches_every_layer &= a.iter().any(|&a| a > 0.0);
                a.apply(|a| *a = if *a <= 0.0 { 0.0 } else { *a });
            }
            z = a;
        }
        let is_right = z[0].is_finite() && (z[0] > 0.5) == (point.target == 1.0);
        is_solved &= is_right;
        is_silent |= !is_right && !reaches_every_layer;
    }
    match (is_solved, is_silent) {
        (true, _) => Outcome::Solved,
        (false, true) => Outcome::Silent,
        (false, false) => Outcome::Stuck,
    }
}

/// One seed by itself.
struct Alone {
    trial: Trial,
    /// At each check: whether it was solved, and whether it had diverged.
    seen: Vec<(bool, bool)>,
}

impl Alone {
    fn new(config: &Config, rule: Rule, seed: u32) -> Self {
        let config = Config {
            rules: vec![rule],
            seed,
            ..config.clone()
        };
        let mut experiment = Experiment::new(config.clone());
        let mut alone = Self {
            trial: Trial {
                seed,
                first_solved: None,
                outcome: Outcome::Stuck,
            },
            seen: Vec::new(),
        };
        for update in checks(config.updates) {
            experiment.advance(u64::from(update) - experiment.updates());
            let run = experiment.panels_mut()[0].run_mut();
            let has_diverged = run.diverged_at(0).is_some();
            let is_solved = !has_diverged && run.right().into_iter().all(|right| right);
            if is_solved {
                alone.trial.first_solved.get_or_insert(update);
            }
            alone.seen.push((is_solved, has_diverged));
        }
        alone.trial.outcome = came_to(experiment.panels()[0].run());
        alone
    }
}

/// Seeds that follow one another; after the largest comes 0.
fn seeds_from(first: u32, count: u32) -> impl Iterator<Item = u32> {
    (0..count).map(move |index| first.wrapping_add(index))
}

/// Any sweep of few seeds and updates, by any rule; half of them may be solved in so short a time.
fn sweep() -> impl Strategy<Value = (Config, Rule)> {
    let tame = (common::config(), decimal(20..300, 3), decimal(2..8, 1)).prop_map(
        |(config, rate, init)| Config {
            bias: true,
            width: config.width.max(8),
            depth: 1,
            points: 2 + config.points / 5,
            rate,
            init,
            ..config
        },
    );
    let config = prop_oneof![common::config(), tame];
    let first = prop_oneof![any::<u32>(), u32::MAX - 8..=u32::MAX];
    let rules: Vec<_> = Rule::all().collect();
    (config, select(rules), 1_u32..=350, 1_u32..=9, first).prop_map(
        |(config, rule, updates, seeds, first)| {
            let config = Config {
                updates,
                seeds,
                first,
                ..config
            };
            (config, rule)
        },
    )
}

/// The whole of a sweep by one rule.
fn tally(config: &Config, rule: Rule) -> Tally {
    Part::new(config, rule, config.first, config.seeds).finish()
}

fn tallies(config: &Config) -> Vec<(Rule, Tally)> {
    let rules = config.rules.iter();
    rules.map(|&rule| (rule, tally(config, rule))).collect()
}

fn csv(config: &Config, trials: bool) -> String {
    let mut csv = String::new();
    write_csv(&tallies(config), trials, &mut csv).unwrap();
    csv
}

#[test]
fn a_sweep_counts_of_every_seed_what_it_comes_to_alone() {
    let outcomes = RefCell::new(HashMap::<_, u32>::new());
    let case = |(config, rule): (Config, Rule)| {
        let seeds = seeds_from(config.first, config.seeds);
        let mut alone: Vec<_> = seeds.map(|seed| Alone::new(&config, rule, seed)).collect();
        alone.sort_by_key(|alone| alone.trial.seed);
        let trials: Vec<_> = alone.iter().map(|alone| alone.trial).collect();
        let tally = tally(&config, rule);
        prop_assert_eq!(tally.trials(), &trials);
        prop_assert_eq!(
            (tally.updates(), tally.seeds()),
            (config.updates, config.seeds)
        );

        for (index, update) in checks(config.updates).into_iter().enumerate() {
            let count = |is_so: &dyn Fn(&Alone) -> bool| {
                alone.iter().filter(|alone| is_so(alone)).count() as u32
            };
            let ever = |alone: &Alone| {
                alone
                    .trial
                    .first_solved
                    .is_some_and(|first| first <= update)
            };
            let solved = count(&|alone| alone.seen[index].0);
            prop_assert_eq!(tally.solved()[index], solved, "solved after {}", update);
            prop_assert_eq!(
                tally.ever_solved()[index],
                count(&ever),
                "ever solved after {}",
                update
            );
            let diverged = count(&|alone| alone.seen[index].1);
            prop_assert_eq!(
                tally.diverged()[index],
                diverged,
                "diverged after {}",
                update
            );
        }
        for outcome in Outcome::ALL {
            let count = trials
                .iter()
                .filter(|trial| trial.outcome == outcome)
                .count() as u32;
            prop_assert_eq!(tally.count(outcome), count);
            *outcomes.borrow_mut().entry(outcome).or_default() += count;
        }
        Ok(())
    };
    TestRunner::default().run(&sweep(), case).unwrap();
    let outcomes = outcomes.into_inner();
    for outcome in Outcome::ALL {
        let count = outcomes.get(&outcome).copied().unwrap_or_default();
        assert!(
            count >= 5,
            "only {count} came out {}: {outcomes:?}",
            outcome.name()
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn counts_never_contradict_one_another((config, rule) in sweep()) {
        let tally = tally(&config, rule);
        let (solved, ever_solved, diverged) = (tally.solved(), tally.ever_solved(), tally.diverged());
        prop_assert!(ever_solved.is_sorted() && diverged.is_sorted(), "{tally:?}");
        for ((solved, ever_solved), diverged) in solved.iter().zip(ever_solved).zip(diverged) {
            prop_assert!(solved <= ever_solved && solved + diverged <= tally.seeds(), "{tally:?}");
        }
        let first_solved = tally.trials().iter().filter(|trial| trial.first_solved.is_some());
        let last = [solved, ever_solved, diverged].map(|counts| *counts.last().unwrap());
        prop_assert_eq!(
            last,
            [tally.count(Outcome::Solved), first_solved.count() as u32, tally.count(Outcome::Diverged)]
        );
        let all: u32 = Outcome::ALL.map(|outcome| tally.count(outcome)).iter().sum();
        prop_assert_eq!(all, tally.seeds());
    }

    #[test]
    fn how_updates_are_divided_among_calls_changes_nothing(
        (config, rule) in sweep(),
        slices in vec(1_u32..=400, 1..8),
    ) {
        let mut part = Part::new(&config, rule, config.first, config.seeds);
        let mut slices = slices.into_iter().cycle();
        while part.advance(slices.next().unwrap()) {
            // Seeds are counted when all four of a vector are through.
            prop_assert!(part.tally().seeds() < config.seeds && part.tally().seeds().is_multiple_of(4));
        }
        prop_assert_eq!(part.tally(), &tally(&config, rule));
        prop_assert!(!part.advance(1));
        prop_assert_eq!(part.finish(), tally(&config, rule));
    }

    #[test]
    fn parts_make_the_whole_in_whatever_order_they_come(
        (config, rule) in sweep(),
        cuts in vec(1_u32..=5, 9),
        order in Just((0..9_usize).collect::<Vec<_>>()).prop_shuffle(),
    ) {
        let whole = tally(&config, rule);
        let mut parts = Vec::new();
        let mut left = config.seeds;
        for most in cuts {
            let seeds = left.min(most);
            let first = config.first.wrapping_add(config.seeds - left);
            parts.push(Part::new(&config, rule, first, seeds).finish());
            left -= seeds;
        }
        let sum = |parts: &mut dyn Iterator<Item = &Tally>| {
            let mut sum = Tally::new(config.updates);
            parts.for_each(|part| sum.add(part));
            sum
        };
        prop_assert_eq!(&sum(&mut order.iter().map(|&index| &parts[index])), &whole);
        // Two sums, each with its seeds between the other's.
        let mut even = sum(&mut parts.iter().step_by(2));
        let mut odd = sum(&mut parts.iter().skip(1).step_by(2));
        let first = even.clone();
        even.add(&odd);
        odd.add(&first);
        prop_assert_eq!(&even, &whole);
        prop_assert_eq!(&odd, &whole);
    }

    #[test]
    fn a_tally_passes_through_numbers_as_it_is((config, rule) in sweep()) {
        for tally in [tally(&config, rule), Tally::new(config.updates)] {
            let numbers = tally.to_numbers();
            prop_assert_eq!(Tally::from_numbers(config.updates, &numbers), Ok(tally));
        }
    }
}

#[test]
fn a_sweep_looks_at_the_start_at_every_hundredth_update_and_at_the_last() {
    for (updates, expected) in [
        (1, &[0, 1][..]),
        (99, &[0, 99]),
        (100, &[0, 100]),
        (101, &[0, 100, 101]),
        (350, &[0, 100, 200, 300, 350]),
    ] {
        assert_eq!(checks(updates), expected);
    }
    assert_eq!(checks(100_000).len(), 1_001);
}

#[test]
fn every_outcome_is_what_it_says_where_runs_are_known_to_come_to_it() {
    use Outcome::{Diverged, Silent, Solved, Stuck};
    for (text, rule, expected) in [
        // The article's setting.
        ("", Rule::Backpropagation, &[Solved][..]),
        ("error=sign", Rule::Backpropagation, &[Solved]),
        ("error=sign", Rule::FeedbackAlignment, &[Solved, Stuck]),
        ("", Rule::ReadoutOnly, &[Solved]),
        // Random units of a small start are too few for read-out alone.
        (
            "bias=1&init=0.1&rate=0.1",
            Rule::FeedbackAlignment,
            &[Solved],
        ),
        ("bias=1&init=0.1&rate=0.1", Rule::ReadoutOnly, &[Stuck]),
        // Too fast.
        ("rate=0.1", Rule::ReadoutOnly, &[Diverged, Solved]),
        ("rate=0.1", Rule::Backpropagation, &[Silent, Solved]),
        ("rate=5&bias=1", Rule::KolenPollack, &[Diverged]),
        // Two units, then none that hears anything.
        ("width=2&depth=3", Rule::Backpropagation, &[Silent]),
        // Nothing comes of nothing.
        ("init=0", Rule::FeedbackAlignment, &[Silent]),
        ("init=0&bias=1", Rule::Backpropagation, &[Silent]),
        // Drawn tasks.
        ("task=gaussians&points=20", Rule::Backpropagation, &[Solved]),
        (
            "task=quadrants&points=20&bias=1&width=5",
            Rule::FeedbackAlignment,
            &[Stuck],
        ),
        (
            "task=circle&points=9",
            Rule::DirectFeedbackAlignment,
            &[Stuck],
        ),
        ("task=spirals&points=10", Rule::SignSymmetric, &[Stuck]),
    ] {
        let config: Config = format!("{text}&updates=2000&seeds=12").parse().unwrap();
        let tally = tally(&config, rule);
        for trial in tally.trials() {
            let mut run = Run::<f64>::new(&config, rule, &[trial.seed]);
            run.advance(2_000);
            let expected = came_to(&run);
            assert_eq!(trial.outcome, expected, "{text}, {rule:?}, {trial:?}");
        }
        for &outcome in expected {
            let count = tally.count(outcome);
            assert!(count > 0, "{text}, {rule:?}: {:?}", tally.trials());
        }
    }
}

#[test]
fn as_many_are_solved_as_an_independent_prototype_found() {
    // An independent prototype's figures: percent of 2,000 seeds solved after 5,000 updates, and at any check of these if it was noted.
    const ARTICLE: &str = "error=sign";
    const DIFFERENCE: &str = "error=difference";
    const SMALL: &str = "bias=1&init=0.1&rate=0.1";
    const SEEDS: u32 = 200;
    for (text, rule, solved, ever_solved) in [
        (DIFFERENCE, Rule::Backpropagation, 96.5, Some(96.5)),
        (DIFFERENCE, Rule::FeedbackAlignment, 85.0, Some(88.0)),
        (DIFFERENCE, Rule::ReadoutOnly, 93.0, Some(94.0)),
        (ARTICLE, Rule::Backpropagation, 96.5, Some(96.5)),
        (ARTICLE, Rule::FeedbackAlignment, 48.0, Some(92.5)),
        (SMALL, Rule::Backpropagation, 98.0, None),
        (SMALL, Rule::FeedbackAlignment, 80.0, None),
        (SMALL, Rule::ReadoutOnly, 0.0, None),
    ] {
        let config: Config = format!("{text}&updates=5000&seeds={SEEDS}")
            .parse()
            .unwrap();
        let tally = tally(&config, rule);
        let is_near = |found: &[u32], expected: f64| {
            let (found, expected) = (
                f64::from(*found.last().unwrap()) / f64::from(SEEDS),
                expected / 100.0,
            );
            // Four standard errors of ours and the prototype's, and its rounding.
            let variance = expected * (1.0 - expected) * (1.0 / f64::from(SEEDS) + 1.0 / 2_000.0);
            assert!(
                (found - expected).abs() <= 4.0 * variance.sqrt() + 0.005,
                "{text}, {}: {found}, not {expected}",
                rule.name()
            );
        };
        is_near(tally.solved(), solved);
        if let Some(ever_solved) = ever_solved {
            is_near(tally.ever_solved(), ever_solved);
        }
    }
}

#[test]
fn the_best_seeds_come_first() {
    let never = u32::MAX;
    let place = |outcome: Outcome| outcome as u32;
    let (solved, stuck) = (place(Outcome::Solved), place(Outcome::Stuck));
    let (silent, diverged) = (place(Outcome::Silent), place(Outcome::Diverged));
    let trials = [
        [0, 100, diverged],
        [1, never, silent],
        [2, never, stuck],
        [3, 200, solved],
        [4, 100, stuck],
        [5, 100, solved],
        [6, never, diverged],
        [7, 0, silent],
        [8, 100, solved],
        [9, never, stuck],
    ];
    let mut numbers = vec![0; 3 * checks(250).len()];
    numbers.extend(trials.as_flattened());
    let ranked = Tally::from_numbers(250, &numbers).unwrap().ranked();
    let seeds: Vec<_> = ranked.iter().map(|trial| trial.seed).collect();
    assert_eq!(seeds, [5, 8, 3, 4, 2, 9, 7, 1, 0, 6]);
    assert_eq!(
        (ranked[2].first_solved, ranked[8].first_solved),
        (Some(200), Some(100))
    );
    assert_eq!(
        (ranked[1].outcome, ranked[7].first_solved),
        (Outcome::Solved, None)
    );
}

#[test]
fn numbers_of_a_wrong_length_or_with_an_unknown_outcome_are_no_tally() {
    let config: Config = "updates=250".parse().unwrap();
    let numbers = Part::new(&config, Rule::Backpropagation, 0, 5)
        .finish()
        .to_numbers();
    // Three counts at each of four checks, three numbers a seed.
    assert_eq!(numbers.len(), 3 * 4 + 3 * 5);
    for length in 0..=numbers.len() {
        let found = Tally::from_numbers(250, &numbers[..length]);
        if length >= 12 && length.is_multiple_of(3) {
            assert_eq!(found.unwrap().seeds() as usize, (length - 12) / 3);
        } else {
            let said = format!("{length} numbers are no tally of runs of 250 updates");
            assert_eq!(found.unwrap_err().to_string(), said);
        }
    }
    for seed in 0..5 {
        for unknown in [4, u32::MAX] {
            let mut numbers = numbers.clone();
            numbers[12 + 3 * seed + 2] = unknown;
            assert!(
                Tally::from_numbers(250, &numbers).is_err(),
                "outcome {unknown}"
            );
        }
    }
}

#[test]
fn a_small_sweep_is_written_as_the_frozen_csv() {
    let config: Config = SWEEP.text.parse().unwrap();
    let tallies = tallies(&config);
    for outcome in Outcome::ALL {
        let mut counts = tallies.iter().map(|(_, tally)| tally.count(outcome));
        assert!(
            counts.any(|count| count > 0),
            "none came out {}",
            outcome.name()
        );
    }
    assert_eq!(csv(&config, true), SWEEP.csv, "{CHANGED}");
    let (curves, _) = SWEEP
        .csv
        .split_once("\nrule,seed,first_solved,outcome\n")
        .unwrap();
    assert_eq!(csv(&config, false), curves);
}

fn sweep_program(arguments: &[&str]) -> Output {
    example("sweep").args(arguments).output().unwrap()
}

#[test]
fn the_program_prints_the_same_csv_with_one_thread_and_with_four() {
    // Seeds for three parts of the program's, the last one not full.
    let text =
        "task=quadrants&points=20&rules=bp,redrawn&bias=1&updates=350&seeds=41&first=4294867295";
    let config: Config = text.parse().unwrap();
    for threads in ["1", "4"] {
        let print = |arguments: &[&str]| {
            let mut program = example("sweep");
            program.env("RAYON_NUM_THREADS", threads).args(arguments);
            printed(program.output().unwrap())
        };
        assert_eq!(
            print(&[text, "--seeds"]),
            csv(&config, true),
            "{threads} threads"
        );
        assert_eq!(print(&[text]), csv(&config, false), "{threads} threads");
    }
}

#[test]
fn the_program_prints_the_frozen_csv_wherever_the_option_stands_and_whatever_a_page_would_do() {
    let link = format!(
        "https://x.example/faxor/#{}&seed=5&at=9&speed=max",
        SWEEP.text
    );
    for arguments in [
        [SWEEP.text, "--seeds"],
        ["--seeds", SWEEP.text],
        [&link, "--seeds"],
    ] {
        assert_eq!(
            printed(sweep_program(&arguments)),
            SWEEP.csv,
            "{arguments:?}"
        );
    }
}

#[test]
fn the_program_ends_with_code_2_and_a_line_for_each_thing_that_it_does_not_take() {
    let said = |arguments: &[&str]| complaint(sweep_program(arguments));
    assert_eq!(
        said(&["seeds=100001"]),
        "seeds is “100001”; it may be a whole number from 1 to 100000\n"
    );
    let several = said(&["width=65&updates=0&foo=1&seeds=3"]);
    let lines: Vec<_> = several.lines().collect();
    assert_eq!(lines.len(), 3, "{several}");
    assert_eq!(
        lines[0],
        "width is “65”; it may be a whole number from 1 to 64"
    );
    assert_eq!(
        lines[1],
        "updates is “0”; it may be a whole number from 1 to 100000"
    );
    assert!(lines[2].starts_with("“foo” is not a key;"), "{several}");
    for arguments in [&[][..], &["--seeds"]] {
        let none = said(arguments);
        assert!(
            none.starts_with("sweep takes one text") && none.contains("found 0 texts"),
            "{none}"
        );
        assert_eq!(none.lines().count(), 1);
    }
    // What a shell makes of a text without quotes.
    assert!(said(&["rules=fa", "error=sign"]).contains("found 2 texts"));
    for option in ["--help", "--seed", "--seeds=3"] {
        assert_eq!(
            said(&["rules=fa", option]),
            format!("{option} is no option; --seeds is one\n")
        );
    }
}
