//! Reads of the same list that are asked for at the same time become one call: the routes, the associations and the
//! tables of a VPC are all told by one answer of AWS.
//!
//! Who asks first waits a moment for others and then asks for all of them. Nobody is given an answer to a call that was
//! sent before they asked, so that what is read is never older than the question.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use ironwright_engine::cloud::CloudError;
use tokio::sync::OnceCell;
use tokio::time::sleep;

/// How long the first one waits for others.
const MOMENT: Duration = Duration::from_millis(3);

/// How many values AWS takes in one filter.
const MOST: usize = 200;

/// Where questions for one list come together.
pub(crate) struct Gathering<T> {
    open: Mutex<Option<Arc<Question<T>>>>,
}

/// One call, asked for by everybody who needs some of its answer.
struct Question<T> {
    ids: Mutex<BTreeSet<String>>,
    answer: OnceCell<Result<Arc<[T]>, CloudError>>,
}

impl<T> Gathering<T> {
    /// Asks for what these ids name, together with all who ask in the same moment: the answer may tell of more.
    ///
    /// # Errors
    /// When the call fails, for everybody alike.
    pub(crate) async fn among<F>(
        &self,
        ids: Vec<String>,
        call: impl FnOnce(BTreeSet<String>) -> F + Send,
    ) -> Result<Arc<[T]>, CloudError>
    where
        F: Future<Output = Result<Vec<T>, CloudError>> + Send,
    {
        let question = self.join(ids);
        let ask = || async {
            sleep(MOMENT).await;
            let ids = self.close(&question);
            call(ids).await.map(Arc::from)
        };
        question.answer.get_or_init(ask).await.clone()
    }

    /// The question that these ids belong to: the one that is still open, or a new one.
    fn join(&self, ids: Vec<String>) -> Arc<Question<T>> {
        let mut open = lock(&self.open);
        if let Some(question) = open.as_ref() {
            let mut asked = lock(&question.ids);
            if asked.len() + ids.len() <= MOST {
                asked.extend(ids);
                return Arc::clone(question);
            }
        }
        let ids = Mutex::new(ids.into_iter().collect());
        let question = Arc::new(Question { ids, answer: OnceCell::new() });
        *open = Some(Arc::clone(&question));
        question
    }

    /// Lets nobody join any more, and gives all that was asked for.
    fn close(&self, question: &Arc<Question<T>>) -> BTreeSet<String> {
        let mut open = lock(&self.open);
        open.take_if(|open| Arc::ptr_eq(open, question));
        lock(&question.ids).clone()
    }
}

impl<T> Default for Gathering<T> {
    fn default() -> Self {
        Self { open: Mutex::default() }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use ironwright_engine::cloud::ErrorClass;

    use super::*;

    type Calls = Mutex<Vec<Vec<String>>>;

    async fn ask(gathering: &Gathering<String>, calls: &Calls, ids: &[&str]) -> Vec<String> {
        let ids = ids.iter().map(|&id| id.to_owned()).collect();
        let call = |ids: BTreeSet<String>| async move {
            lock(calls).push(ids.iter().cloned().collect());
            sleep(Duration::from_millis(50)).await;
            Ok(ids.into_iter().collect())
        };
        gathering.among(ids, call).await.expect("the call answers").to_vec()
    }

    #[tokio::test(start_paused = true)]
    async fn questions_of_one_moment_are_one_call() {
        let (gathering, calls) = (Gathering::default(), Calls::default());
        let (first, second) =
            tokio::join!(ask(&gathering, &calls, &["a", "b"]), ask(&gathering, &calls, &["b", "c"]));
        assert_eq!(
            (first, second),
            (vec!["a".into(), "b".into(), "c".into()], vec!["a".into(), "b".into(), "c".into()])
        );
        assert_eq!(*lock(&calls), [["a", "b", "c"]]);
    }

    #[tokio::test(start_paused = true)]
    async fn nobody_is_given_an_answer_to_an_earlier_call() {
        let (gathering, calls) = (Gathering::default(), Calls::default());
        let later = async {
            sleep(MOMENT * 2).await;
            ask(&gathering, &calls, &["a"]).await
        };
        tokio::join!(ask(&gathering, &calls, &["a"]), later);
        assert_eq!(*lock(&calls), [["a"], ["a"]]);
    }

    #[tokio::test(start_paused = true)]
    async fn more_than_one_filter_takes_are_two_calls() {
        let (gathering, calls) = (Gathering::default(), Calls::default());
        let names: Vec<String> = (0..MOST).map(|number| number.to_string()).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        tokio::join!(ask(&gathering, &calls, &names), ask(&gathering, &calls, &["one more"]));
        assert_eq!(lock(&calls).len(), 2);
    }

    #[tokio::test(start_paused = true)]
    async fn whoever_waits_goes_on_where_the_first_one_gave_up() {
        let (gathering, calls) = (Gathering::default(), Calls::default());
        let first = tokio::time::timeout(MOMENT * 2, ask(&gathering, &calls, &["a"]));
        let (gone, answer) = tokio::join!(first, ask(&gathering, &calls, &["b"]));
        assert!(gone.is_err());
        assert_eq!(answer, ["a", "b"]);
    }

    #[tokio::test(start_paused = true)]
    async fn an_error_is_told_to_everybody() {
        let gathering = Gathering::<String>::default();
        let refused = || async {
            let call = |_| async { Err(CloudError::new("ec2:Describe", "No", "no", ErrorClass::Refused)) };
            gathering.among(vec!["a".to_owned()], call).await
        };
        let (first, second) = tokio::join!(refused(), refused());
        assert!(first.is_err() && second.is_err());
    }
}
