//! The fuzzer: link texts, kept and mutated, each held to every promise of the core. `tests/fuzz.rs` runs it for seconds,
//! `examples/fuzz.rs` for as long as one likes.
//!
//! A generator of our own rather than proptest or cargo-fuzz. cargo-fuzz needs a nightly compiler, and its mutator of bytes knows no key from
//! a value. proptest, which `tests/link.rs` uses, draws each case afresh: it keeps no corpus, and measures neither time nor memory.
//! Here a text is mutated as what it is, parts with keys and values, and instead of coverage what the core makes of it decides
//! whether it is mutated further: a mixture of messages, keys and outcomes that was not seen before.
//!
//! Nothing but the seed decides which inputs follow one another. Time decides only how many.

// The test and the example each use their part.
#![allow(dead_code)]

mod mutation;
mod reading;
mod training;
mod watch;

use std::cell::RefCell;
use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::panic::{self, AssertUnwindSafe};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, Once, PoisonError};
use std::time::{Duration, Instant};
use std::{fmt, fs, io};

use faxor::link::Link;
use mutation::Mutator;
use peak_alloc::PeakAlloc;
use watch::Watch;

/// Counts the bytes that are held, so that an input that wants too many is caught on every system.
#[global_allocator]
static HELD: PeakAlloc = PeakAlloc;

/// The most bytes that reading a text may hold at once, whatever its length.
const MOST_HELD_READING: usize = 2 << 20;

/// The most bytes that an input may hold at once. Two experiments are alive beside each other, each of which may keep 32 MB of checkpoints
/// (`src/run/experiment.rs`), one of them half as many by then; histories, pictures and traces are small beside them.
const MOST_HELD: usize = 72 << 20;

/// Reading has no more than 4 KB to look at, so a second is for ever.
const LONGEST_READING: Duration = Duration::from_secs(1);

/// So long may training take from one tick to the next, and so much longer for each operation between them: about a hundred times what it
/// does take, so that a busy machine is no hang, and the widest, deepest network is one after half a minute.
const LONGEST_TICK: Duration = Duration::from_secs(3);
const LONGEST_OPERATION: f64 = 50e-9;

/// The most valid and the most invalid texts that are kept to be mutated again, and the longest of them in bytes: the long are slow and all alike.
const MOST_KEPT: usize = 4_000;
const LONGEST_KEPT: usize = 600;

/// How much an input is trained, in operations of each of its experiments.
#[derive(Debug, Clone, Copy)]
pub struct Effort {
    /// For an input of the corpus.
    pub kept: u64,
    /// For a mutated one.
    pub mutated: u64,
    /// Mutated ones are not trained at all where even the least training would be more than this.
    pub most: u64,
}

/// What is broken: which promise, by which input.
#[derive(Debug)]
pub struct Failure {
    /// The input.
    pub text: String,
    /// What was wrong.
    pub what: String,
    /// The file that it was written to.
    pub file: PathBuf,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { text, what, file } = self;
        write!(f, "{what}\n  input: {text:?}\n  kept: {}", file.display())
    }
}

/// What was done so far.
#[derive(Debug, Default)]
pub struct Report {
    /// Inputs of the corpus.
    pub kept: u64,
    /// All inputs, those included.
    pub tried: u64,
    /// Inputs in which nothing was wrong.
    pub valid: u64,
    /// Different settings that were trained, valid inputs' and what invalid ones fall back to.
    pub settings: u64,
    /// Updates of all networks, replays and sweeps included.
    pub updates: u64,
    /// The input that took longest, and how long.
    pub slowest: (Duration, String),
    /// The most bytes that an input held at once.
    pub most_held: usize,
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { kept, tried, .. } = self;
        let (valid, invalid) = (self.valid, tried - self.valid);
        writeln!(
            f,
            "inputs: {tried}, {kept} of them the corpus's; {valid} valid, {invalid} invalid"
        )?;
        writeln!(
            f,
            "trained: {} updates of {} settings",
            self.updates, self.settings
        )?;
        let (time, text) = &self.slowest;
        writeln!(f, "slowest: {} ms, {}", time.as_millis(), start_of(text))?;
        write!(f, "most memory held: {} KB", self.most_held >> 10)
    }
}

/// A text as a line can show it.
fn start_of(text: &str) -> String {
    const MOST: usize = 300;
    let shown: String = text.chars().take(MOST).collect();
    format!("{shown:?}")
}

/// What the folder that a corpus file lies in says of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Expected {
    Valid,
    Invalid,
    Either,
}

