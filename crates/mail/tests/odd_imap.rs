//! The IMAP side against servers that answer as real ones were seen to, and worse.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so by panicking")]

use std::time::Duration;

use kurier_mail::dialer::Dialer;
use kurier_mail::imap::{
    FetchProblem, FetchedItem, FlagChange, Flags, ImapAccount, ImapError, ImapSession, Resync, Secret, UidSet,
};
use kurier_mail::stream::Security;
use kurier_model::mailbox::FolderRole;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;

/// What a server says to a command that starts like this; `$` is the command's tag. Nothing after `HANG UP`.
type Script = &'static [(&'static str, &'static str)];

const GREETING: &str = "* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] hi\r\n";
const USUAL: Script = &[
    ("AUTHENTICATE PLAIN", "+ \r\n"),
    ("AGFsaWNlAHNlY3JldA==", "$ OK in\r\n"),
    ("LOGIN", "$ OK in\r\n"),
    ("CAPABILITY", "* CAPABILITY IMAP4rev1  IDLE UIDPLUS\r\n$ OK\r\n"),
    ("SELECT", "* 3 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n* OK [UIDNEXT 9]\r\n$ OK [READ-WRITE] done\r\n"),
    ("LOGOUT", "* BYE\r\n$ OK\r\n"),
];

async fn serve(greeting: &'static str, script: Script) -> (Dialer, ImapAccount) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((tcp, _)) = listener.accept().await {
            tokio::spawn(async move {
                let mut stream = BufReader::new(tcp);
                if greeting.is_empty() {
                    return;
                }
                let _ = stream.write_all(greeting.as_bytes()).await;
                let (mut line, mut tag) = (String::new(), String::new());
                while stream.read_line(&mut line).await.unwrap_or(0) > 0 {
                    let command = line.trim().to_owned();
                    line.clear();
                    let (first, rest) = command.split_once(' ').unwrap_or(("", &command));
                    let command = if first.is_empty() { command.clone() } else { rest.to_owned() };
                    if !first.is_empty() {
                        first.clone_into(&mut tag);
                    }
                    let reply = script.iter().chain(USUAL).find(|(start, _)| command.starts_with(start));
                    let reply = reply.map_or("$ BAD unknown\r\n", |(_, reply)| reply);
                    let (now, hang_up) = match reply.split_once("HANG UP") {
                        Some((now, _)) => (now, true),
                        None => (reply, false),
                    };
                    let _ = stream.write_all(now.replace('$', &tag).as_bytes()).await;
                    if hang_up {
                        return;
                    }
                }
            });
        }
    });
    let account = ImapAccount {
        host: "127.0.0.1".to_owned(),
        port,
        security: Security::None,
        username: "alice".to_owned(),
        secret: Secret::Password("secret".to_owned().into()),
    };
    (Dialer::new(vec!["127.0.0.0/8".parse().unwrap()]), account)
}

async fn connect(greeting: &'static str, script: Script) -> Result<ImapSession, ImapError> {
    let (dialer, account) = serve(greeting, script).await;
    ImapSession::connect(&dialer, &account).await
}

async fn open(script: Script) -> ImapSession {
    let mut session = connect(GREETING, script).await.unwrap();
    session.select("INBOX").await.unwrap();
    session
}

#[tokio::test]
async fn greetings_that_are_none() {
    for greeting in
        ["* BYE too many connections\r\n", "HTTP/1.1 400 Bad Request\r\n\r\n", "220 smtp ready\r\n"]
    {
        let error = connect(greeting, &[]).await.unwrap_err();
        assert!(matches!(error, ImapError::Greeting(_)) && error.is_transient(), "{greeting}: {error:?}");
    }
}

#[tokio::test]
async fn a_door_without_a_server_is_a_lost_connection() {
    let error = connect("", &[]).await.unwrap_err();
    assert!(matches!(error, ImapError::Disconnected) && error.is_transient(), "{error:?}");
}

