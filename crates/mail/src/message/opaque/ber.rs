//! As much of BER (X.690) as it takes to find what a CMS SignedData signs (RFC 5652 §5.1). Every length is held against the
//! bytes that there are.

/// `1.2.840.113549.1.7.2`.
const SIGNED_DATA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02];
const INTEGER: u8 = 0x02;
const OCTETS: u8 = 0x04;
const OCTETS_IN_PIECES: u8 = 0x24;
const IDENTIFIER: u8 = 0x06;
const SEQUENCE: u8 = 0x30;
const SET: u8 = 0x31;
const EXPLICIT_0: u8 = 0xa0;
/// Elements inside elements that are passed over or put together.
const DEEPEST: usize = 12;

/// What is signed; `None` when it is encrypted, detached, or no CMS at all.
pub(super) fn signed_content(bytes: &[u8]) -> Option<Vec<u8>> {
    let outer = enter(bytes, SEQUENCE)?;
    let (kind, rest) = primitive(outer, IDENTIFIER)?;
    if kind != SIGNED_DATA {
        return None;
    }
    let signed = enter(enter(rest, EXPLICIT_0)?, SEQUENCE)?;
    let (_, rest) = primitive(signed, INTEGER)?;
    let set = Element::read(rest).filter(|element| element.tag == SET)?;
    let content = enter(set.after(DEEPEST)?, SEQUENCE)?;
    let (_, rest) = primitive(content, IDENTIFIER)?;
    let mut octets = Vec::new();
    append_octets(enter(rest, EXPLICIT_0)?, DEEPEST, &mut octets)?;
    Some(octets)
}

/// An element as it stands: what follows is looked for only when it is asked for.
struct Element<'b> {
    tag: u8,
    /// Its content; to the end of the bytes when it does not say its length.
    content: &'b [u8],
    /// `None` when it does not say its length.
    rest: Option<&'b [u8]>,
}

impl<'b> Element<'b> {
    fn read(bytes: &'b [u8]) -> Option<Self> {
        let (&tag, after) = bytes.split_first()?;
        let (&first, after) = after.split_first()?;
        if first == 0x80 {
            return Some(Self { tag, content: after, rest: None });
        }
        let (length, after) = match first {
            0..0x80 => (usize::from(first), after),
            _ => {
                let (digits, after) = after.split_at_checked(usize::from(first & 0x7f))?;
                let length = digits.iter().try_fold(0_usize, |length, digit| {
                    length.checked_mul(256)?.checked_add(usize::from(*digit))
                })?;
                (length, after)
            }
        };
        let (content, rest) = after.split_at_checked(length)?;
        Some(Self { tag, content, rest: Some(rest) })
    }

    /// What follows it.
    fn after(&self, depth: usize) -> Option<&'b [u8]> {
        if let Some(rest) = self.rest {
            return Some(rest);
        }
        let mut at = self.content;
        loop {
            if let Some(rest) = at.strip_prefix(&[0, 0]) {
                return Some(rest);
            }
            at = Element::read(at)?.after(depth.checked_sub(1)?)?;
        }
    }
}

fn enter(bytes: &[u8], tag: u8) -> Option<&[u8]> {
    Element::read(bytes).filter(|element| element.tag == tag).map(|element| element.content)
}

fn primitive(bytes: &[u8], tag: u8) -> Option<(&[u8], &[u8])> {
    let element = Element::read(bytes).filter(|element| element.tag == tag)?;
    Some((element.content, element.rest?))
}

/// The octet string that begins here, whole or in pieces (X.690 §8.7), and what follows it.
fn append_octets<'b>(bytes: &'b [u8], depth: usize, out: &mut Vec<u8>) -> Option<&'b [u8]> {
    let element = Element::read(bytes)?;
    match element.tag {
        OCTETS => out.extend_from_slice(element.content),
        OCTETS_IN_PIECES => {
            let mut at = element.content;
            while !at.is_empty() {
                if element.rest.is_none()
                    && let Some(rest) = at.strip_prefix(&[0, 0])
                {
                    return Some(rest);
                }
                at = append_octets(at, depth.checked_sub(1)?, out)?;
            }
        }
        _ => return None,
    }
    element.rest.or(Some(&[]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn element(tag: u8, content: &[u8]) -> Vec<u8> {
        let length = u16::try_from(content.len()).unwrap().to_be_bytes();
        [&[tag, 0x82], &length[..], content].concat()
    }

    fn endless(tag: u8, content: &[u8]) -> Vec<u8> {
        [&[tag, 0x80], content, &[0, 0]].concat()
    }

    fn signed(wrap: fn(u8, &[u8]) -> Vec<u8>, octets: &[u8]) -> Vec<u8> {
        let data = element(IDENTIFIER, &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x01]);
        let content = wrap(SEQUENCE, &[data, wrap(EXPLICIT_0, octets)].concat());
        let algorithms = wrap(SET, &wrap(SEQUENCE, &element(IDENTIFIER, &[1, 2, 3])));
        let inner = wrap(SEQUENCE, &[element(INTEGER, &[1]), algorithms, content].concat());
        wrap(SEQUENCE, &[element(IDENTIFIER, SIGNED_DATA), wrap(EXPLICIT_0, &inner)].concat())
    }

    #[test]
    fn both_ways_of_writing_are_read() {
        assert_eq!(signed_content(&signed(element, &element(OCTETS, b"mail"))).unwrap(), b"mail");
        let pieces = [element(OCTETS, b"ma"), endless(OCTETS_IN_PIECES, &element(OCTETS, b"il"))].concat();
        assert_eq!(signed_content(&signed(endless, &endless(OCTETS_IN_PIECES, &pieces))).unwrap(), b"mail");
        assert_eq!(signed_content(&signed(element, &element(OCTETS_IN_PIECES, &pieces))).unwrap(), b"mail");
    }

    #[test]
    fn whatever_else_is_nothing() {
        let whole = signed(endless, &element(OCTETS, b"mail"));
        for length in 0..whole.len() {
            let _ = signed_content(&whole[..length]);
            let mut broken = whole.clone();
            broken[length] ^= 0xff;
            let _ = signed_content(&broken);
        }
        assert_eq!(signed_content(b"%PDF-1.4"), None);
        assert_eq!(signed_content(&[0x30, 0xff]), None);
        assert_eq!(signed_content(&[0x30, 0x80].repeat(100_000)), None);
        assert_eq!(signed_content(&signed(element, &[OCTETS_IN_PIECES, 0x80].repeat(10_000))), None);
    }
}
