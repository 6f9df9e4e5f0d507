//! Working through the queue: in any number of processes at once.

use super::{Jobs, Work, find_lost::FindLost, forget_mail::ForgetMail, retention::Retention, tidy::Tidy};
use crate::queue::{
    self, Badges, ComeBack, Deliver, Erase, FileCopy, ForgetMailbox, Import, Index, Relink, Remind, Retain,
    Sweep,
};
use crate::{
    error::{Error, Result},
    kurier::Kurier,
};
use graphile_worker::sqlx::SqlxDatabase;
use graphile_worker::{
    IntoTaskHandlerResult, TaskHandler, Worker, WorkerContext, WorkerOptions, WorkerRecoveryConfig,
    WorkerShutdownConfig, WorkerUtils,
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use sqlx::PgPool;
use sqlx::postgres::PgPoolOptions;
use std::time::Duration;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

const SCHEMA: &str = "graphile_worker";
/// Mail servers spoken to side by side by this process. With so many lanes a server (see [`Deliver`]), eight servers that answer
/// slowly leave room for the others.
const SENDERS: usize = 24;
/// Jobs side by side that need the processor and the database.
const CLERKS: usize = 2;
/// How late a job may be that was not due when it was asked for. One that is due is announced by NOTIFY.
const ROUND: Duration = Duration::from_secs(1);
/// A worker that was silent for this long is dead, and its jobs are others'. Together with one `SWEEP`: well below a minute.
const DEAD_AFTER: Duration = Duration::from_secs(20);
const HEARTBEAT: Duration = Duration::from_secs(5);
const SWEEP: Duration = Duration::from_secs(5);
/// How long jobs get to finish when the queue cannot be worked on any longer. Whatever they have begun goes on all the same.
const GRACE: Duration = Duration::from_secs(3);
const AFTER_TROUBLE: Duration = Duration::from_secs(1);
/// The queue's own connections: many workers ask at the same moment, and must not take them from people.
const CONNECTIONS: u32 = 6;

/// What happens by the clock (UTC): the watchdog every minute, tidying every hour, forgetting at night, and what was kept
/// long enough after it; a rule that was looked at today is not looked at again, so a night that was missed is made up for.
const CLOCK: &str = "* * * * * find_lost ?job_key=find_lost&max=3\n\
                     17 * * * * tidy ?job_key=tidy&max=3\n\
                     37 2 * * * forget_mail ?job_key=forget_mail&max=3\n\
                     7 3-23 * * * retention ?job_key=retention&max=3";

/// Makes the queue's schema, or brings it up to date. Jobs can be asked for from then on.
///
/// # Errors
/// Those of the database.
pub async fn prepare_queue(pool: &PgPool) -> Result<()> {
    // Whoever comes second finds everything made: two that begin at the same moment would get in each other's way.
    let mut alone = pool.begin().await?;
    super::store::alone(&mut alone).await?;
    WorkerUtils::new(SqlxDatabase::new(pool.clone()), SCHEMA).migrate().await.map_err(trouble)?;
    Ok(alone.commit().await?)
}

/// A job as the queue runs it.
#[derive(Serialize)]
#[serde(transparent)]
struct Run<J>(J);

/// What the clock asks for comes without a word.
impl<'de, J: DeserializeOwned> Deserialize<'de> for Run<J> {
    fn deserialize<D: serde::Deserializer<'de>>(payload: D) -> std::result::Result<Self, D::Error> {
        let payload = Option::<serde_json::Value>::deserialize(payload)?;
        let job = serde_json::from_value(payload.unwrap_or_else(|| serde_json::json!({})));
        job.map(Self).map_err(serde::de::Error::custom)
    }
}

impl<J: Work> TaskHandler for Run<J>
where
    Self: Serialize + for<'de> Deserialize<'de>,
{
    const IDENTIFIER: &'static str = J::NAME;

    async fn run(self, context: WorkerContext) -> impl IntoTaskHandlerResult {
        let Some(Context { kurier, under_way }) = context.get_ext::<Context>().cloned() else {
            return Err("a worker without shared".to_owned());
        };
        // In a task of its own: when the queue lets go of the job, what was begun is still finished and written down.
        match under_way.spawn(self.0.run(kurier)).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(error)) => {
                tracing::warn!(job = J::NAME, %error, "a job did not work out; it is tried again");
                Err(error.to_string())
            }
            Err(broken) => {
                tracing::error!(job = J::NAME, error = %broken, "a job broke");
                Err(broken.to_string())
            }
        }
    }
}

