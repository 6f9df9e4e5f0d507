//! One SMTP connection (RFC 5321, submission by RFC 6409).

use std::time::Duration;

use anyhow::{Result, bail};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use tokio::{
    io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader},
    net::{
        TcpStream,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
    },
};

use super::{Behaviour, HangUp, Shared, lock};
use crate::{dovecot, people::DOMAIN};

/// Larger mails end the connection.
const ABSOLUTE_LIMIT: usize = 200 << 20;
/// A command line is 512 bytes by the standard; AUTH and long addresses need more.
const LINE_LIMIT: u64 = 16 << 10;

struct Session<'a> {
    shared: &'a Shared,
    reader: BufReader<OwnedReadHalf>,
    writer: OwnedWriteHalf,
    user: Option<String>,
    from: Option<String>,
    to: Vec<String>,
}

pub(super) async fn serve(stream: TcpStream, shared: &Shared) -> Result<()> {
    stream.set_nodelay(true)?;
    let (reader, writer) = stream.into_split();
    let reader = BufReader::new(reader);
    let mut session = Session { shared, reader, writer, user: None, from: None, to: Vec::new() };
    session.say("220 smtp.firma.example ESMTP testbed").await?;
    while let Some(line) = session.line().await? {
        let (verb, rest) = line.split_once(' ').unwrap_or((&line, ""));
        match verb.to_ascii_uppercase().as_str() {
            "EHLO" => session.ehlo().await?,
            "HELO" => session.say("250 smtp.firma.example").await?,
            "AUTH" => session.auth(rest).await?,
            "MAIL" => session.mail(rest).await?,
            "RCPT" => session.rcpt(rest).await?,
            "DATA" => session.data().await?,
            "RSET" => {
                session.reset();
                session.say("250 2.0.0 OK").await?;
            }
            "NOOP" => session.say("250 2.0.0 OK").await?,
            "QUIT" => return session.say("221 2.0.0 Bye").await,
            _ => session.say("502 5.5.1 Command not implemented").await?,
        }
    }
    Ok(())
}

