//! The command line: its verbs and options, each declared once.

use std::path::PathBuf;

use clap::{ArgAction, Args, CommandFactory as _, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use ironwright_core::Environment;
use ironwright_core::plan::Selection;
use ironwright_rehearsal::Conditions;

use crate::exit;

/// Everything that can be typed.
#[derive(Parser, Debug)]
#[command(about = "Deploy this stack: preview it, bring it up, look after it, take it down")]
#[command(version)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
    #[command(flatten)]
    pub(crate) global: Global,
}

/// The widest that help gets: longer lines are hard to read.
const WIDEST: usize = 100;

/// All that can be typed, with help for a terminal of so many columns.
pub(crate) fn command(columns: Option<usize>) -> clap::Command {
    let width = columns.unwrap_or(WIDEST).min(WIDEST);
    Arguments::command().term_width(width).after_help(exit::help(width))
}

/// Options of every verb.
#[derive(Args, Debug)]
#[command(next_help_heading = "Options of every verb")]
pub(crate) struct Global {
    /// Write JSON to stdout: a line for each event of `up`, `destroy` and `refresh`, else one document
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// Act on this environment: its own state, and settings from ironwright.NAME.toml too
    #[arg(long, value_name = "NAME", global = true, env = "IRONWRIGHT_ENV")]
    pub(crate) env: Option<Environment>,
    /// Give a setting a value; `settings` shows which there are
    #[arg(long, value_name = "NAME=VALUE", global = true)]
    pub(crate) set: Vec<String>,
    /// Where to act
    #[arg(long, global = true, env = "IRONWRIGHT_CLOUD", default_value = "rehearsal")]
    pub(crate) cloud: CloudName,
    /// Where state and journal are: a folder, or `s3://bucket/prefix` [default: [store] of the settings, else
    /// .ironwright/ of the project]
    #[arg(long, value_name = "PLACE", global = true, env = "IRONWRIGHT_STORE")]
    pub(crate) store: Option<PathBuf>,
    /// A file whose first line is the passphrase that seals secrets in the state
    #[arg(long, value_name = "FILE", global = true, env = "IRONWRIGHT_PASSPHRASE_FILE")]
    pub(crate) passphrase_file: Option<PathBuf>,
    /// Take the state for the latest, although this machine has seen a later one there, or another
    #[arg(long, global = true)]
    pub(crate) accept_state: bool,
    /// How well the rehearsal cloud works: `latency=50ms..500ms,throttled=0.1,seed=7`
    #[arg(long, value_name = "CONDITIONS", global = true, env = "IRONWRIGHT_REHEARSE")]
    pub(crate) rehearse: Option<Conditions>,
    /// How many steps and reads may be under way at once
    #[arg(long, value_name = "N", global = true, env = "IRONWRIGHT_PARALLELISM", default_value_t = 32)]
    #[arg(value_parser = clap::value_parser!(u16).range(1..))]
    pub(crate) parallelism: u16,
    /// When to use colours
    #[arg(long, value_name = "WHEN", global = true, env = "IRONWRIGHT_COLOR", default_value = "auto")]
    pub(crate) color: Color,
    #[command(flatten)]
    pub(crate) access: Access,
}

/// How AWS is reached, beyond what its own variables and files, and the table `[aws]` of ironwright.toml, say.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Options of --cloud aws")]
pub(crate) struct Access {
    /// The profile of ~/.aws/config whose credentials to use
    #[arg(long, value_name = "NAME", global = true)]
    pub(crate) profile: Option<String>,
    /// The region to act in
    #[arg(long, value_name = "REGION", global = true)]
    pub(crate) region: Option<String>,
    /// A role to assume with those credentials
    #[arg(long, value_name = "ARN", global = true, env = "IRONWRIGHT_ASSUME_ROLE")]
    pub(crate) assume_role: Option<String>,
    /// How AWS's logs call the assumed role's session
    #[arg(long, value_name = "NAME", global = true, env = "IRONWRIGHT_SESSION_NAME")]
    pub(crate) session_name: Option<String>,
}

