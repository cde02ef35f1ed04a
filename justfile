# Short names for the tasks of `cargo xtask`, for those who have just. Nothing here does more than xtask.

# List the recipes.
default:
    @just --list

# Run everything that must pass before a change is merged.
test *flags:
    cargo xtask test {{ flags }}

# Check the invariants that no compiler holds.
tidy:
    cargo xtask tidy

# Write the committed files that are generated; with --check only compare.
regenerate *flags:
    cargo xtask regenerate {{ flags }}

# Start a server that speaks AWS, to play with.
moto *flags:
    cargo xtask moto {{ flags }}

# Measure what a user waits for: first-run, up or edit.
bench what *flags:
    cargo xtask bench {{ what }} {{ flags }}

# Check licences, advisories and banned crates. Needs cargo-deny.
deny:
    cargo deny --workspace check
