//! What countries are called.

use kurier_i18n::{I18n, t_string};

/// A country by its code (ISO 3166-1); one that cannot be chosen by the code alone.
pub(super) fn country_name(i18n: I18n, code: &str) -> &str {
    match code {
        "PL" => t_string!(i18n, settings.workspace.countries.pl),
        "DE" => t_string!(i18n, settings.workspace.countries.de),
        "CZ" => t_string!(i18n, settings.workspace.countries.cz),
        "SK" => t_string!(i18n, settings.workspace.countries.sk),
        "UA" => t_string!(i18n, settings.workspace.countries.ua),
        "LT" => t_string!(i18n, settings.workspace.countries.lt),
        "AL" => t_string!(i18n, settings.workspace.countries.al),
        "AT" => t_string!(i18n, settings.workspace.countries.at),
        "BA" => t_string!(i18n, settings.workspace.countries.ba),
        "BE" => t_string!(i18n, settings.workspace.countries.be),
        "BG" => t_string!(i18n, settings.workspace.countries.bg),
        "CA" => t_string!(i18n, settings.workspace.countries.ca),
        "CH" => t_string!(i18n, settings.workspace.countries.ch),
        "CY" => t_string!(i18n, settings.workspace.countries.cy),
        "DK" => t_string!(i18n, settings.workspace.countries.dk),
        "EE" => t_string!(i18n, settings.workspace.countries.ee),
        "ES" => t_string!(i18n, settings.workspace.countries.es),
        "FI" => t_string!(i18n, settings.workspace.countries.fi),
        "FR" => t_string!(i18n, settings.workspace.countries.fr),
        "GB" => t_string!(i18n, settings.workspace.countries.gb),
        "GE" => t_string!(i18n, settings.workspace.countries.ge),
        "GR" => t_string!(i18n, settings.workspace.countries.gr),
        "HR" => t_string!(i18n, settings.workspace.countries.hr),
        "HU" => t_string!(i18n, settings.workspace.countries.hu),
        "IE" => t_string!(i18n, settings.workspace.countries.ie),
        "IS" => t_string!(i18n, settings.workspace.countries.is),
        "IT" => t_string!(i18n, settings.workspace.countries.it),
        "LI" => t_string!(i18n, settings.workspace.countries.li),
        "LU" => t_string!(i18n, settings.workspace.countries.lu),
        "LV" => t_string!(i18n, settings.workspace.countries.lv),
        "MD" => t_string!(i18n, settings.workspace.countries.md),
        "ME" => t_string!(i18n, settings.workspace.countries.me),
        "MK" => t_string!(i18n, settings.workspace.countries.mk),
        "MT" => t_string!(i18n, settings.workspace.countries.mt),
        "NL" => t_string!(i18n, settings.workspace.countries.nl),
        "NO" => t_string!(i18n, settings.workspace.countries.no),
        "PT" => t_string!(i18n, settings.workspace.countries.pt),
        "RO" => t_string!(i18n, settings.workspace.countries.ro),
        "RS" => t_string!(i18n, settings.workspace.countries.rs),
        "SE" => t_string!(i18n, settings.workspace.countries.se),
        "SI" => t_string!(i18n, settings.workspace.countries.si),
        "TR" => t_string!(i18n, settings.workspace.countries.tr),
        "US" => t_string!(i18n, settings.workspace.countries.us),
        "AU" => t_string!(i18n, settings.workspace.countries.au),
        code => code,
    }
}

#[cfg(test)]
mod tests {
    use super::country_name;
    use kurier_i18n::{I18n, Language};
    use kurier_model::home::COUNTRIES;

    #[test]
    fn every_country_that_can_be_chosen_has_a_name() {
        for language in [Language::Pl, Language::En] {
            let i18n = I18n::new(language);
            assert!(COUNTRIES.iter().all(|code| country_name(i18n, code) != *code));
        }
    }
}
