//! A thread that ends the program if an input takes too long or too much memory, because neither
//! would return an error.

use std::io::{self, Write};
use std::process;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use super::{HELD, MOST_HELD, keep, start_of};

/// How often the thread checks.
const EVERY: Duration = Duration::from_millis(50);

/// With more bytes than this, an input is stopped before the system stops the program. Smaller
/// excesses are reported afterwards.
const MOST_EVER_HELD: usize = 4 * MOST_HELD;

/// The call under way: its input, its start and its time limit.
struct Call {
    text: String,
    start: Instant,
    limit: Duration,
}

/// The thread. It ends when this is dropped.
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

    /// Reports progress of the current call, so that its time starts again.
    pub fn tick(&self) {
        if let Some(call) = lock(&self.call).as_mut() {
            call.start = Instant::now();
        }
    }

    /// Makes a call that may take `limit` between two ticks.
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
    // Writes to stderr directly: output that a test captures would be lost when the program ends. A
    // failed write is ignored.
    let _ = writeln!(io::stderr(), "{what}\n  input: {text}\n  kept: {file}");
    process::exit(1);
}
