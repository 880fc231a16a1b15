//! The statistics of a config as CSV: how many of many seeds are solved, and have diverged, at every hundredth update.
//!
//! ```sh
//! cargo run --release --example sweep -- 'rules=bp,fa,readout&error=sign&rate=0.01&updates=5000&seeds=2000&first=0'
//! ```
//!
//! It takes what follows `#` in a link, or the link itself; `updates`, `seeds` and `first` say which runs to train. Then, with
//! `--seeds`, comes a row a rule and seed: when it was first solved, and what it came to. Every core takes part, and how many there are
//! changes nothing.

use std::io::{self, Write};
use std::process::ExitCode;

use faxor::config::{Config, Rule};
use faxor::sweep::{Part, Tally, write_csv};
use indicatif::{ProgressBar, ProgressStyle};
use rayon::prelude::*;

/// Seeds that one core takes at a time.
const PART: usize = 16;

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
    let (config, problems) = Config::read(text);
    for problem in &problems {
        eprintln!("{problem}");
    }
    if !problems.is_empty() {
        return ExitCode::from(2);
    }
    let mut csv = String::new();
    write_csv(&train(&config), !flags.is_empty(), &mut csv).expect("a string takes all");
    match io::stdout().lock().write_all(csv.as_bytes()) {
        Ok(()) => ExitCode::SUCCESS,
        // Whoever reads has seen enough, as `head` does.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// What became of every seed by every rule.
fn train(config: &Config) -> Vec<(Rule, Tally)> {
    let runs = config.rules.len() as u64 * u64::from(config.seeds);
    let style = ProgressStyle::with_template("{bar:40} {pos}/{len} runs, {eta} left")
        .expect("the template's keys are indicatif's");
    let progress = ProgressBar::new(runs).with_style(style);
    let rules = config.rules.iter();
    let tallies = rules
        .map(|&rule| {
            let tally = (0..config.seeds)
                .step_by(PART)
                .collect::<Vec<_>>()
                .into_par_iter()
                .map(|done| {
                    let seeds = config.seeds.min(done + PART as u32) - done;
                    let tally = Part::new(config, rule, config.first + done, seeds).finish();
                    progress.inc(seeds.into());
                    tally
                })
                .reduce(
                    || Tally::new(config.updates),
                    |mut tally, other| {
                        tally.add(&other);
                        tally
                    },
                );
            (rule, tally)
        })
        .collect();
    progress.finish_and_clear();
    tallies
}
