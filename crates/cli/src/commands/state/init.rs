//! `state init`: make the bucket that states are to live in, or mend it. What is to be done is shown first.

use ironwright_aws_live::store::init::examine;
use serde_json::json;

use crate::buckets::wanted;
use crate::exit::Exit;
use crate::failure::Result;
use crate::interrupts::Interrupts;
use crate::session::Session;
use crate::settings::StoreSettings;
use crate::{consent, words};

pub(super) fn run(
    session: &Session<'_>,
    place: Option<&str>,
    kms_key: Option<String>,
    yes: bool,
) -> Result<Exit> {
    let settings = StoreSettings::read(&session.project, &session.global)?;
    let wanted = wanted(place, settings, session.asked(), kms_key)?;
    Session::runtime_in(true)?.block_on(async {
        let examined = examine(&wanted).await?;
        let (about, to_do) = (examined.about(), examined.to_do());
        let told = |done| json!({ "store": wanted.place.to_string(), "tasks": to_do, "done": done });
        if to_do.is_empty() {
            session.screen.document(&told(true));
            session.screen.message(&format!("{about}\nAll is as it should be: there is nothing to do."));
            return Ok(Exit::Success);
        }
        session.screen.message(&format!("{about}\n  {}", to_do.join("\n  ")));
        let question = if examined.is_strange() {
            format!("Do these {} to a bucket that is there already?", words::count(to_do.len(), "thing"))
        } else {
            format!("Do {}?", words::count(to_do.len(), "thing"))
        };
        let interrupts = Interrupts::listen();
        if let Some(exit) = consent::refused(session, &interrupts, (!yes).then_some(&*question)).await? {
            return Ok(exit);
        }
        examined.carry_out().await?;
        session.screen.document(&told(true));
        session.screen.message(&format!(
            "It is done. Name it with `--store {0}`, or under [store] in ironwright.toml or local.ironwright.toml;\n\
             `state migrate --to {0}` moves a state there.",
            wanted.place
        ));
        Ok(Exit::Success)
    })
}
