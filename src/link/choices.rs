//! Every choice that a link holds, one row each. The structs, the keys, their order, limits and
//! texts all come from the rows.

use std::fmt;

use super::axis::{MOST_VALUES, Over};
use super::contender::{Contender, choice_in};
use super::number;
use super::presets::CHAPTERS;
use crate::learn::{LossFunction, Rule};
use crate::task::{Point, Task, XOR};
use crate::words::{Word, Words, words};

/// The most seeds that one sweep trains.
pub const MOST_SEEDS: u32 = 100_000;

/// The most bytes of the settings that a link holds to compare with.
pub const LONGEST_KEPT: u32 = 800;

/// How far a reader's own point may be from the origin, along either axis.
pub const FURTHEST: u32 = 10;

words! {
    /// The version of a link's form.
    pub enum Version {
        /// The only one so far.
        One = "1", "1";
    }
}

words! {
    /// What pictures show.
    pub enum Shading {
        /// The output: the further from the boundary, the stronger the colour of its class.
        Output = "output", "the output";
        /// The predicted class, hatched where it is wrong.
        Verdict = "verdict", "right or wrong";
    }
}

words! {
    /// What a curve or a map shows of its networks.
    pub enum Counted {
        /// The share solved after the last update.
        Solved = "solved", "solved at the end";
        /// The share solved at some check.
        Ever = "ever", "ever solved";
        /// The share diverged.
        Diverged = "diverged", "diverged";
        /// The share dead.
        Dead = "dead", "dead";
        /// The update by which half of the networks had been solved at some check.
        Updates = "updates", "updates until half are solved";
    }
}

words! {
    /// A section of the page, which a link may leave out.
    pub enum Section {
        /// The question over the page.
        Title = "title", "the title";
        /// The chapters of the lesson.
        Lesson = "lesson", "the lesson";
        /// Everything that changes the run: play, seed, settings.
        Controls = "controls", "the controls";
        /// The pictures.
        Panels = "panels", "the pictures";
        /// The charts.
        Charts = "charts", "the charts";
    }
}

/// How fast a page plays a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Speed {
    /// This many updates in a unit of time, if they fit.
    Updates(u32),
    /// As many as fit.
    Max,
}

/// What a choice decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    /// The run, to the last bit.
    Run,
    /// Which seeds a sweep trains, and for how long.
    Sweep,
    /// How a page shows the run.
    Page,
}

/// When the canonical text has a choice that does not differ from its default.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Written {
    /// Always.
    Always,
    /// Where the task's points are drawn. Elsewhere the choice decides nothing.
    WithDrawnTask,
    /// Where the points are the reader's own. Elsewhere it decides nothing, and is left out even if
    /// it differs.
    WithOwnTask,
    /// Where a rule that the choice is for is among the rules. Elsewhere it decides nothing, and is
    /// left out even if it differs.
    With(fn(Rule) -> bool),
    /// The same, if it is set.
    WithIfSet(fn(Rule) -> bool),
    /// Never.
    IfItDiffers,
}