/// What every job gets.
#[derive(Clone, Debug)]
struct Context {
    kurier: Kurier,
    under_way: TaskTracker,
}

impl Jobs<'_> {
    /// Works through the queue until `shutdown`; whatever is under way then is in `under_way`, and may be waited for. A
    /// database that is gone is waited for.
    pub async fn work(&self, shutdown: CancellationToken, under_way: TaskTracker) {
        let shared = Context { kurier: self.kurier.clone(), under_way };
        let options = self.kurier.db().pool().connect_options();
        let pool = PgPoolOptions::new()
            .max_connections(CONNECTIONS)
            .acquire_timeout(Duration::from_secs(30))
            .connect_lazy_with((*options).clone().application_name("kurier jobs"));
        while !shutdown.is_cancelled() {
            match self.work_once(&shared, &pool, &shutdown).await {
                Ok(()) => {}
                Err(error) => tracing::warn!(%error, "the job queue cannot be worked on; trying again"),
            }
            shutdown.run_until_cancelled(tokio::time::sleep(AFTER_TROUBLE)).await;
        }
        pool.close().await;
    }

    async fn work_once(&self, shared: &Context, pool: &PgPool, shutdown: &CancellationToken) -> Result<()> {
        prepare_queue(pool).await?;
        let senders = common(shared, pool, shutdown, SENDERS)
            .define_job::<Run<Deliver>>()
            .define_job::<Run<FileCopy>>()
            .init()
            .await
            .map_err(trouble)?;
        let clerks = common(shared, pool, shutdown, CLERKS)
            .define_job::<Run<Badges>>()
            .define_job::<Run<Index>>()
            .define_job::<Run<ForgetMail>>()
            .define_job::<Run<ForgetMailbox>>()
            .define_job::<Run<Remind>>()
            .define_job::<Run<ComeBack>>()
            .define_job::<Run<Import>>()
            .define_job::<Run<Relink>>()
            .define_job::<Run<Sweep>>()
            .define_job::<Run<Erase>>()
            .define_job::<Run<Retain>>()
            .define_job::<Run<Retention>>()
            .define_job::<Run<Tidy>>()
            .define_job::<Run<FindLost>>()
            .with_cron(CLOCK)
            .map_err(Error::internal)?
            .init()
            .await
            .map_err(trouble)?;
        let mut tx = self.kurier.db().system_tx().await?;
        queue::enqueue(&mut tx, &FindLost {}, Duration::ZERO).await?;
        tx.commit().await?;
        // When one of them stops, the other is started anew with it.
        let outcome = tokio::join!(stopping(&senders, &clerks), stopping(&clerks, &senders));
        outcome.0.and(outcome.1)
    }
}

/// Works until the worker stops, and then asks the other to stop too.
async fn stopping(worker: &Worker, other: &Worker) -> Result<()> {
    let outcome = worker.run().await.map_err(trouble);
    other.request_shutdown();
    outcome
}

fn common(
    shared: &Context,
    pool: &PgPool,
    shutdown: &CancellationToken,
    side_by_side: usize,
) -> WorkerOptions {
    WorkerOptions::default()
        .schema(SCHEMA)
        .pg_pool(pool.clone())
        .concurrency(side_by_side)
        .poll_interval(ROUND)
        .add_extension(shared.clone())
        .worker_recovery(
            WorkerRecoveryConfig::default()
                .enabled(true)
                .heartbeat_interval(HEARTBEAT)
                .sweep_interval(SWEEP)
                .sweep_threshold(DEAD_AFTER)
                .recovery_delay(Duration::ZERO),
        )
        .worker_shutdown(
            WorkerShutdownConfig::default()
                .listen_os_shutdown_signals(false)
                .shutdown_signal(shutdown.clone().cancelled_owned())
                .grace_period(GRACE)
                .interrupted_job_retry_delay(AFTER_TROUBLE),
        )
}

/// Trouble of the queue is trouble of the database.
fn trouble(error: impl std::fmt::Display) -> Error {
    Error::Unavailable(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    /// What the clock puts into the queue has no payload: it must be read all the same.
    #[test]
    fn the_clocks_jobs_are_read() {
        for payload in [Value::Null, serde_json::json!({}), serde_json::json!({ "_cron": { "ts": "now" } })] {
            serde_json::from_value::<Run<FindLost>>(payload.clone()).unwrap();
            serde_json::from_value::<Run<Tidy>>(payload.clone()).unwrap();
            serde_json::from_value::<Run<ForgetMail>>(payload).unwrap();
        }
    }
}
