//! Values on both sides of a limit, and what the checks of the kind say of them.

use ironwright_core::check::{self, Problems};
use ironwright_core::kind::Type;
use ironwright_core::{Address, Diagnostics, Map, Place, Value};
use regex_lite::Regex;
use serde_json::Value as Json;

use crate::models::{Limit, Required, Together};
use crate::paths::{field_at, inputs_with, kind, without_keys};
use crate::texts;

/// What the kind finds wrong with some inputs, as path and message.
fn problems(kind_name: &str, inputs: &Map) -> Vec<(String, String)> {
    let (kind, mut found) = (kind(kind_name), Diagnostics::default());
    let address = Address::new("", kind.name, "tried").expect("an address");
    check::check(kind, inputs, &mut Problems::new(&address, Place { file: "", line: 0 }, &mut found));
    let told = found.0.into_iter();
    told.map(|problem| (without_keys(&problem.property.unwrap_or_default()), problem.message)).collect()
}

/// Whether a value at a property is refused; that something else is missing does not count.
fn refuses(limit: &Limit, value: Value) -> bool {
    let (_, ty) = field_at(&limit.kind, &limit.property).expect("a property");
    // Of members that are booleans with us, AWS's words cannot be missed.
    if matches!(ty, Type::Bool) {
        return true;
    }
    let path = limit.property.replace("{}", "[]");
    let found = problems(&limit.kind, &inputs_with(&limit.property, value));
    found.iter().any(|(property, message)| {
        message != "is required" && (property.starts_with(&path) || format!("{property}[]") == path)
    })
}

/// How our checks differ from a limit.
pub(crate) fn disagreements(limit: &Limit) -> Vec<String> {
    let (_, ty) = field_at(&limit.kind, &limit.property).expect("a property");
    let mut told = Vec::new();
    if let Some(min) = limit.min {
        if let Some(value) = (min > 0 || ty_is_number(&ty)).then(|| of_size(&ty, limit, min - 1)) {
            told.extend(taken(limit, value, || format!("takes less than {min}")));
        }
        told.extend(refused(limit, of_size(&ty, limit, min), || format!("refuses the least, {min}")));
    }
    if let Some(max) = limit.max {
        told.extend(taken(limit, of_size(&ty, limit, max + 1), || format!("takes more than {max}")));
        told.extend(refused(limit, of_size(&ty, limit, max), || format!("refuses the most, {max}")));
    }
    if let Some(words) = &limit.one_of {
        told.extend(of_words(limit, &ty, words));
    }
    if let Some(pattern) = &limit.pattern {
        told.extend(of_pattern(limit, &ty, pattern));
    }
    if limit.unique && !matches!(ty, Type::Map(_)) {
        let item = match ty {
            Type::List(Type::Block(fields)) => {
                let key = fields.iter().map(|field| (field.name.into(), sample(&field.ty)));
                Value::map(key.collect())
            }
            _ => Value::text("FARGATE"),
        };
        told.extend(taken(limit, vec![Value::list([item.clone(), item])], || {
            "takes an item twice".to_owned()
        }));
    }
    told
}

/// Told when any of the values is taken.
fn taken(limit: &Limit, values: Vec<Value>, told: impl FnOnce() -> String) -> Option<String> {
    values.into_iter().any(|value| !refuses(limit, value)).then(told)
}

/// Told when all of the values are refused.
fn refused(limit: &Limit, values: Vec<Value>, told: impl FnOnce() -> String) -> Option<String> {
    (!values.is_empty() && values.into_iter().all(|value| refuses(limit, value))).then(told)
}

fn of_words(limit: &Limit, ty: &Type, words: &[Json]) -> Vec<String> {
    let words: Vec<Value> = words.iter().map(Value::from_plain_json).collect();
    let stranger = if ty_is_number(ty) { Value::Int(2) } else { Value::text("nonesuch") };
    let mut told: Vec<String> =
        taken(limit, vec![stranger], || "takes what is none of AWS's words".to_owned()).into_iter().collect();
    if let Type::Choice(ours) = ty {
        let strange = ours.iter().filter(|ours| !words.contains(&Value::text(**ours)));
        told.extend(strange.map(|ours| format!("offers `{ours}`, which is none of AWS's words")));
    } else if !matches!(ty, Type::Bool) {
        let missed = words.into_iter().filter(|word| refuses(limit, word.clone()));
        told.extend(missed.map(|word| format!("refuses {word}")));
    }
    told
}

