//! One connection through the gate: commands one way, answers the other, literals (RFC 3501 §4.3) as they are.

use std::{
    net::SocketAddr,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use anyhow::{Result, bail};
use tokio::{
    io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader},
    net::{
        TcpStream,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
    },
    sync::Mutex as AsyncMutex,
};

use super::{Reaction, Shared};

type Writer = AsyncMutex<OwnedWriteHalf>;

/// What both directions of a connection know.
struct Connection {
    shared: Arc<Shared>,
    hidden: Vec<String>,
    client: Writer,
    /// The connection ends when the answer with this tag comes.
    last_tag: Mutex<Option<String>>,
    /// Answers wait until the gate relents.
    holding: AtomicBool,
}

pub(super) async fn pass(shared: Arc<Shared>, client: TcpStream, server: SocketAddr) {
    let mut cut = shared.cut.subscribe();
    let Ok(server) = TcpStream::connect(server).await else { return };
    let _ = (client.set_nodelay(true), server.set_nodelay(true));
    let (from_client, to_client) = client.into_split();
    let (from_server, to_server) = server.into_split();
    let hidden = shared.state().hidden.clone();
    let connection = Connection {
        shared,
        hidden,
        client: AsyncMutex::new(to_client),
        last_tag: Mutex::default(),
        holding: AtomicBool::new(false),
    };
    tokio::select! {
        _ = cut.changed() => {}
        _ = commands(&connection, BufReader::new(from_client), to_server) => {}
        _ = answers(&connection, BufReader::new(from_server)) => {}
    }
}

async fn commands(
    connection: &Connection,
    mut client: BufReader<OwnedReadHalf>,
    mut server: OwnedWriteHalf,
) -> Result<()> {
    loop {
        let line = line(&mut client).await?;
        let text = String::from_utf8_lossy(&line).trim_end().to_owned();
        // `DONE`, and words of signing in, belong to the command before.
        let Some((tag, command)) = text.split_once(' ') else {
            server.write_all(&line).await?;
            continue;
        };
        match connection.shared.reaction(command) {
            Some(Reaction::Refuse(answer)) => {
                drop_rest(&mut client, &line).await?;
                connection.client.lock().await.write_all(format!("{tag} {answer}\r\n").as_bytes()).await?;
                continue;
            }
            Some(Reaction::Cut) => return Ok(()),
            Some(Reaction::CutAfter) => {
                *connection.last_tag.lock().unwrap_or_else(PoisonError::into_inner) = Some(tag.to_owned());
            }
            Some(Reaction::Stall) => connection.shared.go_on.subscribe().changed().await?,
            Some(Reaction::StallAnswer) => connection.holding.store(true, Ordering::SeqCst),
            None => {}
        }
        pass_whole(&mut client, line, &mut server).await?;
    }
}

async fn answers(connection: &Connection, mut server: BufReader<OwnedReadHalf>) -> Result<()> {
    loop {
        let mut go_on = connection.shared.go_on.subscribe();
        let line = line(&mut server).await?;
        if connection.holding.load(Ordering::SeqCst) {
            go_on.changed().await?;
            connection.holding.store(false, Ordering::SeqCst);
        }
        let tag = connection.last_tag.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if tag.is_some_and(|tag| line.starts_with(format!("{tag} ").as_bytes())) {
            return Ok(());
        }
        let line = without(line, &connection.hidden);
        let mut client = connection.client.lock().await;
        pass_whole(&mut server, line, &mut client).await?;
    }
}

/// Passes a line on, with the literals in it and what stands behind them.
async fn pass_whole(
    from: &mut BufReader<OwnedReadHalf>,
    mut read: Vec<u8>,
    to: &mut OwnedWriteHalf,
) -> Result<()> {
    loop {
        to.write_all(&read).await?;
        let Some((length, _)) = literal(&read) else { return Ok(()) };
        let mut left = length;
        let mut piece = vec![0; 16 << 10];
        while left > 0 {
            let most = piece.len().min(left);
            let got = from.read(piece.get_mut(..most).unwrap_or_default()).await?;
            if got == 0 {
                bail!("ended in a literal");
            }
            to.write_all(piece.get(..got).unwrap_or_default()).await?;
            left -= got;
        }
        read = line(from).await?;
    }
}

