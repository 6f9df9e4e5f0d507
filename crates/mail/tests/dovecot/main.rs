//! The IMAP side against a real Dovecot.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so by panicking")]

mod server;

use std::time::{Duration, Instant};

use kurier_mail::imap::{
    FetchedItem, FetchedMessage, FlagChange, Flags, IdleEvent, ImapAccount, ImapError, ImapSession, Resync,
    Secret, Step, UidSet, verify,
};
use kurier_mail::message;
use kurier_mail::stream::Security;
use kurier_model::mailbox::FolderRole;
use server::Dovecot;
use tokio_util::sync::CancellationToken;

fn mail(number: u32) -> Vec<u8> {
    format!(
        "From: Jan <jan@example.com>\r\nTo: alice@example.com\r\nSubject: Mail {number}\r\nMessage-ID: <m{number}@example.com>\r\n\
         Date: Mon, 2 Mar 2026 10:15:00 +0100\r\n\r\nText {number} {{5}}\r\n.\r\n"
    )
    .into_bytes()
}

async fn fetch(session: &mut ImapSession, uids: &UidSet) -> Vec<FetchedMessage> {
    let mut fetching = session.fetch_messages(vec![uids.clone()]).await.unwrap();
    let mut messages = Vec::new();
    while let Some(item) = fetching.next().await.unwrap() {
        let FetchedItem::Message(message) = item else { panic!("{item:?}") };
        messages.push(message);
    }
    messages
}

#[tokio::test]
async fn every_way_of_connecting() {
    let server = Dovecot::start("").await;
    for security in [Security::Tls, Security::StartTls, Security::None] {
        for name in ["alice", "bob"] {
            let mut steps = Vec::new();
            let account = server.account(name, security);
            let folders = verify(&server.dialer(), &account, |step| steps.push(step)).await.unwrap();
            assert!(
                folders.iter().any(|folder| folder.role == Some(FolderRole::Inbox)),
                "{name} {security:?}"
            );
            let tls = (security != Security::None).then_some(Step::Tls);
            let expected: Vec<Step> = [Step::Resolve, Step::Connect]
                .into_iter()
                .chain(tls)
                .chain([Step::SignIn, Step::Folders])
                .collect();
            assert_eq!(steps, expected);
        }
    }
}

#[tokio::test]
async fn failures_say_what_failed() {
    let server = Dovecot::start("").await;
    let right = server.account("alice", Security::Tls);
    let attempt = async |account: &ImapAccount, dialer: kurier_mail::dialer::Dialer| {
        let mut last = None;
        let error = ImapSession::connect_with(&dialer, account, |step| last = Some(step))
            .await
            .expect_err("no session");
        (error, last.unwrap())
    };
    let wrong = ImapAccount { secret: Secret::Password("wrong".to_owned().into()), ..right.clone() };
    let (error, step) = attempt(&wrong, server.dialer()).await;
    assert!(
        matches!(&error, ImapError::AuthenticationFailed { reason } if reason.contains("Authentication failed")),
        "{error}"
    );
    assert!(!error.is_transient() && step == Step::SignIn);

    let stranger =
        kurier_mail::dialer::Dialer::new(vec!["127.0.0.0/8".parse().unwrap(), "::1/128".parse().unwrap()]);
    let (error, step) = attempt(&right, stranger).await;
    assert!(matches!(error, ImapError::Tls(kurier_mail::tls::TlsError::Certificate { .. })), "{error}");
    assert_eq!(step, Step::Tls);

    let (error, _) = attempt(&right, kurier_mail::dialer::Dialer::new(Vec::new())).await;
    assert!(matches!(error, ImapError::Dial(kurier_mail::dialer::DialError::Forbidden { .. })), "{error}");

    let confused = ImapAccount { port: server.plain_port, ..right.clone() };
    let (error, step) = attempt(&confused, server.dialer()).await;
    assert!(matches!(error, ImapError::Tls(kurier_mail::tls::TlsError::Handshake { .. })), "{error}");
    assert_eq!(step, Step::Tls);

    let oauth = ImapAccount { secret: Secret::OAuth2Token("t".to_owned().into()), ..right };
    let (error, _) = attempt(&oauth, server.dialer()).await;
    assert!(matches!(error, ImapError::AuthenticationFailed { .. }), "{error}");
}

