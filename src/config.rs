//! Every choice that makes a run: its limits, its default, its place in a link, and what is said when it is wrong.
//! The page's controls and the examples take all of it from here.

use std::fmt;
use std::str::FromStr;

use percent_encoding::percent_decode_str;
use thiserror::Error;

use crate::decimal::Decimal;

/// The version of the text form that this crate writes, and the only one that it reads so far.
pub const VERSION: &str = "1";

/// The longest text that is read, in bytes. The longest that a link needs is a tenth of it.
pub const LONGEST_TEXT: usize = 4096;

/// The most rules that one experiment shows side by side: all of them.
pub const MOST_RULES: usize = Rule::TABLE.len();

/// The most seeds that one sweep trains.
pub const MOST_SEEDS: u32 = 100_000;

/// A learning rule: how the error signal reaches the hidden layers. `rule.rs` has the formulas.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Rule {
    /// The transposed forward weights carry the error back.
    Backpropagation,
    /// Fixed random weights carry it (Lillicrap et al. 2016).
    FeedbackAlignment,
    /// Random weights that are drawn afresh every [`Config::redraw`] updates.
    RedrawnFeedback,
    /// Fixed random weights carry the output's error to each hidden layer directly (Nøkland 2016).
    DirectFeedbackAlignment,
    /// The signs of the forward weights carry it (Liao et al. 2016, uSF).
    SignSymmetric,
    /// Random weights that learn as the forward weights do (Akrout et al. 2019, after Kolen and Pollack 1994).
    KolenPollack,
    /// Nothing does: the control. Hidden layers keep their random weights.
    ReadoutOnly,
}

impl Rule {
    /// Every rule with its name in a link and its name in full.
    const TABLE: [Named<Self>; 7] = [
        Named(Self::Backpropagation, "bp", "backpropagation"),
        Named(Self::FeedbackAlignment, "fa", "feedback alignment"),
        Named(Self::RedrawnFeedback, "redrawn", "redrawn feedback"),
        Named(
            Self::DirectFeedbackAlignment,
            "dfa",
            "direct feedback alignment",
        ),
        Named(Self::SignSymmetric, "usf", "sign-symmetric"),
        Named(Self::KolenPollack, "kp", "Kolen-Pollack"),
        Named(Self::ReadoutOnly, "readout", "read-out only"),
    ];

    /// The name in a link, `fa`.
    pub fn link_name(self) -> &'static str {
        Named::of(&Self::TABLE, self).1
    }

    /// The name in full, `feedback alignment`.
    pub fn name(self) -> &'static str {
        Named::of(&Self::TABLE, self).2
    }

    /// Every rule.
    pub fn all() -> impl Iterator<Item = Self> {
        Self::TABLE.iter().map(|row| row.0)
    }
}

/// What is to be learned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Task {
    /// The four points of exclusive or.
    Xor,
    /// Continuous XOR: the class says whether the signs of x1 and x2 differ.
    Quadrants,
    /// Class 1 inside a circle, class 0 in a ring around it.
    Circle,
    /// Two spirals, one inside the other.
    Spirals,
    /// Two Gaussian clouds, which a straight line separates.
    Gaussians,
}

impl Task {
    const TABLE: [Named<Self>; 5] = [
        Named(Self::Xor, "xor", "XOR, four points"),
        Named(Self::Quadrants, "quadrants", "continuous XOR"),
        Named(Self::Circle, "circle", "circle"),
        Named(Self::Spirals, "spirals", "two spirals"),
        Named(Self::Gaussians, "gaussians", "two Gaussians"),
    ];

    /// Every task.
    pub fn all() -> impl Iterator<Item = Self> {
        Self::TABLE.iter().map(|row| row.0)
    }

    /// The name in a link, `quadrants`.
    pub fn link_name(self) -> &'static str {
        Named::of(&Self::TABLE, self).1
    }

    /// Whether its points are drawn from the seed, as many and as noisy as one likes.
    pub fn is_drawn(self) -> bool {
        self != Self::Xor
    }
}

/// The error that the output makes on a sample. The article's text has the one, its code the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OutputError {
    /// Loss (ŷ - y)² / 2, whose derivative is ŷ - y.
    Difference,
    /// Loss |ŷ - y|, whose derivative is +1 where ŷ > y, else -1.
    Sign,
}

