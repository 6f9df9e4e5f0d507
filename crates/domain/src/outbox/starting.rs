//! What a new draft begins with.

use super::drafts::{self, about, store};
use super::{Conventions, Drafts, attribution, markup};
use crate::reading::{self, Read};
use crate::{
    actor::Actor,
    db::Tx,
    error::{Error, Result},
    file_name, members,
};
use chrono::{DateTime, Utc};
use kurier_mail::message::quote::{forward_html, quote_html};
use kurier_mail::message::sanitize::{Extent, ImagePolicy, SanitizeOptions, break_long_runs, sanitize};
use kurier_mail::message::{attachment_bytes, reply};
use kurier_model::compose::{Draft, DraftAttachment, DraftContent, DraftStart};
use kurier_model::{DraftAttachmentId, DraftId, MessageId, RecordId};

impl Drafts<'_> {
    /// A new draft: recipients, subject, quote and forwarded files as the start asks, quotes headed as the writer says it. Answering the
    /// same message again in the same way goes on with what was begun.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the message or mailbox cannot be seen, or when there is no mailbox at all.
    pub async fn start(
        &self,
        actor: &Actor,
        start: DraftStart,
        writer: impl Into<Conventions>,
    ) -> Result<Draft> {
        let mut tx = self.kurier.db().tx(actor).await?;
        let id = begin(&mut tx, actor, start, writer.into(), self.kurier.now()).await?;
        let draft = drafts::open(&mut tx, actor, id).await?;
        tx.commit().await?;
        Ok(draft)
    }
}

async fn begin(
    tx: &mut Tx,
    actor: &Actor,
    start: DraftStart,
    writer: Conventions,
    now: DateTime<Utc>,
) -> Result<DraftId> {
    match start {
        DraftStart::New { mailbox, record } => {
            let mailbox = match mailbox {
                Some(mailbox) => mailbox,
                None => store::first_mailbox(tx, actor).await?.ok_or(Error::NotFound)?,
            };
            store::sender(tx, actor, mailbox).await?.ok_or(Error::NotFound)?;
            let record = now_there(tx, record).await?;
            let id = DraftId::new();
            let content = DraftContent::default();
            let new = store::NewDraft {
                id,
                mailbox,
                thread: None,
                in_reply_to: None,
                record,
                kind: "new",
                content: &content,
            };
            store::insert(tx, actor, &new, now).await?;
            Ok(id)
        }
        DraftStart::Reply { message, record } => {
            answer(tx, actor, message, record, "reply", writer, now).await
        }
        DraftStart::ReplyAll { message, record } => {
            answer(tx, actor, message, record, "reply_all", writer, now).await
        }
        DraftStart::Forward { message } => answer(tx, actor, message, None, "forward", writer, now).await,
    }
}

/// A record from whose page somebody writes has to be there; one that has become part of another is that one.
async fn now_there(tx: &mut Tx, record: Option<RecordId>) -> Result<Option<RecordId>> {
    match record {
        Some(record) => Ok(Some(about::there(tx, record).await?)),
        None => Ok(None),
    }
}

async fn answer(
    tx: &mut Tx,
    actor: &Actor,
    message: MessageId,
    record: Option<RecordId>,
    kind: &str,
    writer: Conventions,
    now: DateTime<Utc>,
) -> Result<DraftId> {
    let record = now_there(tx, record).await?;
    let original = reading::message(tx, actor, message).await?;
    if let Some(begun) = store::begun(tx, actor, message, kind).await? {
        if let Some(record) = record {
            about::begin(tx, begun, record).await?;
        }
        return Ok(begun);
    }
    let sender = store::sender(tx, actor, original.mailbox).await?.ok_or(Error::NotFound)?;
    let mut own = members::ours::of_person(tx, actor).await?;
    own.push(sender.address);
    let quoted = quoted(&original, kind).await?;
    let content = content(&original, kind, &own, writer, &quoted);
    let id = DraftId::new();
    let new = store::NewDraft {
        id,
        mailbox: original.mailbox,
        thread: Some(original.thread),
        in_reply_to: Some(message),
        record,
        kind,
        content: &content,
    };
    store::insert(tx, actor, &new, now).await?;
    if kind == "forward" {
        forward_files(tx, actor, id, &original).await?;
        if quoted.is_cut {
            forward_whole(tx, actor, id, &original).await?;
        }
    }
    Ok(id)
}

