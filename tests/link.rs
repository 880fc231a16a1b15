//! The text of a link: writing and reading are inverse, every link that is read can run, and
//! messages about invalid links help the reader.

#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used)]

use faxor::learn::Rule;
use faxor::link::{
    Allowed, CHAPTERS, Key, LONGEST_TEXT, Link, LinkError, MOST_DIGITS, MOST_PLACES, MOST_SEEDS,
    PRESETS, Section, Setup, Speed,
};
use faxor::run::{Batch, Experiment, Run};
use faxor::task::Task;
use proptest::prelude::*;

/// A link's text as people share it.
const TEXT: &str = "v=1&task=xor&rules=bp,fa&seed=7&width=10&depth=2&bias=0&init=1&error=difference&rate=0.01&at=3000";

/// A text for any valid value of a choice, in any notation.
fn text_of(key: Key) -> BoxedStrategy<String> {
    let text = match key.allowed() {
        Allowed::Word(words) => prop::sample::select(words)
            .prop_map(|word| word.0.to_owned())
            .boxed(),
        Allowed::Words(words) => prop::sample::subsequence(words, 1..=words.len())
            .prop_shuffle()
            .prop_map(|words| {
                words
                    .iter()
                    .map(|word| word.0)
                    .collect::<Vec<_>>()
                    .join(",")
            })
            .boxed(),
        Allowed::Contenders(words) => {
            let own = prop::sample::select(vec![
                "",
                "",
                "",
                ":rate=0.5",
                ":rate=0.05:width=4",
                ":init=0:bias=1",
                ":error=sign",
                ":bias=0:width=64",
            ]);
            let contenders = (
                prop::sample::subsequence(words, 1..=words.len()).prop_shuffle(),
                prop::collection::vec(own, words.len()),
            );
            contenders
                .prop_map(|(words, own)| {
                    let texts = words
                        .iter()
                        .zip(own)
                        .map(|(word, own)| format!("{}{own}", word.0));
                    texts.collect::<Vec<_>>().join(",")
                })
                .boxed()
        }
        Allowed::Axes(..) => {
            // Any rules use these.
            let first =
                prop::sample::select(vec!["rate:1e-3:1:13:log", "init", "width:1:64:9:log"]);
            let second = prop::sample::select(vec!["", ",error", ",bias:0:1:2", ",depth:2:5:4"]);
            (first, second)
                .prop_map(|(first, second)| format!("{first}{second}"))
                .boxed()
        }
        Allowed::Points(least, most) => {
            let coordinate =
                || (-1000..=1000_i32).prop_map(|hundredths| f64::from(hundredths) / 100.0);
            let point = (coordinate(), coordinate(), 0..=1)
                .prop_map(|(x1, x2, class)| format!("{x1},{x2},{class}"));
            prop::collection::vec(point, least as usize..=most as usize)
                .prop_map(|points| points.join(";"))
                .boxed()
        }
        Allowed::Settings(most) => {
            let setting = prop::sample::select(vec![
                "rate=0.1",
                "rate=1/init=0.5",
                "rules=bp,fa:rate=0.5",
                "seed=7",
            ]);
            prop::collection::vec(setting, 1..=most as usize / 40)
                .prop_map(|settings| settings.join(";"))
                .boxed()
        }
        Allowed::Whole(least, most) => (least..=most).prop_map(|whole| whole.to_string()).boxed(),
        Allowed::WholeOrMax(least, most) => {
            let whole = (least..=most).prop_map(|whole| whole.to_string());
            prop_oneof![whole, Just("max".to_owned())].boxed()
        }
        Allowed::Number(_, most) => (0..=MOST_PLACES as u32)
            .prop_flat_map(move |places| {
                let most = u64::from(most).saturating_mul(10_u64.pow(places));
                let most = most.min(10_u64.pow(MOST_DIGITS as u32) - 1);
                (0..=most).prop_map(move |digits| format!("{digits}e-{places}"))
            })
            .boxed(),
    };
    if Link::default().get(key).is_empty() {
        prop_oneof![text, Just(String::new())].boxed()
    } else {
        text
    }
}

/// Any link: each choice has a random value.
fn link() -> impl Strategy<Value = Link> {
    let texts: Vec<_> = Key::ALL.iter().map(|&key| text_of(key)).collect();
    texts.prop_map(|texts| {
        let mut link = Link::default();
        for (&key, text) in Key::ALL.iter().zip(&texts) {
            link.set(key, text).unwrap();
        }
        link
    })
}

/// A link without the choices that none of its rules uses, which its text leaves out.
fn kept(link: &Link) -> Link {
    let kept = Link::read(&link.to_string()).0;
    for &key in Key::ALL {
        let is_used = key.rules().iter().any(|&rule| link.setup.has(rule))
            && (key != Key::Data || link.setup.task == Task::Own);
        assert!(
            !is_used || kept.get(key) == link.get(key),
            "{key:?} is lost"
        );
    }
    kept
}

