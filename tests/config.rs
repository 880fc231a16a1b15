//! The text of a link: what is written is what is read, whatever is read is a config that can run, and what is wrong is
//! said in words that help.

#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used)]

use faxor::config::{
    CHAPTERS, Config, ConfigError, Key, LONGEST_TEXT, MOST_RULES, MOST_SEEDS, OutputError, PRESETS,
    Rule, Shading, Speed, Task,
};
use faxor::decimal::Decimal;
use proptest::prelude::*;

/// A link as people share it.
const LINK: &str = "v=1&task=xor&rules=bp,fa&seed=7&width=10&depth=2&bias=0&init=1&error=difference&rate=0.01&at=3000";

/// Any decimal from 0 to `most`.
fn decimal(most: u64) -> impl Strategy<Value = Decimal> {
    (0_u32..=18).prop_flat_map(move |places| {
        let most = (most * 10_u64.pow(places)).min(10_u64.pow(15) - 1);
        (0..=most).prop_map(move |digits| Decimal::new(digits, places).unwrap())
    })
}

fn config() -> impl Strategy<Value = Config> {
    let rules: Vec<_> = Rule::all().collect();
    let rules = prop::sample::subsequence(rules, 1..=MOST_RULES).prop_shuffle();
    let tasks: Vec<_> = Task::all().collect();
    let task = (prop::sample::select(tasks), 2_usize..=200, decimal(1));
    let error = prop_oneof![Just(OutputError::Difference), Just(OutputError::Sign)];
    let network = (1_usize..=64, 1_usize..=6, any::<bool>(), decimal(10));
    let learning = (error, decimal(10), decimal(1), 1_u32..=1_000_000);
    let speed = prop_oneof![Just(Speed::Max), (1_u32..=10_000).prop_map(Speed::Updates)];
    let shading = prop::sample::select(vec![Shading::Output, Shading::Verdict]);
    let parts = Config::default().view;
    let all = parts.len();
    let view = prop::sample::subsequence(parts, 1..=all).prop_shuffle();
    let lesson = prop::option::of(1_u32..=CHAPTERS.len() as u32);
    let at = prop::option::of(0_u32..=100_000_000);
    let page = (at, speed, shading, view, lesson);
    let first = 0_u32..=u32::MAX - MOST_SEEDS;
    let sweep = (1_u32..=100_000, 1_u32..=MOST_SEEDS, first);
    (rules, task, any::<u32>(), network, learning, page, sweep).prop_map(
        |(
            rules,
            (task, points, noise),
            seed,
            (width, depth, bias, init),
            (error, rate, decay, redraw),
            (at, speed, shading, view, lesson),
            (updates, seeds, first),
        )| Config {
            task,
            points,
            noise,
            rules,
            seed,
            width,
            depth,
            bias,
            init,
            error,
            rate,
            decay,
            redraw,
            at,
            speed,
            updates,
            seeds,
            first,
            shading,
            view,
            lesson,
        },
    )
}

/// Something that might stand in a link: keys that are right with values that are not, and the other way round.
fn garbage() -> impl Strategy<Value = String> {
    let names = Key::ALL.map(Key::name).to_vec();
    let name = || prop_oneof![3 => prop::sample::select(names.clone()).prop_map(str::to_owned), 1 => ".{0,6}"];
    let value = || {
        prop_oneof![
            "[0-9]{0,12}",
            "[-+]?[0-9]{0,20}[.][0-9]{0,20}(e[-+]?[0-9]{1,12})?",
            "(bp|fa|dfa|kp|usf|redrawn|readout|sign|max)(,(bp|fa|dfa|kp)){0,8}",
            "xor|quadrants|circle|spirals|gaussians",
            "(title|panels|verdict|1?[0-9])(,(lesson|charts|controls|panels)){0,5}",
            "(%[0-9a-fA-F]{0,2}){0,6}",
            ".{0,20}",
        ]
    };
    let part = (name(), prop_oneof!["=", "", "=="], value())
        .prop_map(|(name, equals, value)| name + &equals + &value);
    let parts = prop::collection::vec(part, 0..12).prop_map(|parts| parts.join("&"));
    let start = prop_oneof!["", "#", "https://x.example/faxor/#", "https://x.example/"];
    prop_oneof![
        (start, parts).prop_map(|(start, parts)| start + &parts),
        ".{0,200}",
    ]
}

