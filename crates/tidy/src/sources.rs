//! The files that git knows, read once, and what is said of them.

use anyhow::ensure;
use std::path::Path;
use std::process::Command;

/// What a look found wrong: where, and what.
pub type Complaints = Vec<String>;

/// A file, by its path in the repository.
pub struct File {
    pub path: String,
    pub text: String,
}

pub struct Sources {
    pub files: Vec<File>,
}

impl Sources {
    /// What is tracked or about to be; what cannot be read as text is left out.
    pub fn read(root: &Path) -> anyhow::Result<Self> {
        let mut git = Command::new("git");
        git.current_dir(root).args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]);
        let output = git.output()?;
        ensure!(output.status.success(), "git ls-files: {}", String::from_utf8_lossy(&output.stderr));
        let names = String::from_utf8(output.stdout)?;
        let read = |path: &str| {
            let text = std::fs::read_to_string(root.join(path)).ok()?;
            Some(File { path: path.to_owned(), text })
        };
        Ok(Self { files: names.split('\0').filter(|name| !name.is_empty()).filter_map(read).collect() })
    }

    /// Rust below a folder.
    pub fn rust<'a>(&'a self, below: &'a str) -> impl Iterator<Item = &'a File> {
        self.files.iter().filter(move |file| file.path.starts_with(below) && file.path.ends_with(".rs"))
    }
}

impl File {
    /// Without the tests at its end and without lines that are comments.
    pub fn product(&self) -> impl Iterator<Item = (usize, &str)> {
        let code = self.text.split("\n#[cfg(test)]").next().unwrap_or_default();
        code.lines()
            .enumerate()
            .map(|(at, line)| (at + 1, line))
            .filter(|(_, line)| !line.trim_start().starts_with("//"))
    }
}
