//! `secretsmanager.SecretTargetAttachment` on AWS: members of the object that a secret's value is. There is no call for it:
//! the value is read, and put back with them. Nothing else of it is told to anybody.

use futures_util::future::try_join_all;
use ironwright_aws::secretsmanager::SecretTargetAttachment;
use serde_json::{Map as Object, Value as Json};

use super::api::SECRETS_MANAGER;
use super::value::GET;
use crate::handler::prelude::*;

const PUT: Action = SECRETS_MANAGER.action("PutSecretValue");

/// The member that tells whether there is an attachment.
const TARGET: &str = "dbInstanceIdentifier";
/// All members that are an attachment's.
const MEMBERS: [&str; 5] = [TARGET, "engine", "host", "port", "dbname"];

on_aws!(SecretTargetAttachment as AsPlaced);

impl Placed for SecretTargetAttachment {
    const LOOK: Actions = &[GET];
    const PUT: Actions = &[PUT, GET];
    const REMOVE: Actions = &[PUT, GET];

    fn id(inputs: &Map) -> String {
        text(inputs, Self::SECRET_ID).unwrap_or_default()
    }

    async fn look(aws: &Calls<'_>, places: &[ReadRequest]) -> Result<Vec<Option<Map>>> {
        let look = async |place: &ReadRequest| {
            let object = object(aws, &place.id).await?.unwrap_or_default();
            let member = |name: &str| object.get(name).and_then(Json::as_str);
            let Some(target) = member(TARGET) else { return Ok(None) };
            let observed = Properties::default()
                .with(Self::SECRET_ID, &*place.id)
                .with(Self::TARGET_ID, target)
                .with(Self::ENGINE, member("engine"))
                .with(Self::HOST, member("host"))
                .with(Self::PORT, object.get("port").and_then(Json::as_i64))
                .with(Self::DBNAME, member("dbname"));
            Ok(Some(observed.into_map()))
        };
        try_join_all(places.iter().map(look)).await
    }

    async fn put(aws: &Calls<'_>, id: &str, inputs: &Map) -> Result<Option<Map>> {
        let Some(mut object) = object(aws, id).await? else {
            let message =
                format!("the value of {id} is not an object in JSON, so nothing can be added to it");
            let error = CloudError::new(PUT.to_string(), "NoObject", message, ErrorClass::Refused);
            return Err(error.hint("give the secret one, with the members `username` and `password`"));
        };
        object.retain(|name, _| !MEMBERS.contains(&name.as_str()));
        let texts = [
            (TARGET, Self::TARGET_ID),
            ("engine", Self::ENGINE),
            ("host", Self::HOST),
            ("dbname", Self::DBNAME),
        ];
        for (member, input) in texts {
            if let Some(value) = text::<String>(inputs, input) {
                object.insert(member.to_owned(), value.into());
            }
        }
        if let Some(port) = number(inputs, Self::PORT) {
            object.insert("port".to_owned(), port.into());
        }
        write(aws, id, object).await?;
        Ok(None)
    }

    async fn remove(aws: &Calls<'_>, request: &DeleteRequest) -> Result<()> {
        let Some(mut object) = object(aws, &request.id).await? else { return Ok(()) };
        object.retain(|name, _| !MEMBERS.contains(&name.as_str()));
        write(aws, &request.id, object).await
    }
}

/// The object that a secret's value is; `None` when it is something else, or nothing.
async fn object(aws: &Calls<'_>, secret: &str) -> Result<Option<Object<String, Json>>> {
    let send = || aws.secretsmanager().get_secret_value().secret_id(secret).send();
    let value = match aws.call(GET, send).await {
        // It waits for its deletion.
        Err(error) if error.code == "InvalidRequestException" => None,
        answer => unless_missing(answer)?.and_then(|answer| answer.secret_string),
    };
    Ok(value.and_then(|value| serde_json::from_str(&value).ok()))
}

async fn write(aws: &Calls<'_>, secret: &str, object: Object<String, Json>) -> Result<()> {
    let value = Json::Object(object).to_string();
    let send = || aws.secretsmanager().put_secret_value().secret_id(secret).secret_string(&value).send();
    aws.call(PUT, send).await.map(drop)
}
