//! Axes: choices through whose values a sweep goes, so that a share becomes a curve or a map.

use super::choices::{Allowed, Key, Kind, Link};
use super::number;

/// The most values that an axis has.
pub(super) const MOST_VALUES: u32 = 64;

/// The axes of a sweep: none, one for a curve, two for a map. In a link they are
/// `rate:0.001:1:13:log,task:xor:circle`, and a range that is the choice's usual one is left out.
///
/// ```
/// use faxor::link::Link;
///
/// let link: Link = "over=rate:0.01:1:3:log,depth".parse()?;
/// let values = link.sweep.over.axes().into_iter().map(|axis| axis.values.join(" "));
/// assert_eq!(values.collect::<Vec<_>>(), ["0.01 0.1 1", "1 2 3 4 5 6"]);
/// # Ok::<(), faxor::link::LinkError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Over(String);

/// A choice through whose values a sweep goes: numbers between two, in equal steps or equal ratios,
/// or words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Axis {
    /// The choice.
    pub key: Key,
    /// The values, from the first to the last, as they stand in a link.
    pub values: Vec<String>,
}

impl Over {
    /// Whether there is no axis.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The axes.
    pub fn axes(&self) -> Vec<Axis> {
        read_all(&self.0).map_or_else(Vec::new, |read| read.0)
    }
}

/// Reads axes, and writes them in their one form; `None` where one of them is not allowed.
fn read_all(text: &str) -> Option<(Vec<Axis>, String)> {
    let (mut axes, mut written) = (Vec::new(), String::new());
    let parts = text.split(',').filter(|_| !text.is_empty());
    for part in parts {
        if !written.is_empty() {
            written += ",";
        }
        axes.push(read(part, &mut written)?);
    }
    Some((axes, written))
}

/// Reads `rate:0.001:1:13:log`, and adds it to `written` in its one form.
pub(super) fn read(text: &str, written: &mut String) -> Option<Axis> {
    let (name, range) = text.split_once(':').unwrap_or((text, ""));
    let key = Key::from_name(name)?;
    let usual = key.usual_range()?;
    let range = if name == text { usual } else { range };
    let allowed = key.allowed();
    let mut values = Vec::new();
    let mut own = String::new();
    if let Allowed::Word(words) = allowed {
        for part in range.split(':') {
            let is_new = values.iter().all(|other| other != part);
            if !is_new || !words.iter().any(|word| word.0 == part) {
                return None;
            }
            values.push(part.to_owned());
        }
        own += range;
    } else {
        let (from, rest) = range.split_once(':')?;
        let (to, steps) = rest.split_once(':')?;
        let ratios = steps.strip_suffix(":log");
        let end = |text| match allowed {
            Allowed::Whole(..) => allowed.whole(text).map(f64::from),
            _ => allowed.number(text),
        };
        let numbers = [end(from)?, end(to)?, number::read(ratios.unwrap_or(steps))?];
        for (number, after) in numbers.iter().zip([":", ":", ""]) {
            own += &number::write(*number);
            own += after;
        }
        if ratios.is_some() {
            own += ":log";
        }
        let is_whole = matches!(allowed, Allowed::Whole(..));
        values = between(numbers, ratios.is_some(), is_whole);
    }
    *written += name;
    if own != usual {
        *written += ":";
        *written += &own;
    }
    let are_enough = (2..=MOST_VALUES as usize).contains(&values.len());
    are_enough.then_some(Axis { key, values })
}

