//! `kms.Key` on AWS.
//!
//! `CreateKey` has no token and a key has no name: a lost answer is found again by the tag alone, which is looked for on
//! every key of the region, since KMS has no index of its tags. A key that waits for its deletion counts as gone.

use aws_sdk_kms::types::{KeyMetadata, KeySpec, KeyState, Tag as KmsTag};
use futures_util::future::try_join_all;
use ironwright_aws::kms::{Key, KeyOutputs};

use super::api::{ById, KMS, to_tags};
use crate::handler::prelude::*;
use crate::handler::{TOKEN, documents, ids, owned};

const LIST: Action = KMS.action("ListKeys");
const TAGS: Action = KMS.action("ListResourceTags");
const POLICY: Action = KMS.action("GetKeyPolicy");
const ROTATION: Action = KMS.action("GetKeyRotationStatus");
const PUT_POLICY: Action = KMS.action("PutKeyPolicy");
const DESCRIBE_ANEW: Action = KMS.action("UpdateKeyDescription");
const ROTATE: Action = KMS.action("EnableKeyRotation");
const STOP_ROTATING: Action = KMS.action("DisableKeyRotation");
const ENABLE: Action = KMS.action("EnableKey");
const DISABLE: Action = KMS.action("DisableKey");

/// The name of the one policy that a key has.
const THE_POLICY: &str = "default";
/// After how many days AWS makes new key material where it was not told.
const USUAL_PERIOD: i32 = 365;

/// A key with what KMS tells of it by other calls.
pub(crate) struct Described {
    key: KeyMetadata,
    tags: Vec<KmsTag>,
    policy: Option<String>,
    /// Whether the key material is made anew, and after how many days.
    rotation: (bool, Option<i32>),
}

on_aws!(Key as AsTagged);

impl Tagged for Key {
    type Described = Described;
    type Tags = ById;

    const ID: fn(&Described) -> Option<&str> = |described| Some(described.key.key_id());
    const READ: Action = KMS.action("DescribeKey");
    const ALSO_READ: Actions = &[LIST, TAGS, POLICY, ROTATION];
    const CREATE: Action = KMS.action("CreateKey");
    const UPDATE: Actions = &[DESCRIBE_ANEW, PUT_POLICY, ROTATE, STOP_ROTATING, ENABLE, DISABLE];
    const DELETE: Action = KMS.action("ScheduleKeyDeletion");

    async fn list(aws: &Calls<'_>, which: Which<'_>) -> Result<Vec<Described>> {
        let ids = match which {
            Which::Read(resources) => ids(resources),
            Which::MadeBy(request) => made_by(aws, request).await?,
        };
        let all = try_join_all(ids.iter().map(|id| described(aws, which, id))).await?;
        Ok(all.into_iter().flatten().collect())
    }

    fn observe(_: &Calls<'_>, described: &Described, inputs: &Map) -> Properties {
        let Described { key, tags, policy, rotation } = described;
        let policy = policy.as_deref().and_then(documents::parsed);
        let asked = inputs.contains_key(Self::ROTATION_PERIOD_IN_DAYS);
        let period = rotation.1.filter(|days| rotation.0 && (asked || *days != USUAL_PERIOD));
        Properties::default()
            .with(KeyOutputs::ARN, key.arn())
            .with(Self::DESCRIPTION, key.description().filter(|text| !text.is_empty()))
            .with(Self::KEY_POLICY, documents::as_applied(policy, inputs.get(Self::KEY_POLICY)))
            .with(Self::KEY_USAGE, key.key_usage())
            .with(Self::KEY_SPEC, key.key_spec())
            .with(Self::ENABLED, key.enabled())
            .with(Self::ENABLE_KEY_ROTATION, rotation.0)
            .with(Self::ROTATION_PERIOD_IN_DAYS, period)
            .with(Self::MULTI_REGION, key.multi_region())
            .with_tags(tags)
    }

    async fn create(aws: &Calls<'_>, request: &CreateRequest) -> Result<Made> {
        let inputs = &request.inputs;
        let send = || {
            aws.kms()
                .create_key()
                .set_description(text(inputs, Self::DESCRIPTION))
                .set_policy(documents::text(inputs, Self::KEY_POLICY))
                .set_bypass_policy_lockout_safety_check(flag(
                    inputs,
                    Self::BYPASS_POLICY_LOCKOUT_SAFETY_CHECK,
                ))
                .set_key_usage(text(inputs, Self::KEY_USAGE))
                .set_key_spec(text(inputs, Self::KEY_SPEC))
                .set_multi_region(flag(inputs, Self::MULTI_REGION))
                .set_tags(Some(to_tags(&owned(request))))
                .send()
        };
        let answer = aws.call(Self::CREATE, send).await?;
        Made::named(Self::CREATE, answer.key_metadata().map(KeyMetadata::key_id))
    }

    async fn update(aws: &Calls<'_>, change: &Change<'_>) -> Result<()> {
        let (id, wanted) = (change.id, change.wanted);
        // A disabled key takes no other change: it is enabled first, and disabled last.
        if change.flag(Self::ENABLED) == Some(true) {
            aws.call(ENABLE, || aws.kms().enable_key().key_id(id).send()).await?;
        }
        if change.of(Self::DESCRIPTION).is_some() {
            let description: String = text(wanted, Self::DESCRIPTION).unwrap_or_default();
            let send = || aws.kms().update_key_description().key_id(id).description(&description).send();
            aws.call(DESCRIBE_ANEW, send).await?;
        }
        if change.of(Self::KEY_POLICY).is_some() {
            let policy = documents::text(wanted, Self::KEY_POLICY).unwrap_or_else(|| usual_policy(aws));
            let bypass = flag(wanted, Self::BYPASS_POLICY_LOCKOUT_SAFETY_CHECK);
            let put = || aws.kms().put_key_policy().key_id(id).policy_name(THE_POLICY).policy(&policy);
            let send = || put().set_bypass_policy_lockout_safety_check(bypass).send();
            aws.call(PUT_POLICY, send).await?;
        }
        let rotation = [Self::ENABLE_KEY_ROTATION, Self::ROTATION_PERIOD_IN_DAYS];
        if rotation.iter().any(|name| change.of(name).is_some()) {
            rotate(aws, id, wanted).await?;
        }
        if change.flag(Self::ENABLED) == Some(false) {
            aws.call(DISABLE, || aws.kms().disable_key().key_id(id).send()).await?;
        }
        Ok(())
    }

