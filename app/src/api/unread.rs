//! JSON that is read where it is shown.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use std::marker::PhantomData;
use std::sync::Arc;

/// A `T` as JSON, carried unread. Pages that only pass a value on to a part need not bring its reader into the first download;
/// on the wire it is the same JSON.
#[derive(Debug)]
pub struct Unread<T> {
    json: Arc<RawValue>,
    of: PhantomData<fn() -> T>,
}

impl<T> Clone for Unread<T> {
    fn clone(&self) -> Self {
        Self { json: self.json.clone(), of: PhantomData }
    }
}

/// Two are the same when they are written the same.
impl<T> PartialEq for Unread<T> {
    fn eq(&self, other: &Self) -> bool {
        self.json.get() == other.json.get()
    }
}

impl<T> Eq for Unread<T> {}

impl<T> Unread<T> {
    /// The same JSON, taken for something else.
    #[must_use]
    pub fn cast<U>(self) -> Unread<U> {
        Unread { json: self.json, of: PhantomData }
    }
}

impl<T> Unread<T> {
    /// The JSON.
    #[must_use]
    pub fn json(&self) -> &str {
        self.json.get()
    }

    /// What was [`Unread::json`] somewhere else.
    ///
    /// # Errors
    /// When it is no JSON.
    pub fn from_json(json: String) -> Result<Self, serde_json::Error> {
        let json = RawValue::from_string(json)?;
        Ok(Self { json: json.into(), of: PhantomData })
    }
}

impl<T: Serialize> Unread<T> {
    /// Writes it.
    ///
    /// # Errors
    /// For a value that has no JSON; no type of ours is such a one.
    pub fn of(value: &T) -> Result<Self, serde_json::Error> {
        let json = serde_json::value::to_raw_value(value)?;
        Ok(Self { json: json.into(), of: PhantomData })
    }
}

impl<T: DeserializeOwned> Unread<T> {
    /// Reads it.
    ///
    /// # Errors
    /// When it is not what was expected: an answer of another version.
    pub fn read(&self) -> Result<T, serde_json::Error> {
        serde_json::from_str(self.json.get())
    }
}

impl<T> Serialize for Unread<T> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.json.serialize(serializer)
    }
}

impl<'de, T> Deserialize<'de> for Unread<T> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let json = Box::<RawValue>::deserialize(deserializer)?;
        Ok(Self { json: json.into(), of: PhantomData })
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
