//! A thread that ends the program where an input takes too long or wants too much memory, for neither returns by itself.

use std::io::{self, Write};
use std::process;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use super::{HELD, MOST_HELD, keep, start_of};

/// How often it looks.
const EVERY: Duration = Duration::from_millis(50);

/// Beyond so many bytes an input is stopped before the system stops us. What is below but too much is told afterwards.
const MOST_EVER_HELD: usize = 4 * MOST_HELD;

/// What is under way: an input, since when, and for how long at most.
struct Call {
    text: String,
    start: Instant,
    limit: Duration,
}

/// The thread, which ends with this.
pub struct Watch {
    call: Arc<Mutex<Option<Call>>>,
}

impl Watch {
    pub fn start() -> Self {
        let call = Arc::new(Mutex::new(None));
        let weak = Arc::downgrade(&call);
        thread::spawn(move || {
            while let Some(call) = weak.upgrade() {
                look(&lock(&call));
                drop(call);
                thread::sleep(EVERY);
            }
        });
        Self { call }
    }

    /// The call that is under way got on: its time begins anew.
    pub fn tick(&self) {
        if let Some(call) = lock(&self.call).as_mut() {
            call.start = Instant::now();
        }
    }

    /// Makes a call that may take so long, between ticks.
    pub fn over<T>(&self, text: &str, limit: Duration, call: impl FnOnce() -> T) -> T {
        *lock(&self.call) = Some(Call {
            text: text.to_owned(),
            start: Instant::now(),
            limit,
        });
        let result = call();
        *lock(&self.call) = None;
        result
    }
}

fn lock(call: &Mutex<Option<Call>>) -> MutexGuard<'_, Option<Call>> {
    call.lock().unwrap_or_else(PoisonError::into_inner)
}

fn look(call: &Option<Call>) {
    let Some(Call { text, start, limit }) = call else {
        return;
    };
    let held = HELD.current_usage();
    let what = if start.elapsed() > *limit {
        format!("a hang: it does not get on within {} ms", limit.as_millis())
    } else if held > MOST_EVER_HELD {
        format!("it holds {held} bytes")
    } else {
        return;
    };
    let file = keep(text);
    let (text, file) = (start_of(text), file.display());
    // Past what a test captures, for that would be lost as the program ends; where there is nobody to read, it ends all the same.
    let _ = writeln!(io::stderr(), "{what}\n  input: {text}\n  kept: {file}");
    process::exit(1);
}
