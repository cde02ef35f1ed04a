//! When is a service really up, and why is it not?
//!
//! Ready is a service whose *wanted* task definition is deployed: its primary deployment is complete and runs as many
//! tasks as it should. AWS also says "steady" of a service that it has rolled back to the tasks of before, and shows an
//! eternal "in progress" where no task ever starts: both are told apart here, with what the stopped tasks died of. Where
//! ECS was not asked to give up by itself (`deployment_circuit_breaker`), nobody waits for tasks that die one like the other.

use std::cmp::Reverse;

use super::api::ECS;
use crate::handler::prelude::*;
use aws_sdk_ecs::types::{
    Container, Deployment, DeploymentRolloutState as Rollout, DesiredStatus, Service, ServiceEvent, Task,
};

const LIST: Action = ECS.action("ListTasks");
const DESCRIBE: Action = ECS.action("DescribeTasks");

/// What [`waiting`] and [`failed`] call.
pub(super) const LOOKS: Actions = &[LIST, DESCRIBE];

/// How far a service has come.
#[derive(PartialEq, Debug)]
pub(super) enum Stage<'a> {
    /// What is wanted runs.
    Steady,
    /// This deployment is being made.
    UnderWay(&'a Deployment),
    /// What is wanted will not run.
    Failed(Failure<'a>),
}

/// A deployment that came to nothing.
#[derive(PartialEq, Debug)]
pub(super) struct Failure<'a> {
    /// The deployment, if AWS still shows it.
    deployment: Option<&'a Deployment>,
    /// The task definition that was wanted.
    wanted: &'a str,
    /// The task definition that is there instead, where it is another.
    instead: Option<&'a str>,
}

/// How far a service has come with a task definition; with any, where none is named.
pub(super) fn stage<'a>(service: &'a Service, wanted: Option<&'a str>) -> Stage<'a> {
    let deployed = service.task_definition();
    let wanted = wanted.or(deployed).unwrap_or_default();
    if deployed.is_some_and(|deployed| deployed != wanted) {
        let given_up = |it: &&Deployment| {
            it.task_definition() == Some(wanted) && it.rollout_state() == Some(&Rollout::Failed)
        };
        let deployment = service.deployments().iter().find(given_up);
        return Stage::Failed(Failure { deployment, wanted, instead: deployed });
    }
    let Some(primary) = primary(service) else { return Stage::Steady };
    let full = primary.running_count() == primary.desired_count();
    match primary.rollout_state() {
        Some(Rollout::Failed) => Stage::Failed(Failure { deployment: Some(primary), wanted, instead: None }),
        Some(Rollout::Completed) if full => Stage::Steady,
        // Deployments that something else than ECS controls have no state.
        None if full && service.deployments().len() == 1 => Stage::Steady,
        _ => Stage::UnderWay(primary),
    }
}

/// Whether AWS has given the newest deployment up, and nothing came in its place.
pub(super) fn is_given_up(service: &Service) -> bool {
    primary(service).and_then(Deployment::rollout_state) == Some(&Rollout::Failed)
}

/// The newest deployment.
pub(super) fn primary(service: &Service) -> Option<&Deployment> {
    service.deployments().iter().find(|deployment| deployment.status() == Some("PRIMARY"))
}

/// What is to be waited for while a deployment is made.
///
/// # Errors
/// When there is nothing to wait for, because its tasks die one like the other.
pub(super) async fn waiting(
    aws: &Calls<'_>,
    cluster: &str,
    service: &Service,
    deployment: &Deployment,
) -> Result<Readiness> {
    let trouble = trouble(aws, cluster, service, deployment).await?;
    if let Some(error) = trouble.as_ref().and_then(|it| it.hopeless(deployment, service)) {
        return Err(error);
    }
    let why = trouble.as_ref().map(|trouble| trouble.why.as_str());
    Ok(Readiness::Waiting(progress(deployment, service, why)))
}

/// Why a deployment came to nothing; where AWS cannot be asked, that.
pub(super) async fn failed(
    aws: &Calls<'_>,
    cluster: &str,
    service: &Service,
    failure: &Failure<'_>,
) -> CloudError {
    let trouble = match failure.deployment {
        Some(deployment) => trouble(aws, cluster, service, deployment).await,
        None => Ok(None),
    };
    match trouble {
        Ok(trouble) => failure.error(service, trouble.as_ref().map(|trouble| trouble.why.as_str())),
        Err(unknown) => unknown,
    }
}

