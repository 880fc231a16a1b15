//! The statistics of a link as CSV: how many of its seeds are solved and how many have diverged, at
//! every hundredth update.
//!
//! ```sh
//! cargo run --release --example sweep -- 'rules=bp,fa,readout&error=sign&rate=0.01&updates=5000&seeds=2000&first=0'
//! ```
//!
//! The argument is a link, or the part of it after `#`; its `updates`, `seeds` and `first` select
//! the runs. With `--seeds`, a row for each rule and seed follows: when it was first solved, and
//! its outcome. The program uses every core; the results do not depend on how many there are.
//!
//! A link with `over` prints the curve that the page draws for it: the outcomes of `each` networks
//! at every value of that choice. Over the feedback's angle, these are networks whose feedback
//! starts at the angle and networks whose feedback is kept there, whatever the link's `rules`.
//!
//! ```sh
//! cargo run --release --example sweep -- 'bias=1&init=0.1&rate=0.1&over=angle&each=300'
//! ```

use std::io::{self, Write};
use std::process::ExitCode;

use every_core::train;
use faxor::learn::Rule;
use faxor::link::{Contender, Link, Over};
use faxor::run::{Outcome, links_over, write_csv, write_outcomes};

mod every_core;

fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args_os().skip(1).collect();
    let (flags, texts): (Vec<_>, Vec<_>) = arguments
        .iter()
        .map(|argument| argument.to_string_lossy())
        .partition(|argument| argument.starts_with("--"));
    let unknown = flags.iter().find(|flag| *flag != "--seeds");
    if let Some(flag) = unknown {
        eprintln!("{flag} is no option; --seeds is one");
        return ExitCode::from(2);
    }
    let [text] = texts.as_slice() else {
        eprintln!(
            "sweep takes one text, what follows # in a link or the link itself, and --seeds; found {} texts \
             (an & wants quotes around the text)",
            texts.len()
        );
        return ExitCode::from(2);
    };
    let (link, problems) = Link::read(text);
    for problem in &problems {
        eprintln!("{problem}");
    }
    if !problems.is_empty() {
        return ExitCode::from(2);
    }
    let csv = match link.sweep.over {
        None => {
            let mut csv = String::new();
            write_csv(&train(&link), !flags.is_empty(), &mut csv).expect("a string takes all");
            csv
        }
        Some(_) if !flags.is_empty() => {
            eprintln!("--seeds is for a link without over; a curve counts outcomes alone");
            return ExitCode::from(2);
        }
        Some(over) => curve(&link, over),
    };
    match io::stdout().lock().write_all(csv.as_bytes()) {
        Ok(()) => ExitCode::SUCCESS,
        // The reader of a pipe, such as `head`, may close it early.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// The rules that a curve compares.
fn rules_over(over: Over) -> Vec<Contender> {
    match over {
        Over::Angle => vec![Rule::FeedbackAlignment.into(), Rule::HeldFeedback.into()],
    }
}

/// The curve over a choice as CSV.
fn curve(link: &Link, over: Over) -> String {
    let mut link = link.clone();
    link.setup.rules = rules_over(over);
    let outcomes: Vec<_> = Outcome::ALL
        .iter()
        .map(|outcome| outcome.link_name())
        .collect();
    let mut csv = format!("{},rule,seeds,{}\n", over.key().name(), outcomes.join(","));
    for (value, link) in links_over(&link, over) {
        write_outcomes(&value, &train(&link), &mut csv).expect("a string takes all");
    }
    csv
}
