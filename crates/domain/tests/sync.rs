//! Synchronisation with a real Dovecot.

use anyhow::{Context, Result};
use kurier_domain::{Actor, Db, Kurier, Live, Parts, SystemClock, jobs, secrets::Secrets, sync::Lease};
use kurier_mail::dialer::Dialer;
use kurier_model::{
    FolderId, MailboxId, ThreadId, WorkspaceId,
    inbox::{ThreadAction, ThreadFilter, ThreadRow},
    mailbox::{FolderRole, Mailbox},
    member::Role,
};
use kurier_testbed::{
    Dovecot, DovecotOptions, mails,
    people::{ANNA, CELINA},
};
use sqlx::PgPool;
use std::sync::Arc;

struct Office {
    kurier: Kurier,
    anna: Actor,
    lease: Lease,
    dovecot: Dovecot,
}

impl Office {
    async fn open(pool: PgPool, options: DovecotOptions) -> Result<Self> {
        jobs::prepare_queue(&pool).await?;
        let dovecot = Dovecot::start_with(options).await?;
        let kurier = Kurier::new(Parts {
            db: Db::new(pool.clone()),
            live: Live::default(),
            clock: Arc::new(SystemClock),
            dialer: Dialer::new(vec!["127.0.0.0/8".parse()?]),
            secrets: Secrets::new(&[7; 32]),
            model: None,
            public_url: None,
        });
        let user = kurier.members().add_user(ANNA.address, ANNA.name, Role::Owner, ANNA.sign_in).await?;
        let (workspace,): (uuid::Uuid,) =
            sqlx::query_as("SELECT workspace_id FROM workspaces").fetch_one(&pool).await?;
        let workspace = WorkspaceId(workspace);
        let anna = Actor { user: Some(user), ..Actor::system(workspace) };
        let mailbox = MailboxId::new();
        let secret = Secrets::new(&[7; 32]).seal(mailbox, "mailboxes.secret", ANNA.password)?;
        sqlx::query(
            "INSERT INTO mailboxes (id, workspace_id, owner_id, address, address_key, kind, imap_host, imap_port, imap_security,
                                    smtp_host, smtp_port, smtp_security, username, secret)
             VALUES ($1, $2, $3, $4, $4, 'private', '127.0.0.1', $5, 'none', '127.0.0.1', 25, 'none', $4, $6)",
        )
        .bind(mailbox.0)
        .bind(workspace.0)
        .bind(user.0)
        .bind(ANNA.address)
        .bind(i32::from(dovecot.imap().port()))
        .bind(secret)
        .execute(&pool)
        .await?;
        let lease = kurier.sync().claim_one("test", mailbox).await?.context("nobody else watches it")?;
        Ok(Self { kurier, anna, lease, dovecot })
    }

    async fn mailbox(&self) -> Result<Mailbox> {
        self.kurier.mailboxes().list(&self.anna).await?.pop().context("the mailbox")
    }

    async fn folder(&self, role: FolderRole) -> Result<FolderId> {
        let mailbox = self.mailbox().await?;
        Ok(mailbox.folders.iter().find(|folder| folder.role == Some(role)).context("the folder")?.id)
    }

    async fn threads(&self, folder: FolderId) -> Result<Vec<ThreadRow>> {
        Ok(self.kurier.threads().page(&self.anna, folder, ThreadFilter::All, None, 50).await?.rows)
    }

    async fn only_thread(&self, folder: FolderId) -> Result<ThreadId> {
        Ok(self.threads(folder).await?.first().context("a thread")?.id)
    }
}

/// A conversation in Anna's inbox, and an order beside it.
async fn with_chairs(office: &Office) -> Result<(FolderId, ThreadRow)> {
    let conversation = mails::conversation_about_chairs(ANNA.address);
    for mail in &conversation {
        office.dovecot.deliver_lmtp(ANNA.address, &mail.raw()).await?;
    }
    office.dovecot.deliver_lmtp(ANNA.address, &mails::order_with_attachments(ANNA.address).raw()).await?;
    let report = office.kurier.sync().once(&office.lease).await?;
    assert_eq!((report.messages, report.set_aside), (conversation.len() as u64 + 1, 0));
    let inbox = office.folder(FolderRole::Inbox).await?;
    let rows = office.threads(inbox).await?;
    assert_eq!(rows.len(), 2, "a conversation is one thread");
    let chairs = rows.into_iter().find(|row| row.messages as usize == conversation.len());
    Ok((inbox, chairs.context("the conversation")?))
}

