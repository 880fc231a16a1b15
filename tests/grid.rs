//! Sweeps over choices: the cells of a link, what is counted in them, and parts of a sweep that add
//! up to the whole, to the byte. Also tests the example that prints them (`examples/sweep.rs`) and
//! the script that spreads one over several machines (`examples/cluster/`).

// The scripts for several machines need a Unix shell.
#![cfg(unix)]
#![allow(clippy::unwrap_used)]

mod common;

use std::ops::Range;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::Duration;
use std::{env, fs, thread};

use common::{complaint, example, printed};
use faxor::learn::Rule;
use faxor::link::{Key, Link, LinkError};
use faxor::run::{
    Batch, CellCounts, Counts, Outcome, Part, PartError, Tally, Trial, cells, write_grid,
};
use proptest::prelude::*;

/// A small map in which every outcome occurs. The page's tests have its CSV too.
const MAP: &str =
    "rules=bp,fa&bias=1&updates=500&over=rate:0.01:1:3:log,init:0.2:2.2:3&each=6&first=11";

/// The curve that the page's tests compare with the page's own.
const CURVE: &str = "seed=41&bias=1&init=0.1&rate=0.1&updates=1500&first=5&each=3&over=angle";

fn link(text: &str) -> Link {
    text.parse().unwrap()
}

fn values(over: &str) -> Vec<String> {
    let axes = link(&format!("over={over}")).sweep.over.axes();
    axes.into_iter().map(|axis| axis.values.join(" ")).collect()
}

#[test]
fn an_axis_has_round_values_from_one_end_to_the_other() {
    for (over, expected) in [
        (
            "rate",
            "0.001 0.00178 0.00316 0.00562 0.01 0.0178 0.0316 0.0562 0.1 0.178 0.316 0.562 1",
        ),
        (
            "init",
            "0.01 0.0178 0.0316 0.0562 0.1 0.178 0.316 0.562 1 1.78 3.16 5.62 10",
        ),
        ("width", "1 2 4 8 16 32 64"),
        ("redraw", "1 2 5 10 22 46 100 215 464 1000"),
        ("points", "5 10 20 40 80 160"),
        ("bias", "0 1"),
        ("error", "difference sign"),
        ("task", "xor quadrants circle spirals gaussians"),
        ("rate:0:1:4", "0 0.333333 0.666667 1"),
        ("rate:0.1:0.7:3", "0.1 0.4 0.7"),
        ("init:.5:2:3:log", "0.5 1 2"),
        ("angle:12.345:180:2", "12.345 180"),
        // Whole numbers that would be there twice are there once.
        ("depth:1:3:9", "1 2 3"),
        (
            "feedback:0.000000000000000001:1:3:log",
            "0.000000000000000001 0.000000001 1",
        ),
        ("task:circle:xor", "circle xor"),
    ] {
        let rules = link(&format!("rules=fa,redrawn&task=circle&over={over}"));
        let found: Vec<_> = rules.sweep.over.axes();
        assert_eq!(found[0].values.join(" "), expected, "{over}");
    }
    assert_eq!(values("angle")[0].split(' ').count(), 19);
    assert_eq!(
        values("rate,depth:1:2:2"),
        [values("rate")[0].as_str(), "1 2"]
    );
}

#[test]
fn every_choice_that_may_be_an_axis_has_a_usual_range_of_allowed_values() {
    let mut axes = Vec::new();
    for &key in Key::ALL {
        let Some(range) = key.usual_range() else {
            continue;
        };
        axes.push(key.name());
        let text = format!("task=circle&rules=fa,redrawn,kp&over={}", key.name());
        let short = link(&text);
        let long = link(&format!("{text}:{range}"));
        assert_eq!(short, long, "the usual range is not left out");
        for axis in short.sweep.over.axes() {
            for value in &axis.values {
                let mut at = Link::default();
                at.set(key, value).unwrap();
                assert_eq!(&at.get(key), value, "not as the link writes it");
            }
        }
    }
    assert_eq!(
        axes.join(" "),
        "task points noise width depth bias init error rate decay redraw angle feedback"
    );
}

