//! What a resource has and its kind does not model: ulimits of a container, say, that somebody set elsewhere.
//!
//! No declaration can say it, so no comparison sees it. Whoever reads a resource notes it beside the properties, as one
//! more member of what is observed: adopting, importing and replacing then tell what they leave out.
//!
//! ```
//! use ironwright_core::{Map, unmodelled};
//!
//! let mut observed = Map::from([("family".into(), "web".into())]);
//! unmodelled::note(&mut observed, ["containers[\"web\"].ulimits".to_owned()]);
//! assert_eq!(unmodelled::of(&observed).collect::<Vec<_>>(), ["containers[\"web\"].ulimits"]);
//! ```

use crate::value::{Map, Value};

/// The member of what is observed: no property of a kind has such a name.
pub const MEMBER: &str = "$unmodelled";

/// Notes the paths of what a resource has beside the properties of its kind; there may be none.
pub fn note(observed: &mut Map, paths: impl IntoIterator<Item = String>) {
    let mut paths: Vec<String> = paths.into_iter().collect();
    paths.sort();
    paths.dedup();
    if !paths.is_empty() {
        observed.insert(MEMBER.into(), Value::list(paths.into_iter().map(Value::text)));
    }
}

/// The paths of what a resource has beside the properties of its kind.
pub fn of(observed: &Map) -> impl Iterator<Item = &str> {
    let noted = observed.get(MEMBER).and_then(Value::as_list).unwrap_or_default();
    noted.iter().filter_map(Value::as_text)
}