/// The corpus, and what became of it so far.
pub struct Fuzzer {
    effort: Effort,
    mutator: Mutator,
    corpus: Vec<(String, Expected)>,
    /// What is mutated: texts that are valid, and texts that are not.
    valid: Vec<String>,
    invalid: Vec<String>,
    seen: HashSet<u64>,
    trained: HashSet<u64>,
    watch: Watch,
    report: Report,
    /// The counts of memory are the whole program's, so no two fuzzers run at once.
    _alone: MutexGuard<'static, ()>,
}

/// The folder of the corpus.
fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus")
}

impl Fuzzer {
    /// A fuzzer whose mutated inputs `seed` decides.
    ///
    /// # Errors
    /// Where the corpus cannot be read.
    pub fn new(seed: u64, effort: Effort) -> io::Result<Self> {
        static ALONE: Mutex<()> = Mutex::new(());
        let alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
        let mut corpus = Vec::new();
        for (name, expected) in [
            ("valid", Expected::Valid),
            ("invalid", Expected::Invalid),
            ("found", Expected::Either),
        ] {
            corpus.extend(texts(&folder().join(name))?.map(|text| (text, expected)));
        }
        let texts_that_are = |valid: bool| {
            let texts = corpus.iter().map(|(text, _)| text.clone());
            let is_so = |text: &String| Link::read(text).1.is_empty() == valid;
            texts.filter(is_so).collect::<Vec<_>>()
        };
        let [valid, invalid] = [true, false].map(texts_that_are);
        note_panics();
        Ok(Self {
            effort,
            mutator: Mutator::new(seed),
            valid,
            invalid,
            corpus,
            seen: HashSet::new(),
            trained: HashSet::new(),
            watch: Watch::start(),
            report: Report::default(),
            _alone: alone,
        })
    }

    /// What was done so far.
    pub fn report(&self) -> &Report {
        &self.report
    }

    /// Tries every text of the corpus.
    ///
    /// # Errors
    /// The first promise that is broken.
    pub fn try_corpus(&mut self) -> Result<(), Box<Failure>> {
        for (text, expected) in self.corpus.clone() {
            self.report.kept += 1;
            self.attempt(&text, expected, [self.effort.kept, u64::MAX])?;
        }
        Ok(())
    }

    /// Tries a mutated text.
    ///
    /// # Errors
    /// The promise that is broken.
    pub fn try_another(&mut self) -> Result<(), Box<Failure>> {
        let Effort { mutated, most, .. } = self.effort;
        let text = self.mutator.mutated(&self.valid, &self.invalid);
        let tried = self.attempt(&text, Expected::Either, [mutated, most])?;
        let pool = if tried.valid {
            &mut self.valid
        } else {
            &mut self.invalid
        };
        let is_new = self.seen.insert(tried.signature);
        if is_new && text.len() <= LONGEST_KEPT && pool.len() < MOST_KEPT {
            pool.push(text);
        }
        Ok(())
    }

    /// Tries a text and counts it.
    fn attempt(
        &mut self,
        text: &str,
        expected: Expected,
        effort: [u64; 2],
    ) -> Result<Tried, Box<Failure>> {
        let start = Instant::now();
        let tried =
            tried(text, expected, effort, &mut self.trained, &self.watch).map_err(|what| {
                let text = smallest(text, effort, &self.watch);
                let file = keep(&text);
                Box::new(Failure { text, what, file })
            })?;
        let took = start.elapsed();
        let report = &mut self.report;
        report.tried += 1;
        report.valid += u64::from(tried.valid);
        report.settings += u64::from(tried.updates > 0);
        report.updates += tried.updates;
        report.most_held = report.most_held.max(tried.held);
        if took > report.slowest.0 {
            report.slowest = (took, text.to_owned());
        }
        Ok(tried)
    }
}

/// What became of an input that keeps every promise.
struct Tried {
    valid: bool,
    updates: u64,
    held: usize,
    /// What it did, in short: two inputs that the core treats alike have the same.
    signature: u64,
}

