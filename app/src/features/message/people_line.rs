//! Lists of recipients, which may be five thousand: a few by name, the rest as a number until asked for.

use kurier_i18n::{I18n, t_string};
use kurier_model::{Address, inbox::Message};
use leptos::prelude::*;

/// So many are named on the line under the sender.
const ON_LINE: usize = 3;
/// So many are listed in the details before "and 4,980 more".
const IN_DETAILS: usize = 20;

/// "do: mnie, Anna i jeszcze 3".
#[must_use]
pub fn to_line(i18n: I18n, message: &Message, mine: &str) -> String {
    let all = || message.to.iter().chain(&message.cc).chain(&message.bcc);
    let count = message.to.len() + message.cc.len() + message.bcc.len();
    if count == 0 {
        return t_string!(i18n, inbox.message.nobody).to_owned();
    }
    let mine = kurier_model::address::address_key(mine);
    let name = |address: &Address| {
        if address.key() == mine { t_string!(i18n, inbox.message.to_me).to_owned() } else { short(address) }
    };
    t_string!(i18n, inbox.message.to_whom, people = some(i18n, all().map(name), count))
}

/// The first few of many names, and how many more there are.
#[must_use]
pub fn some(i18n: I18n, names: impl Iterator<Item = String>, count: usize) -> String {
    let mut people = names.take(ON_LINE).collect::<Vec<_>>().join(", ");
    if count > ON_LINE {
        people.push(' ');
        people.push_str(&more(i18n, count - ON_LINE));
    }
    people
}

/// One line of the details: all addresses, the first twenty at once.
#[component]
pub fn People(i18n: I18n, label: &'static str, people: Vec<Address>) -> impl IntoView {
    if people.is_empty() {
        return ().into_any();
    }
    let is_whole = RwSignal::new(people.len() <= IN_DETAILS);
    let rest = people.len().saturating_sub(IN_DETAILS);
    let people = StoredValue::new(people);
    // One text for all: thousands of elements would be slow, and nobody clicks on the three-thousandth.
    let text = move || {
        let count = if is_whole.get() { usize::MAX } else { IN_DETAILS };
        people.with_value(|people| {
            people.iter().take(count).map(Address::readable_whole).collect::<Vec<_>>().join(", ")
        })
    };
    view! {
        <dt>{label}</dt>
        <dd dir="auto">
            {text}
            {(rest > 0).then(|| view! {
                " "
                <button
                    type="button"
                    class="message__more-people"
                    aria-expanded=move || is_whole.get().to_string()
                    on:click=move |_| is_whole.update(|whole| *whole = !*whole)
                >
                    {move || if is_whole.get() {
                        t_string!(i18n, inbox.message.show_fewer).to_owned()
                    } else {
                        more(i18n, rest)
                    }}
                </button>
            })}
        </dd>
    }
    .into_any()
}

/// "and 4,997 more".
fn more(i18n: I18n, count: usize) -> String {
    t_string!(i18n, inbox.message.and_more, count = count)
}

fn short(address: &Address) -> String {
    address.readable_label().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;
    use kurier_i18n::Language;
    use kurier_model::{MessageId, inbox::Body};

    fn message(to: Vec<Address>) -> Message {
        Message {
            id: MessageId::new(),
            from: None,
            reply_to: Vec::new(),
            to,
            cc: Vec::new(),
            bcc: Vec::new(),
            date: None,
            received_at: DateTime::UNIX_EPOCH,
            subject: String::new(),
            snippet: String::new(),
            is_mine: false,
            seen: true,
            flagged: false,
            answered: false,
            draft: false,
            body: Body::Empty,
            attachments: Vec::new(),
            automatic: false,
            client: None,
        }
    }

    #[test]
    fn five_thousand_recipients_are_three_and_a_number() {
        let to = (0..5000).map(|n| Address::bare(format!("osoba{n}@firma.pl"))).collect();
        let line = to_line(I18n::new(Language::Pl), &message(to), "ala@firma.pl");
        assert_eq!(line, "do: osoba0@firma.pl, osoba1@firma.pl, osoba2@firma.pl i jeszcze 4997");
    }

    #[test]
    fn the_mailbox_itself_is_me() {
        let to = vec![Address::named("Ala", "ALA@firma.pl"), Address::named("Jan", "jan@x.pl")];
        assert_eq!(to_line(I18n::new(Language::Pl), &message(to), "ala@firma.pl"), "do: mnie, Jan");
        assert_eq!(to_line(I18n::new(Language::En), &message(vec![]), "ala@firma.pl"), "no recipients");
    }
}