#[test]
fn an_axis_is_written_in_one_form_and_without_its_usual_range() {
    for (over, written) in [
        ("rate:0.001:1:13:log", "rate"),
        ("rate:1e-3:1:013:log", "rate"),
        ("rate:.5:01:3", "rate:0.5:1:3"),
        ("depth,rate:0:1:2", "depth,rate:0:1:2"),
        ("task:xor:circle", "task:xor:circle"),
        ("", ""),
    ] {
        let link = link(&format!("over={over}"));
        assert_eq!(link.get(Key::Over), written, "{over}");
        assert_eq!(
            Link::read(&link.to_string()),
            (link.clone(), vec![]),
            "{over}"
        );
    }
}

#[test]
fn axes_given_twice_too_many_axes_and_too_many_cells_are_refused() {
    for over in [
        "rate,rate",
        "rate,rate:0.1:1:3",
        "rate,init,depth",
        "rate:0:1:33,init:0:1:32",
        "rate,",
        ",",
    ] {
        let (found, problems) = Link::read(&format!("over={over}&seed=9"));
        let bad = |problem: &LinkError| matches!(problem, LinkError::BadValue { key: "over", .. });
        assert!(
            problems.len() == 1 && bad(&problems[0]),
            "{over}: {problems:?}"
        );
        assert!(
            problems[0].to_string().contains("at most 1024 cells"),
            "{problems:?}"
        );
        assert_eq!((found.get(Key::Over), found.setup.seed), (String::new(), 9));
    }
    assert_eq!(cells(&link("over=rate:0:1:32,init:0:1:32")).len(), 1024);
    // Of several axes, the message names the one that is wrong.
    let wrong = "over=rate,init:2:1:3"
        .parse::<Link>()
        .unwrap_err()
        .to_string();
    assert!(
        wrong.starts_with("over is “init:2:1:3”; it may be"),
        "{wrong}"
    );
}

#[test]
fn an_axis_that_nothing_uses_is_named_and_not_written() {
    for (text, key) in [
        ("rules=bp,fa&over=decay", "decay"),
        ("rules=bp,fa&over=rate,redraw", "redraw"),
        ("rules=bp&over=angle,rate", "angle"),
        ("rules=bp&over=angle:0:90:3", "angle"),
        ("rules=bp,usf&over=feedback", "feedback"),
        ("over=noise", "noise"),
        ("task=own&over=points", "points"),
        ("rules=bp&over=task,decay", "decay"),
    ] {
        let (found, problems) = Link::read(text);
        assert_eq!(problems, [LinkError::IdleAxis { key }], "{text}");
        assert!(found.sweep.over.is_empty(), "{text}");
        assert!(
            problems[0]
                .to_string()
                .starts_with(&format!("over is “{key}”, which"))
        );
    }
    for text in [
        "rules=bp&over=angle",
        "rules=kp&over=decay",
        "task=circle&over=noise,points",
        "over=task,points",
        "rules=redrawn&over=redraw",
    ] {
        link(text);
    }
    // A later choice may make an axis idle: it comes back with the choice.
    let mut changed = link("rules=kp&over=decay");
    changed.set(Key::Rules, "bp").unwrap();
    assert!(!changed.to_string().contains("over="), "{changed}");
    changed.set(Key::Rules, "kp").unwrap();
    assert!(changed.to_string().contains("over=decay"), "{changed}");
}

#[test]
fn a_cell_has_a_link_to_its_own_sweep() {
    let whole = link(
        "rules=fa,kp&seed=5&at=9&over=task:circle:xor,rate:0.1:0.2:2&each=7&first=3&updates=20",
    );
    let cells = cells(&whole);
    let values: Vec<_> = cells.iter().map(|cell| cell.values.join(" ")).collect();
    assert_eq!(values, ["circle 0.1", "circle 0.2", "xor 0.1", "xor 0.2"]);
    for cell in &cells {
        let there = &cell.link;
        assert_eq!(there.get(Key::Task), cell.values[0]);
        assert_eq!(there.get(Key::Rate), cell.values[1]);
        assert_eq!((there.seeds(), there.sweep.updates), (3..10, 20));
        assert!(there.sweep.over.is_empty());
        assert_eq!(there.setup.rules, whole.setup.rules);
    }
}

