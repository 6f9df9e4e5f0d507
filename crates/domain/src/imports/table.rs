//! A file as lines and columns.

use kurier_model::record::pieces;

/// The most lines and columns of a file, and letters of a cell; of a longer one a letter more is kept, so that it is said.
pub(super) const MOST_LINES: usize = 200_000;
pub(super) const MOST_COLUMNS: usize = 200;
pub(super) const MOST_CELLS: usize = 4_000_000;
const LONGEST_CELL: usize = 20_000;

/// A file as it was read: lines and columns.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Table {
    /// The first line.
    pub(super) columns: Vec<String>,
    /// The others that say anything, each with its number as a spreadsheet has it. One can have fewer cells than there are columns.
    pub(super) lines: Vec<(u32, Vec<String>)>,
}

/// Without what spreadsheets, and lists that are saved to a file, put before a text that looks like a formula.
pub(super) fn cell(text: &str) -> String {
    let text = text.trim().replace('\0', "");
    let text = match text.strip_prefix('\'') {
        Some(rest) if pieces::is_formula(rest) => rest.trim_start().to_owned(),
        _ => text,
    };
    text.chars().take(LONGEST_CELL + 1).collect()
}