fn is_within_limits(config: &Config) -> bool {
    let ten = 0.0..=10.0;
    let mut rules = config.rules.clone();
    rules.sort_by_key(|rule| rule.link_name());
    rules.dedup();
    rules.len() == config.rules.len()
        && (1..=MOST_RULES).contains(&rules.len())
        && (2..=200).contains(&config.points)
        && (0.0..=1.0).contains(&config.noise.value())
        && (1..=64).contains(&config.width)
        && (1..=6).contains(&config.depth)
        && ten.contains(&config.init.value())
        && ten.contains(&config.rate.value())
        && (0.0..=1.0).contains(&config.decay.value())
        && (1..=1_000_000).contains(&config.redraw)
        && config.at.is_none_or(|at| at <= 100_000_000)
        && !matches!(config.speed, Speed::Updates(updates) if !(1..=10_000).contains(&updates))
        && (1..=100_000).contains(&config.updates)
        && (1..=MOST_SEEDS).contains(&config.seeds)
        // Every seed of a sweep is one.
        && config.first.checked_add(config.seeds - 1).is_some()
        && !config.view.is_empty()
        && (1..config.view.len()).all(|i| !config.view[..i].contains(&config.view[i]))
        && config.lesson.is_none_or(|chapter| (1..=CHAPTERS.len() as u32).contains(&chapter))
}

proptest! {
    #[test]
    fn what_is_written_is_read_as_the_same_config(config in config()) {
        let text = config.to_string();
        prop_assert!(text.len() <= LONGEST_TEXT / 10, "{} bytes: {text}", text.len());
        prop_assert_eq!(Config::read(&text), (config.clone(), vec![]), "{}", text);
        for prefix in ["#", "https://x.example/faxor/#", "  http://localhost:8080/?utm=1#"] {
            let link = format!("{prefix}{text}");
            prop_assert_eq!(Config::read(&link), (config.clone(), vec![]), "{}", link);
        }
    }

    #[test]
    fn a_link_survives_a_messenger_that_escapes_it(config in config()) {
        let escape = |part: &str| -> String { part.bytes().map(|byte| format!("%{byte:02x}")).collect() };
        let text = config.to_string();
        let commas = text.replace(',', "%2C");
        prop_assert_eq!(Config::read(&commas), (config.clone(), vec![]), "{}", commas);
        let parts = text.split('&').map(|part| {
            let (name, value) = part.split_once('=').unwrap();
            format!("{}={}", escape(name), escape(value))
        });
        let all = parts.collect::<Vec<_>>().join("&");
        prop_assert_eq!(Config::read(&all), (config, vec![]), "{}", all);
    }

    #[test]
    fn the_order_of_the_keys_says_nothing(
        config in config(),
        order in Just((0..Key::ALL.len()).collect::<Vec<_>>()).prop_shuffle(),
    ) {
        let text = config.to_string();
        let parts: Vec<_> = text.split('&').collect();
        let shuffled: Vec<_> = order.iter().filter_map(|&index| parts.get(index).copied()).collect();
        prop_assert_eq!(Config::read(&shuffled.join("&")), (config, vec![]));
    }

    #[test]
    fn whatever_is_read_is_a_config_within_the_limits(text in garbage()) {
        let (config, problems) = Config::read(&text);
        prop_assert!(is_within_limits(&config), "{config:?}");
        prop_assert_eq!(text.parse::<Config>().is_ok(), problems.is_empty());
        for problem in problems {
            prop_assert!(problem.to_string().len() < 500, "{problem}");
        }
        let canonical = config.to_string();
        let (again, problems) = Config::read(&canonical);
        prop_assert_eq!(&problems, &[], "{}", canonical);
        prop_assert_eq!(again.to_string(), canonical);
        prop_assert_eq!(again, config);
    }
}

#[test]
fn the_link_of_the_design_is_written_as_it_is_read() {
    let config: Config = LINK.parse().unwrap();
    assert_eq!(config.to_string(), LINK);
    assert_eq!(
        config.rules,
        [Rule::Backpropagation, Rule::FeedbackAlignment]
    );
    assert_eq!((config.seed, config.at), (7, Some(3000)));
    assert_eq!(config.rate.value().to_bits(), 0.01_f64.to_bits());
}