/// `own` are the addresses of who answers.
fn content(
    original: &Read,
    kind: &str,
    own: &[String],
    writer: Conventions,
    quoted: &Quoted,
) -> DraftContent {
    let parsed = &original.parsed;
    let author = original.author.as_ref();
    if kind == "forward" {
        let (title, lines) = attribution::forward_lines(parsed, author, original.at(), writer);
        let lines: Vec<(&str, &str)> = lines.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let said = if quoted.is_cut { attribution::cut_line(writer) } else { "" };
        let body =
            if said.is_empty() { quoted.html.clone() } else { format!("<p>{said}</p>{}", quoted.html) };
        return DraftContent {
            subject: reply::forward_subject(&parsed.subject),
            quote: Some(forward_html(title, &lines, &body)),
            ..DraftContent::default()
        };
    }
    let recipients = if kind == "reply_all" {
        reply::reply_all(parsed, own, original.is_mine)
    } else {
        reply::reply(parsed, own, original.is_mine)
    };
    let line = attribution::reply_line(author.or(parsed.from.as_ref()), original.at(), writer);
    DraftContent {
        to: reading::addresses(&recipients.to),
        cc: reading::addresses(&recipients.cc),
        subject: reply::reply_subject(&parsed.subject),
        quote: Some(quote_html(&line, &quoted.html)),
        ..DraftContent::default()
    }
}

/// The original's HTML, safe to show in the composer.
struct Quoted {
    html: String,
    /// There is more of the original.
    is_cut: bool,
}

/// In bytes: what a draft holds, with room for what is written above, and what may be saved again and again.
const LONGEST_QUOTE: usize = 2_000_000;
/// Tags and entities of a quote: rendering reads it anew and admits 100,000 of each.
const MOST_MARKS: usize = 90_000;
/// Bytes of the beginning of a text that is too long.
const BEGINNING: usize = 128 * 1024;

/// An answer quotes the beginning, which is what is answered; what is forwarded goes on whole, as far as it fits.
async fn quoted(original: &Read, kind: &str) -> Result<Quoted> {
    let parsed = &original.parsed;
    let Some(html) = &parsed.html else {
        let whole = markup::from_text(&parsed.text);
        if fits(&whole) {
            return Ok(Quoted { html: whole, is_cut: parsed.is_text_cut() });
        }
        let beginning = parsed.text.get(..parsed.text.floor_char_boundary(BEGINNING)).unwrap_or_default();
        return Ok(Quoted { html: markup::from_text(beginning), is_cut: true });
    };
    let beginning = quotable(html, Extent::Beginning);
    if kind == "forward" && beginning.is_cut {
        let html = html.clone();
        let whole = tokio::task::spawn_blocking(move || quotable(&html, Extent::Whole)).await;
        let whole = whole.map_err(Error::internal)?;
        if !whole.is_cut && fits(&whole.html) {
            return Ok(Quoted { is_cut: parsed.is_text_cut(), ..whole });
        }
    }
    Ok(Quoted { is_cut: beginning.is_cut || parsed.is_text_cut(), ..beginning })
}

/// Pictures of other servers are not fetched in the composer.
fn quotable(html: &str, extent: Extent) -> Quoted {
    let options = SanitizeOptions { images: ImagePolicy::Block, cid_url: "cid:{cid}".to_owned(), extent };
    let safe = sanitize(html, &options);
    Quoted { html: break_long_runs(&safe.html).into_owned(), is_cut: safe.is_cut }
}

fn fits(html: &str) -> bool {
    let count = |mark: char| html.matches(mark).count();
    html.len() <= LONGEST_QUOTE && count('<') <= MOST_MARKS && count('&') <= MOST_MARKS
}

/// Everything that came with the original goes on; pictures of its text too, under the names by which the text shows them.
async fn forward_files(tx: &mut Tx, actor: &Actor, draft: DraftId, original: &Read) -> Result<()> {
    for attachment in &original.parsed.attachments {
        let Some(bytes) = attachment_bytes(&original.raw, attachment.index) else { continue };
        let file = DraftAttachment {
            id: DraftAttachmentId::new(),
            name: file_name::clean(&attachment.name),
            media_type: file_name::media_type(&attachment.media_type),
            bytes: bytes.len() as u64,
            in_text: false,
        };
        store::add_attachment(tx, actor, draft, &file, &bytes, attachment.content_id.as_deref()).await?;
    }
    Ok(())
}

/// The original as it came, beside a quote that holds only its beginning.
async fn forward_whole(tx: &mut Tx, actor: &Actor, draft: DraftId, original: &Read) -> Result<()> {
    let raw = without_bcc(&original.raw);
    let file = DraftAttachment {
        id: DraftAttachmentId::new(),
        name: "original.eml".to_owned(),
        media_type: "message/rfc822".to_owned(),
        bytes: raw.len() as u64,
        in_text: false,
    };
    store::add_attachment(tx, actor, draft, &file, &raw, None).await
}

