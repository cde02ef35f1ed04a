//! An internal tool: a small HTTP service in which the engine is embedded, as a platform team would do it.
//!
//! It looks after two stacks, `network` and `web`, and lets others preview, apply and cancel:
//!
//! ```text
//! GET  /stacks                   what there is, and what is going on
//! POST /stacks/NAME/preview      the plan, as JSON
//! POST /stacks/NAME/up           begins a run
//! GET  /stacks/NAME/events       its progress, as server-sent events; a client that comes back goes on where it was
//! POST /stacks/NAME/cancel       asks the run to stop: what is under way is finished; again, and not even that
//! ```
//!
//! ```text
//! cargo run -p internal-tool -- /tmp/tool 127.0.0.1:8080
//! curl -X POST localhost:8080/stacks/network/up && curl -N localhost:8080/stacks/network/events
//! ```
//!
//! It may be killed at any moment. What a run had begun stands in the journal of its stack, and the next run of that stack
//! goes on from there; the tool itself keeps nothing. Everything is rehearsed here: on AWS, `tool.rs` opens another cloud.

mod progress;
mod routes;
mod stacks;
mod tool;

use std::error::Error;
use std::path::PathBuf;
use std::sync::Arc;

use tokio::net::TcpListener;

use crate::tool::Tool;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error + Send + Sync>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(folder), Some(address)) = (arguments.next(), arguments.next()) else {
        return Err("type `internal-tool FOLDER ADDRESS`: where the states are, and where to listen".into());
    };
    // How slow the rehearsal is, `latency=200ms..2s`: without it there is little to see.
    let conditions = std::env::var("TOOL_REHEARSE").unwrap_or_default().parse()?;
    let tool = Tool::open(PathBuf::from(folder), conditions)?;
    let listener = TcpListener::bind(address).await?;
    tell(&format!("listening on {}", listener.local_addr()?));
    axum::serve(listener, routes::all(Arc::new(tool))).await?;
    Ok(())
}

#[expect(clippy::print_stdout, reason = "whoever starts it wants to know where it listens")]
fn tell(line: &str) {
    println!("{line}");
}