#[test]
fn a_link_says_what_makes_its_run_and_of_the_rest_what_is_not_as_always() {
    let network = "seed=23&width=10&depth=2&bias=0&init=1&error=difference&rate=0.01";
    for (text, task, rest) in [
        ("", "task=xor&rules=bp,fa", ""),
        // A drawn task's points and their noise are a part of it.
        (
            "task=quadrants",
            "task=quadrants&points=100&noise=0&rules=bp,fa",
            "",
        ),
        (
            "task=circle&noise=0.10&points=030",
            "task=circle&points=30&noise=0.1&rules=bp,fa",
            "",
        ),
        // XOR has neither, but one may ask for them before one changes the task.
        ("points=50", "task=xor&points=50&rules=bp,fa", ""),
        ("noise=.5", "task=xor&noise=0.5&rules=bp,fa", ""),
        ("points=100&noise=0.0", "task=xor&rules=bp,fa", ""),
        // So too the decay and the redraw of rules that are not there.
        ("rules=kp", "task=xor&rules=kp", "&decay=0.0001"),
        ("rules=redrawn", "task=xor&rules=redrawn", "&redraw=1"),
        (
            "decay=0.5&redraw=3",
            "task=xor&rules=bp,fa",
            "&decay=0.5&redraw=3",
        ),
        // A sweep's choices make no run.
        (
            "updates=5000&seeds=1000&first=0&speed=5&at=",
            "task=xor&rules=bp,fa",
            "",
        ),
        (
            "first=1&seeds=999&updates=10000",
            "task=xor&rules=bp,fa",
            "&updates=10000&seeds=999&first=1",
        ),
        (
            "seeds=2000&speed=max&at=0",
            "task=xor&rules=bp,fa",
            "&at=0&speed=max&seeds=2000",
        ),
        // Nor does what a page shows of it.
        (
            "shading=output&view=title,lesson,controls,panels,charts&lesson=",
            "task=xor&rules=bp,fa",
            "",
        ),
        (
            "view=charts,panels&shading=verdict",
            "task=xor&rules=bp,fa",
            "&shading=verdict&view=charts,panels",
        ),
    ] {
        let config: Config = text.parse().unwrap();
        assert_eq!(config.to_string(), format!("v=1&{task}&{network}{rest}"));
    }
}

#[test]
fn every_preset_is_a_config_of_its_own_with_the_control_beside_the_two_rules_of_the_article() {
    let control = [
        Rule::Backpropagation,
        Rule::FeedbackAlignment,
        Rule::ReadoutOnly,
    ];
    let mut texts = Vec::new();
    for preset in &PRESETS {
        let config = preset.config();
        let text = config.to_string();
        assert_eq!(Config::read(&text), (config.clone(), vec![]), "{text}");
        assert_eq!(config.rules, control, "{}", preset.name);
        texts.push(text);
    }
    let mut names = PRESETS.map(|preset| preset.name).to_vec();
    for list in [&mut names, &mut texts.iter().map(String::as_str).collect()] {
        list.sort_unstable();
        list.dedup();
        assert_eq!(list.len(), PRESETS.len(), "{list:?}");
    }
    assert_eq!(
        PRESETS[0].config().to_string(),
        "v=1&task=xor&rules=bp,fa,readout&seed=23&width=10&depth=2&bias=0&init=1&error=sign&rate=0.01"
    );
}

