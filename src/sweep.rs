//! Many seeds at once, counted: was a run luck? Four seeds train in the lanes of each vector, with the bits that each
//! would have alone, so a seed that is found here replays exactly by itself.
//!
//! A sweep is a range of seeds, and ranges add up: the tallies of two halves make the tally of the whole.

use std::fmt::{self, Write};

use nalgebra::SimdValue;
use thiserror::Error;

use crate::config::{Config, Rule};
use crate::experiment::CHECK_EVERY;
use crate::real::WideF64x4;
use crate::run::Run;

/// How many seeds train at once, one in each lane.
pub const LANES: usize = WideF64x4::LANES;

/// What became of a run by its last update.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Outcome {
    /// Every training point is right.
    Solved,
    /// Some training point is wrong, though each that is reaches every layer.
    Stuck,
    /// Some training point that is wrong reaches no active unit in a hidden layer.
    Silent,
    /// A prediction was not finite.
    Diverged,
}

impl Outcome {
    /// Every outcome, the best first.
    pub const ALL: [Self; 4] = [Self::Solved, Self::Stuck, Self::Silent, Self::Diverged];

    /// Its name, `stuck`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Solved => "solved",
            Self::Stuck => "stuck",
            Self::Silent => "silent",
            Self::Diverged => "diverged",
        }
    }
}

/// What became of one seed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Trial {
    /// The seed.
    pub seed: u32,
    /// The first check, in updates, that found the task solved.
    pub first_solved: Option<u32>,
    /// What it came to.
    pub outcome: Outcome,
}

impl Trial {
    /// The seed, the check that first found it solved (or 2^32 - 1) and the place of the outcome in [`Outcome::ALL`].
    pub fn to_numbers(self) -> [u32; 3] {
        // Updates of a run are far fewer than that.
        let first_solved = self.first_solved.unwrap_or(u32::MAX);
        [self.seed, first_solved, self.outcome as u32]
    }
}

/// The updates at which runs of a sweep are looked at: 0, every hundredth, and the last.
pub fn checks(updates: u32) -> Vec<u32> {
    let mut checks: Vec<_> = (0..updates).step_by(CHECK_EVERY as usize).collect();
    checks.push(updates);
    checks
}

/// The place in [`checks`] of the one at an update.
fn check_at(update: u32) -> usize {
    update.div_ceil(CHECK_EVERY as u32) as usize
}

/// What became of a rule's runs: counts at every check, and a trial a seed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tally {
    updates: u32,
    /// How many were solved at each check.
    solved: Vec<u32>,
    /// How many had been solved at it or at an earlier one.
    ever_solved: Vec<u32>,
    /// How many had diverged by then.
    diverged: Vec<u32>,
    /// In the order of their seeds.
    trials: Vec<Trial>,
}

/// Numbers that are not a tally of a sweep's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("{found} numbers are no tally of runs of {updates} updates")]
pub struct NoTally {
    /// How many numbers there were.
    found: usize,
    /// The updates of each run.
    updates: u32,
}

impl Tally {
    /// The tally of no run yet, of runs of so many updates.
    pub fn new(updates: u32) -> Self {
        let none = vec![0; checks(updates).len()];
        Self {
            updates,
            solved: none.clone(),
            ever_solved: none.clone(),
            diverged: none,
            trials: Vec::new(),
        }
    }

    /// Adds what became of other seeds' runs of the same rule, config and length. In which order tallies are added changes nothing.
    ///
    /// # Panics
    /// Where the runs are of another length.
    pub fn add(&mut self, other: &Self) {
        assert!(self.updates == other.updates, "runs of one length");
        for (counts, others) in [
            (&mut self.solved, &other.solved),
            (&mut self.ever_solved, &other.ever_solved),
            (&mut self.diverged, &other.diverged),
        ] {
            for (count, more) in counts.iter_mut().zip(others) {
                *count += more;
            }
        }
        // Parts mostly come in the order of their seeds, and then nothing moves.
        for &trial in &other.trials {
            let place = self
                .trials
                .partition_point(|earlier| earlier.seed < trial.seed);
            self.trials.insert(place, trial);
        }
    }

    /// Updates of each run.
    pub fn updates(&self) -> u32 {
        self.updates
    }

    /// How many seeds it counts.
    pub fn seeds(&self) -> u32 {
        self.trials.len() as u32
    }

