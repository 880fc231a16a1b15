//! Sweeps: many seeds by one rule, counted. Is a run luck?
//!
//! A sweep is a range of seeds, and ranges add up: the tallies of two halves make the tally of the
//! whole. Each seed has the bits that it has in a run by itself, so a seed that is found here
//! replays exactly.

use std::fmt::{self, Write};
use std::sync::Arc;

use thiserror::Error;

use super::{CHECK_EVERY, Run};
use crate::learn::{Pass, Rule};
use crate::link::{Contender, Link, LinkError, Setup};
use crate::measure::{is_dead, is_dead_for_good, is_solved};
use crate::words::words;

words! {
    /// What became of a run by its last update.
    pub enum Outcome {
        /// Every training point is correctly classified.
        Solved = "solved", "solved";
        /// Some training point is misclassified, and the network is not dead.
        Stuck = "stuck", "stuck";
        /// For some misclassified training point, every unit of a hidden layer is inactive: see
        /// [`is_dead`].
        Dead = "silent", "dead";
        /// A prediction was not finite.
        Diverged = "diverged", "diverged";
    }
}

/// What became of one seed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Trial {
    /// The seed.
    pub seed: u32,
    /// The first check, in updates, that found the task solved.
    pub first_solved: Option<u32>,
    /// The outcome.
    pub outcome: Outcome,
}

impl Trial {
    /// The seed, the check that first found it solved (or 2^32 - 1) and the place of the outcome in
    /// [`Outcome::ALL`].
    pub fn to_numbers(self) -> [u32; 3] {
        // Updates of a run are far fewer than that.
        let first_solved = self.first_solved.unwrap_or(u32::MAX);
        [self.seed, first_solved, self.outcome as u32]
    }
}

/// The updates at which the runs of a sweep are checked: 0, every hundredth, and the last.
pub fn checks(updates: u32) -> Vec<u32> {
    let mut checks: Vec<_> = (0..updates).step_by(CHECK_EVERY as usize).collect();
    checks.push(updates);
    checks
}

/// The index in [`checks`] of the first check at or after an update.
pub(super) fn check_at(update: u32) -> usize {
    update.div_ceil(CHECK_EVERY as u32) as usize
}

/// What became of a rule's runs: counts at every check, and a trial for each seed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tally {
    updates: u32,
    /// How many were solved at each check.
    solved: Vec<u32>,
    /// How many had been solved at it or at an earlier one.
    ever_solved: Vec<u32>,
    /// How many had diverged by then.
    diverged: Vec<u32>,
    /// In the order of seeds.
    trials: Vec<Trial>,
}

/// What is wrong with a tally, or with adding it to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum TallyError {
    /// The runs are of different length.
    #[error("the runs have {found} updates; they must have {expected}")]
    Updates {
        /// Updates of the runs to be added.
        found: u32,
        /// Updates of the runs that are there.
        expected: u32,
    },
    /// A seed is in both tallies.
    #[error("seed {seed} is counted already; each seed may be counted once")]
    Overlap {
        /// The first such seed.
        seed: u32,
    },
    /// Numbers that [`Tally::to_numbers`] cannot have made.
    #[error("{found} numbers are not a tally of runs of {updates} updates")]
    Numbers {
        /// How many numbers there were.
        found: usize,
        /// Updates of each run.
        updates: u32,
    },
}

impl Tally {
    /// The empty tally of runs of `updates` updates.
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