/// What is being waited for, "1 of 2 tasks are running; 1 is pending: no such image".
fn progress(deployment: &Deployment, service: &Service, why: Option<&str>) -> String {
    let (running, desired) = (deployment.running_count(), deployment.desired_count());
    let mut text = format!("{running} of {desired} tasks are running");
    let count = |number: i32, what: &str| {
        let is = if number == 1 { "is" } else { "are" };
        format!("; {number} {is} {what}")
    };
    if deployment.pending_count() > 0 {
        text += &count(deployment.pending_count(), "pending");
    }
    if deployment.failed_tasks() > 0 {
        text = format!("{text}; {} failed", deployment.failed_tasks());
    }
    let others = service.deployments().iter().filter(|other| other.id() != deployment.id());
    let before: i32 = others.map(Deployment::running_count).sum();
    if before > 0 {
        text += &count(before, "left of the deployment before");
    } else if running == desired {
        text += "; AWS has not called the deployment complete yet";
    }
    match why {
        Some(why) => format!("{text}: {why}"),
        None => text,
    }
}

impl Failure<'_> {
    /// Whether nothing but another task definition speaks for it.
    pub(super) fn is_doubtful(&self) -> bool {
        self.deployment.is_none()
    }

    /// The failure as a person reads it.
    fn error(&self, service: &Service, why: Option<&str>) -> CloudError {
        let (name, wanted) = (service.service_name().unwrap_or_default(), short(self.wanted));
        let reason = self.deployment.and_then(Deployment::rollout_state_reason);
        let (code, mut message) = match self.instead {
            Some(instead) => (
                "RolledBack",
                format!("service {name} does not run {wanted}: AWS went back to {}", short(instead)),
            ),
            None => ("DeploymentFailed", format!("the deployment of {wanted} to service {name} failed")),
        };
        if let Some(reason) = reason.filter(|reason| !reason.is_empty()) {
            message = format!("{message} ({})", reason.trim_end_matches('.'));
        }
        if let Some(why) = why {
            message = format!("{message}; the last task stopped: {why}");
        }
        CloudError::new("wait", code, message, ErrorClass::Refused).hint(
            "put right what stopped the tasks (their log says more), and type the same command again: it is \
             deployed anew",
        )
    }
}

/// `poc:3` of an ARN.
fn short(revision: &str) -> &str {
    revision.rsplit('/').next().unwrap_or(revision)
}

/// How many tasks in a row die of the same before nobody waits for the next.
const ALIKE: usize = 5;

/// Why a deployment does not get on.
#[derive(PartialEq, Debug)]
struct Trouble {
    /// What the last of its tasks died of, else what ECS says of placing them.
    why: String,
    /// How many of its tasks died of just that, one after the other.
    alike: usize,
}

impl Trouble {
    /// The failure of a deployment of which nothing runs and everything dies alike.
    fn hopeless(&self, deployment: &Deployment, service: &Service) -> Option<CloudError> {
        if deployment.running_count() > 0 || self.alike < ALIKE {
            return None;
        }
        let wanted = short(deployment.task_definition().unwrap_or_default());
        let name = service.service_name().unwrap_or_default();
        let message = format!(
            "no task of {wanted} stays up in service {name}: the last {} stopped alike: {}",
            self.alike, self.why
        );
        let hint = "put right what stopped the tasks (their log says more), and type the same command again; until then \
                    ECS goes on starting tasks, which `deployment_circuit_breaker` would end";
        Some(CloudError::new("wait", "TasksStop", message, ErrorClass::Refused).hint(hint))
    }
}

/// Asks why a deployment does not get on; nothing where it does.
async fn trouble(
    aws: &Calls<'_>,
    cluster: &str,
    service: &Service,
    deployment: &Deployment,
) -> Result<Option<Trouble>> {
    if deployment.running_count() >= deployment.desired_count()
        && deployment.rollout_state() != Some(&Rollout::Failed)
    {
        return Ok(None);
    }
    let list = || aws.ecs().list_tasks().cluster(cluster).set_service_name(service.service_name.clone());
    let send = || list().desired_status(DesiredStatus::Stopped).send();
    let listed = unless_missing(aws.call(LIST, send).await)?;
    let tasks = listed.and_then(|listed| listed.task_arns).unwrap_or_default();
    let died = if tasks.is_empty() {
        None
    } else {
        let describe = || aws.ecs().describe_tasks().cluster(cluster);
        let send = || describe().set_tasks(Some(tasks.clone())).send();
        let answer = aws.call(DESCRIBE, send).await?;
        deaths(answer.tasks(), deployment)
    };
    Ok(died.or_else(|| complaint(service, deployment).map(|why| Trouble { why, alike: 0 })))
}

