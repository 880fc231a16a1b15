//! What was measured of the runs of an experiment as they went on.

use super::Panel;
use super::thinned::Thinned;
use crate::learn::Pass;
use crate::link::Setup;
use crate::measure::Measure;

/// Records of all runs of an experiment, made at the same updates.
#[derive(Debug, Clone)]
pub struct History {
    /// The measures of a run, in their order in a record.
    measures: Vec<Measure>,
    /// A record has every measure of the first run, then of the second, and so on.
    records: Thinned<Vec<f64>>,
}

impl History {
    /// The most records that are kept.
    pub const MOST: usize = 1000;

    /// An empty history of runs of `setup` on `points` points.
    ///
    /// A record takes several passes over every point, an update takes one over a single point. So
    /// the more points there are, the further apart the first records are.
    pub(super) fn new(setup: &Setup, points: usize) -> Self {
        let every = (points / 4).next_power_of_two();
        Self {
            measures: Measure::all(setup.depth),
            records: Thinned::new(every as u64, Self::MOST),
        }
    }

    /// Records every run after `updates` updates, if a record is due then.
    pub(super) fn record(&mut self, updates: u64, panels: &[Panel], passes: &mut [Pass]) {
        self.records.add(updates, || {
            let mut record = Vec::new();
            for (run, pass) in panels.iter().map(Panel::run).zip(passes) {
                record.extend(Measure::record(run.learner(), run.points(), pass));
            }
            record
        });
    }

    /// Forgets the records of later updates.
    pub(super) fn forget_after(&mut self, updates: u64) {
        self.records.forget_after(updates);
    }

    /// How many updates lie between two records now.
    pub fn every(&self) -> u64 {
        self.records.every()
    }

    /// The updates at which records were made.
    pub fn updates(&self) -> Vec<u64> {
        self.records.items().iter().map(|record| record.0).collect()
    }

    /// A measure of run `run` = 0.., one value a record; `None` where there is no such run or
    /// layer. What was undefined, and everything after divergence, is NaN.
    pub fn column(&self, run: usize, measure: Measure) -> Option<Vec<f64>> {
        let place = self.measures.iter().position(|&other| other == measure)?;
        let index = run.checked_mul(self.measures.len())?.checked_add(place)?;
        let records = self.records.items().iter();
        records
            .map(|(_, record)| record.get(index).copied())
            .collect()
    }
}
