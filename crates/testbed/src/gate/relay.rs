//! One connection: commands go in, answers come out, each whole.

use std::{
    collections::{HashMap, HashSet},
    io,
    sync::{Arc, Mutex},
};

use std::time::Instant;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _, BufReader},
    net::{
        TcpStream,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
    },
};

use super::{Reaction, Shared, answers, lock, spelling, wire};

/// What is known of the commands on the way, by their tags.
#[derive(Debug, Default)]
struct Pending {
    /// Instead of the server's own answer.
    answers: HashMap<String, String>,
    /// The connection ends instead.
    cut: HashSet<String>,
}

/// Serves one client until either side, or the test, ends it.
pub(super) async fn serve(client: TcpStream, shared: Arc<Shared>) {
    let mut cuts = shared.cuts.subscribe();
    let Ok(server) = TcpStream::connect(shared.server).await else { return };
    let _ = (client.set_nodelay(true), server.set_nodelay(true));
    let ((from_client, to_client), (from_server, to_server)) = (client.into_split(), server.into_split());
    let pending = Mutex::new(Pending::default());
    let began = Instant::now();
    tokio::select! {
        _ = commands(BufReader::new(from_client), to_server, &shared, &pending, began) => {}
        _ = responses(BufReader::new(from_server), to_client, &shared, &pending, began) => {}
        _ = cuts.changed() => {}
    }
}

async fn commands(
    mut client: BufReader<OwnedReadHalf>,
    mut server: OwnedWriteHalf,
    shared: &Shared,
    pending: &Mutex<Pending>,
    began: Instant,
) -> io::Result<()> {
    let mut is_secret = false;
    while let Some(line) = wire::line(&mut client).await? {
        let text = String::from_utf8_lossy(&line).trim_end().to_owned();
        if std::mem::take(&mut is_secret) || text == "DONE" {
            server.write_all(&line).await?;
            continue;
        }
        let (tag, verb) = tag_and_verb(&text);
        shared.talk.heard(began, '>', if verb == "LOGIN" { b"LOGIN" } else { &line });
        let answer = shared.command(&verb, &text);
        let instead = match answer {
            None => None,
            Some(Reaction::Stall(time)) => {
                tokio::time::sleep(time).await;
                None
            }
            Some(Reaction::CutBeforeAnswer) => {
                lock(pending).cut.insert(tag.clone());
                None
            }
            Some(Reaction::Cut) => return Ok(()),
            Some(Reaction::Bye(words)) => Some(format!("* BYE {words}\r\n")),
            Some(Reaction::No { code: "", text }) => Some(format!("{tag} NO {text}\r\n")),
            Some(Reaction::No { code, text }) => Some(format!("{tag} NO [{code}] {text}\r\n")),
            Some(Reaction::Bad(text)) => Some(format!("{tag} BAD {text}\r\n")),
            Some(Reaction::Pretend(lines)) => {
                let lines: String = lines.iter().map(|line| format!("{line}\r\n")).collect();
                Some(format!("{lines}{tag} OK Done, says the gate\r\n"))
            }
        };
        let is_let_through = instead.is_none();
        if let Some(answer) = instead {
            // The server is asked for nothing, so that answers keep their order.
            lock(pending).answers.insert(tag.clone(), answer);
            server.write_all(format!("{tag} NOOP\r\n").as_bytes()).await?;
        } else {
            is_secret = verb == "AUTHENTICATE";
            server.write_all(&spelling::to_server(shared, line.clone())).await?;
        }
        rest_of_command(&line, &mut client, is_let_through.then_some(&mut server)).await?;
    }
    Ok(())
}

/// Literals and what follows them: passed on, or swallowed where the client sends them unasked.
async fn rest_of_command(
    line: &[u8],
    client: &mut BufReader<OwnedReadHalf>,
    mut server: Option<&mut OwnedWriteHalf>,
) -> io::Result<()> {
    let mut announced = wire::literal(line);
    while let Some(literal) = announced {
        if literal.waits && server.is_none() {
            return Ok(());
        }
        let mut content = vec![0; literal.bytes];
        client.read_exact(&mut content).await?;
        let more = wire::line(client).await?.unwrap_or_default();
        if let Some(server) = server.as_mut() {
            server.write_all(&content).await?;
            server.write_all(&more).await?;
        }
        announced = wire::literal(&more);
    }
    Ok(())
}

async fn responses(
    mut server: BufReader<OwnedReadHalf>,
    mut client: OwnedWriteHalf,
    shared: &Shared,
    pending: &Mutex<Pending>,
    began: Instant,
) -> io::Result<()> {
    while let Some(response) = wire::response(&mut server).await? {
        shared.talk.heard(began, '<', &response);
        let tag = response.split(|byte| *byte == b' ').next().unwrap_or_default();
        let tag = String::from_utf8_lossy(tag).into_owned();
        let instead = {
            let mut pending = lock(pending);
            if pending.cut.contains(&tag) {
                return Ok(());
            }
            pending.answers.remove(&tag)
        };
        if let Some(answer) = instead {
            client.write_all(answer.as_bytes()).await?;
            if answer.starts_with("* BYE") {
                return Ok(());
            }
        } else if let Some(response) = answers::told(shared, response) {
            client.write_all(&response).await?;
        }
    }
    Ok(())
}

fn tag_and_verb(line: &str) -> (String, String) {
    let mut words = line.split(' ');
    let tag = words.next().unwrap_or_default().to_owned();
    let mut verb = words.next().unwrap_or_default().to_ascii_uppercase();
    if verb == "UID" {
        verb = words.next().unwrap_or_default().to_ascii_uppercase();
    }
    (tag, verb)
}