    /// How many runs were solved at each of [`checks`].
    pub fn solved(&self) -> &[u32] {
        &self.solved
    }

    /// How many runs had been solved at each check or at an earlier one.
    pub fn ever_solved(&self) -> &[u32] {
        &self.ever_solved
    }

    /// How many runs had diverged by each check.
    pub fn diverged(&self) -> &[u32] {
        &self.diverged
    }

    /// What became of each seed, in their order.
    pub fn trials(&self) -> &[Trial] {
        &self.trials
    }

    /// How many runs came to an outcome.
    pub fn count(&self, outcome: Outcome) -> u32 {
        let trials = self.trials.iter();
        trials.filter(|trial| trial.outcome == outcome).count() as u32
    }

    /// What became of the seeds, the best first: by outcome, then by when they were first solved, then by seed.
    pub fn ranked(&self) -> Vec<Trial> {
        // A pigeonhole for each outcome and check, and one for no check; in each, seeds keep their order.
        let never = self.solved.len();
        let mut ranks = vec![Vec::new(); Outcome::ALL.len() * (never + 1)];
        for &trial in &self.trials {
            let check = trial.first_solved.map_or(never, check_at);
            ranks[trial.outcome as usize * (never + 1) + check.min(never)].push(trial);
        }
        ranks.concat()
    }

    /// The whole tally as numbers, for another thread.
    pub fn to_numbers(&self) -> Vec<u32> {
        let counts = [&self.solved, &self.ever_solved, &self.diverged];
        let mut numbers: Vec<_> = counts.into_iter().flatten().copied().collect();
        numbers.extend(self.trials.iter().flat_map(|trial| trial.to_numbers()));
        numbers
    }

    /// The tally that such numbers are, of runs of so many updates.
    ///
    /// # Errors
    /// [`NoTally`] where they are none.
    pub fn from_numbers(updates: u32, numbers: &[u32]) -> Result<Self, NoTally> {
        let no_tally = NoTally {
            found: numbers.len(),
            updates,
        };
        let checks = checks(updates).len();
        let mut rest = numbers;
        let mut counts = || {
            let (counts, after) = rest.split_at_checked(checks)?;
            rest = after;
            Some(counts.to_vec())
        };
        let (Some(solved), Some(ever_solved), Some(diverged)) = (counts(), counts(), counts())
        else {
            return Err(no_tally);
        };
        let (trials, []) = rest.as_chunks::<3>() else {
            return Err(no_tally);
        };
        let trial = |&[seed, first_solved, outcome]: &[u32; 3]| {
            Some(Trial {
                seed,
                first_solved: (first_solved != u32::MAX).then_some(first_solved),
                outcome: *Outcome::ALL.get(outcome as usize)?,
            })
        };
        let trials: Option<Vec<_>> = trials.iter().map(trial).collect();
        Ok(Self {
            updates,
            solved,
            ever_solved,
            diverged,
            trials: trials.ok_or(no_tally)?,
        })
    }
}

/// A part of a sweep: seeds that follow one another, training by one rule, four at once.
///
/// ```
/// use faxor::config::{Config, Rule};
/// use faxor::sweep::{Outcome, Part};
///
/// let config: Config = "updates=3000".parse()?;
/// let tally = Part::new(&config, Rule::FeedbackAlignment, 0, 10).finish();
/// println!("{} of {} solved", tally.count(Outcome::Solved), tally.seeds());
/// # Ok::<(), faxor::config::ConfigError>(())
/// ```
#[derive(Debug)]
pub struct Part {
    config: Config,
    rule: Rule,
    /// The first seed that waits for its turn, and how many do.
    next: u32,
    left: u32,
    batch: Option<Batch>,
    tally: Tally,
}

impl Part {
    /// The runs by `rule` that `config` fixes for `seeds` seeds from `first` on; after the largest seed comes 0.
    pub fn new(config: &Config, rule: Rule, first: u32, seeds: u32) -> Self {
        Self {
            config: config.clone(),
            rule,
            next: first,
            left: seeds,
            batch: None,
            tally: Tally::new(config.updates),
        }
    }

