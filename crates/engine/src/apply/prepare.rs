//! What an act is about to do, decided again now that all it depends on is done.

use std::sync::Arc;

use ironwright_core::plan::planner::output_of;
use ironwright_core::plan::{Act, Action, Decision, Step, adopting, decide, unshown};
use ironwright_core::state::{Intent, Observation};
use ironwright_core::value::OutputRef;
use ironwright_core::{Address, Map, State, Value};

use super::Apply;

/// Why an act does not begin.
pub(super) enum Obstacle {
    /// Nothing is to be done any more.
    Unneeded,
    /// It must not be done.
    Fails { message: String, hint: Option<String> },
}

impl Apply<'_> {
    pub(super) fn prepare_delete(
        &self,
        step: &Step,
        id: &Arc<str>,
    ) -> Result<(Intent, Option<Map>), Obstacle> {
        let Some(resource) = self.run.state.resources.get(&step.address) else {
            return Err(Obstacle::Unneeded);
        };
        let object = resource.current.iter().chain(&resource.deposed).find(|object| object.id == *id);
        let Some(object) = object else { return Err(Obstacle::Unneeded) };
        let is_current = resource.current.as_ref().is_some_and(|current| current.id == *id);
        // The replacement turned out not to be needed, so the old one stays.
        let stays =
            is_current && step.action == Action::Replace(ironwright_core::kind::Replacement::CreateFirst);
        if stays {
            return Err(Obstacle::Unneeded);
        }
        Ok((Intent::Delete { id: Arc::clone(id) }, Some(object.inputs.clone())))
    }

    pub(super) fn prepare_declared(&self, step: &Step, act: &Act) -> Result<(Intent, Map), Obstacle> {
        let decision = self.decide(step)?;
        let object = self.run.state.object(&step.address);
        let inputs = decision.wanted.inputs.clone();
        let wanted = decision.wanted.clone();
        let prepared = match (decision.action, object) {
            (Action::Create, _) => {
                let token = self.token(&step.address);
                Ok((Intent::Create { token, wanted }, inputs))
            }
            (Action::Adopt, _) => {
                let node = self.graph.get(&step.address);
                let id = node.and_then(|node| node.options.import.clone()).unwrap_or_default();
                Ok((Intent::Adopt { id: id.into(), wanted }, inputs))
            }
            (Action::Replace(_), _) if matches!(step.action, Action::Replace(_)) && *act == Act::Create => {
                let token = self.token(&step.address);
                Ok((Intent::Create { token, wanted }, inputs))
            }
            (Action::Replace(_), _) => {
                let reason = decision.changes.iter().find(|change| change.replaces.is_some());
                Err(Obstacle::Fails {
                    message: format!(
                        "would now be replaced, which the plan did not show: {}",
                        reason.map_or_else(String::new, ToString::to_string)
                    ),
                    hint: Some("type the same command again: the new plan shows the replacement".to_owned()),
                })
            }
            (Action::Update, Some(object)) => {
                Ok((Intent::Update { id: Arc::clone(&object.id), wanted }, inputs))
            }
            _ => Err(Obstacle::Unneeded),
        }?;
        if let Some(change) = unshown(step, &decision) {
            return Err(Obstacle::Fails {
                message: format!("would now change otherwise than the plan showed: {change}"),
                hint: Some("type the same command again: the new plan shows it".to_owned()),
            });
        }
        Ok(prepared)
    }

    /// The decision about a step, with all that is known now.
    fn decide(&self, step: &Step) -> Result<Decision, Obstacle> {
        let fails = |message: String| Obstacle::Fails { message, hint: None };
        let at = self.graph.position(&step.address).ok_or(Obstacle::Unneeded)?;
        let lookup = |output: &OutputRef| self.look_up(output);
        let inputs = self.graph.evaluate(at, &lookup).map_err(|wrong| fails(wrong.to_string()))?;
        if let Some((name, _)) = inputs.iter().find(|(_, value)| value.has_unknown()) {
            return Err(fails(format!("`{name}` is still not known, although all it depends on is done")));
        }
        let mut found = ironwright_core::Diagnostics::default();
        self.graph.check(at, &inputs, &mut found);
        found.into_result().map_err(|wrong| fails(wrong.to_string()))?;
        let trigger = self.graph.trigger(at, &lookup).map_err(|wrong| fails(wrong.to_string()))?;
        let dependencies = self.graph.dependency_addresses(at);
        let node = &self.graph.nodes()[at];
        if step.action == Action::Adopt
            && let Some(Observation::Present(observed)) = self.observations.get(&step.address)
        {
            // Compared with what is there, so that what the declaration ignores stays as it is.
            let found = adopting::found(step.kind, step.id.as_deref().unwrap_or_default(), observed.clone());
            return Ok(adopting::adopt(node, inputs, trigger, dependencies, &found));
        }
        let object = self.run.state.object(&step.address);
        Ok(decide(node, inputs, trigger, dependencies, object))
    }

    pub(super) fn look_up(&self, output: &OutputRef) -> Value {
        let kind = self.graph.get(&output.address).map(|node| node.kind);
        match (kind, self.run.state.object(&output.address)) {
            (Some(kind), Some(object)) => output_of(kind, object, output),
            _ => Value::of_later(output),
        }
    }

    /// Names a request so that the same one again makes nothing new.
    fn token(&self, address: &Address) -> String {
        let State { lineage, serial, .. } = &self.run.state;
        let stack = self.run.state.instance();
        // Two stacks of one cloud may name their runs alike: with one token, the second would be given what the first has.
        let text = format!("{stack} {lineage} {} {serial} {address}", self.run.holder.run);
        blake3::hash(text.as_bytes()).to_hex()[..32].to_owned()
    }
}
