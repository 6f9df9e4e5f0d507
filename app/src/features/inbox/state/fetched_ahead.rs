//! What is fetched before anybody asks for it, because a pointer rests where they would.

use leptos::prelude::*;
use std::collections::HashMap;
use std::hash::Hash;

/// So many are kept.
const KEPT: usize = 24;

/// Answers that are kept until they are asked for, once, or until there is news.
pub struct FetchedAhead<K: 'static, T: 'static>(StoredValue<Kept<K, T>>);

struct Kept<K, T> {
    answers: HashMap<K, T>,
    /// How often there was news.
    news: u32,
}

/// An answer is on its way, from before the next news.
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
        Self(StoredValue::new(Kept { answers: HashMap::new(), news: 0 }))
    }

    /// Before an answer is asked for; `None` when it is here, or when the page is gone.
    #[must_use]
    pub fn begin(self, key: &K) -> Option<OnItsWay> {
        self.0
            .try_with_value(|kept| (!kept.answers.contains_key(key)).then_some(OnItsWay(kept.news)))
            .flatten()
    }

    /// An answer came. One that was asked for before there was news is old.
    pub fn keep(self, began: OnItsWay, key: K, answer: T) {
        self.0.try_update_value(|kept| {
            if began.0 == kept.news {
                if kept.answers.len() >= KEPT {
                    kept.answers.clear();
                }
                kept.answers.insert(key, answer);
            }
        });
    }

    /// What was fetched; each is used once.
    #[must_use]
    pub fn take(self, key: &K) -> Option<T> {
        self.0.try_update_value(|kept| kept.answers.remove(key)).flatten()
    }

    /// There is news of these: what is known of them is old, and so may be what is on its way.
    pub fn forget(self, keys: &[K]) {
        self.0.try_update_value(|kept| {
            kept.news += 1;
            for key in keys {
                kept.answers.remove(key);
            }
        });
    }

    /// Nothing that was fetched ahead can be trusted.
    pub fn forget_all(self) {
        self.0.try_update_value(|kept| {
            kept.news += 1;
            kept.answers.clear();
        });
    }
}

#[cfg(test)]
mod tests {
    use super::FetchedAhead;
    use leptos::prelude::Owner;

    #[test]
    fn an_answer_is_used_once_and_never_after_news() {
        let owner = Owner::new();
        owner.set();
        let ahead = FetchedAhead::<u32, &str>::new();
        let (one, other) = (ahead.begin(&1).unwrap(), ahead.begin(&2).unwrap());
        ahead.keep(one, 1, "one");
        assert!(ahead.begin(&1).is_none(), "it is here");
        ahead.forget(&[3]);
        ahead.keep(other, 2, "from before the news");
        assert_eq!((ahead.take(&1), ahead.take(&1), ahead.take(&2)), (Some("one"), None, None));
        let again = ahead.begin(&1).unwrap();
        ahead.keep(again, 1, "one");
        ahead.forget(&[1]);
        assert_eq!(ahead.take(&1), None);
        ahead.keep(ahead.begin(&1).unwrap(), 1, "one");
        ahead.forget_all();
        assert_eq!(ahead.take(&1), None);
    }
}
