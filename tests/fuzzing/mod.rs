//! The fuzzer: it takes link texts from a corpus, mutates them, and checks every promise of the
//! core for each. `tests/fuzz.rs` runs it for seconds, `examples/fuzz.rs` for as long as you like.
//!
//! We wrote our own generator instead of using proptest or cargo-fuzz. cargo-fuzz needs a nightly
//! compiler, and it mutates bytes without knowing keys from values. proptest, which
//! `tests/link.rs` uses, draws every case from scratch: it keeps no corpus, and measures neither
//! time nor memory. Here a mutation works on the parts of a text, its keys and its values. In
//! place of coverage, a text is kept for further mutation if the core treats it in a new way: with
//! a new combination of messages, keys and outcomes.
//!
//! The seed alone decides the order of the inputs. The time limit decides only how many are tried.

// The test and the example each use only some of this.
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

use faxor::link::{Key, Link};
use faxor::task::Task;
use mutation::Mutator;
use peak_alloc::PeakAlloc;
use watch::Watch;

/// Counts allocated bytes, so that an input that uses too much memory fails on every system.
#[global_allocator]
static HELD: PeakAlloc = PeakAlloc;

/// The most bytes that may be allocated while a text is read, whatever its length.
const MOST_HELD_READING: usize = 2 << 20;

/// The most bytes that may be allocated while an input is tried. Two experiments are alive at once,
/// each with up to 32 MB of checkpoints (`src/run/experiment.rs`); one of them has thinned its
/// checkpoints to half by then. Histories, pictures and traces are small in comparison.
const MOST_HELD: usize = 72 << 20;

/// A text is at most 4 KB long, so reading it should take far less than this.
const LONGEST_READING: Duration = Duration::from_secs(1);

/// The longest time between two ticks of the watch, and the extra time for each operation between
/// them. Both are about 100 times what training takes, so that a busy machine does not look like a
/// hang. The largest network counts as hung after half a minute.
const LONGEST_TICK: Duration = Duration::from_secs(3);
const LONGEST_OPERATION: f64 = 50e-9;

/// How many valid and how many invalid texts are kept for mutation, and the longest kept, in bytes.
/// Longer texts are slow and do not differ much.
const MOST_KEPT: usize = 4_000;
const LONGEST_KEPT: usize = 600;

/// How long an input is trained, in operations of each of its experiments.
#[derive(Debug, Clone, Copy)]
pub struct Effort {
    /// For an input from the corpus.
    pub kept: u64,
    /// For a mutated input.
    pub mutated: u64,
    /// A mutated input is not trained if its shortest training takes more than this.
    pub most: u64,
}

/// A broken promise, and the input that breaks it.
#[derive(Debug)]
pub struct Failure {
    /// The input that breaks it.
    pub text: String,
    /// What went wrong.
    pub what: String,
    /// Where the input was saved.
    pub file: PathBuf,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { text, what, file } = self;
        write!(f, "{what}\n  input: {text:?}\n  kept: {}", file.display())
    }
}

/// What a fuzzer has done so far.
#[derive(Debug, Default)]
pub struct Report {
    /// Inputs from the corpus.
    pub kept: u64,
    /// All inputs, including those from the corpus.
    pub tried: u64,
    /// Inputs that are valid links.
    pub valid: u64,
    /// Distinct settings trained: those of valid inputs, and those that invalid inputs fall back
    /// to.
    pub settings: u64,
    /// Updates of all networks, including replays and sweeps.
    pub updates: u64,
    /// The slowest input and its time.
    pub slowest: (Duration, String),
    /// The most bytes that were allocated during one input.
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

/// The start of a text, escaped to fit on a line.
fn start_of(text: &str) -> String {
    const MOST: usize = 300;
    let shown: String = text.chars().take(MOST).collect();
    format!("{shown:?}")
}

/// What a corpus file's folder says about its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Expected {
    Valid,
    Invalid,
    Either,
}

