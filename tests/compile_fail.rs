//! Mistakes that do not compile, each a small program named for the mistake, with what the compiler says of it.

#[test]
fn mistakes_of_a_declaration_do_not_compile() {
    trybuild::TestCases::new().compile_fail("tests/compile_fail/*.rs");
}