impl OutputError {
    const TABLE: [Named<Self>; 2] = [
        Named(Self::Difference, "difference", "difference, ŷ − y"),
        Named(Self::Sign, "sign", "sign, ±1"),
    ];
}

/// What a page's pictures show. It changes nothing in the run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shading {
    /// The output: the further from the boundary, the stronger the colour of its class.
    Output,
    /// The class that it answers, hatched where that is wrong.
    Verdict,
}

impl Shading {
    const TABLE: [Named<Self>; 2] = [
        Named(Self::Output, "output", "the output"),
        Named(Self::Verdict, "verdict", "right or wrong"),
    ];
}

/// A part of the page, which a link may leave out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The question over the page.
    Title,
    /// The chapters of the lesson.
    Lesson,
    /// All that changes the run: play, seed, settings.
    Controls,
    /// The pictures.
    Panels,
    /// The charts.
    Charts,
}

impl Part {
    const TABLE: [Named<Self>; 5] = [
        Named(Self::Title, "title", "the title"),
        Named(Self::Lesson, "lesson", "the lesson"),
        Named(Self::Controls, "controls", "the controls"),
        Named(Self::Panels, "panels", "the pictures"),
        Named(Self::Charts, "charts", "the charts"),
    ];
}

/// How fast a page plays a run. It changes nothing in the run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Speed {
    /// So many updates a frame, if they fit.
    Updates(u32),
    /// As many as fit.
    Max,
}

/// A value, its name in a link, its name in full.
#[derive(Debug, Clone, Copy)]
struct Named<V>(V, &'static str, &'static str);

impl<V: Copy + PartialEq> Named<V> {
    fn of(table: &'static [Self], value: V) -> &'static Self {
        table
            .iter()
            .find(|row| row.0 == value)
            .expect("every value has its row in the table")
    }

    fn read(table: &[Self], text: &str) -> Option<V> {
        table.iter().find(|row| row.1 == text).map(|row| row.0)
    }

    /// The names of several values in a link.
    fn list(table: &'static [Self], values: &[V]) -> String {
        let names = values.iter().map(|&value| Self::of(table, value).1);
        names.collect::<Vec<_>>().join(",")
    }

    const fn options<const N: usize>(table: &[Self; N]) -> [(&'static str, &'static str); N] {
        let mut options = [("", ""); N];
        let mut row = 0;
        while row < N {
            options[row] = (table[row].1, table[row].2);
            row += 1;
        }
        options
    }
}

/// A choice, by its key in a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Key {
    /// The version of the text form.
    Version,
    /// [`Config::task`].
    Task,
    /// [`Config::points`].
    Points,
    /// [`Config::noise`].
    Noise,
    /// [`Config::rules`].
    Rules,
    /// [`Config::seed`].
    Seed,
    /// [`Config::width`].
    Width,
    /// [`Config::depth`].
    Depth,
    /// [`Config::bias`].
    Bias,
    /// [`Config::init`].
    Init,
    /// [`Config::error`].
    Error,
    /// [`Config::rate`].
    Rate,
    /// [`Config::decay`].
    Decay,
    /// [`Config::redraw`].
    Redraw,
    /// [`Config::at`].
    At,
    /// [`Config::speed`].
    Speed,
    /// [`Config::updates`].
    Updates,
    /// [`Config::seeds`].
    Seeds,
    /// [`Config::first`].
    First,
    /// [`Config::shading`].
    Shading,
    /// [`Config::view`].
    View,
    /// [`Config::lesson`].
    Lesson,
}

/// Words that a choice may be, each with its name in full.
pub type Options = &'static [(&'static str, &'static str)];

/// What a choice may be.
#[derive(Debug, Clone, PartialEq)]
pub enum Range {
    /// One of these words, each with its name in full.
    Word(Options),
    /// Up to so many different ones of these words, separated by commas.
    Words(Options, usize),
    /// A whole number between two, both included.
    Whole(u32, u32),
    /// A whole number between two, both included, or `max`.
    WholeOrMax(u32, u32),
    /// A decimal number between two, both included.
    Number(u32, u32),
}

