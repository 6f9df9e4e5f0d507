//! What is looked at before a message leaves.

use super::recipients::Recipients;
use kurier_model::compose::DraftAttachment;

/// Something that stops sending until it is put right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stop {
    NoRecipients,
    /// Pieces that are not addresses.
    Unreadable(Vec<String>),
    /// Files are still on their way to the server.
    Uploading,
    TooLarge {
        bytes: u64,
        max: u64,
    },
}

/// Something to ask about; the person may send all the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Doubt {
    /// A place in the text that was left for the person to fill in (Smart Reply leaves them).
    Blank,
    EmptySubject,
    /// The text speaks of an attachment and there is none.
    MissingAttachment,
    /// So many see each other's addresses, who have not written to each other before.
    ManySeen(usize),
}

/// From so many on it is asked whether they shall see each other: fewer are a team or a family.
const MANY: usize = 15;

/// What is about to be sent.
#[derive(Clone, Copy, Debug)]
pub struct Parcel<'a> {
    pub recipients: [&'a Recipients; 3],
    pub subject: &'a str,
    pub html: &'a str,
    pub quote: Option<&'a str>,
    /// Whoever answers all writes to people who have seen each other.
    pub is_answer: bool,
    pub attachments: &'a [DraftAttachment],
    pub uploading: bool,
    /// Bytes that the server takes, when known.
    pub size_limit: Option<u64>,
}

impl Parcel<'_> {
    /// The first thing that stops it.
    #[must_use]
    pub fn stop(&self) -> Option<Stop> {
        let unreadable: Vec<_> = self.recipients.iter().flat_map(|field| field.unreadable()).collect();
        if !unreadable.is_empty() {
            return Some(Stop::Unreadable(unreadable));
        }
        if self.recipients.iter().all(|field| field.is_empty()) {
            return Some(Stop::NoRecipients);
        }
        if self.uploading {
            return Some(Stop::Uploading);
        }
        // Only what is sure: the whole message is weighed exactly by the server when it is sent.
        let files = encoded(self.attachments.iter().map(|file| file.bytes).sum());
        self.size_limit
            .filter(|max| files > *max)
            .map(|max| Stop::TooLarge { bytes: self.encoded_size(), max })
    }

    /// What to ask about, in the order in which it is asked.
    #[must_use]
    pub fn doubts(&self) -> Vec<Doubt> {
        let mut doubts = Vec::new();
        if has_blank(&plain_text(self.html)) {
            doubts.push(Doubt::Blank);
        }
        if self.subject.trim().is_empty() {
            doubts.push(Doubt::EmptySubject);
        }
        if self.attachments.iter().all(|file| file.in_text) && mentions_attachment(&plain_text(self.html)) {
            doubts.push(Doubt::MissingAttachment);
        }
        let [to, cc, _] = self.recipients;
        let seen = to.chips().len() + cc.chips().len();
        if seen >= MANY && !self.is_answer {
            doubts.push(Doubt::ManySeen(seen));
        }
        doubts
    }

    /// About how many bytes the message has on the wire: base64 makes four of three, and lines break (RFC 2045 §6.8).
    #[must_use]
    pub fn encoded_size(&self) -> u64 {
        let files: u64 = self.attachments.iter().map(|file| file.bytes).sum();
        let text = self.html.len() + self.quote.map_or(0, str::len);
        encoded(files) + 2 * u64::try_from(text).unwrap_or(u64::MAX / 4) + 2048
    }
}

/// Bytes of a file once it is encoded for mail: lines of 76 characters and their ends for 57 bytes.
#[must_use]
pub fn encoded(bytes: u64) -> u64 {
    bytes.saturating_mul(78) / 57
}

/// The words of an HTML text.
#[must_use]
pub fn plain_text(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut inside = false;
    for c in html.chars() {
        match c {
            '<' => inside = true,
            '>' if inside => {
                inside = false;
                text.push(' ');
            }
            c if !inside => text.push(c),
            _ => {}
        }
    }
    text.replace("&nbsp;", " ").replace("&amp;", "&")
}

