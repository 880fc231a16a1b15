//! A sweep on every core, with a progress bar on standard error. How many cores there are changes nothing in what it counts.

use faxor::config::{Config, Rule};
use faxor::sweep::{Part, Tally};
use indicatif::{ProgressBar, ProgressStyle};
use rayon::prelude::*;

/// Seeds that one core takes at a time.
const PART: u32 = 16;

/// What became of every seed of `config`'s sweep by every rule of its.
pub fn train(config: &Config) -> Vec<(Rule, Tally)> {
    let runs = config.rules.len() as u64 * u64::from(config.seeds);
    let style = ProgressStyle::with_template("{bar:40} {pos}/{len} runs, {eta} left")
        .expect("the template's keys are indicatif's");
    let progress = ProgressBar::new(runs).with_style(style);
    let tally = |rule| {
        let parts: Vec<_> = (0..config.seeds).step_by(PART as usize).collect();
        let trained = parts.into_par_iter().map(|done| {
            let seeds = PART.min(config.seeds - done);
            let tally = Part::new(config, rule, config.first + done, seeds).finish();
            progress.inc(seeds.into());
            tally
        });
        let none = || Tally::new(config.updates);
        trained.reduce(none, |mut tally, other| {
            tally.add(&other);
            tally
        })
    };
    let rules = config.rules.iter();
    let tallies = rules.map(|&rule| (rule, tally(rule))).collect();
    progress.finish_and_clear();
    tallies
}
