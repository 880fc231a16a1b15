//! The promise about links: each replays to the same bits forever, and `docs/link.md` describes
//! correctly what a link may contain.

#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used)]

mod frozen;

use faxor::learn::{LossFunction, Rule};
use faxor::link::{Group, Key, LONGEST_TEXT, Link, Setup};
use faxor::task::Task;
use frozen::FROZEN;
use frozen::links::{changed_links, held};

const DOCS: &str = include_str!("../docs/link.md");

/// The rows of the table whose first column has this heading, without code marks.
fn table(heading: &str) -> Vec<Vec<String>> {
    let start = format!("| {heading} |");
    let lines = DOCS.lines().skip_while(|line| !line.starts_with(&start));
    let rows = lines.skip(2).take_while(|line| line.starts_with('|'));
    let cells = |row: &str| {
        let row = row.trim_start_matches('|').strip_suffix('|').unwrap();
        let cells = row.split('|');
        cells.map(|cell| cell.trim().replace('`', "")).collect()
    };
    rows.map(cells).collect()
}

/// The docs' words for when a key is written, found out by writing.
fn written(key: Key) -> String {
    let stands_in = |text: &str| {
        let text = text.parse::<Link>().unwrap().to_string();
        text.split('&')
            .any(|part| part.split('=').next() == Some(key.name()))
    };
    let with = |more: &str| {
        let rules = Rule::ALL.iter().map(|rule| rule.link_name());
        let rules: Vec<_> = rules
            .filter(|rule| stands_in(&format!("rules={rule}{more}")))
            .collect();
        match rules.split_last() {
            Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
            _ => rules.concat(),
        }
    };
    let all = Rule::ALL.len();
    let set = match example(key) {
        "" => String::new(),
        example => with(&format!("&{}={example}", key.name())),
    };
    let unset = with("");
    let is_for_all = |rules: &str| rules.split([',', 'o']).count() >= all;
    if stands_in("task=own") && !stands_in("data=0,0,1;1,1,1") {
        return "with task own".to_owned();
    }
    match (stands_in("rules=bp"), stands_in("task=circle")) {
        (true, _) => "always".to_owned(),
        (_, true) => "with a drawn task".to_owned(),
        _ if !unset.is_empty() => format!("with {unset}"),
        _ if !set.is_empty() && !is_for_all(&set) => format!("with {set}, if set"),
        _ => "if it differs".to_owned(),
    }
}

/// A value that a number may have and that no key has as its default; empty for other keys.
fn example(key: Key) -> &'static str {
    match Link::default().set(key, "7.5") {
        Ok(()) => "7.5",
        Err(_) => "",
    }
}

#[test]
fn the_docs_describe_every_key_as_the_core_handles_it() {
    let rows = table("key");
    let names: Vec<_> = rows.iter().map(|row| row[0].as_str()).collect();
    let keys: Vec<_> = Key::ALL.iter().map(|key| key.name()).collect();
    assert_eq!(names, keys);
    for (&key, row) in Key::ALL.iter().zip(&rows) {
        let decides = match key.group() {
            Group::Run => "the run",
            Group::Sweep => "a sweep",
            Group::Page => "the page",
        };
        let default = Link::default().get(key);
        assert_eq!(key.written(), written(key), "{}", key.name());
        let core = [
            &key.about().replace('`', ""),
            &key.allowed().to_string(),
            &default,
            &written(key),
            decides,
        ];
        assert_eq!(
            row[1..],
            core,
            "{}: a link that leaves it out relies on its default",
            key.name()
        );
        assert_eq!(key.written(), written(key), "{}", key.name());
    }
}

#[test]
fn the_docs_list_the_usual_range_of_every_axis() {
    let axes = Key::ALL
        .iter()
        .filter_map(|key| Some([key.name(), key.usual_range()?]));
    let axes: Vec<_> = axes.map(|row| row.map(str::to_owned).to_vec()).collect();
    assert_eq!(table("axis"), axes);
}

