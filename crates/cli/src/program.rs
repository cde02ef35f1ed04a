//! The user's function: it is run, and whatever it returns or throws becomes a graph or sentences.

use std::any::Any;
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::error::Error;
use std::panic::{AssertUnwindSafe, PanicHookInfo, catch_unwind, set_hook};
use std::sync::{Mutex, MutexGuard, PoisonError};

use ironwright_core::diagnostic::{Diagnostic, Diagnostics};
use ironwright_core::kind::Field;
use ironwright_core::redactor::Redactor;
use ironwright_core::settings::{GivenSettings, find, holds_secret, read, resolve, values};
use ironwright_core::{Environment, Graph, Map, Settings, Stack};

use crate::exit::Exit;
use crate::failure::{Failure, Result};
use crate::settings::aws::AwsSettings;

/// What a user's function may return.
pub(crate) type Returned = std::result::Result<(), Box<dyn Error + Send + Sync>>;

/// A program, whatever the type of its settings.
pub(crate) struct Program<'a> {
    pub(crate) name: &'a str,
    pub(crate) fields: &'static [Field],
    check: fn(&GivenSettings) -> std::result::Result<(), Diagnostics>,
    values: fn(&GivenSettings) -> std::result::Result<Map, Diagnostics>,
    declare: Box<Declare<'a>>,
}

type Declare<'a> = dyn Fn(&mut Stack, &GivenSettings) -> Result<()> + 'a;

impl<'a> Program<'a> {
    pub(crate) fn new<S: Settings>(
        name: &'a str,
        function: impl Fn(&mut Stack, &S) -> Returned + 'a,
    ) -> Self {
        let declare = move |stack: &mut Stack, given: &GivenSettings| {
            let settings = read::<S>(given)?;
            match caught(|| function(stack, &settings)) {
                Ok(Ok(())) => Ok(()),
                Ok(Err(error)) => Err(returned(error)),
                Err(panic) => Err(Failure::wrong(
                    format!("the program panicked: {panic}"),
                    "a program reports a mistake by returning an error, or with `stack.reject(…)`",
                )),
            }
        };
        let check = |given: &GivenSettings| read::<S>(given).map(drop);
        Self { name, fields: S::FIELDS, check, values: values::<S>, declare: Box::new(declare) }
    }

    /// Runs the program for an environment, if it has any.
    ///
    /// # Errors
    /// Everything that is wrong with settings or program.
    pub(crate) fn graph(
        &self,
        environment: Option<Environment>,
        given: &GivenSettings,
        aws: &AwsSettings,
    ) -> Result<Graph> {
        let mut stack = Stack::new(self.name).for_environment(environment);
        // The program comes after, so that its own default tags win, as a resource's own tags do.
        for (name, tag) in &aws.default_tags {
            stack.default_tag(name, tag.value.as_text().unwrap_or_default());
        }
        let declared = (self.declare)(&mut stack, given).and_then(|()| Ok(stack.into_graph()?));
        declared.map_err(|failure| self.redacted(failure, given))
    }

    /// Checks the settings without running the program.
    ///
    /// # Errors
    /// Everything that is wrong with them.
    pub(crate) fn check(&self, given: &GivenSettings) -> Result<()> {
        Ok((self.check)(given)?)
    }

    /// The value of every setting that has one.
    ///
    /// # Errors
    /// Everything that is wrong with them.
    pub(crate) fn values(&self, given: &GivenSettings) -> Result<Map> {
        Ok((self.values)(given)?)
    }

    /// What the program says went wrong, without the secrets that it was given.
    fn redacted(&self, failure: Failure, given: &GivenSettings) -> Failure {
        let redactor = Redactor::default();
        for (path, given) in given.iter() {
            if find(self.fields, path).is_some_and(holds_secret) {
                redactor.note(&given.value.clone().into_secret());
            }
        }
        resolve(self.fields, given).entries.iter().filter_map(|entry| entry.value.as_ref()).for_each(
            |value| {
                redactor.note(value);
            },
        );
        Failure { exit: failure.exit, diagnostics: redactor.hide_in(Diagnostics(failure.diagnostics)).0 }
    }

    /// A graph without resources, for what needs no program.
    pub(crate) fn empty_graph(&self, environment: Option<Environment>) -> Result<Graph> {
        Ok(Stack::new(self.name).for_environment(environment).graph()?)
    }
}

fn returned(error: Box<dyn Error + Send + Sync>) -> Failure {
    match error.downcast::<Diagnostics>() {
        Ok(diagnostics) => (*diagnostics).into(),
        Err(error) => {
            let mut message = error.to_string();
            let mut source = error.source();
            while let Some(error) = source {
                let deeper = error.to_string();
                // Many errors repeat their source already.
                if !message.contains(&deeper) {
                    message = format!("{message}: {deeper}");
                }
                source = error.source();
            }
            Failure {
                exit: Exit::Wrong,
                diagnostics: vec![Diagnostic::new(format!("the program returned an error: {message}"))],
            }
        }
    }
}

thread_local! {
    /// What the last panic of this thread said, and where.
    static PANIC: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Where something panicked, on whatever thread, of which [`caught`] has not told.
static PLACES: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// Keeps panics from the terminal: [`caught`] tells of them in a sentence, and [`panicked`] where the others were.
pub(crate) fn keep_panics_quiet() {
    set_hook(Box::new(|panic: &PanicHookInfo<'_>| {
        let message = message(panic.payload());
        let place = panic.location().map(|place| format!("{}:{}", place.file(), place.line()));
        let told = place.as_ref().map(|place| format!(" (at {place})")).unwrap_or_default();
        PANIC.set(Some(format!("{message}{told}")));
        places().push(place.unwrap_or_else(|| "an unknown place".to_owned()));
    }));
}

/// Where something panicked that became an error of one step, or of nothing: each place once. What a panic says is left to
/// whoever knows which secrets it must not repeat.
pub(crate) fn panicked() -> BTreeSet<String> {
    places().drain(..).collect()
}

fn places() -> MutexGuard<'static, Vec<String>> {
    PLACES.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Runs something that may panic.
///
/// # Errors
/// What the panic said, and where.
pub(crate) fn caught<T>(work: impl FnOnce() -> T) -> std::result::Result<T, String> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|panic| {
        places().pop();
        PANIC.take().unwrap_or_else(|| message(&*panic))
    })
}

fn message(payload: &(dyn Any + Send)) -> String {
    let text = payload.downcast_ref::<&str>().map(ToString::to_string);
    text.or_else(|| payload.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "without a message".to_owned())
}
