//! Knowing by content whether work is to be done again.

use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};

/// A hash over names and contents of files.
#[derive(Default)]
pub struct Fingerprint(Sha256);

impl Fingerprint {
    /// Takes a word in: a setting that the work depends on.
    pub fn add_word(&mut self, word: &str) {
        self.0.update((word.len() as u64).to_le_bytes());
        self.0.update(word);
    }

    /// Takes a file in, or all files below a folder; what does not exist counts as empty.
    pub fn add(&mut self, path: &Path) -> anyhow::Result<()> {
        for file in files(path)? {
            self.add_word(&file.strip_prefix(path).unwrap_or(&file).to_string_lossy());
            let content = std::fs::read(&file)?;
            self.0.update((content.len() as u64).to_le_bytes());
            self.0.update(content);
        }
        Ok(())
    }

    /// The hash as 64 hexadecimal digits.
    pub fn hex(&self) -> String {
        hex(&self.0.clone().finalize())
    }

    /// Whether the work was last done with the same inputs.
    pub fn matches(&self, stamp: &Path) -> bool {
        std::fs::read_to_string(stamp).is_ok_and(|text| text == self.hex())
    }

    /// Notes that the work is done.
    pub fn write(&self, stamp: &Path) -> anyhow::Result<()> {
        Ok(std::fs::write(stamp, self.hex())?)
    }
}

/// Bytes as hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// All files below a folder, sorted; a file is its own list.
pub fn files(path: &Path) -> anyhow::Result<Vec<PathBuf>> {
    if path.is_file() {
        return Ok(vec![path.to_owned()]);
    }
    if !path.is_dir() {
        return Ok(Vec::new());
    }
    let mut found = Vec::new();
    for entry in std::fs::read_dir(path)? {
        found.extend(files(&entry?.path())?);
    }
    found.sort();
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notices_a_changed_byte_and_a_renamed_file() {
        let folder = tempfile::tempdir().unwrap();
        let hex = || {
            let mut fingerprint = Fingerprint::default();
            fingerprint.add(folder.path()).unwrap();
            fingerprint.hex()
        };
        std::fs::write(folder.path().join("a.css"), "body{}").unwrap();
        let first = hex();
        assert_eq!(first, hex());
        std::fs::write(folder.path().join("a.css"), "body{ }").unwrap();
        let second = hex();
        assert_ne!(first, second);
        std::fs::rename(folder.path().join("a.css"), folder.path().join("b.css")).unwrap();
        assert_ne!(second, hex());
    }
}