/// Text that resembles a link: known keys with invalid values, and the reverse.
fn garbage() -> impl Strategy<Value = String> {
    let names: Vec<_> = Key::ALL.iter().map(|key| key.name()).collect();
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

fn is_within_limits(link: &Link) -> bool {
    let Link {
        setup,
        playback,
        sweep,
        view,
    } = link;
    let ten = 0.0..=10.0;
    let are_different = |words: &[&str]| (1..words.len()).all(|i| !words[..i].contains(&words[i]));
    let rules: Vec<_> = setup.rules.iter().map(ToString::to_string).collect();
    let sections: Vec<_> = view.view.iter().map(|part| part.link_name()).collect();
    let rules: Vec<_> = rules.iter().map(String::as_str).collect();
    let own = setup.rules.iter().map(|contender| setup.of(contender));
    let is_point = |point: &faxor::task::Point| {
        let [x1, x2] = point.input.map(f64::abs);
        x1 <= 10.0 && x2 <= 10.0 && (point.target == 0.0 || point.target == 1.0)
    };
    are_different(&rules)
        && rules.len() <= Rule::ALL.len()
        && own.into_iter().all(|own| {
            (1..=64).contains(&own.width) && ten.contains(&own.init) && ten.contains(&own.rate)
        })
        && (2..=60).contains(&setup.data.len())
        && setup.data.iter().all(is_point)
        && view.kept.len() <= 800
        && !rules.is_empty()
        && (2..=200).contains(&setup.points)
        && (0.0..=1.0).contains(&setup.noise)
        && (1..=64).contains(&setup.width)
        && (1..=6).contains(&setup.depth)
        && ten.contains(&setup.init)
        && ten.contains(&setup.rate)
        && (0.0..=1.0).contains(&setup.decay)
        && (1..=1_000_000).contains(&setup.redraw)
        && playback.at.is_none_or(|at| at <= 100_000_000)
        && !matches!(playback.speed, Speed::Updates(updates) if !(1..=10_000).contains(&updates))
        && (1..=100_000).contains(&sweep.updates)
        && (1..=MOST_SEEDS).contains(&sweep.seeds)
        // Every seed of a sweep is within the limits.
        && sweep.first.checked_add(sweep.seeds - 1).is_some()
        && are_different(&sections)
        && !sections.is_empty()
        && view.lesson.is_none_or(|chapter| (1..=CHAPTERS.len() as u32).contains(&chapter))
}

proptest! {
    #[test]
    fn a_link_is_read_back_as_it_was_written(link in link()) {
        let (text, link) = (link.to_string(), kept(&link));
        prop_assert!(text.len() <= LONGEST_TEXT / 4, "{} bytes: {text}", text.len());
        prop_assert_eq!(Link::read(&text), (link.clone(), vec![]), "{}", text);
        for prefix in ["#", "https://x.example/faxor/#", "  http://localhost:8080/?utm=1#"] {
            let whole = format!("{prefix}{text}");
            prop_assert_eq!(Link::read(&whole), (link.clone(), vec![]), "{}", whole);
        }
    }

    #[test]
    fn a_link_survives_a_messenger_that_escapes_it(link in link()) {
        let escape = |part: &str| -> String { part.bytes().map(|byte| format!("%{byte:02x}")).collect() };
        let (text, link) = (link.to_string(), kept(&link));
        let commas = text.replace(',', "%2C");
        prop_assert_eq!(Link::read(&commas), (link.clone(), vec![]), "{}", commas);
        let parts = text.split('&').map(|part| {
            let (name, value) = part.split_once('=').unwrap();
            format!("{}={}", escape(name), escape(value))
        });
        let all = parts.collect::<Vec<_>>().join("&");
        prop_assert_eq!(Link::read(&all), (link, vec![]), "{}", all);
    }

    #[test]
    fn the_order_of_the_keys_does_not_matter(
        link in link(),
        order in Just((0..Key::ALL.len()).collect::<Vec<_>>()).prop_shuffle(),
    ) {
        let (text, link) = (link.to_string(), kept(&link));
        let parts: Vec<_> = text.split('&').collect();
        let shuffled: Vec<_> = order.iter().filter_map(|&index| parts.get(index).copied()).collect();
        prop_assert_eq!(Link::read(&shuffled.join("&")), (link, vec![]));
    }

    #[test]
    fn a_link_read_from_any_text_is_within_the_limits(text in garbage()) {
        let (link, problems) = Link::read(&text);
        prop_assert!(is_within_limits(&link), "{link:?}");
        prop_assert_eq!(text.parse::<Link>().is_ok(), problems.is_empty());
        for problem in problems {
            prop_assert!(problem.to_string().len() < 500, "{problem}");
        }
        let canonical = link.to_string();
        let (again, problems) = Link::read(&canonical);
        prop_assert_eq!(&problems, &[], "{}", canonical);
        prop_assert_eq!(again.to_string(), canonical);
        prop_assert_eq!(again, kept(&link));
    }
}

#[test]
fn the_text_of_the_design_is_written_as_it_is_read() {
    let link: Link = TEXT.parse().unwrap();
    assert_eq!(link.to_string(), TEXT);
    assert_eq!(
        link.setup.rules,
        [Rule::Backpropagation, Rule::FeedbackAlignment]
    );
    assert_eq!((link.setup.seed, link.playback.at), (7, Some(3000)));
    assert_eq!(link.setup.rate.to_bits(), 0.01_f64.to_bits());
}

#[test]
fn a_link_writes_every_choice_that_makes_its_run_and_the_others_unless_they_are_defaults() {
    let network = "seed=23&width=10&depth=2&bias=0&init=1&error=difference&rate=0.01";
    for (text, task, rest) in [
        ("", "task=xor&rules=bp,fa", ""),
        // For a task with random points, their number and noise are included.
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
        // XOR uses neither, but they are kept for a later change of the task.
        ("points=50", "task=xor&points=50&rules=bp,fa", ""),
        ("noise=.5", "task=xor&noise=0.5&rules=bp,fa", ""),
        ("points=100&noise=0.0", "task=xor&rules=bp,fa", ""),
        ("rules=kp", "task=xor&rules=kp", "&decay=0.0001"),
        ("rules=redrawn", "task=xor&rules=redrawn", "&redraw=1"),
        // What none of the rules uses is left out.
        ("decay=0.5&redraw=3", "task=xor&rules=bp,fa", ""),
        (
            "rules=bp,dfa&angle=30&feedback=2",
            "task=xor&rules=bp,dfa",
            "&feedback=2",
        ),
        (
            "rules=held&angle=30&feedback=2",
            "task=xor&rules=held",
            "&angle=30",
        ),
        ("rules=readout&angle=30", "task=xor&rules=readout", ""),
        ("angle=&feedback=", "task=xor&rules=bp,fa", ""),
        ("angle=180.0", "task=xor&rules=bp,fa", "&angle=180"),
        // A sweep's choices do not make the run.
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
        // Neither do the choices of what the page shows.
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
        let link: Link = text.parse().unwrap();
        assert_eq!(link.to_string(), format!("v=1&{task}&{network}{rest}"));
    }
}

#[test]
fn presets_differ_and_all_compare_the_articles_two_rules_with_read_out_only() {
    let control = [
        Rule::Backpropagation,
        Rule::FeedbackAlignment,
        Rule::ReadoutOnly,
    ];
    let mut texts = Vec::new();
    for preset in &PRESETS {
        let link = preset.link();
        let text = link.to_string();
        assert_eq!(Link::read(&text), (link.clone(), vec![]), "{text}");
        assert_eq!(link.setup.rules, control, "{}", preset.name);
        texts.push(text);
    }
    let mut names = PRESETS.map(|preset| preset.name).to_vec();
    for list in [&mut names, &mut texts.iter().map(String::as_str).collect()] {
        list.sort_unstable();
        list.dedup();
        assert_eq!(list.len(), PRESETS.len(), "{list:?}");
    }
    assert_eq!(
        PRESETS[0].link().to_string(),
        "v=1&task=xor&rules=bp,fa,readout&seed=23&width=10&depth=2&bias=0&init=1&error=sign&rate=0.01"
    );
}

#[test]
fn a_chapter_sets_what_its_link_leaves_out_and_nothing_that_the_link_says() {
    for (number, chapter) in (1..).zip(&CHAPTERS) {
        let (link, problems) = Link::read(&format!("lesson={number}"));
        assert_eq!(problems, [], "chapter {number}");
        let mut chapters = chapter.link();
        chapters.view.lesson = Some(number);
        assert_eq!(link, chapters, "chapter {number}");
        // The chapter's link contains every choice that makes the run, so the lesson may change
        // later.
        let text = link.to_string();
        assert_eq!(Link::read(&text), (link.clone(), vec![]), "{text}");
        for key in [Key::Rules, Key::Seed, Key::Width, Key::Rate] {
            assert!(text.contains(&format!("&{}=", key.name())), "{text}");
        }
        // In any order.
        let other: Link = format!("seed=77&speed=7&lesson={number}&width=3")
            .parse()
            .unwrap();
        let mut expected = link;
        expected.setup.seed = 77;
        expected.setup.width = 3;
        expected.playback.speed = Speed::Updates(7);
        assert_eq!(other, expected, "chapter {number}");
    }
    // A default is written if the chapter sets another value.
    let text = Link::read("lesson=10&speed=5&updates=5000").0.to_string();
    assert!(text.ends_with("&speed=5&updates=5000&lesson=10"), "{text}");
    // Chapter 11 has an angle. It is written, so that the lesson may change, and so is that there is
    // none.
    let text = Link::read("lesson=11").0.to_string();
    assert!(text.ends_with("&angle=180&lesson=11"), "{text}");
    let text = Link::read("lesson=11&angle=").0.to_string();
    assert!(text.ends_with("&angle=&lesson=11"), "{text}");
    for bad in ["lesson=0", "lesson=12", "lesson=4&lesson=4", "lesson"] {
        let (link, problems) = Link::read(bad);
        assert_eq!(link, Link::default(), "{bad}");
        assert_eq!(problems.len(), 1, "{bad}");
    }
}

/// The bits of a setup's runs after a few updates, rule by rule.
fn runs_of(setup: &Setup) -> Vec<Vec<u64>> {
    let rules = setup.rules.iter();
    let weights = |run: &Run| {
        let network = run.learner().network();
        let weights = (1..=network.layers()).flat_map(|layer| network.weights(layer).as_slice());
        weights.map(|weight| weight.to_bits()).collect()
    };
    rules
        .map(|contender| {
            let own = setup.of(contender);
            let mut run = Run::new(&own, contender.rule(), setup.seed).unwrap();
            run.advance(20);
            weights(&run)
        })
        .collect()
}

#[test]
fn two_setups_have_the_same_runs_unless_they_differ_in_a_choice_that_affects_them() {
    for (one, other, same) in [
        (
            "",
            "at=9&speed=1&updates=1&seeds=1&first=1&shading=verdict&view=panels",
            true,
        ),
        ("", "lesson=3&rules=bp,fa", true),
        // Choices that have no effect without their rule or their task.
        ("rules=bp", "rules=bp&decay=0.5", true),
        ("rules=bp,redrawn", "rules=bp,redrawn&decay=0.5", true),
        ("rules=bp,kp", "rules=bp,kp&decay=0.5", false),
        ("rules=fa,kp", "rules=fa,kp&redraw=7", true),
        ("rules=redrawn", "rules=redrawn&redraw=7", false),
        ("task=xor", "task=xor&points=50", true),
        ("task=xor", "task=xor&noise=0.3", true),
        ("task=circle", "task=circle&points=50", false),
        ("task=circle", "task=circle&noise=0.3", false),
        ("task=circle", "task=circle&decay=1&redraw=2", true),
        // Choices that always have an effect.
        ("task=xor", "task=quadrants", false),
        ("", "seed=24", false),
        ("", "rules=fa,bp", false),
        ("", "rules=bp", false),
        ("", "width=9", false),
        ("", "depth=3", false),
        ("", "bias=1", false),
        ("", "init=0.9", false),
        ("", "error=sign", false),
        ("", "rate=0.02", false),
    ] {
        let [one, other] = [one, other].map(|text| text.parse::<Link>().unwrap().setup);
        let said = [one.has_runs_of(&other), other.has_runs_of(&one)];
        assert_eq!(said, [same; 2], "{one:?} {other:?}");
        assert_eq!(runs_of(&one) == runs_of(&other), same, "{one:?} {other:?}");
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
        ("100000000000000000000e-20", "1"),
        ("0.00000000000000000001e20", "1"),
    ] {
        let link: Link = format!("rate={found}").parse().unwrap();
        assert_eq!(link.get(Key::Rate), canonical);
        let expected: f64 = found.parse().unwrap();
        assert_eq!(link.setup.rate.to_bits(), expected.to_bits(), "{found}");
    }
}

#[test]
fn an_empty_text_and_an_address_without_one_are_the_default_link() {
    for text in [
        "",
        "#",
        "&&",
        " ",
        "https://x.example/faxor/",
        "https://x.example/?width=3",
    ] {
        assert_eq!(Link::read(text), (Link::default(), vec![]), "{text}");
    }
}

/// Valid choices around an invalid value; they must be kept.
const OTHERS: [(Key, &str); 4] = [
    (Key::Seed, "42"),
    (Key::Depth, "3"),
    (Key::Error, "sign"),
    (Key::At, "9"),
];

/// Reads `bad` between other choices and returns the one problem. Checks that `key` falls back to
/// its default and the others are kept.
fn problem_of(key: Option<Key>, bad: &str) -> LinkError {
    let mut expected = Link::default();
    let mut parts = Vec::new();
    for (other, value) in OTHERS {
        if Some(other) != key {
            expected.set(other, value).unwrap();
            parts.push(format!("{}={value}", other.name()));
        }
    }
    parts.insert(2, bad.to_owned());
    let (link, problems) = Link::read(&parts.join("&"));
    assert_eq!(link, expected, "{bad}");
    assert_eq!(problems.len(), 1, "{bad}: {problems:?}");
    problems.into_iter().next().unwrap()
}

fn assert_says(problem: &LinkError, wanted: &[&str]) {
    let message = problem.to_string();
    for wanted in wanted {
        assert!(
            message.contains(wanted),
            "{message:?} does not say {wanted:?}"
        );
    }
}

#[test]
fn the_message_about_an_invalid_value_names_its_key_what_was_found_and_what_is_valid() {
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
    let cases: [(Key, &[&str], &str); 27] = [
        (Key::Version, &["", "2", "01", "one"], "1"),
        (
            Key::Task,
            &word,
            "xor, quadrants, circle, spirals, gaussians or own",
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
            "different ones of bp, fa, redrawn, dfa, usf,",
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
        (
            Key::Angle,
            &["-1", "180.1", "90°", "right", "1e3"],
            "a number from 0 to 180",
        ),
        (
            Key::Feedback,
            &["-0.1", "100.5", "init", "nan"],
            "a number from 0 to 100",
        ),
        (
            Key::Pace,
            &["0", "0.5", "1000001", "fast"],
            "a whole number from 1 to 1000000, or max",
        ),
        (
            Key::Over,
            &[
                "Angle",
                "seed",
                "rate:0.1",
                "rate:0.1:1",
                "rate:0.1:1:1",
                "rate:0.1:1:65",
                "rate:0.1:1:2.5",
                "rate:0.1:1:5log",
                "rate:1:0.1:5",
                "rate:1:1:5",
                "rate:0:1:5:log",
                "rate:0.1:11:5",
                "rate:-1:1:5",
                "rate:",
                "depth:1:2.5:3",
                "task:xor",
                "task:xor:xor",
                "task:xor:sum",
                "bias:0:1:1",
            ],
            "1 to 2 different ones of task, points, noise, width, depth, bias, init, error, rate, decay, redraw, angle or feedback",
        ),
        (
            Key::Each,
            &["", "0", "10001", "1.5"],
            "a whole number from 1 to 10000",
        ),
        (Key::Shading, &word, "output or verdict"),
        (
            Key::View,
            &["", "all", "panels,", "panels,panels", "Panels"],
            "1 to 5 different ones of title, lesson, controls, panels or charts",
        ),
        (
            Key::Lesson,
            &["0", "12", "-1", "4.0", "four"],
            "a whole number from 1 to 11",
        ),
    ];
    for (key, values, expected) in cases {
        for value in values {
            let problem = problem_of(Some(key), &format!("{}={value}", key.name()));
            assert!(matches!(problem, LinkError::BadValue { .. }), "{problem:?}");
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
fn a_sweep_of_too_many_seeds_is_refused_and_the_message_says_how_many_are_possible() {
    let problem = "seeds=100001".parse::<Link>().unwrap_err();
    assert_eq!(
        problem.to_string(),
        "seeds is “100001”; it may be a whole number from 1 to 100000"
    );
    let longest: Link = "seeds=100000&first=4294867295".parse().unwrap();
    assert_eq!(
        (longest.sweep.seeds, longest.sweep.first),
        (100_000, 4_294_867_295)
    );
}

#[test]
fn the_message_about_a_key_without_a_value_says_what_is_valid() {
    for &key in Key::ALL {
        let problem = problem_of(Some(key), key.name());
        assert!(matches!(problem, LinkError::NoValue { .. }), "{problem:?}");
        assert_says(&problem, &[key.name(), &key.allowed().to_string()]);
    }
}

#[test]
fn a_key_that_occurs_twice_falls_back_to_its_default() {
    for (key, bad) in [
        (Key::Width, "width=3&width=4"),
        (Key::Width, "width=3&width=3"),
        (Key::Width, "width=3&width=4&width=5"),
        (Key::Rules, "rules=bp&rules=fa"),
        (Key::Seed, "seed=1&s%65ed=2"),
    ] {
        let problem = problem_of(Some(key), bad);
        assert!(matches!(problem, LinkError::Repeated { .. }), "{problem:?}");
        assert_says(&problem, &[key.name(), &key.allowed().to_string()]);
    }
}

#[test]
fn if_the_lesson_occurs_twice_a_repeated_key_falls_back_to_the_general_default() {
    // The first chapter's network has width 4, which is not the general default.
    assert_eq!(Link::read("lesson=1&width=3&width=5").0.setup.width, 4);
    for text in [
        "width=3&width=5&lesson=1&lesson=2",
        "lesson=1&lesson=2&width=3&width=5",
    ] {
        let (link, problems) = Link::read(text);
        assert_eq!(link, Link::default(), "{text}");
        assert_eq!(problems.len(), 2, "{text}: {problems:?}");
    }
}

#[test]
fn the_message_about_an_unknown_key_lists_the_known_keys() {
    for (bad, name) in [
        ("foo=1", "foo"),
        ("Width=3", "Width"),
        ("=3", ""),
        ("l%C3%A4nge=3", "länge"),
        ("foo", "foo"),
    ] {
        let problem = problem_of(None, bad);
        assert!(
            matches!(problem, LinkError::UnknownKey { .. }),
            "{problem:?}"
        );
        assert_says(&problem, &[&format!("“{name}”")]);
        let names: Vec<_> = Key::ALL.iter().map(|key| key.name()).collect();
        assert_says(&problem, &names);
    }
}

#[test]
fn an_unknown_key_is_named_once_however_often_it_occurs() {
    let again = "a&".repeat(LONGEST_TEXT / 2);
    assert_eq!(again.len(), LONGEST_TEXT);
    let (link, problems) = Link::read(&again);
    assert_eq!(link, Link::default());
    let unknown = LinkError::UnknownKey { key: "a".into() };
    assert_eq!(problems, [unknown]);
}

#[test]
fn of_many_unknown_keys_a_few_are_named_and_the_rest_are_counted() {
    for count in [1, 8, 9, 30, 800] {
        // Problems with known keys come first, wherever they are in the text.
        let mut parts: Vec<_> = (0..count).map(|key| format!("k{key}")).collect();
        parts.push("width=65".to_owned());
        let text = parts.join("&");
        assert!(text.len() <= LONGEST_TEXT, "{}", text.len());
        let (link, problems) = Link::read(&text);
        assert_eq!(link, Link::default());
        assert!(problems[0].to_string().starts_with("width is “65”"));
        let named = count.min(8);
        for (key, problem) in problems[1..=named].iter().enumerate() {
            let key = format!("k{key}");
            assert_eq!(*problem, LinkError::UnknownKey { key });
        }
        let rest: Vec<_> = problems[1 + named..].iter().collect();
        if count == named {
            assert_eq!(rest, [] as [&LinkError; 0]);
        } else {
            let more = LinkError::MoreUnknownKeys {
                count: count - named,
            };
            assert_eq!(rest, [&more]);
            let said = format!("{} more keys are unknown; the keys are v, ", count - named);
            assert!(more.to_string().starts_with(&said), "{more}");
        }
    }
}

#[test]
fn every_problem_of_a_text_is_listed() {
    let (link, problems) = Link::read("v=2&rules=&width=0&foo=1&rate&seed=5");
    let mut expected = Link::default();
    expected.setup.seed = 5;
    assert_eq!(link, expected);
    assert_eq!(problems.len(), 5, "{problems:?}");
}

#[test]
fn the_longest_link_is_read_even_if_every_byte_is_escaped() {
    let long = "0.000123456789012345";
    let own = format!(
        ":width=64:bias=1:init={long}:error=difference:rate={long}:decay={long}:redraw=1000000\
         :angle={long}:feedback={long}"
    );
    let rule = |rule: &Rule| {
        let keys = Key::ALL
            .iter()
            .filter(|key| key.may_differ() && key.rules().contains(rule));
        let names: Vec<_> = keys.map(|key| key.name()).collect();
        let parts = own.split(':').filter(|part| {
            let name = part.split('=').next().unwrap();
            names.contains(&name)
        });
        let parts: Vec<_> = parts.collect();
        format!("{}:{}", rule.link_name(), parts.join(":"))
    };
    let rules: Vec<_> = Rule::ALL.iter().map(rule).collect();
    let kept = format!("{}seed=4294967295", "rate=0.1;".repeat(87));
    assert!((790..=800).contains(&kept.len()), "{}", kept.len());
    let text = format!(
        "v=1&task=own&points=200&noise={long}&rules={}&seed=4294967295&width=64&depth=6&bias=1&init={long}\
         &error=difference&rate={long}&decay={long}&redraw=1000000&angle={long}&feedback={long}&data={}\
         &at=100000000&speed=10000&pace=1000000&updates=100000&seeds=100000&first=4294867295&over=feedback:0.000000000000000001:99.9999999999999:64:log,redraw:100000:999999:16&each=10000\
         &counted=diverged&shading=verdict&view=title,lesson,controls,panels&lesson=11&kept={kept}",
        rules.join(","),
        ["-9.99,-9.99,1"; 60].join(";")
    );
    let link: Link = text.parse().unwrap();
    let written = link.to_string();
    assert!(written.len() > 3_000, "{written}");
    assert!(written.len() <= LONGEST_TEXT / 4, "{}", written.len());
    let escaped =
        |part: &str| -> String { part.bytes().map(|byte| format!("%{byte:02x}")).collect() };
    let parts = written.split('&').map(|part| {
        let (name, value) = part.split_once('=').unwrap();
        format!("{}={}", escaped(name), escaped(value))
    });
    let all = parts.collect::<Vec<_>>().join("&");
    assert_eq!(Link::read(&all), (link, vec![]), "{} bytes", all.len());
}

#[test]
fn a_text_longer_than_any_link_is_not_read() {
    let long = "seed=42&".repeat(2_500);
    assert_eq!(long.len(), 20_000);
    let (link, problems) = Link::read(&long);
    assert_eq!(link, Link::default());
    assert_eq!(problems, [LinkError::TooLong { found: 20_000 }]);
    assert_says(&problems[0], &["20000", "16384"]);
    let just = format!("seed=42{}", "&".repeat(LONGEST_TEXT - 7));
    assert_eq!(Link::read(&just).0.setup.seed, 42);
}

#[test]
fn a_message_shows_the_start_of_a_long_value_without_control_characters() {
    let problem = problem_of(Some(Key::Width), &format!("width={}%07%0A", "9".repeat(39)));
    let message = problem.to_string();
    assert!(message.len() < 150 && message.contains("999"), "{message}");
    assert!(!message.contains(char::is_control), "{message:?}");
}

#[test]
fn setting_an_invalid_value_leaves_the_link_unchanged() {
    let mut link: Link = TEXT.parse().unwrap();
    for &key in Key::ALL {
        assert!(link.set(key, "nonsense").is_err());
    }
    assert_eq!(link.to_string(), TEXT);
}

#[test]
fn every_choice_can_be_got_and_set_again() {
    let link: Link = TEXT.parse().unwrap();
    let mut other: Link =
        "task=own&points=9&noise=0.5&rules=kp,readout&seed=1&width=2&depth=3&bias=1&init=2\
         &error=sign&rate=3&decay=1&redraw=9&angle=30&feedback=4&at=8&speed=max\
         &pace=7&updates=7&seeds=6&first=5&over=angle&each=9&counted=ever\
         &shading=verdict&view=panels&lesson=2&data=1,2,0;3,4,1&kept=seed=3"
            .parse()
            .unwrap();
    for &key in Key::ALL.iter().filter(|&&key| key != Key::Version) {
        assert_ne!(other.get(key), link.get(key), "{key:?} shows nothing");
    }
    for &key in Key::ALL {
        other.set(key, &link.get(key)).unwrap();
    }
    assert_eq!(other, link);
}

/// Gives a choice an invalid value that no text can express.
type Change = fn(&mut Link);

/// Values that a choice may have in a program but not in a link. Empty for types without such
/// values.
fn out_of_limits(key: Key) -> Vec<Change> {
    match key {
        Key::Version
        | Key::Task
        | Key::Seed
        | Key::Bias
        | Key::Error
        | Key::Shading
        | Key::Over
        | Key::Counted => vec![],
        Key::Angle => vec![
            |link| link.setup.angle = Some(-1.0),
            |link| link.setup.angle = Some(180.5),
            |link| link.setup.angle = Some(f64::NAN),
            |link| link.setup.angle = Some(1.0 / 3.0),
        ],
        Key::Feedback => vec![
            |link| link.setup.feedback = Some(-1.0),
            |link| link.setup.feedback = Some(100.5),
            |link| link.setup.feedback = Some(f64::NAN),
        ],
        Key::Pace => vec![
            |link| link.playback.pace = Some(Speed::Updates(0)),
            |link| link.playback.pace = Some(Speed::Updates(1_000_001)),
        ],
        Key::Each => vec![|link| link.sweep.each = 0, |link| link.sweep.each = 10_001],
        Key::Points => vec![
            |link| link.setup.points = 0,
            |link| link.setup.points = 1,
            |link| link.setup.points = 201,
            |link| link.setup.points = usize::MAX,
        ],
        Key::Noise => vec![
            |link| link.setup.noise = f64::NAN,
            |link| link.setup.noise = -0.1,
            |link| link.setup.noise = 1.1,
            |link| link.setup.noise = f64::INFINITY,
            |link| link.setup.noise = 1.0 / 3.0,
        ],
        Key::Rules => vec![
            |link| link.setup.rules = vec![],
            |link| link.setup.rules = vec![Rule::FeedbackAlignment.into(); 2],
            |link| {
                let more = Rule::ALL.iter().map(|&rule| rule.into());
                link.setup.rules.extend(more);
            },
        ],
        Key::Data => vec![
            |link| link.setup.data.truncate(1),
            |link| link.setup.data = vec![link.setup.data[0]; 61],
            |link| link.setup.data[1].input[0] = 10.01,
            |link| link.setup.data[1].input[1] = -20.5,
            |link| link.setup.data[1].input[1] = 0.125,
            |link| link.setup.data[1].input[0] = f64::NAN,
            |link| link.setup.data[1].input[0] = f64::NEG_INFINITY,
            |link| link.setup.data[1].target = 0.5,
            |link| link.setup.data[1].target = -1.0,
        ],
        Key::Kept => vec![
            |link| link.view.kept = "a".repeat(801),
            |link| link.view.kept = "rate=1&seed=2".to_owned(),
            |link| link.view.kept = "rate=11".to_owned(),
            |link| link.view.kept = "rate=1;".to_owned(),
            |link| link.view.kept = "rate".to_owned(),
            |link| link.view.kept = "<b>".to_owned(),
            |link| link.view.kept = "é".to_owned(),
        ],
        Key::Width => vec![
            |link| link.setup.width = 0,
            |link| link.setup.width = 65,
            |link| link.setup.width = usize::MAX,
        ],
        Key::Depth => vec![
            |link| link.setup.depth = 0,
            |link| link.setup.depth = 7,
            |link| link.setup.depth = usize::MAX,
        ],
        Key::Init => vec![
            |link| link.setup.init = f64::NAN,
            |link| link.setup.init = -1.0,
            |link| link.setup.init = 10.001,
            |link| link.setup.init = f64::NEG_INFINITY,
            |link| link.setup.init = 2_f64.sqrt(),
        ],
        Key::Rate => vec![
            |link| link.setup.rate = f64::NAN,
            |link| link.setup.rate = -0.01,
            |link| link.setup.rate = 1e300,
            |link| link.setup.rate = f64::MIN_POSITIVE,
            |link| link.setup.rate = 1e-19,
            |link| link.setup.rate = 0.1 + 0.2,
        ],
        Key::Decay => vec![
            |link| link.setup.decay = f64::NAN,
            |link| link.setup.decay = -1e-9,
            |link| link.setup.decay = 1.5,
            |link| link.setup.decay = 0.1_f64.exp() - 1.0,
        ],
        Key::Redraw => vec![
            |link| link.setup.redraw = 0,
            |link| link.setup.redraw = 1_000_001,
            |link| link.setup.redraw = u32::MAX,
        ],
        Key::At => vec![
            |link| link.playback.at = Some(100_000_001),
            |link| link.playback.at = Some(2_000_000_000),
            |link| link.playback.at = Some(u32::MAX),
        ],
        Key::Speed => vec![
            |link| link.playback.speed = Speed::Updates(0),
            |link| link.playback.speed = Speed::Updates(10_001),
            |link| link.playback.speed = Speed::Updates(u32::MAX),
        ],
        Key::Updates => vec![
            |link| link.sweep.updates = 0,
            |link| link.sweep.updates = 100_001,
            |link| link.sweep.updates = u32::MAX,
        ],
        Key::Seeds => vec![
            |link| link.sweep.seeds = 0,
            |link| link.sweep.seeds = MOST_SEEDS + 1,
            |link| link.sweep.seeds = u32::MAX,
        ],
        Key::First => vec![
            |link| link.sweep.first = u32::MAX - MOST_SEEDS + 1,
            |link| link.sweep.first = u32::MAX,
        ],
        Key::View => vec![
            |link| link.view.view = vec![],
            |link| link.view.view = vec![Section::Title; 2],
            |link| link.view.view.extend_from_slice(Section::ALL),
        ],
        Key::Lesson => vec![
            |link| link.view.lesson = Some(0),
            |link| link.view.lesson = Some(CHAPTERS.len() as u32 + 1),
            |link| link.view.lesson = Some(u32::MAX),
        ],
    }
}

#[test]
fn an_invalid_choice_set_by_a_program_is_refused_by_its_name_before_anything_is_made_of_it() {
    for &key in Key::ALL {
        for (index, change) in out_of_limits(key).into_iter().enumerate() {
            // It is refused even if the choice has no effect.
            for text in ["", "task=circle&rules=bp,kp,redrawn", "rules=readout"] {
                let mut link: Link = text.parse().unwrap();
                change(&mut link);
                let (setup, rule) = (&link.setup, Rule::Backpropagation);
                let is_of_the_run = link.setup != text.parse::<Link>().unwrap().setup;
                let refused = [
                    Run::new(setup, rule, 1).err(),
                    setup.check().err(),
                    Experiment::new(link.clone()).err(),
                    Batch::new(&link, rule, 0, 3).err(),
                    link.check().err(),
                ];
                for (place, refused) in refused.into_iter().enumerate() {
                    // A run, its setup and an experiment ignore choices of a sweep or of the page.
                    if place < 3 && !is_of_the_run {
                        assert_eq!(refused, None, "{key:?} {index}, {text}");
                        continue;
                    }
                    let problem = refused.unwrap_or_else(|| panic!("{key:?} {index}, {text}"));
                    assert!(matches!(problem, LinkError::BadValue { .. }), "{problem:?}");
                    let wanted = [&format!("{} is “", key.name()), &key.allowed().to_string()];
                    assert_says(&problem, &wanted.map(String::as_str));
                }
            }
        }
    }
}

proptest! {
    #[test]
    fn every_choice_that_a_link_can_express_is_accepted(link in link()) {
        prop_assert_eq!(link.check(), Ok(()));
        prop_assert_eq!(link.setup.check(), Ok(()));
    }
}