/// The corpus and the results so far.
pub struct Fuzzer {
    effort: Effort,
    mutator: Mutator,
    corpus: Vec<(String, Expected)>,
    /// The texts to mutate, valid and invalid.
    valid: Vec<String>,
    invalid: Vec<String>,
    seen: HashSet<u64>,
    trained: HashSet<u64>,
    watch: Watch,
    report: Report,
    /// Memory is counted for the whole process, so only one fuzzer may run at a time.
    _alone: MutexGuard<'static, ()>,
}

/// The corpus folder.
fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus")
}

impl Fuzzer {
    /// Creates a fuzzer. `seed` decides its mutations.
    ///
    /// # Errors
    /// If the corpus cannot be read.
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

    /// What has been done so far.
    pub fn report(&self) -> &Report {
        &self.report
    }

    /// Tries every text of the corpus.
    ///
    /// # Errors
    /// The first broken promise.
    pub fn try_corpus(&mut self) -> Result<(), Box<Failure>> {
        for (text, expected) in self.corpus.clone() {
            self.report.kept += 1;
            self.attempt(&text, expected, [self.effort.kept, u64::MAX])?;
        }
        Ok(())
    }

    /// Tries one mutated text.
    ///
    /// # Errors
    /// The broken promise.
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

    /// Tries a text and adds it to the report.
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

/// The result for an input that keeps every promise.
struct Tried {
    valid: bool,
    updates: u64,
    held: usize,
    /// A hash of what it did. Two inputs that the core treats alike have the same signature.
    signature: u64,
}

/// Checks every promise for one text. `effort` is how many operations to train it for, and the
/// limit above which it is not trained. Settings in `trained` are not trained again.
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

    // Settings that differ only in the display are trained again only if a sweep or `at` differs
    // too.
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

/// Removes every part without which the text still breaks a promise. The folder's claim is ignored,
/// because it is about the whole text.
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

/// Saves a text that breaks a promise in the corpus, so that every later run starts with it.
fn keep(text: &str) -> PathBuf {
    let folder = folder().join("found");
    let file = folder.join(format!("{:016x}.txt", hash(&text)));
    let written = fs::create_dir_all(&folder).and_then(|()| fs::write(&file, format!("{text}\n")));
    if let Err(error) = written {
        eprintln!("{} could not be written: {error}", file.display());
    }
    file
}

/// The texts of a folder, sorted by file name. Empty if the folder does not exist.
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
    // Editors add a final newline that is not part of the link.
    let text = |text: String| text.strip_suffix('\n').map(str::to_owned).unwrap_or(text);
    Ok(texts.into_iter().map(text))
}

/// A hash that is the same in every run with one build of std, which is all that a seed needs.
fn hash(value: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

thread_local! {
    /// The message of a panic in a guarded call on this thread; `None` outside of guarded calls.
    static PANIC: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Records panics of guarded calls, with their location, instead of printing them.
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

/// Runs `call` and turns a panic into an error.
fn guarded<T>(call: impl FnOnce() -> Result<T, String>) -> Result<T, String> {
    PANIC.set(Some(String::new()));
    let result = panic::catch_unwind(AssertUnwindSafe(call));
    let note = PANIC.take().unwrap_or_default();
    result.unwrap_or_else(|_| Err(note))
}

/// Checks that writing a link and reading it again gives the same link.
fn is_written_as_it_is_read(link: &Link) -> Result<String, String> {
    let text = link.to_string();
    let (again, problems) = Link::read(&text);
    // Choices that no rule or task of the link uses are not written.
    let is_kept = Key::ALL.iter().all(|&key| {
        let rules = key.rules();
        let is_used = rules.iter().any(|&rule| link.setup.has(rule))
            && (key != Key::Data || link.setup.task == Task::Own)
            // An axis may be idle because of a choice that was set later.
            && (key != Key::Over || text.contains("&over="));
        !is_used || again.get(key) == link.get(key)
    });
    ensure(is_kept && problems.is_empty(), || {
        format!("{text} is read as {again:?}, not as {link:?}; problems {problems:?}")
    })?;
    ensure(again.to_string() == text, || {
        format!("{text} is written again as {again}")
    })?;
    Ok(text)
}

/// Returns an error if a promise is not kept.
fn ensure(kept: bool, what: impl FnOnce() -> String) -> Result<(), String> {
    if kept { Ok(()) } else { Err(what()) }
}
