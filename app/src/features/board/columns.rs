//! Columns and moving cards between them, without a browser.

use super::card::Card;
use kurier_model::{RecordId, StageId};

/// A stage and what is in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    pub stage: StageId,
    pub name: String,
    /// How many records are in it, also those that are not among the cards.
    pub count: u32,
    /// What they are worth together.
    pub note: String,
    pub cards: Vec<Card>,
    /// Whether there are more than the cards.
    pub more: bool,
}

/// Where a card came from, to take a move back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Moved {
    pub(super) card: RecordId,
    pub(super) from: StageId,
    pub(super) to: StageId,
    place: usize,
}

/// What a card is called, and the stage that it is in.
pub(super) fn names(columns: &[Column], card: RecordId) -> (String, String) {
    let named = columns.iter().find_map(|column| {
        let card = column.cards.iter().find(|one| one.id == card)?;
        Some((card.name.clone(), column.name.clone()))
    });
    named.unwrap_or_default()
}

/// Moves a card to the top of another column; `None` when it is there already or unknown.
pub(super) fn move_card(columns: &mut [Column], card: RecordId, to: StageId) -> Option<Moved> {
    let from = columns.iter().find(|column| column.cards.iter().any(|one| one.id == card))?.stage;
    if from == to || !columns.iter().any(|column| column.stage == to) {
        return None;
    }
    let (place, taken) = take(columns, from, card)?;
    put(columns, to, 0, taken);
    Some(Moved { card, from, to, place })
}

/// Takes a move back.
pub(super) fn take_back(columns: &mut [Column], moved: Moved) {
    if let Some((_, card)) = take(columns, moved.to, moved.card) {
        put(columns, moved.from, moved.place, card);
    }
}

fn take(columns: &mut [Column], from: StageId, card: RecordId) -> Option<(usize, Card)> {
    let column = columns.iter_mut().find(|column| column.stage == from)?;
    let place = column.cards.iter().position(|one| one.id == card)?;
    column.count = column.count.saturating_sub(1);
    Some((place, column.cards.remove(place)))
}

fn put(columns: &mut [Column], to: StageId, place: usize, card: Card) {
    if let Some(column) = columns.iter_mut().find(|column| column.stage == to) {
        column.count += 1;
        column.cards.insert(place.min(column.cards.len()), card);
    }
}

/// The columns as they were read just now. Of a column of which more was fetched before, that stays below what is new.
#[must_use]
pub fn refreshed(before: &[Column], mut now: Vec<Column>) -> Vec<Column> {
    let everywhere: Vec<RecordId> =
        now.iter().flat_map(|column| column.cards.iter().map(|card| card.id)).collect();
    for column in &mut now {
        let Some(old) = before.iter().find(|old| old.stage == column.stage) else { continue };
        let Some(last) = column.cards.last().map(|card| card.at) else { continue };
        if !column.more || old.cards.len() <= column.cards.len() {
            continue;
        }
        let below = old.cards.iter().filter(|card| card.at < last && !everywhere.contains(&card.id));
        column.cards.extend(below.cloned());
        column.more = old.more;
    }
    now
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;

    fn card(minute: i64) -> Card {
        Card {
            id: RecordId::new(),
            href: String::new(),
            name: format!("Okna {minute}"),
            notes: Vec::new(),
            owner: None,
            at: DateTime::from_timestamp_secs(minute * 60).unwrap_or_default(),
            since: None,
            icon: None,
            takes_mail: false,
        }
    }

    fn column(name: &str, cards: Vec<Card>, more: bool) -> Column {
        let count = u32::try_from(cards.len()).unwrap_or_default();
        Column { stage: StageId::new(), name: name.to_owned(), count, note: String::new(), cards, more }
    }

    #[test]
    fn a_card_moves_and_comes_back_to_its_place() {
        let (first, second) = (card(2), card(1));
        let before =
            vec![column("Nowe", vec![first, second.clone()], false), column("Wygrane", vec![], false)];
        let mut columns = before.clone();
        let moved = move_card(&mut columns, second.id, before[1].stage).unwrap();
        assert_eq!(names(&columns, second.id), ("Okna 1".to_owned(), "Wygrane".to_owned()));
        assert_eq!((columns[0].count, columns[1].count), (1, 1));
        assert_eq!(move_card(&mut columns, second.id, before[1].stage), None, "it is there already");
        take_back(&mut columns, moved);
        assert_eq!(columns, before);
    }

    #[test]
    fn what_was_fetched_further_down_stays() {
        let (one, two, three) = (card(3), card(2), card(1));
        let before = column("Nowe", vec![one.clone(), two.clone(), three.clone()], true);
        // A newer one has come, and pushes the second out of the first page.
        let newer = card(4);
        let now = Column { cards: vec![newer.clone(), one.clone()], more: true, ..before.clone() };
        let shown = refreshed(std::slice::from_ref(&before), vec![now]).remove(0);
        assert_eq!(shown.cards, [newer, one, two.clone(), three]);
        // One that is elsewhere by now is not shown twice.
        let left = Column { cards: vec![card(5)], ..before.clone() };
        let taken = Column { cards: vec![two.clone()], ..column("Inne", vec![], false) };
        let shown = refreshed(&[before], vec![left, taken]).remove(0);
        assert!(!shown.cards.contains(&two));
    }
}
