//! In-Reply-To as programs of RFC 822's age write it: a phrase about the parent, in which the address of its author may stand
//! in the same brackets as its id (RFC 5322 §3.6.4 tells to look out for that).

use std::collections::HashSet;

use super::{message_ids, push};

/// Longer phrases are junk.
const LONGEST: usize = 64 * 1024;
/// So many digits make an id of what could be an address.
const DIGITS_OF_AN_ID: usize = 5;
/// What stands before an author.
const AUTHORS: [&str; 8] = ["from", "von", "od", "de", "fra", "från", "van", "by"];
/// What stands before an id.
const MESSAGES: [&str; 10] =
    ["message", "mail", "e-mail", "msg", "wiadomość", "nachricht", "your", "meddelande", "id", "message-id"];

/// The ids in an In-Reply-To field: never an address of the `people` whom the message is from and to (in lower
/// case), and none that the words around it say is somebody's.
pub fn parents(value: &str, people: &HashSet<String>) -> Vec<String> {
    let value = value.get(..value.floor_char_boundary(LONGEST)).unwrap_or_default();
    let mut ids = Vec::new();
    let (mut rest, mut bracketed) = (value, false);
    while let Some((before, after)) = rest.split_once('<') {
        let Some((inside, after)) = after.split_once('>') else { break };
        bracketed = true;
        let inside = inside.rsplit('<').next().unwrap_or(inside);
        if !is_somebodys(before, inside, after) {
            push(&mut ids, inside);
        }
        rest = after;
    }
    if !bracketed {
        ids = message_ids(value);
        ids.retain(|id| is_id(id));
    }
    ids.retain(|id| !people.contains(&id.to_lowercase()));
    ids
}

/// Whether the words before and after a bracket say that somebody's address stands in it.
fn is_somebodys(before: &str, inside: &str, after: &str) -> bool {
    if after.starts_with("'s ") {
        return true;
    }
    if is_id(inside) {
        return false;
    }
    let quoted =
        before.trim_end().ends_with(['"', '.', ',', ';', ')', ':']) && before.contains(char::is_numeric);
    let words: Vec<String> = before
        .split(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | '"'))
        .filter(|word| word.contains(char::is_alphanumeric))
        .map(str::to_lowercase)
        .collect();
    let last =
        |known: &[&str]| words.iter().rposition(|word| known.contains(&word.trim_matches([':', ',', '\''])));
    match (last(&AUTHORS), last(&MESSAGES)) {
        (Some(author), message) => !quoted && message.is_none_or(|message| message < author),
        (None, Some(_)) => false,
        // `Jan Kowalski <jan@…>`: a name.
        (None, None) => !words.is_empty() && !before.contains(|c: char| c.is_ascii_digit()),
    }
}

/// Whether it is made as programs make ids, and people no addresses.
fn is_id(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else { return false };
    let digits = local.bytes().filter(u8::is_ascii_digit).count();
    digits >= DIGITS_OF_AN_ID
        || local.contains(['$', '%', '/', '=', '!', '#'])
        || local.len() > 40
        || domain.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(value: &str) -> Vec<String> {
        let people = ["jan@klient.example", "biuro@firma.example"].map(str::to_owned);
        parents(value, &HashSet::from(people))
    }

    #[test]
    fn phrases_name_people_and_messages() {
        for (value, id) in [
            ("<zawiasy-1@klient.example>", "zawiasy-1@klient.example"),
            (
                "Message from Jan Kowalski <jan@klient.example> \r\n   of \"Wed, 25 Nov 2026 08:00:00 +0100.\" <zawiasy-1@klient.example>",
                "zawiasy-1@klient.example",
            ),
            (
                "Message from Ewa Nowak <ewa@klient.example> of \"Wed, 25 Nov 2026 08:00:00 +0100.\" <zawiasy-1@klient.example>",
                "zawiasy-1@klient.example",
            ),
            ("Your message of \"Wed, 25 Nov 2026 08:00:00 +0100\" <a@b>", "a@b"),
            ("Your message of Monday <a@b>", "a@b"),
            ("<a@b> from Ewa Nowak <ewa@klient.example> at Nov 25, 2026", "a@b"),
            ("<a@b> (message from Ewa Nowak <ewa@klient.example> on Wed, 25 Nov 2026)", "a@b"),
            ("<a@b> (Ewa Nowak's message of \"Wed, 25 Nov 2026 08:00:00 +0100\")", "a@b"),
            ("Ewa Nowak <ewa@klient.example>'s message of \"Wed, 25 Nov 2026\" <a@b>", "a@b"),
            ("Mail from Ewa <ewa@klient.example> dated Wed, 25 Nov 2026 08:00:00 GMT, <a@b>", "a@b"),
            ("Message-ID: <a@b>", "a@b"),
            ("20261125080000.123@klient.example", "20261125080000.123@klient.example"),
        ] {
            assert_eq!(ids(value), [id], "{value}");
        }
    }

    #[test]
    fn an_address_is_no_id() {
        for value in [
            "jan@klient.example",
            "JAN@KLIENT.EXAMPLE",
            "<jan@klient.example>",
            "ewa.nowak@klient.example",
            "Ewa Nowak <ewa@klient.example>",
            "Message from Ewa Nowak <ewa@klient.example>",
            "Message from Ewa Nowak <ewa@klient.example> of \"Wed, 25 Nov 2026 08:00:00 +0100.\"",
            "Jan Kowalski <jan@klient.example>, 25 Nov",
            "",
            "<",
        ] {
            assert_eq!(ids(value), [""; 0], "{value}");
        }
    }

    #[test]
    fn several_parents_stay() {
        assert_eq!(ids("<a@b> <c@d>"), ["a@b", "c@d"]);
        assert_eq!(ids("<a@b>\r\n\t<c@d>, <e@f>"), ["a@b", "c@d", "e@f"]);
    }
}