/// As the assistant writes it, and as `app/editor/editor.ts` looks for it.
fn has_blank(text: &str) -> bool {
    text.contains("[…]") || text.contains("[...]")
}

fn mentions_attachment(text: &str) -> bool {
    let text = text.to_lowercase();
    let stems = ["załącz", "zalacz", "attach", "enclosed"];
    text.split(|c: char| !c.is_alphabetic()).any(|word| stems.iter().any(|stem| word.starts_with(stem)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use kurier_model::{Address, DraftAttachmentId};

    fn parcel<'a>(to: &'a Recipients, none: &'a Recipients, html: &'a str) -> Parcel<'a> {
        Parcel {
            recipients: [to, none, none],
            subject: "Oferta",
            html,
            quote: None,
            is_answer: false,
            attachments: &[],
            uploading: false,
            size_limit: None,
        }
    }

    #[test]
    fn nobody_to_send_to_stops_it() {
        let nobody = Recipients::default();
        assert_eq!(parcel(&nobody, &nobody, "").stop(), Some(Stop::NoRecipients));
        let mut wrong = Recipients::default();
        wrong.add_text("jan");
        assert_eq!(parcel(&wrong, &nobody, "").stop(), Some(Stop::Unreadable(vec!["jan".into()])));
    }

    #[test]
    fn a_promised_attachment_is_asked_about() {
        let to = Recipients::of(&[Address::bare("a@b.pl")]);
        let none = Recipients::default();
        for html in
            ["<div>W&nbsp;załączniku oferta</div>", "<p>Please find <b>attached</b></p>", "Załączam umowę"]
        {
            assert_eq!(parcel(&to, &none, html).doubts(), [Doubt::MissingAttachment], "{html}");
        }
        assert!(parcel(&to, &none, "<a href=\"x/attached\">Dzień dobry</a>").doubts().is_empty());
        let mut empty = parcel(&to, &none, "");
        empty.subject = "  ";
        assert_eq!(empty.doubts(), [Doubt::EmptySubject]);
    }

    #[test]
    fn a_blank_is_asked_about() {
        let to = Recipients::of(&[Address::bare("a@b.pl")]);
        let none = Recipients::default();
        for html in ["<div>Cena: […] zł</div>", "<div>[...]</div>"] {
            assert_eq!(parcel(&to, &none, html).doubts(), [Doubt::Blank], "{html}");
        }
        assert!(parcel(&to, &none, "<div>[x] … (ok)</div>").doubts().is_empty());
    }

    #[test]
    fn many_who_would_see_each_other_are_asked_about() {
        let people = |count: usize| -> Vec<Address> {
            (0..count).map(|at| Address::bare(format!("osoba{at}@firma.pl"))).collect()
        };
        let (many, few, none) =
            (Recipients::of(&people(MANY)), Recipients::of(&people(MANY - 1)), Recipients::default());
        assert_eq!(parcel(&many, &none, "").doubts(), [Doubt::ManySeen(MANY)]);
        assert!(parcel(&few, &none, "").doubts().is_empty());
        let mut hidden = parcel(&none, &none, "");
        hidden.recipients = [&none, &none, &many];
        assert!(hidden.doubts().is_empty());
        let mut answer = parcel(&many, &none, "");
        answer.is_answer = true;
        assert!(answer.doubts().is_empty());
    }

    #[test]
    fn the_size_counts_the_encoding() {
        let to = Recipients::of(&[Address::bare("a@b.pl")]);
        let none = Recipients::default();
        let file = DraftAttachment {
            id: DraftAttachmentId::new(),
            name: "a".into(),
            media_type: "x/y".into(),
            bytes: 20_000_000,
            in_text: false,
        };
        let files = [file];
        let mut large = parcel(&to, &none, "");
        large.attachments = &files;
        large.size_limit = Some(25_000_000);
        assert!(matches!(large.stop(), Some(Stop::TooLarge { max: 25_000_000, .. })));
        large.size_limit = Some(30_000_000);
        assert_eq!(large.stop(), None);
    }
}
