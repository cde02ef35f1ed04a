//! What a file says and what was read of it, in the one form that both have: AWS's members, in small letters, without what
//! is as it would be anyway.

use ironwright_core::{Map, Value};
use serde_json::{Map as Object, Value as Json, json};

/// What a file says, its placeholders filled.
pub(crate) fn said(text: &str, values: &[(&str, &str)]) -> Json {
    let mut text = text.to_owned();
    for (name, value) in values {
        text = text.replace(&format!("${{{name}}}"), value);
    }
    let mut json: Json = serde_json::from_str(&text).expect("JSON");
    let tags = json.get("tags").or(json.get("Tags")).cloned();
    if let Some(inner) = json.get("taskDefinition") {
        json = inner.clone();
        if let (Some(object), Some(tags)) = (json.as_object_mut(), tags) {
            object.insert("tags".to_owned(), tags);
        }
    }
    let mut json = lowered(&json, "");
    if let Some(object) = json.as_object_mut() {
        for name in [
            "taskdefinitionarn",
            "revision",
            "status",
            "requiresattributes",
            "compatibilities",
            "registeredat",
            "registeredby",
            "deregisteredat",
        ] {
            object.remove(name);
        }
        for (name, unit) in [("cpu", "vcpu"), ("memory", "gb")] {
            if let Some(size) = object.get(name) {
                let text = size.as_str().map_or(size.to_string(), str::to_owned).to_lowercase();
                let number = match text.strip_suffix(unit) {
                    Some(number) => number.trim().parse::<f64>().expect("a number") * 1024.0,
                    None => text.parse().expect("a number"),
                };
                object.insert(name.to_owned(), json!(number));
            }
        }
    }
    pruned(json)
}

/// What was read, as AWS writes it.
pub(crate) fn written(inputs: &Map) -> Json {
    let mut task = members(inputs);
    let mut platform = Object::new();
    for (ours, aws) in
        [("cpuarchitecture", "cpuarchitecture"), ("operatingsystemfamily", "operatingsystemfamily")]
    {
        platform.extend(task.remove(ours).map(|value| (aws.to_owned(), value)));
    }
    task.insert("runtimeplatform".to_owned(), platform.into());
    wrap(&mut task, "ephemeralstoragesizeingib", &["ephemeralstorage", "sizeingib"]);
    for name in ["cpu", "memory"] {
        if let Some(size) = task.get_mut(name) {
            *size = json!(size.as_f64());
        }
    }
    let containers = listed(inputs, "containers", container);
    task.remove("containers");
    task.insert("containerdefinitions".to_owned(), containers);
    task.insert("volumes".to_owned(), listed(inputs, "volumes", volume));
    task.insert("tags".to_owned(), pairs(inputs, "tags", "key", "value"));
    if let Some(proxy) = inputs.get("proxy_configuration").and_then(Value::as_map) {
        let properties = pairs(proxy, "properties", "name", "value");
        let name = proxy.get("container_name").map(Value::to_public_json);
        task.insert(
            "proxyconfiguration".to_owned(),
            json!({ "containername": name, "properties": properties }),
        );
    }
    pruned(task.into())
}

fn container(container: &Map) -> Json {
    let mut all = members(container);
    all.insert("environment".to_owned(), pairs(container, "environment", "name", "value"));
    all.insert("secrets".to_owned(), pairs(container, "secrets", "name", "valuefrom"));
    let files = container.get("environment_files").and_then(Value::as_list).unwrap_or_default();
    let files: Vec<Json> =
        files.iter().map(|file| json!({ "value": file.to_public_json(), "type": "s3" })).collect();
    all.insert("environmentfiles".to_owned(), files.into());
    wrap(&mut all, "repositorycredentials", &["repositorycredentials", "credentialsparameter"]);
    if let Some(logs) = container.get("log_configuration").and_then(Value::as_map) {
        let mut of_logs = members(logs);
        of_logs.insert("options".to_owned(), kept(logs, "options"));
        of_logs.insert("secretoptions".to_owned(), pairs(logs, "secret_options", "name", "valuefrom"));
        all.insert("logconfiguration".to_owned(), of_logs.into());
    }
    if let Some(router) = container.get("firelens_configuration").and_then(Value::as_map) {
        let mut of_router = members(router);
        of_router.insert("options".to_owned(), kept(router, "options"));
        all.insert("firelensconfiguration".to_owned(), of_router.into());
    }
    all.insert("dockerlabels".to_owned(), kept(container, "docker_labels"));
    if let Some(Json::Object(linux)) = all.get_mut("linuxparameters") {
        let (add, drop) = (linux.remove("addcapabilities"), linux.remove("dropcapabilities"));
        linux.insert("capabilities".to_owned(), json!({ "add": add, "drop": drop }));
    }
    let ranges = all.remove("portranges");
    if let (Some(Json::Array(ports)), Some(Json::Array(ranges))) = (all.get_mut("portmappings"), &ranges) {
        ports.extend(ranges.iter().cloned());
    } else if let Some(ranges) = ranges {
        all.insert("portmappings".to_owned(), ranges);
    }
    all.into()
}