/// What the last stopped task of a deployment died of, and how many before it did too.
fn deaths(tasks: &[Task], deployment: &Deployment) -> Option<Trouble> {
    let mut ours: Vec<&Task> = tasks.iter().filter(|task| task.started_by() == deployment.id()).collect();
    ours.sort_by_key(|task| Reverse(task.stopped_at().map(aws_smithy_types::DateTime::secs)));
    let why = death(ours.first()?)?;
    let alike = ours.iter().take_while(|task| death(task).as_ref() == Some(&why)).count();
    Some(Trouble { why, alike })
}

fn death(task: &Task) -> Option<String> {
    let mut reasons: Vec<String> = task.stopped_reason().map(str::to_owned).into_iter().collect();
    reasons.extend(task.containers().iter().filter_map(death_of_container));
    (!reasons.is_empty()).then(|| reasons.join("; "))
}

fn death_of_container(container: &Container) -> Option<String> {
    let name = container.name().unwrap_or_default();
    let exit = container.exit_code().filter(|code| *code != 0);
    match (exit, container.reason()) {
        (None, None) => None,
        (Some(code), None) => Some(format!("container {name} ended with exit code {code}")),
        (None, Some(reason)) => Some(format!("container {name}: {reason}")),
        (Some(code), Some(reason)) => Some(format!("container {name} ended with exit code {code}: {reason}")),
    }
}

/// The newest of the service's own messages that says what hinders this deployment.
fn complaint(service: &Service, deployment: &Deployment) -> Option<String> {
    let since = |event: &&ServiceEvent| match (event.created_at(), deployment.created_at()) {
        (Some(said), Some(began)) => said >= began,
        _ => true,
    };
    let complains = |text: &&str| ["unable", "failed", "unhealthy"].iter().any(|sign| text.contains(sign));
    let text = service.events().iter().filter(since).filter_map(ServiceEvent::message).find(complains)?;
    let own = format!("(service {}) ", service.service_name().unwrap_or_default());
    Some(text.strip_prefix(&own).unwrap_or(text).trim_end_matches('.').to_owned())
}

#[cfg(test)]
mod tests {
    use aws_sdk_ecs::types::Service;
    use aws_smithy_types::DateTime;

    use super::*;

    const OLD: &str = "arn:aws:ecs:eu-west-2:1:task-definition/poc:1";
    const NEW: &str = "arn:aws:ecs:eu-west-2:1:task-definition/poc:2";

    fn deployment(status: &str, revision: &str, state: Rollout, running: i32) -> Deployment {
        Deployment::builder()
            .id(format!("ecs-svc/{}", short(revision)))
            .status(status)
            .task_definition(revision)
            .rollout_state(state)
            .rollout_state_reason("ECS deployment circuit breaker: tasks failed to start.")
            .running_count(running)
            .desired_count(2)
            .pending_count(2 - running)
            .created_at(DateTime::from_secs(100))
            .build()
    }

    fn service(revision: &str, deployments: Vec<Deployment>) -> Service {
        Service::builder()
            .service_name("web")
            .task_definition(revision)
            .set_deployments(Some(deployments))
            .build()
    }