#[test]
fn the_docs_state_how_long_a_text_and_a_number_may_be() {
    let limits: Vec<_> = table("limit")
        .into_iter()
        .map(|row| row[1].clone())
        .collect();
    let [read, written, digits, places] = &limits[..] else {
        panic!("{limits:?}");
    };
    assert_eq!(*read, format!("{LONGEST_TEXT} bytes"));
    assert_eq!(*written, format!("{} bytes", LONGEST_TEXT / 4));
    let is_number = |text: &str| Link::default().set(Key::Rate, text).is_ok();
    let digits: usize = digits.parse().unwrap();
    for (digits, fits) in [(digits, true), (digits + 1, false)] {
        assert_eq!(
            is_number(&format!(".{}", "7".repeat(digits))),
            fits,
            "{digits} digits"
        );
    }
    let places: usize = places.parse().unwrap();
    for (places, fits) in [(places, true), (places + 1, false)] {
        assert_eq!(is_number(&format!("7e-{places}")), fits, "{places} places");
    }
}

#[test]
fn the_docs_quote_every_message_exactly() {
    for row in table("text") {
        let problems = Link::read(&row[0]).1;
        let messages: Vec<_> = problems.iter().map(ToString::to_string).collect();
        assert_eq!(messages, [row[1].as_str()], "{}", row[0]);
    }
}

#[test]
fn the_docs_name_the_choices_in_which_networks_may_differ() {
    let (_, list) = DOCS
        .split_once("which hold instead of the link's:")
        .unwrap();
    let (list, _) = list.split_once("each where the rule uses it").unwrap();
    let named: Vec<_> = list.split('`').skip(1).step_by(2).collect();
    let keys = Key::ALL.iter().filter(|key| key.may_differ());
    let mut keys: Vec<_> = keys.map(|key| key.name()).collect();
    // The docs' order is theirs.
    let mut sorted = named;
    sorted.sort_unstable();
    keys.sort_unstable();
    assert_eq!(sorted, keys);
}

#[test]
fn every_link_in_the_docs_is_valid() {
    let links = DOCS.lines().filter_map(|line| line.strip_prefix("    #"));
    let links: Vec<_> = links.collect();
    assert!(!links.is_empty());
    for link in links {
        assert_eq!(link.parse::<Link>().unwrap().to_string(), link);
    }
    let commands = DOCS
        .lines()
        .filter(|line| line.starts_with("    cargo run"));
    for command in commands {
        let text = command.split('\'').nth(1).unwrap();
        assert_eq!(Link::read(text).1, [], "{command}");
    }
}

#[test]
fn every_published_link_still_replays_to_the_same_numbers() {
    let changed = changed_links();
    assert!(changed.is_empty(), "\n{}", changed.join("\n"));
}

#[test]
fn the_frozen_links_cover_every_choice_both_written_and_left_out() {
    let links: Vec<_> = held().iter().map(|held| held.link).collect();
    let setup_of = |link: &&str| link.parse::<Link>().unwrap().setup;
    let setups: Vec<_> = links.iter().map(setup_of).collect();
    let has = |wanted: &dyn Fn(&Setup) -> bool| setups.iter().any(wanted);
    for &rule in Rule::ALL {
        assert!(has(&|setup| setup.has(rule)), "{rule:?}");
    }
    for &task in Task::ALL {
        assert!(has(&|setup| setup.task == task), "{task:?}");
    }
    for &error in LossFunction::ALL {
        for bias in [false, true] {
            let is_there = has(&|setup| setup.error == error && setup.bias == bias);
            assert!(is_there, "{error:?}, bias {bias}");
        }
    }
    for &key in Key::ALL {
        let says = |link: &&str| {
            let mut parts = link.split(['&', '#']);
            parts.any(|part| part.split('=').next() == Some(key.name()))
        };
        assert!(links.iter().any(says), "no link says {}", key.name());
        assert!(!links.iter().all(says), "every link says {}", key.name());
    }
    // Runs that tests/frozen/mod.rs covers are not repeated here.
    for frozen in FROZEN {
        assert!(!links.contains(&frozen.text), "{}", frozen.text);
    }
}
