//! Which records of a list are wanted.

use serde::{Deserialize, Serialize};

/// A question to a field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filter {
    /// The field's key.
    pub field: String,
    pub test: Test,
}

/// What is asked of what stands in a field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Test {
    /// It has these words in it, whatever accents and capitals.
    Has {
        words: String,
    },
    /// It is one of these: keys of choices, ids of stages, people and records. `me` is whoever asks.
    OneOf {
        values: Vec<String>,
    },
    /// A number, an amount or a day that is not less and not more, as people write it; an end that is missing is open.
    Between {
        from: String,
        to: String,
    },
    /// There is something in it.
    Filled,
    Empty,
}

/// Ends what a filter asks in an address.
const MORE: char = ',';

impl Filter {
    /// As an address has it, behind `f.` and the key.
    #[must_use]
    pub fn written(&self) -> String {
        match &self.test {
            Test::Has { words } => format!("~{words}"),
            Test::OneOf { values } => format!("={}", values.join(&MORE.to_string())),
            Test::Between { from, to } => format!(":{from}..{to}"),
            Test::Filled => "+".to_owned(),
            Test::Empty => "-".to_owned(),
        }
    }

    /// The reverse of [`Self::written`]; `None` for what says nothing.
    #[must_use]
    pub fn read(field: &str, written: &str) -> Option<Self> {
        let (how, rest) = written.split_at_checked(1)?;
        let test = match how {
            "~" if !rest.trim().is_empty() => Test::Has { words: rest.trim().to_owned() },
            "=" if !rest.is_empty() => {
                let values = rest.split(MORE).filter(|value| !value.is_empty());
                Test::OneOf { values: values.map(str::to_owned).collect() }
            }
            ":" => {
                let (from, to) = rest.split_once("..")?;
                let (from, to) = (from.trim().to_owned(), to.trim().to_owned());
                if from.is_empty() && to.is_empty() {
                    return None;
                }
                Test::Between { from, to }
            }
            "+" => Test::Filled,
            "-" => Test::Empty,
            _ => return None,
        };
        Some(Self { field: field.to_owned(), test })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_address_says_is_read_again() {
        for written in ["~okna i drzwi", "=pl,en", ":100..", ":..2026-11-28", ":-5..1 200,50 zł", "+", "-"] {
            let filter = Filter::read("field", written).unwrap();
            assert_eq!(filter.written(), written);
        }
        for nothing in ["", "~ ", "=", ":..", ":100", "x", "ż"] {
            assert_eq!(Filter::read("field", nothing), None, "{nothing}");
        }
    }
}