    /// Does up to so many updates of each of up to four seeds; false when there are no more to do. How they are divided among
    /// calls changes nothing.
    pub fn advance(&mut self, updates: u32) -> bool {
        let batch = match &mut self.batch {
            Some(batch) => batch,
            None if self.left == 0 => return false,
            none => {
                let seeds = self.left.min(LANES as u32);
                let batch = Batch::new(&self.config, self.rule, self.next, seeds);
                self.next = self.next.wrapping_add(seeds);
                self.left -= seeds;
                none.insert(batch)
            }
        };
        if !batch.advance(updates) {
            self.tally.add(&batch.tally);
            self.batch = None;
        }
        self.batch.is_some() || self.left > 0
    }

    /// What has become of the seeds that are through.
    pub fn tally(&self) -> &Tally {
        &self.tally
    }

    /// What became of all seeds, after all their updates.
    pub fn finish(mut self) -> Tally {
        while self.advance(self.config.updates) {}
        self.tally
    }
}

/// Up to four seeds of a part, one in each lane.
#[derive(Debug)]
struct Batch {
    run: Run<WideF64x4>,
    first: u32,
    seeds: usize,
    first_solved: [Option<u32>; LANES],
    tally: Tally,
}

impl Batch {
    fn new(config: &Config, rule: Rule, first: u32, seeds: u32) -> Self {
        let all: Vec<_> = (0..seeds).map(|i| first.wrapping_add(i)).collect();
        let mut batch = Self {
            run: Run::new(config, rule, &all),
            first,
            seeds: seeds as usize,
            first_solved: [None; LANES],
            tally: Tally::new(config.updates),
        };
        batch.check();
        batch
    }

    fn advance(&mut self, updates: u32) -> bool {
        let last = u64::from(self.tally.updates);
        let end = last.min(self.run.updates() + u64::from(updates));
        while self.run.updates() < end {
            let at = self.run.updates();
            let check = ((at / CHECK_EVERY + 1) * CHECK_EVERY).min(last);
            self.run.advance(check.min(end) - at);
            if self.run.updates() == check {
                self.check();
            }
        }
        end < last
    }

    fn check(&mut self) {
        let at = self.run.updates() as u32;
        let last = self.tally.updates;
        let check = check_at(at);
        let accuracy = self.run.fit().accuracy;
        let silent = if at == last {
            self.run.is_silent()
        } else {
            vec![false; LANES]
        };
        for (lane, silent) in silent.into_iter().take(self.seeds).enumerate() {
            let diverged = self.run.diverged_at(lane).is_some();
            let solved = !diverged && accuracy.extract(lane) == 1.0;
            if solved {
                self.first_solved[lane].get_or_insert(at);
            }
            let first_solved = self.first_solved[lane];
            self.tally.solved[check] += u32::from(solved);
            self.tally.ever_solved[check] += u32::from(first_solved.is_some());
            self.tally.diverged[check] += u32::from(diverged);
            if at == last {
                let outcome = match (solved, diverged, silent) {
                    (true, _, _) => Outcome::Solved,
                    (_, true, _) => Outcome::Diverged,
                    (_, _, true) => Outcome::Silent,
                    _ => Outcome::Stuck,
                };
                self.tally.trials.push(Trial {
                    seed: self.first.wrapping_add(lane as u32),
                    first_solved,
                    outcome,
                });
            }
        }
    }
}

/// The tallies of a config's rules, as CSV: a row a rule and check; if `trials`, then a row a rule and seed, after an empty line.
///
/// # Errors
/// What `out` says.
pub fn write_csv(tallies: &[(Rule, Tally)], trials: bool, out: &mut impl Write) -> fmt::Result {
    writeln!(out, "rule,update,seeds,solved,ever_solved,diverged")?;
    for (rule, tally) in tallies {
        let counts = tally
            .solved
            .iter()
            .zip(&tally.ever_solved)
            .zip(&tally.diverged);
        for (update, ((solved, ever_solved), diverged)) in checks(tally.updates).iter().zip(counts)
        {
            let (rule, seeds) = (rule.link_name(), tally.seeds());
            writeln!(
                out,
                "{rule},{update},{seeds},{solved},{ever_solved},{diverged}"
            )?;
        }
    }
    if trials {
        writeln!(out, "\nrule,seed,first_solved,outcome")?;
        for (rule, tally) in tallies {
            for trial in &tally.trials {
                let first_solved = trial
                    .first_solved
                    .map(|at| at.to_string())
                    .unwrap_or_default();
                let (rule, outcome) = (rule.link_name(), trial.outcome.name());
                writeln!(out, "{rule},{},{first_solved},{outcome}", trial.seed)?;
            }
        }
    }
    Ok(())
}