#[tokio::test]
async fn ways_to_sign_in() {
    assert!(connect("* OK hi\r\n", &[("CAPABILITY", "* CAPABILITY IMAP4rev1\r\n$ OK\r\n")]).await.is_ok());
    let disabled = connect("* OK [CAPABILITY IMAP4rev1 LOGINDISABLED] hi\r\n", &[]).await.unwrap_err();
    assert!(matches!(disabled, ImapError::NoSignIn(_)), "{disabled:?}");
    for (reply, transient) in [
        ("$ NO [AUTHENTICATIONFAILED] Invalid credentials\r\n", false),
        ("$ NO [UNAVAILABLE] Temporary failure\r\n", true),
        ("$ NO User is authenticated but not connected\r\n", true),
        ("$ NO [ALERT] Application-specific password required\r\n", false),
        ("* BYE Too many\r\nHANG UP", true),
    ] {
        let script: &'static [(&str, &str)] = Box::leak(Box::new([("AGFsaWNlAHNlY3JldA==", reply)]));
        let error = connect(GREETING, script).await.unwrap_err();
        assert_eq!(error.is_transient(), transient, "{reply}: {error:?}");
    }
    let (dialer, mut account) = serve(
        "* OK [CAPABILITY IMAP4rev1 AUTH=XOAUTH2] hi\r\n",
        &[
            ("AUTHENTICATE XOAUTH2", "+ \r\n"),
            ("dXNlcj1hbGljZQFhdXRoPUJlYXJlciB0b2sBAQ==", "+ eyJzdGF0dXMiOiI0MDAifQ==\r\n"),
            ("", "$ NO SASL authentication failed\r\n"),
        ],
    )
    .await;
    account.secret = Secret::OAuth2Token("tok".to_owned().into());
    let error = ImapSession::connect(&dialer, &account).await.unwrap_err();
    assert!(
        matches!(&error, ImapError::AuthenticationFailed { reason } if reason.contains("400")),
        "{error:?}"
    );
}

/// Only LOGIN works: the secret was not asked for by the way that is offered.
#[tokio::test]
async fn a_way_to_sign_in_that_is_none() {
    for reply in ["$ NO Unsupported authentication mechanism\r\n", "$ BAD Command not recognized\r\n"] {
        let taken: Script = Box::leak(Box::new([("AUTHENTICATE PLAIN", reply)]));
        assert!(connect(GREETING, taken).await.is_ok(), "{reply}");
        let wrong: Script =
            Box::leak(Box::new([("AUTHENTICATE PLAIN", reply), ("LOGIN", "$ NO Invalid credentials\r\n")]));
        let error = connect(GREETING, wrong).await.unwrap_err();
        assert!(
            matches!(&error, ImapError::AuthenticationFailed { reason } if reason.contains("Invalid")),
            "{error:?}"
        );
        let disabled = "* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN LOGINDISABLED] hi\r\n";
        let error = connect(disabled, taken).await.unwrap_err();
        assert!(matches!(error, ImapError::NoSignIn(_)), "{error:?}");
    }
    // Nobody is signed in now, and LOGIN would not be either.
    let busy: Script = &[("AUTHENTICATE PLAIN", "$ NO [UNAVAILABLE] Temporary failure\r\n")];
    assert!(matches!(connect(GREETING, busy).await.unwrap_err(), ImapError::SignInUnavailable { .. }));
    // The secret was seen and refused: it is not sent another way.
    let seen: Script = &[("AGFsaWNlAHNlY3JldA==", "$ NO Invalid credentials\r\n")];
    assert!(matches!(connect(GREETING, seen).await.unwrap_err(), ImapError::AuthenticationFailed { .. }));
}