#[test]
fn a_chapter_sets_what_its_link_leaves_out_and_nothing_that_it_says() {
    for (number, chapter) in (1..).zip(&CHAPTERS) {
        let (config, problems) = Config::read(&format!("lesson={number}"));
        assert_eq!(problems, [], "{}", chapter.name);
        let chapters = Config {
            lesson: Some(number),
            ..chapter.config()
        };
        assert_eq!(config, chapters, "{}", chapter.name);
        // Every choice that makes the run stands in the link, so the lesson may change its settings later.
        let text = config.to_string();
        assert_eq!(Config::read(&text), (config.clone(), vec![]), "{text}");
        for key in [Key::Rules, Key::Seed, Key::Width, Key::Rate] {
            assert!(text.contains(&format!("&{}=", key.name())), "{text}");
        }
        // Whatever the order.
        let other: Config = format!("seed=77&speed=7&lesson={number}&width=3")
            .parse()
            .unwrap();
        let expected = Config {
            seed: 77,
            speed: Speed::Updates(7),
            width: 3,
            ..config
        };
        assert_eq!(other, expected, "{}", chapter.name);
    }
    // What every page starts with is said where a chapter has it otherwise.
    let text = Config::read("lesson=10&speed=5&updates=5000").0.to_string();
    assert!(text.ends_with("&speed=5&updates=5000&lesson=10"), "{text}");
    for bad in ["lesson=0", "lesson=11", "lesson=4&lesson=4", "lesson"] {
        let (config, problems) = Config::read(bad);
        assert_eq!(config, Config::default(), "{bad}");
        assert_eq!(problems.len(), 1, "{bad}");
    }
}

#[test]
fn two_configs_have_the_same_runs_where_they_differ_in_what_is_shown_alone() {
    let config = Config::default();
    for (text, same) in [
        (
            "at=9&speed=1&updates=1&seeds=1&first=1&shading=verdict&view=panels",
            true,
        ),
        ("seed=24", false),
        ("rules=fa,bp", false),
        ("rate=0.02", false),
    ] {
        let other: Config = text.parse().unwrap();
        assert_eq!(config.has_runs_of(&other), same, "{text}");
    }
}

#[test]
fn numbers_are_read_as_the_nearest_f64_and_written_in_one_form() {
    for (found, canonical) in [
        ("1e-2", "0.01"),
        (".5", "0.5"),
        ("5.", "5"),
        ("0010.0", "10"),
        ("0.1000", "0.1"),
        ("123456789e-9", "0.123456789"),
        ("0e0", "0"),
    ] {
        let config: Config = format!("rate={found}").parse().unwrap();
        assert_eq!(config.get(Key::Rate), canonical);
        let expected: f64 = found.parse().unwrap();
        assert_eq!(config.rate.value().to_bits(), expected.to_bits(), "{found}");
    }
}

#[test]
fn an_empty_text_and_a_link_without_one_are_the_default_config() {
    for text in [
        "",
        "#",
        "&&",
        " ",
        "https://x.example/faxor/",
        "https://x.example/?width=3",
    ] {
        assert_eq!(Config::read(text), (Config::default(), vec![]), "{text}");
    }
}

/// What stands around a bad value: it must be kept.
const OTHERS: [(Key, &str); 4] = [
    (Key::Seed, "42"),
    (Key::Depth, "3"),
    (Key::Error, "sign"),
    (Key::At, "9"),
];

/// Reads `bad` between other choices; returns the one problem, and checks that `key` has its default and the others what the link says.
fn problem_of(key: Option<Key>, bad: &str) -> ConfigError {
    let mut expected = Config::default();
    let mut parts = Vec::new();
    for (other, value) in OTHERS {
        if Some(other) != key {
            expected.set(other, value).unwrap();
            parts.push(format!("{}={value}", other.name()));
        }
    }
    parts.insert(2, bad.to_owned());
    let (config, problems) = Config::read(&parts.join("&"));
    assert_eq!(config, expected, "{bad}");
    assert_eq!(problems.len(), 1, "{bad}: {problems:?}");
    problems.into_iter().next().unwrap()
}

fn assert_says(problem: &ConfigError, wanted: &[&str]) {
    let message = problem.to_string();
    for wanted in wanted {
        assert!(
            message.contains(wanted),
            "{message:?} does not say {wanted:?}"
        );
    }
}

