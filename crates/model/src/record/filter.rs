//! Which records of a list are wanted.

use super::SomeDays;
use serde::{Deserialize, Serialize};

/// A question to a field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filter {
    /// The field's key, or that of a [`super::Moment`].
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
    /// It is none of these, or there is nothing in it.
    NoneOf {
        values: Vec<String>,
    },
    /// It is one of these days, where whoever asks is.
    During {
        days: SomeDays,
    },
    /// A number, an amount or a day that is not less and not more, as people write it; an end that is missing is open.
    Between {
        from: String,
        to: String,
    },
    /// There is something in it.
    Filled,
    Empty,
    /// What an address says that nobody understands: it is refused, so that nobody takes what they see for an answer.
    Unknown {
        written: String,
    },
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
            Test::NoneOf { values } => format!("!{}", values.join(&MORE.to_string())),
            Test::During { days } => format!("@{}", days.written()),
            Test::Between { from, to } => format!(":{from}..{to}"),
            Test::Filled => "+".to_owned(),
            Test::Empty => "-".to_owned(),
            Test::Unknown { written } => written.clone(),
        }
    }

    /// The reverse of [`Self::written`]; `None` for what asks nothing.
    #[must_use]
    pub fn read(field: &str, written: &str) -> Option<Self> {
        let Some((how, rest)) = written.split_at_checked(1) else {
            return (!written.is_empty()).then(|| Self::unknown(field, written));
        };
        let test = match how {
            "~" if rest.trim().is_empty() => return None,
            "~" => Test::Has { words: rest.trim().to_owned() },
            "=" => Test::OneOf { values: values(rest)? },
            "!" => Test::NoneOf { values: values(rest)? },
            "@" => match SomeDays::read(rest) {
                Some(days) => Test::During { days },
                None => return Some(Self::unknown(field, written)),
            },
            ":" => match rest.split_once("..").map(|(from, to)| (from.trim(), to.trim())) {
                Some(("", "")) => return None,
                Some((from, to)) => Test::Between { from: from.to_owned(), to: to.to_owned() },
                None => return Some(Self::unknown(field, written)),
            },
            "+" if rest.is_empty() => Test::Filled,
            "-" if rest.is_empty() => Test::Empty,
            _ => return Some(Self::unknown(field, written)),
        };
        Some(Self { field: field.to_owned(), test })
    }

    fn unknown(field: &str, written: &str) -> Self {
        Self { field: field.to_owned(), test: Test::Unknown { written: written.to_owned() } }
    }
}

/// What is chosen; `None` for nothing.
fn values(written: &str) -> Option<Vec<String>> {
    let values: Vec<String> =
        written.split(MORE).filter(|value| !value.is_empty()).map(str::to_owned).collect();
    (!values.is_empty()).then_some(values)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_address_says_is_read_again() {
        for written in [
            "~okna i drzwi",
            "=pl,en",
            "!pl,en",
            "@today",
            "@next7",
            ":100..",
            ":..2026-11-28",
            ":-5..1 200,50 zł",
            "+",
            "-",
        ] {
            let filter = Filter::read("field", written).unwrap();
            assert_eq!(filter.written(), written);
        }
        for nothing in ["", "~ ", "=", "=,", "!", ":.."] {
            assert_eq!(Filter::read("field", nothing), None, "{nothing}");
        }
        for strange in [":100", "x", "ż", "@", "@yesterday", "@next0", "+x"] {
            let filter = Filter::read("field", strange).unwrap();
            assert_eq!(filter.test, Test::Unknown { written: strange.to_owned() });
            assert_eq!(filter.written(), strange);
        }
    }
}
