//! JSON that is read where it is shown.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use std::marker::PhantomData;
use std::sync::Arc;

/// JSON, carried as it is. Cheap to clone; two are the same when they are written the same.
#[derive(Clone, Debug)]
pub struct RawJson(Arc<RawValue>);

impl PartialEq for RawJson {
    fn eq(&self, other: &Self) -> bool {
        self.0.get() == other.0.get()
    }
}

impl Eq for RawJson {}

impl Serialize for RawJson {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for RawJson {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self(Box::<RawValue>::deserialize(deserializer)?.into()))
    }
}

/// A `T` as JSON, carried unread. Pages that only pass a value on to a part need not bring its reader into the first download;
/// on the wire it is the same JSON.
#[derive(Debug, Serialize, Deserialize)]
#[serde(transparent, bound = "")]
pub struct Unread<T> {
    json: RawJson,
    #[serde(skip)]
    of: PhantomData<fn() -> T>,
}

impl<T> Clone for Unread<T> {
    fn clone(&self) -> Self {
        Self::new(self.json.clone())
    }
}

impl<T> PartialEq for Unread<T> {
    fn eq(&self, other: &Self) -> bool {
        self.json == other.json
    }
}

impl<T> Eq for Unread<T> {}

impl<T> Unread<T> {
    /// JSON of a `T`.
    pub(super) fn new(json: RawJson) -> Self {
        Self { json, of: PhantomData }
    }

    pub(super) fn into_json(self) -> RawJson {
        self.json
    }

    /// The JSON.
    #[must_use]
    pub fn json(&self) -> &str {
        self.json.0.get()
    }

    /// What was [`Unread::json`] somewhere else.
    ///
    /// # Errors
    /// When it is no JSON.
    pub fn from_json(json: String) -> Result<Self, serde_json::Error> {
        Ok(Self::new(RawJson(RawValue::from_string(json)?.into())))
    }
}

impl<T: Serialize> Unread<T> {
    /// Writes it.
    ///
    /// # Errors
    /// For a value that has no JSON; no type of ours is such a one.
    pub fn of(value: &T) -> Result<Self, serde_json::Error> {
        Ok(Self::new(RawJson(serde_json::value::to_raw_value(value)?.into())))
    }
}

impl<T: DeserializeOwned> Unread<T> {
    /// Reads it.
    ///
    /// # Errors
    /// When it is not what was expected: an answer of another version.
    pub fn read(&self) -> Result<T, serde_json::Error> {
        serde_json::from_str(self.json())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_the_same_json_and_is_read_later() {
        let carried = Some(Unread::of(&vec![1, 2, 3]).unwrap());
        let text = serde_json::to_string(&carried).unwrap();
        assert_eq!(text, "[1,2,3]");
        let carried: Option<Unread<Vec<u8>>> = serde_json::from_str(&text).unwrap();
        assert_eq!(carried.unwrap().read().unwrap(), vec![1, 2, 3]);
        let other: Unread<String> = serde_json::from_str(&text).unwrap();
        assert!(other.read().is_err());
    }
}