#[test]
fn a_bad_value_is_answered_with_its_key_what_was_found_and_what_it_may_be() {
    let whole = [
        "",
        "-1",
        "+1",
        "1.5",
        "1e1",
        "0x1",
        " 1",
        "one",
        "NaN",
        "99999999999999999999",
    ];
    let number = [
        "", "-1", "-0.1", "+1", "NaN", "inf", "-inf", "infinity", "1e400", "10.1", "1e", "1,5",
        "0x1", "1_0",
    ];
    let word = ["", "XOR", "xor,xor", "1"];
    let share = ["", "1.1", "-0.001", "NaN", "inf", "1e400"];
    let cases: [(Key, &[&str], &str); 22] = [
        (Key::Version, &["", "2", "01", "one"], "1"),
        (
            Key::Task,
            &word,
            "xor, quadrants, circle, spirals or gaussians",
        ),
        (
            Key::Points,
            &["", "1", "0", "201", "-2", "10.0"],
            "a whole number from 2 to 200",
        ),
        (Key::Noise, &share, "a number from 0 to 1"),
        (
            Key::Rules,
            &[
                "",
                ",",
                "bp,",
                "bp,,fa",
                "bp,bp",
                "bp,fa,bp",
                "bp,fa,redrawn,dfa,usf,kp,readout,bp",
                "BP",
                "bp;fa",
                "backpropagation",
            ],
            "1 to 7 different ones of bp, fa, redrawn, dfa, usf, kp or readout",
        ),
        (Key::Seed, &whole, "a whole number from 0 to 4294967295"),
        (
            Key::Seed,
            &["4294967296"],
            "a whole number from 0 to 4294967295",
        ),
        (
            Key::Width,
            &["", "0", "65", "-1", "10.0"],
            "a whole number from 1 to 64",
        ),
        (Key::Depth, &["", "0", "7"], "a whole number from 1 to 6"),
        (
            Key::Bias,
            &["", "2", "true", "-1"],
            "a whole number from 0 to 1",
        ),
        (Key::Init, &number, "a number from 0 to 10"),
        (Key::Error, &word, "difference or sign"),
        (Key::Rate, &number, "a number from 0 to 10"),
        (Key::Decay, &share, "a number from 0 to 1"),
        (
            Key::Redraw,
            &["", "0", "1000001"],
            "a whole number from 1 to 1000000",
        ),
        (
            Key::Speed,
            &["", "0", "10001", "MAX", "fast"],
            "a whole number from 1 to 10000, or max",
        ),
        (
            Key::Updates,
            &["", "0", "100001", "max"],
            "a whole number from 1 to 100000",
        ),
        (
            Key::Seeds,
            &["", "0", "100001", "1e3"],
            "a whole number from 1 to 100000",
        ),
        (
            Key::First,
            &["", "-1", "4294867296", "4294967295"],
            "a whole number from 0 to 4294867295",
        ),
        (Key::Shading, &word, "output or verdict"),
        (
            Key::View,
            &["", "all", "panels,", "panels,panels", "Panels"],
            "1 to 5 different ones of title, lesson, controls, panels or charts",
        ),
        (
            Key::Lesson,
            &["0", "11", "-1", "4.0", "four"],
            "a whole number from 1 to 10",
        ),
    ];
    for (key, values, expected) in cases {
        for value in values {
            let problem = problem_of(Some(key), &format!("{}={value}", key.name()));
            assert!(
                matches!(problem, ConfigError::BadValue { .. }),
                "{problem:?}"
            );
            assert_says(&problem, &[key.name(), &format!("“{value}”"), expected]);
        }
    }
    for value in ["-1", "100000001", "max", "1e3"] {
        let problem = problem_of(Some(Key::At), &format!("at={value}"));
        assert_says(
            &problem,
            &[
                "at",
                &format!("“{value}”"),
                "a whole number from 0 to 100000000",
            ],
        );
    }
}

#[test]
fn a_sweep_of_too_many_seeds_is_refused_with_how_many_it_may_have() {
    let problem = "seeds=100001".parse::<Config>().unwrap_err();
    assert_eq!(
        problem.to_string(),
        "seeds is “100001”; it may be a whole number from 1 to 100000"
    );
    let longest: Config = "seeds=100000&first=4294867295".parse().unwrap();
    assert_eq!((longest.seeds, longest.first), (100_000, 4_294_867_295));
}

#[test]
fn a_key_without_a_value_is_answered_with_what_it_may_be() {
    for key in Key::ALL {
        let problem = problem_of(Some(key), key.name());
        assert!(
            matches!(problem, ConfigError::NoValue { .. }),
            "{problem:?}"
        );
        assert_says(&problem, &[key.name(), &key.range().to_string()]);
    }
}