/// Holds one text to every promise; `effort` is how much it is trained, and above how much it is not trained at all. Settings in
/// `trained` are not trained again.
fn tried(
    text: &str,
    expected: Expected,
    effort: [u64; 2],
    trained: &mut HashSet<u64>,
    watch: &Watch,
) -> Result<Tried, String> {
    HELD.reset_peak_usage();
    let before = HELD.current_usage();
    let held = || HELD.peak_usage().saturating_sub(before);

    let limit = LONGEST_READING;
    let read = watch.over(text, limit, || guarded(|| reading::check(text)))?;
    let is_as_expected = match expected {
        Expected::Valid => read.problems.is_empty(),
        Expected::Invalid => !read.problems.is_empty(),
        Expected::Either => true,
    };
    if !is_as_expected {
        return Err(format!(
            "a text that is {expected:?} by its folder has these problems: {:?}",
            read.problems
        ));
    }
    at_most(held(), MOST_HELD_READING, "reading")?;

    // Settings that differ in what is shown alone are trained anew only where a sweep or `at` differs too.
    let mut updates = 0;
    let mut outcome = 0;
    let [effort, most] = effort;
    let is_small = training::least_operations(&read.link) <= most;
    if is_small && trained.insert(hash(&read.link.to_string())) {
        let operations = training::operations_a_tick(&read.link);
        let limit = LONGEST_TICK + Duration::from_secs_f64(LONGEST_OPERATION * operations as f64);
        let done = watch.over(text, limit, || {
            guarded(|| training::check(&read.link, effort, &|| watch.tick()))
        })?;
        (updates, outcome) = (done.updates, done.outcome);
        at_most(held(), MOST_HELD, "training")?;
    }
    Ok(Tried {
        valid: read.problems.is_empty(),
        updates,
        held: held(),
        signature: hash(&(read.signature(), outcome)),
    })
}

fn at_most(held: usize, most: usize, doing: &str) -> Result<(), String> {
    if held <= most {
        return Ok(());
    }
    Err(format!("{doing} held {held} bytes; it may hold {most}"))
}

/// Leaves out of a text that breaks a promise every part that it breaks one without. What its folder says of it is no promise of the parts'.
fn smallest(text: &str, effort: [u64; 2], watch: &Watch) -> String {
    let is_broken = |text: &str| {
        let trained = &mut HashSet::new();
        tried(text, Expected::Either, effort, trained, watch).is_err()
    };
    let mut parts: Vec<_> = text.split('&').collect();
    let mut index = 0;
    while index < parts.len() && parts.len() > 1 {
        let mut fewer = parts.clone();
        fewer.remove(index);
        if is_broken(&fewer.join("&")) {
            parts = fewer;
        } else {
            index += 1;
        }
    }
    parts.join("&")
}

/// Writes a text that breaks a promise to the corpus, where every later run begins with it.
fn keep(text: &str) -> PathBuf {
    let folder = folder().join("found");
    let file = folder.join(format!("{:016x}.txt", hash(&text)));
    let written = fs::create_dir_all(&folder).and_then(|()| fs::write(&file, format!("{text}\n")));
    if let Err(error) = written {
        eprintln!("{} could not be written: {error}", file.display());
    }
    file
}

/// The texts of a folder, in the order of their names; none where there is no such folder.
fn texts(folder: &Path) -> io::Result<impl Iterator<Item = String> + use<>> {
    let files = match fs::read_dir(folder) {
        Ok(entries) => entries
            .map(|entry| Ok(entry?.path()))
            .collect::<io::Result<Vec<_>>>()?,
        Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
        Err(error) => return Err(error),
    };
    let mut files = files;
    files.sort();
    let texts: Vec<_> = files
        .iter()
        .map(fs::read_to_string)
        .collect::<io::Result<_>>()?;
    // An editor ends a file with a newline that is no part of the link.
    let text = |text: String| text.strip_suffix('\n').map(str::to_owned).unwrap_or(text);
    Ok(texts.into_iter().map(text))
}

/// The same for every run of one build of the standard library, which is all that a seed needs.
fn hash(value: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

thread_local! {
    /// Where a guarded call on this thread panicked; `None` where none is under way.
    static PANIC: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Panics of guarded calls are noted with their places instead of printed; all others are printed as ever.
fn note_panics() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let others = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            let is_guarded = PANIC.with_borrow_mut(|note| {
                note.as_mut()
                    .map(|note| note.clone_from(&info.to_string()))
                    .is_some()
            });
            if !is_guarded {
                others(info);
            }
        }));
    });
}

/// What `call` says; a panic is an error too.
fn guarded<T>(call: impl FnOnce() -> Result<T, String>) -> Result<T, String> {
    PANIC.set(Some(String::new()));
    let result = panic::catch_unwind(AssertUnwindSafe(call));
    let note = PANIC.take().unwrap_or_default();
    result.unwrap_or_else(|_| Err(note))
}

/// Whether a link that is written is the one that is read again.
fn is_written_as_it_is_read(link: &Link) -> Result<String, String> {
    let text = link.to_string();
    let (again, problems) = Link::read(&text);
    ensure(&again == link && problems.is_empty(), || {
        format!("{text} is read as {again:?}, not as {link:?}; problems {problems:?}")
    })?;
    ensure(again.to_string() == text, || {
        format!("{text} is written again as {again}")
    })?;
    Ok(text)
}

/// An error where a promise is not kept.
fn ensure(kept: bool, what: impl FnOnce() -> String) -> Result<(), String> {
    if kept { Ok(()) } else { Err(what()) }
}
