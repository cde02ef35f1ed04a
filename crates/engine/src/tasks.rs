//! Tasks: work beside other work, bounded where there is much of it, with panics that come back as results.
//!
//! This is the only place that spawns (`cargo xtask tidy` sees to it): a task that panics without anybody hearing of it
//! looks like one that found nothing, or did what it was to do.

use std::any::Any;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::pin::pin;
use std::task::Poll;

use ironwright_core::redactor::Redactor;
use tokio::task::{AbortHandle, JoinError, JoinSet};

use crate::error::EngineError;

/// What came of work that panicked.
///
/// What a panic says may repeat a secret, so it is only to be had redacted.
pub struct Panicked(String);

impl Panicked {
    fn new(payload: &(dyn Any + Send)) -> Self {
        let text = payload.downcast_ref::<&str>().map(ToString::to_string);
        let text = text.or_else(|| payload.downcast_ref::<String>().cloned());
        Self(text.unwrap_or_else(|| "without a message".to_owned()))
    }

    /// What the panic said, without the secrets that are known.
    pub fn message(&self, known: &Redactor) -> String {
        known.hide(&self.0)
    }
}

impl fmt::Debug for Panicked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Panicked(…)")
    }
}

/// Does work that may panic.
///
/// # Errors
/// When it has panicked.
pub async fn caught<T>(work: impl Future<Output = T>) -> Result<T, Panicked> {
    let mut work = pin!(work);
    std::future::poll_fn(|context| match catch_unwind(AssertUnwindSafe(|| work.as_mut().poll(context))) {
        Ok(poll) => poll.map(Ok),
        Err(payload) => Poll::Ready(Err(Panicked::new(&*payload))),
    })
    .await
}

/// Does work that blocks where it keeps nothing else from going on.
///
/// # Errors
/// When it has panicked.
pub async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Panicked> {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => Ok(done),
        Err(error) => Err(Panicked::new(&*panic_of(error))),
    }
}

/// Does work beside everything else whose end nobody waits for. `broken` is called when it panics.
pub fn detached(
    work: impl Future<Output = ()> + Send + 'static,
    broken: impl FnOnce(Panicked) + Send + 'static,
) -> AbortHandle {
    let work = async move {
        if let Err(panicked) = caught(work).await {
            broken(panicked);
        }
    };
    tokio::spawn(work).abort_handle()
}

/// Work under way, each piece known by a key.
pub(crate) struct Tasks<K, T>(JoinSet<(K, Result<T, Panicked>)>);

impl<K: Send + 'static, T: Send + 'static> Tasks<K, T> {
    pub(crate) fn new() -> Self {
        Self(JoinSet::new())
    }

    /// Begins a piece of work.
    pub(crate) fn begin(&mut self, key: K, work: impl Future<Output = T> + Send + 'static) {
        self.0.spawn(async move { (key, caught(work).await) });
    }

    /// What came of the next piece that ends; `None` when nothing is under way.
    pub(crate) async fn next(&mut self) -> Option<(K, Result<T, Panicked>)> {
        loop {
            if let Some(ended) = ended(self.0.join_next().await?) {
                return Some(ended);
            }
        }
    }

    /// What came of a piece that has ended; `None` when none has.
    pub(crate) fn try_next(&mut self) -> Option<(K, Result<T, Panicked>)> {
        loop {
            if let Some(ended) = ended(self.0.try_join_next()?) {
                return Some(ended);
            }
        }
    }

    /// How much is under way.
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether nothing is under way.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Stops everything that is under way where it stands: nothing comes of it any more.
    pub(crate) fn abort_all(&mut self) {
        self.0.abort_all();
    }
}

/// What came of a task; nothing of one that was aborted.
fn ended<T>(joined: Result<T, JoinError>) -> Option<T> {
    match joined {
        Ok(ended) => Some(ended),
        Err(error) if error.is_cancelled() => None,
        // It had ended well, and panicked while it was cleared away.
        Err(error) => resume_unwind(panic_of(error)),
    }
}

/// The panic of a task that nobody has aborted.
fn panic_of(error: JoinError) -> Box<dyn Any + Send> {
    error.try_into_panic().unwrap_or_else(|error| Box::new(error.to_string()))
}

