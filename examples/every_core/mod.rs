//! Sweeps on every core, with a progress bar on standard error. How many cores there are changes
//! nothing in what is counted.

use std::ops::Range;

use faxor::link::{Contender, Link};
use faxor::run::{Batch, CellCounts, Counts, Measured, Tally, cells, follow, no_counts};
use indicatif::{ParallelProgressIterator, ProgressBar, ProgressFinish, ProgressStyle};
use rayon::prelude::*;

/// Seeds that one core takes at a time.
const BATCH: u32 = 16;

/// What became of the link's seeds, network by network.
pub fn train(link: &Link) -> Vec<(Contender, Tally)> {
    train_seeds(link, link.seeds())
}

/// What became of some seeds of a link without axes, network by network.
pub fn train_seeds(link: &Link, seeds: Range<u32>) -> Vec<(Contender, Tally)> {
    let networks = &link.setup.rules;
    let batches: Vec<_> = (0..networks.len())
        .flat_map(|network| batches(&seeds).map(move |seeds| (network, seeds)))
        .collect();
    let none = || -> Vec<_> {
        let networks = networks.iter();
        let tallies = networks.map(|network| (network.clone(), Tally::new(link.sweep.updates)));
        tallies.collect()
    };
    let progress = progress(batches.len());
    let trained = batches.into_par_iter().progress_with(progress);
    trained
        .fold(none, |mut tallies, (network, seeds)| {
            let (contender, sum) = &mut tallies[network];
            let batch = Batch::new(link, contender.clone(), seeds.start, seeds.len() as u32);
            let tally = batch.expect("a link is within its limits").finish();
            sum.add(&tally).expect("batches of one sweep share no seed");
            tallies
        })
        .reduce(none, |mut tallies, others| {
            for ((_, sum), (_, tally)) in tallies.iter_mut().zip(&others) {
                sum.add(tally).expect("batches of one sweep share no seed");
            }
            tallies
        })
}

/// What is measured of the link's networks while they learn: see [`faxor::run::follow`].
#[allow(dead_code, reason = "not every example follows angles")]
pub fn follow_seeds(link: &Link) -> Vec<Vec<Vec<Measured>>> {
    let networks = &link.setup.rules;
    let progress = progress(networks.len() * link.seeds().len());
    let of_network = |network: &Contender| {
        let seeds = link.seeds().into_par_iter();
        let followed = seeds.map(|seed| {
            progress.inc(1);
            follow(link, network, seed).expect("a link is within its limits")
        });
        followed.collect()
    };
    networks.iter().map(of_network).collect()
}

/// The counts of some seeds in every cell of a link with axes.
#[allow(dead_code, reason = "not every example has axes")]
pub fn count_seeds(link: &Link, seeds: &Range<u32>) -> CellCounts {
    let cells = cells(link);
    let networks = cells[0].link.setup.rules.len();
    // Every cell has a batch before any has its second.
    let batches: Vec<_> = batches(seeds)
        .flat_map(|seeds| (0..cells.len()).map(move |cell| (cell, seeds.clone())))
        .flat_map(|(cell, seeds)| (0..networks).map(move |network| (cell, network, seeds.clone())))
        .collect();
    let none = || no_counts(link);
    let progress = progress(batches.len());
    let trained = batches.into_par_iter().progress_with(progress);
    trained
        .fold(none, |mut counts, (cell, network, seeds)| {
            let (contender, sum) = &mut counts[cell][network];
            let link = &cells[cell].link;
            let batch = Batch::new(link, contender.clone(), seeds.start, seeds.len() as u32);
            let tally = batch.expect("a link is within its limits").finish();
            sum.add(&Counts::of(&tally)).expect("runs of one length");
            counts
        })
        .reduce(none, |mut counts, others| {
            let sums = counts.iter_mut().flatten().zip(others.iter().flatten());
            for ((_, sum), (_, other)) in sums {
                sum.add(other).expect("runs of one length");
            }
            counts
        })
}

/// Seeds in batches.
fn batches(seeds: &Range<u32>) -> impl Iterator<Item = Range<u32>> + use<> {
    let end = seeds.end;
    let starts = seeds.clone().step_by(BATCH as usize);
    starts.map(move |start| start..end.min(start.saturating_add(BATCH)))
}

fn progress(batches: usize) -> ProgressBar {
    let style = ProgressStyle::with_template("{bar:40} {percent} %, {eta} left")
        .expect("the template's keys are indicatif's");
    let bar = ProgressBar::new(batches as u64).with_style(style);
    bar.with_finish(ProgressFinish::AndClear)
}
