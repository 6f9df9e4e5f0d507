//! One response of an IMAP server, told apart by what a client must do with it (RFC 9051 §7).

use bytes::Bytes;

use super::lexer::{Lexer, Value};

/// The word of a status response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// `OK`, and `PREAUTH` in a greeting.
    Ok,
    /// `NO`: refused.
    No,
    /// `BAD`: not understood.
    Bad,
    /// `BYE`: the server hangs up.
    Bye,
}

/// A response code with its arguments, such as `UIDVALIDITY 7`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Code {
    /// In upper case.
    pub name: String,
    /// What follows the name.
    pub values: Vec<Value>,
}

/// A server's response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Response {
    /// The end of the command with this tag.
    Tagged {
        /// The command's tag.
        tag: Bytes,
        /// How it ended.
        status: Status,
        /// The response code.
        code: Option<Code>,
        /// Text for a person.
        text: String,
    },
    /// `* OK …`, `* NO …`, `* BAD …`, `* BYE …`.
    Status {
        /// The word.
        status: Status,
        /// The response code.
        code: Option<Code>,
        /// Text for a person.
        text: String,
    },
    /// `+ …`: the server waits for more.
    Continue(String),
    /// Data: `* 5 EXISTS`, `* 7 FETCH (…)`, `* LIST …`.
    Data {
        /// The number before the name, where there is one.
        number: Option<u32>,
        /// `EXISTS`, `FETCH`, `LIST` …, in upper case.
        name: String,
        /// What follows.
        values: Vec<Value>,
    },
}

/// Reads one whole response, as [`super::framing::Framed::next_frame`] returns it. Anything at all can be read;
/// what makes no sense becomes a [`Response::Data`] with a name nobody asks for.
pub fn parse(frame: &Bytes) -> Response {
    let mut lexer = Lexer::new(frame);
    match lexer.peek() {
        Some(b'+') => {
            lexer.word();
            Response::Continue(lexer.rest_of_line())
        }
        Some(b'*') => {
            lexer.word();
            untagged(&mut lexer)
        }
        _ => {
            let tag = lexer.word();
            let status = status(&lexer.word()).unwrap_or(Status::Bad);
            let (code, text) = code_and_text(&mut lexer);
            Response::Tagged { tag, status, code, text }
        }
    }
}

fn untagged(lexer: &mut Lexer<'_>) -> Response {
    let first = lexer.word();
    if let Some(status) = status(&first) {
        let (code, text) = code_and_text(lexer);
        return Response::Status { status, code, text };
    }
    let number = std::str::from_utf8(&first).ok().and_then(|digits| digits.parse::<u32>().ok());
    let name = if number.is_some() { lexer.word() } else { first };
    let name = String::from_utf8_lossy(&name).to_ascii_uppercase();
    Response::Data { number, name, values: lexer.values() }
}

fn status(word: &[u8]) -> Option<Status> {
    [
        ("OK", Status::Ok),
        ("PREAUTH", Status::Ok),
        ("NO", Status::No),
        ("BAD", Status::Bad),
        ("BYE", Status::Bye),
    ]
    .into_iter()
    .find(|(name, _)| word.eq_ignore_ascii_case(name.as_bytes()))
    .map(|(_, status)| status)
}

fn code_and_text(lexer: &mut Lexer<'_>) -> (Option<Code>, String) {
    let code = lexer.bracketed().and_then(|inside| {
        let mut values = Lexer::new(&inside).values().into_iter();
        let name = values.next()?.text()?.to_ascii_uppercase();
        Some(Code { name, values: values.collect() })
    });
    (code, lexer.rest_of_line())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Response {
        parse(&Bytes::copy_from_slice(text.as_bytes()))
    }

    #[test]
    fn status_codes_keep_their_arguments() {
        let Response::Tagged { status: Status::Ok, code: Some(code), text, .. } =
            read("A7 OK [COPYUID 38505 304,319:320 3956:3958] Done\r\n")
        else {
            panic!("a tagged OK with a code");
        };
        assert_eq!((code.name.as_str(), text.as_str()), ("COPYUID", "Done"));
        assert_eq!(code.values[1].text(), Some("304,319:320"));
        let Response::Status { code: Some(code), .. } = read("* OK [PERMANENTFLAGS (\\Seen \\*)] x\r\n")
        else {
            panic!("a code");
        };
        assert_eq!(code.values[0].items().len(), 2);
    }

    #[test]
    fn data_has_number_and_name() {
        assert_eq!(
            read("* 23 exists\r\n"),
            Response::Data { number: Some(23), name: "EXISTS".to_owned(), values: vec![] }
        );
        let Response::Data { name, values, .. } = read("* SEARCH 2 3 (MODSEQ 9)\r\n") else { panic!("data") };
        assert_eq!((name.as_str(), values.len()), ("SEARCH", 3));
        assert!(matches!(read("+\r\n"), Response::Continue(text) if text.is_empty()));
    }
}
