//! `cargo xtask test`: everything that CI checks, quick things first.

use crate::cargo::HOST;
use crate::outcome::Outcome;
use crate::postgres::Postgres;
use crate::process::{exists, run as run_program, tee};
use crate::profile::Profile;
use crate::progress::Progress;
use crate::server;
use crate::toolchain::WASM;
use crate::workspace::Workspace;
use crate::{cargo, fingerprint, migrations, packages, setup, site, site_sizes, sqlx_data, wasm};
use anyhow::{anyhow, bail};
use std::path::{Path, PathBuf};
use std::process::Command;

/// How often what is random is tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effort {
    Usual,
    Long,
}

/// Walks of random steps with seeds of their own, their steps, tries of folder deletion against moves, mails of a long
/// thread, large mails of another, requests for pages.
const LONG: [(&str, &str); 6] = [
    ("KURIER_SEEDS", "200"),
    ("KURIER_STEPS", "2000"),
    ("KURIER_TRIES", "500"),
    ("KURIER_LONG_THREAD", "20000"),
    ("KURIER_LARGE_MAILS", "50"),
    ("KURIER_PAGE_REQUESTS", "20000"),
];

/// Checks the sources, builds, and runs all tests; with `filters` only the tests whose names contain one of them.
///
/// A whole run loads the released client into the browser, which is what people get, and of which the size is checked; one with filters the
/// quickly built one, which says more of what goes wrong in it. In the release profile the binary is the released one too.
pub fn run(workspace: &Workspace, profile: Profile, effort: Effort, filters: &[&str]) -> anyhow::Result<()> {
    if profile == Profile::Release {
        server::build(workspace, profile)?;
    }
    let mut progress = Progress::new(if filters.is_empty() { 6 + CHECKS.len() } else { 6 });
    let mut total = Outcome::default();
    progress.step("What is needed", || setup::to_test(workspace))?;
    let postgres = progress.step("Temporary Postgres", || {
        let postgres = Postgres::start()?;
        migrations::apply_to_template(workspace, postgres.port())?;
        Ok(postgres)
    })?;
    if filters.is_empty() {
        for (what, check) in CHECKS {
            let result = progress.step(what, || check(workspace, &postgres));
            if let Err(error) = &result {
                println!("{error:#}");
            }
            total = total.plus(Outcome::of_check(result.is_ok()));
        }
    }
    let client = if filters.is_empty() { Profile::Release } else { profile };
    let module = progress.step("Build for this machine and for browsers", || build(workspace, client))?;
    progress.step("Site", || {
        let site = site::assemble(workspace, client, &module)?;
        if client == Profile::Release { site_sizes::print(&site) } else { Ok(()) }
    })?;
    let given = Given { workspace, postgres: &postgres, profile, client };
    let rust = progress.step("Rust tests", || given.rust_tests(effort, filters))?;
    let browser = progress.step("Browser tests", || given.browser_tests(filters))?;
    drop(postgres);
    total = total.plus(rust).plus(browser);
    println!("{} passed, {} failed", total.passed, total.failed);
    if total.failed > 0 || total.passed == 0 {
        bail!("not everything passed");
    }
    Ok(())
}

/// Everything for this machine and, at the same time, the client's module: to link it takes minutes, of one core.
fn build(workspace: &Workspace, client: Profile) -> anyhow::Result<PathBuf> {
    std::thread::scope(|scope| {
        let module = scope.spawn(|| wasm::compile(workspace, client));
        let built = run_program(cargo::command(workspace, "build").args(HOST).arg("--all-targets"));
        let module = module.join().map_err(|_| anyhow!("compiling the client broke off"))?;
        built.and(module)
    })
}

type Check = fn(&Workspace, &Postgres) -> anyhow::Result<()>;

const CHECKS: [(&str, Check); 5] = [
    ("Formatting", formatting),
    ("Tidy", tidy),
    ("Types of the scripts", script_types),
    ("Lints and checked SQL", lints),
    ("Lints of the client", client_lints),
];

fn formatting(workspace: &Workspace, _: &Postgres) -> anyhow::Result<()> {
    run_program(cargo::command(workspace, "fmt").args(["--all", "--check"]))
}

