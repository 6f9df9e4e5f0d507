//! From settings to the handle: database, migrations, connectors.

use crate::config::Config;
use crate::connectors::assistant::OpenAiCompatible;
use crate::embedded_postgres::EmbeddedPostgres;
use anyhow::{Context, Result};
use kurier_domain::assistant::LanguageModel;
use kurier_domain::secrets::Secrets;
use kurier_domain::{Db, Kurier, Live, Parts, SystemClock, jobs};
use kurier_mail::dialer::Dialer;
use sqlx::PgPool;
use sqlx::migrate::Migrator;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use std::sync::Arc;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

static MIGRATIONS: Migrator = sqlx::migrate!("../migrations");

/// How long a database that is starting up is waited for.
const START_UP: Duration = Duration::from_secs(30);
/// How long a request waits for a connection before it says that the database is gone.
const PATIENCE: Duration = Duration::from_secs(4);

/// The handle with everything under it.
pub struct Running {
    pub kurier: Kurier,
    pub live: Live,
    pub secrets: Secrets,
    pool: PgPool,
    embedded: Option<EmbeddedPostgres>,
}

impl Running {
    /// Starts what is needed, brings the database up to date, and joins it all together.
    ///
    /// # Errors
    /// When a setting is wrong or the database cannot be reached; the message is for the administrator.
    pub async fn start(config: &Config, connections: u32) -> Result<Self> {
        let secrets = Secrets::new(&config.data.secret_key()?);
        let (options, embedded) = match &config.data.database_url {
            Some(url) => {
                (url.parse::<PgConnectOptions>().context("DATABASE_URL cannot be understood")?, None)
            }
            None => {
                let embedded = EmbeddedPostgres::join(&config.data.folder()?).await?;
                (embedded.options(), Some(embedded))
            }
        };
        let connecting = Self::connect(config, options, connections, secrets);
        let connected = match &embedded {
            Some(embedded) => embedded.while_running(connecting).await,
            None => connecting.await,
        };
        match connected {
            Ok(mut running) => {
                running.embedded = embedded;
                Ok(running)
            }
            Err(error) => {
                if let Some(embedded) = embedded {
                    embedded.leave().await?;
                }
                Err(error)
            }
        }
    }

    async fn connect(
        config: &Config,
        options: PgConnectOptions,
        connections: u32,
        secrets: Secrets,
    ) -> Result<Self> {
        // Plans that are forced to go by index look dear to Postgres, and it would compile each of them for seconds.
        let options = options.application_name("kurier").options([("jit", "off")]);
        let pool = open_pool(options, connections).await?;
        MIGRATIONS.run(&pool).await.context("the database could not be brought up to date")?;
        jobs::prepare_queue(&pool).await.context("the job queue could not be brought up to date")?;
        let live = Live::default();
        let mut dialer = Dialer::new(config.mail.allowed_private_networks.0.clone());
        if let Some(file) = &config.mail.mail_ca_file {
            let pem = std::fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
            dialer = dialer.with_extra_roots(&pem)?;
        }
        let kurier = Kurier::new(Parts {
            db: Db::new(pool.clone()),
            live: live.clone(),
            clock: Arc::new(SystemClock),
            dialer,
            secrets: secrets.clone(),
            model: language_model(config)?,
            public_url: config.web.known_url(),
        });
        Ok(Self { kurier, live, secrets, pool, embedded: None })
    }

    /// What keeps the private cluster running; nothing when the database is somebody else's.
    pub async fn keep_database_running(&self, shutdown: CancellationToken) {
        if let Some(embedded) = &self.embedded {
            embedded.keep_running(shutdown).await;
        }
    }

    /// Is the database our own private cluster?
    pub const fn has_private_database(&self) -> bool {
        self.embedded.is_some()
    }

    /// Lets everything go; the private cluster stops when nobody else uses it.
    ///
    /// # Errors
    /// When the cluster does not stop.
    pub async fn close(self) -> Result<()> {
        // Connections that are still busy are cut: whoever had work to finish was waited for before.
        let _ = tokio::time::timeout(Duration::from_secs(5), self.pool.close()).await;
        match self.embedded {
            Some(embedded) => embedded.leave().await,
            None => Ok(()),
        }
    }
}

async fn open_pool(options: PgConnectOptions, connections: u32) -> Result<PgPool> {
    let pool = PgPoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(PATIENCE)
        .connect_lazy_with(options);
    let deadline = tokio::time::Instant::now() + START_UP;
    loop {
        match pool.acquire().await {
            Ok(_) => return Ok(pool),
            Err(error) if tokio::time::Instant::now() < deadline && may_pass(&error) => {
                tracing::info!("waiting for the database: {error}");
                tokio::time::sleep(Duration::from_millis(500)).await;
            }
            Err(error) => return Err(error).context("the database cannot be reached"),
        }
    }
}

/// Starting up, shutting down, or not listening yet. A wrong password or name does not pass.
fn may_pass(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut => true,
        sqlx::Error::Database(error) => matches!(error.code().as_deref(), Some("57P03" | "57P01" | "53300")),
        _ => false,
    }
}

fn language_model(config: &Config) -> Result<Option<Arc<dyn LanguageModel>>> {
    let assistant = &config.assistant;
    let Some(url) = &assistant.url else { return Ok(None) };
    let model =
        assistant.model.clone().context("KURIER_AI_URL is set, and KURIER_AI_MODEL is not: which model?")?;
    let model =
        OpenAiCompatible::new(url, assistant.key.clone(), model).context("KURIER_AI_URL cannot be used")?;
    Ok(Some(Arc::new(model)))
}
