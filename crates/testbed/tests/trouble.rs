//! What a mail server, and mail itself, can do to Kurier.

use std::time::Duration;

use anyhow::Result;
use kurier_testbed::{
    Corpus, DovecotOptions, Gate, KurierOptions, MailServers, Reaction, Rule, Scene, mails,
    people::{ANNA, BARTEK},
};

#[tokio::test(flavor = "multi_thread")]
async fn the_server_goes_away_in_the_middle_and_comes_back() -> Result<()> {
    let mut scene = Scene::prepare().await?;
    fill(&scene, "INBOX", 0, 2500).await?;
    fill(&scene, "Archive", 2500, 1500).await?;
    for wait in [150, 700, 1500] {
        let mut sync = scene.kurier.spawn_sync(ANNA.address)?;
        tokio::time::sleep(Duration::from_millis(wait)).await;
        scene.dovecot.kill();
        // It may give up and say so, or be done already; it may not hang.
        let status = kurier_testbed::process::wait(&mut sync, Duration::from_secs(60)).await?;
        println!("after {wait} ms the sync ended with {status}");
        scene.dovecot.launch().await?;
    }
    scene.kurier.sync(ANNA.address).await?;
    scene.counts_agree().await?;
    scene.export_agrees().await?;
    Ok(())
}

