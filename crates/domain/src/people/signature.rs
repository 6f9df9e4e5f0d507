//! Phone numbers and the company that people write under their mails.

use super::free_mail;
use super::names::capitalised;

/// Telephone numbers of a text as they are written, best first (labelled ones, then those near the end), without repetitions.
pub(crate) fn phones(text: &str) -> Vec<String> {
    let mut found: Vec<(bool, usize, String)> = Vec::new();
    for (line_number, line) in text.lines().enumerate() {
        let lower = line.to_lowercase();
        if ["nip", "regon", "krs", "iban", "konto", "bank account", "vat", "http", "faktur", "invoice"]
            .iter()
            .any(|word| lower.contains(word))
            || lower.contains("fax")
        {
            continue;
        }
        let labelled = ["tel", "kom.", "mob", "phone", "cell", "gsm", "+", "☎", "📞", "m:", "t:"]
            .iter()
            .any(|label| lower.contains(label));
        for number in numbers(line) {
            let digits = phone_key(&number);
            let polish = digits.len() == 9 && !digits.starts_with('0');
            let international = number.starts_with('+') && (8..=15).contains(&digits.len());
            let plausible = international
                || (polish && (labelled || is_grouped(&number)))
                || (labelled && (7..=12).contains(&digits.len()));
            let known = found.iter().any(|(_, _, other)| {
                phone_key(other).ends_with(&digits) || digits.ends_with(&phone_key(other))
            });
            if plausible && !known {
                found.push((labelled, line_number, number));
            }
        }
    }
    found.sort_by_key(|(labelled, line, _)| (!labelled, std::cmp::Reverse(*line)));
    found.into_iter().map(|(_, _, number)| number).collect()
}

/// The digits of a number: the form in which numbers are compared and indexed.
pub(crate) fn phone_key(number: &str) -> String {
    number.chars().filter(char::is_ascii_digit).collect()
}

/// Runs of digits with the separators that numbers have, which neither touch letters nor look like dates.
fn numbers(line: &str) -> Vec<String> {
    let mut numbers = Vec::new();
    let mut current = String::new();
    let mut before = ' ';
    let mut previous = ' ';
    for c in line.chars().chain([' ', '\n']) {
        let starts = c.is_ascii_digit() || c == '+' || c == '(';
        let goes_on = c.is_ascii_digit() || matches!(c, ' ' | '-' | '(' | ')' | '.' | '/' | '\u{a0}');
        if current.is_empty() {
            if starts {
                before = previous;
                current.push(c);
            }
        } else if goes_on && !(matches!(c, ' ' | '\u{a0}') && previous == ' ') {
            current.push(if c == '\u{a0}' { ' ' } else { c });
        } else {
            let number =
                current.trim_matches([' ', '-', '.', '/', '(']).trim_end_matches(')').trim().to_owned();
            let touches = before.is_alphanumeric()
                || matches!(before, '/' | '=' | '#' | '@')
                || c.is_alphabetic() && !previous.is_whitespace();
            if !touches && !is_date(&number) {
                numbers.push(number);
            }
            current.clear();
        }
        previous = c;
    }
    numbers
}

fn is_grouped(number: &str) -> bool {
    number.contains([' ', '-'])
}

fn is_date(number: &str) -> bool {
    let groups: Vec<&str> = number.split(['.', '-', '/', ' ']).filter(|group| !group.is_empty()).collect();
    let year = |group: &&str| group.len() == 4 && (group.starts_with("19") || group.starts_with("20"));
    groups.len() >= 3 && (groups.first().is_some_and(&year) || groups.get(2).is_some_and(&year))
}

/// The sender's company: a line of the signature with a legal form, or the domain of the address when it is not a free mail provider's.
pub(crate) fn company(text: &str, address: &str) -> Option<String> {
    let last: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let signature = last.iter().rev().take(12);
    for line in signature {
        let lower = line.to_lowercase();
        let legal = [
            "sp. z o.o",
            "sp. z o. o",
            "sp.z o.o",
            "spółka z o",
            "s.a.",
            "sp. j.",
            "sp.j.",
            "sp. k.",
            "s.c.",
            " gmbh",
            " ltd",
            " inc.",
            " llc",
        ]
        .iter()
        .any(|form| lower.contains(form));
        if legal && line.chars().count() <= 80 && !lower.contains("http") {
            return Some(line.trim_matches([',', '|', '-', '*', ' ']).to_owned());
        }
    }
    let domain = free_mail::company_domain(address)?;
    let label = domain.split('.').next().filter(|label| label.len() > 1)?;
    Some(label.split('-').map(capitalised).collect::<Vec<_>>().join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIGNED: &str = "Proszę o ofertę na 120 000 sztuk do 2026-12-24.\n\nPozdrawiam\nAnna Nowak\nMeble Nowak Sp. z o.o.\nNIP 525-000-00-00\ntel. 22 555 12 34, kom. +48 600 700 800\nfax 22 555 12 35";

    #[test]
    fn finds_phone_numbers_and_leaves_other_numbers() {
        assert_eq!(phones(SIGNED), ["22 555 12 34", "+48 600 700 800"]);
        assert_eq!(phones("Zadzwoń: 600-700-800 albo 600 700 800"), ["600-700-800"]);
        assert_eq!(phones("Call me: +1 (212) 555-0142."), ["+1 (212) 555-0142"]);
        assert!(phones("Zamówienie 123456789 z 12.11.2026, https://x.pl/600700800").is_empty());
        assert!(phones("Cena 1 200 300 zł").is_empty());
    }

    #[test]
    fn finds_the_company() {
        assert_eq!(company(SIGNED, "anna@gmail.com").as_deref(), Some("Meble Nowak Sp. z o.o."));
        assert_eq!(company("Pozdrawiam", "anna@meble-nowak.com.pl").as_deref(), Some("Meble Nowak"));
        assert_eq!(company("Pozdrawiam", "anna@sklep.allegro.pl").as_deref(), Some("Allegro"));
        assert_eq!(company("Pozdrawiam", "anna@wp.pl"), None);
    }
}
