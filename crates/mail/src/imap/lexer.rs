//! IMAP's data items as a tree: atoms, strings and lists, whatever they mean (RFC 9051 §4).
//!
//! Strings are slices of the response; nothing is copied but quoted strings with escapes in them.

use bytes::Bytes;

/// Deeper lists than any server sends are cut off, so that a hostile one cannot exhaust the stack.
const DEEPEST: usize = 40;

/// One data item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// `NIL`.
    Nil,
    /// A word, number or flag, with any `[…]` that belongs to it.
    Atom(Bytes),
    /// A quoted string or literal.
    Text(Bytes),
    /// A parenthesised list.
    List(Vec<Value>),
}

impl Value {
    /// The bytes of an atom or string.
    pub fn bytes(&self) -> Option<&Bytes> {
        match self {
            Self::Atom(bytes) | Self::Text(bytes) => Some(bytes),
            Self::Nil | Self::List(_) => None,
        }
    }

    /// An atom or string as text.
    pub fn text(&self) -> Option<&str> {
        std::str::from_utf8(self.bytes()?).ok()
    }

    /// A number, wherever a server puts it.
    pub fn number<N: std::str::FromStr>(&self) -> Option<N> {
        match self {
            Self::List(items) => items.first()?.number(),
            _ => self.text()?.parse().ok(),
        }
    }

    /// The items of a list; none for anything else.
    pub fn items(&self) -> &[Value] {
        match self {
            Self::List(items) => items,
            _ => &[],
        }
    }

    /// Whether this is the atom `name`, in any case.
    pub fn is(&self, name: &str) -> bool {
        matches!(self, Self::Atom(bytes) if bytes.eq_ignore_ascii_case(name.as_bytes()))
    }
}

/// Reads values from one response.
pub(super) struct Lexer<'f> {
    frame: &'f Bytes,
    at: usize,
}

impl<'f> Lexer<'f> {
    pub(super) fn new(frame: &'f Bytes) -> Self {
        Self { frame, at: 0 }
    }

    pub(super) fn peek(&self) -> Option<u8> {
        self.frame.get(self.at).copied().filter(|byte| !matches!(byte, b'\r' | b'\n'))
    }

    pub(super) fn skip_spaces(&mut self) {
        while self.peek() == Some(b' ') {
            self.at += 1;
        }
    }

    /// A run of bytes up to the next space.
    pub(super) fn word(&mut self) -> Bytes {
        self.skip_spaces();
        let start = self.at;
        while self.peek().is_some_and(|byte| byte != b' ') {
            self.at += 1;
        }
        self.frame.slice(start..self.at)
    }

    /// Everything up to the end of the line, as text.
    pub(super) fn rest_of_line(&mut self) -> String {
        let start = self.at;
        while self.peek().is_some() {
            self.at += 1;
        }
        let text = String::from_utf8_lossy(self.frame.get(start..self.at).unwrap_or_default());
        text.chars().filter(|c| !c.is_control()).collect::<String>().trim().to_owned()
    }

    /// The inside of a `[…]` response code; what is in quotes does not end it.
    pub(super) fn bracketed(&mut self) -> Option<Bytes> {
        self.skip_spaces();
        if self.peek() != Some(b'[') {
            return None;
        }
        let start = self.at + 1;
        let mut quoted = false;
        let mut at = start;
        while let Some(byte) = self.frame.get(at).copied().filter(|byte| !matches!(byte, b'\r' | b'\n')) {
            match byte {
                b'\\' if quoted => at += 1,
                b'"' => quoted = !quoted,
                b']' if !quoted => {
                    self.at = at + 1;
                    return Some(self.frame.slice(start..at));
                }
                _ => {}
            }
            at += 1;
        }
        None
    }

    /// All values up to the end of the response.
    pub(super) fn values(&mut self) -> Vec<Value> {
        let mut values = Vec::new();
        while let Some(value) = self.value(0) {
            values.push(value);
        }
        values
    }

    fn value(&mut self, depth: usize) -> Option<Value> {
        loop {
            self.skip_spaces();
            match self.peek()? {
                b'(' => {
                    self.at += 1;
                    return self.list(depth + 1);
                }
                b')' if depth > 0 => return None,
                b')' => self.at += 1,
                b'"' => return Some(Value::Text(self.quoted())),
                b'{' => return self.literal(),
                b'~' if self.frame.get(self.at + 1) == Some(&b'{') => {
                    self.at += 1;
                    return self.literal();
                }
                _ => return Some(self.atom()),
            }
        }
    }