impl fmt::Display for Range {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let list = |options: Options| {
            let words: Vec<_> = options.iter().map(|option| option.0).collect();
            match words.split_last() {
                Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
                _ => words.concat(),
            }
        };
        match self {
            Self::Word(options) => write!(f, "{}", list(options)),
            Self::Words(options, most) => write!(
                f,
                "1 to {most} different ones of {}, separated by commas",
                list(options)
            ),
            Self::Whole(least, most) => write!(f, "a whole number from {least} to {most}"),
            Self::WholeOrMax(least, most) => {
                write!(f, "a whole number from {least} to {most}, or max")
            }
            Self::Number(least, most) => write!(f, "a number from {least} to {most}, such as 0.01"),
        }
    }
}

impl Key {
    /// Every key, in the order of the canonical text.
    pub const ALL: [Self; 22] = [
        Self::Version,
        Self::Task,
        Self::Points,
        Self::Noise,
        Self::Rules,
        Self::Seed,
        Self::Width,
        Self::Depth,
        Self::Bias,
        Self::Init,
        Self::Error,
        Self::Rate,
        Self::Decay,
        Self::Redraw,
        Self::At,
        Self::Speed,
        Self::Updates,
        Self::Seeds,
        Self::First,
        Self::Shading,
        Self::View,
        Self::Lesson,
    ];

    /// The key as it stands in a link.
    pub fn name(self) -> &'static str {
        match self {
            Self::Version => "v",
            Self::Task => "task",
            Self::Points => "points",
            Self::Noise => "noise",
            Self::Rules => "rules",
            Self::Seed => "seed",
            Self::Width => "width",
            Self::Depth => "depth",
            Self::Bias => "bias",
            Self::Init => "init",
            Self::Error => "error",
            Self::Rate => "rate",
            Self::Decay => "decay",
            Self::Redraw => "redraw",
            Self::At => "at",
            Self::Speed => "speed",
            Self::Updates => "updates",
            Self::Seeds => "seeds",
            Self::First => "first",
            Self::Shading => "shading",
            Self::View => "view",
            Self::Lesson => "lesson",
        }
    }

    /// What the choice may be.
    pub fn range(self) -> Range {
        match self {
            Self::Version => Range::Word(&[(VERSION, VERSION)]),
            Self::Task => Range::Word(const { &Named::options(&Task::TABLE) }),
            Self::Points => Range::Whole(2, 200),
            Self::Noise => Range::Number(0, 1),
            Self::Rules => Range::Words(const { &Named::options(&Rule::TABLE) }, MOST_RULES),
            Self::Seed => Range::Whole(0, u32::MAX),
            Self::Width => Range::Whole(1, 64),
            Self::Depth => Range::Whole(1, 6),
            Self::Bias => Range::Whole(0, 1),
            Self::Init => Range::Number(0, 10),
            Self::Error => Range::Word(const { &Named::options(&OutputError::TABLE) }),
            Self::Rate => Range::Number(0, 10),
            Self::Decay => Range::Number(0, 1),
            Self::Redraw => Range::Whole(1, 1_000_000),
            Self::At => Range::Whole(0, 100_000_000),
            Self::Speed => Range::WholeOrMax(1, 10_000),
            Self::Updates => Range::Whole(1, 100_000),
            Self::Seeds => Range::Whole(1, MOST_SEEDS),
            // The last seed of the longest sweep is still a seed.
            Self::First => Range::Whole(0, u32::MAX - MOST_SEEDS),
            Self::Shading => Range::Word(const { &Named::options(&Shading::TABLE) }),
            Self::View => Range::Words(const { &Named::options(&Part::TABLE) }, Part::TABLE.len()),
            Self::Lesson => Range::Whole(1, CHAPTERS.len() as u32),
        }
    }

    /// A value that it may have: its default, or another where that is none.
    fn example(self) -> String {
        match self {
            Self::At => "3000".to_owned(),
            Self::Lesson => "4".to_owned(),
            _ => Config::default().get(self),
        }
    }

    /// Whether it changes the run. The others say how a page shows it, and which seeds a sweep trains.
    pub fn changes_run(self) -> bool {
        !matches!(
            self,
            Self::At
                | Self::Speed
                | Self::Updates
                | Self::Seeds
                | Self::First
                | Self::Shading
                | Self::View
                | Self::Lesson
        )
    }

    /// Whether the canonical text always has it. The others stand there only where they say something: some change no run,
    /// `points` and `noise` belong to drawn tasks, `decay` and `redraw` to one rule each.
    fn is_always_written(self, config: &Config) -> bool {
        match self {
            Self::Points | Self::Noise => config.task.is_drawn(),
            Self::Decay => config.rules.contains(&Rule::KolenPollack),
            Self::Redraw => config.rules.contains(&Rule::RedrawnFeedback),
            _ => self.changes_run(),
        }
    }
}

