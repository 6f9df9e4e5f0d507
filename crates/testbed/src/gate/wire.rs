//! Lines of IMAP, each with the literals that belong to it (RFC 9051 §4.3).

use std::io;

use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, BufReader};
use tokio::net::tcp::OwnedReadHalf;

/// Reads a line with its CRLF; `None` at the end.
pub(super) async fn line(reader: &mut BufReader<OwnedReadHalf>) -> io::Result<Option<Vec<u8>>> {
    let mut line = Vec::new();
    Ok((reader.read_until(b'\n', &mut line).await? > 0).then_some(line))
}

/// Reads a whole response: a line, its literals, and the lines that go on behind them.
pub(super) async fn response(reader: &mut BufReader<OwnedReadHalf>) -> io::Result<Option<Vec<u8>>> {
    let Some(mut whole) = line(reader).await? else { return Ok(None) };
    let mut rest = literal(&whole);
    while let Some(Literal { bytes, .. }) = rest {
        let mut content = vec![0; bytes];
        reader.read_exact(&mut content).await?;
        whole.append(&mut content);
        let Some(more) = line(reader).await? else { return Ok(None) };
        rest = literal(&more);
        whole.extend(more);
    }
    Ok(Some(whole))
}

/// What a line announces at its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Literal {
    pub bytes: usize,
    /// The sender waits for `+` before it goes on.
    pub waits: bool,
}

/// The literal that a line ends with: `{12}` or `{12+}`.
pub(super) fn literal(line: &[u8]) -> Option<Literal> {
    let line = std::str::from_utf8(line).ok()?.trim_end_matches(['\r', '\n']).strip_suffix('}')?;
    let (_, size) = line.rsplit_once('{')?;
    let bytes = size.trim_end_matches('+').parse().ok()?;
    Some(Literal { bytes, waits: !size.ends_with('+') })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_are_seen_at_the_end_of_a_line() {
        assert_eq!(literal(b"A1 APPEND x {12}\r\n"), Some(Literal { bytes: 12, waits: true }));
        assert_eq!(literal(b"A1 APPEND x {3+}\r\n"), Some(Literal { bytes: 3, waits: false }));
        assert_eq!(literal(b"A1 LIST {x}\r\n"), None);
        assert_eq!(literal(b"A1 NOOP\r\n"), None);
    }
}