    fn failure(service: &Service, why: Option<&str>) -> String {
        match stage(service, Some(NEW)) {
            Stage::Failed(failure) => failure.error(service, why).to_string(),
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn a_service_is_steady_when_the_wanted_deployment_is_complete_and_full() {
        let complete = service(NEW, vec![deployment("PRIMARY", NEW, Rollout::Completed, 2)]);
        assert_eq!(stage(&complete, Some(NEW)), Stage::Steady);
        for (state, running) in [(Rollout::InProgress, 2), (Rollout::Completed, 1)] {
            let service = service(NEW, vec![deployment("PRIMARY", NEW, state, running)]);
            assert!(matches!(stage(&service, Some(NEW)), Stage::UnderWay(_)));
        }
    }

    #[test]
    fn a_service_that_was_rolled_back_is_steady_and_yet_a_failure() {
        let failed = deployment("ACTIVE", NEW, Rollout::Failed, 0);
        for deployments in [
            vec![deployment("PRIMARY", OLD, Rollout::Completed, 2), failed.clone()],
            vec![deployment("PRIMARY", OLD, Rollout::InProgress, 1), failed],
        ] {
            let service = service(OLD, deployments);
            assert_eq!(
                failure(&service, Some("CannotPullContainerError: not found")),
                "wait: RolledBack: service web does not run poc:2: AWS went back to poc:1 (ECS deployment circuit \
                 breaker: tasks failed to start); the last task stopped: CannotPullContainerError: not found"
            );
        }
        let long_ago = service(OLD, vec![deployment("PRIMARY", OLD, Rollout::Completed, 2)]);
        assert_eq!(
            failure(&long_ago, None),
            "wait: RolledBack: service web does not run poc:2: AWS went back to poc:1"
        );
    }

    #[test]
    fn a_deployment_that_was_given_up_fails_with_the_reason() {
        let service = service(NEW, vec![deployment("PRIMARY", NEW, Rollout::Failed, 0)]);
        assert!(is_given_up(&service));
        assert_eq!(
            failure(&service, None),
            "wait: DeploymentFailed: the deployment of poc:2 to service web failed (ECS deployment circuit breaker: \
             tasks failed to start)"
        );
    }

    #[test]
    fn a_wait_says_how_many_tasks_run_and_what_hinders_the_others() {
        let primary = deployment("PRIMARY", NEW, Rollout::InProgress, 1);
        let alone = service(NEW, vec![primary.clone()]);
        assert_eq!(
            progress(&primary, &alone, Some("CannotPullContainerError: not found")),
            "1 of 2 tasks are running; 1 is pending: CannotPullContainerError: not found"
        );
        let full = deployment("PRIMARY", NEW, Rollout::InProgress, 2);
        let both = service(NEW, vec![full.clone(), deployment("ACTIVE", OLD, Rollout::Completed, 2)]);
        assert_eq!(
            progress(&full, &both, None),
            "2 of 2 tasks are running; 2 are left of the deployment before"
        );
    }

    #[test]
    fn the_last_stopped_task_of_the_same_deployment_says_why() {
        let deployment = deployment("PRIMARY", NEW, Rollout::InProgress, 0);
        let task = |by: &str, at: i64, code: i32| {
            let container = Container::builder().name("nginx").exit_code(code).build();
            let task = Task::builder().started_by(by).stopped_at(DateTime::from_secs(at));
            task.stopped_reason("Essential container in task exited").containers(container).build()
        };
        let tasks =
            [task("ecs-svc/poc:2", 110, 1), task("ecs-svc/poc:2", 120, 137), task("ecs-svc/poc:1", 130, 2)];
        let why = "Essential container in task exited; container nginx ended with exit code 137".to_owned();
        assert_eq!(deaths(&tasks, &deployment), Some(Trouble { why, alike: 1 }));
    }

    #[test]
    fn a_deployment_of_which_nothing_runs_and_five_tasks_died_alike_is_hopeless() {
        let deployment = |running| deployment("PRIMARY", NEW, Rollout::InProgress, running);
        let web = service(NEW, vec![deployment(0)]);
        let task = |at: i64, why: &str| {
            let task = Task::builder().started_by("ecs-svc/poc:2").stopped_at(DateTime::from_secs(at));
            task.stopped_reason(why).build()
        };
        let stopped = |alike: i64| -> Vec<Task> {
            let other = task(100, "Scaling activity initiated by deployment");
            (1..=alike).map(|n| task(100 + n, "CannotPullContainerError: not found")).chain([other]).collect()
        };
        let verdict = |tasks: &[Task], running| {
            let trouble = deaths(tasks, &deployment(running)).expect("tasks have stopped");
            trouble.hopeless(&deployment(running), &web).map(|error| error.to_string())
        };
        assert_eq!(verdict(&stopped(4), 0), None);
        assert_eq!(verdict(&stopped(5), 1), None);
        assert_eq!(
            verdict(&stopped(5), 0).as_deref(),
            Some(
                "wait: TasksStop: no task of poc:2 stays up in service web: the last 5 stopped alike: \
                 CannotPullContainerError: not found"
            )
        );
    }

    #[test]
    fn where_no_task_has_stopped_the_services_own_message_says_why() {
        let primary = deployment("PRIMARY", NEW, Rollout::InProgress, 0);
        let event = |at: i64, text: &str| {
            ServiceEvent::builder().created_at(DateTime::from_secs(at)).message(text).build()
        };
        let mut waiting = service(NEW, vec![primary.clone()]);
        waiting.events = Some(vec![
            event(120, "(service web) has started 1 tasks."),
            event(
                110,
                "(service web) was unable to place a task because no container instance met all of its requirements.",
            ),
            event(90, "(service web) failed to launch a task."),
        ]);
        let said = "was unable to place a task because no container instance met all of its requirements";
        assert_eq!(complaint(&waiting, &primary).as_deref(), Some(said));
        waiting.events = Some(vec![event(90, "(service web) failed to launch a task.")]);
        assert_eq!(complaint(&waiting, &primary), None);
    }
}
