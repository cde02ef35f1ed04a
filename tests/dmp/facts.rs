//! How what exists differs from a table of facts about the system that it should be.
//!
//! The table names a resource by its kind and by what people know it as: `@ec2.RouteTable:DMP:DEV:RT:WEB:a`, and after
//! a `#` the output that is meant, where it is not the one that the property always takes.

use std::collections::{BTreeMap, BTreeSet};

use ironwright::core::kind::{Field, Type};
use ironwright::core::state::Object;
use ironwright::core::{Address, Graph, Map, State, Value};
use ironwright::testing::World;

/// What the table leaves out because AWS takes it by itself: kind, property, value.
const UNSAID: [(&str, &str, &str); 5] = [
    ("ecs.Service", "deployment_circuit_breaker", "{ enable: false, rollback: false }"),
    ("ecs.Service", "enable_execute_command", "false"),
    ("ecs.Service", "propagate_tags", "\"NONE\""),
    ("ecs.TaskDef", "containers[0].read_only_root_filesystem", "false"),
    ("ecs.TaskDef", "containers[1].read_only_root_filesystem", "false"),
];

/// A line for each difference; none when everything is as the table says.
pub(crate) fn differences(graph: &Graph, world: &World, table: &str) -> Vec<String> {
    let table: serde_json::Value = serde_json::from_str(table).expect("the table of facts is JSON");
    let default_tags = Value::from_plain_json(&table["default_tags"]);
    let mut expected = BTreeMap::new();
    for fact in table["resources"].as_array().expect("the table lists resources") {
        let text = |name: &str| fact[name].as_str().expect("a fact has a kind and a key");
        let mut properties =
            Value::from_plain_json(&fact["properties"]).as_map().cloned().unwrap_or_default();
        let kind = ironwright::aws::registry().get(text("kind")).expect("the kind exists");
        if kind.takes_tags() {
            let mut tags = default_tags.as_map().cloned().unwrap_or_default();
            tags.extend(properties.get("tags").and_then(Value::as_map).cloned().unwrap_or_default());
            properties.insert("tags".into(), Value::map(tags));
        }
        expected.insert(format!("@{}:{}", text("kind"), text("key")), properties);
    }
    let existing = Existing { graph, state: world.state() };
    let mut found = BTreeMap::new();
    let mut lines = Vec::new();
    for address in existing.state.resources.keys() {
        let name = existing.name(address);
        if found.insert(name.clone(), existing.properties(address)).is_some() {
            lines.push(format!("{name} is there twice, also as {address}"));
        }
    }
    for name in expected.keys().chain(found.keys()).collect::<BTreeSet<_>>() {
        match (expected.get(name), found.get(name)) {
            (Some(_), None) => lines.push(format!("{name} is missing")),
            (None, _) => lines.push(format!("{name} is there, and should not be")),
            (Some(expected), Some(found)) => {
                compare(name, "", &Value::map(expected.clone()), &Value::map(found.clone()), &mut lines);
            }
        }
    }
    lines
}

fn compare(name: &str, path: &str, expected: &Value, found: &Value, lines: &mut Vec<String>) {
    match (expected, found) {
        (Value::Map(expected), Value::Map(found)) => {
            for member in expected.keys().chain(found.keys()).collect::<BTreeSet<_>>() {
                let path = if path.is_empty() { member.to_string() } else { format!("{path}.{member}") };
                let of = |map: &Map| map.get(member).cloned().unwrap_or(Value::Null);
                let found_here = of(found).to_string();
                let is_unsaid = |(kind, unsaid, value): &(&str, &str, &str)| {
                    name.starts_with(&format!("@{kind}:")) && *unsaid == path && *value == found_here
                };
                if !expected.contains_key(member) && UNSAID.iter().any(is_unsaid) {
                    continue;
                }
                compare(name, &path, &of(expected), &of(found), lines);
            }
        }
        (Value::List(expected), Value::List(found)) if expected.len() == found.len() => {
            for (at, (expected, found)) in expected.iter().zip(found.iter()).enumerate() {
                compare(name, &format!("{path}[{at}]"), expected, found, lines);
            }
        }
        _ if expected == found => {}
        _ => lines.push(format!("{name}: `{path}` is {found}, and should be {expected}")),
    }
}

struct Existing<'a> {
    graph: &'a Graph,
    state: State,
}

