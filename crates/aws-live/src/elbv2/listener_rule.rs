//! `elbv2.ListenerRule` on AWS.
//!
//! `CreateRule` has no token, but a priority is given once: a second request is refused, and the tag then says whether the
//! rule that is there was made by the first. What a rule does not tell is its listener: its ARN does.

use aws_sdk_elasticloadbalancingv2::types::{Rule as Listed, RulePriorityPair, Tag as ElbTag};
use ironwright_aws::elbv2::ListenerRule;

use super::actions::{from_actions, to_actions};
use super::api::{ByArn, ELBV2, TAGS, to_tags, with_tags};
use super::conditions::{from_condition, to_condition};
use super::rules::{self, DESCRIBE, at_priority};
use crate::handler::prelude::*;
use crate::handler::{ids, owned};

const MODIFY: Action = ELBV2.action("ModifyRule");
const SET_PRIORITIES: Action = ELBV2.action("SetRulePriorities");

/// A rule with its tags.
type Described = (Listed, Vec<ElbTag>);

on_aws!(ListenerRule as AsTagged);

impl Tagged for ListenerRule {
    type Described = Described;
    type Tags = ByArn;

    const ID: fn(&Described) -> Option<&str> = |(rule, _)| rule.rule_arn();
    const READ: Action = DESCRIBE;
    const ALSO_READ: Actions = &[TAGS];
    const CREATE: Action = ELBV2.action("CreateRule");
    const ALSO_CREATE: Actions = &[Self::READ];
    const UPDATE: Actions = &[MODIFY, SET_PRIORITIES];
    const DELETE: Action = ELBV2.action("DeleteRule");

    async fn list(aws: &Calls<'_>, which: Which<'_>) -> Result<Vec<Described>> {
        let listed = match which {
            Which::Read(resources) => rules::described(aws, ids(resources)).await?,
            Which::MadeBy(request) => at_priority(aws, &request.inputs).await?,
        };
        with_tags(aws, which, listed, Listed::rule_arn).await
    }

    fn observe(_: &Calls<'_>, (rule, tags): &Described, _: &Map) -> Properties {
        let priority = rule.priority().and_then(|priority| priority.parse::<i64>().ok());
        Properties::default()
            .with(Self::LISTENER_ARN, rule.rule_arn().and_then(listener_of))
            .with(Self::PRIORITY, priority)
            .with_list(Self::CONDITIONS, rule.conditions().iter().map(from_condition))
            .with_list(Self::ACTIONS, from_actions(rule.actions()))
            .with_tags(tags)
    }

    async fn create(aws: &Calls<'_>, request: &CreateRequest) -> Result<Made> {
        let inputs = &request.inputs;
        if !at_priority(aws, inputs).await?.is_empty() {
            let priority = number(inputs, Self::PRIORITY).unwrap_or_default();
            return Err(exists_already(Self::CREATE, &format!("a rule of priority {priority}")));
        }
        let send = || {
            aws.elbv2()
                .create_rule()
                .set_listener_arn(text(inputs, Self::LISTENER_ARN))
                .set_priority(number(inputs, Self::PRIORITY))
                .set_conditions(Some(blocks(inputs, Self::CONDITIONS).map(to_condition).collect()))
                .set_actions(Some(to_actions(inputs, Self::ACTIONS)))
                .set_tags(Some(to_tags(&owned(request))))
                .send()
        };
        let answer = aws.call(Self::CREATE, send).await?;
        Made::named(Self::CREATE, answer.rules().first().and_then(Listed::rule_arn))
    }

    async fn update(aws: &Calls<'_>, change: &Change<'_>) -> Result<()> {
        if change.of(Self::PRIORITY).is_some() {
            let priority = number(change.wanted, Self::PRIORITY);
            let pair = || RulePriorityPair::builder().rule_arn(change.id).set_priority(priority).build();
            let send = || aws.elbv2().set_rule_priorities().rule_priorities(pair()).send();
            aws.call(SET_PRIORITIES, send).await?;
        }
        let conditions = change.of(Self::CONDITIONS).is_some();
        let actions = change.of(Self::ACTIONS).is_some();
        if !conditions && !actions {
            return Ok(());
        }
        let all = || blocks(change.wanted, Self::CONDITIONS).map(to_condition).collect();
        let send = || {
            aws.elbv2()
                .modify_rule()
                .rule_arn(change.id)
                .set_conditions(conditions.then(all))
                .set_actions(actions.then(|| to_actions(change.wanted, Self::ACTIONS)))
                .send()
        };
        aws.call(MODIFY, send).await.map(drop)
    }

    async fn delete(aws: &Calls<'_>, request: &DeleteRequest) -> Result<()> {
        let send = || aws.elbv2().delete_rule().rule_arn(&*request.id).send();
        aws.call(Self::DELETE, send).await.map(drop)
    }
}

/// `…:listener/app/web/1/2` of `…:listener-rule/app/web/1/2/3`.
fn listener_of(rule: &str) -> Option<String> {
    let (listener, _) = rule.rsplit_once('/')?;
    Some(listener.replacen(":listener-rule/", ":listener/", 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rules_arn_tells_its_listener() {
        let arn = |what: &str| format!("arn:aws:elasticloadbalancing:eu-west-2:123456789012:{what}");
        let rule = arn("listener-rule/app/web/50dc6c495c0c9188/f2f7dc8efc522ab2/9683b2d02a6cabee");
        let listener = arn("listener/app/web/50dc6c495c0c9188/f2f7dc8efc522ab2");
        assert_eq!(listener_of(&rule), Some(listener));
    }
}
