//! What most tests begin with: a Dovecot, an SMTP receiver and a Kurier in which Anna owns the workspace and her mailbox.

use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use crate::{
    dovecot::{Dovecot, DovecotOptions},
    kurier::{Exported, Kurier, KurierOptions, MailServers, MailboxReport},
    people::ANNA,
    smtp_receiver::SmtpReceiver,
};

#[derive(Debug)]
pub struct Scene {
    // Dropped in this order: Kurier first, so that it does not complain about servers that are gone.
    pub kurier: Kurier,
    pub smtp: SmtpReceiver,
    pub dovecot: Dovecot,
}

impl Scene {
    /// Nothing runs but the mail servers; Anna's mailbox is known and was never synchronised.
    pub async fn prepare() -> Result<Self> {
        Self::prepare_with(DovecotOptions::default(), KurierOptions::default()).await
    }

    pub async fn prepare_with(dovecot: DovecotOptions, kurier: KurierOptions) -> Result<Self> {
        let (dovecot, smtp) = tokio::try_join!(Dovecot::start_with(dovecot), SmtpReceiver::start())?;
        let kurier = Kurier::prepare(kurier)?;
        kurier.user_add(ANNA, "owner").await?;
        let scene = Self { kurier, smtp, dovecot };
        scene.kurier.mailbox_add(ANNA, ANNA, &[], scene.servers()).await?;
        Ok(scene)
    }

    pub fn servers(&self) -> MailServers {
        MailServers::of(&self.dovecot, &self.smtp)
    }

    /// What `doctor` says about Anna's mailbox.
    pub async fn anna(&self) -> Result<MailboxReport> {
        let doctor = self.kurier.doctor().await?;
        match doctor.mailbox(ANNA.address) {
            Some(report) => Ok(report.clone()),
            None => bail!("doctor does not know {}", ANNA.address),
        }
    }

    /// Every folder of Anna's that has mail: the server's count (asked of the server itself), Kurier's idea of it, and
    /// stored + set aside are the same. `Err` says where they differ.
    pub async fn counts_agree(&self) -> Result<()> {
        let report = self.anna().await?;
        let mut complaints = Vec::new();
        for folder in self.dovecot.folders(ANNA.address).await? {
            match report.folder(&folder.path) {
                Some(ours) if ours.stored_count + ours.set_aside != folder.messages => {
                    complaints.push(format!(
                        "{}: {} stored + {} set aside of {}",
                        folder.path, ours.stored_count, ours.set_aside, folder.messages
                    ));
                }
                Some(ours) if ours.server_count != folder.messages => complaints.push(format!(
                    "{}: believed to have {} on the server, has {}",
                    folder.path, ours.server_count, folder.messages
                )),
                Some(_) => {}
                None if folder.messages == 0 => {}
                None => complaints.push(format!("{}: unknown, has {}", folder.path, folder.messages)),
            }
        }
        if complaints.is_empty() { Ok(()) } else { bail!(complaints.join("\n")) }
    }

    /// The same, as soon as it is so.
    pub async fn wait_until_counts_agree(&self, patience: Duration) -> Result<()> {
        let until = Instant::now() + patience;
        loop {
            match self.counts_agree().await {
                Ok(()) => return Ok(()),
                Err(trouble) if Instant::now() > until => return Err(trouble),
                Err(_) => tokio::time::sleep(Duration::from_millis(500)).await,
            }
        }
    }

    /// The export of Anna's mailbox holds exactly the Message-IDs that Dovecot has, folder by folder, as often as there.
    pub async fn export_agrees(&self) -> Result<Vec<Exported>> {
        let exported = self.kurier.export(ANNA.address).await?;
        let mut ours: Vec<(String, String)> = exported
            .iter()
            .flat_map(|mail| {
                mail.folders.iter().map(|folder| (folder.clone(), plain_id(mail.message_id.as_deref())))
            })
            .collect();
        let mut theirs = Vec::new();
        for folder in self.dovecot.folders(ANNA.address).await? {
            for mail in self.dovecot.mails(ANNA.address, &folder.path).await? {
                theirs.push((folder.path.clone(), plain_id(Some(&mail.message_id))));
            }
        }
        ours.sort();
        theirs.sort();
        let missing = difference(&theirs, &ours);
        let surplus = difference(&ours, &theirs);
        if !missing.is_empty() || !surplus.is_empty() {
            bail!(
                "{} missing from the export: {:?}\n{} too many in it: {:?}",
                missing.len(),
                missing.iter().take(5).collect::<Vec<_>>(),
                surplus.len(),
                surplus.iter().take(5).collect::<Vec<_>>()
            );
        }
        Ok(exported)
    }
}

/// An id as it is compared: white space inside it is folding, and an id that Kurier made itself stands for none.
fn plain_id(id: Option<&str>) -> String {
    let id: String = id.unwrap_or_default().split_whitespace().collect();
    if id.ends_with("@no-message-id.invalid") {
        return String::new();
    }
    // What stands in the brackets counts; servers have added remarks behind them.
    let bracketed = id.split_once('<').and_then(|(_, rest)| rest.split_once('>')).map(|(inner, _)| inner);
    // In two mails of the corpus a bracket was never closed before the next one opened: the innermost is the id.
    let bracketed = bracketed.and_then(|inner| inner.rsplit('<').next());
    bracketed.unwrap_or(&id).trim_start_matches('<').trim_end_matches('>').to_owned()
}

/// What the sorted `left` has more of than the sorted `right`, counting repeats.
fn difference<T: Ord + Clone>(left: &[T], right: &[T]) -> Vec<T> {
    let mut right = right.iter().peekable();
    let mut more = Vec::new();
    for item in left {
        while right.peek().is_some_and(|other| *other < item) {
            right.next();
        }
        if right.peek() == Some(&item) {
            right.next();
        } else {
            more.push(item.clone());
        }
    }
    more
}
