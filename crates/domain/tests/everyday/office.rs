//! A small office with a real mail server: Anna owns the workspace and the team mailbox `biuro@`, Bartek works it with her,
//! Celina sees none of it. Time can be moved forward.

use anyhow::{Context, Result};
use chrono::{DateTime, TimeDelta, Utc};
use kurier_domain::outbox::Look;
use kurier_domain::{Actor, Clock, Db, Kurier, Live, Parts, jobs, secrets::Secrets};
use kurier_mail::dialer::Dialer;
use kurier_model::inbox::{Thread, ThreadFilter, ThreadRow};
use kurier_model::mailbox::{Folder, FolderRole, Mailbox, MailboxForm, MailboxKind, Security, Server};
use kurier_model::member::Role;
use kurier_model::ready::{ReadyFilter, ReadyItem};
use kurier_model::{Address, FolderId, LeadId, MailboxId, OutboxId, ThreadId, UserId};
use kurier_testbed::people::{ANNA, BARTEK, BIURO, CELINA};
use kurier_testbed::{Dovecot, Person, SmtpReceiver};
use sqlx::{AssertSqlSafe, PgPool};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

pub struct Office {
    pub kurier: Kurier,
    pub anna: Actor,
    pub bartek: Actor,
    pub celina: Actor,
    pub biuro: MailboxId,
    pub dovecot: Dovecot,
    pub smtp: SmtpReceiver,
    pub pool: PgPool,
    ahead: Arc<Mutex<TimeDelta>>,
}

struct MovedClock(Arc<Mutex<TimeDelta>>);