    fn list(&mut self, depth: usize) -> Option<Value> {
        if depth > DEEPEST {
            self.at = self.frame.len();
            return None;
        }
        let mut items = Vec::with_capacity(8);
        while let Some(item) = self.value(depth) {
            items.push(item);
        }
        if self.peek() == Some(b')') {
            self.at += 1;
        }
        Some(Value::List(items))
    }

    fn atom(&mut self) -> Value {
        let start = self.at;
        while let Some(byte) = self.peek() {
            match byte {
                b' ' | b'(' | b')' | b'"' => break,
                b'[' => self.at = self.bracket_end(),
                _ => self.at += 1,
            }
        }
        if self.at == start {
            self.at += 1;
        }
        let atom = self.frame.slice(start..self.at);
        if atom.eq_ignore_ascii_case(b"NIL") { Value::Nil } else { Value::Atom(atom) }
    }

    /// Just past the `]` that closes the `[` here, or past the `[` when none does.
    fn bracket_end(&self) -> usize {
        let rest = self.frame.get(self.at..).unwrap_or_default();
        let line = rest.split(|byte| *byte == b'\n').next().unwrap_or_default();
        line.iter().position(|byte| *byte == b']').map_or(self.at + 1, |close| self.at + close + 1)
    }

    fn quoted(&mut self) -> Bytes {
        self.at += 1;
        let start = self.at;
        let mut unescaped: Option<Vec<u8>> = None;
        while let Some(byte) = self.peek() {
            match byte {
                b'"' => break,
                b'\\' => {
                    let so_far = self.frame.get(start..self.at).unwrap_or_default();
                    let copy = unescaped.get_or_insert_with(|| so_far.to_vec());
                    self.at += 1;
                    if let Some(escaped) = self.frame.get(self.at) {
                        copy.push(*escaped);
                    }
                }
                _ => {
                    if let Some(copy) = &mut unescaped {
                        copy.push(byte);
                    }
                }
            }
            self.at += 1;
        }
        let end = self.at.min(self.frame.len());
        self.at = (end + 1).min(self.frame.len());
        match unescaped {
            Some(copy) => copy.into(),
            None => self.frame.slice(start.min(end)..end),
        }
    }

    fn literal(&mut self) -> Option<Value> {
        let rest = self.frame.get(self.at + 1..)?;
        let close = rest.iter().position(|byte| *byte == b'}')?;
        let digits = std::str::from_utf8(rest.get(..close)?).ok()?;
        let length: usize = digits.trim_end_matches('+').parse().ok()?;
        let after = self.at + 1 + close + 1;
        let start = after + memchr::memchr(b'\n', self.frame.get(after..)?)? + 1;
        let end = start.checked_add(length).filter(|end| *end <= self.frame.len())?;
        self.at = end;
        Some(Value::Text(self.frame.slice(start..end)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(text: &[u8]) -> Vec<Value> {
        Lexer::new(&Bytes::copy_from_slice(text)).values()
    }

    fn atom(text: &'static str) -> Value {
        Value::Atom(Bytes::from_static(text.as_bytes()))
    }

    #[test]
    fn a_fetch_response_is_a_tree() {
        let all = values(
            b"FETCH (UID 7 FLAGS (\\Seen $Label) BODY[HEADER.FIELDS (DATE)]<0> {4}\r\na)\r\n X NIL)\r\n",
        );
        let inside = all[1].items();
        assert_eq!(inside[1].number::<u32>(), Some(7));
        assert_eq!(inside[3], Value::List(vec![atom("\\Seen"), atom("$Label")]));
        assert_eq!(inside[4], atom("BODY[HEADER.FIELDS (DATE)]<0>"));
        assert_eq!(inside[5], Value::Text(Bytes::from_static(b"a)\r\n")));
        assert_eq!(inside[7], Value::Nil);
    }

    #[test]
    fn quoted_strings_are_unescaped() {
        assert_eq!(values(br#""a\"b\\c" "" "x]y""#)[0], Value::Text(Bytes::from_static(b"a\"b\\c")));
        assert_eq!(values(br#""" NIL"#), vec![Value::Text(Bytes::new()), Value::Nil]);
    }

    #[test]
    fn nothing_hostile_panics_or_hangs() {
        for text in [
            &b"(((((((((((("[..],
            b"))))",
            b"\"",
            b"\"\\",
            b"{5}\r\nab",
            b"{",
            b"{}\r\n",
            b"~{2}\r\nabc",
            b"[",
            b"a[b",
            b"(a",
            b"",
            b"\r\n",
            b"{18446744073709551615}\r\n",
        ] {
            values(text);
        }
        values("(".repeat(100_000).as_bytes());
    }
}
