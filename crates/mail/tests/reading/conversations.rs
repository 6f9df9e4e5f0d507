//! Which messages belong together.

use super::{mail, written};
use std::collections::HashMap;

/// Conversations by the ids that messages share, as the intake joins them.
fn joined(mails: &[(&str, kurier_mail::message::ParsedMessage)]) -> Vec<Vec<String>> {
    let mut of_id: HashMap<String, usize> = HashMap::new();
    let mut groups: Vec<Vec<String>> = Vec::new();
    for (name, mail) in mails {
        let ids: Vec<String> = mail.message_id.iter().cloned().chain(mail.thread_ids()).collect();
        let mut known: Vec<usize> = ids.iter().filter_map(|id| of_id.get(id).copied()).collect();
        known.sort_unstable();
        known.dedup();
        let mut group: Vec<String> = known.iter().flat_map(|at| std::mem::take(&mut groups[*at])).collect();
        group.push((*name).to_owned());
        for place in of_id.values_mut().filter(|place| known.contains(place)) {
            *place = groups.len();
        }
        of_id.extend(ids.into_iter().map(|id| (id, groups.len())));
        groups.push(group);
    }
    groups.iter_mut().for_each(|group| group.sort());
    groups.retain(|group| !group.is_empty());
    groups.sort();
    groups
}

/// <https://git.schatzkarten.net/debian/notmuch/commits/commit/15f5fc513d45cb6173c1a319e3c58b724c3da4db/test/thread-replies>,
/// <https://github.com/DirectoryTree/ImapEngine/issues/118>
#[test]
fn an_address_joins_nothing() {
    let names = [
        "1-question-hinges",
        "2-question-delivery",
        "3-answer-hinges",
        "4-answer-delivery",
        "5-bare-address",
        "6-bare-address-again",
    ];
    let mut mails: Vec<_> =
        names.iter().map(|name| (&name[..1], mail(&format!("conversations/{name}.eml")))).collect();
    for turn in 0..mails.len() {
        mails.rotate_left(turn);
        assert_eq!(joined(&mails), [vec!["1", "3"], vec!["2", "4"], vec!["5"], vec!["6"]], "{turn}");
        mails.reverse();
        assert_eq!(joined(&mails), [vec!["1", "3"], vec!["2", "4"], vec!["5"], vec!["6"]], "{turn}");
    }
}

#[test]
fn nor_does_one_among_references() {
    let mail = written(
        "From: biuro@firma.example\nTo: Jan <Jan@klient.example>\nMessage-ID: <c@firma.example>\n\
         References: <jan@klient.example> <a@klient.example>\nIn-Reply-To: <biuro@firma.example> <b@klient.example>\n\nx\n",
    );
    assert_eq!(mail.thread_ids(), ["a@klient.example", "b@klient.example"]);
}
