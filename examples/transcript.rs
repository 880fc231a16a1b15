//! The article's experiment in a terminal: 5,001 updates, with the accuracy on 21 random samples
//! after every hundred.
//!
//! ```sh
//! cargo run --release --example transcript -- 'rules=fa&error=sign&seed=7'
//! ```
//!
//! The argument is a link, or the part of it after `#`; the default link if there is none. `at` and
//! `speed` have no effect here.

use std::io::{self, Write};
use std::process::ExitCode;

use faxor::learn::Rule;
use faxor::link::{Link, Setup};
use faxor::run::{Quiz, Run};

/// The article's loop `0..5000` includes both ends.
const LAST_UPDATE: u32 = 5_000;
const PRINT_EVERY: u32 = 100;

fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args_os().skip(1).collect();
    let text = match arguments.as_slice() {
        [] => "".into(),
        [text] => text.to_string_lossy(),
        more => {
            eprintln!(
                "transcript takes one text, what follows # in a link or the link itself; found {} \
                 (an & wants quotes around the text)",
                more.len()
            );
            return ExitCode::from(2);
        }
    };
    let (link, problems) = Link::read(&text);
    for problem in &problems {
        eprintln!("{problem}");
    }
    if !problems.is_empty() {
        return ExitCode::from(2);
    }
    match print(&link.setup, &mut io::stdout().lock()) {
        Ok(()) => ExitCode::SUCCESS,
        // The reader of a pipe, such as `head`, may close it early.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn print(setup: &Setup, out: &mut impl Write) -> io::Result<()> {
    for (index, contender) in setup.rules.iter().enumerate() {
        if index > 0 {
            writeln!(out)?;
        }
        if setup.rules.len() > 1 {
            match contender.to_string().split_once(':') {
                Some((_, own)) => writeln!(out, "{}, {own}", contender.rule().name())?,
                None => writeln!(out, "{}", contender.rule().name())?,
            }
        }
        print_rule(&setup.of(contender), contender.rule(), out)?;
    }
    Ok(())
}

fn print_rule(setup: &Setup, rule: Rule, out: &mut impl Write) -> io::Result<()> {
    let mut run = Run::new(setup, rule, setup.seed).expect("a link's setup is within its limits");
    let mut quiz = Quiz::new(setup.seed);
    for update in 0..=LAST_UPDATE {
        run.advance(1);
        if update.is_multiple_of(PRINT_EVERY) {
            writeln!(out, "Accuracy : {:.6}", quiz.accuracy(&run))?;
        }
    }
    if let Some(update) = run.diverged_at() {
        eprintln!(
            "{} diverged: after {update} updates its prediction was not a finite number",
            rule.name()
        );
    }
    Ok(())
}
