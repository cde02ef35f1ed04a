//! Much at once and not too much: looks at the cloud that need nothing of each other.

use tokio::task::{JoinError, JoinSet};

/// Does all of it, so many at once; what came of each, in the order in which it was asked for.
pub(crate) async fn at_once<F>(parallelism: usize, work: Vec<F>) -> Vec<F::Output>
where
    F: Future<Output: Send + 'static> + Send + 'static,
{
    let (mut under_way, mut done) = (JoinSet::new(), Vec::new());
    for (at, one) in work.into_iter().enumerate() {
        if under_way.len() >= parallelism {
            done.extend(under_way.join_next().await.map(unbroken));
        }
        under_way.spawn(async move { (at, one.await) });
    }
    while let Some(one) = under_way.join_next().await {
        done.push(unbroken(one));
    }
    done.sort_unstable_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, result)| result).collect()
}

/// What came of a task: one that panicked is not one that found nothing.
fn unbroken<T>(joined: Result<T, JoinError>) -> T {
    joined.unwrap_or_else(|error| std::panic::resume_unwind(error.into_panic()))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    use tokio::time::sleep;

    use super::*;

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
        assert_eq!(at_once(4, work.collect()).await, (0..9).collect::<Vec<_>>());
        assert_eq!(most.load(Ordering::SeqCst), 4);
    }

    #[tokio::test]
    #[should_panic(expected = "a handler's mistake")]
    async fn a_panic_is_not_taken_for_nothing_found() {
        at_once(2, vec![async { panic!("a handler's mistake") }]).await;
    }
}