impl FromStr for Key {
    type Err = ConfigError;

    fn from_str(text: &str) -> Result<Self, ConfigError> {
        Self::ALL
            .into_iter()
            .find(|key| key.name() == text)
            .ok_or_else(|| ConfigError::UnknownKey { key: shown(text) })
    }
}

/// What is wrong with a text, and what would be right.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ConfigError {
    /// No choice has this key.
    #[error("“{key}” is not a key; the keys are {}", Key::ALL.map(Key::name).join(", "))]
    UnknownKey {
        /// What was found.
        key: String,
    },
    /// The key stands alone.
    #[error("{key} has no value; it may be {expected}, as in {key}={example}")]
    NoValue {
        /// The key.
        key: &'static str,
        /// What it may be.
        expected: String,
        /// A value that it may have.
        example: String,
    },
    /// The value is none that the key may have.
    #[error("{key} is “{found}”; it may be {expected}")]
    BadValue {
        /// The key.
        key: &'static str,
        /// The value that was found.
        found: String,
        /// What it may be.
        expected: String,
    },
    /// The key is given more than once.
    #[error("{key} is given more than once; it may be given once, as {expected}")]
    Repeated {
        /// The key.
        key: &'static str,
        /// What it may be.
        expected: String,
    },
    /// The text is longer than any link.
    #[error("the link is {found} bytes long; it may be {LONGEST_TEXT}")]
    TooLong {
        /// Its length in bytes.
        found: usize,
    },
}

/// Every choice that makes a run, where and how fast a page shows it, and which seeds a sweep trains.
///
/// ```
/// use faxor::config::Config;
///
/// let config: Config = "rules=bp,fa&seed=7".parse()?;
/// assert_eq!(
///     config.to_string(),
///     "v=1&task=xor&rules=bp,fa&seed=7&width=10&depth=2&bias=0&init=1&error=difference&rate=0.01"
/// );
/// # Ok::<(), faxor::config::ConfigError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Config {
    /// What is to be learned.
    pub task: Task,
    /// How many points a drawn task has to train on; as many more are held out to test with.
    pub points: usize,
    /// Standard deviation of what is added to each coordinate of a drawn task's points.
    pub noise: Decimal,
    /// The rules to show side by side: at least 1, at most [`MOST_RULES`], each once.
    pub rules: Vec<Rule>,
    /// Fixes every random number of the run.
    pub seed: u32,
    /// Units in each hidden layer.
    pub width: usize,
    /// Number of hidden layers.
    pub depth: usize,
    /// Whether each unit has a bias.
    pub bias: bool,
    /// Standard deviation of the initial weights and of the feedback.
    pub init: Decimal,
    /// The error that the output makes.
    pub error: OutputError,
    /// Learning rate.
    pub rate: Decimal,
    /// Weight decay d of Kolen-Pollack, a share an update.
    pub decay: Decimal,
    /// Redrawn feedback is drawn afresh before every so manieth update.
    pub redraw: u32,
    /// The update at which a page pauses, if any.
    pub at: Option<u32>,
    /// How fast a page plays the run.
    pub speed: Speed,
    /// Updates of each run of a sweep.
    pub updates: u32,
    /// Seeds of a sweep: this many from `first` on.
    pub seeds: u32,
    /// The first seed of a sweep.
    pub first: u32,
    /// What a page's pictures show.
    pub shading: Shading,
    /// The parts of the page that are shown, each once.
    pub view: Vec<Part>,
    /// The chapter of the lesson that is open, if any, from 1. What a text leaves out is as that chapter has it.
    pub lesson: Option<u32>,
}