/// The counts of every cell, each of whose networks is trained alone.
fn counted(link: &Link, seeds: &Range<u32>) -> CellCounts {
    let of_cell = |cell: &faxor::run::Cell| {
        let networks = cell.link.setup.rules.iter();
        let counts = networks.map(|network| {
            let mut sum = Counts::new(link.sweep.updates);
            for seed in seeds.clone() {
                let batch = Batch::new(&cell.link, network.clone(), seed, 1).unwrap();
                sum.add(&Counts::of(&batch.finish())).unwrap();
            }
            (network.clone(), sum)
        });
        counts.collect()
    };
    cells(link).iter().map(of_cell).collect()
}

fn whole(link: &Link) -> String {
    let mut csv = String::new();
    write_grid(link, &counted(link, &link.seeds()), &mut csv).unwrap();
    csv
}

fn text_of(part: &Part) -> String {
    let mut text = String::new();
    part.write(&mut text).unwrap();
    text
}

#[test]
fn counts_are_those_of_the_trials() {
    let map = link(MAP);
    let mut outcomes = [0; 4];
    for cell in cells(&map) {
        let tally = Batch::new(&cell.link, Rule::FeedbackAlignment, 11, 6).unwrap();
        let tally = tally.finish();
        let counts = Counts::of(&tally);
        assert_eq!(counts.seeds(), 6);
        for &outcome in Outcome::ALL {
            assert_eq!(counts.count(outcome), tally.count(outcome));
            outcomes[outcome as usize] += tally.count(outcome);
        }
        assert_eq!(Some(&counts.ever_solved()), tally.ever_solved().last());
        // In the order in which they were solved, the third of six is the median.
        let mut solved: Vec<_> = tally
            .trials()
            .filter_map(|trial| trial.first_solved)
            .collect();
        solved.sort_unstable();
        assert_eq!(counts.median_first_solved(), solved.get(2).copied());
    }
    assert!(outcomes.iter().all(|&count| count > 0), "{outcomes:?}");
}

#[test]
fn the_median_is_of_all_networks_and_there_is_none_where_fewer_than_half_were_ever_solved() {
    let counts = |first_solved: &[Option<u32>]| {
        let trials = (0..).zip(first_solved).flat_map(|(seed, &first_solved)| {
            let is_last = first_solved == Some(250);
            let outcome = if is_last {
                Outcome::Solved
            } else {
                Outcome::Stuck
            };
            Trial {
                seed,
                first_solved,
                outcome,
            }
            .to_numbers()
        });
        let mut numbers = vec![0; 3 * 4];
        for &first in first_solved.iter().flatten() {
            let check = first.div_ceil(100) as usize;
            numbers[check] += 1;
            numbers[4 + check..8].iter_mut().for_each(|ever| *ever += 1);
        }
        numbers.extend(trials);
        Counts::of(&Tally::from_numbers(250, &numbers).unwrap()).median_first_solved()
    };
    assert_eq!(counts(&[]), None);
    assert_eq!(counts(&[None]), None);
    assert_eq!(counts(&[Some(250)]), Some(250));
    assert_eq!(counts(&[Some(100), None]), Some(100));
    assert_eq!(counts(&[Some(0), None, None]), None);
    assert_eq!(counts(&[Some(200), None, Some(0)]), Some(200));
    assert_eq!(
        counts(&[Some(200), Some(250), Some(0), Some(100)]),
        Some(100)
    );
}

