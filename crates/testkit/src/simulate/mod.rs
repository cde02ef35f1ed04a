//! Simulation: random programs, changed at random, under random faults, drift and deaths, in virtual time.
//!
//! One seed is one life of a stack: a program is drawn, and then again and again changed, disturbed and applied. After
//! each disturbed run comes one plain run, and then nothing may be left to do, missing, doubled or left over: the account
//! must be what the same programs leave in a world that nobody disturbs, attribute by attribute. The same seed gives the
//! same life to the last event: [`simulate`] returns a hash of everything that happened.
//!
//! - `scene.rs` is a cloud and a store, and what must hold of them; `place.rs` is where the store is.
//! - `disturb.rs` is what goes wrong.

mod disturb;
mod place;
pub(crate) mod random;
mod scene;

use ironwright_core::plan::{Selection, Verb};
use ironwright_core::{Diagnostics, Graph};
use ironwright_engine::EngineError;
use ironwright_rehearsal::Conditions;

use disturb::Disturbance;
use random::Random;
use scene::{Asked, Scene};

use crate::programs::{Habits, Program};
use crate::undisturbed::{Undisturbed, complete};

/// How many times a stack is changed in its life.
const CHANGES: u64 = 4;

/// What came of one seed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Life {
    /// A hash of everything that happened.
    pub trace: String,
    /// How many runs there were.
    pub runs: usize,
}

/// Why a seed failed: what did not hold, and the life up to there.
#[derive(Clone, Debug, thiserror::Error)]
#[error("seed {seed}: {wrong}\n{story}")]
pub struct Broken {
    /// The seed.
    pub seed: u64,
    /// What did not hold.
    pub wrong: String,
    /// What happened up to there, a line for each thing.
    pub story: String,
}

/// Lives one life of a stack.
///
/// # Errors
/// What did not hold.
///
/// # Panics
/// Never of itself: a panic is a defect of the engine.
pub fn simulate(seed: u64) -> Result<Life, Broken> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .map_err(|error| Broken { seed, wrong: error.to_string(), story: String::new() })?;
    let mut story = Vec::new();
    runtime.block_on(live(seed, &mut story)).map_err(|wrong| Broken { seed, wrong, story: story.join("\n") })
}

async fn live(seed: u64, story: &mut Vec<String>) -> Result<Life, String> {
    let mut random = Random::new(seed);
    let in_a_bucket = random.chance(25);
    story.push(format!("the store is {}", if in_a_bucket { "in a bucket" } else { "on a disk" }));
    let mut scene = Scene::new(seed, in_a_bucket);
    let lived = Box::pin(change_by_change(&mut scene, &mut random, story)).await;
    if lived.is_err() {
        story.push(scene.told().to_owned());
    }
    lived?;
    scene.has_a_past().await?;
    Ok(Life { trace: scene.trace(), runs: scene.runs() })
}

async fn change_by_change(
    scene: &mut Scene,
    random: &mut Random,
    story: &mut Vec<String>,
) -> Result<(), String> {
    let mut undisturbed = Undisturbed::under(Conditions::default());
    let mut program = Program::draw(random);
    let mut old: Option<(Program, Graph)> = None;
    for change in 0..CHANGES {
        if change > 0 {
            story.push(program.change(Habits::Usual, random));
        }
        let mut verb = if change + 1 == CHANGES && random.chance(50) { Verb::Destroy } else { Verb::Up };
        let mut graph = program.graph().map_err(wrong)?;
        match undisturbed.run(&graph, verb).await {
            // What is protected would go.
            Err(EngineError::Program(_)) if let Some((before, before_graph)) = &old => {
                story.push("that is refused".to_owned());
                (program, graph, verb) = (before.clone(), before_graph.clone(), Verb::Up);
                complete("an undisturbed run", undisturbed.run(&graph, verb).await)?;
            }
            ended => complete("an undisturbed run", ended)?,
        }
        let mut disturbance = Disturbance::draw(random);
        let (old_program, old_graph) = old.as_ref().map_or((&program, &graph), |(old, graph)| (old, graph));
        if program.retains() || old_program.retains() {
            // What is let go nobody mends, and an old program would let go of what the new one has made.
            disturbance.is_of_one_program();
        } else if let Some(drift) = scene.drift(random) {
            story.push(drift);
        }
        let selection = selection(&graph, random);
        story.push(format!("{} of {} resources, {disturbance}", verb.as_str(), graph.nodes().len()));
        if !selection.is_everything() {
            story.push(format!("of {selection:?}"));
        }
        let asked = Asked { graph: &graph, old: old_graph, verb, selection: &selection };
        scene.disturbed_run(&asked, &disturbance).await?;
        if disturbance.lingers() || scene.is_unanswered() {
            // A delete that lands late may take what has been made anew under the same name, even while it is waited
            // for: then it takes one more run once nothing can land any more.
            scene.run_to_its_end(&graph, verb).await?;
            scene.wait_for_landings().await;
        }
        scene.plain_run(&graph, verb).await?;
        if scene.is_unanswered() {
            scene.wait_for_landings().await;
            scene.plain_run(&graph, verb).await?;
        }
        let (account, ignored) = (undisturbed.account(), program.ignored());
        scene.holds(&graph, verb, &account, &ignored).await?;
        if let Some(restored) = scene.restore(random).await? {
            story.push(restored);
            scene.plain_run(&graph, verb).await?;
            scene.holds(&graph, verb, &account, &ignored).await?;
        }
        old = Some((program.clone(), graph));
    }
    Ok(())
}

/// What a run is about: all, or now and then a part.
fn selection(graph: &Graph, random: &mut Random) -> Selection {
    let mut selection = Selection::default();
    if random.chance(15) {
        let some = random.pick(graph.nodes()).map(|node| node.address.to_string());
        if random.chance(50) { selection.targets.extend(some) } else { selection.excludes.extend(some) }
    }
    selection
}

#[expect(clippy::needless_pass_by_value, reason = "it is the end of errors")]
fn wrong(wrong: Diagnostics) -> String {
    format!("a drawn program is wrong: {wrong}")
}
