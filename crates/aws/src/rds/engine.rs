//! Which database it is, and what a version means for its parameters.

ironwright_core::choices! {
    /// The database that an instance runs.
    Engine {
        /// MySQL.
        Mysql = "mysql",
        /// MariaDB.
        Mariadb = "mariadb",
        /// PostgreSQL.
        Postgres = "postgres",
        /// Oracle Database, Enterprise Edition.
        OracleEe = "oracle-ee",
        /// Oracle Database, Enterprise Edition, as a container database.
        OracleEeCdb = "oracle-ee-cdb",
        /// Oracle Database, Standard Edition 2.
        OracleSe2 = "oracle-se2",
        /// Oracle Database, Standard Edition 2, as a container database.
        OracleSe2Cdb = "oracle-se2-cdb",
        /// Microsoft SQL Server, Enterprise Edition.
        SqlserverEe = "sqlserver-ee",
        /// Microsoft SQL Server, Standard Edition.
        SqlserverSe = "sqlserver-se",
        /// Microsoft SQL Server, Express Edition.
        SqlserverEx = "sqlserver-ex",
        /// Microsoft SQL Server, Web Edition.
        SqlserverWeb = "sqlserver-web",
        /// IBM Db2, Advanced Edition.
        Db2Ae = "db2-ae",
        /// IBM Db2, Standard Edition.
        Db2Se = "db2-se",
    }
}

/// Whether it is one of the engines whose code is open: those run on AWS's own processors too.
pub(super) fn is_open(engine: &str) -> bool {
    matches!(engine, "mysql" | "mariadb" | "postgres")
}

/// How many leading numbers of a version are its major part; `None` where the rules are others.
fn major_numbers(engine: &str, version: &str) -> Option<usize> {
    match engine {
        "mysql" | "mariadb" => Some(2),
        "postgres" if version.starts_with("9.") => Some(2),
        "postgres" => Some(1),
        _ => None,
    }
}

/// The family that a version's parameter groups are of, `postgres12`; `None` where it is not certain.
pub(super) fn family(engine: &str, version: &str) -> Option<String> {
    let count = major_numbers(engine, version)?;
    let mut numbers = version.split('.');
    let major: Vec<&str> = numbers.by_ref().take(count).collect();
    let whole = major.len() == count && major.iter().all(|number| number.parse::<u32>().is_ok());
    whole.then(|| format!("{engine}{}", major.join(".")))
}

/// The engine of a family, `postgres` of `postgres12`; `None` of one that is not known.
pub(super) fn of_family(family: &str) -> Option<&str> {
    let engine = family.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
    is_open(engine).then_some(engine)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_family_follows_from_the_major_part_of_a_version() {
        for (engine, version, expected) in [
            ("mysql", "5.7", Some("mysql5.7")),
            ("mysql", "8.0.36", Some("mysql8.0")),
            ("mariadb", "10.11.6", Some("mariadb10.11")),
            ("postgres", "9.6.22", Some("postgres9.6")),
            ("postgres", "12.6", Some("postgres12")),
            ("postgres", "16", Some("postgres16")),
            ("mysql", "8", None),
            ("oracle-ee", "19.0.0.0", None),
        ] {
            assert_eq!(family(engine, version).as_deref(), expected, "{engine} {version}");
        }
        assert_eq!(of_family("postgres12"), Some("postgres"));
        assert_eq!(of_family("sqlserver-ex-15.0"), None);
    }
}
