use super::*;
use crate::share::usage_file::{Shipped, ShippedPackage, UsageKind, UsedShares, VERSION};

/// Lines: `share lib 1.0.0 ^1.0.0 5000/2000` (key, version, range, bytes of the copy, of which the application uses),
/// `own lib 1.0.0 5000`, `within antd rc 1.0.0 5000`. A key with `!` is a singleton, one with `?` may be read in any way.
fn application(name: &str, lines: &[&str]) -> UsageFile {
    let mut used = UsedShares {
        version: VERSION,
        kind: UsageKind::Application,
        applications: vec![name.to_owned()],
        shares: Vec::new(),
    };
    let mut shipped = Shipped::default();
    for line in lines {
        let words: Vec<&str> = line.split(' ').collect();
        match words[..] {
            ["share", key, version, range, sizes] => {
                let name = key.trim_end_matches(['!', '?']);
                let (bytes, own) = sizes.split_once('/').unwrap();
                let unknown = key.ends_with('?').then(|| {
                    let place = serde_json::json!({ "reason": "", "application": "", "file": "", "line": 1, "column": 1 });
                    serde_json::from_value(place).unwrap()
                });
                used.shares.push(ShareRow {
                    key: name.into(),
                    scope: "default".into(),
                    package: Some(name.into()),
                    versions: vec![version.into()],
                    ranges: vec![range.into()],
                    singleton: key.ends_with('!'),
                    exports: BTreeMap::new(),
                    unknown: unknown.into_iter().collect(),
                    sealed: BTreeMap::new(),
                });
                shipped.copies.push(ShippedCopy {
                    key: name.into(),
                    scope: "default".into(),
                    version: Some(version.into()),
                    bytes: bytes.parse().unwrap(),
                    used: own.parse().unwrap(),
                    supplement: 0,
                });
                shipped.packages.push(ShippedPackage {
                    name: name.into(),
                    version: Some(version.into()),
                    own: 0,
                    copies: BTreeMap::from([(name.to_owned(), bytes.parse().unwrap())]),
                });
            }
            ["own", package, version, bytes] => shipped.packages.push(ShippedPackage {
                name: package.into(),
                version: Some(version.into()),
                own: bytes.parse().unwrap(),
                copies: BTreeMap::new(),
            }),
            ["within", key, package, version, bytes] => shipped.packages.push(ShippedPackage {
                name: package.into(),
                version: Some(version.into()),
                own: 0,
                copies: BTreeMap::from([(key.to_owned(), bytes.parse().unwrap())]),
            }),
            _ => panic!("{line}"),
        }
    }
    let file = UsageFile { used, chunks: BTreeMap::new(), shipped: Some(shipped) };
    // What is written can be read again.
    assert_eq!(crate::share::read_text(&file.to_text()).unwrap(), file);
    file
}

/// Kind, name, and what it saves.
fn found(fleet: &[(&str, &[&str])]) -> Vec<String> {
    let files: Vec<UsageFile> = fleet.iter().map(|(name, lines)| application(name, lines)).collect();
    let findings = audit(&files);
    let line = |finding: &Finding| {
        let value = serde_json::to_value(finding).unwrap();
        let name = value["package"].as_str().or(value["key"].as_str()).unwrap();
        format!("{} {name} {}", value["kind"].as_str().unwrap(), finding.saves())
    };
    findings.iter().map(line).collect()
}

#[test]
fn a_package_that_several_applications_have_is_worth_sharing() {
    let fleet: [(&str, &[&str]); 3] = [
        ("a", &["own lib 1.0.0 5000", "own small 1.0.0 900"]),
        ("b", &["own lib 1.2.0 6000", "own small 1.0.0 900"]),
        ("c", &["own lib 2.0.0 7000"]),
    ];
    // The greater one stays, 2.0.0 cannot stand in, and 900 bytes are not worth a change.
    assert_eq!(found(&fleet), ["worth-sharing lib 5000"]);
}

