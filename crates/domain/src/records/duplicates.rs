//! Records that may be the same: by an address or a number, by the same name, by nearly the same.

mod store;

use super::nearly::one_letter;
use super::related::named;
use super::store::Stored;
use super::{listing, values};
use crate::{db::Tx, error::Result};
use kurier_mail::message::search_tokens::fold;
use kurier_model::record::{Change, FieldType, Kind, Twin, TwinReason};
use kurier_model::{Field, FieldId, RecordId};

/// So many are offered.
const OFFERED: usize = 10;
/// So many of those that an index finds are looked at.
const NEAR: i64 = 200;
/// Shorter names are too much like too many others.
const SHORTEST: usize = 5;
/// What companies are, and what therefore tells none from another.
const FORMS: [&str; 14] =
    ["sp", "zoo", "spolka", "oo", "sa", "sc", "spj", "gmbh", "ag", "ltd", "llc", "inc", "company", "firma"];

/// By an address, a number, then the same name, then nearly the same.
pub(super) async fn twins(
    tx: &mut Tx,
    kind: &Kind,
    fields: &[Change],
    except: Option<RecordId>,
) -> Result<Vec<Twin>> {
    let (mut emails, mut phones, mut name) = (Vec::new(), Vec::new(), None);
    let mut same: Vec<(FieldId, String, TwinReason)> = Vec::new();
    for Change { field, value } in fields {
        let Field::OfKind(id) = field else { continue };
        let Some(definition) = kind.field(*id) else { continue };
        // What is being typed may be no value yet.
        let Ok(Some(value)) = values::read(&kind.home, &definition.what, value) else { continue };
        let words = value.words().map(str::to_owned);
        match definition.what {
            FieldType::Email if kind.is_reached() => emails.extend(words),
            FieldType::Phone if kind.is_reached() => phones.extend(words),
            // What mail does not find by it is told by the field.
            FieldType::Email => same.extend(words.map(|word| (*id, word, TwinReason::Email))),
            FieldType::Phone => same.extend(words.map(|word| (*id, word, TwinReason::Phone))),
            FieldType::TaxId => same.extend(words.map(|word| (*id, word, TwinReason::TaxId))),
            FieldType::Domain => same.extend(words.map(|word| (*id, word, TwinReason::Domain))),
            FieldType::Name => name = Some((definition.id, fold(&value.text))),
            _ => {}
        }
    }
    let mut found = Vec::new();
    for (address, keys, reason) in
        [("email", &emails, TwinReason::Email), ("phone", &phones, TwinReason::Phone)]
    {
        let ids = store::by_address(tx, &kind.key, address, keys).await?;
        found.extend(ids.into_iter().map(|id| (id, reason)));
    }
    for (field, word, reason) in same {
        let ids = store::by_words(tx, &kind.key, field, &word).await?;
        found.extend(ids.into_iter().map(|id| (id, reason)));
    }
    if let Some((field, name)) = name {
        let ids = store::by_words(tx, &kind.key, field, &name).await?;
        found.extend(ids.into_iter().map(|id| (id, TwinReason::Name)));
        let near = called(tx, kind, &name).await?;
        found.extend(near.into_iter().map(|id| (id, TwinReason::SimilarName)));
    }
    shown(tx, kind, found, except).await
}

/// Each once, by the surest reason.
async fn shown(
    tx: &mut Tx,
    kind: &Kind,
    found: Vec<(RecordId, TwinReason)>,
    except: Option<RecordId>,
) -> Result<Vec<Twin>> {
    let mut each: Vec<(RecordId, TwinReason)> = Vec::new();
    for (id, reason) in found {
        if Some(id) != except && !each.iter().any(|(known, _)| *known == id) {
            each.push((id, reason));
        }
    }
    each.truncate(OFFERED);
    let ids: Vec<RecordId> = each.iter().map(|(id, _)| *id).collect();
    let stored = listing::stored(tx, &ids).await?;
    let twin = |(id, stored): &(RecordId, Stored)| {
        let reason = each.iter().find(|(known, _)| known == id)?.1;
        let named = named(kind, *id, stored);
        Some(Twin { id: named.id, name: named.name, note: named.note, reason })
    };
    Ok(stored.iter().filter_map(twin).collect())
}

/// What stands in a record, as if it were being typed.
pub(super) fn typed(kind: &Kind, stored: &Stored) -> Vec<Change> {
    let value =
        |id: FieldId| Some(Change { field: Field::OfKind(id), value: stored.value(kind, id)?.to_owned() });
    kind.fields.iter().filter_map(|field| value(field.id)).collect()
}

/// Records that are nearly called so.
async fn called(tx: &mut Tx, kind: &Kind, name: &str) -> Result<Vec<RecordId>> {
    let words = telling(name);
    let looked_for = words.join(" ");
    if looked_for.chars().count() < SHORTEST {
        return Ok(Vec::new());
    }
    let found = store::called(tx, &kind.key, &looked_for, NEAR).await?;
    Ok(found
        .into_iter()
        .filter(|(_, other)| alike(&words, &telling(&fold(other))))
        .map(|(id, _)| id)
        .collect())
}

/// The words of a name, without those that say only what kind of company it is.
fn telling(folded: &str) -> Vec<&str> {
    let all = || folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let words: Vec<&str> = all().filter(|word| word.chars().count() > 1 && !FORMS.contains(word)).collect();
    if words.is_empty() { all().collect() } else { words }
}

/// Whether two names have the same words, in whatever order, but for one letter.
fn alike(one: &[&str], other: &[&str]) -> bool {
    if one.len() != other.len() {
        return false;
    }
    let mut rest: Vec<&str> = other.to_vec();
    let mut different: Vec<&str> = Vec::new();
    for word in one {
        match rest.iter().position(|known| known == word) {
            Some(at) => {
                rest.swap_remove(at);
            }
            None => different.push(word),
        }
    }
    match (different.as_slice(), rest.as_slice()) {
        ([], []) => true,
        ([one], [other]) => one_letter(one, other),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::{alike, telling};

    fn are_alike(one: &str, other: &str) -> bool {
        alike(&telling(one), &telling(other))
    }

    #[test]
    fn names_are_alike_in_any_order_and_but_for_a_letter() {
        for (one, other) in [
            ("jan kowalski", "kowalski jan"),
            ("jan kowalski", "jan kowalsky"),
            ("jan kowalski", "jan kowaslki"),
            ("jan kowalski", "jan kowalskii"),
            ("anna maria nowak", "nowak anna-maria"),
            ("meble nowak", "meble nowak sp. z o.o."),
            ("meble nowak s.a.", "nowak meble sp z oo"),
        ] {
            assert!(are_alike(one, other), "{one} and {other}");
            assert!(are_alike(other, one), "{other} and {one}");
        }
        for (one, other) in [
            ("jan kowalski", "jan kowalczyk"),
            ("jan kowalski", "jana kowalskx"),
            ("jan kowalski", "kowalski"),
            ("ab cd", "ab ce"),
            ("jan nowak", "jan nowicki"),
        ] {
            assert!(!are_alike(one, other), "{one} and {other}");
        }
    }
}
