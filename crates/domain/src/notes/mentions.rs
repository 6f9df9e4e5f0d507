//! Who is named in a note: `@` and a whole name, in any letters.

use kurier_model::UserId;

/// Those of these people whom the text names, each once. Of two names of which one begins with the other, the longer counts.
pub(super) fn of(text: &str, people: &[(UserId, String)]) -> Vec<UserId> {
    let mut names: Vec<(UserId, Vec<char>)> = people
        .iter()
        .map(|(id, name)| (*id, letters(name.trim())))
        .filter(|(_, name)| !name.is_empty())
        .collect();
    names.sort_by_key(|(_, name)| std::cmp::Reverse(name.len()));
    let text = letters(text);
    let mut found = Vec::new();
    for (place, _) in text.iter().enumerate().filter(|(_, letter)| **letter == '@') {
        // Part of an address: somebody@firm.
        if place
            .checked_sub(1)
            .and_then(|before| text.get(before))
            .is_some_and(|letter| letter.is_alphanumeric())
        {
            continue;
        }
        let rest = text.get(place + 1..).unwrap_or_default();
        let named = names.iter().filter(|(_, name)| is_named(rest, name));
        let longest = named.clone().next().map_or(0, |(_, name)| name.len());
        // Two people of one name are both meant.
        for (id, _) in named.filter(|(_, name)| name.len() == longest) {
            if !found.contains(id) {
                found.push(*id);
            }
        }
    }
    found
}

fn is_named(rest: &[char], name: &[char]) -> bool {
    rest.starts_with(name) && !rest.get(name.len()).is_some_and(|letter| letter.is_alphanumeric())
}

/// Small letters; whatever separates words is a space.
fn letters(text: &str) -> Vec<char> {
    text.chars()
        .flat_map(char::to_lowercase)
        .map(|letter| if letter.is_whitespace() { ' ' } else { letter })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_names_in_any_letters() {
        let [anna, jan, janina, other] = [(); 4].map(|()| UserId::new());
        let people = [
            (anna, "Anna Żółć".to_owned()),
            (jan, "Jan Nowak".to_owned()),
            (janina, "Jan Nowakowski".to_owned()),
            (other, "  ".to_owned()),
        ];
        for (text, wanted) in [
            ("@Anna Żółć: proszę", vec![anna]),
            ("(@anna żółć)", vec![anna]),
            ("@Jan Nowak, @Anna\u{a0}Żółć", vec![jan, anna]),
            ("@Jan Nowakowski", vec![janina]),
            ("@Jan Nowaka", vec![]),
            ("pisz na jan@Jan Nowak", vec![]),
            ("@Jan", vec![]),
            ("@", vec![]),
            ("@@Jan Nowak @JAN NOWAK", vec![jan]),
        ] {
            assert_eq!(of(text, &people), wanted, "{text}");
        }
    }

    #[test]
    fn of_two_with_one_name_both_are_meant() {
        let (one, two) = (UserId::new(), UserId::new());
        let people = [(one, "Jan Nowak".to_owned()), (two, "jan nowak".to_owned())];
        assert_eq!(of("@Jan Nowak?", &people), [one, two]);
    }
}
