//! A file as people save it: CSV (RFC 4180) with commas, semicolons or tabs, or cards; in UTF-8, UTF-16 or windows-1250.

use super::table::{MOST_CELLS, MOST_COLUMNS, MOST_LINES, Table, cell};
use super::vcard;
use crate::error::{Error, Result};
use encoding_rs::{UTF_8, WINDOWS_1250};
use kurier_model::{Field, Reason};

/// # Errors
/// [`Error::Invalid`] for what is no table, or too large a one.
pub(super) fn read(bytes: &[u8]) -> Result<Table> {
    let refused = |reason| Error::invalid(Field::Attachment, reason);
    let text = text_of(bytes).ok_or_else(|| refused(Reason::Wrong))?;
    if vcard::is_one(&text) {
        let most = u32::try_from(MOST_LINES).unwrap_or(u32::MAX);
        let table = vcard::read(&text).ok_or_else(|| refused(Reason::TooLong { max: most }))?;
        return if table.lines.is_empty() { Err(refused(Reason::Required)) } else { Ok(table) };
    }
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    // A line of its own by which Excel knows what stands between cells.
    let (said, text, mut row) = match text.strip_prefix("sep=").and_then(|rest| rest.split_once('\n')) {
        Some((between, rest)) if between.len() == 1 => (between.bytes().next(), rest, 1),
        _ => (None, text.as_str(), 0),
    };
    let between = said.unwrap_or_else(|| delimiter(text));
    if ends_in_quotes(text, between) {
        return Err(refused(Reason::Wrong));
    }
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(between)
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let (mut columns, mut lines, mut count) = (Vec::new(), Vec::new(), 0);
    for record in reader.records() {
        let record = record.map_err(|_| refused(Reason::Wrong))?;
        let start = record.position().and_then(|position| usize::try_from(position.byte()).ok());
        // Empty lines before it are rows of the spreadsheet, too; a cell with several lines is in one.
        let empty = start.and_then(|start| text.get(start..)).unwrap_or_default();
        row += 1 + u32::try_from(empty.len() - empty.trim_start_matches('\n').len()).unwrap_or_default();
        let mut cells: Vec<String> = record.iter().map(cell).collect();
        while cells.last().is_some_and(String::is_empty) {
            cells.pop();
        }
        if cells.is_empty() {
            continue;
        }
        count += cells.len();
        if cells.len() > MOST_COLUMNS || count > MOST_CELLS {
            return Err(refused(Reason::NotAllowed));
        }
        if columns.is_empty() {
            columns = cells;
        } else if lines.len() == MOST_LINES {
            return Err(refused(Reason::TooLong { max: u32::try_from(MOST_LINES).unwrap_or(u32::MAX) }));
        } else {
            lines.push((row, cells));
        }
    }
    if columns.is_empty() || lines.is_empty() {
        return Err(refused(Reason::Required));
    }
    let width = lines.iter().map(|(_, cells)| cells.len()).chain([columns.len()]).max().unwrap_or_default();
    columns.resize(width, String::new());
    Ok(Table { columns, lines })
}

/// Whether a quote is open at the end: then nobody knows what was meant to be in it.
fn ends_in_quotes(text: &str, between: u8) -> bool {
    let (mut is_open, mut begins) = (false, true);
    let mut bytes = text.bytes().peekable();
    while let Some(byte) = bytes.next() {
        match byte {
            b'"' if is_open && bytes.peek() == Some(&b'"') => drop(bytes.next()),
            b'"' if is_open => is_open = false,
            b'"' if begins => is_open = true,
            _ => {}
        }
        begins = !is_open && (byte == b'\n' || byte == between);
    }
    is_open
}

/// What says of itself what it is (a byte order mark) is that; else UTF-8 where it is that, and what Polish spreadsheets write where not.
fn text_of(bytes: &[u8]) -> Option<String> {
    if let Some((encoding, _)) = encoding_rs::Encoding::for_bom(bytes) {
        return Some(encoding.decode(bytes).0.into_owned());
    }
    if bytes.iter().take(4_096).any(|byte| *byte == 0) {
        return None;
    }
    let (text, _, has_errors) = UTF_8.decode(bytes);
    Some(if has_errors { WINDOWS_1250.decode(bytes).0.into_owned() } else { text.into_owned() })
}

/// Of what can stand between cells, what stands most often in the first line, outside of quotes.
fn delimiter(text: &str) -> u8 {
    let mut in_quotes = false;
    let mut counts = [(b';', 0_u32), (b',', 0), (b'\t', 0)];
    for byte in text.bytes() {
        match byte {
            b'"' => in_quotes = !in_quotes,
            b'\n' if !in_quotes && counts.iter().any(|(_, count)| *count > 0) => break,
            byte if !in_quotes => {
                if let Some((_, count)) = counts.iter_mut().find(|(known, _)| *known == byte) {
                    *count += 1;
                }
            }
            _ => {}
        }
    }
    // Of equally many the first, which is what Polish spreadsheets write.
    counts.into_iter().rev().max_by_key(|(_, count)| *count).map_or(b',', |(byte, _)| byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(bytes: &[u8]) -> (Vec<String>, Vec<Vec<String>>) {
        let Table { columns, lines } = read(bytes).unwrap();
        (columns, lines.into_iter().map(|(_, cells)| cells).collect())
    }

    #[test]
    fn files_are_read_as_people_save_them() {
        let (polish, _, _) = WINDOWS_1250.encode("Imię;Miasto\r\nŻaneta;Łódź\r\n");
        let utf16: Vec<u8> = [0xff, 0xfe]
            .into_iter()
            .chain("Imię\tMiasto\nŻaneta\tŁódź\n".encode_utf16().flat_map(u16::to_le_bytes))
            .collect();
        for bytes in [
            &polish[..],
            &utf16,
            "\u{feff}Imię,Miasto\nŻaneta,Łódź".as_bytes(),
            "Imię;Miasto\n\n;;\nŻaneta;Łódź;\n".as_bytes(),
        ] {
            let (columns, lines) = table(bytes);
            assert_eq!(&columns[..2], ["Imię", "Miasto"]);
            assert_eq!(&lines[0][..2], ["Żaneta", "Łódź"]);
        }
        let (columns, lines) = table(b"\"Nazwa; pe\xc5\x82na\",B\n\"a \"\"b\"\"\nc\",'+48 512");
        assert_eq!(columns, ["Nazwa; pełna", "B"]);
        assert_eq!(lines, [["a \"b\"\nc", "+48 512"]]);
        let rows = |text: &str| -> Vec<u32> {
            read(text.as_bytes()).unwrap().lines.into_iter().map(|(row, _)| row).collect()
        };
        assert_eq!(rows("A,B\n\n1,2\n"), [3]);
        assert_eq!(rows("A;B\r\n1;2\r\n\r\n3;\"4\r\n5\"\r\n6;7"), [2, 4, 5]);
        assert_eq!(rows("A,B\r1,2\r3,4"), [2, 3]);
        assert_eq!(rows("sep=;\nA,x;B\n1;2"), [3]);
    }

    #[test]
    fn what_is_no_table_is_refused() {
        for bytes in [&b""[..], b"A,B\n", b"\n\n", b"PK\x03\x04\0\0\0\0", b"A,B\n1,\"2\n3,4\n"] {
            assert!(matches!(read(bytes), Err(Error::Invalid(_))), "{bytes:?}");
        }
    }
}
