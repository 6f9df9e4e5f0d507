//! Numbers by which tax offices know companies.

/// How much each digit of a NIP counts for its last one (Dz.U. 1995 nr 142 poz. 702, §5).
const WEIGHTS: [u32; 9] = [6, 5, 7, 2, 3, 4, 5, 6, 7];
/// Letters of the countries that have VAT numbers in VIES, and of neighbours.
const COUNTRIES: [&str; 32] = [
    "AT", "BE", "BG", "CH", "CY", "CZ", "DE", "DK", "EE", "EL", "ES", "FI", "FR", "GB", "HR", "HU", "IE",
    "IT", "LT", "LU", "LV", "MT", "NL", "NO", "PT", "RO", "SE", "SI", "SK", "UA", "XI", "RS",
];

/// A NIP as its ten digits, checked; another country's number with its letters before it.
pub(super) fn read(text: &str) -> Option<String> {
    let text: String = text.chars().filter(|c| !matches!(c, ' ' | '-' | '.' | '\u{a0}')).collect();
    let text = text.to_uppercase();
    let text = text.strip_prefix("NIP").map_or(text.as_str(), |rest| rest.trim_start_matches(':'));
    let digits = text.strip_prefix("PL").unwrap_or(text);
    if digits.len() == 10 && digits.chars().all(|c| c.is_ascii_digit()) {
        return is_nip(digits).then(|| digits.to_owned());
    }
    let (country, number) = text.split_at_checked(2)?;
    let fits = (2..=13).contains(&number.len())
        && number.chars().all(|c| c.is_ascii_alphanumeric())
        && number.chars().any(|c| c.is_ascii_digit());
    (COUNTRIES.contains(&country) && fits).then(|| text.to_owned())
}

fn is_nip(digits: &str) -> bool {
    let digits: Vec<u32> = digits.chars().filter_map(|c| c.to_digit(10)).collect();
    let sum: u32 = digits.iter().zip(WEIGHTS).map(|(digit, weight)| digit * weight).sum();
    digits.get(9) == Some(&(sum % 11)) && digits.iter().any(|digit| *digit != 0)
}
