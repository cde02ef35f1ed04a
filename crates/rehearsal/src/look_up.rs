//! What a program looks up: whatever exists in the world, be it made by another stack, by a test, or said by a file; and
//! what the cloud itself always has, which kinds know.

use std::sync::Arc;

use ironwright_core::Kind;
use ironwright_core::look_up::{Found, Query, Refused};

use crate::properties::given_back;
use crate::world::World;

/// All of a kind of which everything holds that a query says.
pub(crate) fn look_up(world: &World, kind: &'static Kind, query: &Query) -> Result<Vec<Found>, Refused> {
    if let Some(refused) = elsewhere(world, query) {
        return Err(refused);
    }
    let there = world
        .of_kind(kind.name)
        .map(|(id, thing)| Found { id: Arc::clone(id), observed: given_back(kind, &thing.properties) });
    let mut found: Vec<Found> = there.filter(|it| query.matches(kind, &it.id, &it.observed)).collect();
    if found.is_empty()
        && let Some(behaviour) = kind.behaviour
    {
        let provided = behaviour.provided(world, query).into_iter();
        found.extend(provided.filter(|it| query.matches(kind, &it.id, &it.observed)));
    }
    Ok(found)
}

/// Why something cannot be there that the ARN of another account names. What is of no account, or of the cloud's own, may.
fn elsewhere(world: &World, query: &Query) -> Option<Refused> {
    let account = &*world.location.account;
    let named = query.conditions.iter().filter_map(|condition| condition.value.as_text());
    let (arn, owner) =
        named
            .filter_map(|text| Some((text, text.strip_prefix("arn:")?.split(':').nth(3)?)))
            .find(|(_, owner)| owner.starts_with(|c: char| c.is_ascii_digit()) && *owner != account)?;
    Some(Refused {
        message: format!("{arn} is of account {owner}, and this is {account}"),
        hint: Some(
            "look it up in the account that it is of, or give what is needed of it as a setting".to_owned(),
        ),
    })
}
