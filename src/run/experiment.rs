//! Several runs in lock-step: the same start, the same samples in the same order, and one clock.

use std::sync::Arc;

use super::Run;
use super::history::History;
use super::thinned::Thinned;
use crate::learn::{Pass, Rule};
use crate::link::{Group, Key, Link, LinkError};
use crate::measure::is_solved;
use crate::task::{Points, Task};

/// Updates between two checks whether a run has solved its task, as in the article.
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
#[derive(Debug, Clone)]
pub struct Experiment {
    link: Link,
    panels: Vec<Panel>,
    updates: u64,
    furthest: u64,
    history: History,
    checkpoints: Thinned<Vec<Panel>>,
    /// Memory for measuring each network.
    passes: Vec<Pass>,
    /// The update from which it can be rewound: 0, unless points were changed later.
    earliest: u64,
    /// See [`Experiment::view`].
    view: [f64; 2],
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
        let contenders = setup.rules.iter();
        let panels: Vec<_> = contenders
            .map(|contender| {
                let own = setup.of(contender);
                Panel {
                    run: Run::unchecked(&own, contender.rule(), setup.seed, Arc::clone(&points)),
                    solved_since: None,
                }
            })
            .collect();
        let mut experiment = Self {
            passes: panels.iter().map(|panel| panel.run.new_pass()).collect(),
            earliest: 0,
            view: points.view(setup.task),
            history: History::new(setup, points.training.len()),
            checkpoints: Thinned::new(FIRST_CHECKPOINTS, most_checkpoints(&panels)),
            link,
            panels,
            updates: 0,
            furthest: 0,
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

    /// Gives every run other points to go on with, as a reader's own, and keeps what the networks
    /// have learned. A link cannot say that: it decides runs that learn these points from the
    /// start. The runs can no longer be rewound to an update before this one.
    ///
    /// # Errors
    /// Where `data` is not allowed. The runs then go on as they were.
    pub fn change_points(&mut self, data: &str) -> Result<(), LinkError> {
        let mut link = self.link.clone();
        link.set(Key::Data, data)?;
        link.setup.task = Task::Own;
        link.playback.at = None;
        let [least, most] = self.view;
        if self.updates == 0 {
            *self = Self::new(link)?;
        } else {
            self.go_on_with(link);
        }
        // Pictures do not jump while a point is moved.
        let mut coordinates = self.points().training.iter().flat_map(|point| point.input);
        if coordinates.all(|x| x >= least && x <= most) {
            self.view = [least, most];
        }
        Ok(())
    }

    fn go_on_with(&mut self, link: Link) {
        let points = Arc::new(link.setup.points_of(link.setup.seed));
        self.view = points.view(link.setup.task);
        self.link = link;
        for panel in &mut self.panels {
            panel.run.points = Arc::clone(&points);
            panel.solved_since = None;
        }
        self.history.forget_after(self.updates);
        let first = (self.updates, self.panels.clone());
        let most = most_checkpoints(&self.panels);
        self.checkpoints = Thinned::from(first, FIRST_CHECKPOINTS, most);
        (self.earliest, self.furthest) = (self.updates, self.updates);
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
            for (panel, pass) in self.panels.iter_mut().zip(&mut self.passes) {
                panel.check(pass);
            }
        }
        self.history
            .record(self.updates, &self.panels, &mut self.passes);
        self.checkpoints.add(self.updates, || self.panels.clone());
    }

    /// Rewinds every run to the last checkpoint at or before `update`, or to the earliest one, and
    /// returns its update.
    /// [`Experiment::advance`] leads on from there through the same states. The history stays as it
    /// is.
    ///
    /// It may go forward too, to a checkpoint that was reached before. Where the runs are already
    /// closer to `update`, they stay.
    pub fn rewind(&mut self, update: u64) -> u64 {
        let update = update.max(self.earliest);
        if let Some((kept, panels)) = self.checkpoints.at_or_before(update)
            && (update < self.updates || *kept > self.updates)
        {
            self.panels.clone_from(panels);
            self.updates = *kept;
        }
        self.updates
    }

    /// The link of the runs, with every change since they were made.
    pub fn link(&self) -> &Link {
        &self.link
    }

    /// Updates made in every run.
    pub fn updates(&self) -> u64 {
        self.updates
    }

    /// The update from which the runs can be rewound: 0, unless [`Experiment::change_points`] came
    /// later.
    pub fn earliest(&self) -> u64 {
        self.earliest
    }

    /// The range of x1, and of x2, of a picture: the least and the most.
    pub fn view(&self) -> [f64; 2] {
        self.view
    }

    /// The most updates that were made before any [`Experiment::rewind`], since the last
    /// [`Experiment::change_points`].
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

/// How many checkpoints of these runs may be kept.
fn most_checkpoints(panels: &[Panel]) -> usize {
    let numbers: usize = panels
        .iter()
        .map(|panel| panel.run.learner().entries())
        .sum();
    (MOST_NUMBERS / numbers.max(1)).clamp(2, MOST_CHECKPOINTS)
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