/// Does all of it, so many at once; what came of each, in the order in which it was asked for.
pub(crate) async fn at_once<F>(
    parallelism: usize,
    work: impl IntoIterator<Item = F>,
) -> Vec<Result<F::Output, Panicked>>
where
    F: Future<Output: Send + 'static> + Send + 'static,
{
    let (mut under_way, mut done) = (Tasks::new(), Vec::new());
    for (at, one) in work.into_iter().enumerate() {
        if under_way.len() >= parallelism {
            done.extend(under_way.next().await);
        }
        under_way.begin(at, one);
    }
    while let Some(one) = under_way.next().await {
        done.push(one);
    }
    done.sort_unstable_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, result)| result).collect()
}

/// Does all of it, so many at once, until something fails: then the rest is broken off, so it is to change nothing.
///
/// # Errors
/// The first error, or the first panic as one.
pub(crate) async fn all_or_none<F, T>(
    parallelism: usize,
    known: &Redactor,
    work: impl IntoIterator<Item = F>,
) -> Result<Vec<T>, EngineError>
where
    F: Future<Output = Result<T, EngineError>> + Send + 'static,
    T: Send + 'static,
{
    let take = |((), ended): ((), Result<Result<T, EngineError>, Panicked>)| {
        ended.unwrap_or_else(|panicked| Err(EngineError::Panicked(panicked.message(known))))
    };
    let (mut under_way, mut done) = (Tasks::new(), Vec::new());
    for one in work {
        if under_way.len() >= parallelism
            && let Some(ended) = under_way.next().await
        {
            done.push(take(ended)?);
        }
        under_way.begin((), one);
    }
    while let Some(ended) = under_way.next().await {
        done.push(take(ended)?);
    }
    Ok(done)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    use ironwright_core::Value;
    use tokio::time::sleep;

    use super::*;

    fn sentence<T>(result: Result<T, Panicked>) -> String {
        let known = Redactor::default();
        known.note(&Value::text("s3cret-word").into_secret());
        result.err().expect("a panic").message(&known)
    }

    #[tokio::test(start_paused = true)]
    async fn results_come_in_order_and_no_more_is_under_way_than_may_be() {
        let (running, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let work = (0..9_u64).map(|number| {
            let (running, most) = (Arc::clone(&running), Arc::clone(&most));
            async move {
                most.fetch_max(running.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                sleep(Duration::from_secs(9 - number)).await;
                running.fetch_sub(1, Ordering::SeqCst);
                number
            }
        });
        let done = at_once(4, work).await;
        assert_eq!(done.into_iter().map(Result::unwrap).collect::<Vec<_>>(), (0..9).collect::<Vec<_>>());
        assert_eq!(most.load(Ordering::SeqCst), 4);
    }

    #[tokio::test(start_paused = true)]
    async fn a_panic_comes_back_in_its_place_and_redacted() {
        let work = (0..3_u64).map(|number| async move {
            sleep(Duration::from_secs(3 - number)).await;
            assert_ne!(number, 1, "no good: {}", "s3cret-word");
            number
        });
        let mut done = at_once(2, work).await;
        let (last, panicked) = (done.pop().expect("three"), done.remove(1));
        assert_eq!((done[0].as_ref().ok(), last.as_ref().ok()), (Some(&0), Some(&2)));
        let told = sentence(panicked);
        assert!(told.contains("no good: ") && !told.contains("s3cret"), "{told}");
    }

    #[tokio::test(start_paused = true)]
    async fn one_that_panics_among_all_is_the_error_of_all() {
        let work = (0..3_u64).map(|number| async move {
            sleep(Duration::from_secs(number)).await;
            assert_ne!(number, 1, "no good");
            Ok(number)
        });
        let error = all_or_none(3, &Redactor::default(), work).await.expect_err("a panic");
        assert!(error.to_string().starts_with("a part of the engine panicked: "), "{error}");
    }

    #[tokio::test]
    async fn what_blocks_and_what_is_detached_tell_of_their_panics_too() {
        assert_eq!(sentence(blocking(|| panic!("the disk")).await), "the disk");
        let (tell, told) = tokio::sync::oneshot::channel();
        detached(async { panic!("the heart") }, move |panicked| {
            drop(tell.send(sentence::<()>(Err(panicked))));
        });
        assert_eq!(told.await.as_deref(), Ok("the heart"));
    }

    #[tokio::test]
    async fn nothing_comes_of_what_was_aborted() {
        let mut tasks = Tasks::new();
        tasks.begin("it", std::future::pending::<()>());
        tasks.abort_all();
        assert!(tasks.next().await.is_none());
    }
}