#[sqlx::test(migrations = "../../migrations")]
async fn mail_is_listed_and_read(pool: PgPool) -> Result<()> {
    let office = Office::open(pool.clone(), DovecotOptions::default()).await?;
    let (inbox, chairs) = with_chairs(&office).await?;
    let again = office.kurier.sync().once(&office.lease).await?;
    assert_eq!(again.messages, 0, "a second sync fetches nothing");
    let counts = office
        .mailbox()
        .await?
        .folders
        .iter()
        .find(|folder| folder.id == inbox)
        .map(|folder| (folder.total, folder.unread));
    assert_eq!(counts, Some((2, 2)));

    let opened = office.kurier.threads().open(&office.anna, chairs.id).await?;
    assert_eq!(opened.messages.len(), chairs.messages as usize);
    let body = office
        .kurier
        .threads()
        .body_html(&office.anna, opened.messages[0].id, kurier_domain::threads::Extent::Beginning)
        .await?;
    assert!(body.0.html.contains("<body"));

    // Reading reaches the server.
    office.kurier.threads().act(&office.anna, vec![chairs.id], Some(inbox), ThreadAction::MarkRead).await?;
    office.kurier.sync().once(&office.lease).await?;
    let mails = office.dovecot.mails(ANNA.address, "INBOX").await?;
    let seen = mails.iter().filter(|mail| mail.flags.iter().any(|flag| flag == "\\Seen")).count();
    assert_eq!(seen, chairs.messages as usize);

    // A count that is not what the placements say is told.
    let before = office.kurier.mailboxes().report(office.anna.workspace).await?.mailboxes;
    assert!(before[0].is_in_order(), "{before:#?}");
    sqlx::query("UPDATE thread_folders SET unread_messages = 7").execute(&pool).await?;
    let after = office.kurier.mailboxes().report(office.anna.workspace).await?.mailboxes;
    assert!(after[0].differences >= 1 && !after[0].is_in_order(), "{after:#?}");
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn mail_is_moved_and_brought_back(pool: PgPool) -> Result<()> {
    let office = Office::open(pool, DovecotOptions::default()).await?;
    let (inbox, chairs) = with_chairs(&office).await?;

    // Moving shows at once, then happens on the server, and can be taken back.
    let archive = office.folder(FolderRole::Archive).await?;
    let done = office
        .kurier
        .threads()
        .act(&office.anna, vec![chairs.id], Some(inbox), ThreadAction::Archive)
        .await?;
    assert_eq!(office.threads(inbox).await?.len(), 1);
    assert_eq!(office.only_thread(archive).await?, chairs.id);
    office.kurier.sync().once(&office.lease).await?;
    assert_eq!(office.dovecot.mails(ANNA.address, "Archive").await?.len(), chairs.messages as usize);
    assert_eq!(office.only_thread(archive).await?, chairs.id);
    office.kurier.threads().undo(&office.anna, done.undo.context("undo")?).await?;
    office.kurier.sync().once(&office.lease).await?;
    assert_eq!(office.dovecot.mails(ANNA.address, "Archive").await?.len(), 0);
    assert_eq!(office.threads(inbox).await?.len(), 2);
    assert!(office.kurier.threads().undo(&office.anna, done.undo.context("undo")?).await.is_err());

    // An undo that comes before the server has moved anything.
    let done =
        office.kurier.threads().act(&office.anna, vec![chairs.id], Some(inbox), ThreadAction::Delete).await?;
    office.kurier.threads().undo(&office.anna, done.undo.context("undo")?).await?;
    office.kurier.sync().once(&office.lease).await?;
    assert_eq!(office.threads(inbox).await?.len(), 2);
    assert_eq!(office.dovecot.mails(ANNA.address, "Trash").await?.len(), 0);
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn mail_is_found_by_those_who_may_see_it(pool: PgPool) -> Result<()> {
    let office = Office::open(pool, DovecotOptions::default()).await?;
    let (inbox, chairs) = with_chairs(&office).await?;
    while office.kurier.threads().index_batch().await? > 0 {}
    let subject = chairs.subject.split_whitespace().last().context("a word")?.to_owned();
    let found = office.kurier.threads().search(&office.anna, None, &subject, None, 50).await?;
    assert!(found.rows.iter().any(|row| row.id == chairs.id), "{subject}");

    let celina =
        office.kurier.members().add_user(CELINA.address, CELINA.name, Role::Member, CELINA.sign_in).await?;
    let celina = Actor { user: Some(celina), role: Role::Member, ..office.anna.clone() };
    assert!(office.kurier.threads().open(&celina, chairs.id).await.is_err());
    assert!(office.kurier.threads().page(&celina, inbox, ThreadFilter::All, None, 50).await.is_err());
    assert!(office.kurier.threads().search(&celina, None, &subject, None, 50).await?.rows.is_empty());
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_server_with_nothing_but_imap_does_as_well(pool: PgPool) -> Result<()> {
    let office = Office::open(pool, DovecotOptions { plain_imap: true, ..DovecotOptions::default() }).await?;
    office.dovecot.deliver_lmtp(ANNA.address, &mails::question(ANNA.address).raw()).await?;
    office.kurier.sync().once(&office.lease).await?;
    let inbox = office.folder(FolderRole::Inbox).await?;
    let thread = office.only_thread(inbox).await?;
    office.kurier.threads().act(&office.anna, vec![thread], Some(inbox), ThreadAction::Flag).await?;
    let done =
        office.kurier.threads().act(&office.anna, vec![thread], Some(inbox), ThreadAction::Delete).await?;
    office.kurier.sync().once(&office.lease).await?;
    assert_eq!(office.dovecot.mails(ANNA.address, "Trash").await?.len(), 1);
    assert_eq!(office.dovecot.mails(ANNA.address, "INBOX").await?.len(), 0);
    office.kurier.threads().undo(&office.anna, done.undo.context("undo")?).await?;
    office.kurier.sync().once(&office.lease).await?;
    assert_eq!(office.dovecot.mails(ANNA.address, "INBOX").await?.len(), 1);
    assert_eq!(office.only_thread(inbox).await?, thread);
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn new_uids_double_nothing_and_broken_mail_stops_nothing(pool: PgPool) -> Result<()> {
    let office = Office::open(pool.clone(), DovecotOptions::default()).await?;
    let to = ANNA.address;
    let mut all = vec![
        mails::no_message_id(to),
        mails::duplicate_id(to),
        mails::duplicate_id(to),
        mails::broken_charset(to),
        mails::broken_base64(to),
        mails::nul_bytes(to),
        mails::dated(to, "Thu, 1 Jan 1970 00:00:00 +0000"),
        mails::dated(to, "Thu, 1 Jan 2099 00:00:00 +0000"),
        mails::five_thousand_recipients(to),
        mails::many_parts(to, 50),
        mails::no_body(to),
    ];
    all.extend(mails::reference_cycle(to));
    let count = all.len() as u64;
    office.dovecot.append(to, "INBOX", all, false).await?;
    let report = office.kurier.sync().once(&office.lease).await?;
    assert_eq!(report.messages + report.set_aside, count);
    let inbox = office.folder(FolderRole::Inbox).await?;
    for row in office.threads(inbox).await? {
        office.kurier.threads().open(&office.anna, row.id).await?;
    }
    let before: (i64, i64) =
        sqlx::query_as("SELECT count(*), count(DISTINCT thread_id) FROM messages").fetch_one(&pool).await?;

    office.dovecot.renumber(to, "INBOX").await?;
    office.kurier.sync().once(&office.lease).await?;
    let after: (i64, i64) =
        sqlx::query_as("SELECT count(*), count(DISTINCT thread_id) FROM messages").fetch_one(&pool).await?;
    assert_eq!(before, after, "a new UIDVALIDITY stores nothing twice");
    let report = office.kurier.mailboxes().report(office.anna.workspace).await?;
    let folder =
        report.mailboxes[0].folders.iter().find(|folder| folder.path == "INBOX").context("the inbox")?;
    assert_eq!(folder.server_count, i64::try_from(count)?);
    assert_eq!(folder.stored_count + folder.set_aside, i64::try_from(count)?);
    Ok(())
}

/// The action itself makes the folder that it needs. Undo comes after so many rounds of the worker.
async fn first_use_is_taken_back(pool: PgPool, rounds: usize) -> Result<()> {
    let options = DovecotOptions { special_use: false, ..DovecotOptions::default() };
    let office = Office::open(pool, options).await?;
    for action in [ThreadAction::Archive, ThreadAction::Delete] {
        office.dovecot.deliver_lmtp(ANNA.address, &mails::question(ANNA.address).raw()).await?;
        office.kurier.sync().once(&office.lease).await?;
        let inbox = office.folder(FolderRole::Inbox).await?;
        let threads = office.threads(inbox).await?.len();
        let thread = office.only_thread(inbox).await?;
        let done = office.kurier.threads().act(&office.anna, vec![thread], Some(inbox), action).await?;
        assert_eq!(office.threads(inbox).await?.len(), threads - 1);
        for _ in 0..rounds {
            office.kurier.sync().once(&office.lease).await?;
        }
        let undone = office.kurier.threads().undo(&office.anna, done.undo.context("undo")?).await?;
        assert_eq!(undone.threads, 1, "what is said to be undone is undone");
        assert_eq!(office.threads(inbox).await?.len(), threads);
        office.kurier.sync().once(&office.lease).await?;
        office.kurier.sync().once(&office.lease).await?;
        assert_eq!(office.threads(inbox).await?.len(), threads, "on the server too");
        assert_eq!(office.dovecot.mails(ANNA.address, "INBOX").await?.len(), threads);
    }
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn the_first_archive_is_taken_back_before_the_worker_comes(pool: PgPool) -> Result<()> {
    first_use_is_taken_back(pool, 0).await
}

#[sqlx::test(migrations = "../../migrations")]
async fn the_first_archive_is_taken_back_after_a_round(pool: PgPool) -> Result<()> {
    first_use_is_taken_back(pool, 1).await
}

#[sqlx::test(migrations = "../../migrations")]
async fn the_first_archive_is_taken_back_after_two_rounds(pool: PgPool) -> Result<()> {
    first_use_is_taken_back(pool, 2).await
}
