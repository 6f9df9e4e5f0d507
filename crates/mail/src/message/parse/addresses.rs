//! Addresses in header fields, as people will see them: what is only made to look like one is not one.

use mail_parser::{AddressList, HeaderName, Message};

use super::{Address, parser};
use crate::message::text::{is_deceptive, one_line};

/// More recipients in one field are not listed; the raw message has them.
const MOST: usize = 200_000;
/// Addresses of one field that are looked at once more because two have grown together.
const MOST_GROWN: usize = 20;

/// The addresses of a field.
pub(super) fn all<'m>(
    message: &Message<'m>,
    name: HeaderName<'static>,
    lists: impl Iterator<Item = AddressList<'m>>,
) -> Vec<Address> {
    let mut grown = 0;
    let mut clean = |mailbox: mail_parser::Mailbox<'_>| {
        let mut email = bare(mailbox.address().unwrap_or_default());
        let mut shown = mailbox.name().map(one_line).map(|name| unquoted(&name).replace('\u{fffd}', ""));
        if email.bytes().filter(|byte| *byte == b'@').count() > 1 && grown < MOST_GROWN {
            grown += 1;
            if let Some(last) = last_of_several(message, &name, &email) {
                (email, shown) = (last, None);
            }
        }
        let name = shown.filter(|name| !name.is_empty() && *name != email);
        let (name, email) = with_local_part(name, email);
        let name = name.filter(|name| !poses_as_another(name, &email));
        (!email.is_empty() || name.is_some()).then_some(Address { name, email })
    };
    lists.flat_map(|list| list.mailboxes()).filter_map(&mut clean).take(MOST).collect()
}

/// The author. Several at different domains are more than an honest mail has without saying who sent it for them: then the
/// one who sent it counts, or else the last, for it is the first that a reader looks at.
pub(super) fn author(authors: Vec<Address>, sent_by: &[Address]) -> Option<Address> {
    let first = authors.first()?.domain();
    if authors.iter().all(|author| author.domain() == first) {
        return authors.into_iter().next();
    }
    let sender =
        sent_by.iter().find_map(|sender| authors.iter().find(|author| author.domain() == sender.domain()));
    sender.or(authors.last()).cloned()
}

/// The address in a field that the parser takes for plain text.
pub(super) fn one(value: &[u8]) -> Option<Address> {
    let field = [b"From:".as_slice(), value.get(..2_000.min(value.len()))?, b"\r\n\r\n"].concat();
    let message = parser().parse(&field)?;
    all(&message, HeaderName::From, message.all_from()).into_iter().find(Address::can_be_written_to)
}

fn bare(written: &str) -> String {
    let email = one_line(written);
    let email = email.trim_matches(['<', '>', ' ', '"', '\'']).replace([' ', '\u{fffd}'], "");
    // A route (RFC 5322 §4.4): the address is behind it.
    match email.strip_prefix('@').and_then(|route| route.rsplit_once(':')) {
        Some((_, address)) => address.to_owned(),
        None => email,
    }
}

/// `A <a@b> <c@d>` is read as one address that is nobody's: the last one counts, and the name goes with the first.
fn last_of_several(message: &Message<'_>, name: &HeaderName<'static>, email: &str) -> Option<String> {
    let field = message.headers().get(name.clone()).map(|header| String::from_utf8_lossy(header.raw_value()));
    for inside in field.iter().flat_map(|field| field.split('<').skip(1)) {
        let inside = bare(inside.split('>').next().unwrap_or_default());
        let pieces = email.split_once(inside.as_str()).filter(|_| inside.contains('@'));
        match pieces {
            Some((before, "")) if !before.is_empty() => return Some(inside),
            Some(("", after)) if after.contains('@') && !after.starts_with('@') => {
                return Some(after.to_owned());
            }
            _ => {}
        }
    }
    None
}

/// A quoted or encoded part before the `@`, which the parser takes for a name. One that is an address itself is none: the
/// domain alone is left.
fn with_local_part(name: Option<String>, email: String) -> (Option<String>, String) {
    let Some((local, domain)) = email.rsplit_once('@') else { return (name, email) };
    if local.contains('@') {
        return (None, format!("@{domain}"));
    }
    if !local.is_empty() {
        return (name, email);
    }
    let plain =
        |name: &String| name.chars().all(|c| c.is_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c));
    match name.filter(plain) {
        Some(local) => (None, format!("{local}@{domain}")),
        None => (None, email),
    }
}

/// Some programs quote a name that is quoted already.
fn unquoted(name: &str) -> &str {
    let inside = ['"', '\''].iter().find_map(|mark| name.strip_prefix(*mark)?.strip_suffix(*mark));
    inside.unwrap_or(name).trim()
}

/// Whether a name holds an address that is not the one beside it.
fn poses_as_another(name: &str, email: &str) -> bool {
    if !name.contains(['@', '\u{ff20}', '\u{fe6b}']) {
        return false;
    }
    let plain: String = name
        .chars()
        .filter(|c| !is_deceptive(*c))
        .map(|c| match c {
            '\u{ff20}' | '\u{fe6b}' => '@',
            '\u{ff0e}' | '\u{2024}' | '\u{3002}' | '\u{ff61}' => '.',
            c => c,
        })
        .collect();
    let ends = |c: char| c.is_whitespace() || "<>()[]\"',;:".contains(c);
    plain.split(ends).any(|word| is_address(word) && !word.eq_ignore_ascii_case(email))
}

fn is_address(word: &str) -> bool {
    let Some((local, domain)) = word.rsplit_once('@') else { return false };
    let domain = domain.trim_end_matches('.');
    !local.is_empty()
        && domain.rsplit_once('.').is_some_and(|(host, top)| !host.is_empty() && top.chars().count() >= 2)
}
