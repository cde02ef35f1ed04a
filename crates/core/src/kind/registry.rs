//! The kinds that an engine or a cloud knows, found by name.

use std::collections::HashMap;
use std::iter::Copied;
use std::slice::Iter;
use std::sync::Arc;

use super::{Kind, KindRef};
use crate::diagnostic::{Diagnostic, Diagnostics};

/// The kinds that an engine or a cloud knows. It is cheap to clone.
///
/// What has left a program is in its state by the name of its kind: the registry is where the description is found that
/// says how to read and delete it. The builtin kinds are in every registry.
///
/// ```
/// use ironwright::core::{Kind, Registry};
///
/// let probe = Kind::builder("acme.Probe")
///     .doc("An address that must answer.")
///     .page("https://example.com/probes")
///     .id("probe-{hex:12}")
///     .build()?;
/// let kinds = ironwright::aws::registry().with([probe])?;
/// assert_eq!(kinds.get("acme.Probe").map(|kind| kind.id), Some("probe-{hex:12}"));
/// assert!(kinds.with([probe]).is_err(), "one name is one kind");
/// # Ok::<(), ironwright::core::Diagnostics>(())
/// ```
#[derive(Clone, Default)]
pub struct Registry(Arc<Kinds>);

#[derive(Clone, Default)]
struct Kinds {
    in_order: Vec<KindRef>,
    by_name: HashMap<&'static str, KindRef>,
}

impl Registry {
    /// A registry of these kinds, and of the builtin ones.
    ///
    /// # Errors
    /// Every name that is there twice.
    pub fn of(kinds: impl IntoIterator<Item = KindRef>) -> Result<Self, Diagnostics> {
        Self::default().with(kinds)
    }

    /// The same registry with more kinds, be it all of another registry: `aws.with(&ours)`.
    ///
    /// # Errors
    /// Every name that is there twice.
    pub fn with(&self, kinds: impl IntoIterator<Item = KindRef>) -> Result<Self, Diagnostics> {
        let (mut all, mut problems) = ((*self.0).clone(), Diagnostics::default());
        for kind in kinds {
            if builtin(kind.name).is_some() || all.by_name.insert(kind.name, kind).is_some() {
                let problem = Diagnostic::new(format!("the kind `{}` is registered twice", kind.name));
                problems.push(problem.hint("leave one of the two out, or give it a name of its own"));
            }
            all.in_order.push(kind);
        }
        problems.into_result()?;
        Ok(Self(Arc::new(all)))
    }

    /// A kind by name.
    pub fn get(&self, name: &str) -> Option<KindRef> {
        self.0.by_name.get(name).copied().or_else(|| builtin(name))
    }

    /// All kinds but the builtin ones, in the order in which they were given.
    pub fn iter(&self) -> Copied<Iter<'_, KindRef>> {
        self.0.in_order.iter().copied()
    }
}

impl<'a> IntoIterator for &'a Registry {
    type Item = KindRef;
    type IntoIter = Copied<Iter<'a, KindRef>>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl std::fmt::Debug for Registry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.iter().map(|kind: &Kind| kind.name)).finish()
    }
}

fn builtin(name: &str) -> Option<KindRef> {
    crate::builtin::kinds().iter().copied().find(|kind| kind.name == name)
}
