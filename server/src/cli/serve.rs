//! `kurier serve`, `kurier web` and `kurier worker`

use crate::boot::Running;
use crate::config::Config;
use crate::http::{self, Web, site::Site};
use crate::lifecycle::{Lifecycle, OnlyServer};
use crate::workers;
use anyhow::{Context, Result};
use std::io::Write;
use std::net::SocketAddr;
use tokio::net::TcpListener;

/// Database connections of a process that lasts.
const CONNECTIONS: u32 = 30;

/// What this process does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    All,
    Web,
    Worker,
}

/// Runs until a signal.
///
/// # Errors
/// When it cannot start; the message is for the administrator.
pub async fn run(config: Config, role: Role) -> Result<()> {
    let _only = match role {
        Role::All => Some(OnlyServer::claim(&config.data.folder()?)?),
        Role::Web | Role::Worker => None,
    };
    // Before the database: a port that is taken or a site that is missing should be said at once.
    let web = match role {
        Role::Worker => None,
        Role::All | Role::Web => {
            let listen = config.web.listen;
            let listener =
                TcpListener::bind(listen).await.with_context(|| format!("cannot listen on {listen}"))?;
            Some((listener, Site::open()?))
        }
    };
    let lifecycle = Lifecycle::start()?;
    let Some(started) = lifecycle.shutdown.run_until_cancelled(Running::start(&config, CONNECTIONS)).await
    else {
        return Ok(());
    };
    let running = started?;
    let outcome = live(&config, role, web, &running, &lifecycle).await;
    let closed = running.close().await;
    outcome.and(closed)
}

async fn live(
    config: &Config,
    role: Role,
    web: Option<(TcpListener, Site)>,
    running: &Running,
    lifecycle: &Lifecycle,
) -> Result<()> {
    if role != Role::Web {
        workers::start(&running.kurier, lifecycle);
    }
    let mut server = None;
    if let Some((listener, site)) = web {
        // Said before anybody is answered: whoever finds Kurier up finds the link in its output too.
        // The port is open already, so a link that is followed at once waits a moment and is served.
        invite(config, running).await?;
        tracing::info!("Kurier listens on http://{}", config.web.listen);
        let (live, db, shutdown) =
            (running.live.clone(), running.kurier.db().clone(), lifecycle.shutdown.clone());
        lifecycle.tasks.spawn(async move { live.listen(db, shutdown).await });
        let router = http::router(Web {
            kurier: running.kurier.clone(),
            secrets: running.secrets.clone(),
            settings: config.web.clone().into(),
            shutdown: lifecycle.shutdown.clone(),
            site,
        });
        let serving = axum::serve(listener, router.into_make_service_with_connect_info::<SocketAddr>())
            .with_graceful_shutdown(lifecycle.shutdown.clone().cancelled_owned());
        server = Some(lifecycle.tasks.spawn(async move { serving.await }));
    }
    let watching = running.keep_database_running(lifecycle.shutdown.clone());
    tokio::join!(watching, lifecycle.finish());
    if let Some(server) = server
        && server.is_finished()
    {
        server.await.context("the web server broke")??;
    }
    Ok(())
}

/// Before there is a workspace: the one-time link that makes it.
async fn invite(config: &Config, running: &Running) -> Result<()> {
    if let Some(token) = running.kurier.members().set_up_token().await? {
        let mut out = std::io::stdout();
        writeln!(
            out,
            "\nWelcome to Kurier. Open this link once to create your workspace:\n\n    {}/set-up/{token}\n",
            config.web.public_url()
        )?;
        out.flush()?;
    }
    Ok(())
}
