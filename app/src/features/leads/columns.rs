//! The board's columns and moving cards between them, without a browser.

use kurier_model::lead::{Board, LeadRow, Stage, StageName};
use kurier_model::{LeadId, StageId};

/// Where a card came from, to take a move back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moved {
    pub lead: LeadId,
    pub from: StageId,
    pub to: StageId,
    place: usize,
}

/// The board as it is shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Columns {
    columns: Vec<(Stage, Vec<LeadRow>)>,
}

impl From<Board> for Columns {
    fn from(board: Board) -> Self {
        Self { columns: board.columns }
    }
}

impl Columns {
    #[must_use]
    pub fn stages(&self) -> Vec<Stage> {
        self.columns.iter().map(|(stage, _)| stage.clone()).collect()
    }

    /// One column.
    #[must_use]
    pub fn column(&self, stage: StageId) -> Option<(Stage, Vec<LeadRow>)> {
        self.columns.iter().find(|(known, _)| known.id == stage).cloned()
    }

    /// What a card is called, and the stage that it is in.
    #[must_use]
    pub fn names(&self, lead: LeadId) -> (String, StageName) {
        let card = self.columns.iter().flat_map(|(_, cards)| cards).find(|card| card.id == lead);
        card.map_or((String::new(), StageName::New), |card| (card.name.clone(), card.stage_name.clone()))
    }

    /// Moves a card to the top of another column; `None` when it is there already or unknown.
    pub fn move_card(&mut self, lead: LeadId, to: StageId) -> Option<Moved> {
        let from = self.stage_of(lead)?;
        if from == to || !self.columns.iter().any(|(stage, _)| stage.id == to) {
            return None;
        }
        let (place, card) = self.take(from, lead)?;
        self.put(to, 0, card);
        Some(Moved { lead, from, to, place })
    }

    /// Takes a move back.
    pub fn take_back(&mut self, moved: Moved) {
        if let Some((_, card)) = self.take(moved.to, moved.lead) {
            self.put(moved.from, moved.place, card);
        }
    }

    fn stage_of(&self, lead: LeadId) -> Option<StageId> {
        self.columns
            .iter()
            .find(|(_, cards)| cards.iter().any(|card| card.id == lead))
            .map(|(stage, _)| stage.id)
    }

    fn take(&mut self, from: StageId, lead: LeadId) -> Option<(usize, LeadRow)> {
        let (stage, cards) = self.columns.iter_mut().find(|(stage, _)| stage.id == from)?;
        let place = cards.iter().position(|card| card.id == lead)?;
        stage.leads = stage.leads.saturating_sub(1);
        Some((place, cards.remove(place)))
    }

    fn put(&mut self, to: StageId, place: usize, mut card: LeadRow) {
        if let Some((stage, cards)) = self.columns.iter_mut().find(|(stage, _)| stage.id == to) {
            stage.leads += 1;
            card.stage = stage.id;
            card.stage_name = stage.name.clone();
            cards.insert(place.min(cards.len()), card);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;

    fn stage(name: StageName, leads: u32) -> Stage {
        Stage { id: StageId::new(), name, closes: false, leads }
    }

    fn card(stage: &Stage) -> LeadRow {
        LeadRow {
            id: LeadId::new(),
            name: "Okna".into(),
            company: None,
            email: None,
            stage: stage.id,
            stage_name: stage.name.clone(),
            owner: None,
            owner_name: None,
            hidden_threads: 0,
            threads: 0,
            last_activity_at: DateTime::default(),
            created_at: DateTime::default(),
        }
    }

    #[test]
    fn a_card_moves_and_comes_back_to_its_place() {
        let (new, won) = (stage(StageName::New, 2), stage(StageName::Won, 0));
        let (first, second) = (card(&new), card(&new));
        let board =
            Board { columns: vec![(new.clone(), vec![first, second.clone()]), (won.clone(), vec![])] };
        let before = Columns::from(board);
        let mut columns = before.clone();
        let moved = columns.move_card(second.id, won.id).unwrap();
        assert_eq!(columns.columns[1].1[0].stage_name, StageName::Won);
        assert_eq!((columns.columns[0].0.leads, columns.columns[1].0.leads), (1, 1));
        assert_eq!(columns.move_card(second.id, won.id), None, "it is there already");
        columns.take_back(moved);
        assert_eq!(columns, before);
    }
}
