//! Header fields, folded and encoded (RFC 5322 §2.2, RFC 2047).

use super::{BuildError, encode};
use crate::message::address::Address;

const LINE: usize = 76;
/// No line of a message may be longer, whatever is in it (RFC 5322 §2.1.1).
const HARD_LINE: usize = 900;

/// A header being written.
#[derive(Default)]
pub(super) struct Header {
    text: String,
}

impl Header {
    pub(super) fn into_bytes(self) -> Vec<u8> {
        self.text.into_bytes()
    }

    /// A field whose value is known to be plain.
    pub(super) fn raw(&mut self, name: &str, value: &str) {
        self.text.push_str(&format!("{name}: {value}\r\n"));
    }

    /// A field of free text.
    pub(super) fn text(&mut self, name: &str, shown: &'static str, value: &str) -> Result<(), BuildError> {
        no_control(shown, value)?;
        let too_long = value.split(' ').any(|word| word.len() > HARD_LINE);
        if value.is_ascii() && !too_long && !value.contains("=?") {
            self.words(name, value.split(' '));
        } else {
            self.raw(name, &encode::words(value));
        }
        Ok(())
    }

    /// A field of ids in angle brackets; nothing when there are none.
    pub(super) fn ids(&mut self, name: &str, ids: &[String]) -> Result<(), BuildError> {
        if ids.is_empty() {
            return Ok(());
        }
        let bracketed: Vec<String> = ids.iter().map(|id| bracketed(id)).collect::<Result<_, _>>()?;
        self.words(name, bracketed.iter().map(String::as_str));
        Ok(())
    }

    /// A field of addresses; nothing when there are none.
    pub(super) fn addresses(&mut self, name: &'static str, addresses: &[Address]) -> Result<(), BuildError> {
        if addresses.is_empty() {
            return Ok(());
        }
        let written: Vec<String> =
            addresses.iter().map(|address| mailbox(name, address)).collect::<Result<_, _>>()?;
        self.raw(name, &written.join(",\r\n "));
        Ok(())
    }

    fn words<'w>(&mut self, name: &str, words: impl Iterator<Item = &'w str>) {
        self.text.push_str(name);
        self.text.push(':');
        let mut column = name.len() + 1;
        let mut blank = true;
        for word in words {
            // A line of nothing but blanks would end the header for some readers.
            if column + 1 + word.len() > LINE && !blank {
                self.text.push_str("\r\n");
                column = 0;
                blank = true;
            }
            self.text.push(' ');
            self.text.push_str(word);
            column += 1 + word.len();
            blank = blank && word.is_empty();
        }
        self.text.push_str("\r\n");
    }
}

pub(super) fn no_control(field: &'static str, value: &str) -> Result<(), BuildError> {
    match value.chars().any(char::is_control) {
        true => Err(BuildError::ControlCharacter { field }),
        false => Ok(()),
    }
}

pub(super) fn bracketed(id: &str) -> Result<String, BuildError> {
    let bare = id.strip_prefix('<').and_then(|id| id.strip_suffix('>')).unwrap_or(id);
    let plain = !bare.is_empty()
        && bare.len() <= HARD_LINE
        && bare.chars().all(|c| !c.is_control() && !c.is_whitespace() && !matches!(c, '<' | '>'));
    match plain {
        true => Ok(format!("<{bare}>")),
        false => Err(BuildError::InvalidId { id: id.to_owned() }),
    }
}

/// `Name <local@domain>`, international domains in ASCII.
fn mailbox(field: &'static str, address: &Address) -> Result<String, BuildError> {
    let email = crate::smtp::ascii_domain(&address.email)
        .ok_or_else(|| BuildError::InvalidAddress { email: address.email.clone() })?;
    let Some(name) = address.name.as_deref().map(str::trim).filter(|name| !name.is_empty()) else {
        return Ok(email);
    };
    no_control(field, name)?;
    let atoms = |byte: u8| byte.is_ascii_alphanumeric() || b" !#$%&'*+-/^_`{|}~".contains(&byte);
    let phrase = if !name.is_ascii() || name.contains("=?") || name.len() > 200 {
        encode::words(name)
    } else if name.bytes().all(atoms) {
        name.to_owned()
    } else {
        format!("\"{}\"", name.replace('\\', "\\\\").replace('"', "\\\""))
    };
    Ok(format!("{phrase} <{email}>"))
}
