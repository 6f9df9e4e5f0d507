//! Several names in one cell of a file, with commas between. A name that would be read as something else stands in quotation marks, doubled where
//! it has some itself, so that what was written down is read again.

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece<'t> {
    /// As it stands there.
    Plain(&'t str),
    /// What stood in quotation marks, and in parentheses behind them.
    Quoted { name: String, behind: Option<&'t str> },
}

/// What stands between them.
const BETWEEN: [char; 3] = [',', ';', '\n'];

/// A name as it stands among others.
#[must_use]
pub fn quoted(name: &str) -> String {
    let is_read_otherwise =
        name.contains(BETWEEN) || name.contains('"') || name.ends_with(')') || name.trim() != name;
    if is_read_otherwise || name.is_empty() { in_marks(name) } else { name.to_owned() }
}

/// The same, with a word in parentheses behind it.
#[must_use]
pub fn quoted_with(name: &str, behind: &str) -> String {
    let name = if behind.contains(BETWEEN) { in_marks(name) } else { quoted(name) };
    format!("{name} ({behind})")
}

fn in_marks(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// The names of a cell; between them stand commas, semicolons or ends of lines.
#[must_use]
pub fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut found = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let (piece, further) = in_quotes(rest).unwrap_or_else(|| plain(rest));
        found.extend(piece);
        rest = further.trim_start();
    }
    found
}

fn plain(text: &str) -> (Option<Piece<'_>>, &str) {
    let (piece, rest) = text.split_once(BETWEEN).unwrap_or((text, ""));
    let piece = piece.trim();
    ((!piece.is_empty()).then_some(Piece::Plain(piece)), rest)
}

/// `None`: quotation marks that somebody has typed for themselves.
fn in_quotes(text: &str) -> Option<(Option<Piece<'_>>, &str)> {
    let inside = text.strip_prefix('"')?;
    let (mut name, mut rest) = (String::new(), inside);
    loop {
        let (before, further) = rest.split_once('"')?;
        name.push_str(before);
        match further.strip_prefix('"') {
            Some(further) => {
                name.push('"');
                rest = further;
            }
            None => {
                rest = further;
                break;
            }
        }
    }
    let (behind, rest) = match rest.trim_start().strip_prefix('(') {
        Some(inside) => {
            let ends = |at: &usize| {
                let further = inside.get(at + 1..).unwrap_or_default().trim_start_matches([' ', '\t']);
                further.is_empty() || further.starts_with(BETWEEN)
            };
            let end = inside.match_indices(')').map(|(at, _)| at).find(ends)?;
            (Some(inside.get(..end)?.trim()), inside.get(end + 1..)?)
        }
        None => (None, rest),
    };
    let (further, rest) = rest.split_once(BETWEEN).unwrap_or((rest, ""));
    if !further.trim().is_empty() {
        return None;
    }
    Some(((!name.trim().is_empty()).then_some(Piece::Quoted { name, behind }), rest))
}

/// Whether a spreadsheet would reckon a cell out that has this in it (OWASP, CSV Injection), or takes the apostrophe before such a one for its own.
#[must_use]
pub fn is_formula(cell: &str) -> bool {
    const SIGNS: [char; 11] =
        ['=', '+', '-', '@', '\t', '\r', '\n', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}'];
    cell.trim_start_matches('\'').starts_with(SIGNS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_reads_the_same() {
        let names = [
            "Jan Kot",
            "Nowak, Kowalski i Wspólnicy",
            "Meble; Lampy",
            "Rura 5\"",
            "\"Ola\" Nowak",
            "Anna (decydent)",
            " z odstępem",
        ];
        let cell = names.map(quoted).join(", ");
        let read: Vec<String> = pieces(&cell)
            .into_iter()
            .map(|piece| match piece {
                Piece::Plain(name) => name.to_owned(),
                Piece::Quoted { name, behind } => {
                    assert_eq!(behind, None);
                    name
                }
            })
            .collect();
        assert_eq!(read, names);
        assert_eq!(quoted("Jan Kot"), "Jan Kot");
    }

    #[test]
    fn what_people_type_is_read_as_they_mean_it() {
        let quoted =
            |name: &str, behind: Option<&'static str>| Piece::Quoted { name: name.to_owned(), behind };
        assert_eq!(
            pieces("\"Nowak, Jan\" (decydent); Ewa Lis (finanse)\n"),
            [quoted("Nowak, Jan", Some("decydent")), Piece::Plain("Ewa Lis (finanse)")]
        );
        assert_eq!(
            pieces(&format!("{}, Ewa", quoted_with("Jan", "szef, zarząd (biuro)"))),
            [quoted("Jan", Some("szef, zarząd (biuro)")), Piece::Plain("Ewa")]
        );
        assert_eq!(
            pieces("\"Ola\" Nowak, Rura 5\", \"Kot"),
            [Piece::Plain("\"Ola\" Nowak"), Piece::Plain("Rura 5\""), Piece::Plain("\"Kot")]
        );
        assert!(pieces(" ,; \n").is_empty() && pieces("\"\"").is_empty());
    }
}