    /// Adds what became of other seeds' runs by the same rule. The order in which tallies are added
    /// changes nothing.
    ///
    /// # Errors
    /// [`TallyError`] where the runs are of another length, or a seed is counted already; nothing
    /// is added then.
    pub fn add(&mut self, other: &Self) -> Result<(), TallyError> {
        if self.updates != other.updates {
            return Err(TallyError::Updates {
                found: other.updates,
                expected: self.updates,
            });
        }
        self.trials = merged(&self.trials, &other.trials)?;
        for (counts, others) in [
            (&mut self.solved, &other.solved),
            (&mut self.ever_solved, &other.ever_solved),
            (&mut self.diverged, &other.diverged),
        ] {
            for (count, more) in counts.iter_mut().zip(others) {
                *count += more;
            }
        }
        Ok(())
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

    /// At each of [`checks`], how many runs were solved, had ever been solved, and had diverged.
    pub(super) fn checked(&self) -> impl Iterator<Item = [u32; 3]> {
        let counts = self
            .solved
            .iter()
            .zip(&self.ever_solved)
            .zip(&self.diverged);
        counts.map(|((&solved, &ever_solved), &diverged)| [solved, ever_solved, diverged])
    }

    /// What became of each seed, in the order of seeds.
    pub fn trials(&self) -> impl ExactSizeIterator<Item = &Trial> {
        self.trials.iter()
    }

    /// How many runs have an outcome.
    pub fn count(&self, outcome: Outcome) -> u32 {
        let trials = self.trials();
        trials.filter(|trial| trial.outcome == outcome).count() as u32
    }

    /// What became of the seeds, the best first: by outcome, then by when they were first solved,
    /// then by seed.
    pub fn ranked(&self) -> Vec<Trial> {
        // A bucket for each outcome and check, and one for no check; in each, seeds keep their
        // order.
        let never = self.solved.len();
        let mut ranks = vec![Vec::new(); Outcome::ALL.len() * (never + 1)];
        for &trial in self.trials() {
            let check = trial.first_solved.map_or(never, check_at);
            ranks[trial.outcome as usize * (never + 1) + check.min(never)].push(trial);
        }
        ranks.concat()
    }

    /// The whole tally as numbers, for another thread.
    pub fn to_numbers(&self) -> Vec<u32> {
        let counts = [&self.solved, &self.ever_solved, &self.diverged];
        let mut numbers: Vec<_> = counts.into_iter().flatten().copied().collect();
        numbers.extend(self.trials().flat_map(|trial| trial.to_numbers()));
        numbers
    }

    /// Rebuilds a tally from [`Tally::to_numbers`], where `updates` are those of each run.
    ///
    /// # Errors
    /// [`TallyError::Numbers`] where the numbers cannot be one, or contradict one another.
    pub fn from_numbers(updates: u32, numbers: &[u32]) -> Result<Self, TallyError> {
        let tally = Self::parse(updates, numbers);
        tally
            .filter(Self::is_consistent)
            .ok_or(TallyError::Numbers {
                found: numbers.len(),
                updates,
            })
    }

    fn parse(updates: u32, numbers: &[u32]) -> Option<Self> {
        let checks = checks(updates).len();
        let mut rest = numbers;
        let mut counts = || {
            let (counts, after) = rest.split_at_checked(checks)?;
            rest = after;
            Some(counts.to_vec())
        };
        let (solved, ever_solved, diverged) = (counts()?, counts()?, counts()?);
        let (trials, []) = rest.as_chunks::<3>() else {
            return None;
        };
        let mut tally = Self {
            updates,
            solved,
            ever_solved,
            diverged,
            trials: Vec::new(),
        };
        for &[seed, first_solved, outcome] in trials {
            tally.trials.push(Trial {
                seed,
                first_solved: (first_solved != u32::MAX).then_some(first_solved),
                outcome: *Outcome::ALL.get(outcome as usize)?,
            });
        }
        let is_ordered = tally.trials.is_sorted_by(|a, b| a.seed < b.seed);
        is_ordered.then_some(tally)
    }

    /// Whether the counts are those of the trials, as far as the trials tell.
    fn is_consistent(&self) -> bool {
        let checks = self.solved.len();
        // How many were first solved at each check, and how many of these diverged in the end.
        let mut first_solved = vec![[0; 2]; checks];
        for trial in self.trials() {
            match trial.first_solved {
                None if trial.outcome == Outcome::Solved => return false,
                None => {}
                Some(first) => {
                    let is_check =
                        first == self.updates || u64::from(first).is_multiple_of(CHECK_EVERY);
                    if first > self.updates || !is_check {
                        return false;
                    }
                    let [all, diverged] = &mut first_solved[check_at(first)];
                    *all += 1;
                    *diverged += u32::from(trial.outcome == Outcome::Diverged);
                }
            }
        }
        let (seeds, solved, diverged) = (
            self.seeds(),
            self.count(Outcome::Solved),
            self.count(Outcome::Diverged),
        );
        let mut ever_solved = 0;
        let mut still_to_be_solved: u32 = first_solved.iter().map(|[_, diverged]| diverged).sum();
        let is_possible = |check: usize| {
            let [first, later_diverged] = first_solved[check];
            ever_solved += first;
            let possible = self.ever_solved[check] == ever_solved
                && (first..=ever_solved).contains(&self.solved[check])
                && u64::from(self.diverged[check]) + u64::from(still_to_be_solved)
                    <= diverged.into()
                && u64::from(self.solved[check]) + u64::from(self.diverged[check]) <= seeds.into();
            still_to_be_solved -= later_diverged;
            possible
        };
        (0..checks).all(is_possible)
            && self.diverged.is_sorted()
            && self.solved[checks - 1] == solved
            && self.diverged[checks - 1] == diverged
    }
}

/// The trials of two tallies, in the order of seeds.
fn merged(ours: &[Trial], theirs: &[Trial]) -> Result<Vec<Trial>, TallyError> {
    let mut merged = Vec::with_capacity(ours.len() + theirs.len());
    let (mut one, mut other) = (ours, theirs);
    while let (Some(first), Some(next)) = (one.first(), other.first()) {
        if first.seed == next.seed {
            return Err(TallyError::Overlap { seed: first.seed });
        }
        // All of one list that comes before the other.
        let (before, rest) = one.split_at(one.partition_point(|trial| trial.seed < next.seed));
        merged.extend_from_slice(before);
        (one, other) = (other, rest);
    }
    merged.extend_from_slice(one);
    merged.extend_from_slice(other);
    Ok(merged)
}

/// A part of a sweep: seeds that follow one another, trained by one rule.
///
/// ```
/// use faxor::learn::Rule;
/// use faxor::link::Link;
/// use faxor::run::{Batch, Outcome};
///
/// let link: Link = "updates=3000".parse()?;
/// let tally = Batch::new(&link, Rule::FeedbackAlignment, 0, 10)?.finish();
/// println!("{} of {} solved", tally.count(Outcome::Solved), tally.seeds());
/// # Ok::<(), faxor::link::LinkError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Batch {
    /// Of the one network.
    setup: Setup,
    rule: Rule,
    /// The first seed that waits for its turn, and how many do.
    next: u32,
    left: u32,
    now: Option<Trainee>,
    tally: Tally,
}

