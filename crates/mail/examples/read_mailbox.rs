//! Reads a whole folder and throws it away: the ceiling of every sync.
//! `cargo run --release -p kurier-mail --example read_mailbox -- HOST PORT tls|starttls|none USER FOLDER [times]`, password in
//! `PASSWORD`.

use std::time::Instant;

use kurier_mail::dialer::Dialer;
use kurier_mail::imap::{FetchedItem, ImapAccount, ImapError, ImapSession, Secret, UidSet};
use kurier_mail::stream::Security;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), ImapError> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [host, port, security, username, folder, rest @ ..] = arguments.as_slice() else {
        println!("HOST PORT tls|starttls|none USER FOLDER [times]");
        return Ok(());
    };
    let account = ImapAccount {
        host: host.clone(),
        port: port.parse().unwrap_or(993),
        security: match security.as_str() {
            "none" => Security::None,
            "starttls" => Security::StartTls,
            _ => Security::Tls,
        },
        username: username.clone(),
        secret: Secret::Password(std::env::var("PASSWORD").unwrap_or_default().into()),
    };
    let networks = ["127.0.0.0/8", "::1/128"].iter().filter_map(|network| network.parse().ok()).collect();
    let dialer = Dialer::new(networks);
    let times = rest.first().and_then(|times| times.parse().ok()).unwrap_or(1);
    for _ in 0..times {
        let mut session = ImapSession::connect(&dialer, &account).await?;
        session.examine(folder).await?;
        let uids: Vec<u32> = session.all_uids().await?.iter().collect();
        let sets = uids.chunks(500).map(|chunk| UidSet::from_uids(chunk.iter().copied())).collect();
        let started = Instant::now();
        let (mut messages, mut problems, mut bytes) = (0_u32, 0_u32, 0);
        let mut fetching = session.fetch_messages(sets).await?;
        while let Some(item) = fetching.next().await? {
            match item {
                FetchedItem::Message(message) => {
                    messages += 1;
                    bytes += message.raw.len();
                }
                FetchedItem::Problem(problem) => {
                    problems += 1;
                    println!("{problem}");
                }
            }
        }
        let seconds = started.elapsed().as_secs_f64();
        println!(
            "{messages} messages, {problems} problems, {:.1} MB in {seconds:.2} s: {:.0} messages a second",
            bytes as f64 / 1e6,
            f64::from(messages) / seconds
        );
        session.logout().await;
    }
    Ok(())
}