#[test]
fn the_order_in_which_counts_are_added_changes_nothing_and_another_length_is_refused() {
    let map = link(MAP);
    let cell = &cells(&map)[4];
    let of = |seeds: Range<u32>| {
        let batch = Batch::new(
            &cell.link,
            Rule::Backpropagation,
            seeds.start,
            seeds.len() as u32,
        );
        Counts::of(&batch.unwrap().finish())
    };
    let (mut one, mut other) = (of(0..3), of(3..9));
    let [first, second] = [one.clone(), other.clone()];
    one.add(&second).unwrap();
    other.add(&first).unwrap();
    assert_eq!(one, of(0..9));
    assert_eq!(one, other);
    assert!(one.add(&Counts::new(499)).is_err());
    assert_eq!(one, other);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn a_sweep_that_is_cut_into_any_parts_adds_up_to_the_whole_in_any_order(
        of in 1_u32..=6,
        has_axes in any::<bool>(),
        order in Just((0..6_u32).collect::<Vec<_>>()).prop_shuffle(),
    ) {
        let text = if has_axes { MAP } else { "rules=fa,redrawn&updates=250&seeds=6&first=46&rate=0.2" };
        let link = link(text);
        let counts = |seeds: &Range<u32>| if has_axes {
            Part::of_cells(&link, seeds.clone(), &counted(&link, seeds)).unwrap()
        } else {
            let networks = link.setup.rules.iter().map(|network| {
                let batch = Batch::new(&link, network.clone(), seeds.start, seeds.len() as u32);
                (network.clone(), batch.unwrap().finish())
            });
            Part::of_tallies(&link, seeds.clone(), &networks.collect::<Vec<_>>()).unwrap()
        };
        let parts: Vec<_> = (1..=of).map(|number| counts(&Part::seeds_of(&link, number, of))).collect();
        let mut sum: Option<Part> = None;
        for place in order.into_iter().filter(|&place| place < of) {
            // Each goes through a file.
            let part: Part = text_of(&parts[place as usize]).parse().unwrap();
            prop_assert_eq!(&part, &parts[place as usize]);
            match &mut sum {
                None => sum = Some(part),
                Some(sum) => {
                    prop_assert!(!sum.missing().is_empty());
                    sum.add(&part).unwrap();
                    let again = sum.clone().add(&part);
                    prop_assert!(matches!(again, Err(PartError::Overlap { .. })), "{again:?}");
                }
            }
        }
        let sum = sum.unwrap();
        prop_assert_eq!(sum.missing(), vec![]);
        let (mut added, mut at_once) = (String::new(), String::new());
        sum.write_whole(&mut added).unwrap();
        counts(&link.seeds()).write_whole(&mut at_once).unwrap();
        prop_assert_eq!(added, at_once);
    }
}

proptest! {
    #[test]
    fn a_damaged_part_is_refused_or_is_read_again_as_it_is_written(
        has_axes in any::<bool>(),
        cuts in prop::collection::vec((any::<prop::sample::Index>(), 0_usize..4, ".{0,3}"), 1..4),
    ) {
        let text = if has_axes { MAP } else { "rules=fa,redrawn&updates=250&seeds=6&first=11" };
        let link = link(text);
        let part = if has_axes {
            let counts = Counts::of(&Batch::new(&link, Rule::FeedbackAlignment, 11, 2).unwrap().finish());
            let of_cell = |cell: &faxor::run::Cell| {
                let networks = cell.link.setup.rules.iter();
                networks.map(|network| (network.clone(), counts.clone())).collect()
            };
            let counts = cells(&link).iter().map(of_cell).collect();
            Part::of_cells(&link, 11..13, &counts).unwrap()
        } else {
            let networks = link.setup.rules.iter().map(|network| {
                (network.clone(), Batch::new(&link, network.clone(), 11, 2).unwrap().finish())
            });
            Part::of_tallies(&link, 11..13, &networks.collect::<Vec<_>>()).unwrap()
        };
        let mut damaged = text_of(&part);
        for (at, length, put) in cuts {
            let place = |from: usize| (from..=damaged.len()).find(|&at| damaged.is_char_boundary(at)).unwrap();
            let start = place(at.index(damaged.len() + 1));
            let end = place((start + length).min(damaged.len()));
            damaged.replace_range(start..end, &put);
        }
        if let Ok(read) = damaged.parse::<Part>() {
            prop_assert_eq!(text_of(&read).parse::<Part>().unwrap(), read.clone());
        }
    }
}