/// The seed that is being trained, and what its checks found so far.
#[derive(Debug, Clone)]
struct Trainee {
    seed: u32,
    run: Run,
    pass: Pass,
    /// At each check, whether it was solved, and whether it had diverged.
    seen: Vec<[bool; 2]>,
}

impl Batch {
    /// The runs of one network, such as a rule, that `link` decides for `seeds` seeds from `first`
    /// on; after the largest seed comes 0.
    ///
    /// # Errors
    /// [`LinkError::BadValue`] where a choice of the setup, or the number of updates, is out of its
    /// limits.
    pub fn new(
        link: &Link,
        contender: impl Into<Contender>,
        first: u32,
        seeds: u32,
    ) -> Result<Self, LinkError> {
        link.check()?;
        let contender = contender.into();
        Ok(Self {
            setup: link.setup.of(&contender),
            rule: contender.rule(),
            next: first,
            left: seeds,
            now: None,
            tally: Tally::new(link.sweep.updates),
        })
    }

    /// Makes up to `updates` updates of one seed; false when there are no more to make. How they are
    /// divided among calls changes nothing. A network that is dead for good is finished early.
    pub fn advance(&mut self, updates: u32) -> bool {
        let mut trainee = match self.now.take() {
            Some(trainee) => trainee,
            None if self.left == 0 => return false,
            None => {
                let seed = self.next;
                self.next = self.next.wrapping_add(1);
                self.left -= 1;
                Trainee::new(&self.setup, self.rule, seed)
            }
        };
        if trainee.advance(updates, self.tally.updates) {
            self.now = Some(trainee);
        } else {
            self.tally.count_in(&mut trainee);
        }
        self.now.is_some() || self.left > 0
    }

    /// What became of the seeds that are finished.
    pub fn tally(&self) -> &Tally {
        &self.tally
    }

    /// What became of all seeds, after all their updates.
    #[must_use]
    pub fn finish(mut self) -> Tally {
        while self.advance(self.tally.updates) {}
        self.tally
    }
}

impl Trainee {
    fn new(setup: &Setup, rule: Rule, seed: u32) -> Self {
        let run = Run::unchecked(setup, rule, seed, Arc::new(setup.points_of(seed)));
        let pass = run.new_pass();
        let mut trainee = Self {
            seed,
            run,
            pass,
            seen: Vec::new(),
        };
        trainee.check();
        trainee
    }