impl Default for Config {
    /// Backpropagation beside feedback alignment in the article's setting. Links of version 1 that leave a key out rely on these.
    fn default() -> Self {
        Self {
            task: Task::Xor,
            points: 100,
            noise: Decimal::from(0),
            rules: vec![Rule::Backpropagation, Rule::FeedbackAlignment],
            seed: 23,
            width: 10,
            depth: 2,
            bias: false,
            init: Decimal::from(1),
            error: OutputError::Difference,
            rate: const { Decimal::new(1, 2).unwrap() },
            decay: const { Decimal::new(1, 4).unwrap() },
            redraw: 1,
            at: None,
            speed: Speed::Updates(5),
            updates: 5_000,
            seeds: 1_000,
            first: 0,
            shading: Shading::Output,
            view: Part::TABLE.map(|row| row.0).to_vec(),
            lesson: None,
        }
    }
}

impl Config {
    /// Reads a text as a page must: every choice that is wrong keeps its default, and what is wrong with it is listed.
    ///
    /// The text is what follows `#` in a link, or a whole link.
    pub fn read(text: &str) -> (Self, Vec<ConfigError>) {
        let text = fragment(text);
        if text.len() > LONGEST_TEXT {
            let problem = ConfigError::TooLong { found: text.len() };
            return (Self::default(), vec![problem]);
        }
        let parts: Vec<_> = text
            .split('&')
            .filter(|part| !part.is_empty())
            .map(|part| match part.split_once('=') {
                Some((name, value)) => (decoded(name), Some(decoded(value))),
                None => (decoded(part), None),
            })
            .collect();
        let start = Self::of_chapter(chapter_named_in(&parts));
        let mut config = start.clone();
        let mut problems = Vec::new();
        let mut seen = Vec::new();
        let mut repeated = Vec::new();
        for (name, value) in parts {
            let key = match name.parse::<Key>() {
                Ok(key) => key,
                Err(problem) => {
                    problems.push(problem);
                    continue;
                }
            };
            if seen.contains(&key) {
                if !repeated.contains(&key) {
                    repeated.push(key);
                }
                continue;
            }
            seen.push(key);
            let result = match value {
                Some(value) => config.set(key, &value),
                None => Err(ConfigError::NoValue {
                    key: key.name(),
                    expected: key.range().to_string(),
                    example: key.example(),
                }),
            };
            problems.extend(result.err());
        }
        for key in repeated {
            problems.push(ConfigError::Repeated {
                key: key.name(),
                expected: key.range().to_string(),
            });
            config.take_from(&start, key);
        }
        (config, problems)
    }

    /// Sets the choice `key` to what `value` says.
    ///
    /// # Errors
    /// [`ConfigError::BadValue`] where `value` is none that the key may have; the config is then as it was.
    pub fn set(&mut self, key: Key, value: &str) -> Result<(), ConfigError> {
        self.take(key, value).ok_or_else(|| ConfigError::BadValue {
            key: key.name(),
            found: shown(value),
            expected: key.range().to_string(),
        })
    }

    /// The same; `None` where `value` is none that the key may have.
    fn take(&mut self, key: Key, value: &str) -> Option<()> {
        let range = key.range();
        let (whole, number) = (whole(&range, value), number(&range, value));
        match key {
            Key::Version => (value == VERSION).then_some(())?,
            Key::Task => self.task = Named::read(&Task::TABLE, value)?,
            Key::Points => self.points = whole? as usize,
            Key::Noise => self.noise = number?,
            Key::Rules => self.rules = words(&Rule::TABLE, value)?,
            Key::Seed => self.seed = whole?,
            Key::Width => self.width = whole? as usize,
            Key::Depth => self.depth = whole? as usize,
            Key::Bias => self.bias = whole? == 1,
            Key::Init => self.init = number?,
            Key::Error => self.error = Named::read(&OutputError::TABLE, value)?,
            Key::Rate => self.rate = number?,
            Key::Decay => self.decay = number?,
            Key::Redraw => self.redraw = whole?,
            Key::At if value.is_empty() => self.at = None,
            Key::At => self.at = Some(whole?),
            Key::Speed if value == "max" => self.speed = Speed::Max,
            Key::Speed => self.speed = Speed::Updates(whole?),
            Key::Updates => self.updates = whole?,
            Key::Seeds => self.seeds = whole?,
            Key::First => self.first = whole?,
            Key::Shading => self.shading = Named::read(&Shading::TABLE, value)?,
            Key::View => self.view = words(&Part::TABLE, value)?,
            Key::Lesson if value.is_empty() => self.lesson = None,
            Key::Lesson => self.lesson = Some(whole?),
        }
        Some(())
    }