#[test]
fn a_package_that_others_share_is_a_duplicate() {
    let fleet: [(&str, &[&str]); 2] =
        [("a", &["share lib! 1.0.0 ^1.0.0 5000/5000"]), ("b", &["own lib 1.0.0 4000"])];
    assert_eq!(found(&fleet)[0], "duplicate lib 4000");
    let other: [(&str, &[&str]); 2] =
        [("a", &["share lib! 1.0.0 ^1.0.0 5000/5000"]), ("b", &["own lib 2.0.0 4000"])];
    assert_eq!(found(&other), Vec::<String>::new(), "2.0.0 is another package");
    // The application that shares it may have it besides.
    let besides: [(&str, &[&str]); 1] = [("a", &["share lib! 1.0.0 ^1.0.0 5000/5000", "own lib 1.0.0 3000"])];
    assert_eq!(found(&besides), ["duplicate lib 3000"]);
}

#[test]
fn what_copies_bring_along_is_loaded_once_for_each_share() {
    let kit = "share kit! 1.0.0 ^1.0.0 9000/9000";
    let fleet: [(&str, &[&str]); 2] =
        [("a", &[kit, "within kit rc 1.0.0 2000"]), ("b", &[kit, "within kit rc 1.0.0 2000"])];
    assert_eq!(found(&fleet), Vec::<String>::new(), "one copy of kit is loaded, and its rc");
    let fleet: [(&str, &[&str]); 3] = [
        ("a", &[kit, "within kit rc 1.0.0 2000"]),
        ("b", &[kit, "within kit rc 1.0.0 2000"]),
        ("c", &["own rc 1.0.0 1500"]),
    ];
    assert_eq!(found(&fleet), ["worth-sharing rc 1500"]);
    // Subpaths are shares of their own, of one build.
    let parts: [(&str, &[&str]); 1] = [(
        "a",
        &["share kit! 1.0.0 ^1.0.0 9000/9000", "within kit rc 1.0.0 2000", "within kit/part rc 1.0.0 1500"],
    )];
    assert_eq!(found(&parts), Vec::<String>::new());
}

#[test]
fn versions_that_do_not_come_together_are_named() {
    let fleet: [(&str, &[&str]); 2] = [
        ("a", &["share lib 1.0.0 ^1.0.0 5000/5000", "own tool 1.0.0 4000", "own tool 2.0.0 3000"]),
        ("b", &["share lib 2.0.0 ^2.0.0 6000/6000"]),
    ];
    assert_eq!(found(&fleet), ["mismatched-versions lib 5000", "several-versions tool 3000"]);
    let singleton: [(&str, &[&str]); 2] =
        [("a", &["share lib! 1.0.0 ^1.0.0 5000/5000"]), ("b", &["share lib! 2.0.0 ^2.0.0 6000/6000"])];
    assert_eq!(found(&singleton), ["unsatisfied-singleton lib 0"]);
    let wide: [(&str, &[&str]); 2] =
        [("a", &["share lib 1.0.0 >=1.0.0 5000/5000"]), ("b", &["share lib 2.0.0 ^2.0.0 6000/6000"])];
    assert_eq!(found(&wide), Vec::<String>::new());
}

#[test]
fn a_share_of_one_application_is_for_nothing() {
    let fleet: [(&str, &[&str]); 2] = [("a", &["share lib 1.0.0 ^1.0.0 5000/1000"]), ("b", &[])];
    assert_eq!(found(&fleet), ["shared-for-nothing lib 4000"]);
    assert_eq!(found(&fleet[..1]).len(), 1, "of an application alone only what it does not use is told");
    assert!(found(&fleet[..1])[0].starts_with("unused-exports"));
}

#[test]
fn exports_that_nobody_uses_are_counted() {
    let fleet: [(&str, &[&str]); 2] =
        [("a", &["share lib 1.0.0 ^1.0.0 9000/1000"]), ("b", &["share lib 1.0.0 ^1.0.0 9000/2000"])];
    assert_eq!(found(&fleet), ["unused-exports lib 6000"]);
    let unknown: [(&str, &[&str]); 2] =
        [("a", &["share lib? 1.0.0 ^1.0.0 9000/1000"]), ("b", &["share lib 1.0.0 ^1.0.0 9000/2000"])];
    assert_eq!(found(&unknown), Vec::<String>::new());
}