/// The variables `IRONWRIGHT_…` that are options of the command line; all others are settings.
pub(crate) const OWN_VARIABLES: [&str; 10] = [
    "IRONWRIGHT_ENV",
    "IRONWRIGHT_CLOUD",
    "IRONWRIGHT_STORE",
    "IRONWRIGHT_PASSPHRASE",
    "IRONWRIGHT_PASSPHRASE_FILE",
    "IRONWRIGHT_REHEARSE",
    "IRONWRIGHT_PARALLELISM",
    "IRONWRIGHT_COLOR",
    "IRONWRIGHT_ASSUME_ROLE",
    "IRONWRIGHT_SESSION_NAME",
];

/// Where to act.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum CloudName {
    /// The cloud inside this process: nothing is created in AWS
    Rehearsal,
    /// Amazon Web Services, in versions that can deploy there
    Aws,
}

impl CloudName {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Rehearsal => "rehearsal",
            Self::Aws => "aws",
        }
    }
}

/// When to use colours.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Color {
    /// On a terminal, unless `NO_COLOR` says otherwise
    Auto,
    /// Also into files and pipes
    Always,
    /// Not at all
    Never,
}

/// What `preview --help` says of the signs in a plan.
const SIGNS: &str = "\
Signs:
  +  create          -  delete
  ~  change          ±  replace
  =  adopt           x  forget; it stays in the cloud
  >  rename          *  note; nothing changes in the cloud
  …  wait for it     !  changed outside since the last run";

/// The verbs.
#[derive(Subcommand, Debug)]
pub(crate) enum Command {
    /// Show what `up` would do, and write nothing
    #[command(after_help = SIGNS)]
    Preview(Preview),
    /// Make what exists be what the program says
    Up(Up),
    /// Delete everything that the stack has created
    Destroy(Destroy),
    /// Read what exists and write down what has changed
    Refresh,
    /// Show what has changed outside since the last run, and write nothing
    Drift,
    /// Show the stack's outputs
    Outputs(Outputs),
    /// Draw what the program declares
    Graph(Graph),
    /// Print the declaration of something that exists and is not declared yet
    Import(Import),
    /// Print the IAM policy that carrying out the plan needs on AWS
    Permissions(Permissions),
    /// See the environments of the stack, or begin another
    #[command(subcommand)]
    Env(Env),
    /// Look at what is known to exist, or correct it
    #[command(subcommand)]
    State(State),
    /// See who may write to the state now, or take that from them
    #[command(subcommand)]
    Lock(Lock),
    /// Begin a rehearsal anew
    #[command(subcommand)]
    Rehearsal(Rehearsal),
    /// Show each setting, its value and where that comes from
    Settings,
    /// Show the version
    Version,
    /// Write a script that completes this command line in a shell
    Completions {
        /// The shell
        shell: Shell,
    },
    /// Say what may stand for the last of some words: the scripts of `completions` ask
    #[command(hide = true)]
    Complete {
        /// What is typed behind the program's name
        #[arg(last = true)]
        words: Vec<String>,
    },
}

/// What a run is about.
#[derive(Args, Debug)]
pub(crate) struct Selecting {
    /// Only this resource, or scope, and what it depends on; where things are deleted, what depends on it
    #[arg(long, value_name = "ADDRESS")]
    target: Vec<String>,
    /// All but this resource, or scope, and what depends on it; where things are deleted, what it depends on
    #[arg(long, value_name = "ADDRESS")]
    exclude: Vec<String>,
    /// Whether to read what exists before planning
    #[arg(long, value_name = "BOOL", default_value_t = true, action = ArgAction::Set)]
    #[arg(num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub(crate) refresh: bool,
}

impl Selecting {
    pub(crate) fn selection(&self) -> Selection {
        Selection { targets: self.target.clone(), excludes: self.exclude.clone(), replaces: Vec::new() }
    }
}

