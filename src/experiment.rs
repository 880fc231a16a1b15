//! Several runs in lock-step from one config: the same start, the same samples in the same order, a rule each.

use crate::config::Config;
use crate::run::{History, Run};

/// Whether a run has solved its task is looked at after every so manieth update, as the article does.
pub const CHECK_EVERY: u64 = 100;

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
}

/// One run with what has been seen of it.
#[derive(Debug)]
pub struct Panel {
    run: Run<f64>,
    history: History,
    solved_since: Option<u64>,
}

impl Experiment {
    /// The experiment that `config` fixes, before its first update.
    pub fn new(config: Config) -> Self {
        let panels = config
            .rules
            .iter()
            .map(|&rule| {
                let mut run = Run::new(&config, rule, &[config.seed]);
                let mut history = History::new(&config);
                history.record(&mut run);
                let mut panel = Panel {
                    run,
                    history,
                    solved_since: None,
                };
                panel.check();
                panel
            })
            .collect();
        Self {
            config,
            panels,
            updates: 0,
        }
    }

    /// Does `updates` updates in every run. How they are divided among calls changes nothing.
    pub fn advance(&mut self, updates: u64) {
        let end = self.updates + updates;
        for panel in &mut self.panels {
            let mut at = self.updates;
            while at < end {
                let every = panel.history.every();
                let stop = next_multiple(at, CHECK_EVERY)
                    .min(next_multiple(at, every))
                    .min(end);
                panel.run.advance(stop - at);
                at = stop;
                if at.is_multiple_of(CHECK_EVERY) {
                    panel.check();
                }
                panel.history.record(&mut panel.run);
            }
        }
        self.updates = end;
    }

    /// The choices that it was made from.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// Updates done in every run.
    pub fn updates(&self) -> u64 {
        self.updates
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

/// The least multiple of `step` above `value`.
fn next_multiple(value: u64, step: u64) -> u64 {
    (value / step + 1) * step
}
