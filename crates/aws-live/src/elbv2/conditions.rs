//! Which requests a rule is for, to and from the SDK's types.

use aws_sdk_elasticloadbalancingv2::types::{
    HostHeaderConditionConfig, HttpHeaderConditionConfig, HttpRequestMethodConditionConfig,
    PathPatternConditionConfig, QueryStringConditionConfig, QueryStringKeyValuePair, RuleCondition,
    SourceIpConditionConfig,
};
use ironwright_aws::elbv2;

use crate::handler::prelude::{Map, Properties, Value, blocks, text, texts};

/// A condition as a call takes it: the values stand in a block of their own for each field.
pub(super) fn to_condition(condition: &Map) -> RuleCondition {
    let field: String = text(condition, elbv2::RuleCondition::FIELD).unwrap_or_default();
    let values = texts(condition, elbv2::RuleCondition::VALUES);
    let builder = RuleCondition::builder().field(&field);
    let builder = match &*field {
        "host-header" => {
            builder.host_header_config(HostHeaderConditionConfig::builder().set_values(values).build())
        }
        "path-pattern" => {
            builder.path_pattern_config(PathPatternConditionConfig::builder().set_values(values).build())
        }
        "http-header" => {
            let name = text(condition, elbv2::RuleCondition::HTTP_HEADER_NAME);
            let header = HttpHeaderConditionConfig::builder().set_http_header_name(name);
            builder.http_header_config(header.set_values(values).build())
        }
        "http-request-method" => builder.http_request_method_config(
            HttpRequestMethodConditionConfig::builder().set_values(values).build(),
        ),
        "query-string" => {
            let pair = |pair: &Map| {
                QueryStringKeyValuePair::builder()
                    .set_key(text(pair, elbv2::QueryStringKeyValue::KEY))
                    .set_value(text(pair, elbv2::QueryStringKeyValue::VALUE))
                    .build()
            };
            let pairs = blocks(condition, elbv2::RuleCondition::QUERY_STRINGS).map(pair).collect();
            builder.query_string_config(QueryStringConditionConfig::builder().set_values(Some(pairs)).build())
        }
        _ => builder.source_ip_config(SourceIpConditionConfig::builder().set_values(values).build()),
    };
    builder.build()
}

/// A condition as an input has it.
pub(super) fn from_condition(condition: &RuleCondition) -> Value {
    let header = condition.http_header_config();
    let values = condition
        .host_header_config()
        .map(HostHeaderConditionConfig::values)
        .or(condition.path_pattern_config().map(PathPatternConditionConfig::values))
        .or(header.map(HttpHeaderConditionConfig::values))
        .or(condition.http_request_method_config().map(HttpRequestMethodConditionConfig::values))
        .or(condition.source_ip_config().map(SourceIpConditionConfig::values))
        // What was made with the one value that a condition may have by itself.
        .unwrap_or(condition.values());
    let pairs = condition.query_string_config().map(QueryStringConditionConfig::values).unwrap_or_default();
    let pair = |pair: &QueryStringKeyValuePair| {
        Properties::default()
            .with(elbv2::QueryStringKeyValue::KEY, pair.key())
            .with(elbv2::QueryStringKeyValue::VALUE, pair.value())
            .into_value()
    };
    Properties::default()
        .with(elbv2::RuleCondition::FIELD, condition.field())
        .with(elbv2::RuleCondition::HTTP_HEADER_NAME, header.and_then(|header| header.http_header_name()))
        .with_some(elbv2::RuleCondition::VALUES, values)
        .with_some(elbv2::RuleCondition::QUERY_STRINGS, pairs.iter().map(pair))
        .into_value()
}
