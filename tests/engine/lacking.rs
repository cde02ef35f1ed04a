//! Kinds that a cloud does not have at all: told of all of them together, before anything is read or made.

use std::sync::Arc;

use ironwright::aws::{kms, rds, secretsmanager};
use ironwright::core::plan::{Selection, Verb};
use ironwright::core::state::{CloudIdentity, Observation};
use ironwright::core::{Graph, Kind, Location};
use ironwright::engine::cloud::{
    CloudError, CreateRequest, DeleteRequest, Existing, Lacking, ReadRequest, Readiness, UpdateRequest,
};
use ironwright::engine::store::MemoryStore;
use ironwright::engine::{Cloud, Engine};
use ironwright::prelude::*;
use ironwright::rehearsal::Rehearsal;

/// A cloud without some services.
struct Without {
    cloud: Rehearsal,
    services: &'static [&'static str],
}

#[async_trait::async_trait]
impl Cloud for Without {
    async fn identity(&self) -> Result<CloudIdentity, CloudError> {
        self.cloud.identity().await
    }

    fn lacks(&self, kind: &'static Kind) -> Option<Lacking> {
        let service = kind.name.split('.').next().unwrap_or_default();
        self.services.contains(&service).then(|| Lacking {
            message: format!("there is no {}", kind.name),
            hint: format!("ask for {service}"),
        })
    }

    async fn create(&self, request: &CreateRequest) -> Result<Existing, CloudError> {
        self.cloud.create(request).await
    }

    async fn find(&self, request: &CreateRequest) -> Result<Option<Existing>, CloudError> {
        self.cloud.find(request).await
    }

    async fn find_all_by_token(
        &self,
        kind: &'static Kind,
        requests: &[CreateRequest],
    ) -> Result<Vec<Vec<Arc<str>>>, CloudError> {
        self.cloud.find_all_by_token(kind, requests).await
    }

    async fn read(
        &self,
        kind: &'static Kind,
        wanted: &[ReadRequest],
    ) -> Result<Vec<Observation>, CloudError> {
        self.cloud.read(kind, wanted).await
    }

    async fn update(&self, request: &UpdateRequest) -> Result<Existing, CloudError> {
        self.cloud.update(request).await
    }

    async fn delete(&self, request: &DeleteRequest) -> Result<(), CloudError> {
        self.cloud.delete(request).await
    }

    async fn settle(&self, kind: &'static Kind, resource: &ReadRequest) -> Result<Readiness, CloudError> {
        self.cloud.settle(kind, resource).await
    }
}

fn engine(services: &'static [&'static str]) -> Engine {
    let location = Location { account: "123456789012".into(), region: "eu-west-2".into() };
    let cloud = Rehearsal::in_memory(location, ironwright::aws::registry());
    Engine::new(Arc::new(Without { cloud, services }), ironwright::aws::registry())
}

fn graph() -> Graph {
    let mut stack = Stack::new("shop");
    stack.add("data", kms::Key::new());
    for name in ["login", "other"] {
        stack.add(name, secretsmanager::Secret::new(name));
    }
    let database = rds::DbInstance::new("shop", rds::Engine::Postgres, "db.t4g.small");
    let database =
        database.allocated_storage(20u32).master_username("shop").manage_master_user_password(true);
    stack.add("database", database);
    stack.graph().expect("a sound program")
}

#[tokio::test(start_paused = true)]
async fn all_kinds_that_a_cloud_lacks_are_told_together_with_the_line_of_the_first() {
    let engine = engine(&["rds", "secretsmanager"]);
    let store = MemoryStore::new("shop");
    let refused =
        engine.preview(&store, &graph(), Verb::Up, &Selection::default()).await.expect_err("it lacks two");
    let told = refused.to_string();
    let lines: Vec<&str> = told.lines().filter(|line| line.starts_with("error: ")).collect();
    assert_eq!(
        lines,
        [
            "error: rds.DbInstance.database: there is no rds.DbInstance",
            "error: secretsmanager.Secret.login: there is no secretsmanager.Secret",
        ],
        "{told}"
    );
    assert!(told.contains("lacking.rs:") && told.contains("hint: ask for rds"), "{told}");
    assert!(store.state().resources.is_empty());
}

#[tokio::test(start_paused = true)]
async fn what_a_cloud_has_is_planned() {
    let store = MemoryStore::new("shop");
    let plan =
        engine(&["efs"]).preview(&store, &graph(), Verb::Up, &Selection::default()).await.expect("a plan");
    assert_eq!(plan.steps.len(), 4, "{plan}");
}
