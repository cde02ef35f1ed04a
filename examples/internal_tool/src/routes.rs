//! What is answered to which request.

use std::convert::Infallible;
use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::sse::{Event, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use futures_util::{Stream, StreamExt as _};
use ironwright::engine::EngineError;
use serde_json::{Value, json};

use crate::stacks;
use crate::tool::{Refusal, Tool};

type Shared = State<Arc<Tool>>;

/// All routes.
pub(crate) fn all(tool: Arc<Tool>) -> Router {
    Router::new()
        .route("/stacks", get(list))
        .route("/stacks/{stack}/preview", post(preview))
        .route("/stacks/{stack}/up", post(up))
        .route("/stacks/{stack}/events", get(events))
        .route("/stacks/{stack}/cancel", post(cancel))
        .with_state(tool)
}

async fn list(State(tool): Shared) -> Result<Json<Value>, Refusal> {
    let mut stacks = Vec::new();
    for name in stacks::ALL {
        let state = tool.state(name).await?;
        let outputs: serde_json::Map<String, Value> =
            state.outputs.iter().map(|(name, value)| (name.to_string(), value.to_public_json())).collect();
        stacks.push(json!({
            "name": name,
            "resources": state.count(),
            "outputs": outputs,
            "running": tool.is_running(name),
        }));
    }
    Ok(Json(stacks.into()))
}

async fn preview(State(tool): Shared, Path(stack): Path<String>) -> Result<Json<Value>, Refusal> {
    Ok(Json(tool.preview(&stack).await?.to_json()))
}

async fn up(State(tool): Shared, Path(stack): Path<String>) -> Result<(StatusCode, Json<Value>), Refusal> {
    tool.up(&stack).await?;
    Ok((StatusCode::ACCEPTED, Json(json!({ "events": format!("/stacks/{stack}/events") }))))
}

async fn cancel(State(tool): Shared, Path(stack): Path<String>) -> Result<StatusCode, Refusal> {
    tool.cancel(&stack).map(|()| StatusCode::ACCEPTED)
}

async fn events(
    State(tool): Shared,
    Path(stack): Path<String>,
    headers: HeaderMap,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, Refusal> {
    let last = headers.get("last-event-id").and_then(|id| id.to_str().ok()?.parse().ok());
    let lines = tool.log(&stack)?.after(last.unwrap_or(0));
    Ok(Sse::new(lines.map(|(number, line)| Ok(Event::default().id(number.to_string()).data(line)))))
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let (status, message) = match self {
            Self::Unknown => (StatusCode::NOT_FOUND, "there is nothing of that name".to_owned()),
            Self::Busy => (StatusCode::CONFLICT, "a run of this stack is going on".to_owned()),
            Self::Engine(EngineError::Program(problems)) => {
                (StatusCode::UNPROCESSABLE_ENTITY, problems.to_string())
            }
            Self::Engine(error) => (StatusCode::SERVICE_UNAVAILABLE, error.to_string()),
        };
        (status, Json(json!({ "error": message }))).into_response()
    }
}