#[tokio::test]
async fn folders_of_any_depth_and_language() {
    let server = Dovecot::start("").await;
    let mut alice = server.alice().await;
    let raw = alice.create_folder("", "Klienci/Żółw & Spółka/Umowy \"2026\"").await.unwrap();
    alice.append(&raw, &mail(1), &Flags::default(), None).await.unwrap();
    let folders = alice.list_folders().await.unwrap();
    let paths: Vec<_> = folders.iter().map(|folder| (folder.path.as_str(), folder.role)).collect();
    assert_eq!(
        paths,
        [
            ("INBOX", Some(FolderRole::Inbox)),
            ("Klienci", None),
            ("Klienci/Żółw & Spółka", None),
            ("Klienci/Żółw & Spółka/Umowy \"2026\"", None),
            ("Kosz", Some(FolderRole::Trash)),
            ("Sent", Some(FolderRole::Sent)),
        ]
    );
    let deepest = folders.iter().find(|folder| folder.raw_name == raw).unwrap();
    assert_eq!((deepest.name().as_str(), deepest.status.unwrap().messages), ("Umowy \"2026\"", 1));
    assert_eq!(alice.folder_status(&raw).await.unwrap().unseen, Some(1));

    let renamed = alice.rename_folder(&raw, "", "Klienci/Stare").await.unwrap();
    assert_eq!(alice.folder_status(&renamed).await.unwrap().messages, 1);
    alice.select(&renamed).await.unwrap();
    alice.delete_folder(&renamed).await.unwrap();
    let error = alice.folder_status(&renamed).await.unwrap_err();
    assert!(matches!(&error, ImapError::No { command, .. } if command == "STATUS"), "{error:?}");
    assert!(error.leaves_session_usable());
    assert!(matches!(alice.create_folder("", "a\r\nX LOGOUT").await, Err(ImapError::InvalidName(_))));
    assert!(alice.noop().await.is_ok());
}

#[tokio::test]
async fn messages_come_whole_and_move() {
    let server = Dovecot::start("").await;
    let mut alice = server.alice().await;
    let seen = Flags { seen: true, keywords: ["$Forwarded".to_owned()].into(), ..Flags::default() };
    let date = chrono::DateTime::from_timestamp(1_772_000_000, 0);
    let mut uids = Vec::new();
    for number in 1..=300 {
        uids.push(alice.append("INBOX", &mail(number), &seen, date).await.unwrap().uid.unwrap());
    }
    let opened = alice.select("INBOX").await.unwrap();
    assert_eq!((opened.exists, opened.uid_next, opened.read_only), (300, Some(301), false));
    assert!(opened.uid_validity > 0 && opened.highest_modseq.is_some());
    assert_eq!(alice.all_uids().await.unwrap().to_string(), "1:300");
    assert_eq!(alice.uid_search("SUBJECT \"Mail 77\"").await.unwrap().to_string(), "77");
    assert_eq!(alice.find_by_message_id("m5@example.com").await.unwrap().to_string(), "5");

    let sets = (0..30).map(|n| UidSet::from_uids(n * 10 + 1..=n * 10 + 10)).collect();
    let mut fetching = alice.fetch_messages(sets).await.unwrap();
    let mut count = 0;
    while let Some(item) = fetching.next().await.unwrap() {
        let FetchedItem::Message(message) = item else { panic!("{item:?}") };
        count += 1;
        assert_eq!(message.raw.as_ref(), mail(message.uid), "{}", message.uid);
        assert_eq!(
            (message.flags, message.internal_date, message.modseq.is_some()),
            (seen.clone(), date, true)
        );
    }
    assert_eq!(count, 300);

    // A fetch left in the middle does not harm what follows.
    let mut fetching = alice.fetch_messages(vec![UidSet::parse("1:300")]).await.unwrap();
    fetching.next().await.unwrap();
    let sizes = alice.fetch_sizes(&UidSet::parse("1:2")).await.unwrap();
    assert_eq!(
        sizes.iter().map(|size| size.bytes).collect::<Vec<_>>(),
        [mail(1).len() as u64, mail(2).len() as u64]
    );
    assert_eq!(alice.fetch_one(9999).await.unwrap(), None);
    assert!(alice.fetch_one(7).await.unwrap().is_some());

    let moved = alice.move_messages(&UidSet::parse("5,3,200:202"), "Kosz").await.unwrap();
    assert_eq!(moved.uids, [(3, 1), (5, 2), (200, 3), (201, 4), (202, 5)]);
    assert_eq!(alice.all_uids().await.unwrap().len(), 295);
    alice.select("Kosz").await.unwrap();
    assert_eq!(fetch(&mut alice, &UidSet::parse("2")).await[0].raw.as_ref(), mail(5));
    let copied = alice.copy(&UidSet::parse("1"), "Sent").await.unwrap();
    assert_eq!(copied.uids, [(1, 1)]);
    alice.remove(&UidSet::parse("1:2")).await.unwrap();
    assert_eq!(alice.all_uids().await.unwrap().to_string(), "3:5");
    let error = alice.move_messages(&UidSet::parse("3"), "Nowhere").await.unwrap_err();
    assert!(matches!(&error, ImapError::No { code: Some(code), .. } if code == "TRYCREATE"), "{error:?}");
    alice.logout().await;
}

