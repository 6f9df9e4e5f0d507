//! 6,046 real mails go in and come out complete.

use std::collections::BTreeMap;

use anyhow::Result;
use kurier_testbed::{Corpus, Scene, corpus::CORPUS_MAILS, people::ANNA};
use mail_parser::MessageParser;

/// Where the groups of the corpus lie; nested and with letters that IMAP has to encode.
const FOLDERS: [(&str, &str); 5] = [
    ("easy-ham-1", "INBOX"),
    ("easy-ham-2", "Klienci/Zażółć"),
    ("hard-ham-1", "Newslettery"),
    ("spam-1", "Junk"),
    ("spam-2", "Archiwum/2002/Śmieci"),
];

#[tokio::test(flavor = "multi_thread")]
async fn the_corpus_goes_in_and_comes_out() -> Result<()> {
    let scene = Scene::prepare().await?;
    let corpus = Corpus::fetch().await?;
    for (group, folder) in FOLDERS {
        let mails = corpus.mails().filter(|mail| mail.name.starts_with(group)).map(|mail| mail.raw).collect();
        scene.dovecot.append(ANNA.address, folder, mails, true).await?;
    }

    let report = scene.kurier.sync(ANNA.address).await?;
    assert_eq!(report.messages + report.set_aside, CORPUS_MAILS as u64, "{report:?}");
    assert!(report.set_aside * 1000 < CORPUS_MAILS as u64, "more than 0.1 % set aside: {report:?}");
    scene.counts_agree().await?;

    let again = scene.kurier.sync(ANNA.address).await?;
    assert_eq!((again.messages, again.set_aside), (0, 0), "the second sync fetched something");
    scene.counts_agree().await?;

    let exported = scene.export_agrees().await?;
    let ours: u64 = exported.iter().map(|mail| mail.attachments.len() as u64).sum();
    let named: BTreeMap<String, usize> = count(
        exported
            .iter()
            .flat_map(|mail| &mail.attachments)
            .filter_map(|attachment| attachment.name.as_deref().map(file_name)),
    );
    let mut theirs = 0;
    let mut wanted = Vec::new();
    for mail in corpus.mails() {
        let parsed = MessageParser::default().parse(mail.raw.as_slice()).expect("the corpus parses");
        for part in parsed.attachments() {
            theirs += 1;
            wanted.extend(part.attachment_name().map(file_name).filter(|name| !name.is_empty()));
        }
    }
    assert!(ours >= theirs, "{ours} of {theirs} attachments came out");
    for (name, times) in count(wanted.into_iter()) {
        let found = named.get(&name).copied().unwrap_or_default();
        assert!(found >= times, "attachment {name:?} came out {found} times of {times}");
    }
    assert!(exported.iter().all(|mail| !mail.thread_id.is_empty()));
    Ok(())
}

/// A name as a file can carry it: without folders, and without what file systems or eyes trip over.
fn file_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let kept: String =
        last.chars().filter(|c| !c.is_whitespace() && !c.is_control() && !"<>:\"|?*".contains(*c)).collect();
    kept.trim_matches('.').to_owned()
}

fn count(names: impl Iterator<Item = String>) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for name in names {
        *counts.entry(name).or_default() += 1;
    }
    counts
}