#[test]
fn a_text_that_is_no_part_is_refused_and_the_message_names_what_is_wrong() {
    let map = link(MAP);
    let good = Part::of_cells(&map, 11..13, &counted(&map, &(11..13))).unwrap();
    let good = text_of(&good);
    let plain = link("rules=fa&updates=200&seeds=4&rate=0&init=0");
    let batch = Batch::new(&plain, Rule::FeedbackAlignment, 0, 2).unwrap();
    let plain_tallies = [(Rule::FeedbackAlignment.into(), batch.finish())];
    let plain = Part::of_tallies(&plain, 0..2, &plain_tallies).unwrap();
    let plain = text_of(&plain);
    let last = good.trim_end().rsplit_once('\n').unwrap().1;
    let last = &format!("\n{last}");
    for (text, said) in [
        (
            String::new(),
            "line 1 is “”; a part begins with # and the text of a link",
        ),
        (
            good.replacen("# ", "", 1),
            "a part begins with # and the text of a link",
        ),
        (
            good.replacen("updates=500", "updates=0", 1),
            "updates is “0”; it may be",
        ),
        (
            good.replacen("11 to 12", "12", 1),
            "line 2 is “# seeds 12”; a part begins with its seeds",
        ),
        (
            good.replacen("11 to 12", "12 to 11", 1),
            "as in # seeds 100 to 149",
        ),
        (
            good.replacen("11 to 12", "10 to 11", 1),
            "seeds 10 to 11 are not all among the link's, 11 to 16",
        ),
        (
            good.replacen("11 to 12", "11 to 4294967295", 1),
            "as in # seeds",
        ),
        (
            good.replacen("# seeds 11 to 12\n", "", 1),
            "a part begins with its seeds",
        ),
        (
            good.replacen("rule,outcome", "rule,outcomes", 1),
            "a row is rate,init,rule,outcome,first_solved,networks",
        ),
        (
            good.replace(last, "\n1,2.2,fa,asleep,,2"),
            "is “1,2.2,fa,asleep,,2”; a row is",
        ),
        (good.replace(last, "\n1,2.2,kp,stuck,,2"), "a row is"),
        (good.replace(last, "\n1,2.2,fa,stuck,150,2"), "a row is"),
        (good.replace(last, "\n1,2.2,fa,solved,,2"), "a row is"),
        (good.replace(last, "\n1,2.2,fa,stuck,,-2"), "a row is"),
        (
            good.replace(last, "\n1,2.2,fa,stuck,,4294967295"),
            "networks of 1,2.2,fa, and the part has 2 seeds",
        ),
        (good.replace(last, ""), "was it written to its end?"),
        (
            plain.replacen("fa,100,2,", "fa,100,3,", 1),
            "a row is rule,update,seeds,solved,ever_solved,diverged",
        ),
        (plain.replacen("fa,100,2,0", "fa,100,2,3", 1), "a row is"),
        (
            plain.replace("fa,200,2,0,0,0\n", ""),
            "the text ends in line 5, before its last row does; was it written to its end?",
        ),
        (
            plain.trim_end().to_owned(),
            "the text ends in line 6, before its last row does; was it written to its end?",
        ),
        (
            plain.replacen("fa,100,2,0,0", "fa,100,2,1,0", 1),
            "line 5 is “fa,100,2,1,0,0”; a row is",
        ),
        (
            plain.replacen("fa,100,2,0,0,0", "fa,100,2,1,1,2", 1),
            "line 5 is “fa,100,2,1,1,2”; a row is",
        ),
        (
            plain.replacen("fa,100,2,0,0", "fa,100,2,0,1", 1),
            "line 6 is “fa,200,2,0,0,0”; a row is",
        ),
        (
            plain.replacen("fa,100,2,0,0,0", "fa,100,2,0,0,1", 1),
            "line 6 is “fa,200,2,0,0,0”; a row is",
        ),
        (
            plain.replacen("# seeds 0 to 1\n", "# seeds 0 to 1\n# seeds 1 to 2\n", 1),
            "seeds 1 to 1 are counted already; each seed may be counted once",
        ),
        (
            plain.clone() + "fa,300,2,0,0,0\n",
            "line 7 is “fa,300,2,0,0,0”",
        ),
    ] {
        assert!(text != good && text != plain, "nothing was changed: {said}");
        let problem = text.parse::<Part>().unwrap_err().to_string();
        assert!(problem.contains(said), "{problem:?} does not say {said:?}");
    }
    let one: Part = good.parse().unwrap();
    let others = [
        MAP.replace("bias=1", "bias=0"),
        MAP.replace("each=6", "each=7"),
        MAP.replace("2.2:3", "2.2:4"),
    ];
    for text in others {
        let other = link(&text);
        let part = Part::of_cells(&other, 14..15, &counted(&other, &(14..15))).unwrap();
        let problem = one.clone().add(&part).unwrap_err();
        assert!(
            matches!(problem, PartError::OtherSweep { .. }),
            "{problem:?}"
        );
    }
}