impl Clock for MovedClock {
    #[expect(clippy::disallowed_methods, reason = "the test's clock runs ahead of the machine's")]
    fn now(&self) -> DateTime<Utc> {
        Utc::now() + *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Office {
    pub async fn open(pool: PgPool) -> Result<Self> {
        jobs::prepare_queue(&pool).await?;
        let dovecot = Dovecot::start().await?;
        let smtp = SmtpReceiver::start().await?;
        let ahead = Arc::new(Mutex::new(TimeDelta::zero()));
        let kurier = kurier(&pool, &ahead)?;
        let anna = person(&kurier, &ANNA, Role::Owner).await?;
        let bartek = person(&kurier, &BARTEK, Role::Member).await?;
        let celina = person(&kurier, &CELINA, Role::Member).await?;
        let members = vec![bartek.user.context("a person")?];
        let biuro = connect(&kurier, &anna, &dovecot, &smtp, &BIURO, MailboxKind::Team, members).await?;
        Ok(Self { kurier, anna, bartek, celina, biuro, dovecot, smtp, pool, ahead })
    }

    /// Another process on the same database.
    pub fn restart(&mut self) -> Result<()> {
        self.kurier = kurier(&self.pool, &self.ahead)?;
        Ok(())
    }

    /// Anna connects another mailbox that only she reads.
    pub async fn connect_private(&self, person: &Person) -> Result<MailboxId> {
        let kind = MailboxKind::Private;
        connect(&self.kurier, &self.anna, &self.dovecot, &self.smtp, person, kind, Vec::new()).await
    }

    /// The moment that it is in the office.
    pub fn now(&self) -> DateTime<Utc> {
        MovedClock(self.ahead.clone()).now()
    }

    pub fn wait(&self, seconds: i64) {
        *self.ahead.lock().unwrap_or_else(PoisonError::into_inner) += TimeDelta::seconds(seconds);
    }

    pub async fn arrives(&self, mail: &[u8]) -> Result<()> {
        self.dovecot.deliver_lmtp(BIURO.address, mail).await?;
        self.sync().await
    }

    /// What the job does that is asked for when a lead changes.
    pub async fn badges(&self, lead: LeadId) -> Result<()> {
        let done = self.kurier.badges().refresh(self.anna.workspace, lead, Duration::MAX).await?;
        assert!(done, "no turn is that long");
        Ok(())
    }

    pub async fn sync(&self) -> Result<()> {
        self.sync_one(self.biuro).await
    }

    pub async fn sync_one(&self, mailbox: MailboxId) -> Result<()> {
        let lease = self.kurier.sync().claim_one("test", mailbox).await?.context("nobody else watches it")?;
        self.kurier.sync().once(&lease).await?;
        self.kurier.sync().release(&lease).await?;
        Ok(())
    }

    pub async fn mailbox(&self) -> Result<Mailbox> {
        let mailboxes = self.kurier.mailboxes().list(&self.anna).await?;
        mailboxes.into_iter().find(|mailbox| mailbox.id == self.biuro).context("the mailbox")
    }

    pub async fn folder(&self, role: FolderRole) -> Result<FolderId> {
        let mailbox = self.mailbox().await?;
        Ok(mailbox.folders.iter().find(|folder| folder.role == Some(role)).context("the folder")?.id)
    }

    /// The inbox, newest first.
    pub async fn inbox(&self) -> Result<Vec<ThreadRow>> {
        self.inbox_of(self.biuro).await
    }

    /// The inbox of one of Anna's mailboxes, newest first.
    pub async fn inbox_of(&self, mailbox: MailboxId) -> Result<Vec<ThreadRow>> {
        let mailboxes = self.kurier.mailboxes().list(&self.anna).await?;
        let mailbox = mailboxes.iter().find(|other| other.id == mailbox).context("the mailbox")?;
        let is_inbox = |folder: &&Folder| folder.role == Some(FolderRole::Inbox);
        let inbox = mailbox.folders.iter().find(is_inbox).context("the inbox")?.id;
        Ok(self.kurier.threads().page(&self.anna, inbox, ThreadFilter::All, None, 50).await?.rows)
    }

    pub async fn thread(&self, subject: &str) -> Result<ThreadId> {
        let rows = self.inbox().await?;
        Ok(rows
            .iter()
            .find(|row| row.subject.contains(subject))
            .with_context(|| format!("{subject}: {rows:?}"))?
            .id)
    }

    /// What waits for a decision of whoever asks, newest first.
    pub async fn ready(&self, actor: &Actor) -> Result<Vec<ReadyItem>> {
        Ok(self.kurier.ready().page(actor, ReadyFilter::Ready, None, 20).await?.rows)
    }

    pub async fn conversation(&self, thread: ThreadId) -> Result<Thread> {
        Ok(self.kurier.threads().open(&self.anna, thread).await?)
    }

    /// One round of a worker that looks at everything that is on its way, by the office's clock; how many messages and copies it
    /// handled.
    pub async fn deliver(&self) -> Result<usize> {
        let system = Actor::system(self.anna.workspace);
        let mut handled = 0;
        for outgoing in self.outgoing("state IN ('scheduled', 'claimed', 'transmitting')").await? {
            handled += usize::from(self.kurier.outbox().deliver(&system, outgoing).await? == Look::Done);
        }
        for outgoing in self.outgoing("state = 'sent' AND sent_copy = 'pending'").await? {
            handled += usize::from(self.kurier.outbox().file_copy(&system, outgoing).await? == Look::Done);
        }
        Ok(handled)
    }

    async fn outgoing(&self, which: &str) -> Result<Vec<OutboxId>> {
        let query = format!("SELECT id FROM outbox WHERE {which} ORDER BY created_at");
        let ids: Vec<uuid::Uuid> = sqlx::query_scalar(AssertSqlSafe(query)).fetch_all(&self.pool).await?;
        Ok(ids.into_iter().map(OutboxId).collect())
    }
}

fn kurier(pool: &PgPool, ahead: &Arc<Mutex<TimeDelta>>) -> Result<Kurier> {
    Ok(Kurier::new(Parts {
        db: Db::new(pool.clone()),
        live: Live::default(),
        clock: Arc::new(MovedClock(Arc::clone(ahead))),
        dialer: Dialer::new(vec!["127.0.0.0/8".parse()?]),
        secrets: Secrets::new(&[7; 32]),
        model: None,
    }))
}

async fn connect(
    kurier: &Kurier,
    owner: &Actor,
    dovecot: &Dovecot,
    smtp: &SmtpReceiver,
    person: &Person,
    kind: MailboxKind,
    members: Vec<UserId>,
) -> Result<MailboxId> {
    let server = |address: std::net::SocketAddr| Server {
        host: "127.0.0.1".to_owned(),
        port: address.port(),
        security: Security::None,
    };
    let form = MailboxForm {
        address: person.address.to_owned(),
        imap: server(dovecot.imap()),
        smtp: server(smtp.address()),
        username: person.address.to_owned(),
        password: person.password.to_owned(),
        kind,
        members,
    };
    let connection = kurier.mailboxes().begin_connection(owner, form).await?;
    Ok(kurier.mailboxes().connect_unverified(owner, connection.id).await?)
}

async fn person(kurier: &Kurier, person: &Person, role: Role) -> Result<Actor> {
    kurier.members().add_user(person.address, person.name, role, person.sign_in).await?;
    Ok(kurier.members().find(person.address).await?)
}

pub fn keys(addresses: &[Address]) -> Vec<String> {
    addresses.iter().map(Address::key).collect()
}

/// A mail of the tests of reading, without its date, so that it is of today: what is old is history to Ready.
pub fn sample(name: &str) -> Result<Vec<u8>> {
    let path = format!("{}/../mail/tests/reading/mails/{name}", env!("CARGO_MANIFEST_DIR"));
    let raw = std::fs::read(&path).with_context(|| path.clone())?;
    let lines = raw.split_inclusive(|byte| *byte == b'\n').filter(|line| !line.starts_with(b"Date: "));
    Ok(lines.flatten().copied().collect())
}
