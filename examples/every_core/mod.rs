//! A sweep on every core, with a progress bar on standard error. How many cores there are changes nothing in what it counts.

use faxor::link::{Contender, Link};
use faxor::run::{Batch, Tally};
use indicatif::{ProgressBar, ProgressStyle};
use rayon::prelude::*;

/// Seeds that one core takes at a time.
const BATCH: u32 = 16;

/// What became of every seed of `link`'s sweep, network by network.
pub fn train(link: &Link) -> Vec<(Contender, Tally)> {
    let (contenders, sweep) = (&link.setup.rules, &link.sweep);
    let runs = contenders.len() as u64 * u64::from(sweep.seeds);
    let style = ProgressStyle::with_template("{bar:40} {pos}/{len} runs, {eta} left")
        .expect("the template's keys are indicatif's");
    let progress = ProgressBar::new(runs).with_style(style);
    let tally = |contender: &Contender| {
        let batches: Vec<_> = (0..sweep.seeds).step_by(BATCH as usize).collect();
        let trained = batches.into_par_iter().map(|done| {
            let seeds = BATCH.min(sweep.seeds - done);
            let batch = Batch::new(link, contender.clone(), sweep.first + done, seeds);
            let tally = batch.expect("a link is within its limits").finish();
            progress.inc(seeds.into());
            tally
        });
        let none = || Tally::new(sweep.updates);
        trained.reduce(none, |mut tally, other| {
            tally
                .add(&other)
                .expect("batches of one sweep share no seed");
            tally
        })
    };
    let tallies = contenders
        .iter()
        .map(|contender| (contender.clone(), tally(contender)))
        .collect();
    progress.finish_and_clear();
    tallies
}
