//! Stands between Kurier and an IMAP server, on loopback and unencrypted, and does to their conversation what a test orders:
//! refuses commands, cuts and stalls connections, keeps capabilities from being told, counts who signs in.
//!
//! ```ignore
//! let gate = Gate::before(dovecot.imap()).await?;
//! gate.order(Order::new("MOVE", Reaction::no("OVERQUOTA", "Quota exceeded")).to("Archive"));
//! gate.hide(&["CONDSTORE", "QRESYNC"]);
//! ```
//!
//! What is not ordered otherwise passes untouched. Orders are asked in the order in which they were given; the first that
//! fits is obeyed.

mod orders;
mod passing;

use std::{
    net::{Ipv4Addr, SocketAddr},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use anyhow::Result;
use tokio::{net::TcpListener, sync::watch, task::JoinHandle};

pub use self::orders::{Order, Reaction};

/// A running gate; closed, with all that goes through it, on drop.
#[derive(Debug)]
pub struct Gate {
    address: SocketAddr,
    shared: Arc<Shared>,
    listening: JoinHandle<()>,
}

#[derive(Debug)]
struct Shared {
    state: Mutex<State>,
    /// Counts up: every connection that began before ends.
    cut: watch::Sender<u64>,
    /// Counts up: whatever stalls goes on.
    go_on: watch::Sender<u64>,
}

#[derive(Debug, Default)]
struct State {
    orders: Vec<Order>,
    hidden: Vec<String>,
    closed: bool,
    /// Every command that came, without its tag; of a password only the user's name, if that.
    commands: Vec<String>,
}

impl Gate {
    /// Opens a gate on a port of its own; connections go on to `server`.
    pub async fn before(server: SocketAddr) -> Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared {
            state: Mutex::default(),
            cut: watch::Sender::new(0),
            go_on: watch::Sender::new(0),
        });
        let here = Arc::clone(&shared);
        let listening = tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                if !here.state().closed {
                    tokio::spawn(passing::pass(Arc::clone(&here), client, server));
                }
            }
        });
        Ok(Self { address, shared, listening })
    }

    /// Where Kurier connects instead of to the server.
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// From now on, after all earlier orders.
    pub fn order(&self, order: Order) {
        self.shared.state().orders.push(order);
    }

    /// Takes every order back, lets go on what stalls, opens again what was closed. Hidden capabilities stay hidden.
    pub fn relent(&self) {
        let mut state = self.shared.state();
        state.orders.clear();
        state.closed = false;
        drop(state);
        self.shared.go_on.send_modify(|turn| *turn += 1);
    }

    /// Keeps these capabilities from being told to connections that begin from now on. Without UIDPLUS nobody learns new UIDs
    /// (COPYUID, APPENDUID), without CONDSTORE no modification sequence.
    pub fn hide(&self, capabilities: &[&str]) {
        self.shared.state().hidden = capabilities.iter().map(|name| name.to_ascii_uppercase()).collect();
    }

    /// Ends every connection that there is, without a word.
    pub fn cut(&self) {
        self.shared.cut.send_modify(|turn| *turn += 1);
    }

    /// Ends every connection and lets nobody in until [`Self::relent`].
    pub fn close(&self) {
        self.shared.state().closed = true;
        self.cut();
    }

    /// How many connections are open now.
    pub fn connections(&self) -> usize {
        self.shared.cut.receiver_count()
    }

    /// How often somebody tried to sign in.
    pub fn logins(&self) -> usize {
        self.commands("LOGIN").len() + self.commands("AUTHENTICATE").len()
    }

    /// The commands of a verb (`UID MOVE`, or `MOVE` for either form) that came so far, also those that were refused; of an
    /// empty verb, all.
    pub fn commands(&self, verb: &str) -> Vec<String> {
        let state = self.shared.state();
        state
            .commands
            .iter()
            .filter(|command| verb.is_empty() || orders::is_verb(command, verb))
            .cloned()
            .collect()
    }
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes a command down and says what is to be done with it; `None`: it passes.
    fn reaction(&self, command: &str) -> Option<Reaction> {
        let mut state = self.state();
        let told = if orders::is_verb(command, "LOGIN") || orders::is_verb(command, "AUTHENTICATE") {
            command.split_whitespace().take(2).collect::<Vec<_>>().join(" ")
        } else {
            command.to_owned()
        };
        state.commands.push(told);
        state.orders.iter_mut().find_map(|order| order.applies_to(command))
    }
}

impl Drop for Gate {
    fn drop(&mut self) {
        self.listening.abort();
        self.cut();
    }
}
