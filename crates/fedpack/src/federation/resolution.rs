//! Which version of a shared package a consumer gets: the rules of the runtime (contract §3, §5.1), for what is told about
//! builds before they meet.
//!
//! The runtime has the same rules in `runtime/share_scope.js` and `runtime/consume_shared.js`;
//! `runtime/test/resolution_cases.json` tests both.

use std::borrow::Cow;

use super::version::{Version, satisfies};

/// One version of a package in a share scope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    pub version: String,
    /// `output.uniqueName` of the build that brought it.
    pub from: String,
    pub eager: bool,
    /// A consumer has taken it.
    pub loaded: bool,
    /// It was registered by a build with `loaded-first`, and is not replaced.
    pub keeps_its_place: bool,
}

/// What a consumer asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wish<'a> {
    /// `None`: any version.
    pub range: Option<Cow<'a, str>>,
    pub strict: bool,
    pub singleton: bool,
    pub eager: bool,
    pub has_local_copy: bool,
    /// What is in use comes before what is not.
    pub loaded_first: bool,
    /// The package of Module Federation 2 chooses: it asks for the range last, and takes the first version that fits; `strict`
    /// and `eager` only mean something for singletons there.
    pub by_package: bool,
}

/// What a consumer gets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resolution {
    pub outcome: Outcome,
    /// The rules that led to it, in order.
    pub steps: Vec<Step>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Place among the candidates.
    Version(usize),
    LocalCopy,
    Error,
}

/// A rule that was applied. Places are among the candidates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// The package is not in the scope.
    NotRegistered,
    /// An eager consumer sees eager versions only: this many.
    OnlyEager(usize),
    /// This many of the versions fit the range.
    Fitting(usize),
    /// Of those that are left, only what is in use counts: this many.
    OnlyLoaded(usize),
    /// A singleton does not ask for the range first.
    SingletonIgnoresRange,
    /// The highest of those that are left.
    Highest(usize),
    /// A singleton that is in use stays, although there is a higher version.
    InUseStays(usize),
    /// The pick does not fit the range.
    PickDoesNotFit(usize),
    /// The first version that fits, in the order of their registration.
    FirstFitting(usize),
    /// No version fits.
    NothingFits,
    /// Nothing eager is there.
    NothingEager,
    TakesLocalCopy,
    /// `strictVersion`, or nothing to take: the import fails.
    Refuses,
    /// The highest version is taken all the same, with a warning.
    TakesWithWarning(usize),
}

/// Registers a version, as a build does that starts or is initialised. Whether it is there then; else another build's
/// copy of the same version stays.
pub fn register(candidates: &mut Vec<Candidate>, new: Candidate) -> bool {
    let Some(present) = candidates.iter_mut().find(|known| known.version == new.version) else {
        candidates.push(new);
        return true;
    };
    let wins = if new.eager == present.eager { new.from > present.from } else { new.eager };
    let is_replaced = !present.loaded && !present.keeps_its_place && wins;
    if is_replaced {
        *present = new;
    }
    is_replaced
}

/// Chooses among `candidates`, which are in the order of their registration. The caller marks what was chosen as loaded.
pub fn resolve(candidates: &[Candidate], wish: &Wish<'_>) -> Resolution {
    let mut steps = Vec::new();
    let outcome = choose(candidates, wish, &mut steps);
    Resolution { outcome, steps }
}

fn choose(candidates: &[Candidate], wish: &Wish<'_>, steps: &mut Vec<Step>) -> Outcome {
    if candidates.is_empty() {
        steps.push(Step::NotRegistered);
        return fall_back(wish.has_local_copy, steps);
    }
    let sees_eager_only = wish.eager && !wish.by_package;
    let available: Vec<usize> =
        (0..candidates.len()).filter(|&index| !sees_eager_only || candidates[index].eager).collect();
    if sees_eager_only {
        steps.push(Step::OnlyEager(available.len()));
    }
    let fits =
        |index: usize| wish.range.as_ref().is_none_or(|range| satisfies(&candidates[index].version, range));
    let considered: Vec<usize> = match &wish.range {
        Some(_) if wish.singleton => {
            steps.push(Step::SingletonIgnoresRange);
            available.clone()
        }
        Some(_) if wish.by_package => available.clone(),
        Some(_) => {
            let fitting: Vec<usize> = available.iter().copied().filter(|&index| fits(index)).collect();
            steps.push(Step::Fitting(fitting.len()));
            fitting
        }
        None => available.clone(),
    };
    let pick = highest(candidates, &considered, wish, Some(steps));
    if let Some(pick) = pick.filter(|&pick| fits(pick)) {
        return Outcome::Version(pick);
    }
    steps.push(match pick {
        Some(pick) => Step::PickDoesNotFit(pick),
        None if available.is_empty() => Step::NothingEager,
        None => Step::NothingFits,
    });
    if wish.by_package && !wish.singleton {
        let Some(first) = available.iter().copied().find(|&index| fits(index)) else {
            steps.push(Step::NothingFits);
            return fall_back(wish.has_local_copy, steps);
        };
        steps.push(Step::FirstFitting(first));
        return Outcome::Version(first);
    }
    if wish.has_local_copy && !wish.singleton && (wish.strict || available.is_empty()) {
        return fall_back(true, steps);
    }
    match pick.or_else(|| highest(candidates, &available, wish, None)) {
        Some(pick) if !wish.strict => {
            steps.push(Step::TakesWithWarning(pick));
            Outcome::Version(pick)
        }
        _ => fall_back(false, steps),
    }
}

