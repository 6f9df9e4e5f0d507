//! What is fetched before anybody asks for it, because a pointer rests where they would.

use leptos::prelude::*;
use std::collections::HashMap;
use std::hash::Hash;

/// So many are kept.
const KEPT: usize = 24;
/// So long, in milliseconds: from resting to pressing it is a moment, and news may not come through.
const LASTS: f64 = 10_000.0;

/// Answers that are kept until they are asked for, once, or until there is news of them, or until they are old.
pub struct FetchedAhead<K: 'static, T: 'static>(StoredValue<Kept<K, T>>);

struct Kept<K, T> {
    asked: HashMap<K, Asked<T>>,
    /// How often something was asked for.
    times: u32,
}

struct Asked<T> {
    time: u32,
    /// When, in milliseconds.
    at: f64,
    /// `None`: on its way.
    answer: Option<T>,
}

/// An answer is on its way.
#[derive(Clone, Copy, Debug)]
pub struct OnItsWay(u32);

impl<K, T> Clone for FetchedAhead<K, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<K, T> Copy for FetchedAhead<K, T> {}

impl<K: Eq + Hash + Send + Sync, T: Send + Sync> FetchedAhead<K, T> {
    pub(super) fn new() -> Self {
        Self(StoredValue::new(Kept { asked: HashMap::new(), times: 0 }))
    }

    /// Before an answer is asked for; `None` when it is here or on its way, or when the page is gone.
    #[must_use]
    pub fn begin(self, key: K, now: f64) -> Option<OnItsWay> {
        let began = self.0.try_update_value(|kept| {
            if kept.asked.get(&key).is_some_and(|asked| now - asked.at < LASTS) {
                return None;
            }
            if kept.asked.len() >= KEPT {
                kept.asked.clear();
            }
            kept.times += 1;
            kept.asked.insert(key, Asked { time: kept.times, at: now, answer: None });
            Some(OnItsWay(kept.times))
        });
        began.flatten()
    }

    /// What was asked for came, or did not. There may have been news meanwhile, or somebody who could not wait.
    pub fn came(self, began: OnItsWay, key: &K, answer: Option<T>) {
        self.0.try_update_value(|kept| {
            let Some(asked) = kept.asked.get_mut(key).filter(|asked| asked.time == began.0) else { return };
            if answer.is_none() {
                kept.asked.remove(key);
            } else {
                asked.answer = answer;
            }
        });
    }

    /// What was fetched, once. What is still on its way is not waited for.
    #[must_use]
    pub fn take(self, key: &K, now: f64) -> Option<T> {
        let asked = self.0.try_update_value(|kept| kept.asked.remove(key)).flatten()?;
        asked.answer.filter(|_| now - asked.at < LASTS)
    }

    /// There is news of these.
    pub fn forget(self, keys: &[K]) {
        self.0.try_update_value(|kept| keys.iter().for_each(|key| drop(kept.asked.remove(key))));
    }

    /// There is news of everything, or nobody knows of what.
    pub fn forget_all(self) {
        self.0.try_update_value(|kept| kept.asked.clear());
    }
}

#[cfg(test)]
mod tests {
    use super::FetchedAhead;
    use leptos::prelude::Owner;

    #[test]
    fn an_answer_is_used_once_and_never_after_news_nor_late() {
        let owner = Owner::new();
        owner.set();
        let ahead = FetchedAhead::<u32, &str>::new();
        let (one, other) = (ahead.begin(1, 0.0).unwrap(), ahead.begin(2, 0.0).unwrap());
        assert!(ahead.begin(1, 5.0).is_none(), "it is on its way");
        ahead.came(one, &1, Some("one"));
        assert!(ahead.begin(1, 5.0).is_none(), "it is here");
        ahead.forget(&[2, 3]);
        ahead.came(other, &2, Some("from before the news"));
        assert_eq!(
            (ahead.take(&1, 5.0), ahead.take(&1, 5.0), ahead.take(&2, 5.0)),
            (Some("one"), None, None)
        );

        let old = ahead.begin(1, 0.0).unwrap();
        ahead.came(old, &1, Some("old"));
        assert!(ahead.begin(1, 10_000.0).is_some(), "it is asked for again");
        assert_eq!(ahead.take(&1, 10_000.0), None);

        let unawaited = ahead.begin(1, 0.0).unwrap();
        assert_eq!(ahead.take(&1, 1.0), None);
        ahead.came(unawaited, &1, Some("what somebody else has fetched meanwhile"));
        assert_eq!(ahead.take(&1, 2.0), None);

        let failed = ahead.begin(1, 0.0).unwrap();
        ahead.came(failed, &1, None);
        let again = ahead.begin(1, 1.0).unwrap();
        ahead.forget_all();
        ahead.came(again, &1, Some("from before the news"));
        assert_eq!(ahead.take(&1, 2.0), None);
    }
}