/// From the command line too: nobody has to ask again.
#[tokio::test(flavor = "multi_thread")]
async fn a_sync_whose_connection_is_cut_goes_on_by_itself() -> Result<()> {
    let scene = Scene::prepare().await?;
    let gate = Gate::before(scene.dovecot.imap()).await?;
    scene.kurier.user_add(BARTEK, "member").await?;
    let servers = MailServers { imap: gate.address(), ..scene.servers() };
    scene.kurier.mailbox_add(BARTEK, BARTEK, &[], servers).await?;
    let mails = (0..250).map(|_| mails::by_name("question", BARTEK.address)).collect::<Result<_>>()?;
    scene.dovecot.append(BARTEK.address, "INBOX", mails, true).await?;
    // Newest first, a hundred a command: the third is asked for when the first has come.
    gate.order(Rule::on("FETCH", Reaction::Cut).with(" 1:50 ").times(1));
    let logins = gate.logins();
    let report = scene.kurier.sync(BARTEK.address).await?;
    assert_eq!((report.messages, report.set_aside), (250, 0), "{report:?}");
    assert_eq!(gate.logins(), logins + 2, "once more");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_password_stops_one_mailbox_and_no_other() -> Result<()> {
    let mut scene = Scene::prepare().await?;
    scene.kurier.user_add(BARTEK, "member").await?;
    scene.kurier.mailbox_add(BARTEK, BARTEK, &[], scene.servers()).await?;
    fill(&scene, "INBOX", 0, 50).await?;
    let question = mails::by_name("question", BARTEK.address)?;
    scene.dovecot.append(BARTEK.address, "INBOX", vec![question], false).await?;
    scene.dovecot.set_password(ANNA.address, "całkiem-inne").await?;

    let refusal = scene.kurier.sync(ANNA.address).await.expect_err("signed in with a wrong password");
    assert!(refusal.to_string().to_lowercase().contains("password"), "not a clear reason: {refusal}");
    let report = scene.anna().await?;
    assert!(report.state.to_string().to_lowercase().contains("password"), "doctor says {}", report.state);
    let bartek = scene.kurier.sync(BARTEK.address).await?;
    assert_eq!(bartek.messages, 1);
    let told = scene.kurier.run(&["doctor"], None).await?;
    for (person, state) in [(ANNA, "needs_password"), (BARTEK, "idle")] {
        let line = format!("{}: {state}, watched by nobody", person.address);
        assert!(told.lines().any(|told| told == line), "no {line} in {told}");
    }

    scene.dovecot.set_password(ANNA.address, ANNA.password).await?;
    assert_eq!(scene.kurier.sync(ANNA.address).await?.messages, 50);
    scene.counts_agree().await
}

#[tokio::test(flavor = "multi_thread")]
async fn another_uidvalidity_means_fetching_again_without_duplicates() -> Result<()> {
    let scene = Scene::prepare().await?;
    fill(&scene, "INBOX", 0, 400).await?;
    fill(&scene, "Archive", 400, 100).await?;
    scene.kurier.sync(ANNA.address).await?;
    let before = scene.anna().await?;
    scene.dovecot.renumber(ANNA.address, "INBOX").await?;
    scene.kurier.sync(ANNA.address).await?;
    let after = scene.anna().await?;
    let number =
        |report: &kurier_testbed::kurier::MailboxReport| report.folder("INBOX").and_then(|f| f.uidvalidity);
    assert_ne!(number(&before), number(&after));
    scene.counts_agree().await?;
    scene.export_agrees().await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn poison_is_stored_and_stops_nothing() -> Result<()> {
    let scene = Scene::prepare().await?;
    let mut raw = vec![mails::by_name("question", ANNA.address)?];
    raw.extend(mails::poison(ANNA.address, 20 << 20).into_iter().map(|(_, raw)| raw));
    raw.push(mails::by_name("english", ANNA.address)?);
    let count = raw.len() as u64;
    scene.dovecot.append(ANNA.address, "INBOX", raw, false).await?;
    let report = scene.kurier.sync(ANNA.address).await?;
    assert_eq!(report.messages + report.set_aside, count, "{report:?}");
    assert_eq!(report.set_aside, 0, "all of this can be shown: {report:?}");
    scene.counts_agree().await?;
    let exported = scene.export_agrees().await?;
    assert_eq!(exported.len() as u64, count);
    let same = exported.iter().filter(|mail| {
        mail.message_id.as_deref().is_some_and(|id| id.contains("zawsze-ten-sam@stary.example"))
    });
    assert_eq!(same.count(), 2, "two mails with one Message-ID are two mails");
    let large = exported
        .iter()
        .flat_map(|mail| &mail.attachments)
        .find(|file| file.name.as_deref() == Some("duzy.bin"));
    assert_eq!(large.map(|file| file.bytes), Some(20 << 20));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_changes_on_the_server_changes_here() -> Result<()> {
    let mut scene = Scene::prepare().await?;
    fill(&scene, "INBOX", 0, 60).await?;
    fill(&scene, "Projekty/Stary", 60, 20).await?;
    scene.kurier.sync(ANNA.address).await?;
    let unread = async || -> Result<u64> {
        Ok(scene.anna().await?.folder("INBOX").map(|folder| folder.unread).unwrap_or_default())
    };
    assert_eq!(unread().await?, 0);

    scene.dovecot.flag(ANNA.address, "INBOX", "\\Seen", false).await?;
    scene.kurier.sync(ANNA.address).await?;
    assert_eq!(unread().await?, 60, "flags that another program changed");

    scene.dovecot.expunge(ANNA.address, "INBOX", &["uid", "1:25"]).await?;
    scene.kurier.sync(ANNA.address).await?;
    scene.counts_agree().await?;

    scene.dovecot.expunge(ANNA.address, "INBOX", &["all"]).await?;
    scene.kurier.sync(ANNA.address).await?;
    scene.counts_agree().await?;

    scene.dovecot.delete_folder(ANNA.address, "Projekty/Stary").await?;
    fill(&scene, "Projekty/Nowy", 100, 30).await?;
    fill(&scene, "INBOX", 130, 10).await?;
    scene.kurier.sync(ANNA.address).await?;
    scene.counts_agree().await?;
    let report = scene.anna().await?;
    assert!(report.folder("Projekty/Stary").is_none_or(|folder| folder.stored_count == 0));
    scene.export_agrees().await?;
    the_running_one_tells_what_it_fetched(&mut scene).await
}

/// A Kurier that is running has the mailbox: it is asked, and what is new since is told.
async fn the_running_one_tells_what_it_fetched(scene: &mut Scene) -> Result<()> {
    scene.kurier.serve().await?;
    let question = || mails::by_name("question", ANNA.address);
    // It watches the mailbox, or this would not come.
    scene.dovecot.deliver_lmtp(ANNA.address, &question()?).await?;
    scene.wait_until_counts_agree(Duration::from_secs(30)).await?;
    // From this pass on it looks only at the inbox for a minute.
    scene.kurier.sync(ANNA.address).await?;
    let news = (0..5).map(|_| question()).collect::<Result<Vec<_>>>()?;
    scene.dovecot.append(ANNA.address, "Projekty/Nowy", news, false).await?;
    let report = scene.kurier.sync(ANNA.address).await?;
    assert_eq!((report.messages, report.set_aside), (5, 0), "{report:?}");
    assert!(report.bytes > 0, "{report:?}");
    scene.counts_agree().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_can_do_little_is_enough() -> Result<()> {
    let plain = DovecotOptions { special_use: false, plain_imap: true, ..DovecotOptions::default() };
    let scene = Scene::prepare_with(plain, KurierOptions::default()).await?;
    fill(&scene, "INBOX", 0, 200).await?;
    fill(&scene, "Wysłane", 200, 50).await?;
    scene.kurier.sync(ANNA.address).await?;
    scene.counts_agree().await?;
    scene.dovecot.flag(ANNA.address, "INBOX", "\\Seen", false).await?;
    scene.dovecot.expunge(ANNA.address, "INBOX", &["uid", "1:50"]).await?;
    scene.kurier.sync(ANNA.address).await?;
    scene.counts_agree().await?;
    assert_eq!(scene.anna().await?.folder("INBOX").map(|folder| folder.unread), Some(150));
    scene.export_agrees().await?;
    Ok(())
}

async fn fill(scene: &Scene, folder: &str, skip: usize, count: usize) -> Result<()> {
    let corpus = Corpus::fetch().await?;
    let mails = corpus.mails().skip(skip).take(count).map(|mail| mail.raw).collect();
    scene.dovecot.append(ANNA.address, folder, mails, true).await?;
    Ok(())
}
