//! What there is to know of a client at a glance, beside their mail: what is under way, what is to be done next, and when there was mail last.
//!
//! One question, so that the panel beside a thread waits once. What somebody may not see is not in it: the wall keeps records out, mailboxes and
//! tasks are asked for by whoever asks.

mod store;

use crate::{actor::Actor, error::Result, kurier::Kurier, records, tasks};
use chrono_tz::Tz;
use kurier_model::RecordId;
use kurier_model::glance::Glance;

/// So much of what is under way is named.
const NAMED: usize = 6;

/// Verbs about clients at a glance.
#[derive(Debug)]
pub struct Glances<'a> {
    kurier: &'a Kurier,
}

impl Kurier {
    /// Clients at a glance.
    #[must_use]
    pub const fn glances(&self) -> Glances<'_> {
        Glances { kurier: self }
    }
}

impl Glances<'_> {
    /// What is under way with a client and their company, what is to be done about it next, and when there was mail with them last. Days are
    /// those of `zone`.
    ///
    /// # Errors
    /// [`crate::Error::NotFound`], also for a record in the bin.
    pub async fn of(&self, actor: &Actor, client: RecordId, zone: Tz) -> Result<Glance> {
        let mut tx = self.kurier.db().tx(actor).await?;
        let circle = records::circle(&mut tx, actor, client).await?;
        let (open, count) = store::open(&mut tx, &circle, NAMED).await?;
        let company = match circle.company {
            Some(company) => store::company(&mut tx, company).await?,
            None => None,
        };
        let mut about = vec![circle.client.record];
        about.extend(company.iter().map(|company| company.record));
        about.extend(open.iter().map(|work| work.record));
        let next_task = tasks::next_about(&mut tx, actor, &about, zone, self.kurier.now()).await?;
        let last_mail = store::last_mail(&mut tx, actor, circle.client.record).await?;
        let more = count.saturating_sub(u32::try_from(open.len()).unwrap_or_default());
        Ok(Glance { client: circle.client, company, open, more, next_task, last_mail })
    }
}
