//! `fedpack explain`.

use std::{collections::BTreeSet, fmt::Write as _};

use fedpack::{
    diagnostics::{Diagnostics, nearest::nearest, share as problems},
    federation::{
        resolution::{Candidate, Step},
        sharing_facts::ConsumeFacts,
    },
    share::fleet::{Alternative, Change, Choice, FleetBuild, Story, alternatives, read_build, tell},
};

use crate::{
    FAILED, OK,
    args::ExplainArguments,
    output::{Style, write_error, write_out},
    report,
};

pub fn run(arguments: &ExplainArguments) -> u8 {
    let mut builds = Vec::new();
    let mut found = Diagnostics::new();
    for path in &arguments.builds {
        match read_build(path) {
            Ok(build) => builds.push(build),
            Err(problem) => found.push(problems::no_manifest(path, &problem)),
        }
    }
    let key = arguments.package.as_str();
    let story = tell(&builds, key);
    if found.is_empty() && story.registrations.is_empty() && story.choices.is_empty() {
        let known: BTreeSet<&str> = builds.iter().flat_map(shared_keys).collect();
        let known: Vec<&str> = known.into_iter().collect();
        found.push(problems::shared_by_nobody(key, nearest(key, known.iter().copied()), &known));
    }
    if !found.is_empty() {
        write_error(&report::problems(&found, Style::of_stderr(arguments.no_color)));
        return FAILED;
    }
    let style = Style::of_stdout(arguments.no_color);
    write_out(&Printer { builds: &builds, key, style }.print(&story));
    OK
}

fn shared_keys(build: &FleetBuild) -> impl Iterator<Item = &str> {
    let consumed = build.sharing.consumes.iter().map(|consume| consume.share_key.as_str());
    consumed.chain(build.sharing.provides.iter().map(|provide| provide.share_key.as_str()))
}

struct Printer<'a> {
    builds: &'a [FleetBuild],
    key: &'a str,
    style: Style,
}

impl Printer<'_> {
    fn print(&self, story: &Story) -> String {
        let mut text = String::new();
        let _ = writeln!(text, "{}\n", self.style.bold(self.key));
        self.registrations(&mut text, story);
        for choice in &story.choices {
            self.choice(&mut text, choice);
        }
        self.notes(&mut text);
        text
    }

    fn name(&self, build: usize) -> &str {
        &self.builds[build].name
    }

    fn registrations(&self, text: &mut String, story: &Story) {
        let mut scope = None;
        let mut rows: Vec<_> = story.registrations.iter().collect();
        rows.sort_by_key(|row| story.scopes.get_index_of(&row.scope));
        for row in rows {
            if scope.replace(&row.scope) != Some(&row.scope) {
                let _ = writeln!(text, "Registered in share scope {}", self.style.bold(&row.scope));
            }
            let mut remark = String::new();
            if let Some(other) = &row.is_kept_out_by {
                let _ = write!(
                    remark,
                    "  not used: the copy of {other} stays (eager first, then the greater name)"
                );
            }
            if row.is_late {
                remark.push_str("  late: when it is used, after others had chosen");
            }
            let name = self.name(row.build);
            let _ = writeln!(text, "  {:<12} {name}{}", row.version, self.style.dim(&remark));
        }
        if story.registrations.is_empty() {
            let _ = writeln!(text, "No build registers it.");
        }
    }

    fn choice(&self, text: &mut String, choice: &Choice) {
        let facts = &self.builds[choice.build].sharing.consumes[choice.consume];
        let result = match choice.outcome(self.builds) {
            Some(outcome) => self.style.green(&self.place(outcome)),
            None => self.style.red("an error"),
        };
        let name = self.style.bold(self.name(choice.build));
        let _ = writeln!(text, "\n{name} asks for {} → {result}", wish(facts));
        if !facts.used_in.is_empty() {
            let shown: Vec<&str> = facts.used_in.iter().take(3).map(String::as_str).collect();
            let more = facts.used_in.len() - shown.len();
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            let _ =
                writeln!(text, "  {}", self.style.dim(&format!("imported by {}{more}", shown.join(", "))));
        }
        for (number, step) in choice.resolution.steps.iter().enumerate() {
            let _ = writeln!(text, "  {}. {}", number + 1, step_text(*step, choice, facts));
        }
        let others = alternatives(self.builds, self.key, choice);
        if others.is_empty() {
            let _ = writeln!(text, "  No other build and no option of this one would change that.");
        } else {
            let _ = writeln!(text, "  What would change it:");
        }
        for other in &others {
            let _ = writeln!(text, "    {}", self.alternative(other));
        }
    }

    /// `18.3.1 from shell`, by the name of the container that brings it.
    fn place(&self, (version, from): (&str, &str)) -> String {
        let build = self.builds.iter().find(|build| build.sharing.unique_name == from);
        format!("{version} from {}", build.map_or(from, |build| build.name.as_str()))
    }

    fn alternative(&self, other: &Alternative) -> String {
        let change = match other.change {
            Change::Without(build) => format!("without {}", self.name(build)),
            Change::Singleton(value) => format!("singleton: {value}"),
            Change::StrictVersion(value) => format!("strictVersion: {value}"),
            Change::AnyVersion => "requiredVersion: false".to_owned(),
            Change::Eager(value) => format!("eager: {value}"),
        };
        let outcome = match &other.outcome {
            Some((version, from)) => self.place((version, from)),
            None => "an error".to_owned(),
        };
        format!("{change:<24} → {outcome}")
    }

    fn notes(&self, text: &mut String) {
        let guessed: Vec<&str> =
            self.builds.iter().filter(|build| build.is_guessed).map(|build| build.name.as_str()).collect();
        if !guessed.is_empty() {
            let names = guessed.join(", ");
            let note = format!("{names}: a manifest of another bundler; usual scopes and flags are assumed.");
            let _ = writeln!(text, "\n{}", self.style.dim(&note));
        }
    }
}