/// Options of `preview`.
#[derive(Args, Debug)]
pub(crate) struct Preview {
    #[command(flatten)]
    pub(crate) selecting: Selecting,
    /// Show every property of everything
    #[arg(long)]
    pub(crate) details: bool,
    /// Replace this resource, or all of a scope, though nothing of it has changed
    #[arg(long, value_name = "ADDRESS", conflicts_with = "destroy")]
    pub(crate) replace: Vec<String>,
    /// Show what `destroy` would do instead
    #[arg(long)]
    pub(crate) destroy: bool,
    /// Keep the plan in a file, for `up --plan FILE` or `destroy --plan FILE`
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
    /// End with code 3 when there are changes
    #[arg(long)]
    pub(crate) exit_code: bool,
}

/// Options of `up`.
#[derive(Args, Debug)]
pub(crate) struct Up {
    #[command(flatten)]
    pub(crate) selecting: Selecting,
    /// Show every property of everything
    #[arg(long)]
    pub(crate) details: bool,
    /// Replace this resource, or all of a scope, though nothing of it has changed
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) replace: Vec<String>,
    /// Do not ask
    #[arg(long, short)]
    pub(crate) yes: bool,
    /// Carry out exactly the plan that `preview --out FILE` has kept
    #[arg(long, value_name = "FILE", conflicts_with_all = ["target", "exclude", "refresh", "replace"])]
    pub(crate) plan: Option<PathBuf>,
}

/// Options of `destroy`.
#[derive(Args, Debug)]
pub(crate) struct Destroy {
    #[command(flatten)]
    pub(crate) selecting: Selecting,
    /// Show every property of everything
    #[arg(long)]
    pub(crate) details: bool,
    /// Do not ask
    #[arg(long, short)]
    pub(crate) yes: bool,
    /// Carry out exactly the plan that `preview --destroy --out FILE` has kept
    #[arg(long, value_name = "FILE", conflicts_with_all = ["target", "exclude", "refresh"])]
    pub(crate) plan: Option<PathBuf>,
}

/// Options of `outputs`.
#[derive(Args, Debug)]
pub(crate) struct Outputs {
    /// Only this one: its bare value, for scripts
    pub(crate) name: Option<String>,
    /// Show secrets too
    #[arg(long)]
    pub(crate) show_secrets: bool,
}

/// Options of `graph`.
#[derive(Args, Debug)]
pub(crate) struct Graph {
    /// The language of the drawing
    #[arg(long, default_value = "text")]
    pub(crate) format: GraphFormat,
}

/// Options of `import`.
#[derive(Args, Debug)]
pub(crate) struct Import {
    /// Its kind, `ec2.Vpc`
    pub(crate) kind: String,
    /// What the cloud calls it, `vpc-0a1b2c3d`
    pub(crate) id: String,
    /// The name to declare it under [default: its own name in the cloud, else `main`]
    #[arg(long)]
    pub(crate) name: Option<String>,
}

/// Options of `permissions`.
#[derive(Args, Debug)]
pub(crate) struct Permissions {
    /// What the stack needs from its first `up` to `destroy`, not just for this plan; asks neither store nor cloud
    #[arg(long, conflicts_with_all = ["target", "exclude", "refresh", "destroy"])]
    pub(crate) whole_life: bool,
    /// Print a function that declares the policy in Rust, instead of JSON
    #[arg(long, conflicts_with = "json")]
    pub(crate) rust: bool,
    /// What `destroy` needs instead
    #[arg(long)]
    pub(crate) destroy: bool,
    #[command(flatten)]
    pub(crate) selecting: Selecting,
}

/// The language of a drawing.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum GraphFormat {
    /// For Graphviz: pipe it into `dot -Tsvg`
    Dot,
    /// For pages that draw Mermaid
    Mermaid,
    /// For people
    Text,
}