    async fn delete(aws: &Calls<'_>, request: &DeleteRequest) -> Result<()> {
        let days = number(&request.inputs, Self::PENDING_WINDOW_IN_DAYS);
        let schedule = || aws.kms().schedule_key_deletion().key_id(&*request.id);
        let scheduled = aws.call(Self::DELETE, || schedule().set_pending_window_in_days(days).send()).await;
        match scheduled {
            // It waits for its deletion already.
            Err(error)
                if error.code == "KMSInvalidStateException" && error.message.contains("pending deletion") =>
            {
                Ok(())
            }
            scheduled => scheduled.map(drop),
        }
    }
}

/// The ids of the keys that carry a request's token.
async fn made_by(aws: &Calls<'_>, request: &CreateRequest) -> Result<Vec<String>> {
    let send = |page| aws.kms().list_keys().set_marker(page).send();
    let keys = aws.pages(LIST, send, |it| (it.keys, it.next_marker)).await?;
    let ours = async |id: Option<String>| {
        let Some(id) = id else { return Ok(None) };
        let tags = match tags(aws, &id).await {
            // A key may let nobody look at it but whom its policy names: that is none of ours.
            Err(error) if error.class == ErrorClass::Denied => None,
            tags => tags?,
        };
        let token = (Some(TOKEN), Some(&*request.token));
        Ok(tags.is_some_and(|tags| tags.iter().any(|tag| tag.pair() == token)).then_some(id))
    };
    let found: Result<Vec<Option<String>>> = try_join_all(keys.into_iter().map(|key| ours(key.key_id))).await;
    Ok(found?.into_iter().flatten().collect())
}

/// All that is to be known of a key; `None` when it is gone, or on its way.
async fn described(aws: &Calls<'_>, which: Which<'_>, id: &str) -> Result<Option<Described>> {
    let send = || aws.kms().describe_key().key_id(id).send();
    let answer = unless_missing(aws.call(Key::READ, send).await)?;
    let Some(key) = answer.and_then(|answer| answer.key_metadata).filter(stays) else { return Ok(None) };
    let tags = if which.wants_tags(Some(id)) { tags(aws, id).await?.unwrap_or_default() } else { Vec::new() };
    let policy = if which.wants(Some(id), Key::KEY_POLICY) { policy(aws, id).await? } else { None };
    let rotates = key.key_spec() == Some(&KeySpec::SymmetricDefault);
    let rotation = if rotates { rotation(aws, id).await? } else { (false, None) };
    Ok(Some(Described { key, tags, policy, rotation }))
}

fn stays(key: &KeyMetadata) -> bool {
    !matches!(key.key_state(), Some(KeyState::PendingDeletion | KeyState::PendingReplicaDeletion))
}

/// All tags of a key; `None` when it is gone.
async fn tags(aws: &Calls<'_>, id: &str) -> Result<Option<Vec<KmsTag>>> {
    let send = |page| aws.kms().list_resource_tags().key_id(id).set_marker(page).send();
    unless_missing(aws.pages(TAGS, send, |it| (it.tags, it.next_marker)).await)
}

async fn policy(aws: &Calls<'_>, id: &str) -> Result<Option<String>> {
    let send = || aws.kms().get_key_policy().key_id(id).policy_name(THE_POLICY).send();
    Ok(unless_missing(aws.call(POLICY, send).await)?.and_then(|answer| answer.policy))
}

async fn rotation(aws: &Calls<'_>, id: &str) -> Result<(bool, Option<i32>)> {
    let send = || aws.kms().get_key_rotation_status().key_id(id).send();
    let answer = unless_missing(aws.call(ROTATION, send).await)?;
    Ok(answer.map(|answer| (answer.key_rotation_enabled, answer.rotation_period_in_days)).unwrap_or_default())
}

async fn rotate(aws: &Calls<'_>, id: &str, wanted: &Map) -> Result<()> {
    if flag(wanted, Key::ENABLE_KEY_ROTATION) == Some(true) {
        let days = number(wanted, Key::ROTATION_PERIOD_IN_DAYS);
        let enable = || aws.kms().enable_key_rotation().key_id(id);
        aws.call(ROTATE, || enable().set_rotation_period_in_days(days).send()).await.map(drop)
    } else {
        aws.call(STOP_ROTATING, || aws.kms().disable_key_rotation().key_id(id).send()).await.map(drop)
    }
}

/// The policy that KMS gives a key for which none was said: the account's IAM policies decide.
fn usual_policy(aws: &Calls<'_>) -> String {
    let place = aws.place();
    serde_json::json!({
        "Version": "2012-10-17",
        "Id": "key-default-1",
        "Statement": [{
            "Sid": "Enable IAM User Permissions",
            "Effect": "Allow",
            "Principal": {"AWS": format!("arn:{}:iam::{}:root", place.partition, place.account)},
            "Action": "kms:*",
            "Resource": "*",
        }],
    })
    .to_string()
}
