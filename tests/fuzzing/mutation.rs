//! The mutations of link texts. Parts are added, removed, moved and escaped; values go to their
//! limits and beyond; now and then a character changes.

use faxor::link::{Allowed, Key, LONGEST_TEXT};
use rand::rngs::ChaCha8Rng;
use rand::{Rng, SeedableRng};

/// The most mutations of one text.
const MOST_MUTATIONS: usize = 4;

/// Choices of one network's own.
const OWN: [&str; 8] = [
    "",
    "",
    "",
    ":rate=0.5",
    ":rate=0.05:width=4",
    ":init=0:bias=1",
    ":error=sign",
    ":width=64",
];

/// Settings to compare with.
const SETTINGS: [&str; 3] = ["rate=0.1", "rate=1/init=0.5;seed=7", "rules=bp,fa:rate=0.5"];

/// Axes of a sweep. Some are idle with most rules and tasks.
const AXES: [&str; 14] = [
    "",
    "angle",
    "rate",
    "rate,init",
    "rate:1e-3:1:13:log",
    "init:0:2:5,error",
    "width:1:64:64:log",
    "depth:1:6:6,bias",
    "points,noise",
    "task,points",
    "task:xor:own",
    "decay:0:0.5:3",
    "redraw",
    "feedback:.5:2:4,angle:0:90:3",
];

/// Values that some parsers misread.
const HOSTILE: [&str; 45] = [
    "",
    "-1",
    "-0",
    "+1",
    "NaN",
    "nan",
    "inf",
    "-inf",
    "infinity",
    "1e999",
    "1e-999",
    "1e2147483647",
    "1e2147483648",
    "1e-2147483648",
    "1e99999999999",
    "0e-400",
    "1e+1",
    "1e",
    "e1",
    ".",
    "..",
    "0x10",
    "1_000",
    "1,5",
    "1 ",
    " 1",
    "4294967295",
    "4294967296",
    "18446744073709551616",
    "340282366920938463463374607431768211456",
    "0.000000000000000001",
    "0.0000000000000000001",
    "0.1234567890123456",
    "123456789012345e-14",
    "true",
    "null",
    "max",
    "Max",
    "bp,bp",
    ",",
    "a=b",
    "a#b",
    "٣",
    "\u{202e}1",
    "é😀",
];

/// Escapes that are invalid or unusual.
const ESCAPES: [&str; 10] = [
    "%",
    "%2",
    "%zz",
    "%00",
    "%ff",
    "%F0%9F%98%80",
    "%26",
    "%3D",
    "%23",
    "%25",
];

/// Characters with a meaning in a link, and some that take several bytes.
const CHARACTERS: [char; 18] = [
    '&', '=', '#', '%', ',', '.', '+', '-', ' ', '0', '9', 'e', ':', '/', '\0', '\n', 'ß', '😀',
];

/// Prefixes of a link's text.
const STARTS: [&str; 6] = [
    "#",
    "https://x.example/faxor/#",
    "https://x.example/?v=1#",
    "https://x.example/",
    " \n",
    "##",
];

pub struct Mutator {
    random: ChaCha8Rng,
}

impl Mutator {
    pub fn new(seed: u64) -> Self {
        Self {
            random: ChaCha8Rng::seed_from_u64(seed),
        }
    }

    /// A valid text gently mutated, or any text mutated in any way; both are equally likely.
    pub fn mutated(&mut self, valid: &[String], invalid: &[String]) -> String {
        let is_gentle = self.below(2) == 0;
        let pool = if is_gentle || self.below(2) == 0 {
            valid
        } else {
            invalid
        };
        let mut text = self.one_of(pool).clone();
        for _ in 0..=self.below(MOST_MUTATIONS) {
            text = if is_gentle {
                self.mutate_gently(&text)
            } else {
                self.mutate(&text, pool)
            };
        }
        text
    }

    /// Mutates in ways that leave most valid texts valid, because only valid texts train something
    /// new.
    fn mutate_gently(&mut self, text: &str) -> String {
        let mut parts: Vec<_> = text.split('&').map(str::to_owned).collect();
        let place = self.below(parts.len());
        match self.below(8) {
            0 => drop(parts.remove(place)),
            1 => parts.swap(0, place),
            _ => self.choose(&mut parts, true),
        }
        parts.join("&")
    }

    fn mutate(&mut self, text: &str, pool: &[String]) -> String {
        let mut parts: Vec<_> = text.split('&').map(str::to_owned).collect();
        let place = self.below(parts.len());
        match self.below(16) {
            0..=2 => self.choose(&mut parts, true),
            3..=8 => self.choose(&mut parts, false),
            9 => drop(parts.remove(place)),
            10 => {
                let part = parts[place].clone();
                parts.push(part);
            }
            11 => {
                let other = self.below(parts.len());
                parts.swap(place, other);
            }
            12 => parts[place] = self.escaped(&parts[place].clone()),
            13 => {
                let other = self.one_of(pool).clone();
                let mut others = other.split('&').map(str::to_owned);
                let most = self.below(4);
                parts.extend(others.by_ref().take(most));
            }
            14 => return self.with_another_character(text),
            _ => return self.framed(text),
        }
        parts.join("&")
    }

    /// Gives a key another value: a valid one if `good`, otherwise any.
    fn choose(&mut self, parts: &mut Vec<String>, good: bool) {
        let key = *self.one_of(Key::ALL);
        let value = if good {
            self.good(&key.allowed())
        } else {
            self.any(&key.allowed())
        };
        let start = format!("{}=", key.name());
        let part = format!("{start}{value}");
        match parts.iter_mut().find(|part| part.starts_with(&start)) {
            Some(old) => *old = part,
            None => parts.push(part),
        }
    }

