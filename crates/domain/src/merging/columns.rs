//! Every column that names a record, and what becomes of it when the record becomes part of another. A test compares this with the database:
//! a new one that is not here makes it fail.

/// What becomes of the rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// They are the other's, and come back.
    Moves,
    /// They stay with the record, which keeps them for when it is one again.
    Stays,
    /// They are worked out from others.
    Follows,
}

/// In the order in which they move.
pub const COLUMNS: [(&str, &str, Fate); 26] = [
    ("record_threads", "record_id", Fate::Moves),
    ("notes", "record_id", Fate::Moves),
    ("record_files", "record_id", Fate::Moves),
    // One is shown: where both have one, each keeps its own.
    ("record_photos", "record_id", Fate::Moves),
    ("task_records", "record_id", Fate::Moves),
    ("drafts", "record_id", Fate::Moves),
    ("consents", "record_id", Fate::Moves),
    // Whose word it is. A record that became part of another is nobody of its own.
    ("consents", "person", Fate::Moves),
    ("send_grounds", "record_id", Fate::Moves),
    ("ways_out", "record_id", Fate::Moves),
    ("notifications", "record_id", Fate::Moves),
    ("events", "record_id", Fate::Moves),
    ("record_followers", "record_id", Fate::Moves),
    // What is not to be erased by a rule.
    ("record_holds", "record_id", Fate::Moves),
    // What became part of it before: always one step.
    ("records", "merged_into", Fate::Moves),
    // Those of the fields, which are written anew where they are needed. Who links to it is in the words of the index: `relink`.
    ("record_index", "record_id", Fate::Stays),
    ("record_index", "words", Fate::Follows),
    ("record_addresses", "record_id", Fate::Stays),
    // What a line of a file made is taken back as that, or not at all.
    ("import_lines", "record_id", Fate::Stays),
    ("import_lines", "linked", Fate::Stays),
    ("sweep_records", "record_id", Fate::Stays),
    ("record_merges", "winner_id", Fate::Stays),
    ("record_merge_rows", "loser_id", Fate::Stays),
    // The badge: `client_of`.
    ("threads", "client_record_id", Fate::Follows),
    ("notifications", "about", Fate::Follows),
    // On what a message relies is written down of whoever it is by then (`current_record`).
    ("outbox", "relied_on", Fate::Follows),
];

/// Those whose rows move: the table and the column.
pub(super) fn moving() -> impl Iterator<Item = (&'static str, &'static str)> {
    COLUMNS.into_iter().filter(|(_, _, fate)| *fate == Fate::Moves).map(|(table, column, _)| (table, column))
}
