//! Sets of UIDs as IMAP writes them: `1:5,9` (RFC 9051 §9, sequence-set).

use std::fmt;
use std::ops::RangeInclusive;

use super::lexer::Value;

/// A set of message UIDs, kept as ascending ranges that do not touch.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UidSet {
    ranges: Vec<RangeInclusive<u32>>,
}

impl UidSet {
    /// The set of these UIDs, in any order and with doubles; 0 is no UID and is left out.
    pub fn from_uids(uids: impl IntoIterator<Item = u32>) -> Self {
        uids.into_iter().map(|uid| uid..=uid).collect()
    }

    /// Reads `1:5,9`. `*` and anything that is not a number is left out.
    pub fn parse(text: &str) -> Self {
        let range = |part: &str| {
            let (first, last) = part.split_once(':').unwrap_or((part, part));
            let (first, last): (u32, u32) = (first.trim().parse().ok()?, last.trim().parse().ok()?);
            Some(first.min(last)..=first.max(last))
        };
        text.split(',').filter_map(range).collect()
    }

    pub(super) fn from_value(value: Option<&Value>) -> Self {
        value.and_then(Value::text).map(Self::parse).unwrap_or_default()
    }

    /// Whether nothing is in it.
    pub fn is_empty(&self) -> bool {
        self.ranges.is_empty()
    }

    /// How many UIDs are in it.
    pub fn len(&self) -> u64 {
        self.ranges.iter().map(|range| u64::from(range.end() - range.start()) + 1).sum()
    }

    /// Whether `uid` is in it.
    pub fn contains(&self, uid: u32) -> bool {
        self.ranges.iter().any(|range| range.contains(&uid))
    }

    /// Every UID, ascending. Mind a server that says `1:4294967295`.
    pub fn iter(&self) -> impl Iterator<Item = u32> + '_ {
        self.ranges.iter().cloned().flatten()
    }

    /// The ranges, ascending.
    pub fn ranges(&self) -> &[RangeInclusive<u32>] {
        &self.ranges
    }

    /// The same UIDs in sets whose text is short enough for one command line.
    pub fn split_for_commands(&self) -> Vec<Self> {
        self.ranges.chunks(400).map(|ranges| Self { ranges: ranges.to_vec() }).collect()
    }
}

impl FromIterator<RangeInclusive<u32>> for UidSet {
    fn from_iter<I: IntoIterator<Item = RangeInclusive<u32>>>(ranges: I) -> Self {
        let mut given: Vec<_> = ranges
            .into_iter()
            .map(|range| *range.start().max(&1)..=*range.end())
            .filter(|range| !range.is_empty())
            .collect();
        given.sort_by_key(|range| *range.start());
        let mut merged: Vec<RangeInclusive<u32>> = Vec::with_capacity(given.len().min(1024));
        for range in given {
            match merged.last_mut() {
                Some(last) if *range.start() <= last.end().saturating_add(1) => {
                    *last = *last.start()..=*last.end().max(range.end());
                }
                _ => merged.push(range),
            }
        }
        Self { ranges: merged }
    }
}

impl FromIterator<u32> for UidSet {
    fn from_iter<I: IntoIterator<Item = u32>>(uids: I) -> Self {
        Self::from_uids(uids)
    }
}

impl fmt::Display for UidSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, range) in self.ranges.iter().enumerate() {
            let comma = if index == 0 { "" } else { "," };
            match (range.start(), range.end()) {
                (first, last) if first == last => write!(f, "{comma}{first}")?,
                (first, last) => write!(f, "{comma}{first}:{last}")?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uids_become_ranges_and_back() {
        let set = UidSet::from_uids([5, 1, 2, 3, 9, 3, 0]);
        assert_eq!(set.to_string(), "1:3,5,9");
        assert_eq!(set.len(), 5);
        assert_eq!(set.iter().collect::<Vec<_>>(), [1, 2, 3, 5, 9]);
        assert_eq!(UidSet::parse("9,3:1,x,5:*,4294967295").to_string(), "1:3,9,4294967295");
        assert!(UidSet::parse("").is_empty());
    }
}
