//! Numbers and amounts of money as people write them.

use kurier_model::home::CURRENCIES;

/// Digits before and behind the point.
const BEFORE: usize = 15;
const BEHIND: usize = 6;
/// Signs that stand for a currency.
const SIGNS: [(&str, &str); 8] = [
    ("zł", "PLN"),
    ("zl", "PLN"),
    ("€", "EUR"),
    ("$", "USD"),
    ("£", "GBP"),
    ("₴", "UAH"),
    ("kč", "CZK"),
    ("fr.", "CHF"),
];

/// A number as it is kept, and its size. `None` for what is none, and for what could be read in two ways.
pub(super) fn number(text: &str) -> Option<(String, f64)> {
    let text: String =
        text.trim().chars().filter(|c| !matches!(c, ' ' | '\u{a0}' | '\u{202f}' | '\'')).collect();
    let (is_negative, digits) = match text.strip_prefix(['-', '\u{2212}']) {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(&text)),
    };
    let (whole, fraction) = parts(digits)?;
    let all_digits = |text: &str| text.chars().all(|c| c.is_ascii_digit());
    if whole.is_empty() || !all_digits(&whole) || !all_digits(&fraction) {
        return None;
    }
    let whole = whole.trim_start_matches('0');
    let fraction = fraction.trim_end_matches('0');
    if whole.len() > BEFORE || fraction.len() > BEHIND {
        return None;
    }
    let mut kept = String::new();
    if is_negative && !(whole.is_empty() && fraction.is_empty()) {
        kept.push('-');
    }
    kept.push_str(if whole.is_empty() { "0" } else { whole });
    if !fraction.is_empty() {
        kept.push('.');
        kept.push_str(fraction);
        // What is kept reads the same again.
        if is_ambiguous(kept.trim_start_matches('-'), '.') {
            kept.push('0');
        }
    }
    let size = kept.parse().ok()?;
    Some((kept, size))
}

/// What stands before and behind the decimal mark. Marks between thousands are left out.
fn parts(digits: &str) -> Option<(String, String)> {
    let (points, commas) = (digits.matches('.').count(), digits.matches(',').count());
    let split = |mark: char, thousands: char| {
        let (whole, fraction) = digits.rsplit_once(mark)?;
        in_threes(whole, thousands).map(|whole| (whole, fraction.to_owned()))
    };
    match (points, commas) {
        (0, 0) => Some((digits.to_owned(), String::new())),
        // `1,234` is a thousand in English and one in Polish.
        (0, 1) if is_ambiguous(digits, ',') => None,
        (0, 1) => split(',', ' '),
        (1, 0) if is_ambiguous(digits, '.') => None,
        (1, 0) => split('.', ' '),
        (_, 0) => in_threes(digits, '.').map(|whole| (whole, String::new())),
        (0, _) => in_threes(digits, ',').map(|whole| (whole, String::new())),
        (1, _) if digits.rfind('.') > digits.rfind(',') => split('.', ','),
        (_, 1) if digits.rfind(',') > digits.rfind('.') => split(',', '.'),
        _ => None,
    }
}

/// One mark with three digits behind it and one to three before.
fn is_ambiguous(digits: &str, mark: char) -> bool {
    digits.split_once(mark).is_some_and(|(before, behind)| {
        behind.len() == 3 && (1..=3).contains(&before.len()) && !before.starts_with('0')
    })
}

/// Digits with a mark before every three of them, without the marks.
fn in_threes(text: &str, mark: char) -> Option<String> {
    let mut groups = text.split(mark);
    let first = groups.next()?;
    let rest: Vec<&str> = groups.collect();
    let fits = rest.is_empty() || (1..=3).contains(&first.len()) && rest.iter().all(|group| group.len() == 3);
    fits.then(|| first.to_owned() + &rest.concat())
}

/// An amount with its currency as it is kept, and its size; in the `usual` one where none is named.
pub(super) fn money(text: &str, usual: &str) -> Option<(String, f64)> {
    let text = text.trim();
    let is_of_number = |c: char| c.is_ascii_digit() || matches!(c, '-' | '\u{2212}' | '+');
    let first = text.find(is_of_number)?;
    let last = text.rfind(|c: char| c.is_ascii_digit())?;
    let (before, amount, behind) = (text.get(..first)?, text.get(first..=last)?, text.get(last + 1..)?);
    let words: Vec<&str> =
        [before, behind].into_iter().map(str::trim).filter(|word| !word.is_empty()).collect();
    let currency = match words.as_slice() {
        [] => usual,
        [one] => currency(one)?,
        _ => return None,
    };
    // What stands alone behind a mark is a part of the currency: three digits are not a fraction of it.
    let (kept, size) = number(amount)?;
    let (whole, fraction) = kept.split_once('.').unwrap_or((&kept, ""));
    (fraction.len() <= 2).then(|| (format!("{whole}.{fraction:0<2} {currency}"), size))
}

fn currency(word: &str) -> Option<&'static str> {
    let lower = word.to_lowercase();
    let by_sign = SIGNS.iter().find(|(sign, _)| *sign == lower).map(|(_, code)| *code);
    by_sign.or_else(|| CURRENCIES.into_iter().find(|code| code.eq_ignore_ascii_case(word)))
}