    /// The choice `key` as it stands in a link; empty for an `at` or a `lesson` that is not there.
    pub fn get(&self, key: Key) -> String {
        let value: &dyn fmt::Display = match key {
            Key::Version => &VERSION,
            Key::Task => &self.task.link_name(),
            Key::Points => &self.points,
            Key::Noise => &self.noise,
            Key::Rules => &Named::list(&Rule::TABLE, &self.rules),
            Key::Seed => &self.seed,
            Key::Width => &self.width,
            Key::Depth => &self.depth,
            Key::Bias => &u8::from(self.bias),
            Key::Init => &self.init,
            Key::Error => &Named::of(&OutputError::TABLE, self.error).1,
            Key::Rate => &self.rate,
            Key::Decay => &self.decay,
            Key::Redraw => &self.redraw,
            Key::At => match &self.at {
                Some(at) => at,
                None => &"",
            },
            Key::Speed => match &self.speed {
                Speed::Updates(updates) => updates,
                Speed::Max => &"max",
            },
            Key::Updates => &self.updates,
            Key::Seeds => &self.seeds,
            Key::First => &self.first,
            Key::Shading => &Named::of(&Shading::TABLE, self.shading).1,
            Key::View => &Named::list(&Part::TABLE, &self.view),
            Key::Lesson => match &self.lesson {
                Some(chapter) => chapter,
                None => &"",
            },
        };
        value.to_string()
    }

    /// Whether both fix the same runs, however a page shows them.
    pub fn has_runs_of(&self, other: &Self) -> bool {
        let mut keys = Key::ALL.into_iter().filter(|key| key.changes_run());
        keys.all(|key| self.get(key) == other.get(key))
    }

    /// What a text starts from that opens a chapter: that chapter's setting; without one, the default.
    fn of_chapter(chapter: Option<u32>) -> Self {
        let index = chapter.and_then(|chapter| chapter.checked_sub(1));
        let preset = index.and_then(|index| CHAPTERS.get(index as usize));
        preset.map_or_else(Self::default, Preset::config)
    }

    /// Takes the choice `key` from another config, in which it is within its limits.
    fn take_from(&mut self, other: &Self, key: Key) {
        let result = self.set(key, &other.get(key));
        debug_assert!(result.is_ok());
    }
}

/// A setting that tells a part of the story.
#[derive(Debug, Clone, Copy)]
pub struct Preset {
    /// Its name.
    pub name: &'static str,
    /// What it sets; everything else has its default.
    text: &'static str,
}

/// The story: the article as its code and as its text has it, then the controls that it left out.
pub const PRESETS: [Preset; 5] = [
    Preset {
        name: "the article",
        text: "rules=bp,fa,readout&error=sign",
    },
    Preset {
        name: "the article’s text",
        text: "rules=bp,fa,readout",
    },
    Preset {
        name: "start small",
        text: "rules=bp,fa,readout&bias=1&init=0.1&rate=0.1",
    },
    Preset {
        name: "hard task",
        text: "task=quadrants&rules=bp,fa,readout&bias=1&init=0.5&rate=0.03&updates=10000",
    },
    Preset {
        name: "too fast",
        text: "rules=bp,fa,readout&rate=0.1",
    },
];