#[test]
fn the_seeds_of_a_part_are_read_in_any_order() {
    let sweep = link("rules=fa&updates=100&seeds=4&rate=0&init=0");
    let batch = Batch::new(&sweep, Rule::FeedbackAlignment, 0, 4).unwrap();
    let tallies = [(Rule::FeedbackAlignment.into(), batch.finish())];
    let part = Part::of_tallies(&sweep, 0..4, &tallies).unwrap();
    let text = text_of(&part).replacen("0 to 3", "2 to 3\n# seeds 0 to 1", 1);
    assert_eq!(text.parse::<Part>().unwrap().missing(), []);
}

#[test]
fn a_part_is_made_of_the_counts_of_its_seeds_alone() {
    let map = link(MAP);
    let counts = counted(&map, &(11..13));
    let said = |link: &Link, seeds: Range<u32>, counts: &CellCounts| {
        Part::of_cells(link, seeds, counts).unwrap_err().to_string()
    };
    let others = said(&map, 11..14, &counts);
    assert!(
        others.starts_with("the rows count 2 networks of "),
        "{others}"
    );
    let outside = said(&map, 10..12, &counts);
    assert!(
        outside.starts_with("seeds 10 to 11 are not all among"),
        "{outside}"
    );
    for text in [
        MAP.replace("2.2:3", "2.2:4"),
        MAP.replace("updates=500", "updates=501"),
        MAP.replace("rules=bp,fa", "rules=fa,bp"),
        "rules=bp,fa&updates=500&first=11&seeds=6".to_owned(),
    ] {
        assert_ne!(text, MAP);
        let found = said(&link(&text), 11..13, &counts);
        assert!(
            found.starts_with("the counts are not of the networks of “v=1&"),
            "{found}"
        );
    }
    let sweep = link("rules=bp&updates=100&seeds=2&first=4294867295");
    let tally = Batch::new(&sweep, Rule::FeedbackAlignment, 4_294_867_295, 2)
        .unwrap()
        .finish();
    let network = |rule: Rule| [(rule.into(), tally.clone())];
    let of = |rule| Part::of_tallies(&sweep, sweep.seeds(), &network(rule));
    assert!(of(Rule::Backpropagation).is_ok());
    // Runs of 60 updates have as many checks as those of 100.
    let shorter = link("rules=bp&updates=60&seeds=2&first=4294867295");
    let found = Part::of_tallies(&shorter, shorter.seeds(), &network(Rule::Backpropagation));
    assert!(matches!(found, Err(PartError::Networks { .. })));
    assert!(matches!(
        of(Rule::FeedbackAlignment),
        Err(PartError::Networks { .. })
    ));
}

#[test]
fn a_part_does_not_depend_on_choices_that_decide_nothing() {
    let tallies = |link: &Link| {
        let batch = Batch::new(link, Rule::Backpropagation, 0, 2).unwrap();
        [(Rule::Backpropagation.into(), batch.finish())]
    };
    let sweep = link("rules=bp&updates=100&seeds=2");
    let idle = link("rules=bp&updates=100&seeds=2&decay=0.5&seed=3&lesson=4");
    assert_ne!(sweep, idle);
    let [part, other] =
        [&sweep, &idle].map(|link| Part::of_tallies(link, 0..2, &tallies(link)).unwrap());
    assert_eq!(part, other);
    assert_eq!(text_of(&other).parse::<Part>().unwrap(), other);
}

#[test]
fn a_sum_that_lacks_seeds_is_not_written_as_a_whole() {
    let map = link(MAP);
    let part = Part::of_cells(&map, 11..13, &counted(&map, &(11..13))).unwrap();
    assert!(part.write_whole(&mut String::new()).is_err());
}

fn sweep_program(arguments: &[&str]) -> Output {
    example("sweep").args(arguments).output().unwrap()
}