#[tokio::test]
async fn parameters_that_are_announced_and_refused() {
    for refusal in ["$ BAD Unknown parameter in SELECT\r\n", "$ NO [CANNOT] CONDSTORE\r\n"] {
        let script: Script = Box::leak(Box::new([
            ("CAPABILITY", "* CAPABILITY IMAP4rev1 CONDSTORE ENABLE QRESYNC UIDPLUS LIST-STATUS\r\n$ OK\r\n"),
            ("ENABLE", "$ OK\r\n"),
            ("SELECT \"INBOX\" (", refusal),
            ("SELECT \"Gone\"", "$ NO [NONEXISTENT] no such folder\r\n"),
            (
                "SELECT \"INBOX\"",
                "* 2 EXISTS\r\n* OK [UIDVALIDITY 70] x\r\n* OK [HIGHESTMODSEQ 5] x\r\n$ OK [READ-WRITE] in\r\n",
            ),
            ("UID FETCH 1:2 (UID FLAGS)", "* 1 FETCH (UID 1 FLAGS ())\r\n$ OK\r\n"),
            ("LIST \"\" \"*\" RETURN", "$ NO what\r\n"),
            ("LIST", "* LIST () \"/\" INBOX\r\n$ OK\r\n"),
        ]));
        let mut session = connect(GREETING, script).await.unwrap();
        let gone = session.select("Gone").await.unwrap_err();
        assert!(matches!(gone, ImapError::No { .. }) && session.has_condstore(), "{gone:?}");
        let known = Resync { uid_validity: 70, modseq: 4 };
        let selected = session.select_resync("INBOX", known).await.unwrap();
        assert_eq!((selected.exists, selected.uid_validity, selected.highest_modseq), (2, 70, None));
        assert!(!session.has_condstore() && !session.has_qresync());
        assert_eq!(session.select("INBOX").await.unwrap().exists, 2);
        assert_eq!(session.fetch_flags(&UidSet::parse("1:2")).await.unwrap().len(), 1);
        assert_eq!(session.list_folders().await.unwrap().len(), 1);
    }
}

#[tokio::test]
async fn words_before_tls_are_not_believed() {
    let script: Script = &[("STARTTLS", "$ OK go\r\n* OK [CAPABILITY AUTH=PLAIN] injected\r\n")];
    let (dialer, mut account) = serve("* OK [CAPABILITY IMAP4rev1 STARTTLS] hi\r\n", script).await;
    account.security = Security::StartTls;
    let error = ImapSession::connect(&dialer, &account).await.unwrap_err();
    assert!(matches!(error, ImapError::Protocol(_) | ImapError::Tls(_)), "{error:?}");
    let (dialer, mut account) = serve(GREETING, &[]).await;
    account.security = Security::StartTls;
    assert!(matches!(ImapSession::connect(&dialer, &account).await.unwrap_err(), ImapError::StartTlsMissing));
}

#[tokio::test]
async fn one_bad_message_does_not_stop_the_rest() {
    let mut session = open(&[(
        "UID FETCH 1:9",
        "* 1 FETCH (UID 1 FLAGS (\\Seen) BODY[] {4}\r\na\r\nb)\r\n* 2 FETCH (FLAGS () BODY[] {1}\r\nx)\r\n\
         * 3 FETCH (UID 0 BODY[] {1}\r\nx INTERNALDATE \"bad\")\r\n* 9 EXISTS\r\n* 1 FETCH (FLAGS (\\Seen))\r\n\
         * GARBAGE (((\r\n* 4 FETCH (UID 4 INTERNALDATE \"02-Mar-2026 10:15:00 +0100\" BODY[] NIL)\r\n\
         * 5 FETCH (BODY[] ~{2}\r\nhi UID 5)\r\n* 6 FETCH (UID 6 BODY[] \"quo\\\"ted\")\r\n$ NO some gone\r\n",
    )])
    .await;
    let mut fetching = session.fetch_messages(vec![UidSet::parse("1:9")]).await.unwrap();
    let (mut uids, mut problems) = (Vec::new(), Vec::new());
    while let Some(item) = fetching.next().await.unwrap() {
        match item {
            FetchedItem::Message(message) => uids.push((message.uid, message.raw.len())),
            FetchedItem::Problem(problem) => problems.push(problem),
        }
    }
    assert_eq!(uids, [(1, 4), (5, 2), (6, 7)]);
    assert!(
        matches!(
            problems.as_slice(),
            [
                FetchProblem::NoUid { sequence: Some(2) },
                FetchProblem::NoUid { sequence: Some(3) },
                FetchProblem::NoBody { uid: 4 },
                FetchProblem::Refused { .. }
            ]
        ),
        "{problems:?}"
    );
    assert_eq!(session.take_hints().exists, Some(9));
}