fn fall_back(has_local_copy: bool, steps: &mut Vec<Step>) -> Outcome {
    steps.push(if has_local_copy { Step::TakesLocalCopy } else { Step::Refuses });
    if has_local_copy { Outcome::LocalCopy } else { Outcome::Error }
}

/// The highest of `considered`. Of a singleton, one that is in use gives way only to a higher one that was registered before
/// it.
fn highest(
    candidates: &[Candidate],
    considered: &[usize],
    wish: &Wish<'_>,
    steps: Option<&mut Vec<Step>>,
) -> Option<usize> {
    let loaded: Vec<usize> = considered.iter().copied().filter(|&index| candidates[index].loaded).collect();
    let is_narrowed = wish.loaded_first && !loaded.is_empty();
    let considered = if is_narrowed { &loaded } else { considered };
    let is_lower = |left: usize, right: usize| {
        Version::parse(&candidates[left].version) < Version::parse(&candidates[right].version)
    };
    let pick = considered.iter().copied().reduce(|best, next| {
        let stays = (wish.singleton || wish.by_package) && candidates[best].loaded;
        if !stays && is_lower(best, next) { next } else { best }
    })?;
    if let Some(steps) = steps {
        if is_narrowed {
            steps.push(Step::OnlyLoaded(loaded.len()));
        }
        let is_highest = !considered.iter().any(|&other| is_lower(pick, other));
        steps.push(if is_highest { Step::Highest(pick) } else { Step::InUseStays(pick) });
    }
    Some(pick)
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase", deny_unknown_fields)]
    struct Cases {
        #[expect(dead_code, reason = "says what the file is about")]
        about: String,
        resolutions: Vec<Case>,
        registrations: Vec<RegistrationCase>,
    }

    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase", deny_unknown_fields)]
    struct Case {
        name: String,
        versions: Vec<VersionCase>,
        wish: WishCase,
        outcome: String,
        #[serde(default)]
        warns: bool,
    }

    #[derive(Deserialize, Default)]
    #[serde(default, deny_unknown_fields)]
    struct VersionCase {
        version: String,
        from: String,
        eager: bool,
        loaded: bool,
    }

    #[derive(Deserialize, Default)]
    #[serde(rename_all = "camelCase", default, deny_unknown_fields)]
    struct WishCase {
        range: Option<String>,
        strict: bool,
        singleton: bool,
        eager: bool,
        local_copy: bool,
        loaded_first: bool,
    }

    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct RegistrationCase {
        name: String,
        old: VersionCase,
        new: VersionCase,
        stays: String,
    }

    impl From<&VersionCase> for Candidate {
        fn from(case: &VersionCase) -> Self {
            Self {
                version: case.version.clone(),
                from: case.from.clone(),
                eager: case.eager,
                loaded: case.loaded,
                keeps_its_place: false,
            }
        }
    }

    fn cases() -> Cases {
        serde_json::from_str(include_str!("../../runtime/test/resolution_cases.json")).unwrap()
    }

    #[test]
    fn chooses_as_the_runtime_does() {
        for case in cases().resolutions {
            let candidates: Vec<Candidate> = case.versions.iter().map(Candidate::from).collect();
            let wish = Wish {
                range: case.wish.range.as_deref().map(Cow::Borrowed),
                strict: case.wish.strict,
                singleton: case.wish.singleton,
                eager: case.wish.eager,
                has_local_copy: case.wish.local_copy,
                loaded_first: case.wish.loaded_first,
                by_package: false,
            };
            let resolution = resolve(&candidates, &wish);
            let outcome = match resolution.outcome {
                Outcome::Version(index) => candidates[index].version.as_str(),
                Outcome::LocalCopy => "local copy",
                Outcome::Error => "error",
            };
            assert_eq!(outcome, case.outcome, "{}", case.name);
            let warns = matches!(resolution.steps.last(), Some(Step::TakesWithWarning(_)));
            assert_eq!(warns, case.warns, "{}: {:?}", case.name, resolution.steps);
        }
    }

    /// Contract §5.1, of the package: observed, as its sources are not ours.
    #[test]
    fn the_package_takes_the_first_version_that_fits() {
        let candidates: Vec<Candidate> = ["1.2.0", "1.5.0", "2.0.0"]
            .iter()
            .map(|version| VersionCase { version: (*version).to_owned(), ..VersionCase::default() })
            .map(|case| Candidate::from(&case))
            .collect();
        let wish = |range: &'static str, strict| Wish {
            range: Some(Cow::Borrowed(range)),
            strict,
            singleton: false,
            eager: false,
            has_local_copy: true,
            loaded_first: false,
            by_package: true,
        };
        assert_eq!(resolve(&candidates, &wish("^1.0.0", true)).outcome, Outcome::Version(0));
        assert_eq!(resolve(&candidates, &wish(">=1.0.0", true)).outcome, Outcome::Version(2));
        assert_eq!(resolve(&candidates, &wish("^3.0.0", false)).outcome, Outcome::LocalCopy);
    }

    #[test]
    fn registers_as_the_runtime_does() {
        for case in cases().registrations {
            let mut candidates = vec![Candidate::from(&case.old)];
            register(&mut candidates, Candidate::from(&case.new));
            let stays = candidates.iter().map(|it| it.from.as_str()).collect::<Vec<_>>();
            assert_eq!(stays, [case.stays.as_str()], "{}", case.name);
        }
    }
}