#[test]
fn the_program_prints_a_map_whose_networks_come_out_as_each_does_alone() {
    let expected = whole(&link(MAP));
    assert_eq!(printed(sweep_program(&[MAP])), expected);
    assert_eq!(
        expected,
        include_str!("frozen/map.csv"),
        "{}",
        "the frozen map has changed"
    );
    let seeds = printed(sweep_program(&[MAP, "--seeds"]));
    let rows: Vec<_> = seeds.lines().collect();
    assert_eq!(rows[0], expected.lines().next().unwrap());
    assert_eq!(rows[1], "rate,init,rule,seed,first_solved,outcome");
    assert_eq!(rows.len(), 2 + 9 * 2 * 6);
    let solved = |rule: &str, rows: &[&str]| {
        let solved = rows
            .iter()
            .filter(|row| row.contains(rule) && row.ends_with(",solved"));
        solved.count() as u32
    };
    let counts = counted(&link(MAP), &(11..17));
    for (index, rule) in [(0, ",bp,"), (1, ",fa,")] {
        let counted: u32 = counts
            .iter()
            .map(|cell| cell[index].1.count(Outcome::Solved))
            .sum();
        assert_eq!(solved(rule, &rows), counted, "{rule}");
    }
}

#[test]
fn the_program_prints_the_frozen_curve_over_the_angle_whatever_the_links_rules() {
    let expected = include_str!("frozen/curve.csv");
    assert_eq!(printed(sweep_program(&[CURVE])), expected);
    let other = printed(sweep_program(&[&format!("{CURVE}&rules=bp,kp&angle=150")]));
    let rows = |csv: &str| csv.split_once('\n').unwrap().1.to_owned();
    assert_eq!(rows(&other), rows(expected));
}

/// A new folder for a test's files.
fn folder(name: &str) -> String {
    let folder =
        Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-{}", std::process::id()));
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder.to_str().unwrap().to_owned()
}

#[test]
fn the_program_adds_up_the_parts_that_it_wrote_and_says_what_is_missing() {
    let folder = folder("parts");
    let file = |number: u32| format!("{folder}/{number}.csv");
    for number in 1..=4 {
        let part = format!("{number}/4");
        let printed = printed(sweep_program(&[
            MAP,
            "--part",
            &part,
            "--out",
            &file(number),
        ]));
        assert_eq!(printed, "");
    }
    let files: Vec<_> = (1..=4).map(file).collect();
    let files: Vec<_> = files.iter().map(String::as_str).collect();
    let add = |files: &[&str]| sweep_program(&[&["--add"], files].concat());
    assert_eq!(printed(add(&files)), whole(&link(MAP)));
    assert_eq!(
        fs::read_dir(&folder).unwrap().count(),
        4,
        "something else was left behind"
    );

    let failed = |output: Output| {
        assert_eq!((output.status.code(), output.stdout.len()), (Some(1), 0));
        String::from_utf8(output.stderr).unwrap()
    };
    assert_eq!(
        failed(add(&[files[0], files[3]])),
        "seeds 12 to 14 are missing\n"
    );
    let twice = failed(add(&[files[0], files[1], files[0]]));
    assert!(
        twice.contains("1.csv: seeds 11 to 11 are counted already"),
        "{twice}"
    );
    // The last seed is one below the largest that there is.
    let last = format!("{folder}/last.csv");
    let sweep = "rules=bp&updates=1&seeds=100000&first=4294867295";
    printed(sweep_program(&[
        sweep,
        "--part",
        "10000/10000",
        "--out",
        &last,
    ]));
    let last: Part = fs::read_to_string(last).unwrap().parse().unwrap();
    let missing = last.missing();
    assert_eq!(missing.len(), 1, "{missing:?}");
    assert_eq!(missing[0], 4_294_867_295..4_294_967_285);

    fs::write(files[1], "").unwrap();
    let empty = failed(add(&files));
    assert!(empty.contains("2.csv: line 1 is “”"), "{empty}");
    let none = failed(add(&["nowhere.csv"]));
    assert!(none.starts_with("nowhere.csv: "), "{none}");

    for (arguments, said) in [
        (
            &[MAP, "--part", "0/4"][..],
            "--part is “0/4”; it may be the number of a part",
        ),
        (&[MAP, "--part", "5/4"], "--part is “5/4”"),
        (
            &[MAP, "--part", "1/9"],
            "the sweep has 6 seeds, which cannot be cut into more parts",
        ),
        (
            &[MAP, "--part", "1/2", "--seeds"],
            "--seeds is for a whole sweep",
        ),
        (&["--add"], "missing argument"),
        (
            &[MAP, "--add", files[0]],
            "or --add and files; found 1 texts and --add",
        ),
    ] {
        let problem = complaint(sweep_program(arguments));
        assert!(problem.contains(said), "{problem:?} does not say {said:?}");
    }
}