#[test]
fn a_key_that_is_given_twice_falls_back_to_its_default() {
    for (key, bad) in [
        (Key::Width, "width=3&width=4"),
        (Key::Width, "width=3&width=3"),
        (Key::Width, "width=3&width=4&width=5"),
        (Key::Rules, "rules=bp&rules=fa"),
        (Key::Seed, "seed=1&s%65ed=2"),
    ] {
        let problem = problem_of(Some(key), bad);
        assert!(
            matches!(problem, ConfigError::Repeated { .. }),
            "{problem:?}"
        );
        assert_says(&problem, &[key.name(), &key.range().to_string()]);
    }
}

#[test]
fn where_the_lesson_is_given_twice_no_chapter_decides_what_a_repeated_key_falls_back_to() {
    // The first chapter's network is 4 wide, which is not the default.
    assert_eq!(Config::read("lesson=1&width=3&width=5").0.width, 4);
    for text in [
        "width=3&width=5&lesson=1&lesson=2",
        "lesson=1&lesson=2&width=3&width=5",
    ] {
        let (config, problems) = Config::read(text);
        assert_eq!(config, Config::default(), "{text}");
        assert_eq!(problems.len(), 2, "{text}: {problems:?}");
    }
}

#[test]
fn an_unknown_key_is_answered_with_the_keys_that_there_are() {
    for (bad, name) in [
        ("foo=1", "foo"),
        ("Width=3", "Width"),
        ("=3", ""),
        ("l%C3%A4nge=3", "länge"),
        ("foo", "foo"),
    ] {
        let problem = problem_of(None, bad);
        assert!(
            matches!(problem, ConfigError::UnknownKey { .. }),
            "{problem:?}"
        );
        assert_says(&problem, &[&format!("“{name}”")]);
        assert_says(&problem, &Key::ALL.map(Key::name));
    }
}

#[test]
fn every_problem_of_a_text_is_listed() {
    let (config, problems) = Config::read("v=2&rules=&width=0&foo=1&rate&seed=5");
    assert_eq!(
        config,
        Config {
            seed: 5,
            ..Config::default()
        }
    );
    assert_eq!(problems.len(), 5, "{problems:?}");
}

#[test]
fn a_text_longer_than_any_link_is_not_read() {
    let long = "seed=42&".repeat(625);
    assert_eq!(long.len(), 5000);
    let (config, problems) = Config::read(&long);
    assert_eq!(config, Config::default());
    assert_eq!(problems, [ConfigError::TooLong { found: 5000 }]);
    assert_says(&problems[0], &["5000", "4096"]);
    let just = format!("seed=42{}", "&".repeat(LONGEST_TEXT - 7));
    assert_eq!(Config::read(&just).0.seed, 42);
}

#[test]
fn a_message_shows_the_start_of_a_long_value_and_no_control_characters() {
    let problem = problem_of(Some(Key::Width), &format!("width={}%07%0A", "9".repeat(39)));
    let message = problem.to_string();
    assert!(message.len() < 150 && message.contains("999"), "{message}");
    assert!(!message.contains(char::is_control), "{message:?}");
}

#[test]
fn setting_a_bad_value_leaves_the_config_as_it_was() {
    let mut config: Config = LINK.parse().unwrap();
    for key in Key::ALL {
        assert!(config.set(key, "nonsense").is_err());
    }
    assert_eq!(config.to_string(), LINK);
}

#[test]
fn every_choice_can_be_got_and_set_again() {
    let config: Config = LINK.parse().unwrap();
    let mut other: Config =
        "task=spirals&points=9&noise=0.5&rules=kp,readout&seed=1&width=2&depth=3&bias=1&init=2\
         &error=sign&rate=3&decay=1&redraw=9&at=8&speed=max&updates=7&seeds=6&first=5\
         &shading=verdict&view=panels&lesson=2"
            .parse()
            .unwrap();
    for key in Key::ALL.into_iter().filter(|&key| key != Key::Version) {
        assert_ne!(other.get(key), config.get(key), "{key:?} shows nothing");
    }
    for key in Key::ALL {
        other.set(key, &config.get(key)).unwrap();
    }
    assert_eq!(other, config);
}
