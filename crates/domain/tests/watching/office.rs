//! Anna with her mailbox on a real Dovecot, reached through a gate.

use crate::watcher::{RENEW, Watcher};
use anyhow::{Context, Result, bail};
use kurier_domain::mailboxes::{FolderReport, MailboxReport};
use kurier_domain::{Actor, Db, Kurier, Live, Parts, SystemClock, jobs, secrets::Secrets};
use kurier_mail::dialer::Dialer;
use kurier_model::inbox::{Done, ThreadAction, ThreadFilter, ThreadRow};
use kurier_model::mailbox::{FolderRole, Mailbox, MailboxForm, MailboxKind, MailboxState, Security, Server};
use kurier_model::member::Role;
use kurier_model::wish::Refusal;
use kurier_model::{FolderId, MailboxId, ThreadId};
use kurier_testbed::{Dovecot, DovecotOptions, Gate, Person, mails::Mail, people::ANNA};
use sqlx::PgPool;
use std::future::Future;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// New mail is in the list this soon, whatever else is the matter: the figure that was promised.
pub const SOON: Duration = Duration::from_secs(2);
/// For everything that only has to come.
pub const PATIENCE: Duration = Duration::from_secs(30);

pub struct Office {
    pub kurier: Kurier,
    pub anna: Actor,
    pub mailbox: MailboxId,
    pub gate: Gate,
    pub dovecot: Dovecot,
    pub pool: PgPool,
}

impl Office {
    pub async fn open(pool: PgPool) -> Result<Self> {
        Self::open_with(pool, DovecotOptions::default()).await
    }

    pub async fn open_with(pool: PgPool, options: DovecotOptions) -> Result<Self> {
        let dovecot = Dovecot::start_with(options).await?;
        let kurier = kurier(pool.clone()).await?;
        kurier.members().add_user(ANNA.address, ANNA.name, Role::Owner, ANNA.sign_in).await?;
        let anna = kurier.members().find(ANNA.address).await?;
        let gate = Gate::before(dovecot.imap()).await?;
        let mailbox = connect(&kurier, &anna, &ANNA, &gate).await?;
        Ok(Self { kurier, anna, mailbox, gate, dovecot, pool })
    }

    /// A watcher that has had its first pass.
    pub async fn watched(&self) -> Result<Watcher> {
        let watcher = Watcher::begin(&self.kurier, self.mailbox).await?;
        self.until_state("idle", |state| *state == MailboxState::Idle).await?;
        Ok(watcher)
    }

    /// One pass, without a watcher.
    pub async fn once(&self) -> Result<()> {
        let lease = self.kurier.sync().claim_one("once", self.mailbox).await?.context("it is free")?;
        let sync = self.kurier.sync();
        let renewing = async {
            loop {
                tokio::time::sleep(RENEW).await;
                let _ = sync.renew(&lease.holder).await;
            }
        };
        let outcome = tokio::select! {
            outcome = sync.once(&lease) => outcome,
            () = renewing => unreachable!("it renews until the pass has ended"),
        };
        self.kurier.sync().release(&lease).await?;
        outcome?;
        Ok(())
    }

    pub async fn deliver(&self, mail: &Mail) -> Result<()> {
        self.dovecot.deliver_lmtp(ANNA.address, &mail.raw()).await
    }

    /// Delivers a mail with this subject, and says how long it took to be in the inbox's list.
    pub async fn arrives(&self, subject: &str) -> Result<Duration> {
        self.deliver(&letter(subject)).await?;
        let began = Instant::now();
        self.until_listed(FolderRole::Inbox, subject).await?;
        Ok(began.elapsed())
    }

    pub async fn mailbox(&self) -> Result<Mailbox> {
        self.kurier.mailboxes().list(&self.anna).await?.pop().context("the mailbox")
    }

    pub async fn refusals(&self) -> Result<Vec<Refusal>> {
        Ok(self.mailbox().await?.refusals)
    }

    pub async fn folder(&self, role: FolderRole) -> Result<FolderId> {
        let mailbox = self.mailbox().await?;
        let found = mailbox.folders.iter().find(|folder| folder.role == Some(role));
        Ok(found.with_context(|| format!("{role:?} in {:?}", mailbox.folders))?.id)
    }

    pub async fn named(&self, name: &str) -> Result<Option<FolderId>> {
        let folders = self.mailbox().await?.folders;
        Ok(folders.iter().find(|folder| folder.name == name).map(|folder| folder.id))
    }

    pub async fn rows(&self, folder: FolderId) -> Result<Vec<ThreadRow>> {
        Ok(self.kurier.threads().page(&self.anna, folder, ThreadFilter::All, None, 100).await?.rows)
    }

    pub async fn find(&self, folder: FolderId, subject: &str) -> Result<Option<ThreadRow>> {
        Ok(self.rows(folder).await?.into_iter().find(|row| row.subject == subject))
    }

    /// The thread with this subject in a folder's list, as soon as it is there.
    pub async fn until_listed(&self, role: FolderRole, subject: &str) -> Result<ThreadRow> {
        let folder = self.folder(role).await?;
        self.until_in(folder, subject).await
    }