/// A script of `examples/cluster/`, with the sweep program of this build.
fn script(name: &str) -> Command {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut script = Command::new(root.join("examples/cluster").join(name));
    script.env("FAXOR_SWEEP", example("sweep").get_program());
    // One core, so that a part takes long enough to be stopped.
    script.env("RAYON_NUM_THREADS", "1");
    script
}

#[test]
fn a_sweep_that_gnu_parallel_spreads_can_be_killed_and_goes_on_and_gives_the_bytes_of_one_run() {
    const LINK: &str =
        "rules=bp,fa&bias=1&updates=20000&over=rate:0.01:0.1:2,init:0.1:0.2:2&each=120";
    let folder = folder("parallel");
    let whole = format!("{folder}/whole.csv");
    let run = |link: &str| {
        let mut run = script("parallel");
        run.args([link, "12", &folder, "--jobs", "1"]);
        run.stdout(Stdio::null()).stderr(Stdio::piped());
        run
    };
    let log = || fs::read_to_string(format!("{folder}/log")).unwrap_or_default();
    let mut first = run(LINK)
        .process_group(0)
        .spawn()
        .expect("bash and GNU parallel");
    while log().lines().count() < 4 {
        assert_eq!(
            first.try_wait().unwrap(),
            None,
            "it ended before it could be killed"
        );
        thread::sleep(Duration::from_millis(5));
    }
    let group = format!("-{}", first.id());
    assert!(
        Command::new("kill")
            .args(["-KILL", "--", &group])
            .status()
            .unwrap()
            .success()
    );
    first.wait().unwrap();
    let counted = log();
    let counted: Vec<_> = counted.lines().skip(1).collect();
    assert!((3..12).contains(&counted.len()), "{counted:?}");
    assert!(!Path::new(&whole).exists());

    let other = run("rules=bp,fa&over=rate").output().unwrap();
    assert_eq!(
        other.status.code(),
        Some(2),
        "another sweep in the same folder"
    );

    let second = run(LINK).output().unwrap();
    assert!(second.status.success(), "{second:?}");
    let log = log();
    for line in counted {
        assert_eq!(
            log.lines().filter(|other| *other == line).count(),
            1,
            "{log}"
        );
    }
    // The heading, and each part once.
    let mut numbers: Vec<_> = log
        .lines()
        .filter_map(|line| line.split('\t').next())
        .collect();
    numbers.sort_unstable();
    numbers.dedup();
    assert_eq!((numbers.len(), log.lines().count()), (13, 13), "{log}");
    assert_eq!(
        fs::read_to_string(&whole).unwrap(),
        printed(sweep_program(&[LINK]))
    );
}

#[test]
fn the_tasks_of_a_slurm_array_write_parts_and_the_job_after_them_adds_them_up() {
    let folder = folder("slurm");
    let task = |number: Option<u32>| {
        let mut task = script("slurm.sbatch");
        task.env("FAXOR_LINK", MAP).env("FAXOR_FOLDER", &folder);
        if let Some(number) = number {
            task.env("SLURM_ARRAY_TASK_ID", number.to_string());
            task.env("SLURM_ARRAY_TASK_COUNT", "3");
        }
        task.output().unwrap()
    };
    for number in [1, 3] {
        assert!(task(Some(number)).status.success());
    }
    let incomplete = task(None);
    assert_eq!(
        String::from_utf8(incomplete.stderr).unwrap(),
        "seeds 13 to 14 are missing\n"
    );
    // A task that is repeated counts nothing twice.
    for number in [2, 3] {
        assert!(task(Some(number)).status.success());
    }
    assert!(task(None).status.success());
    assert_eq!(
        fs::read_to_string(format!("{folder}/whole.csv")).unwrap(),
        whole(&link(MAP))
    );
}