#[tokio::test]
async fn a_connection_lost_in_a_message_is_an_error() {
    for reply in [
        "* 1 FETCH (UID 1 BODY[] {100}\r\nabcHANG UP",
        "* 1 FETCH (UID 1 BODY[] {1}\r\na)\r\nHANG UP",
        "* BYE idle for too long\r\nHANG UP",
    ] {
        let script: &'static [(&str, &str)] = Box::leak(Box::new([("UID FETCH", reply)]));
        let mut session = open(script).await;
        let mut fetching = session.fetch_messages(vec![UidSet::parse("1")]).await.unwrap();
        let error = loop {
            match fetching.next().await {
                Ok(Some(_)) => {}
                Ok(None) => panic!("{reply}: an end without an end"),
                Err(error) => break error,
            }
        };
        assert!(error.is_transient() && !error.leaves_session_usable(), "{reply}: {error:?}");
    }
}

#[tokio::test]
async fn searches_and_lists_of_every_kind() {
    let mut session = open(&[
        ("UID SEARCH ALL", "* SEARCH 3 1 2\r\n* SEARCH 7 (MODSEQ 917162500)\r\n$ OK\r\n"),
        ("UID SEARCH UNSEEN", "* SEARCH\r\n$ OK\r\n"),
        ("UID SEARCH SEEN", "* ESEARCH (TAG \"A1\") UID COUNT 3 ALL 4:5,9\r\n$ OK\r\n"),
        (
            "LIST",
            "* LIST (\\HasNoChildren) \"/\" {5}\r\nINBOX\r\n* XLIST (x)\r\n* LIST (\\Noselect \\HasChildren) \"/\" \"[Gmail]\"\r\n\
             * LIST (\\HasNoChildren \\Sent) \"/\" \"[Gmail]/Wys&AUI-ane\"\r\n* LIST (\\All) \"/\" \"[Gmail]/All\" (\"OLDNAME\" (\"x\"))\r\n\
             * LIST () \"/\" \"[Gmail]/Kosz\"\r\n* LIST () \"/\" \"[Gmail]/Kosz\"\r\n* LIST broken\r\n$ OK\r\n",
        ),
    ])
    .await;
    assert_eq!(session.all_uids().await.unwrap().to_string(), "1:3,7");
    assert!(session.uid_search("UNSEEN").await.unwrap().is_empty());
    assert_eq!(session.uid_search("SEEN").await.unwrap().to_string(), "4:5,9");
    let folders = session.list_folders().await.unwrap();
    let found: Vec<_> =
        folders.iter().map(|folder| (folder.path.as_str(), folder.role, folder.selectable)).collect();
    assert_eq!(
        found,
        [
            ("INBOX", Some(FolderRole::Inbox), true),
            ("[Gmail]", None, false),
            ("[Gmail]/All", Some(FolderRole::All), true),
            ("[Gmail]/Kosz", Some(FolderRole::Trash), true),
            ("[Gmail]/Wysłane", Some(FolderRole::Sent), true),
        ]
    );
}