fn wish(facts: &ConsumeFacts) -> String {
    let mut text = facts.required_version.clone().unwrap_or_else(|| "any version".to_owned());
    let flags = [
        (facts.singleton, "singleton"),
        (facts.strict_version, "strict"),
        (facts.eager, "eager"),
        (facts.local_copy.is_none(), "without a copy of its own"),
    ];
    for (_, name) in flags.iter().filter(|(is_set, _)| *is_set) {
        let _ = write!(text, ", {name}");
    }
    text
}

fn step_text(step: Step, choice: &Choice, facts: &ConsumeFacts) -> String {
    let version = |index: usize| {
        let Candidate { version, from, .. } = &choice.candidates[index];
        format!("{version} from {from}")
    };
    let range = facts.required_version.as_deref().unwrap_or("*");
    let all = choice.candidates.len();
    match step {
        Step::NotRegistered => {
            format!("Share scope {} does not have it when this build asks.", choice.scope)
        }
        Step::OnlyEager(count) => format!("Eager: of {all} versions, only eager ones count: {count}."),
        Step::Fitting(count) => format!("Not a singleton: of {all} versions, {count} fit {range}."),
        Step::OnlyLoaded(count) => {
            format!("`loaded-first`: what is in use comes before what is not: {count}.")
        }
        Step::SingletonIgnoresRange => {
            "Singleton: one version for the page, so the range does not narrow the choice.".to_owned()
        }
        Step::Highest(index) => format!("The highest of these: {}.", version(index)),
        Step::InUseStays(index) => {
            format!("In use already, so it stays although there is a higher one: {}.", version(index))
        }
        Step::PickDoesNotFit(index) => format!("{} is not in {range}.", version(index)),
        Step::FirstFitting(index) => {
            format!("Module Federation 2 takes the first one that fits {range}: {}.", version(index))
        }
        Step::NothingFits => format!("None fits {range}."),
        Step::NothingEager => "None is eager.".to_owned(),
        Step::TakesLocalCopy => "It falls back to the copy that it has itself.".to_owned(),
        Step::Refuses if facts.strict_version => "`strictVersion`: the import fails.".to_owned(),
        Step::Refuses => "There is nothing to fall back to: the import fails.".to_owned(),
        Step::TakesWithWarning(index) => {
            format!("`strictVersion` is off: it takes {} all the same, with a warning.", version(index))
        }
    }
}
