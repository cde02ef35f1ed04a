//! What the rehearsal cloud claims, one test each, on invented kinds and on a few of AWS's.

mod common;
mod kinds;

mod adopted;
mod conditions;
mod file;
mod halves;
mod killed;
mod made_up;
mod readiness;
mod refused;
mod tokens;
mod vpc;