#[tokio::test]
async fn changes_are_told_by_number() {
    let server = Dovecot::start("").await;
    let mut alice = server.alice().await;
    let mut other = server.alice().await;
    for number in 1..=5 {
        alice.append("INBOX", &mail(number), &Flags::default(), None).await.unwrap();
    }
    assert!(alice.has_qresync() && alice.has_condstore());
    let before = alice.select("INBOX").await.unwrap();
    let known = before.highest_modseq.unwrap();
    alice.unselect().await.unwrap();

    other.select("INBOX").await.unwrap();
    let flagged = Flags { flagged: true, ..Flags::default() };
    let updates = other.store_flags(&UidSet::parse("2"), FlagChange::Add, &flagged).await.unwrap();
    assert!(updates.iter().any(|update| update.uid == 2 && update.flags.flagged));
    other.remove(&UidSet::parse("4")).await.unwrap();
    other.append("INBOX", &mail(6), &Flags::default(), None).await.unwrap();

    let after = alice
        .select_resync("INBOX", Resync { uid_validity: before.uid_validity, modseq: known })
        .await
        .unwrap();
    assert_eq!(after.vanished.to_string(), "4");
    let changed: Vec<u32> = after.changed.iter().map(|update| update.uid).collect();
    assert!(changed.contains(&2) && !changed.contains(&1), "{changed:?}");

    other.store_flags(&UidSet::parse("2"), FlagChange::Remove, &flagged).await.unwrap();
    let (updates, vanished) = alice.fetch_changes(after.highest_modseq.unwrap()).await.unwrap();
    assert!(
        !updates.is_empty() && updates.iter().all(|update| update.uid == 2 && !update.flags.flagged),
        "{updates:?}"
    );
    assert!(vanished.unwrap().is_empty());
    let all = alice.fetch_flags(&UidSet::parse("1:4294967295")).await.unwrap();
    assert_eq!(all.len(), 5);
}

#[tokio::test]
async fn idle_tells_news_and_can_be_interrupted() {
    let server = Dovecot::start("").await;
    let mut alice = server.alice().await;
    let mut other = server.alice().await;
    alice.select("INBOX").await.unwrap();
    let nobody = CancellationToken::new();
    let long = Duration::from_secs(30);

    let started = Instant::now();
    let (event, appended) = tokio::join!(alice.idle(long, &nobody), async {
        tokio::time::sleep(Duration::from_millis(300)).await;
        other.append("INBOX", &mail(1), &Flags::default(), None).await
    });
    appended.unwrap();
    assert_eq!(event.unwrap(), IdleEvent::NewMail { exists: 1 });
    assert!(started.elapsed() < Duration::from_secs(5), "{:?}", started.elapsed());

    other.select("INBOX").await.unwrap();
    let (event, stored) = tokio::join!(alice.idle(long, &nobody), async {
        tokio::time::sleep(Duration::from_millis(300)).await;
        other
            .store_flags(&UidSet::parse("1"), FlagChange::Add, &Flags { seen: true, ..Flags::default() })
            .await
    });
    stored.unwrap();
    assert_eq!(event.unwrap(), IdleEvent::Changed);

    let (event, removed) = tokio::join!(alice.idle(long, &nobody), async {
        tokio::time::sleep(Duration::from_millis(300)).await;
        other.remove(&UidSet::parse("1")).await
    });
    removed.unwrap();
    assert!(matches!(event.unwrap(), IdleEvent::Expunged | IdleEvent::Changed));

    assert_eq!(alice.idle(Duration::from_millis(200), &nobody).await.unwrap(), IdleEvent::Timeout);
    let stop = CancellationToken::new();
    let (event, ()) = tokio::join!(alice.idle(long, &stop), async {
        tokio::time::sleep(Duration::from_millis(200)).await;
        stop.cancel();
    });
    assert_eq!(event.unwrap(), IdleEvent::Interrupted);

    // A wait that was simply dropped does not harm what follows.
    let _ = tokio::time::timeout(Duration::from_millis(200), alice.idle(long, &nobody)).await;
    assert!(alice.all_uids().await.unwrap().is_empty());

    let (event, ()) = tokio::join!(alice.idle(long, &nobody), async {
        tokio::time::sleep(Duration::from_millis(300)).await;
        drop(server);
    });
    let error = event.expect_err("the server is gone");
    assert!(
        error.is_transient() && matches!(error, ImapError::Disconnected | ImapError::Bye(_)),
        "{error:?}"
    );
}

#[tokio::test]
async fn large_and_odd_messages_survive_the_way() {
    let server = Dovecot::start("").await;
    let mut alice = server.alice().await;
    let large = [b"Subject: large\r\n\r\n".to_vec(), b"0123456789abcdef{7}\r\n".repeat(500_000)].concat();
    let odd = b"Subject: odd\r\n\r\n\xff\xfe) UID 77 BODY[] {3}\r\n* 1 EXISTS\r\nA1 OK done\r\n".to_vec();
    for raw in [&large, &odd, &b"\r\n".to_vec()] {
        alice.append("INBOX", raw, &Flags::default(), None).await.unwrap();
    }
    alice.select("INBOX").await.unwrap();
    let messages = fetch(&mut alice, &UidSet::parse("1:3")).await;
    assert!(
        messages[0].raw.as_ref() == large
            && messages[1].raw.as_ref() == odd
            && messages[2].raw.as_ref() == b"\r\n"
    );
    assert_eq!(message::parse(&messages[1].raw).unwrap().subject, "odd");
    assert!(message::parse(&messages[2].raw).is_err());
}
