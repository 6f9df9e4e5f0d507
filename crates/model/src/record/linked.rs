//! Several records in one field, each perhaps in a role: `id` or `id:role`, with commas between.

use crate::ids::RecordId;
use std::fmt;

/// One of several records that a field names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Linked {
    pub record: RecordId,
    /// The key of one of the field's roles.
    pub role: Option<String>,
}

impl Linked {
    /// One of them, as it is kept.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        let (id, role) = text.split_once(':').map_or((text, ""), |(id, role)| (id, role.trim()));
        let role = (!role.is_empty()).then(|| role.to_owned());
        Some(Self { record: id.trim().parse().ok()?, role })
    }

    /// All that stand in a field; what is no record is left out.
    #[must_use]
    pub fn all(text: &str) -> Vec<Self> {
        text.split(',').filter_map(Self::read).collect()
    }

    /// As they are kept.
    #[must_use]
    pub fn written(all: &[Self]) -> String {
        all.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
    }
}

impl fmt::Display for Linked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.role {
            Some(role) => write!(f, "{}:{role}", self.record),
            None => write!(f, "{}", self.record),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_reads_the_same() {
        let (jan, ewa) = (RecordId::new(), RecordId::new());
        let all = vec![
            Linked { record: jan, role: Some("decision_maker".to_owned()) },
            Linked { record: ewa, role: None },
        ];
        assert_eq!(Linked::written(&all), format!("{jan}:decision_maker, {ewa}"));
        assert_eq!(Linked::all(&Linked::written(&all)), all);
        assert_eq!(Linked::all(&format!(" {ewa}: ,, nobody:user")), [Linked { record: ewa, role: None }]);
        assert!(Linked::all("").is_empty());
    }
}
