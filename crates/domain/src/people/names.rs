//! People's names as mail headers write them.

/// First names with the polite Polish way to address them (vocative).
const POLISH: [(&str, &str); 96] = [
    ("Adam", "Panie Adamie"),
    ("Adrian", "Panie Adrianie"),
    ("Agata", "Pani Agato"),
    ("Agnieszka", "Pani Agnieszko"),
    ("Aleksander", "Panie Aleksandrze"),
    ("Aleksandra", "Pani Aleksandro"),
    ("Alicja", "Pani Alicjo"),
    ("Andrzej", "Panie Andrzeju"),
    ("Aneta", "Pani Aneto"),
    ("Anna", "Pani Anno"),
    ("Antoni", "Panie Antoni"),
    ("Arkadiusz", "Panie Arkadiuszu"),
    ("Artur", "Panie Arturze"),
    ("Barbara", "Pani Barbaro"),
    ("Bartek", "Panie Bartku"),
    ("Bartłomiej", "Panie Bartłomieju"),
    ("Bartosz", "Panie Bartoszu"),
    ("Beata", "Pani Beato"),
    ("Bogdan", "Panie Bogdanie"),
    ("Bożena", "Pani Bożeno"),
    ("Celina", "Pani Celino"),
    ("Cezary", "Panie Cezary"),
    ("Damian", "Panie Damianie"),
    ("Daniel", "Panie Danielu"),
    ("Danuta", "Pani Danuto"),
    ("Dariusz", "Panie Dariuszu"),
    ("Dawid", "Panie Dawidzie"),
    ("Dominik", "Panie Dominiku"),
    ("Dominika", "Pani Dominiko"),
    ("Dorota", "Pani Doroto"),
    ("Edyta", "Pani Edyto"),
    ("Elżbieta", "Pani Elżbieto"),
    ("Emilia", "Pani Emilio"),
    ("Ewa", "Pani Ewo"),
    ("Ewelina", "Pani Ewelino"),
    ("Filip", "Panie Filipie"),
    ("Grażyna", "Pani Grażyno"),
    ("Grzegorz", "Panie Grzegorzu"),
    ("Halina", "Pani Halino"),
    ("Hanna", "Pani Hanno"),
    ("Henryk", "Panie Henryku"),
    ("Irena", "Pani Ireno"),
    ("Iwona", "Pani Iwono"),
    ("Izabela", "Pani Izabelo"),
    ("Jacek", "Panie Jacku"),
    ("Jakub", "Panie Jakubie"),
    ("Jan", "Panie Janie"),
    ("Janusz", "Panie Januszu"),
    ("Jarosław", "Panie Jarosławie"),
    ("Jerzy", "Panie Jerzy"),
    ("Joanna", "Pani Joanno"),
    ("Jolanta", "Pani Jolanto"),
    ("Józef", "Panie Józefie"),
    ("Julia", "Pani Julio"),
    ("Justyna", "Pani Justyno"),
    ("Kamil", "Panie Kamilu"),
    ("Karol", "Panie Karolu"),
    ("Karolina", "Pani Karolino"),
    ("Katarzyna", "Pani Katarzyno"),
    ("Kinga", "Pani Kingo"),
    ("Krystyna", "Pani Krystyno"),
    ("Krzysztof", "Panie Krzysztofie"),
    ("Łukasz", "Panie Łukaszu"),
    ("Maciej", "Panie Macieju"),
    ("Magdalena", "Pani Magdaleno"),
    ("Małgorzata", "Pani Małgorzato"),
    ("Marcin", "Panie Marcinie"),
    ("Marek", "Panie Marku"),
    ("Maria", "Pani Mario"),
    ("Mariusz", "Panie Mariuszu"),
    ("Marta", "Pani Marto"),
    ("Mateusz", "Panie Mateuszu"),
    ("Michał", "Panie Michale"),
    ("Monika", "Pani Moniko"),
    ("Natalia", "Pani Natalio"),
    ("Patrycja", "Pani Patrycjo"),
    ("Paulina", "Pani Paulino"),
    ("Paweł", "Panie Pawle"),
    ("Piotr", "Panie Piotrze"),
    ("Przemysław", "Panie Przemysławie"),
    ("Radosław", "Panie Radosławie"),
    ("Rafał", "Panie Rafale"),
    ("Renata", "Pani Renato"),
    ("Robert", "Panie Robercie"),
    ("Ryszard", "Panie Ryszardzie"),
    ("Sebastian", "Panie Sebastianie"),
    ("Stanisław", "Panie Stanisławie"),
    ("Sylwia", "Pani Sylwio"),
    ("Szymon", "Panie Szymonie"),
    ("Tadeusz", "Panie Tadeuszu"),
    ("Teresa", "Pani Tereso"),
    ("Tomasz", "Panie Tomaszu"),
    ("Urszula", "Pani Urszulo"),
    ("Wojciech", "Panie Wojciechu"),
    ("Zbigniew", "Panie Zbigniewie"),
    ("Zofia", "Pani Zofio"),
];

