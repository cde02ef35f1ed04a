//! Calls that fail in passing are made again, with pauses that grow, until time is up.

use std::future::Future;
use std::time::Duration;

use ironwright_core::Address;
use tokio::time::{Instant, sleep};

use crate::cloud::{CloudError, ErrorClass};
use crate::progress::{Events, Progress};

const FIRST_PAUSE: Duration = Duration::from_millis(200);
const LONGEST_PAUSE: Duration = Duration::from_secs(20);

/// Makes a call until it answers, fails for good, or `limit` is over.
pub(crate) async fn persist<T, F>(
    events: &Events,
    address: &Address,
    limit: Duration,
    call: impl Fn() -> F,
) -> Result<T, CloudError>
where
    F: Future<Output = Result<T, CloudError>>,
{
    let began = Instant::now();
    let mut pause = FIRST_PAUSE;
    loop {
        match call().await {
            Err(error) if error.class == ErrorClass::Transient && began.elapsed() + pause <= limit => {
                events.tell(Progress::Retrying { address: address.clone(), error, after: pause });
                sleep(pause).await;
                pause = (pause * 2).min(LONGEST_PAUSE);
            }
            result => return result,
        }
    }
}
