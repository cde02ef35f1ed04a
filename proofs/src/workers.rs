//! Trying many numbered things on all cores, in an order that does not matter, with a result that does not depend on it.

use std::collections::BTreeMap;
use std::num::NonZero;
use std::ops::Range;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

/// How often a person is told how far it has come.
const TELL: Duration = Duration::from_secs(10);

/// What came of many tries.
pub(crate) struct Tried<T> {
    /// What each number gave, as far as they were tried.
    pub(crate) results: BTreeMap<u64, T>,
    pub(crate) took: Duration,
}

/// Tries every number. With `until`, no more are begun once one gave what it asks for.
pub(crate) fn try_all<T: Send>(
    numbers: Range<u64>,
    what: &str,
    attempt: impl Fn(u64) -> T + Sync,
    until: impl Fn(&T) -> bool + Sync,
) -> Tried<T> {
    let (next, enough) = (AtomicU64::new(numbers.start), AtomicBool::new(false));
    let (results, told) = (Mutex::new(BTreeMap::new()), Mutex::new(Instant::now()));
    let began = Instant::now();
    let work = || {
        let mut mine = Vec::new();
        while !enough.load(Ordering::SeqCst) {
            let number = next.fetch_add(1, Ordering::SeqCst);
            if number >= numbers.end {
                break;
            }
            let result = attempt(number);
            if until(&result) {
                enough.store(true, Ordering::SeqCst);
            }
            mine.push((number, result));
            if let Ok(mut told) = told.try_lock()
                && told.elapsed() > TELL
            {
                *told = Instant::now();
                eprintln!("{} of {} {what} …", number - numbers.start, numbers.end - numbers.start);
            }
        }
        if let Ok(mut results) = results.lock() {
            results.extend(mine);
        }
    };
    let threads = thread::available_parallelism().map_or(1, NonZero::get);
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(work);
        }
    });
    let results = results.into_inner().unwrap_or_default();
    Tried { results, took: began.elapsed() }
}