/// `Pani Anno` for `Anna`; `None` for names outside the list, which nobody should bend by guessing.
pub(crate) fn polish_address(first_name: &str) -> Option<&'static str> {
    POLISH
        .iter()
        .find(|(name, _)| name.to_lowercase() == first_name.to_lowercase())
        .map(|(_, address)| *address)
}

/// The first name in a display name: `Nowak, Anna`, `Anna Nowak (Firma)`, `dr Anna Nowak`. `None` when it does not look like a person.
pub(crate) fn first_name(display: &str) -> Option<&str> {
    let display = display.split(['(', '<', '|', '/', '@']).next()?.trim().trim_matches(['"', '\'']);
    let display = match display.split_once(',') {
        Some((_, given)) if given.split_whitespace().count() == 1 => given,
        Some((before, _)) => before,
        None => display,
    };
    let words: Vec<&str> = display.split_whitespace().filter(|word| !is_title(word)).collect();
    let first = *words.first()?;
    let is_name = |word: &str| {
        word.chars().next().is_some_and(char::is_uppercase)
            && word.chars().count() > 1
            && word.chars().all(|c| c.is_alphabetic() || matches!(c, '-' | '\'' | '’'))
            && !(word.chars().count() > 3 && word.chars().all(char::is_uppercase) && words.len() == 1)
    };
    let known = polish_address(first).is_some();
    (is_name(first)
        && (known || (2..=3).contains(&words.len()))
        && !words.iter().any(|word| is_company_word(word)))
    .then_some(first)
}

/// The name of a person as a lead shows it: the display name, or what the address suggests (`anna.nowak@…` → `Anna Nowak`).
pub(crate) fn person(display: Option<&str>, address: &str) -> String {
    let shown = display.map(|display| display.trim().trim_matches(['"', '\'']).trim());
    if let Some(shown) = shown.filter(|shown| !shown.is_empty() && !shown.contains('@')) {
        let turned = shown.split_once(',').map(|(family, given)| (family.trim(), given.trim()));
        return match turned {
            Some((family, given)) if one_word(family) && one_word(given) && !is_company_word(given) => {
                format!("{given} {family}")
            }
            _ => shown.to_owned(),
        };
    }
    let local = address.split('@').next().unwrap_or_default().split('+').next().unwrap_or_default();
    let words: Vec<&str> = local.split(['.', '_', '-']).filter(|word| !word.is_empty()).collect();
    let spelled = words.len() >= 2
        && words.iter().all(|word| word.chars().count() > 1 && word.chars().all(char::is_alphabetic));
    if spelled {
        words.into_iter().map(capitalised).collect::<Vec<_>>().join(" ")
    } else {
        address.to_owned()
    }
}

fn one_word(text: &str) -> bool {
    text.split_whitespace().count() == 1
}

/// `firma` → `Firma`.
pub(crate) fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters.flat_map(char::to_lowercase)).collect())
        .unwrap_or_default()
}

fn is_title(word: &str) -> bool {
    matches!(
        word.trim_end_matches('.').to_lowercase().as_str(),
        "dr" | "mgr"
            | "inż"
            | "prof"
            | "hab"
            | "mr"
            | "mrs"
            | "ms"
            | "miss"
            | "pan"
            | "pani"
            | "mec"
            | "adw"
            | "lic"
    )
}

/// Words that only companies and machines have in their names.
pub(crate) fn is_company_word(word: &str) -> bool {
    matches!(
        word.trim_matches(['.', ',']).to_lowercase().as_str(),
        "sp" | "z"
            | "o.o"
            | "s.a"
            | "sa"
            | "spółka"
            | "ltd"
            | "inc"
            | "gmbh"
            | "llc"
            | "biuro"
            | "firma"
            | "sklep"
            | "zespół"
            | "dział"
            | "team"
            | "support"
            | "sales"
            | "newsletter"
            | "info"
            | "noreply"
            | "no-reply"
            | "service"
            | "office"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_first_names_of_people_only() {
        for (display, first) in [
            ("Anna Nowak", Some("Anna")),
            ("Nowak, Anna", Some("Anna")),
            ("dr inż. Jan Kowalski (Firma)", Some("Jan")),
            ("Zofia", Some("Zofia")),
            ("John Q. Public", Some("John")),
            ("Biuro Rachunkowe", None),
            ("ACME", None),
            ("Newsletter", None),
            ("jan@firma.pl", None),
            ("", None),
        ] {
            assert_eq!(first_name(display), first, "{display:?}");
        }
    }

    #[test]
    fn names_a_person_from_the_header_or_the_address() {
        assert_eq!(person(Some("\"Nowak, Anna\""), "a@b.pl"), "Anna Nowak");
        assert_eq!(person(Some("Meble Nowak"), "a@b.pl"), "Meble Nowak");
        assert_eq!(person(None, "anna.nowak+crm@firma.pl"), "Anna Nowak");
        assert_eq!(person(Some("x@y.pl"), "biuro@firma.pl"), "biuro@firma.pl");
    }

    #[test]
    fn polish_vocatives() {
        assert_eq!(polish_address("anna"), Some("Pani Anno"));
        assert_eq!(polish_address("Jan"), Some("Panie Janie"));
        assert_eq!(polish_address("John"), None);
    }
}