/// The setting of each chapter of the lesson, with a seed whose run shows what the chapter says of most.
pub const CHAPTERS: [Preset; 10] = [
    Preset {
        name: "a bend",
        text: "rules=bp&seed=3&width=4&depth=1&bias=1&rate=0.1&speed=2",
    },
    Preset {
        name: "backpropagation",
        text: "rules=bp&seed=4&width=4&bias=1&rate=0.1&speed=1",
    },
    Preset {
        name: "weight transport",
        text: "rules=bp",
    },
    Preset {
        name: "random feedback",
        text: "rules=bp,fa",
    },
    Preset {
        name: "redrawn feedback",
        text: "rules=fa,redrawn&seed=9",
    },
    Preset {
        name: "was it luck?",
        text: "rules=bp,fa&seed=20&error=sign&speed=10&seeds=500",
    },
    Preset {
        name: "the control",
        text: "rules=bp,fa,readout&speed=10&seeds=500",
    },
    Preset {
        name: "start small",
        text: "rules=bp,fa,readout&seed=0&bias=1&init=0.1&rate=0.1&speed=10&seeds=500",
    },
    Preset {
        name: "why it works",
        text: "rules=bp,fa&seed=0&bias=1&init=0.1&rate=0.1&speed=10",
    },
    Preset {
        name: "where it stops",
        text: "task=quadrants&rules=bp,fa,dfa,usf,kp&seed=5&bias=1&init=0.5&rate=0.03&speed=20&updates=10000&seeds=100",
    },
];

impl Preset {
    /// Its config. A test sees that there is nothing wrong with any text.
    pub fn config(&self) -> Config {
        Config::read(self.text).0
    }
}

impl FromStr for Config {
    type Err = ConfigError;

    /// Reads a text, and stops at the first thing that is wrong. See [`Config::read`].
    fn from_str(text: &str) -> Result<Self, ConfigError> {
        let (config, problems) = Self::read(text);
        problems.into_iter().next().map_or(Ok(config), Err)
    }
}

impl fmt::Display for Config {
    /// The canonical text.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let default = Self {
            lesson: None,
            ..Self::of_chapter(self.lesson)
        };
        let mut separator = "";
        for key in Key::ALL {
            let value = self.get(key);
            if key.is_always_written(self) || value != default.get(key) {
                write!(f, "{separator}{}={value}", key.name())?;
                separator = "&";
            }
        }
        Ok(())
    }
}

/// What follows `#`; of a whole link without one, nothing.
fn fragment(text: &str) -> &str {
    let text = text.trim();
    match text.split_once('#') {
        Some((_, fragment)) => fragment,
        None if text.as_bytes().windows(3).any(|three| three == b"://") => "",
        None => text,
    }
}

/// Undoes what messengers do to a link: `rules=bp%2Cfa`.
fn decoded(text: &str) -> String {
    let bytes: Vec<_> = percent_decode_str(text).collect();
    String::from_utf8_lossy(&bytes).into_owned()
}

/// As much of what was found as a message can hold.
fn shown(text: &str) -> String {
    const MOST: usize = 40;
    let mut shown: String = text
        .chars()
        .take(MOST)
        .map(|c| if c.is_control() { '�' } else { c })
        .collect();
    if text.chars().nth(MOST).is_some() {
        shown.push('…');
    }
    shown
}

fn whole(range: &Range, text: &str) -> Option<u32> {
    let (Range::Whole(least, most) | Range::WholeOrMax(least, most)) = *range else {
        return None;
    };
    // `parse` alone would take "+7".
    let value: u32 = text
        .bytes()
        .all(|byte| byte.is_ascii_digit())
        .then(|| text.parse().ok())??;
    (least..=most).contains(&value).then_some(value)
}

fn number(range: &Range, text: &str) -> Option<Decimal> {
    let Range::Number(least, most) = *range else {
        return None;
    };
    let number: Decimal = text.parse().ok()?;
    let within = (f64::from(least)..=f64::from(most)).contains(&number.value());
    within.then_some(number)
}

/// Different words of a table, separated by commas.
fn words<V: Copy + PartialEq>(table: &[Named<V>], text: &str) -> Option<Vec<V>> {
    let mut values = Vec::new();
    for name in text.split(',') {
        let value = Named::read(table, name)?;
        if values.contains(&value) {
            return None;
        }
        values.push(value);
    }
    Some(values)
}

/// The chapter that a text opens: where it names one, once.
fn chapter_named_in(parts: &[(String, Option<String>)]) -> Option<u32> {
    let mut named = parts.iter().filter(|(name, _)| name == Key::Lesson.name());
    match (named.next(), named.next()) {
        (Some((_, Some(value))), None) => whole(&Key::Lesson.range(), value),
        _ => None,
    }
}