fn tidy(workspace: &Workspace, _: &Postgres) -> anyhow::Result<()> {
    run_program(cargo::command(workspace, "run").args(["--quiet", "--package", "kurier-tidy"]))
}

fn script_types(workspace: &Workspace, _: &Postgres) -> anyhow::Result<()> {
    for (packages, project) in [("", "app/editor"), ("end2end", "end2end")] {
        let tsc = workspace.path(packages).join("node_modules/.bin/tsc");
        run_program(Command::new(tsc).arg("--noEmit").arg("--project").arg(workspace.path(project)))?;
    }
    Ok(())
}

fn lints(workspace: &Workspace, postgres: &Postgres) -> anyhow::Result<()> {
    let mut clippy = cargo::command(workspace, "clippy");
    clippy.args(HOST).arg("--all-targets");
    let answers = sqlx_data::ask_live(workspace, postgres, &mut clippy)?;
    run_program(clippy.args(["--", "-D", "warnings"]))?;
    sqlx_data::compare(workspace, &answers)
}

fn client_lints(workspace: &Workspace, _: &Postgres) -> anyhow::Result<()> {
    run_program(
        cargo::command(workspace, "clippy")
            .args(["--package", "kurier-frontend", "--package", "kurier-app", "--package", "kurier-model"])
            .args(["--features", "kurier-app/hydrate", "--target", WASM, "--profile", Profile::Debug.wasm()])
            .args(["--", "-D", "warnings"]),
    )
}

/// What the tests are run on.
struct Given<'a> {
    workspace: &'a Workspace,
    postgres: &'a Postgres,
    profile: Profile,
    client: Profile,
}

impl Given<'_> {
    fn rust_tests(&self, effort: Effort, filters: &[&str]) -> anyhow::Result<Outcome> {
        let mut command = if exists("cargo-nextest") {
            let mut command = cargo::command(self.workspace, "nextest run");
            command.args(HOST).arg("--all-targets");
            command.args(["--no-fail-fast", "--no-tests=pass"]).args(filters);
            command
        } else {
            let mut command = cargo::command(self.workspace, "test");
            command.args(HOST).args(["--all-targets", "--no-fail-fast", "--"]).args(filters);
            command
        };
        self.environment(&mut command);
        if effort == Effort::Long {
            command.envs(LONG);
        }
        let (success, output) = tee(&mut command)?;
        Ok(Outcome::read(success, &output))
    }

    fn browser_tests(&self, filters: &[&str]) -> anyhow::Result<Outcome> {
        let folder = self.workspace.path("end2end");
        if !has_specs(&folder.join("tests"))? {
            println!("    none yet");
            return Ok(Outcome::default());
        }
        let mut command = Command::new(folder.join("node_modules/.bin/playwright"));
        command.current_dir(&folder).args(["test", "--reporter=list", "--pass-with-no-tests"]);
        if !filters.is_empty() {
            command.args(["--grep", &filters.join("|")]);
        }
        self.environment(&mut command);
        if self.client == Profile::Release {
            command.env("KURIER_RELEASED_CLIENT", "1");
        }
        if self.profile == Profile::Release {
            command
                .env("KURIER_BIN", server::binary(self.workspace, self.profile))
                .env("KURIER_RELEASE", "1")
                .env_remove("KURIER_SITE_ROOT");
        }
        let (success, output) = tee(&mut command)?;
        Ok(Outcome::read(success, &output))
    }

    /// What every test may rely on.
    fn environment(&self, command: &mut Command) {
        command
            .env("CARGO_TARGET_DIR", &self.workspace.target)
            .env("DATABASE_URL", self.postgres.url())
            .env("TMPDIR", self.postgres.throwaway())
            .env("KURIER_BIN", server::binary(self.workspace, Profile::Debug))
            .env("KURIER_SITE_ROOT", site::folder(self.workspace, self.client));
        if let Some(chromium) = packages::chromium() {
            command.env("KURIER_CHROMIUM", chromium);
        }
    }
}

fn has_specs(folder: &Path) -> anyhow::Result<bool> {
    Ok(fingerprint::files(folder)?.iter().any(|file| file.to_string_lossy().ends_with(".spec.ts")))
}
