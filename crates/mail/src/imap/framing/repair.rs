//! What imap-proto cannot parse is put right where that is plain, and left out where it is not.

use async_imap::imap_proto::Response;
use bytes::Bytes;

/// How many responses were put right or left out on the way to async-imap.
#[derive(Clone, Debug, Default)]
pub struct Dropped {
    repaired: u64,
    left_out: u64,
    last: Option<String>,
}

impl Dropped {
    /// Responses that async-imap never saw.
    pub fn total(&self) -> u64 {
        self.left_out
    }

    /// Responses that were changed.
    pub fn repaired(&self) -> u64 {
        self.repaired
    }

    /// The name of the last response left out (its first words only: never mail).
    pub fn last(&self) -> Option<&str> {
        self.last.as_deref()
    }
}

/// The response as imap-proto can read it; empty when it has to be left out.
pub(super) fn for_imap_proto(frame: Bytes, dropped: &mut Dropped) -> Bytes {
    if parses(&frame) {
        return frame;
    }
    let repaired = match frame.first() {
        Some(b'+') => Some(Bytes::from_static(b"+ \r\n")),
        Some(b'*') if word(&frame, 1).is_some_and(|word| word.eq_ignore_ascii_case(b"CAPABILITY")) => {
            Some(single_spaced(&frame))
        }
        Some(b'*') => status_without_code(&frame, 1),
        _ => status_without_code(&frame, 1),
    };
    match repaired.filter(|frame| parses(frame)) {
        Some(frame) => {
            dropped.repaired += 1;
            frame
        }
        None => {
            dropped.left_out += 1;
            let words = frame.split(|byte| *byte == b' ').take(3).collect::<Vec<_>>().join(&b' ');
            dropped.last = Some(
                String::from_utf8_lossy(words.get(..words.len().min(60)).unwrap_or_default()).into_owned(),
            );
            Bytes::new()
        }
    }
}

fn parses(frame: &[u8]) -> bool {
    matches!(Response::parse(frame), Ok((rest, _)) if rest.is_empty())
}

fn words(frame: &[u8]) -> impl Iterator<Item = &[u8]> {
    frame.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty())
}

fn word(frame: &[u8], index: usize) -> Option<&[u8]> {
    words(frame).nth(index)
}

fn single_spaced(frame: &[u8]) -> Bytes {
    let mut line = words(frame).collect::<Vec<_>>().join(&b' ');
    line.extend_from_slice(b"\r\n");
    line.into()
}

/// `tag STATUS text` without the response code, in plain ASCII.
fn status_without_code(frame: &[u8], status_index: usize) -> Option<Bytes> {
    let status = word(frame, status_index)?;
    let known = [&b"OK"[..], b"NO", b"BAD", b"BYE", b"PREAUTH"];
    if !known.iter().any(|name| status.eq_ignore_ascii_case(name)) {
        return None;
    }
    let text: Vec<u8> = frame
        .rsplit(|byte| *byte == b']')
        .next()
        .filter(|text| text.len() < frame.len())
        .unwrap_or_default()
        .iter()
        .copied()
        .filter(|byte| byte.is_ascii_graphic() || *byte == b' ')
        .collect();
    let text = text.trim_ascii();
    let mut line = [word(frame, 0)?, status, if text.is_empty() { b"done" } else { text }].join(&b' ');
    line.extend_from_slice(b"\r\n");
    Some(line.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn status_lines_lose_only_their_code() {
        let bare = |line: &str| {
            status_without_code(line.as_bytes(), 1).map(|line| String::from_utf8_lossy(&line).into_owned())
        };
        assert_eq!(bare("A1 NO [ODD (] try later\r\n").as_deref(), Some("A1 NO try later\r\n"));
        assert_eq!(bare("A1 OK\r\n").as_deref(), Some("A1 OK done\r\n"));
        assert_eq!(bare("A1 FOO x\r\n"), None);
    }

    #[test]
    fn what_is_left_out_is_counted_and_named() {
        let mut dropped = Dropped::default();
        assert!(for_imap_proto(Bytes::from_static(b"* NONSENSE from a server\r\n"), &mut dropped).is_empty());
        assert_eq!((dropped.total(), dropped.last()), (1, Some("* NONSENSE from")));
    }
}