    /// Makes up to `updates` more updates, at most `last` in all, and the checks on the way. False once
    /// the run is finished.
    fn advance(&mut self, updates: u32, last: u32) -> bool {
        let checks = check_at(last) + 1;
        let last = u64::from(last);
        let end = last.min(self.run.updates() + u64::from(updates));
        while self.run.updates() < end {
            let at = self.run.updates();
            let check = ((at / CHECK_EVERY + 1) * CHECK_EVERY).min(last);
            self.run.advance(check.min(end) - at);
            if self.run.updates() == check {
                self.check();
                let (learner, points) = (self.run.learner(), &self.run.points().training);
                if is_dead_for_good(learner, points, &mut self.pass) {
                    // No later check would find it solved or diverged.
                    self.seen.resize(checks, [false; 2]);
                    return false;
                }
            }
        }
        end < last
    }

    fn check(&mut self) {
        let (learner, points) = (self.run.learner(), &self.run.points().training);
        let solved = is_solved(learner, points, &mut self.pass);
        self.seen.push([solved, learner.has_diverged()]);
    }
}

impl Tally {
    /// Counts a run that is finished.
    fn count_in(&mut self, trainee: &mut Trainee) {
        let learner = trainee.run.learner();
        let mut first_solved = None;
        let mut last = [false; 2];
        for (check, (update, seen)) in
            (checks(self.updates).into_iter().zip(&trainee.seen)).enumerate()
        {
            let [solved, diverged] = *seen;
            if solved {
                first_solved.get_or_insert(update);
            }
            self.solved[check] += u32::from(solved);
            self.ever_solved[check] += u32::from(first_solved.is_some());
            self.diverged[check] += u32::from(diverged);
            last = *seen;
        }
        let points = &trainee.run.points().training;
        let outcome = match last {
            [true, _] => Outcome::Solved,
            [_, true] => Outcome::Diverged,
            _ if is_dead(learner, points, &mut trainee.pass) => Outcome::Dead,
            _ => Outcome::Stuck,
        };
        let seed = trainee.seed;
        let trial = Trial {
            seed,
            first_solved,
            outcome,
        };
        // Seeds come in their order, unless a batch goes on from the last seed to 0.
        let place = self.trials.partition_point(|other| other.seed < seed);
        self.trials.insert(place, trial);
    }
}

/// The link in a comment line, and then the tallies of its networks as CSV: a row for each network
/// and check.
///
/// # Errors
/// Where `out` fails.
pub fn write_checks(
    link: &Link,
    tallies: &[(Contender, Tally)],
    out: &mut impl Write,
) -> fmt::Result {
    writeln!(out, "# {}", link.of_sweep())?;
    writeln!(out, "{CHECK}")?;
    for (rule, tally) in tallies {
        write_check_rows(rule, tally.updates, tally.seeds(), tally.checked(), out)?;
    }
    Ok(())
}

/// A row for each check of one network's runs.
pub(super) fn write_check_rows(
    rule: &Contender,
    updates: u32,
    seeds: u32,
    rows: impl Iterator<Item = [u32; 3]>,
    out: &mut impl Write,
) -> fmt::Result {
    for (update, [solved, ever_solved, diverged]) in checks(updates).into_iter().zip(rows) {
        writeln!(
            out,
            "{rule},{update},{seeds},{solved},{ever_solved},{diverged}"
        )?;
    }
    Ok(())
}

/// The link in a comment line, and then what became of each seed as CSV: a row for each network and
/// seed.
///
/// # Errors
/// Where `out` fails.
pub fn write_trials(
    link: &Link,
    tallies: &[(Contender, Tally)],
    out: &mut impl Write,
) -> fmt::Result {
    writeln!(out, "# {}", link.of_sweep())?;
    writeln!(out, "{TRIAL}")?;
    write_trial_rows("", tallies, out)
}

/// The columns of a check.
pub(super) const CHECK: &str = "rule,update,seeds,solved,ever_solved,diverged";

/// The columns of a trial.
pub(super) const TRIAL: &str = "rule,seed,first_solved,outcome";

/// A row for each network and seed, each of which begins with `start`.
pub(super) fn write_trial_rows(
    start: &str,
    tallies: &[(Contender, Tally)],
    out: &mut impl Write,
) -> fmt::Result {
    for (rule, tally) in tallies {
        for trial in tally.trials() {
            write!(out, "{start}{rule},{},", trial.seed)?;
            if let Some(first_solved) = trial.first_solved {
                write!(out, "{first_solved}")?;
            }
            writeln!(out, ",{}", trial.outcome.link_name())?;
        }
    }
    Ok(())
}
