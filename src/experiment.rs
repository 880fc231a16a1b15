//! Several runs in lock-step from one config: the same start, the same samples in the same order, a rule each.

use crate::config::Config;
use crate::run::{History, Run};

/// Whether a run has solved its task is looked at after every so manieth update, as the article does.
pub const CHECK_EVERY: u64 = 100;

/// States of a run that are kept to go back to: at most so many, and at most so many numbers in all runs together; the more updates
/// are done, the further apart they lie.
const MOST_KEPT: usize = 64;
const MOST_NUMBERS_KEPT: usize = 4_000_000;

/// The runs of a config side by side.
///
/// ```
/// use faxor::experiment::Experiment;
///
/// let mut experiment = Experiment::new("rules=bp,fa&seed=7".parse()?);
/// experiment.advance(5_000);
/// for panel in experiment.panels_mut() {
///     println!("{}: {}", panel.run().learner().rule().name(), panel.run_mut().fit().accuracy);
/// }
/// # Ok::<(), faxor::config::ConfigError>(())
/// ```
#[derive(Debug)]
pub struct Experiment {
    config: Config,
    panels: Vec<Panel>,
    updates: u64,
    furthest: u64,
}

/// One run with what has been seen of it.
#[derive(Debug)]
pub struct Panel {
    run: Run<f64>,
    history: History,
    solved_since: Option<u64>,
    kept: Kept,
}

/// What a run was at some of its updates.
#[derive(Debug)]
struct Kept {
    every: u64,
    most: usize,
    states: Vec<State>,
}

/// A run at some update, and since when it had its task solved.
#[derive(Debug, Clone)]
struct State {
    run: Run<f64>,
    solved_since: Option<u64>,
}

impl Experiment {
    /// The experiment that `config` fixes, before its first update.
    pub fn new(config: Config) -> Self {
        let rules = config.rules.iter();
        let runs: Vec<_> = rules
            .map(|&rule| Run::new(&config, rule, &[config.seed]))
            .collect();
        // All runs keep the same updates, whatever each one's own size, so that all can go back to one.
        let numbers = runs.iter().map(|run| run.learner().numbers()).sum();
        let panel = |mut run| {
            let mut history = History::new(&config);
            history.record(&mut run);
            let mut panel = Panel {
                run,
                history,
                solved_since: None,
                kept: Kept::new(numbers),
            };
            panel.check();
            panel.keep();
            panel
        };
        let panels = runs.into_iter().map(panel).collect();
        Self {
            config,
            panels,
            updates: 0,
            furthest: 0,
        }
    }

    /// Does `updates` updates in every run. How they are divided among calls changes nothing.
    pub fn advance(&mut self, updates: u64) {
        let end = self.updates + updates;
        for panel in &mut self.panels {
            let mut at = self.updates;
            while at < end {
                let stop = next_multiple(at, CHECK_EVERY)
                    .min(next_multiple(at, panel.history.every()))
                    .min(next_multiple(at, panel.kept.every))
                    .min(end);
                panel.run.advance(stop - at);
                at = stop;
                if at.is_multiple_of(CHECK_EVERY) {
                    panel.check();
                }
                panel.history.record(&mut panel.run);
                panel.keep();
            }
        }
        self.updates = end;
        self.furthest = self.furthest.max(end);
    }

    /// Goes to the last update at or before `update` whose state is at hand, in every run, and says which; from there
    /// [`Experiment::advance`] leads on through the very same states. Histories keep what they have.
    ///
    /// It goes forth no further than that: an `update` beyond all that was done leads to the last state.
    pub fn rewind(&mut self, update: u64) -> u64 {
        let kept = self
            .panels
            .first()
            .map_or(0, |panel| panel.kept.last(update));
        if update < self.updates || kept > self.updates {
            for panel in &mut self.panels {
                panel.restore(kept);
            }
            self.updates = kept;
        }
        self.updates
    }

    /// The choices that it was made from.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// Updates done in every run.
    pub fn updates(&self) -> u64 {
        self.updates
    }

    /// The most updates that were ever done, wherever [`Experiment::rewind`] has led since.
    pub fn furthest(&self) -> u64 {
        self.furthest
    }

    /// The runs, in the order of the config's rules.
    pub fn panels(&self) -> &[Panel] {
        &self.panels
    }

    /// The runs, to be measured.
    pub fn panels_mut(&mut self) -> &mut [Panel] {
        &mut self.panels
    }
}

impl Panel {
    fn check(&mut self) {
        let solved = self.run.diverged_at(0).is_none() && self.run.fit().accuracy == 1.0;
        self.solved_since = solved.then(|| self.solved_since.unwrap_or(self.run.updates()));
    }

    /// Keeps the run as it is, if its clock stands where a state is due.
    fn keep(&mut self) {
        self.kept.keep(&self.run, self.solved_since);
    }

    fn restore(&mut self, update: u64) {
        let states = self.kept.states.iter();
        if let Some(state) = states.rev().find(|state| state.run.updates() == update) {
            self.run.clone_from(&state.run);
            self.solved_since = state.solved_since;
        }
    }

    /// The run.
    pub fn run(&self) -> &Run<f64> {
        &self.run
    }

    /// The run, to be measured.
    pub fn run_mut(&mut self) -> &mut Run<f64> {
        &mut self.run
    }

    /// Its history.
    pub fn history(&self) -> &History {
        &self.history
    }

    /// The update since which every check, one in [`CHECK_EVERY`] updates, found every point right.
    pub fn solved_since(&self) -> Option<u64> {
        self.solved_since
    }
}

impl Kept {
    /// The first states lie so far apart.
    const FIRST: u64 = 32;

    /// Nothing yet, of a run that has with those beside it so many numbers.
    fn new(numbers: usize) -> Self {
        Self {
            every: Self::FIRST,
            most: (MOST_NUMBERS_KEPT / numbers.max(1)).clamp(2, MOST_KEPT),
            states: Vec::new(),
        }
    }

    fn keep(&mut self, run: &Run<f64>, solved_since: Option<u64>) {
        let at = run.updates();
        let is_there = self
            .states
            .last()
            .is_some_and(|last| at <= last.run.updates());
        if is_there || !at.is_multiple_of(self.every) {
            return;
        }
        if self.states.len() == self.most {
            self.every *= 2;
            let every = self.every;
            self.states
                .retain(|state| state.run.updates().is_multiple_of(every));
            if !at.is_multiple_of(every) {
                return;
            }
        }
        let run = run.clone();
        self.states.push(State { run, solved_since });
    }

    /// The last update at or before `update` whose state is kept; the first of all is 0.
    fn last(&self, update: u64) -> u64 {
        let updates = self.states.iter().map(|state| state.run.updates());
        updates.take_while(|&at| at <= update).last().unwrap_or(0)
    }
}

/// The least multiple of `step` above `value`.
fn next_multiple(value: u64, step: u64) -> u64 {
    (value / step + 1) * step
}
