//! The article's printout, from the terminal program (`examples/transcript.rs`).

#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used)]

mod common;

use std::process::Output;

use faxor::learn::Rule;
use faxor::link::Link;
use faxor::run::{Quiz, Run};

fn transcript(arguments: &[&str]) -> Output {
    let mut program = common::example("transcript");
    program.args(arguments).output().unwrap()
}

/// The lines printed by a successful run.
fn lines(arguments: &[&str]) -> Vec<String> {
    let printed = common::printed(transcript(arguments));
    assert!(printed.ends_with('\n'));
    printed.lines().map(str::to_owned).collect()
}

/// The program's message on standard error about invalid arguments.
fn complaint(arguments: &[&str]) -> String {
    common::complaint(transcript(arguments))
}

/// The accuracy in a line such as `Accuracy : 0.476190`; it is a fraction of 21 draws.
fn accuracy(line: &str) -> f64 {
    let number = line
        .strip_prefix("Accuracy : ")
        .unwrap_or_else(|| panic!("{line:?}"));
    assert_eq!(number.len(), "0.476190".len(), "{line:?}");
    let accuracy: f64 = number.parse().unwrap();
    let hits = (accuracy * 21.0).round();
    assert!((0.0..=21.0).contains(&hits));
    assert_eq!(format!("{:.6}", hits / 21.0), number);
    accuracy
}

#[test]
fn one_rule_prints_the_articles_51_lines_and_nothing_else() {
    let lines = lines(&["rules=fa&error=sign&seed=7"]);
    assert_eq!(lines.len(), 51);
    let accuracies: Vec<_> = lines.iter().map(|line| accuracy(line)).collect();
    assert!(accuracies.iter().any(|&accuracy| accuracy != accuracies[0]));
}

#[test]
fn the_first_line_is_after_one_update_and_each_further_line_after_a_hundred_more() {
    let link: Link = "rules=fa&error=sign&seed=4".parse().unwrap();
    let mut run = Run::new(&link.setup, Rule::FeedbackAlignment, 4).unwrap();
    let mut quiz = Quiz::new(4);
    for (index, line) in lines(&["rules=fa&error=sign&seed=4"]).iter().enumerate() {
        run.advance(if index == 0 { 1 } else { 100 });
        let expected = quiz.accuracy(&run);
        assert_eq!(
            line,
            &format!("Accuracy : {expected:.6}"),
            "line {}",
            index + 1
        );
    }
}

#[test]
fn several_rules_are_printed_one_below_the_other_under_their_names() {
    let together = lines(&["rules=bp,readout,kp&seed=3"]);
    let mut expected = Vec::new();
    for (name, text) in [
        ("backpropagation", "rules=bp&seed=3"),
        ("read-out only", "rules=readout&seed=3"),
        ("Kolen-Pollack", "rules=kp&seed=3"),
    ] {
        if !expected.is_empty() {
            expected.push(String::new());
        }
        expected.push(name.to_owned());
        expected.extend(lines(&[text]));
    }
    assert_eq!(together, expected);
    assert_eq!(together.len(), 3 * 52 + 2);
}

#[test]
fn a_whole_link_prints_the_same_as_its_fragment() {
    let fragment = "v=1&task=xor&rules=fa&seed=12&width=4&depth=1&bias=1&init=0.5&error=sign&rate=0.05&at=3000";
    let expected = lines(&[fragment]);
    for text in [
        format!("#{fragment}"),
        format!("https://x.example/faxor/#{fragment}"),
        format!("http://localhost:8080/index.html?embed#{fragment}&speed=max"),
        fragment.replace("&at=3000", ""),
    ] {
        assert_eq!(lines(&[&text]), expected, "{text}");
    }
}

#[test]
fn without_an_argument_it_prints_the_default_link() {
    let expected = lines(&[""]);
    assert_eq!(lines(&[]), expected);
    assert_eq!(lines(&[&Link::default().to_string()]), expected);
}

#[test]
fn the_first_lines_of_a_seed_are_always_the_same() {
    let lines = lines(&[
        "v=1&task=xor&rules=fa&seed=9&width=10&depth=2&bias=0&init=1&error=sign&rate=0.01",
    ]);
    let frozen = [
        "Accuracy : 0.380952",
        "Accuracy : 0.285714",
        "Accuracy : 0.571429",
        "Accuracy : 1.000000",
        "Accuracy : 1.000000",
        "Accuracy : 0.761905",
        "Accuracy : 1.000000",
        "Accuracy : 1.000000",
    ];
    assert_eq!(
        lines[..frozen.len()],
        frozen,
        "everybody's results have changed"
    );
    assert_eq!(lines[50], "Accuracy : 1.000000");
}

#[test]
fn an_invalid_link_exits_with_code_2_and_a_line_for_each_problem() {
    let said = complaint(&["rate=fast&width=65&foo=1&seed=7"]);
    assert_eq!(said.lines().count(), 3, "{said}");
    for wanted in ["rate", "fast", "width", "65", "1 to 64", "foo"] {
        assert!(said.contains(wanted), "{said:?} does not say {wanted:?}");
    }
    for text in ["seed", "v=2", "rules=", "seed=1&seed=2", "--help"] {
        assert_eq!(complaint(&[text]).lines().count(), 1, "{text}");
    }
}

#[test]
fn several_arguments_exit_with_code_2_and_a_message() {
    // As a shell passes a text without quotes.
    let said = complaint(&["rules=fa", "error=sign"]);
    assert!(said.contains("one") && said.contains('2'), "{said}");
}

#[test]
fn a_run_that_diverges_is_reported_on_standard_error_and_prints_all_its_lines() {
    let text = "rules=readout,bp&rate=0.3&seed=7";
    let link: Link = text.parse().unwrap();
    let mut run = Run::new(&link.setup, Rule::ReadoutOnly, 7).unwrap();
    run.advance(5_001);
    let updates = run.diverged_at().unwrap();
    let output = transcript(&[text]);
    assert!(output.status.success());
    let printed = String::from_utf8(output.stdout).unwrap();
    assert_eq!(printed.lines().count(), 2 * 52 + 1);
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(said.lines().count(), 1, "{said}");
    let wanted = format!("read-out only diverged: after {updates} updates");
    assert!(said.starts_with(&wanted), "{said}");
}

#[test]
fn a_prediction_that_is_not_a_number_is_wrong() {
    // After five updates every prediction is NaN.
    let output = transcript(&["rules=redrawn&rate=10&bias=1&seed=2"]);
    let printed = String::from_utf8(output.stdout).unwrap();
    assert_eq!(printed.lines().last(), Some("Accuracy : 0.000000"));
}