fn of_pattern(limit: &Limit, ty: &Type, pattern: &str) -> Vec<String> {
    let whole = Regex::new(&format!("^(?s:{pattern})$")).expect("a pattern");
    let short = |text: &str| {
        let length = i64::try_from(text.chars().count()).unwrap_or(i64::MAX);
        (limit.min.unwrap_or(0)..=limit.max.unwrap_or(i64::MAX)).contains(&length)
    };
    let (mut let_pass, mut kept_out) = (Vec::new(), Vec::new());
    for text in texts::of_all_characters().into_iter().filter(|text| short(text)) {
        let takes = whole.is_match(&text);
        match (takes, refuses(limit, of_text(ty, limit, &text))) {
            (false, false) => let_pass.push(text),
            (true, true) => kept_out.push(text),
            _ => {}
        }
    }
    let some = |texts: &[String]| {
        texts.iter().take(6).map(|text| format!("{text:?}")).collect::<Vec<_>>().join(", ")
    };
    let mut told = Vec::new();
    if !let_pass.is_empty() {
        told.push(format!("takes what the pattern `{pattern}` does not: {}", some(&let_pass)));
    }
    if !kept_out.is_empty() {
        told.push(format!("refuses what the pattern `{pattern}` takes: {}", some(&kept_out)));
    }
    told
}

/// Why a member that AWS requires may be left out.
pub(crate) fn left_open(required: &Required) -> Option<String> {
    let Some(property) = &required.property else {
        return Some("is required by AWS, and no property becomes it".to_owned());
    };
    let (field, _) = field_at(&required.kind, property).expect("a property");
    let is_open = !field.required && field.default.is_none() && !property.ends_with(['}', ']']);
    is_open.then(|| "is required by AWS, and may be left out".to_owned())
}

/// How our checks differ from a rule about several properties.
pub(crate) fn not_together(rule: &Together) -> Option<String> {
    let set = |names: &[String]| -> Map {
        let ty = |name: &str| field_at(&rule.kind, name).expect("a property").1;
        names.iter().map(|name| (name.as_str().into(), sample(&ty(name)))).collect()
    };
    let concerns = |inputs: &Map| {
        let found = problems(&rule.kind, inputs);
        found.iter().any(|(property, _)| rule.properties.iter().any(|name| property.contains(name.as_str())))
    };
    match rule.rule.as_str() {
        _ if !concerns(&Map::new()) => Some("may all be left out".to_owned()),
        "exactlyOne" if rule.properties.len() > 1 && !concerns(&set(&rule.properties)) => {
            Some("may be set together".to_owned())
        }
        "exactlyOne" | "atLeastOne" => None,
        other => Some(format!("the rule `{other}` is tried by nobody")),
    }
}

fn ty_is_number(ty: &Type) -> bool {
    matches!(ty, Type::Int)
}

/// Values of a size: numbers, or texts, lists and maps so long. There may be none.
fn of_size(ty: &Type, limit: &Limit, size: i64) -> Vec<Value> {
    // Three tags of every resource say whose it is.
    let size = if limit.property == "tags" { size - 3 } else { size };
    let Ok(count) = usize::try_from(size) else { return vec![Value::Int(size)] };
    match ty {
        Type::Int => vec![Value::Int(size)],
        Type::List(item) => vec![Value::list(std::iter::repeat_n(sample(item), count))],
        Type::Map(item) => {
            vec![Value::map((0..count).map(|number| (format!("x{number}").into(), sample(item))).collect())]
        }
        Type::Document => {
            let empty = document(limit, "").to_public_json().to_string().len();
            let filling = count.checked_sub(empty).map(|length| document(limit, &"a".repeat(length)));
            filling.into_iter().collect()
        }
        _ => texts::of_length(count).into_iter().map(Value::text).collect(),
    }
}

/// A text, or a document with the text in it.
fn of_text(ty: &Type, limit: &Limit, text: &str) -> Value {
    if let Type::Document = ty { document(limit, text) } else { Value::text(text) }
}

/// A document that is right but for the text in it.
fn document(limit: &Limit, text: &str) -> Value {
    let condition = serde_json::json!({"StringEquals": {"aws:RequestedRegion": [text]}});
    let statement = |action: &str, whose: &str, of: Json| {
        serde_json::json!({"Version": "2012-10-17", "Statement": [
            {"Effect": "Allow", "Action": [action], whose: of, "Condition": condition}
        ]})
    };
    let services = serde_json::json!({"Service": ["ecs-tasks.amazonaws.com"]});
    Value::from_plain_json(&match (limit.kind.as_str(), limit.property.as_str()) {
        ("ecr.LifecyclePolicy", _) => {
            let selection = serde_json::json!({"tagStatus": "untagged", "countType": "sinceImagePushed",
                "countUnit": "days", "countNumber": 14});
            serde_json::json!({"rules": [{"rulePriority": 1, "description": text, "selection": selection,
                "action": {"type": "expire"}}]})
        }
        ("ecr.RepositoryPolicy", _) => statement("ecr:BatchGetImage", "Principal", services),
        (_, "assume_role_policy") => statement("sts:AssumeRole", "Principal", services),
        _ => statement("s3:GetObject", "Resource", serde_json::json!(["*"])),
    })
}

fn sample(ty: &Type) -> Value {
    match ty {
        Type::Bool => Value::Bool(true),
        Type::Int => Value::Int(1),
        Type::Cidr => Value::text("10.0.0.0/16"),
        Type::Choice(words) => Value::text(words[0]),
        _ => Value::text("x"),
    }
}