impl Session<'_> {
    fn behaviour(&self) -> Behaviour {
        lock(&self.shared.behaviour).clone()
    }

    async fn say(&mut self, line: &str) -> Result<()> {
        tokio::time::sleep(Duration::from_millis(self.behaviour().delay_ms)).await;
        self.writer.write_all(format!("{line}\r\n").as_bytes()).await?;
        Ok(())
    }

    async fn line(&mut self) -> Result<Option<String>> {
        let mut line = Vec::new();
        if (&mut self.reader).take(LINE_LIMIT).read_until(b'\n', &mut line).await? == 0 {
            return Ok(None);
        }
        Ok(Some(String::from_utf8_lossy(&line).trim_end().to_owned()))
    }

    fn reset(&mut self) {
        self.from = None;
        self.to.clear();
    }

    async fn ehlo(&mut self) -> Result<()> {
        self.reset();
        let size = self.behaviour().size_limit.unwrap_or(ABSOLUTE_LIMIT);
        let offer = format!(
            "250-smtp.firma.example\r\n250-PIPELINING\r\n250-SIZE {size}\r\n250-AUTH PLAIN LOGIN\r\n\
             250-ENHANCEDSTATUSCODES\r\n250-SMTPUTF8\r\n250 8BITMIME"
        );
        self.say(&offer).await
    }

    async fn auth(&mut self, rest: &str) -> Result<()> {
        let (mechanism, initial) = rest.split_once(' ').unwrap_or((rest, ""));
        let (user, password) = match mechanism.to_ascii_uppercase().as_str() {
            "PLAIN" => {
                let answer = if initial.is_empty() { self.ask("").await? } else { initial.to_owned() };
                let words = decode(&answer);
                let mut words = words.split('\0').skip(1);
                (words.next().unwrap_or_default().to_owned(), words.next().unwrap_or_default().to_owned())
            }
            "LOGIN" => {
                let user =
                    if initial.is_empty() { self.ask("VXNlcm5hbWU6").await? } else { initial.to_owned() };
                let password = self.ask("UGFzc3dvcmQ6").await?;
                (decode(&user), decode(&password))
            }
            _ => return self.say("504 5.5.4 Unrecognized authentication type").await,
        };
        let known =
            self.shared.people.iter().any(|person| person.address == user && person.password == password);
        if !known || self.behaviour().refuse_password {
            return self.say("535 5.7.8 Username and password not accepted").await;
        }
        self.user = Some(user);
        self.say("235 2.7.0 Authentication successful").await
    }

    async fn ask(&mut self, challenge: &str) -> Result<String> {
        self.say(&format!("334 {challenge}")).await?;
        let Some(line) = self.line().await? else { bail!("gone during AUTH") };
        Ok(line)
    }

    async fn mail(&mut self, rest: &str) -> Result<()> {
        if self.user.is_none() {
            return self.say("530 5.7.0 Authentication required").await;
        }
        let Some(from) = path(rest) else { return self.say("501 5.5.4 Syntax: MAIL FROM:<address>").await };
        let size = rest
            .split_whitespace()
            .find_map(|word| word.to_ascii_uppercase().strip_prefix("SIZE=")?.parse::<usize>().ok());
        if size.is_some_and(|size| self.behaviour().size_limit.is_some_and(|limit| size > limit)) {
            return self.say("552 5.3.4 Message size exceeds fixed maximum message size").await;
        }
        self.reset();
        self.from = Some(from);
        self.say("250 2.1.0 OK").await
    }

    async fn rcpt(&mut self, rest: &str) -> Result<()> {
        if self.from.is_none() {
            return self.say("503 5.5.1 MAIL first").await;
        }
        let Some(to) = path(rest) else { return self.say("501 5.5.4 Syntax: RCPT TO:<address>").await };
        let behaviour = self.behaviour();
        if behaviour.refuse_recipients.iter().any(|refused| refused.eq_ignore_ascii_case(&to)) {
            return self.say(&format!("550 5.1.1 <{to}>: Recipient address rejected: user unknown")).await;
        }
        if behaviour.defer_recipients.iter().any(|deferred| deferred.eq_ignore_ascii_case(&to)) {
            return self.say(&format!("450 4.2.0 <{to}>: Greylisted, see you later")).await;
        }
        if behaviour.most_recipients.is_some_and(|most| self.to.len() >= most) {
            return self.say("452 4.5.3 Too many recipients").await;
        }
        if behaviour.temporary_failure {
            return self.say("451 4.3.0 Temporary server error, try again later").await;
        }
        self.to.push(to);
        self.say("250 2.1.5 OK").await
    }

    async fn data(&mut self) -> Result<()> {
        let (Some(from), false) = (self.from.clone(), self.to.is_empty()) else {
            return self.say("503 5.5.1 MAIL and RCPT first").await;
        };
        self.say("354 End data with <CR><LF>.<CR><LF>").await?;
        let raw = self.content().await?;
        let behaviour = self.behaviour();
        tokio::time::sleep(Duration::from_millis(behaviour.data_delay_ms)).await;
        let to = std::mem::take(&mut self.to);
        self.from = None;
        if behaviour.size_limit.is_some_and(|limit| raw.len() > limit) {
            return self.say("552 5.3.4 Message size exceeds fixed maximum message size").await;
        }
        let reply_lost = behaviour.hang_up != HangUp::Never;
        if behaviour.hang_up != HangUp::MailLost {
            self.shared.keep(self.user.as_deref(), &from, &to, &raw, reply_lost);
            self.bring_home(&from, &to, &raw).await;
        }
        if reply_lost {
            bail!("hung up as told");
        }
        self.say("250 2.0.0 OK: queued").await
    }

    /// The mail up to the final dot, dot-stuffing undone.
    async fn content(&mut self) -> Result<Vec<u8>> {
        let mut raw = Vec::new();
        loop {
            let start = raw.len();
            if self.reader.read_until(b'\n', &mut raw).await? == 0 || raw.len() > ABSOLUTE_LIMIT {
                bail!("the mail was cut off");
            }
            let line = raw.get(start..).unwrap_or_default();
            if line == b".\r\n" {
                raw.truncate(start);
                return Ok(raw);
            }
            if line.starts_with(b".") {
                raw.remove(start);
            }
        }
    }

    async fn bring_home(&self, from: &str, to: &[String], raw: &[u8]) {
        let Some(lmtp) = *lock(&self.shared.home) else { return };
        let ours: Vec<&str> = to
            .iter()
            .map(String::as_str)
            .filter(|to| to.rsplit_once('@').is_some_and(|(_, host)| host == DOMAIN))
            .collect();
        for recipient in ours {
            // An unknown local user is no reason to refuse the mail.
            let _ = dovecot::deliver(lmtp, from, &[recipient], raw).await;
        }
    }
}

/// The address in `FROM:<a@b> SIZE=1` or `TO:<a@b>`.
fn path(rest: &str) -> Option<String> {
    let (_, after) = rest.split_once('<')?;
    let (address, _) = after.split_once('>')?;
    Some(address.to_owned())
}

fn decode(word: &str) -> String {
    STANDARD.decode(word.trim()).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default()
}
