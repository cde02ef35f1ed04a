//! Conditions of policy statements.

use ironwright_core::Value;
use ironwright_core::expression::Expression;
use ironwright_core::input::TextPart;

use super::policy_document::sorted;

/// When a statement holds: an operator compares a key of the request with values.
#[derive(Clone, Debug)]
pub struct Condition {
    operator: String,
    key: String,
    values: Vec<Expression>,
}

macro_rules! operators {
    ($($(#[$doc:meta])* $name:ident = $operator:literal;)*) => {
        impl Condition {
            $($(#[$doc])*
            pub fn $name(key: impl Into<String>, value: impl TextPart) -> Self {
                Self { operator: $operator.to_owned(), key: key.into(), values: vec![value.text_part()] }
            })*
        }
    };
}

operators! {
    /// The key is exactly the text.
    string_equals = "StringEquals";
    /// The key is not the text.
    string_not_equals = "StringNotEquals";
    /// The key is the text, upper and lower case alike.
    string_equals_ignore_case = "StringEqualsIgnoreCase";
    /// The key is not the text, upper and lower case alike.
    string_not_equals_ignore_case = "StringNotEqualsIgnoreCase";
    /// The key matches the text, in which `*` and `?` stand for many.
    string_like = "StringLike";
    /// The key does not match the text, in which `*` and `?` stand for many.
    string_not_like = "StringNotLike";
    /// The key is the ARN, in whose parts `*` and `?` stand for many.
    arn_equals = "ArnEquals";
    /// The key is not the ARN, in whose parts `*` and `?` stand for many.
    arn_not_equals = "ArnNotEquals";
    /// The key is the ARN, in whose parts `*` and `?` stand for many.
    arn_like = "ArnLike";
    /// The key is not the ARN, in whose parts `*` and `?` stand for many.
    arn_not_like = "ArnNotLike";
    /// The key is the number.
    numeric_equals = "NumericEquals";
    /// The key is not the number.
    numeric_not_equals = "NumericNotEquals";
    /// The key is below the number.
    numeric_less_than = "NumericLessThan";
    /// The key is at most the number.
    numeric_less_than_equals = "NumericLessThanEquals";
    /// The key is above the number.
    numeric_greater_than = "NumericGreaterThan";
    /// The key is at least the number.
    numeric_greater_than_equals = "NumericGreaterThanEquals";
    /// The key is the date, `2026-01-31T00:00:00Z`.
    date_equals = "DateEquals";
    /// The key is not the date.
    date_not_equals = "DateNotEquals";
    /// The key is before the date.
    date_less_than = "DateLessThan";
    /// The key is the date or before it.
    date_less_than_equals = "DateLessThanEquals";
    /// The key is after the date.
    date_greater_than = "DateGreaterThan";
    /// The key is the date or after it.
    date_greater_than_equals = "DateGreaterThanEquals";
    /// The key is `true` or `false`.
    bool = "Bool";
    /// The key is the same bytes, in Base64.
    binary_equals = "BinaryEquals";
    /// The key is an address of the network, `10.0.0.0/16`.
    ip_address = "IpAddress";
    /// The key is no address of the network.
    not_ip_address = "NotIpAddress";
    /// The request lacks the key (`true`), or has it (`false`).
    null = "Null";
}

impl Condition {
    /// Adds a value: the operator looks for any of them; a `not` operator for none of them.
    pub fn or(mut self, value: impl TextPart) -> Self {
        self.values.push(value.text_part());
        self
    }

    /// Holds also when the request lacks the key.
    pub fn if_exists(mut self) -> Self {
        self.operator.push_str("IfExists");
        self
    }

    /// For keys of several values: holds when the operator does for at least one.
    pub fn for_any_value(mut self) -> Self {
        self.operator.insert_str(0, "ForAnyValue:");
        self
    }

    /// For keys of several values: holds when the operator does for every one, also when there is none.
    pub fn for_all_values(mut self) -> Self {
        self.operator.insert_str(0, "ForAllValues:");
        self
    }

    /// A condition as JSON has it: with the operator in AWS's own writing, `ForAnyValue:StringLikeIfExists`.
    pub(super) fn written(operator: &str, key: &str, values: &[String]) -> Self {
        let values = values.iter().map(TextPart::text_part).collect();
        Self { operator: operator.to_owned(), key: key.to_owned(), values }
    }

    pub(super) fn operator(&self) -> &str {
        &self.operator
    }

    pub(super) fn key(&self) -> &str {
        &self.key
    }

    /// One value stands alone, several are a list.
    pub(super) fn expression(&self) -> Expression {
        if let [value] = self.values.as_slice() {
            return value.clone();
        }
        Expression::apply(self.values.clone(), |values| {
            let texts = sorted(values)?;
            Ok(if let [one] = texts.as_slice() { one.clone() } else { Value::list(texts) })
        })
    }
}
