//! The trial: resolve, connect, TLS, sign in, folders; then the same for sending.

use super::store;
use crate::mailboxes::credentials::{imap_account, smtp_account};
use crate::mailboxes::trouble::{imap_trouble, smtp_trouble};
use crate::{actor::Actor, error::Result, kurier::Kurier};
use futures::Stream;
use kurier_mail::imap::Step;
use kurier_model::ConnectionId;
use kurier_model::mailbox::{MailboxForm, StepState, Trouble, Verification, VerifyStep};
use secrecy::SecretString;
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};

/// Starts the trial and hands out what it tells.
pub fn run(
    kurier: Kurier,
    actor: Actor,
    connection: ConnectionId,
    form: MailboxForm,
    password: SecretString,
) -> impl Stream<Item = Verification> + Send + 'static + use<> {
    let (sender, receiver) = unbounded_channel();
    tokio::spawn(async move {
        let mut steps = Steps { sender, running: None };
        match trial(&kurier, &form, &password, &mut steps).await {
            Ok(size_limit) => match passed(&kurier, &actor, connection, size_limit).await {
                Ok(()) => steps.done(),
                Err(error) => {
                    tracing::warn!(%error, "a verified connection could not be written down");
                    steps.failed(Trouble::Other { detail: error.to_string() });
                }
            },
            Err(trouble) => steps.failed(trouble),
        }
    });
    futures::stream::unfold(receiver, |mut receiver| async move { Some((receiver.recv().await?, receiver)) })
}

async fn trial(
    kurier: &Kurier,
    form: &MailboxForm,
    password: &SecretString,
    steps: &mut Steps,
) -> Result<Option<u64>, Trouble> {
    let dialer = &kurier.parts().dialer;
    let imap = imap_account(&form.imap, &form.username, password.clone());
    kurier_mail::imap::verify(dialer, &imap, |step| steps.begin(imap_step(step)))
        .await
        .map_err(|error| imap_trouble(&error, &form.imap))?;
    let smtp = smtp_account(&form.smtp, &form.username, password.clone(), &form.address);
    let mut last = Step::Resolve;
    kurier_mail::smtp::verify(dialer, &smtp, |step| {
        last = step;
        steps.begin(smtp_step(step));
    })
    .await
    .map_err(|outcome| smtp_trouble(&outcome, last, &form.smtp))
}

async fn passed(
    kurier: &Kurier,
    actor: &Actor,
    connection: ConnectionId,
    size_limit: Option<u64>,
) -> Result<()> {
    let mut tx = kurier.db().tx(actor).await?;
    store::set_verified(&mut tx, connection, size_limit, kurier.now()).await?;
    Ok(tx.commit().await?)
}

const fn imap_step(step: Step) -> VerifyStep {
    match step {
        Step::Resolve => VerifyStep::ImapResolve,
        Step::Connect => VerifyStep::ImapConnect,
        Step::Tls => VerifyStep::ImapTls,
        Step::SignIn => VerifyStep::ImapSignIn,
        Step::Folders => VerifyStep::ImapFolders,
    }
}

const fn smtp_step(step: Step) -> VerifyStep {
    match step {
        Step::Resolve | Step::Connect => VerifyStep::SmtpConnect,
        Step::Tls => VerifyStep::SmtpTls,
        Step::SignIn | Step::Folders => VerifyStep::SmtpSignIn,
    }
}

/// Tells steps as they begin and end. Whether anybody listens does not matter.
struct Steps {
    sender: UnboundedSender<Verification>,
    running: Option<VerifyStep>,
}

impl Steps {
    fn begin(&mut self, step: VerifyStep) {
        if self.running == Some(step) {
            return;
        }
        self.done();
        self.running = Some(step);
        self.tell(step, StepState::Running);
    }

    fn done(&mut self) {
        if let Some(step) = self.running.take() {
            self.tell(step, StepState::Done);
        }
    }

    fn failed(&mut self, trouble: Trouble) {
        let step = self.running.take().unwrap_or(VerifyStep::ImapResolve);
        self.tell(step, StepState::Failed { trouble });
    }

    fn tell(&self, step: VerifyStep, state: StepState) {
        let _ = self.sender.send(Verification { step, state });
    }
}