/// What keys are wrapped with from now on.
#[derive(Args, Debug)]
#[expect(clippy::struct_field_names, reason = "they are what is typed")]
pub(crate) struct NewKey {
    /// A file whose first line is the new passphrase
    #[arg(long, value_name = "FILE", conflicts_with = "to_key_file")]
    pub(crate) to_passphrase_file: Option<PathBuf>,
    /// The ARN of a key in AWS KMS instead of a passphrase
    #[arg(long, value_name = "ARN", conflicts_with_all = ["to_passphrase_file", "to_key_file"])]
    pub(crate) to_kms_key: Option<String>,
    /// A key file in the user's own folder instead of a passphrase
    #[arg(long)]
    pub(crate) to_key_file: bool,
}

/// The verbs of `env`.
#[derive(Subcommand, Debug)]
pub(crate) enum Env {
    /// List the environments, each with its last run
    List,
    /// Begin an environment beside a state that is of none; nothing is created in the cloud
    New {
        /// Its name
        name: Environment,
        /// Do not ask
        #[arg(long, short)]
        yes: bool,
    },
    /// Make the state that is of no environment an environment's, with its history; nothing changes in the cloud
    Adopt {
        /// The environment's name
        name: Environment,
        /// Do not ask
        #[arg(long, short)]
        yes: bool,
    },
}

/// The verbs of `lock`.
#[derive(Subcommand, Debug)]
pub(crate) enum Lock {
    /// Show who holds the lease, since when, and what they are doing
    Show,
    /// Take the lease from whoever holds it; safe even when they live
    Break {
        /// Do not ask
        #[arg(long, short)]
        yes: bool,
    },
}

/// The verbs of `rehearsal`.
#[derive(Subcommand, Debug)]
pub(crate) enum Rehearsal {
    /// Remove the rehearsal's state, its history and its cloud; nothing on AWS is touched
    Reset {
        /// Do not ask
        #[arg(long, short)]
        yes: bool,
    },
}

/// The verbs of `state`.
#[derive(Subcommand, Debug)]
pub(crate) enum State {
    /// List what is known to exist
    List,
    /// Show all that is known of a resource
    Show {
        /// The resource
        address: String,
    },
    /// Give a resource another address; nothing changes in the cloud
    Mv {
        /// Its address
        from: String,
        /// Its new address
        to: String,
        /// Do not ask
        #[arg(long, short)]
        yes: bool,
    },
    /// Forget a resource; it stays in the cloud
    Rm {
        /// The resource
        address: String,
        /// Do not ask
        #[arg(long, short)]
        yes: bool,
        /// Also when others depend on it
        #[arg(long)]
        force: bool,
    },
    /// Seal secrets with a new key, and open all keys with another passphrase if one is named
    RotateKey {
        #[command(flatten)]
        to: NewKey,
    },
    /// List the runs that are written down, and the states that they left
    History,
    /// Write a state to stdout as JSON
    Export {
        /// An earlier one; `state history` shows which there are
        #[arg(long, value_name = "N")]
        serial: Option<u64>,
        /// Show secrets too
        #[arg(long)]
        show_secrets: bool,
    },
    /// Make the bucket that states are to live in, or mend it; safe to run twice
    Init {
        /// Where: `s3://bucket/prefix`, with `?lock_table=NAME` for leases in DynamoDB [default: `--store`, else [store] of the settings]
        place: Option<String>,
        /// The ARN of the KMS key that encrypts what is in it; else S3's own keys do
        #[arg(long, value_name = "ARN")]
        kms_key: Option<String>,
        /// Do not ask
        #[arg(long, short)]
        yes: bool,
    },
    /// Move the state to another store, with its history
    Migrate {
        /// Where to: a folder, or `s3://bucket/prefix`
        #[arg(long, value_name = "PLACE")]
        to: String,
        /// Do not ask
        #[arg(long, short)]
        yes: bool,
    },
    /// Bring an earlier state back, as a new one; nothing changes in the cloud
    Restore {
        /// Its number; `state history` shows which there are
        serial: u64,
        /// Do not ask
        #[arg(long, short)]
        yes: bool,
    },
    /// Take the protection from a resource that has left the program, so that it can be deleted
    Unprotect {
        /// The resource
        address: String,
        /// Do not ask
        #[arg(long, short)]
        yes: bool,
    },
}
