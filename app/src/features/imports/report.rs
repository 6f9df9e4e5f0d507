//! The lines that failed, as a file: as they were, with what is wrong behind them. Mended, it can be imported again.

use super::summary::complaint;
use crate::features::records::export::{line, safe};
use kurier_domain::{Actor, Kurier, Result};
use kurier_i18n::{I18n, Language, t_string};
use kurier_model::ImportId;
use kurier_model::import::ImportLine;
use kurier_model::record::Kind;

/// So many lines are read at once.
const PAGE: u32 = 200;

/// A file that is written a part at a time.
pub struct Report {
    kurier: Kurier,
    actor: Actor,
    i18n: I18n,
    import: ImportId,
    kind: Kind,
    /// Behind this line; none: the head is to be written.
    after: Option<u32>,
    columns: Vec<String>,
}

impl Report {
    /// Begins; `tag` is that of the page's language.
    ///
    /// # Errors
    /// [`kurier_domain::Error::NotFound`].
    pub async fn begin(kurier: Kurier, actor: Actor, import: ImportId, tag: Option<&str>) -> Result<Self> {
        let found = kurier.imports().get(&actor, import).await?;
        let kind = kurier.records().kind(&actor, &found.kind).await?;
        let i18n = I18n::new(tag.and_then(Language::from_tag).unwrap_or_default());
        let columns = found.columns.into_iter().map(|column| column.name).collect();
        Ok(Self { kurier, actor, i18n, import, kind, after: None, columns })
    }

    /// The next lines; `None` behind the last one.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn next(&mut self) -> Result<Option<String>> {
        let Some(after) = self.after else {
            self.after = Some(0);
            let own = [t_string!(self.i18n, imports.reason).to_owned()];
            let names = self.columns.iter().map(|name| safe(name)).chain(own);
            return Ok(Some(format!("\u{feff}{}", line(self.i18n, names))));
        };
        let lines = self.kurier.imports().failed(&self.actor, self.import, after, PAGE).await?;
        let Some(last) = lines.last() else { return Ok(None) };
        self.after = Some(last.line);
        let text = |failed: &ImportLine| {
            let why = why(self.i18n, &self.kind, failed);
            let cells = failed.cells.iter().map(|cell| safe(cell));
            let missing = self.columns.len().saturating_sub(failed.cells.len());
            let rest = std::iter::repeat_n(String::new(), missing);
            line(self.i18n, cells.chain(rest).chain([safe(&why)]))
        };
        Ok(Some(lines.iter().map(text).collect()))
    }
}

fn why(i18n: I18n, kind: &Kind, failed: &ImportLine) -> String {
    let problems = failed.problems.iter();
    let said = problems.map(|(field, reason)| complaint(i18n, kind, *field, reason));
    said.collect::<Vec<_>>().join(" ")
}
