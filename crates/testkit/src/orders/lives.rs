//! Living a pair: up with the first program, up with the second, and what must hold then.

use std::time::Duration;

use ironwright_core::plan::Verb;
use ironwright_engine::EngineError;
use ironwright_rehearsal::Conditions;

use super::Pair;
use crate::programs::Program;
use crate::undisturbed::{Undisturbed, complete};

/// What came of a pair.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// The world went from one program to the other.
    Done,
    /// The planner saw no way, and said so.
    Refused(String),
}

impl Pair {
    /// Goes from the first program to the second with a schedule of its own, and then to nothing.
    ///
    /// # Errors
    /// What did not hold.
    pub(super) fn live(&self, schedule: u64) -> Result<Verdict, String> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build();
        let runtime = runtime.map_err(|error| error.to_string())?;
        runtime.block_on(self.goes_through(schedule))
    }

    async fn goes_through(&self, schedule: u64) -> Result<Verdict, String> {
        let graph =
            |program: &Program| program.graph().map_err(|wrong| format!("a drawn program is wrong: {wrong}"));
        let (first, second) = (graph(&self.first)?, graph(&self.second)?);
        let mut world = slow(schedule);
        complete("the up of the first program", world.run(&first, Verb::Up).await)?;
        match world.run(&second, Verb::Up).await {
            Err(EngineError::Program(refusal)) => return Ok(Verdict::Refused(refusal.to_string())),
            other => complete("the up of the second program", other)
                .map_err(|wrong| format!("{wrong}\n{}", world.order()))?,
        }
        world.holds(&second, Verb::Up).await?;
        let mut alone = slow(schedule);
        complete("the up of the second program alone", alone.run(&second, Verb::Up).await)?;
        world.account().must_equal(&alone.account(), &[])?;
        complete("the destroy", world.run(&second, Verb::Destroy).await)?;
        world.holds(&second, Verb::Destroy).await?;
        Ok(Verdict::Done)
    }
}

/// A world in which nothing goes wrong and everything takes its time.
fn slow(seed: u64) -> Undisturbed {
    let latency = Some((Duration::from_millis(50), Duration::from_secs(2)));
    Undisturbed::under(Conditions { seed, latency, ..Conditions::default() })
}