fn volume(volume: &Map) -> Json {
    let mut all = members(volume);
    wrap(&mut all, "hostpath", &["host", "sourcepath"]);
    if let Some(Json::Object(efs)) = all.get_mut("efsvolumeconfiguration") {
        let switch = |on: Option<Json>| if on == Some(json!(true)) { "ENABLED" } else { "DISABLED" };
        let encrypted = switch(efs.remove("transitencryption"));
        let iam = switch(efs.remove("iam"));
        let access_point = efs.remove("accesspointid");
        efs.insert("transitencryption".to_owned(), encrypted.into());
        let authorization = json!({ "accesspointid": access_point, "iam": iam });
        efs.insert("authorizationconfig".to_owned(), authorization);
    }
    if let Some(docker) = volume.get("docker_volume_configuration").and_then(Value::as_map) {
        let mut of_docker = members(docker);
        of_docker.insert("driveropts".to_owned(), kept(docker, "driver_opts"));
        of_docker.insert("labels".to_owned(), kept(docker, "labels"));
        all.insert("dockervolumeconfiguration".to_owned(), of_docker.into());
    }
    if let Some(Json::Object(fsx)) = all.get_mut("fsxwindowsfileservervolumeconfiguration") {
        let (credentials, domain) = (fsx.remove("credentialsparameter"), fsx.remove("domain"));
        let authorization = json!({ "credentialsparameter": credentials, "domain": domain });
        fsx.insert("authorizationconfig".to_owned(), authorization);
    }
    all.into()
}

/// Members by AWS's names in small letters.
fn members(block: &Map) -> Object<String, Json> {
    let Json::Object(all) = lowered(&Value::map(block.clone()).to_public_json(), "") else {
        return Object::new();
    };
    all.into_iter().map(|(name, value)| (name.replace('_', ""), value)).collect()
}

fn listed(block: &Map, name: &str, written: fn(&Map) -> Json) -> Json {
    let items = block.get(name).and_then(Value::as_list).unwrap_or_default();
    items.iter().filter_map(Value::as_map).map(written).collect()
}

fn pairs(block: &Map, name: &str, key: &str, value: &str) -> Json {
    let all = block.get(name).and_then(Value::as_map).into_iter().flatten();
    all.map(|(name, text)| json!({ key: &**name, value: text.to_public_json() })).collect()
}

fn kept(block: &Map, name: &str) -> Json {
    block.get(name).map(Value::to_public_json).unwrap_or_default()
}

fn wrap(all: &mut Object<String, Json>, name: &str, [outer, inner]: &[&str; 2]) {
    if let Some(value) = all.remove(name) {
        all.insert((*outer).to_owned(), json!({ *inner: value }));
    }
}

/// Members whose own members are names that people have chosen.
const CHOSEN: [&str; 4] = ["options", "dockerlabels", "driveropts", "labels"];

/// The same with members' names in small letters, and without underscores.
fn lowered(json: &Json, within: &str) -> Json {
    match json {
        Json::Object(all) => {
            let named = |(name, value): (&String, &Json)| {
                let small = if CHOSEN.contains(&within) {
                    name.clone()
                } else {
                    name.to_lowercase().replace('_', "")
                };
                let value = lowered(value, &small);
                (small, value)
            };
            Json::Object(all.iter().map(named).collect())
        }
        Json::Array(items) => items.iter().map(|item| lowered(item, within)).collect(),
        other => other.clone(),
    }
}

/// What AWS takes where nothing is said.
fn is_usual(name: &str, value: &Json, block: &Object<String, Json>) -> bool {
    match name {
        "essential" => *value == json!(true),
        "readonlyrootfilesystem"
        | "privileged"
        | "interactive"
        | "pseudoterminal"
        | "disablenetworking"
        | "readonly"
        | "configuredatlaunch"
        | "enablefaultinjection" => *value == json!(false),
        "enabled" => *value == json!(true),
        "protocol" => value == "tcp",
        "interval" => *value == json!(30),
        "timeout" => *value == json!(5),
        "retries" => *value == json!(3),
        "startperiod" | "cpu" => *value == json!(0),
        "hostport" => *value == json!(0) || Some(value) == block.get("containerport"),
        "transitencryption" | "iam" => value == "DISABLED",
        "rootdirectory" => value == "/",
        "type" => value == "s3" || value == "APPMESH",
        _ => false,
    }
}

/// Without what is null, empty, or as it would be anyway; numbers as numbers, and lists of blocks in one order.
fn pruned(json: Json) -> Json {
    match json {
        Json::Object(all) => {
            let pruned_all: Object<String, Json> =
                all.into_iter().map(|(name, value)| (name, pruned(value))).collect();
            let keep = |name: &str, value: &Json| {
                let empty = match value {
                    Json::Null => true,
                    Json::Array(items) => items.is_empty(),
                    Json::Object(members) => members.is_empty() && name != "restartpolicy",
                    _ => false,
                };
                !empty && !is_usual(name, value, &pruned_all)
            };
            let kept = pruned_all.iter().filter(|(name, value)| keep(name, value));
            Json::Object(kept.map(|(name, value)| (name.clone(), value.clone())).collect())
        }
        Json::Array(items) => {
            let mut items: Vec<Json> = items.into_iter().map(pruned).collect();
            if items.iter().all(Json::is_object) {
                items.sort_by_key(Json::to_string);
            }
            items.into()
        }
        other => other,
    }
}