    fn good(&mut self, allowed: &Allowed) -> String {
        match allowed {
            Allowed::Word(options) => self.one_of(options).0.to_owned(),
            Allowed::Words(options) => {
                let mut options = options.to_vec();
                let mut words = Vec::new();
                for _ in 0..=self.below(options.len()) {
                    let index = self.below(options.len());
                    words.push(options.remove(index).0);
                }
                words.join(",")
            }
            Allowed::Contenders(options) => {
                let options = options.to_vec();
                let mut texts: Vec<String> = Vec::new();
                for _ in 0..=self.below(options.len()) {
                    let text = format!("{}{}", self.one_of(&options).0, self.one_of::<&str>(&OWN));
                    if !texts.contains(&text) {
                        texts.push(text);
                    }
                }
                texts.join(",")
            }
            &Allowed::Points(least, most) => {
                let points = least as usize + self.below((most - least) as usize + 1);
                let coordinate = |mutation: &mut Self| match mutation.below(8) {
                    0 => "-10".to_owned(),
                    1 => "10".to_owned(),
                    _ => format!("{}e-2", mutation.below(300)),
                };
                let points = (0..points).map(|_| {
                    let sign = if self.below(2) == 0 { "-" } else { "" };
                    let (x1, x2) = (coordinate(self), coordinate(self));
                    let sign = if x1.starts_with('-') { "" } else { sign };
                    format!("{sign}{x1},{x2},{}", self.below(2))
                });
                points.collect::<Vec<_>>().join(";")
            }
            Allowed::Settings(_) => (*self.one_of(&SETTINGS)).to_owned(),
            Allowed::Axes(..) => (*self.one_of(&AXES)).to_owned(),
            Allowed::WholeOrMax(..) if self.below(4) == 0 => "max".to_owned(),
            &(Allowed::Whole(least, most) | Allowed::WholeOrMax(least, most)) => {
                let span = u64::from(most - least);
                match self.below(8) {
                    0 => least.to_string(),
                    1 => most.to_string(),
                    // All magnitudes are equally likely. Otherwise most networks would be wide and
                    // most runs long.
                    _ => {
                        let bits = self.below(span.ilog2() as usize + 1) as u32;
                        let offset = (self.random.next_u64() % (2 << bits)).min(span);
                        (u64::from(least) + offset).to_string()
                    }
                }
            }
            &Allowed::Number(_, most) => match self.below(8) {
                0 => "0".to_owned(),
                1 => most.to_string(),
                2 => "1e-18".to_owned(),
                _ => {
                    let places = self.below(6);
                    let digits = self.below(most as usize * 10_usize.pow(places as u32) + 1);
                    format!("{digits}e-{places}")
                }
            },
        }
    }

    /// Any value: a limit, a value just beyond it, an escape, a hostile value or another key's.
    fn any(&mut self, allowed: &Allowed) -> String {
        match (self.below(6), allowed) {
            (0, &(Allowed::Whole(least, _) | Allowed::WholeOrMax(least, _))) => {
                (i64::from(least) - 1).to_string()
            }
            (1, &(Allowed::Whole(_, most) | Allowed::WholeOrMax(_, most))) => {
                (i64::from(most) + 1).to_string()
            }
            (0, &Allowed::Number(_, most)) => format!("{most}.00000000001"),
            (1, Allowed::Number(..)) => "0".repeat(self.below(200)) + ".5",
            (2, _) => "9".repeat(self.below(60)),
            (3, _) => (*self.one_of(&ESCAPES)).to_owned(),
            (4, _) => {
                let other = self.one_of(Key::ALL).allowed();
                self.good(&other)
            }
            _ => (*self.one_of(&HOSTILE)).to_owned(),
        }
    }

    /// Escapes some of the characters as a messenger does, and sometimes breaks an escape.
    fn escaped(&mut self, part: &str) -> String {
        let mut escaped = String::new();
        for c in part.chars() {
            match self.below(8) {
                0 if c.is_ascii() => escaped += &format!("%{:02X}", u32::from(c)),
                1 if self.below(4) == 0 => escaped.push_str(self.one_of::<&str>(&ESCAPES)),
                _ => escaped.push(c),
            }
        }
        escaped
    }

    fn with_another_character(&mut self, text: &str) -> String {
        let mut characters: Vec<_> = text.chars().collect();
        let place = self.below(characters.len() + 1);
        let other = *self.one_of(&CHARACTERS);
        match self.below(3) {
            0 => characters.insert(place, other),
            1 if place < characters.len() => drop(characters.remove(place)),
            _ => {
                characters.truncate(place);
                characters.push(other);
            }
        }
        characters.into_iter().collect()
    }

    /// Puts a prefix before the text, or repeats it until it is as long as a text may be, or
    /// longer.
    fn framed(&mut self, text: &str) -> String {
        if self.below(8) > 0 {
            return (*self.one_of(&STARTS)).to_owned() + text;
        }
        let again = format!("{text}&").repeat(LONGEST_TEXT / (text.len() + 1) + 1);
        let length = LONGEST_TEXT + self.below(3) - 1;
        let mut end = length.min(again.len());
        while !again.is_char_boundary(end) {
            end -= 1;
        }
        again[..end].to_owned()
    }

    fn one_of<'a, T>(&mut self, values: &'a [T]) -> &'a T {
        &values[self.below(values.len())]
    }

    /// A whole number below `count`, which must not be 0.
    fn below(&mut self, count: usize) -> usize {
        (self.random.next_u64() % count as u64) as usize
    }
}
