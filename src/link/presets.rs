//! Settings with a name: the presets of the page's menu, and the chapters of its lesson.

/// A setting with a name.
#[derive(Debug, Clone, Copy)]
pub struct Preset {
    /// Its name.
    pub name: &'static str,
    /// What it sets; everything else has its default.
    pub(super) text: &'static str,
}

/// The settings of the page's menu: the article's code, its text, and then what it left out.
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

/// The setting of each chapter of the lesson, with a seed whose run shows what the chapter says of
/// most seeds. It stands beside the chapter's text. A chapter keeps its number in links, so a new one
/// comes last here, wherever the lesson has it.
pub const CHAPTERS: [Chapter; 11] = [
    chapter(include_str!("../../www/lesson/01-one-line.link")),
    chapter(include_str!("../../www/lesson/02-blame.link")),
    chapter(include_str!("../../www/lesson/03-weight-transport.link")),
    chapter(include_str!("../../www/lesson/04-random-feedback.link")),
    chapter(include_str!("../../www/lesson/05-redrawn.link")),
    chapter(include_str!("../../www/lesson/06-luck.link")),
    chapter(include_str!("../../www/lesson/07-control.link")),
    chapter(include_str!("../../www/lesson/08-start-small.link")),
    chapter(include_str!("../../www/lesson/09-why.link")),
    chapter(include_str!("../../www/lesson/10-where-it-stops.link")),
    chapter(include_str!("../../www/lesson/11-how-wrong.link")),
];

/// The setting of a chapter.
#[derive(Debug, Clone, Copy)]
pub struct Chapter {
    /// What it sets; everything else has its default.
    pub(super) text: &'static str,
}

/// The setting in a file of one line.
const fn chapter(file: &'static str) -> Chapter {
    Chapter {
        text: file.trim_ascii_end(),
    }
}