#[tokio::test]
async fn a_server_without_move_copies_marks_and_expunges_only_these() {
    let mut session = open(&[
        ("UID COPY 2 ", "$ OK [COPYUID 7 2 11] done\r\n"),
        ("UID STORE 2 +FLAGS (\\Deleted)", "* 2 FETCH (UID 2 FLAGS (\\Deleted))\r\n$ OK\r\n"),
        ("UID EXPUNGE 2", "* 2 EXPUNGE\r\n$ OK\r\n"),
    ])
    .await;
    let moved = session.move_messages(&UidSet::parse("2"), "Archive").await.unwrap();
    assert_eq!(moved.uids, [(2, 11)]);
    assert!(session.take_hints().expunged);
}

#[tokio::test]
async fn refusals_leave_the_session_usable() {
    let mut session =
        open(&[("UID STORE", "$ NO [READ-ONLY] no\r\n"), ("APPEND", "$ NO [OVERQUOTA] full\r\n")]).await;
    let flags = Flags { seen: true, ..Flags::default() };
    let error = session.store_flags(&UidSet::parse("1"), FlagChange::Add, &flags).await.unwrap_err();
    assert!(error.leaves_session_usable() && !error.is_transient());
    let error = session.append("Sent", b"x", &flags, None).await.unwrap_err();
    assert!(matches!(&error, ImapError::No { code: Some(code), .. } if code == "OVERQUOTA"), "{error:?}");
    assert_eq!(session.select("INBOX").await.unwrap().uid_validity, 7);
    let error = tokio::time::timeout(Duration::from_secs(5), session.noop()).await.unwrap().unwrap_err();
    assert!(matches!(error, ImapError::Bad { .. }));
}

const TWO_NAMES: Script = &[
    (
        "LIST",
        "* LIST (\\HasNoChildren) \"/\" inbox\r\n* LIST (\\HasNoChildren) \"/\" \"Wysłane\"\r\n\
         * LIST (\\HasNoChildren) \"/\" \"Wys&AUI-ane\"\r\n* LIST () \"/\" \"Inbox/Sprawy\"\r\n$ OK done\r\n",
    ),
    ("SELECT \"Wys&AUI-ane\"", "* 2 EXISTS\r\n* OK [UIDVALIDITY 11] x\r\n$ OK [READ-WRITE] selected\r\n"),
    ("SELECT \"Wysłane\"", "* 1 EXISTS\r\n* OK [UIDVALIDITY 22] x\r\n$ OK [READ-WRITE] selected\r\n"),
    ("CREATE \"Wysłane/Sp&APM-r\"", "$ OK\r\n"),
    ("RENAME \"Wysłane/Sp&APM-r\" \"Wysłane/Nowe\"", "$ OK\r\n"),
    ("SUBSCRIBE", "$ OK\r\n"),
    ("UNSUBSCRIBE", "$ OK\r\n"),
    ("UNSELECT", "$ OK\r\n"),
];

#[tokio::test]
async fn two_folders_with_one_readable_name_are_two() {
    let mut session = connect(GREETING, TWO_NAMES).await.unwrap();
    let folders = session.list_folders().await.unwrap();
    let named: Vec<_> = folders
        .iter()
        .map(|folder| (folder.path.as_str(), folder.raw_name.as_str(), folder.parent()))
        .collect();
    let expected = [
        ("INBOX", "INBOX", None),
        ("INBOX/Sprawy", "Inbox/Sprawy", Some("INBOX")),
        ("Wysłane", "Wys&AUI-ane", None),
        ("Wysłane", "Wysłane", None),
    ];
    assert_eq!(named, expected);
    let mut opened = Vec::new();
    for folder in &folders[2..] {
        let selected = session.select(&folder.raw_name).await.unwrap();
        opened.push((selected.uid_validity, selected.exists));
    }
    assert_eq!(opened, [(11, 2), (22, 1)]);
    // What lies below is named as the server knows it: below the one that was meant.
    let below = session.create_folder("Wysłane/", "Spór").await.unwrap();
    assert_eq!(below, "Wysłane/Sp&APM-r");
    assert_eq!(session.rename_folder(&below, "Wysłane/", "Nowe").await.unwrap(), "Wysłane/Nowe");
}
