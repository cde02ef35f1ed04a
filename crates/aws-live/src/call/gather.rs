//! Reads of the same list that are asked for at the same time become one call: the routes, the associations and the
//! tables of a VPC are all told by one answer of AWS.
//!
//! Who asks first waits for the others and then asks for all of them: during a refresh, which says beforehand what it
//! will read, until all of that has been asked for; at other times for a moment. Nobody is given an answer to a call
//! that was sent before they asked, so that what is read is never older than the question.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use ironwright_core::Kind;
use ironwright_engine::cloud::CloudError;
use tokio::sync::{Notify, OnceCell, watch};
use tokio::time::sleep;

/// How long the first one waits for others of whom nothing is known.
const MOMENT: Duration = Duration::from_millis(3);

/// How long the first one waits for those who were announced: long beside what a busy machine takes to let them speak,
/// and short should one of them never come.
const PATIENCE: Duration = Duration::from_millis(250);

/// How many values AWS takes in one filter.
const MOST: usize = 200;

/// Kinds, by the functions that give them: `&[Vpc::kind]`.
pub(crate) type Kinds = &'static [fn() -> &'static Kind];

/// Whether a kind is one of these.
pub(crate) fn is_among(kinds: Kinds, kind: &Kind) -> bool {
    kinds.iter().any(|of| of().name == kind.name)
}

/// Where questions for one list come together.
pub(crate) struct Gathering<T> {
    /// The kinds whose reads ask here.
    kinds: Kinds,
    open: Mutex<Option<Arc<Question<T>>>>,
    /// How many announced resources have not been asked for.
    ahead: watch::Sender<usize>,
}

/// One call, asked for by everybody who needs some of its answer.
struct Question<T> {
    ids: Mutex<BTreeSet<String>>,
    full: Notify,
    answer: OnceCell<Result<Arc<[T]>, CloudError>>,
}

impl<T> Gathering<T> {
    /// A list that tells of these kinds.
    pub(crate) fn of(kinds: Kinds) -> Self {
        Self { kinds, open: Mutex::default(), ahead: watch::Sender::new(0) }
    }

