//! Several runs in lock-step: the same start, the same samples in the same order, and one clock.

use std::sync::Arc;

use super::Run;
use super::history::History;
use super::thinned::Thinned;
use crate::learn::{Pass, Rule};
use crate::link::{Group, Key, Link, LinkError};
use crate::measure::is_solved;
use crate::task::Points;

/// Whether a run has solved its task is checked after every so many updates, as in the article.
pub const CHECK_EVERY: u64 = 100;

/// The first checkpoints are this many updates apart.
const FIRST_CHECKPOINTS: u64 = 32;

/// Limits on the checkpoints for rewinding: how many, and how many `f64`s all of them hold
/// together.
const MOST_CHECKPOINTS: usize = 64;
const MOST_NUMBERS: usize = 4_000_000;

/// The runs of a link, side by side.
///
/// ```
/// use faxor::run::Experiment;
///
/// let mut experiment = Experiment::new("rules=bp,fa&seed=7".parse()?)?;
/// experiment.advance(5_000);
/// for panel in experiment.panels() {
///     println!("{}: {}", panel.rule().name(), panel.run().fit().accuracy);
/// }
/// # Ok::<(), faxor::link::LinkError>(())
/// ```
#[derive(Debug)]
pub struct Experiment {
    link: Link,
    panels: Vec<Panel>,
    updates: u64,
    furthest: u64,
    history: History,
    checkpoints: Thinned<Vec<Panel>>,
    /// Memory for measuring: all networks have one shape.
    pass: Pass,
}

/// A run, and since when it has solved its task.
#[derive(Debug, Clone)]
pub struct Panel {
    run: Run,
    solved_since: Option<u64>,
}

impl Experiment {
    /// The experiment that `link` decides, before its first update.
    ///
    /// # Errors
    /// [`LinkError::BadValue`] where a choice of the setup is out of its limits.
    pub fn new(link: Link) -> Result<Self, LinkError> {
        let setup = &link.setup;
        setup.check()?;
        let points = Arc::new(setup.points_of(setup.seed));
        let rules = setup.rules.iter();
        let panels: Vec<_> = rules
            .map(|&rule| Panel {
                run: Run::unchecked(setup, rule, setup.seed, Arc::clone(&points)),
                solved_since: None,
            })
            .collect();
        let numbers: usize = panels
            .iter()
            .map(|panel| panel.run.learner().entries())
            .sum();
        let most = (MOST_NUMBERS / numbers.max(1)).clamp(2, MOST_CHECKPOINTS);
        // Every link has at least one rule.
        let pass = panels[0].run.new_pass();
        let mut experiment = Self {
            history: History::new(setup),
            checkpoints: Thinned::new(FIRST_CHECKPOINTS, most),
            link,
            panels,
            updates: 0,
            furthest: 0,
            pass,
        };
        experiment.observe();
        Ok(experiment)
    }

    /// Sets a choice of the link, and returns whether the runs started again. They do where the
    /// choice decides them; the link then names no update to pause at.
    ///
    /// # Errors
    /// Where `value` is not allowed. The runs then go on as they were.
    pub fn set(&mut self, key: Key, value: &str) -> Result<bool, LinkError> {
        let mut link = self.link.clone();
        link.set(key, value)?;
        let restarts = key.group() == Group::Run;
        if restarts {
            link.playback.at = None;
            *self = Self::new(link)?;
        } else {
            self.link = link;
        }
        Ok(restarts)
    }

    /// Makes `updates` updates in every run. How they are divided among calls changes nothing.
    pub fn advance(&mut self, updates: u64) {
        self.advance_while(updates, |_| true);
    }

    /// The same, but stops at the first check at which every run has come to solve its task, and
    /// returns whether it has stopped there. Where every run solves it already, it goes on.
    pub fn advance_to_solved(&mut self, updates: u64) -> bool {
        self.advance_while(updates, |experiment| !experiment.is_solved_since_now());
        self.is_solved_since_now()
    }

    /// Whether every run solves its task, and the last of them since this very update.
    fn is_solved_since_now(&self) -> bool {
        let since = self.panels.iter().map(Panel::solved_since);
        let since: Option<Vec<_>> = since.collect();
        since.and_then(|since| since.into_iter().max()) == Some(self.updates)
    }

    fn advance_while(&mut self, updates: u64, goes_on: impl Fn(&Self) -> bool) {
        let end = self.updates + updates;
        while self.updates < end {
            let steps = [CHECK_EVERY, self.history.every(), self.checkpoints.every()];
            let stop = steps
                .map(|every| (self.updates / every + 1) * every)
                .into_iter()
                .fold(end, u64::min);
            for panel in &mut self.panels {
                panel.run.advance(stop - self.updates);
            }
            self.updates = stop;
            self.observe();
            if !goes_on(self) {
                break;
            }
        }
        self.furthest = self.furthest.max(self.updates);
    }

    /// Checks, records and keeps what is due now.
    fn observe(&mut self) {
        if self.updates.is_multiple_of(CHECK_EVERY) {
            for panel in &mut self.panels {
                panel.check(&mut self.pass);
            }
        }
        self.history
            .record(self.updates, &self.panels, &mut self.pass);
        self.checkpoints.add(self.updates, || self.panels.clone());
    }

    /// Rewinds every run to the last checkpoint at or before `update`, and returns its update.
    /// [`Experiment::advance`] leads on from there through the same states. The history stays as it
    /// is.
    ///
    /// It may go forward too, to a checkpoint that was reached before. Where the runs are already
    /// closer to `update`, they stay.
    pub fn rewind(&mut self, update: u64) -> u64 {
        if let Some((kept, panels)) = self.checkpoints.at_or_before(update)
            && (update < self.updates || *kept > self.updates)
        {
            self.panels.clone_from(panels);
            self.updates = *kept;
        }
        self.updates
    }

    /// The link that it was made from.
    pub fn link(&self) -> &Link {
        &self.link
    }

    /// Updates made in every run.
    pub fn updates(&self) -> u64 {
        self.updates
    }

    /// The most updates that were ever made, before any [`Experiment::rewind`].
    pub fn furthest(&self) -> u64 {
        self.furthest
    }

    /// The runs, in the order of the link's rules.
    pub fn panels(&self) -> &[Panel] {
        &self.panels
    }

    /// What was measured of the runs.
    pub fn history(&self) -> &History {
        &self.history
    }

    /// The points, which all runs share.
    pub fn points(&self) -> &Points {
        self.panels[0].run.points()
    }
}

impl Panel {
    fn check(&mut self, pass: &mut Pass) {
        let solved = is_solved(self.run.learner(), &self.run.points().training, pass);
        self.solved_since = solved.then(|| self.solved_since.unwrap_or(self.run.updates()));
    }

    /// The run.
    pub fn run(&self) -> &Run {
        &self.run
    }

    /// The rule that it learns by.
    pub fn rule(&self) -> Rule {
        self.run.learner().learning().rule
    }

    /// The update since which every check, one in [`CHECK_EVERY`] updates, found the task solved.
    pub fn solved_since(&self) -> Option<u64> {
        self.solved_since
    }
}