/// What a choice may be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Allowed {
    /// One of these words.
    Word(&'static [Word]),
    /// One or more of these words, each at most once, separated by commas.
    Words(&'static [Word]),
    /// Networks: each is one of these rules, and may have choices of its own. There are at most as
    /// many networks as rules.
    Contenders(&'static [Word]),
    /// A whole number between two, both included.
    Whole(u32, u32),
    /// A whole number between two, both included, or `max`.
    WholeOrMax(u32, u32),
    /// A decimal number between two, both included.
    Number(u32, u32),
    /// Points of a task: the fewest and the most.
    Points(u32, u32),
    /// Settings to compare with: the most bytes.
    Settings(u32),
    /// Choices through whose values a sweep goes: the most of them, and the most cells.
    Axes(u32, u32),
}

/// A type of choices: how a value is written to a link and read from one.
pub(super) trait Kind: Sized {
    /// As it stands in a link.
    fn text(&self) -> String;

    /// The value that `text` stands for; `None` where that is not allowed.
    fn read(text: &str, allowed: &Allowed) -> Option<Self>;
}

/// A choice, whatever its type.
trait Value {
    /// As it stands in a link.
    fn text(&self) -> String;

    /// Takes the value that `text` stands for; false, and nothing has changed, where that is not
    /// allowed.
    fn take(&mut self, text: &str, allowed: &Allowed) -> bool;
}

impl<K: Kind> Value for K {
    fn text(&self) -> String {
        Kind::text(self)
    }

    fn take(&mut self, text: &str, allowed: &Allowed) -> bool {
        let value = Self::read(text, allowed);
        let is_read = value.is_some();
        if let Some(value) = value {
            *self = value;
        }
        is_read
    }
}

/// Everything that is said of a choice.
struct Row {
    key: Key,
    name: &'static str,
    group: Group,
    allowed: Allowed,
    written: Written,
    value: fn(&Link) -> &dyn Value,
    value_mut: fn(&mut Link) -> &mut dyn Value,
}

/// Declares the structs of [`Link`], [`Key`] and the rows.
macro_rules! choices {
    ($(
        $(#[$about_struct:meta])*
        $group:ident $place:ident: $Struct:ident {
            $($Key:ident $field:ident: $type:ty = $default:expr, $allowed:expr, $written:expr, $about:literal;)+
        }
    )+) => {
        $(
            $(#[$about_struct])*
            #[derive(Debug, Clone, PartialEq)]
            pub struct $Struct {
                $(#[doc = concat!("The choice `", stringify!($field), "`: ", $about, ".")] pub $field: $type,)+
            }

            impl Default for $Struct {
                fn default() -> Self {
                    Self { $($field: $default),+ }
                }
            }
        )+

        /// What a link says.
        #[derive(Debug, Clone, PartialEq, Default)]
        pub struct Link {
            $($(#[$about_struct])* pub $place: $Struct,)+
        }

        /// A choice, by its key in a link.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Key {
            $($(#[doc = $about] $Key,)+)+
        }

        impl Key {
            /// Every key, in the order of the canonical text.
            pub const ALL: &[Self] = &[$($(Self::$Key),+),+];

            /// What the choice is, in a few words. Not in its row, so that a page that does not show
            /// it does not load it.
            pub fn about(self) -> &'static str {
                match self {
                    $($(Self::$Key => $about,)+)+
                }
            }
        }

        static ROWS: &[Row] = &[$($(
            Row {
                key: Key::$Key,
                name: stringify!($field),
                group: Group::$group,
                allowed: $allowed,
                written: $written,
                value: |link| &link.$place.$field,
                value_mut: |link| &mut link.$place.$field,
            }
        ),+),+];
    };
}

use Allowed::{Contenders, Number, Whole, WholeOrMax};
use Written::{Always, IfItDiffers, With, WithDrawnTask, WithIfSet, WithOwnTask};

const fn word<W: Words>() -> Allowed {
    Allowed::Word(W::WORDS)
}

const fn any_of<W: Words>() -> Allowed {
    Allowed::Words(W::WORDS)
}

// Key and name, type and default, what it may be, when it is written, what it is. Links that leave
// a key out rely on its default, so no default ever changes. A new choice goes to the end of its
// struct.
choices! {
    /// What decides a run, to the last bit.
    Run setup: Setup {
        Version v: Version = Version::One, word::<Version>(), Always, "the version of the form";
        Task task: Task = Task::Xor, word::<Task>(), Always, "what is to be learned";
        Points points: usize = 100, Whole(2, 200), WithDrawnTask, "training points of a drawn task; it has as many test points";
        Noise noise: f64 = 0.0, Number(0, 1), WithDrawnTask, "standard deviation of the noise on each coordinate of a drawn point";
        Rules rules: Vec<Contender> = vec![Rule::Backpropagation.into(), Rule::FeedbackAlignment.into()], Contenders(Rule::WORDS), Always, "the learning rules, side by side in this order";
        Seed seed: u32 = 23, Whole(0, u32::MAX), Always, "decides every random number";
        Width width: usize = 10, Whole(1, 64), Always, "units in each hidden layer";
        Depth depth: usize = 2, Whole(1, 6), Always, "hidden layers";
        Bias bias: bool = false, Whole(0, 1), Always, "whether each unit has a bias";
        Init init: f64 = 1.0, Number(0, 10), Always, "standard deviation of the initial weights, and of the feedback unless `feedback` is set";
        Error error: LossFunction = LossFunction::Squared, word::<LossFunction>(), Always, "the output error: ŷ − y, or its sign";
        Rate rate: f64 = 0.01, Number(0, 10), Always, "learning rate";
        Decay decay: f64 = 0.0001, Number(0, 1), With(Rule::decays), "weight decay of Kolen-Pollack: the share that weights and feedback lose in an update";
        Redraw redraw: u32 = 1, Whole(1, 1_000_000), With(Rule::redraws), "updates after which redrawn feedback is drawn again";
        Angle angle: Option<f64> = None, Number(0, 180), WithIfSet(Rule::has_angle), "degrees between feedback and weights: where feedback alignment and Kolen-Pollack start, and where held feedback is kept; left out, feedback stays as drawn, and held feedback is kept at 90";
        Feedback feedback: Option<f64> = None, Number(0, 100), WithIfSet(Rule::has_feedback_scale), "standard deviation of the feedback; left out, that of the initial weights";
        Data data: Vec<Point> = XOR.to_vec(), Allowed::Points(2, 60), WithOwnTask, "the reader's own points: x1, x2 and class of each";
    }

    /// When and how fast a page plays the run.
    Page playback: Playback {
        At at: Option<u32> = None, Whole(0, 100_000_000), IfItDiffers, "the update at which the page pauses";
        Speed speed: Speed = Speed::Updates(5), WholeOrMax(1, 10_000), IfItDiffers, "updates in a sixtieth of a second, or as many as fit; `pace`, if set, overrides it";
        Pace pace: Option<Speed> = None, WholeOrMax(1, 1_000_000), IfItDiffers, "updates a second, or as many as fit; left out, 60 times `speed`";
    }

    /// Which seeds a sweep trains, and for how long.
    Sweep sweep: SweepPlan {
        Updates updates: u32 = 5_000, Whole(1, 100_000), IfItDiffers, "updates of each seed of a sweep";
        Seeds seeds: u32 = 1_000, Whole(1, MOST_SEEDS), IfItDiffers, "how many seeds a sweep trains";
        // The last seed of the longest sweep is still a seed.
        First first: u32 = 0, Whole(0, u32::MAX - MOST_SEEDS), IfItDiffers, "the first seed of a sweep";
        Over over: Over = Over::default(), Allowed::Axes(2, 1_024), IfItDiffers, "the choices through whose values a sweep goes: one for a curve, two for a map";
        Each each: u32 = 100, Whole(1, 10_000), IfItDiffers, "how many networks of a rule a curve or a map has at each value";
        Counted counted: Counted = Counted::Solved, word::<Counted>(), IfItDiffers, "what a curve or a map shows of its networks";
    }

    /// What a page shows.
    Page view: View {
        Shading shading: Shading = Shading::Output, word::<Shading>(), IfItDiffers, "what pictures show: the output, or whether the predicted class is right";
        View view: Vec<Section> = Section::ALL.to_vec(), any_of::<Section>(), IfItDiffers, "the sections of the page that are shown";
        Lesson lesson: Option<u32> = None, Whole(1, CHAPTERS.len() as u32), IfItDiffers, "the chapter of the lesson that is open";
        Kept kept: String = String::new(), Allowed::Settings(LONGEST_KEPT), IfItDiffers, "settings to compare with: in what each differs from this link";
    }
}

impl Key {
    fn row(self) -> &'static Row {
        &ROWS[self as usize]
    }

    /// The key as it stands in a link.
    pub fn name(self) -> &'static str {
        self.row().name
    }

    /// The key with a name.
    pub(super) fn from_name(name: &str) -> Option<Self> {
        let row = ROWS.iter().find(|row| row.name == name);
        row.map(|row| row.key)
    }

    /// What the choice decides.
    pub fn group(self) -> Group {
        self.row().group
    }

    /// What the choice may be.
    pub fn allowed(self) -> Allowed {
        self.row().allowed
    }

    /// When the canonical text has the choice, in words.
    pub fn written(self) -> String {
        match self.row().written {
            Always => "always".to_owned(),
            WithDrawnTask => "with a drawn task".to_owned(),
            WithOwnTask => "with task own".to_owned(),
            With(_) => format!("with {}", self.rules_in_words()),
            WithIfSet(_) => format!("with {}, if set", self.rules_in_words()),
            IfItDiffers => "if it differs".to_owned(),
        }
    }

    /// The rules that the choice is for; every rule, where it is for all.
    pub fn rules(self) -> Vec<Rule> {
        let mut rules = Rule::ALL.to_vec();
        rules.retain(|&rule| self.is_for(rule));
        rules
    }

    /// Whether the choice is for a rule.
    pub(super) fn is_for(self, rule: Rule) -> bool {
        match self.row().written {
            With(is_for) | WithIfSet(is_for) => is_for(rule),
            _ => true,
        }
    }

    fn rules_in_words(self) -> String {
        let names: Vec<_> = self.rules().iter().map(|rule| rule.link_name()).collect();
        listed(&names)
    }

    /// A value that it may have: its default, or another where that is empty.
    pub(crate) fn example(self) -> String {
        match self {
            Self::At => "3000".to_owned(),
            Self::Lesson => "4".to_owned(),
            Self::Angle => "90".to_owned(),
            Self::Feedback => "1".to_owned(),
            Self::Pace => "60".to_owned(),
            Self::Over => "rate".to_owned(),
            Self::Kept => "rate=0.1".to_owned(),
            _ => Link::default().get(self),
        }
    }

    /// Whether the canonical text of a link has the choice, of which `differs` says whether it
    /// differs from its default.
    pub(super) fn is_written(self, link: &Link, differs: bool) -> bool {
        match self.row().written {
            Always => true,
            IfItDiffers if self == Self::Over => differs && link.idle_axis().is_none(),
            IfItDiffers => differs,
            WithDrawnTask => differs || link.setup.task.is_drawn(),
            With(_) | WithOwnTask => !self.is_idle(&link.setup),
            WithIfSet(_) => !self.is_idle(&link.setup) && (differs || !link.get(self).is_empty()),
        }
    }

    /// Whether the choice belongs to a task or to rules that `setup` does not have, so that it
    /// decides nothing.
    pub(super) fn is_idle(self, setup: &Setup) -> bool {
        match self.row().written {
            WithDrawnTask => !setup.task.is_drawn(),
            WithOwnTask => setup.task != Task::Own,
            _ => !setup.rules.iter().any(|one| self.is_for(one.rule())),
        }
    }
}

impl Link {
    /// The choice `key` as it stands in a link; empty where it may be left out and is not set.
    pub fn get(&self, key: Key) -> String {
        (key.row().value)(self).text()
    }

    /// Sets the choice `key` to what `text` says; false, and nothing has changed, where that is not
    /// allowed.
    pub(super) fn take(&mut self, key: Key, text: &str) -> bool {
        let row = key.row();
        (row.value_mut)(self).take(text, &row.allowed)
    }
}

impl Allowed {
    pub(super) fn whole(&self, text: &str) -> Option<u32> {
        let (Self::Whole(least, most) | Self::WholeOrMax(least, most)) = *self else {
            return None;
        };
        // `parse` alone would take "+7".
        let is_whole = text.bytes().all(|byte| byte.is_ascii_digit());
        let value = is_whole.then(|| text.parse().ok())??;
        (least..=most).contains(&value).then_some(value)
    }

    pub(super) fn number(&self, text: &str) -> Option<f64> {
        let Self::Number(least, most) = *self else {
            return None;
        };
        let value = number::read(text)?;
        (f64::from(least)..=f64::from(most))
            .contains(&value)
            .then_some(value)
    }
}

impl fmt::Display for Allowed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let list = |words: &[Word]| {
            let words: Vec<_> = words.iter().map(|word| word.0).collect();
            listed(&words)
        };
        match self {
            Self::Word(words) => write!(f, "{}", list(words)),
            Self::Words(words) => write!(
                f,
                "1 to {} different ones of {}, separated by commas",
                words.len(),
                list(words)
            ),
            Self::Whole(least, most) => write!(f, "a whole number from {least} to {most}"),
            Self::WholeOrMax(least, most) => {
                write!(f, "a whole number from {least} to {most}, or max")
            }
            Self::Number(least, most) => write!(f, "a number from {least} to {most}, such as 0.01"),
            Self::Contenders(words) => write!(
                f,
                "1 to {} different ones of {}, separated by commas, each with choices of its own or none, as in fa,fa:rate=0.5",
                words.len(),
                list(words)
            ),
            Self::Points(least, most) => write!(
                f,
                "{least} to {most} points x1,x2,y separated by semicolons, with x1 and x2 from -{FURTHEST} to {FURTHEST} \
                 in at most two decimals and y 0 or 1, as in 0,0.5,1;1,1,0"
            ),
            Self::Settings(most) => write!(
                f,
                "settings separated by semicolons, at most {most} bytes, as in rate=0.1;rate=1/init=0.5"
            ),
            Self::Axes(most, cells) => write!(
                f,
                "1 to {most} different ones of {}, separated by commas, with or without a range that goes up in 2 to \
                 {MOST_VALUES} steps, and by ratios from above 0, as in rate,task:xor:circle or rate:0.001:1:13:log; at \
                 most {cells} cells",
                listed(&Key::axes())
            ),
        }
    }
}

/// Words with a separator between them. The library's `join` would make the page larger.
pub(super) fn joined(words: &[&str], separator: &str) -> String {
    let mut all = String::new();
    for (index, word) in words.iter().enumerate() {
        if index > 0 {
            all += separator;
        }
        all += word;
    }
    all
}

/// "a, b or c".
fn listed(words: &[&str]) -> String {
    match words.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", joined(rest, ", ")),
        _ => joined(words, ""),
    }
}

impl Kind for u32 {
    fn text(&self) -> String {
        self.to_string()
    }

    fn read(text: &str, allowed: &Allowed) -> Option<Self> {
        allowed.whole(text)
    }
}

impl Kind for usize {
    fn text(&self) -> String {
        self.to_string()
    }

    fn read(text: &str, allowed: &Allowed) -> Option<Self> {
        allowed.whole(text).map(|whole| whole as Self)
    }
}

impl Kind for bool {
    fn text(&self) -> String {
        u8::from(*self).to_string()
    }

    fn read(text: &str, allowed: &Allowed) -> Option<Self> {
        allowed.whole(text).map(|whole| whole == 1)
    }
}

impl Kind for f64 {
    fn text(&self) -> String {
        number::write(*self)
    }

    fn read(text: &str, allowed: &Allowed) -> Option<Self> {
        allowed.number(text)
    }
}

/// Without a value the text is empty.
impl<K: Kind> Kind for Option<K> {
    fn text(&self) -> String {
        self.as_ref().map(K::text).unwrap_or_default()
    }

    fn read(text: &str, allowed: &Allowed) -> Option<Self> {
        let value = K::read(text, allowed);
        (value.is_some() || text.is_empty()).then_some(value)
    }
}

impl Kind for Speed {
    fn text(&self) -> String {
        match self {
            Self::Updates(updates) => updates.to_string(),
            Self::Max => "max".to_owned(),
        }
    }

    fn read(text: &str, allowed: &Allowed) -> Option<Self> {
        let whole = allowed.whole(text).map(Self::Updates);
        whole.or((text == "max").then_some(Self::Max))
    }
}

impl<W: Words> Kind for W {
    fn text(&self) -> String {
        self.word().0.to_owned()
    }

    fn read(text: &str, _allowed: &Allowed) -> Option<Self> {
        W::from_link_name(text)
    }
}

/// The points x1,x2,y, of which each coordinate has at most two decimals: `-.25,1,0;0,.5,1`.
impl Kind for Vec<Point> {
    fn text(&self) -> String {
        let mut text = String::new();
        for (index, point) in self.iter().enumerate() {
            if index > 0 {
                text.push(';');
            }
            for x in point.input {
                if x < 0.0 {
                    text.push('-');
                }
                let size = number::write(x.abs());
                // Without the 0 before the point.
                match size.strip_prefix('0') {
                    Some("") | None => text.push_str(&size),
                    Some(decimals) => text.push_str(decimals),
                }
                text.push(',');
            }
            text.push_str(&number::write(point.target));
        }
        text
    }

    fn read(text: &str, allowed: &Allowed) -> Option<Self> {
        let Allowed::Points(least, most) = *allowed else {
            return None;
        };
        let mut points = Self::new();
        for point in text.split(';') {
            points.push(read_point(point)?);
        }
        (least as usize..=most as usize)
            .contains(&points.len())
            .then_some(points)
    }
}

/// Settings are kept as they were written.
impl Kind for String {
    fn text(&self) -> String {
        self.clone()
    }

    fn read(text: &str, allowed: &Allowed) -> Option<Self> {
        let Allowed::Settings(most) = *allowed else {
            return None;
        };
        let is_right = |part: &str| {
            choice_in(part).is_some_and(|(key, value)| Link::default().take(key, value))
        };
        let mut settings = text.split(';').flat_map(|setting| setting.split('/'));
        let are_right = text.is_empty() || settings.all(is_right);
        (text.len() <= most as usize && are_right).then(|| text.to_owned())
    }
}

impl<W: Words> Kind for Vec<W> {
    fn text(&self) -> String {
        let names: Vec<_> = self.iter().map(|word| word.word().0).collect();
        joined(&names, ",")
    }

    fn read(text: &str, _allowed: &Allowed) -> Option<Self> {
        read_list(text, W::from_link_name)
    }
}

/// Reads items that are separated by commas and all different.
pub(super) fn read_list<T: PartialEq>(text: &str, read: fn(&str) -> Option<T>) -> Option<Vec<T>> {
    let mut items = Vec::new();
    for item in text.split(',') {
        let item = read(item)?;
        if items.contains(&item) {
            return None;
        }
        items.push(item);
    }
    Some(items)
}

/// Reads `-0.25,1,0`.
pub(super) fn read_point(text: &str) -> Option<Point> {
    let coordinate = |text: &str| {
        let unsigned = text.strip_prefix('-');
        let size = number::read(unsigned.unwrap_or(text))?;
        let is_short = libm::round(size * 100.0) / 100.0 == size;
        // Not -0, which would be written as 0.
        let sign = if unsigned.is_some() && size > 0.0 {
            -1.0
        } else {
            1.0
        };
        (is_short && size <= FURTHEST.into()).then_some(sign * size)
    };
    let mut parts = text.split(',');
    let (x1, x2, class) = (parts.next()?, parts.next()?, parts.next()?);
    let target = f64::from(u8::from(match class {
        "0" => false,
        "1" => true,
        _ => return None,
    }));
    let input = [coordinate(x1)?, coordinate(x2)?];
    parts.next().is_none().then_some(Point { input, target })
}