    /// A refresh begins that reads so many of each kind; none when it ends.
    pub(crate) fn expect(&self, ahead: &[(&'static Kind, usize)]) {
        let of_ours = ahead.iter().filter(|(kind, _)| is_among(self.kinds, kind));
        self.ahead.send_replace(of_ours.map(|(_, count)| count).sum());
    }

    /// Asks for what these ids name, together with all who ask at the same time: the answer may tell of more. `reading`
    /// is how many resources of a refresh are asked for with them.
    ///
    /// # Errors
    /// When the call fails, for everybody alike.
    pub(crate) async fn among<F>(
        &self,
        reading: usize,
        ids: Vec<String>,
        call: impl FnOnce(BTreeSet<String>) -> F + Send,
    ) -> Result<Arc<[T]>, CloudError>
    where
        F: Future<Output = Result<Vec<T>, CloudError>> + Send,
    {
        let question = self.join(ids);
        let is_announced = self.arrive(reading);
        let ask = || async {
            if is_announced {
                self.gather(&question).await;
            } else {
                sleep(MOMENT).await;
            }
            let ids = self.close(&question);
            call(ids).await.map(Arc::from)
        };
        question.answer.get_or_init(ask).await.clone()
    }

    /// The question that these ids belong to: the one that is still open, or a new one.
    fn join(&self, ids: Vec<String>) -> Arc<Question<T>> {
        let ids: BTreeSet<String> = ids.into_iter().collect();
        let mut open = lock(&self.open);
        if let Some(question) = open.as_ref() {
            let mut asked = lock(&question.ids);
            if asked.len() + ids.len() <= MOST {
                asked.extend(ids);
                return Arc::clone(question);
            }
            question.full.notify_one();
        }
        let ids = Mutex::new(ids);
        let question = Arc::new(Question { ids, full: Notify::new(), answer: OnceCell::new() });
        *open = Some(Arc::clone(&question));
        question
    }

    /// Counts those who have asked; gives whether they, or others, were announced.
    fn arrive(&self, reading: usize) -> bool {
        let mut is_announced = false;
        self.ahead.send_if_modified(|ahead| {
            is_announced = *ahead > 0;
            *ahead = ahead.saturating_sub(reading);
            is_announced
        });
        is_announced
    }

    /// Waits for everybody who was announced.
    async fn gather(&self, question: &Question<T>) {
        let mut ahead = self.ahead.subscribe();
        tokio::select! {
            _ = ahead.wait_for(|ahead| *ahead == 0) => {}
            () = question.full.notified() => {}
            () = sleep(PATIENCE) => {}
        }
    }

    /// Lets nobody join any more, and gives all that was asked for.
    fn close(&self, question: &Arc<Question<T>>) -> BTreeSet<String> {
        let mut open = lock(&self.open);
        open.take_if(|open| Arc::ptr_eq(open, question));
        lock(&question.ids).clone()
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use ironwright_aws::ec2;
    use ironwright_core::Resource as _;
    use ironwright_engine::cloud::ErrorClass;
    use tokio::time::Instant;

    use super::*;

    type Calls = Mutex<Vec<Vec<String>>>;

    fn gathering() -> Gathering<String> {
        Gathering::of(&[ec2::Vpc::kind])
    }

    async fn ask(gathering: &Gathering<String>, calls: &Calls, ids: &[&str]) -> Vec<String> {
        let ids = ids.iter().map(|&id| id.to_owned()).collect();
        let call = |ids: BTreeSet<String>| async move {
            lock(calls).push(ids.iter().cloned().collect());
            sleep(Duration::from_millis(50)).await;
            Ok(ids.into_iter().collect())
        };
        gathering.among(1, ids, call).await.expect("the call answers").to_vec()
    }

    #[tokio::test(start_paused = true)]
    async fn questions_of_one_moment_are_one_call() {
        let (gathering, calls) = (gathering(), Calls::default());
        let (first, second) =
            tokio::join!(ask(&gathering, &calls, &["a", "b"]), ask(&gathering, &calls, &["b", "c"]));
        assert_eq!(
            (first, second),
            (vec!["a".into(), "b".into(), "c".into()], vec!["a".into(), "b".into(), "c".into()])
        );
        assert_eq!(*lock(&calls), [["a", "b", "c"]]);
    }

    #[tokio::test(start_paused = true)]
    async fn who_was_announced_is_waited_for_and_nobody_else() {
        let (gathering, calls) = (gathering(), Calls::default());
        gathering.expect(&[(ec2::Vpc::kind(), 2), (ec2::Subnet::kind(), 7)]);
        let began = Instant::now();
        let late = async {
            sleep(MOMENT * 9).await;
            ask(&gathering, &calls, &["b"]).await
        };
        tokio::join!(ask(&gathering, &calls, &["a"]), late);
        assert_eq!(*lock(&calls), [["a", "b"]]);
        assert!(began.elapsed() < PATIENCE, "{:?}", began.elapsed());
    }

    #[tokio::test(start_paused = true)]
    async fn who_never_comes_is_not_waited_for_long() {
        let (gathering, calls) = (gathering(), Calls::default());
        gathering.expect(&[(ec2::Vpc::kind(), 2)]);
        let began = Instant::now();
        ask(&gathering, &calls, &["a"]).await;
        assert!(began.elapsed() < PATIENCE * 2, "{:?}", began.elapsed());
        gathering.expect(&[]);
        let began = Instant::now();
        ask(&gathering, &calls, &["a"]).await;
        assert!(began.elapsed() < PATIENCE, "{:?}", began.elapsed());
    }

    #[tokio::test(start_paused = true)]
    async fn nobody_is_given_an_answer_to_an_earlier_call() {
        let (gathering, calls) = (gathering(), Calls::default());
        let later = async {
            sleep(MOMENT * 2).await;
            ask(&gathering, &calls, &["a"]).await
        };
        tokio::join!(ask(&gathering, &calls, &["a"]), later);
        assert_eq!(*lock(&calls), [["a"], ["a"]]);
    }

    #[tokio::test(start_paused = true)]
    async fn more_than_one_filter_takes_are_two_calls() {
        let (gathering, calls) = (gathering(), Calls::default());
        let names: Vec<String> = (0..MOST).map(|number| number.to_string()).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        tokio::join!(ask(&gathering, &calls, &names), ask(&gathering, &calls, &["one more"]));
        assert_eq!(lock(&calls).len(), 2);
    }

    #[tokio::test(start_paused = true)]
    async fn whoever_waits_goes_on_where_the_first_one_gave_up() {
        let (gathering, calls) = (gathering(), Calls::default());
        let first = tokio::time::timeout(MOMENT * 2, ask(&gathering, &calls, &["a"]));
        let (gone, answer) = tokio::join!(first, ask(&gathering, &calls, &["b"]));
        assert!(gone.is_err());
        assert_eq!(answer, ["a", "b"]);
    }

    #[tokio::test(start_paused = true)]
    async fn an_error_is_told_to_everybody() {
        let gathering = gathering();
        let refused = || async {
            let call = |_| async { Err(CloudError::new("ec2:Describe", "No", "no", ErrorClass::Refused)) };
            gathering.among(1, vec!["a".to_owned()], call).await
        };
        let (first, second) = tokio::join!(refused(), refused());
        assert!(first.is_err() && second.is_err());
    }
}