/// The values from one number to another; none where the ends, or the number of values, are not
/// allowed.
fn between([from, to, steps]: [f64; 3], is_logarithmic: bool, is_whole: bool) -> Vec<String> {
    let mut values = Vec::new();
    let are_steps = steps <= MOST_VALUES.into() && libm::round(steps) == steps;
    if from >= to || (is_logarithmic && from == 0.0) || !are_steps {
        return values;
    }
    for step in 0..steps as u32 {
        let share = f64::from(step) / (steps - 1.0);
        let value = match share {
            0.0 => from,
            1.0 => to,
            // Ratios have few digits, so that links stay short.
            _ if is_logarithmic => rounded(from * power(to / from, share), 1e3),
            _ => rounded(from + (to - from) * share, 1e6),
        };
        let value = number::write(if is_whole { libm::round(value) } else { value });
        // Whole numbers that are close together may be the same.
        if values.last() != Some(&value) {
            values.push(value);
        }
    }
    values
}

/// A number to the power of a share of 1: the product of the roots that the share's bits select.
fn power(of: f64, mut share: f64) -> f64 {
    let (mut root, mut power) = (of, 1.0);
    while share > 0.0 {
        root = root.sqrt();
        share *= 2.0;
        if share >= 1.0 {
            share -= 1.0;
            power *= root;
        }
    }
    power
}

/// A number with as many digits as `most` has zeros, and few enough places for a link.
fn rounded(value: f64, most: f64) -> f64 {
    let mut scale = 1.0;
    while value * scale * 10.0 < most && scale < 1e18 {
        scale *= 10.0;
    }
    libm::round(value * scale) / scale
}

impl Link {
    /// The first axis of `over` that no network of any cell uses. [`Link::read`] refuses it.
    pub(super) fn idle_axis(&self) -> Option<Key> {
        if self.is_over_angle() {
            return None;
        }
        let axes = self.sweep.over.axes();
        for axis in &axes {
            // With a task on the other axis, some cells have drawn points.
            let is_of_task = matches!(axis.key, Key::Points | Key::Noise);
            let has_task = is_of_task && axes.iter().any(|axis| axis.key == Key::Task);
            if axis.key.is_idle(&self.setup) && !has_task {
                return Some(axis.key);
            }
        }
        None
    }

    /// Whether it is for the curve over the feedback's angle, which compares feedback that starts at
    /// the angle with feedback that is kept there, whatever the link's rules.
    pub(crate) fn is_over_angle(&self) -> bool {
        self.sweep.over.0 == Key::Angle.name()
    }
}

impl Key {
    /// The names of the choices that may be an axis.
    pub(super) fn axes() -> Vec<&'static str> {
        let mut keys = Self::ALL.to_vec();
        keys.retain(|key| key.usual_range().is_some());
        keys.into_iter().map(Self::name).collect()
    }

    /// The range of an axis over the choice that names none; `None` where the choice is no axis.
    pub fn usual_range(self) -> Option<&'static str> {
        match self {
            Self::Task => Some("xor:quadrants:circle:spirals:gaussians"),
            Self::Points => Some("5:160:6:log"),
            Self::Noise => Some("0:0.5:11"),
            Self::Width => Some("1:64:7:log"),
            Self::Depth => Some("1:6:6"),
            Self::Bias => Some("0:1:2"),
            Self::Init => Some("0.01:10:13:log"),
            Self::Error => Some("difference:sign"),
            Self::Rate => Some("0.001:1:13:log"),
            Self::Decay => Some("0.000001:0.1:11:log"),
            Self::Redraw => Some("1:1000:10:log"),
            Self::Angle => Some("0:180:19"),
            Self::Feedback => Some("0.01:100:17:log"),
            _ => None,
        }
    }
}

impl Kind for Over {
    fn text(&self) -> String {
        self.0.clone()
    }

    fn read(text: &str, allowed: &Allowed) -> Option<Self> {
        let Allowed::Axes(most_axes, most_cells) = *allowed else {
            return None;
        };
        let (axes, written) = read_all(text)?;
        let is_twice = axes.len() == 2 && axes[0].key == axes[1].key;
        let cells = axes.iter().fold(1, |cells, axis| cells * axis.values.len());
        let are_few = axes.len() <= most_axes as usize && cells <= most_cells as usize;
        (are_few && !is_twice).then_some(Self(written))
    }
}