/// A message without the fields that name who was written to unseen (RFC 5322 §3.6.3): copies in Sent may have them.
fn without_bcc(raw: &[u8]) -> Vec<u8> {
    let end = raw.windows(2).position(|two| two == b"\n\n" || two == b"\n\r").map_or(raw.len(), |at| at + 1);
    let (head, body) = raw.split_at(end);
    let (mut kept, mut is_kept) = (Vec::with_capacity(raw.len()), true);
    for line in head.split_inclusive(|byte| *byte == b'\n') {
        // What begins with a blank goes on with the field above it.
        if !line.first().is_some_and(|byte| matches!(byte, b' ' | b'\t')) {
            let is_named =
                |name: &[u8]| line.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name));
            is_kept = !(is_named(b"bcc:") || is_named(b"resent-bcc:"));
        }
        if is_kept {
            kept.extend_from_slice(line);
        }
    }
    kept.extend_from_slice(body);
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use kurier_mail::message::parse;
    use kurier_model::member::Language;
    use kurier_model::{MailboxId, ThreadId};

    #[test]
    fn nobody_learns_who_was_written_to_unseen() {
        let raw = b"From: a@b.example\r\nBCC: tajny@klient.example,\r\n drugi@klient.example\r\nTo: c@d.example\r\n\r\nBcc: w tekscie\r\n";
        let kept = String::from_utf8(without_bcc(raw)).unwrap();
        assert_eq!(kept, "From: a@b.example\r\nTo: c@d.example\r\n\r\nBcc: w tekscie\r\n");
    }

    fn read(kind: &str, body: &str) -> Read {
        let raw = format!(
            "From: Formularz <biuro@firma.example>\r\nTo: biuro@firma.example\r\nSubject: Cennik\r\nMIME-Version: 1.0\r\n\
             Content-Type: text/{kind}; charset=utf-8\r\n\r\n{body}\r\n"
        )
        .into_bytes();
        Read {
            thread: ThreadId::new(),
            mailbox: MailboxId::new(),
            is_mine: false,
            author: Some(kurier_mail::Address::new(Some("Jan Kowalski"), "jan@klient.example")),
            received_at: DateTime::<Utc>::UNIX_EPOCH,
            message_id: "cennik@klient.example".to_owned(),
            parsed: parse(&raw).unwrap(),
            raw,
        }
    }

    /// A price list with so many rows.
    fn rows(count: usize) -> String {
        let rows: String = (0..count).map(|row| format!("<tr><td>{row}</td><td>3,20</td></tr>")).collect();
        format!("<table>{rows}<tr><td>ostatni</td></tr></table>")
    }

    #[tokio::test]
    async fn what_is_forwarded_goes_on_whole_or_with_the_original() {
        let pl = Conventions::from(Language::Pl);
        for (original, whole) in [
            (read("html", &rows(10)), true),
            (read("html", &rows(12_000)), true),
            (read("html", &rows(60_000)), false),
            (read("plain", &"Zawias 3,20\n".repeat(1_000)), true),
            (read("plain", &"Zawias 3,20\n".repeat(300_000)), false),
        ] {
            let quoted = quoted(&original, "forward").await.unwrap();
            assert_eq!(quoted.is_cut, !whole, "{}", original.raw.len());
            let quote = content(&original, "forward", &[], pl, &quoted).quote.unwrap();
            assert_eq!(quote.contains("original.eml"), !whole);
            let has_end = quote.contains("ostatni") || original.parsed.html.is_none();
            assert_eq!(has_end, whole || original.parsed.html.is_none());
            assert!(quote.len() < LONGEST_QUOTE + 10_000);
            // Who wrote it, beside the header as it came.
            assert!(quote.contains("Formularz") && quote.contains("Jan Kowalski"));
        }
    }

    #[tokio::test]
    async fn an_answer_is_headed_by_who_wrote() {
        let original = read("html", &rows(12_000));
        let quoted = quoted(&original, "reply").await.unwrap();
        assert!(!quoted.html.contains("ostatni"), "the beginning is enough");
        let draft = content(&original, "reply", &[], Conventions::from(Language::Pl), &quoted);
        let quote = draft.quote.unwrap();
        assert!(quote.contains("Jan Kowalski &lt;jan@klient.example&gt; pisze:"), "{:.300}", quote);
        assert!(!quote.contains("Formularz"));
    }
}