/// Of a command that is refused, what comes without being asked for (RFC 7888).
async fn drop_rest(client: &mut BufReader<OwnedReadHalf>, first: &[u8]) -> Result<()> {
    let mut read = first.to_vec();
    while let Some((length, true)) = literal(&read) {
        let mut dropped = vec![0; length];
        client.read_exact(&mut dropped).await?;
        read = line(client).await?;
    }
    Ok(())
}

/// Length of the literal that a line announces, and whether it comes without being asked for.
fn literal(line: &[u8]) -> Option<(usize, bool)> {
    let text = line.strip_suffix(b"\r\n")?.strip_suffix(b"}")?;
    let start = text.iter().rposition(|byte| *byte == b'{')?;
    let number = std::str::from_utf8(text.get(start + 1..)?).ok()?;
    let unasked = number.strip_suffix('+');
    Some((unasked.unwrap_or(number).parse().ok()?, unasked.is_some()))
}

async fn line(from: &mut BufReader<OwnedReadHalf>) -> Result<Vec<u8>> {
    let mut line = Vec::new();
    if from.read_until(b'\n', &mut line).await? == 0 {
        bail!("the connection ended");
    }
    Ok(line)
}

/// A line of the server without what is hidden.
fn without(line: Vec<u8>, hidden: &[String]) -> Vec<u8> {
    if hidden.is_empty() {
        return line;
    }
    let Ok(text) = std::str::from_utf8(&line) else { return line };
    let hides = |name: &str| hidden.iter().any(|hidden| hidden == name);
    let mut text = text.to_owned();
    if text.starts_with("* CAPABILITY ") || text.contains("[CAPABILITY ") {
        let kept: Vec<&str> = text
            .split(' ')
            .filter(|word| !hides(word.trim_end().trim_end_matches(']').to_ascii_uppercase().as_str()))
            .collect();
        // A hidden last word takes the closing bracket or the line's end with it.
        let (bracket, end) = (text.contains("[CAPABILITY "), text.ends_with("\r\n"));
        let mut kept = kept.join(" ");
        if bracket && !kept.contains(']') {
            kept = kept.trim_end().to_owned() + "] Ready";
        }
        if end && !kept.ends_with("\r\n") {
            kept.push_str("\r\n");
        }
        text = kept;
    }
    if hides("UIDPLUS") {
        text = without_code(&text, "[COPYUID ");
        text = without_code(&text, "[APPENDUID ");
    }
    if hides("CONDSTORE") && text.starts_with("* OK [HIGHESTMODSEQ ") {
        "* OK [NOMODSEQ] No modification sequences\r\n".clone_into(&mut text);
    }
    text.into_bytes()
}

fn without_code(text: &str, code: &str) -> String {
    match text.split_once(code).and_then(|(before, rest)| Some((before, rest.split_once("] ")?.1))) {
        Some((before, after)) => format!("{before}{after}"),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(line: &str, hidden: &[&str]) -> String {
        let hidden: Vec<String> = hidden.iter().map(|name| (*name).to_owned()).collect();
        String::from_utf8(without(line.as_bytes().to_vec(), &hidden)).unwrap()
    }

    #[test]
    fn hidden_capabilities_are_not_told() {
        assert_eq!(
            seen("* CAPABILITY IMAP4rev1 MOVE IDLE\r\n", &["MOVE", "IDLE"]),
            "* CAPABILITY IMAP4rev1\r\n"
        );
        assert_eq!(
            seen("a OK [CAPABILITY IMAP4rev1 IDLE UIDPLUS] Logged in\r\n", &["IDLE"]),
            "a OK [CAPABILITY IMAP4rev1 UIDPLUS] Logged in\r\n"
        );
        let last = seen("a OK [CAPABILITY IMAP4rev1 UIDPLUS] Logged in\r\n", &["UIDPLUS"]);
        assert!(last.starts_with("a OK [CAPABILITY IMAP4rev1] ") && last.ends_with("\r\n"), "{last}");
        assert_eq!(seen("* OK [COPYUID 7 1 2] Moved\r\n", &["UIDPLUS"]), "* OK Moved\r\n");
    }

    #[test]
    fn literals_are_found_at_the_end_of_lines() {
        assert_eq!(literal(b"* 1 FETCH (BODY[] {12}\r\n"), Some((12, false)));
        assert_eq!(literal(b"a APPEND x {3+}\r\n"), Some((3, true)));
        assert_eq!(literal(b"a NOOP\r\n"), None);
    }
}
