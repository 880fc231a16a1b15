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
/// most seeds.
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
