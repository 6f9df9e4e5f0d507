//! A door in front of an IMAP server that a test orders about: what Kurier asks goes through to the real server, except
//! where the test has said otherwise. It refuses, forgets, stalls and cuts as servers in the wild do, and counts.
//!
//! Only for connections without TLS, on loopback.

mod answers;
mod relay;
mod spelling;
mod talk;
mod wire;

use std::{
    collections::{BTreeMap, BTreeSet},
    net::SocketAddr,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use anyhow::Result;
use tokio::{net::TcpListener, sync::watch, task::JoinHandle};

/// What happens to a command instead of reaching the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reaction {
    /// `NO [code] text`; without a code where it is empty.
    No { code: &'static str, text: &'static str },
    /// `BAD text`.
    Bad(&'static str),
    /// `OK`, after these untagged lines; nothing was done.
    Pretend(Vec<String>),
    /// The connection ends without a word, and the server never hears of it.
    Cut,
    /// The server does it; the connection ends before it can say so.
    CutBeforeAnswer,
    /// `* BYE text`, and the end.
    Bye(&'static str),
    /// It goes through, so much later.
    Stall(Duration),
}

impl Reaction {
    /// `NO` with one of the codes of RFC 5530.
    pub const fn no(code: &'static str) -> Self {
        Self::No { code, text: "Not now, says the gate" }
    }
}

/// For which commands an answer is meant, and how often.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    verb: &'static str,
    argument: Option<String>,
    uid: Option<u32>,
    answer: Reaction,
    left: Option<u32>,
}

impl Rule {
    /// Every command with this verb (upper case, without `UID`), for ever.
    pub const fn on(verb: &'static str, answer: Reaction) -> Self {
        Self { verb, argument: None, uid: None, answer, left: None }
    }

    /// Only those whose line contains this.
    #[must_use]
    pub fn with(mut self, argument: &str) -> Self {
        self.argument = Some(argument.to_owned());
        self
    }

    /// Only those whose set of UIDs has this one in it.
    #[must_use]
    pub const fn about(mut self, uid: u32) -> Self {
        self.uid = Some(uid);
        self
    }

    /// Only so many times.
    #[must_use]
    pub const fn times(mut self, times: u32) -> Self {
        self.left = Some(times);
        self
    }

    fn fits(&self, verb: &str, line: &str) -> bool {
        self.left != Some(0)
            && self.verb == verb
            && self.argument.as_ref().is_none_or(|argument| line.contains(argument))
            && self.uid.is_none_or(|uid| line.split(' ').any(|word| has(word, uid)))
    }
}

/// Whether a word is a set of UIDs, such as `1:4,7`, with this one in it.
fn has(word: &str, uid: u32) -> bool {
    word.split(',').any(|range| {
        let (from, to) = range.split_once(':').unwrap_or((range, range));
        matches!((from.parse::<u32>(), to.parse::<u32>()), (Ok(from), Ok(to)) if (from..=to).contains(&uid))
    })
}

/// What all connections share.
#[derive(Debug)]
struct Shared {
    server: SocketAddr,
    rules: Mutex<Vec<Rule>>,
    hidden: Mutex<BTreeSet<&'static str>>,
    /// Folders by the names that the server knows, and how they are spelled to the client.
    spelled: Mutex<BTreeMap<String, String>>,
    counted: Mutex<BTreeMap<String, u64>>,
    closed: AtomicBool,
    talk: talk::Talk,
    /// Rises by one when every connection is to end.
    cuts: watch::Sender<u64>,
}

impl Shared {
    /// Counts a command and finds what is to become of it.
    fn command(&self, verb: &str, line: &str) -> Option<Reaction> {
        *lock(&self.counted).entry(verb.to_owned()).or_default() += 1;
        let mut rules = lock(&self.rules);
        let rule = rules.iter_mut().find(|rule| rule.fits(verb, line))?;
        rule.left = rule.left.map(|left| left.saturating_sub(1));
        Some(rule.answer.clone())
    }

    fn hides(&self, capability: &str) -> bool {
        lock(&self.hidden).contains(capability)
    }
}

/// A running gate. Ends every connection on drop.
#[derive(Debug)]
pub struct Gate {
    address: SocketAddr,
    shared: Arc<Shared>,
    listener: JoinHandle<()>,
}

impl Gate {
    /// A gate that lets everything through to `server`.
    pub async fn before(server: SocketAddr) -> Result<Self> {
        let socket = TcpListener::bind("127.0.0.1:0").await?;
        let address = socket.local_addr()?;
        let shared = Arc::new(Shared {
            server,
            rules: Mutex::default(),
            hidden: Mutex::default(),
            spelled: Mutex::default(),
            counted: Mutex::default(),
            closed: AtomicBool::new(false),
            talk: talk::Talk::default(),
            cuts: watch::Sender::new(0),
        });
        let listener = tokio::spawn({
            let shared = Arc::clone(&shared);
            async move {
                while let Ok((client, _)) = socket.accept().await {
                    if !shared.closed.load(Ordering::SeqCst) {
                        tokio::spawn(relay::serve(client, Arc::clone(&shared)));
                    }
                }
            }
        });
        Ok(Self { address, shared, listener })
    }

    /// Where Kurier connects to.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// One more rule, from the next command on; earlier ones go first.
    pub fn order(&self, rule: Rule) {
        lock(&self.shared.rules).push(rule);
    }

    /// Refuses every password, or no longer.
    pub fn refuse_sign_in(&self, refuse: bool) {
        lock(&self.shared.rules).retain(|rule| !matches!(rule.verb, "AUTHENTICATE" | "LOGIN"));
        if refuse {
            for verb in ["AUTHENTICATE", "LOGIN"] {
                self.order(Rule::on(verb, Reaction::no("AUTHENTICATIONFAILED")));
            }
        }
    }

    /// Forgets every rule. Hidden capabilities stay hidden.
    pub fn relent(&self) {
        lock(&self.shared.rules).clear();
    }

    /// The server never had these (`MOVE`, `UIDPLUS`, `CONDSTORE`, `QRESYNC`, …): they are not offered, and what only they
    /// would have told is not told. For connections made from now on.
    pub fn hide(&self, capabilities: &[&'static str]) {
        lock(&self.shared.hidden).extend(capabilities);
    }

    /// A folder, and what lies below it, is called otherwise on this side of the gate: raw bytes as they are, which a server of
    /// today would not keep. For lists from now on.
    pub fn spell(&self, folder: &str, spelled: &str) {
        lock(&self.shared.spelled).insert(folder.to_owned(), spelled.to_owned());
    }

    /// Ends every connection that is open now, without a word.
    pub fn cut(&self) {
        self.shared.cuts.send_modify(|cuts| *cuts += 1);
    }

    /// Ends every connection and takes no new one, until [`Self::open`].
    pub fn close(&self) {
        self.shared.closed.store(true, Ordering::SeqCst);
        self.cut();
    }

    /// Takes connections again.
    pub fn open(&self) {
        self.shared.closed.store(false, Ordering::SeqCst);
    }

    /// How often somebody tried to sign in.
    pub fn logins(&self) -> u64 {
        self.count("AUTHENTICATE") + self.count("LOGIN")
    }

    /// The last lines that went through, with the minute and second (UTC) of each and how old its connection was. Nothing secret:
    /// what follows `AUTHENTICATE` is left out.
    pub fn lately(&self) -> String {
        self.shared.talk.lately()
    }

    /// How many lines went through so far.
    pub fn said(&self) -> u64 {
        self.shared.talk.count()
    }

    /// How often a command was asked for (its verb in upper case, without `UID`), whatever became of it.
    pub fn count(&self, verb: &str) -> u64 {
        lock(&self.shared.counted).get(verb).copied().unwrap_or_default()
    }
}

impl Drop for Gate {
    fn drop(&mut self) {
        self.listener.abort();
        self.close();
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
