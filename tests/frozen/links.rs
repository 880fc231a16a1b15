//! Replays the links of `links.txt`.

use std::fmt::Write;

use faxor::link::{Key, Link};
use faxor::run::{CHECK_EVERY, Experiment, Panel};

use super::fingerprint;

/// The message for a link that replays to something else.
pub const BROKEN: &str =
    "this link no longer replays as it did; people hold it; change nothing or add version 2";

/// A link without `at` is replayed for this many updates.
const UPDATES: u32 = 1000;

/// The prefix of a line with a link.
const LINK: &str = "link";

/// The prefix of the line after it.
const SAYS: &str = "says ";

/// A frozen link, and the lines with what it replays to.
pub struct Held {
    /// The link.
    pub link: &'static str,
    /// The lines.
    pub replay: String,
}

/// All frozen links.
pub fn held() -> Vec<Held> {
    let mut links: Vec<Held> = Vec::new();
    let is_said = |line: &&str| !line.is_empty() && !line.starts_with('#');
    for line in include_str!("links.txt").lines().filter(is_said) {
        match (line.strip_prefix(LINK), links.last_mut()) {
            (Some(link), _) => links.push(Held {
                link: link.trim_start(),
                replay: String::new(),
            }),
            (None, Some(last)) => writeln!(last.replay, "{line}").unwrap(),
            (None, None) => panic!("a line before the first link: {line}"),
        }
    }
    links
}

/// The links that no longer replay as they did.
pub fn changed_links() -> Vec<String> {
    held().iter().filter_map(changed_link).collect()
}

fn changed_link(held: &Held) -> Option<String> {
    let now = replayed(held);
    (now != held.replay).then(|| {
        let Held { link, replay } = held;
        format!("{BROKEN}\n{LINK} {link}\n{now}it was\n{replay}")
    })
}

fn replayed(held: &Held) -> String {
    let (link, problems) = Link::read(held.link);
    // Keys that were added since then have not changed the choices that the link had.
    let says = held.replay.lines().next().unwrap_or_default();
    let is_known = |key: &Key| says.is_empty() || has_key(says, *key);
    let choice = |key: Key| format!("{}={}", key.name(), link.get(key));
    let choices: Vec<_> = Key::ALL
        .iter()
        .copied()
        .filter(is_known)
        .map(choice)
        .collect();
    let mut replay = format!("{SAYS}{}\n", choices.join("&"));
    for problem in problems {
        replay += &format!("problem: {problem}\n");
    }
    let updates = u64::from(link.playback.at.unwrap_or(UPDATES));
    let mut experiment = Experiment::new(link).unwrap();
    let mut first_solved = vec![None; experiment.panels().len()];
    loop {
        for (first, panel) in first_solved.iter_mut().zip(experiment.panels()) {
            *first = first.or(panel.solved_since());
        }
        let left = updates - experiment.updates();
        if left == 0 {
            break;
        }
        experiment.advance(left.min(CHECK_EVERY));
    }
    for (panel, first) in experiment.panels().iter().zip(first_solved) {
        replay += &figures(panel, updates, first);
    }
    replay
}

fn has_key(says: &str, key: Key) -> bool {
    let text = says.strip_prefix(SAYS).unwrap_or_default();
    text.split('&')
        .any(|part| part.split('=').next() == Some(key.name()))
}

fn figures(panel: &Panel, updates: u64, first_solved: Option<u64>) -> String {
    let run = panel.run();
    let (rule, fit) = (panel.rule().link_name(), run.fit());
    let diverged = match run.diverged_at() {
        Some(at) => format!(" diverged={at}"),
        None => String::new(),
    };
    let solved = first_solved.map_or("never".to_owned(), |at| at.to_string());
    let angle = |angle: Option<f64>| angle.map_or("none".to_owned(), |angle| format!("{angle:?}"));
    let angles: Vec<_> = run.delta_angles().into_iter().map(angle).collect();
    format!(
        "{rule} after={updates}{diverged} loss={:?} accuracy={:?} solved={solved} weights={:016x} angles={}\n",
        fit.loss,
        fit.accuracy,
        fingerprint(run.learner()),
        angles.join(",")
    )
}
