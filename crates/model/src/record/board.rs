//! Records as a board: a column for each stage.

use super::{ListCursor, RecordRow};
use crate::ids::StageId;
use serde::{Deserialize, Serialize};

/// All columns, in the order of the pipeline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordBoard {
    pub columns: Vec<BoardColumn>,
}

/// A stage with the records in it, the latest active first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BoardColumn {
    pub stage: StageId,
    /// How many there are, also those that are not among the rows.
    pub count: u32,
    /// What they are worth together, a sum a currency.
    pub sums: Vec<Sum>,
    pub rows: Vec<RecordRow>,
    pub next: Option<ListCursor>,
}

/// What records are worth together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sum {
    /// As [`super::FieldType::Money`] writes it.
    pub money: String,
    /// The same, each record by how likely it is that it is won.
    pub weighted: String,
}