impl Existing<'_> {
    /// What a resource is, with `@kind:key` for every resource that it refers to.
    fn properties(&self, address: &Address) -> Map {
        let node = self.graph.get(address).expect("what exists is declared");
        let mut properties = self.object(address).inputs.clone();
        for field in node.kind.inputs.iter().filter(|field| !node.kind.names_itself_by(field)) {
            if let Some(value) = properties.get_mut(field.name) {
                *value = self.with_names(address, field, field.ty, value);
            }
        }
        if !node.options.ignore_changes.is_empty() {
            let ignored = node.options.ignore_changes.iter().map(|property| property.as_str().into());
            properties.insert("ignore_changes".into(), Value::list(ignored));
        }
        properties
    }

    fn with_names(&self, from: &Address, field: &Field, ty: Type, value: &Value) -> Value {
        match (ty, value) {
            (Type::Reference { output, .. }, Value::Text(text)) => match self.referred(from, text, output) {
                Some((to, None)) => Value::text(self.name(to)),
                Some((to, Some(other))) => Value::text(format!("{}#{other}", self.name(to))),
                None => value.clone(),
            },
            (Type::List(item), Value::List(items)) => {
                let mut items: Vec<_> =
                    items.iter().map(|value| self.with_names(from, field, *item, value)).collect();
                if field.unordered {
                    items.sort_by_key(Value::to_string);
                }
                Value::list(items)
            }
            _ => value.clone(),
        }
    }

    /// Which of the resources that this one depends on has such an output; its name, where another output is meant.
    fn referred(&self, from: &Address, text: &str, output: &str) -> Option<(&Address, Option<&str>)> {
        let has = |value: &Value| value.as_text() == Some(text);
        let needed = || {
            let needed = &self.object(from).dependencies;
            needed.iter().map(|address| (address, &self.object(address).observed))
        };
        let meant = needed().find(|(_, outputs)| outputs.get(output).is_some_and(has));
        meant.map(|(address, _)| (address, None)).or_else(|| {
            needed().find_map(|(address, outputs)| {
                let (name, _) = outputs.iter().find(|(_, value)| has(value))?;
                Some((address, Some(&**name)))
            })
        })
    }

    /// `@kind:key`
    fn name(&self, address: &Address) -> String {
        format!("@{}:{}", address.kind(), self.key(address))
    }

    /// What people know a resource as: its name, or what it is part of and what it is there.
    fn key(&self, address: &Address) -> String {
        let inputs = &self.object(address).inputs;
        let text = |name: &str| inputs.get(name).and_then(Value::as_text).unwrap_or_default().to_owned();
        let number = |name: &str| inputs.get(name).and_then(Value::as_int).unwrap_or_default();
        let kind = ironwright::aws::registry().get(address.kind()).expect("the kind exists");
        let of = |name: &str| {
            let Some(Type::Reference { output, .. }) = kind.input(name).map(|field| field.ty) else {
                return text(name);
            };
            self.referred(address, &text(name), output).map_or_else(|| text(name), |(to, _)| self.key(to))
        };
        if let Some(Value::Text(name)) = inputs.get("tags").and_then(|tags| tags.get("Name")) {
            return name.to_string();
        }
        match address.kind() {
            "ec2.Eip" => address.name().to_owned(),
            "ec2.DefaultRouteTable" => format!("{}/default", of("default_route_table_id")),
            "ec2.Route" => format!("{}/{}", of("route_table_id"), text("destination_cidr_block")),
            "ec2.RouteTableAssociation" => format!("{}/{}", of("route_table_id"), of("subnet_id")),
            "ec2.NetworkAclAssociation" => format!("{}/{}", of("network_acl_id"), of("subnet_id")),
            "ec2.NetworkAclRule" => {
                let egress = inputs.get("egress").and_then(Value::as_bool) == Some(true);
                let direction = if egress { "egress" } else { "ingress" };
                format!("{}/{direction}/{}", of("network_acl_id"), number("rule_number"))
            }
            "ec2.SecurityGroupRule" => {
                format!("{}/{}/{}", of("security_group_id"), text("direction"), number("from_port"))
            }
            "iam.GroupPolicyAttachment" => format!("{}/{}", of("group_name"), of("policy_arn")),
            "iam.Role" => text("role_name"),
            "iam.RolePolicy" | "iam.Policy" => text("policy_name"),
            "ecs.ClusterCapacityProviders" => of("cluster"),
            "ecs.TaskDef" => text("family"),
            "ecs.Service" => text("service_name"),
            _ => ["repository_name", "group_name", "log_group_name", "cluster_name"].map(text).concat(),
        }
    }

    fn object(&self, address: &Address) -> &Object {
        self.state.object(address).expect("everything exists after the rehearsal")
    }
}