    pub async fn until_in(&self, folder: FolderId, subject: &str) -> Result<ThreadRow> {
        eventually(&format!("{subject} in the list"), || self.find(folder, subject)).await
    }

    pub async fn until_refused(&self) -> Result<Refusal> {
        eventually("a refusal", || async { Ok(self.refusals().await?.pop()) }).await
    }

    pub async fn until_state(&self, what: &str, is: impl Fn(&MailboxState) -> bool) -> Result<MailboxState> {
        eventually(what, || async { Ok(Some(self.mailbox().await?.state).filter(|state| is(state))) }).await
    }

    pub async fn act(&self, thread: ThreadId, from: FolderRole, action: ThreadAction) -> Result<Done> {
        let from = self.folder(from).await?;
        Ok(self.kurier.threads().act(&self.anna, vec![thread], Some(from), action).await?)
    }

    /// Message-IDs in a folder on the server, in order.
    pub async fn on_server(&self, folder: &str) -> Result<Vec<String>> {
        let mails = self.dovecot.mails(ANNA.address, folder).await?;
        let mut ids: Vec<String> = mails.into_iter().map(|mail| mail.message_id).collect();
        ids.sort();
        Ok(ids)
    }

    pub async fn until_on_server(&self, folder: &str, messages: usize) -> Result<()> {
        let what = format!("{messages} messages in {folder} on the server");
        eventually(&what, || async { Ok((self.on_server(folder).await?.len() == messages).then_some(())) })
            .await
    }

    /// What `kurier doctor` says of the mailbox.
    pub async fn report(&self) -> Result<MailboxReport> {
        let mut report = self.kurier.mailboxes().report(self.anna.workspace).await?;
        report.mailboxes.pop().context("the mailbox")
    }

    pub async fn ledger(&self, path: &str) -> Result<FolderReport> {
        let folders = self.report().await?.folders;
        folders.into_iter().find(|folder| folder.path == path).context("the folder")
    }

    /// The ledger is even.
    pub async fn is_in_order(&self) -> Result<bool> {
        let report = self.kurier.mailboxes().report(self.anna.workspace).await?.mailboxes;
        Ok(report.iter().all(|mailbox| mailbox.is_in_order()))
    }

    /// Until the ledger is even: mail is in the page before the pass that brought it has come to its end.
    pub async fn until_in_order(&self) -> Result<()> {
        let even =
            eventually("an even ledger", || async { Ok(self.is_in_order().await?.then_some(())) }).await;
        let Err(error) = even else { return Ok(()) };
        bail!("{error}: {:#?}", self.kurier.mailboxes().report(self.anna.workspace).await?.mailboxes)
    }
}

/// Kurier on this database.
pub async fn kurier(pool: PgPool) -> Result<Kurier> {
    jobs::prepare_queue(&pool).await?;
    Ok(Kurier::new(Parts {
        db: Db::new(pool),
        live: Live::default(),
        clock: Arc::new(SystemClock),
        dialer: Dialer::new(vec!["127.0.0.0/8".parse()?]),
        secrets: Secrets::new(&[7; 32]),
        model: None,
        public_url: None,
    }))
}

/// Connects a person's mailbox, behind the gate.
pub async fn connect(kurier: &Kurier, owner: &Actor, person: &Person, gate: &Gate) -> Result<MailboxId> {
    let server = |port| Server { host: "127.0.0.1".to_owned(), port, security: Security::None };
    let form = MailboxForm {
        address: person.address.to_owned(),
        imap: server(gate.address().port()),
        smtp: server(25),
        username: person.address.to_owned(),
        password: person.password.to_owned(),
        kind: MailboxKind::Private,
        members: Vec::new(),
    };
    let connection = kurier.mailboxes().begin_connection(owner, form).await?;
    Ok(kurier.mailboxes().connect_unverified(owner, connection.id).await?)
}

/// A short mail from a client.
pub fn letter(subject: &str) -> Mail {
    Mail::new("Jan Klient <jan@klient.example>", ANNA.address, subject)
        .text("Dzień dobry,\n\npytanie w temacie.\n")
}

/// Asks until there is an answer, for thirty seconds at most.
pub async fn eventually<T, F: Future<Output = Result<Option<T>>>>(
    what: &str,
    ask: impl FnMut() -> F,
) -> Result<T> {
    eventually_while(|| 0, what, ask).await
}

/// Asks until there is an answer, for as long as `progress` is seen at least every thirty seconds: a busy machine is no fault. Whoever
/// goes in circles is given up after four times as long.
pub async fn eventually_while<T, F: Future<Output = Result<Option<T>>>>(
    progress: impl Fn() -> u64,
    what: &str,
    mut ask: impl FnMut() -> F,
) -> Result<T> {
    let begun = Instant::now();
    let mut seen = (progress(), begun);
    loop {
        if let Some(found) = ask().await? {
            if begun.elapsed() > PATIENCE {
                println!("waited {} s for: {what}", begun.elapsed().as_secs());
            }
            return Ok(found);
        }
        let now = (progress(), Instant::now());
        if now.0 != seen.0 {
            seen = now;
        }
        if seen.1.elapsed() > PATIENCE || begun.elapsed() > PATIENCE * 4 {
            bail!("waited in vain for: {what}");
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
