//! Sweeps: batches for workers, and the sum of what they counted.

use wasm_bindgen::JsError;
use wasm_bindgen::prelude::*;

use super::{item, within};
use crate::link::{Contender, Link};
use crate::measure::wilson_interval;
use crate::run::{Batch, Counts, Outcome, Tally, Trial, checks, write_checks, write_trials};

/// A batch of a sweep, for a worker: seeds that follow one another, trained by one rule.
#[wasm_bindgen]
pub struct SweepBatch {
    batch: Batch,
}

#[wasm_bindgen]
impl SweepBatch {
    /// The runs of `seeds` seeds from `first` on, by the rule with the index `rule` in the text of
    /// a link.
    ///
    /// # Errors
    /// Where the text is wrong, or there is no such rule.
    #[wasm_bindgen(constructor)]
    pub fn new(text: &str, rule: usize, first: u32, seeds: u32) -> Result<Self, JsError> {
        let link: Link = text.parse()?;
        let contender = item("rule", &link.setup.rules, rule)?;
        let batch = Batch::new(&link, contender.clone(), first, seeds)?;
        Ok(Self { batch })
    }

    /// Makes up to `updates` updates of one seed; false when there are no more to make. Short calls
    /// let a browser move to its faster code.
    pub fn advance(&mut self, updates: u32) -> bool {
        self.batch.advance(updates)
    }

    /// What became of the seeds that are finished, for [`Sweep::add`].
    pub fn tally(&self) -> Vec<u32> {
        self.batch.tally().to_numbers()
    }

    /// How many seeds are finished: for each of `outcomes`, how many were first solved at each
    /// check, and how many at none. Such numbers add up.
    pub fn counts(&self) -> Vec<u32> {
        Counts::of(self.batch.tally()).to_numbers().to_vec()
    }
}

/// A curve of a sweep.
#[wasm_bindgen]
#[derive(Clone, Copy)]
pub enum Share {
    /// The share solved at each check.
    Solved,
    /// The lower end of its 95 % interval.
    SolvedLeast,
    /// The upper end of its 95 % interval.
    SolvedMost,
}

/// What became of the seeds of a sweep so far, by rule.
#[wasm_bindgen]
pub struct Sweep {
    link: Link,
    tallies: Vec<(Contender, Tally)>,
}

#[wasm_bindgen]
impl Sweep {
    /// The sweep that the text of a link decides, before any batch has been added.
    ///
    /// # Errors
    /// Where the text is wrong: which key, what was found, what it may be.
    #[wasm_bindgen(constructor)]
    pub fn new(text: &str) -> Result<Self, JsError> {
        let link: Link = text.parse()?;
        let rules = link.setup.rules.iter();
        let tallies = rules.map(|rule| (rule.clone(), Tally::new(link.sweep.updates)));
        Ok(Self {
            tallies: tallies.collect(),
            link,
        })
    }

    /// The canonical text of its link.
    pub fn text(&self) -> String {
        self.link.to_string()
    }

    /// Adds what became of a batch's seeds.
    ///
    /// # Errors
    /// Where there is no such rule, or the numbers are not a tally of this sweep, or a seed is
    /// counted already.
    pub fn add(&mut self, rule: usize, tally: &[u32]) -> Result<(), JsError> {
        let tally = Tally::from_numbers(self.link.sweep.updates, tally)?;
        self.tally(rule)?;
        if let Some((_, sum)) = self.tallies.get_mut(rule) {
            sum.add(&tally)?;
        }
        Ok(())
    }

    /// How many seeds of a rule have been added.
    ///
    /// # Errors
    /// Where there is no such rule.
    pub fn seeds(&self, rule: usize) -> Result<u32, JsError> {
        Ok(self.tally(rule)?.seeds())
    }

    /// The updates at which the runs were checked.
    pub fn checks(&self) -> Vec<f64> {
        let checks = checks(self.link.sweep.updates);
        checks.into_iter().map(f64::from).collect()
    }

    /// A curve of a rule, one value a check; NaN where no seed has been added.
    ///
    /// # Errors
    /// Where there is no such rule.
    pub fn curve(&self, rule: usize, share: Share) -> Result<Vec<f64>, JsError> {
        let tally = self.tally(rule)?;
        let seeds = u64::from(tally.seeds());
        let value = |&solved: &u32| {
            let [least, most] = wilson_interval(solved.into(), seeds);
            match share {
                _ if seeds == 0 => f64::NAN,
                Share::Solved => f64::from(solved) / seeds as f64,
                Share::SolvedLeast => least,
                Share::SolvedMost => most,
            }
        };
        Ok(tally.solved().iter().map(value).collect())
    }

    /// How many of a rule's seeds have each outcome, in the order of `outcomes`, and then how many
    /// were ever solved.
    ///
    /// # Errors
    /// Where there is no such rule.
    pub fn counts(&self, rule: usize) -> Result<Vec<u32>, JsError> {
        let tally = self.tally(rule)?;
        let outcomes = Outcome::ALL.iter();
        let mut counts: Vec<_> = outcomes.map(|&outcome| tally.count(outcome)).collect();
        counts.extend(tally.ever_solved().last());
        Ok(counts)
    }

    /// The seeds of a rule, the best first. Each is three numbers: the seed, the check that first
    /// found it solved (or 2^32 - 1), and the place of its outcome in `outcomes`.
    ///
    /// # Errors
    /// Where there is no such rule.
    pub fn ranked(&self, rule: usize) -> Result<Vec<u32>, JsError> {
        let ranked = self.tally(rule)?.ranked();
        Ok(ranked.into_iter().flat_map(Trial::to_numbers).collect())
    }

    /// The counts at every check as CSV, or what became of each seed, as the example `sweep` prints
    /// it with `--seeds`.
    ///
    /// # Errors
    /// None that can happen: a string takes everything.
    pub fn csv(&self, of_seeds: bool) -> Result<String, JsError> {
        let mut csv = String::new();
        if of_seeds {
            write_trials(&self.link, &self.tallies, &mut csv)?;
        } else {
            write_checks(&self.link, &self.tallies, &mut csv)?;
        }
        Ok(csv)
    }

    /// The values of an axis of the link's `over`: 0 or 1. None where it has no such axis.
    pub fn axis(&self, axis: usize) -> Vec<String> {
        let mut axes = self.link.sweep.over.axes().into_iter();
        axes.nth(axis).map_or_else(Vec::new, |axis| axis.values)
    }

    fn tally(&self, rule: usize) -> Result<&Tally, JsError> {
        within("rule", rule, 0, self.tallies.len() - 1)?;
        Ok(&item("rule", &self.tallies, rule)?.1)
    }
}

/// The names of a sweep's outcomes, the best first.
#[wasm_bindgen]
pub fn outcomes() -> Vec<String> {
    let outcomes = Outcome::ALL.iter();
    outcomes
        .map(|outcome| outcome.link_name().to_owned())
        .collect()
}

/// Wilson's 95 % interval for a share of which `hits` of `of` were seen.
#[wasm_bindgen]
pub fn interval(hits: u32, of: u32) -> Vec<f64> {
    wilson_interval(hits.into(), of.into()).to_vec()
}
