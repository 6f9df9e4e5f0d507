use super::*;
use kurier_model::home::COUNTRIES;
use kurier_model::record::Choice;

fn kept(what: &FieldType, text: &str) -> Result<String, Reason> {
    read(&Home::default(), what, text).map(|value| value.map(|value| value.text).unwrap_or_default())
}

fn all(what: &FieldType, pairs: &[(&str, &str)]) {
    for (written, expected) in pairs {
        assert_eq!(kept(what, written).as_deref(), Ok(*expected), "{written}");
        assert_eq!(kept(what, expected).as_deref(), Ok(*expected), "what is kept reads the same again");
    }
}

fn none(what: &FieldType, reason: &Reason, texts: &[&str]) {
    for text in texts {
        assert_eq!(kept(what, text).as_ref(), Err(reason), "{text}");
    }
}

#[test]
fn numbers_are_read_as_people_write_them_and_never_guessed() {
    all(
        &FieldType::Number,
        &[
            ("1 234,50", "1234.5"),
            ("1\u{a0}234.5", "1234.5"),
            ("1,234.56", "1234.56"),
            ("1.234,56", "1234.56"),
            ("1,234,567", "1234567"),
            ("1.234.567,8", "1234567.8"),
            ("-0,5", "-0.5"),
            ("\u{2212}12", "-12"),
            ("007", "7"),
            ("0,125", "0.125"),
            ("1234,567", "1234.567"),
            ("-0", "0"),
            ("123,4560", "123.4560"),
            ("-12.3450", "-12.3450"),
            ("1234.5670", "1234.567"),
            ("", ""),
        ],
    );
    none(
        &FieldType::Number,
        &Reason::NotANumber,
        &[
            "1,234",
            "1.234",
            "12.345",
            "1,23,4",
            "1.2.3",
            "abc",
            "1e9",
            "--1",
            "½",
            "1,234.567,8",
            "1234567890123456",
            "0.1234567",
            ",",
            ".",
        ],
    );
}

#[test]
fn money_has_a_currency() {
    all(
        &FieldType::Money,
        &[
            ("1 234,5 zł", "1234.50 PLN"),
            ("€ 12", "12.00 EUR"),
            ("12.30", "12.30 PLN"),
            ("usd 1,234.56", "1234.56 USD"),
            ("-5,00 PLN", "-5.00 PLN"),
            ("0", "0.00 PLN"),
        ],
    );
    none(
        &FieldType::Money,
        &Reason::NotMoney,
        &["12 XYZ", "zł", "12,345 zł", "1 USD EUR", "1,001 EUR", "zł 5 EUR", "1234,567 zł"],
    );
}

#[test]
fn days_exist() {
    all(
        &FieldType::Date,
        &[("28.11.2026", "2026-11-28"), ("1. 2. 2026", "2026-02-01"), ("2024-02-29", "2024-02-29")],
    );
    none(
        &FieldType::Date,
        &Reason::NotADay,
        &[
            "2026-02-30",
            "30.2.2026",
            "11/28/2026",
            "28.11.26",
            "20026-01-01",
            "0001-01-01",
            "jutro",
            "2026-11-28T10:00",
            "1.2.3.2026",
        ],
    );
    let key = |text| read_again(&FieldType::Date, text).unwrap().unwrap().keys;
    assert_eq!(key("1970-01-02"), [Key::Number(1.0)]);
    assert_eq!(key("1969-12-31"), [Key::Number(-1.0)]);
}

#[test]
fn numbers_of_companies_are_checked() {
    all(
        &FieldType::TaxId,
        &[
            ("526-025-02-74", "5260250274"),
            ("PL 526 025 02 74", "5260250274"),
            ("NIP: 5260250274", "5260250274"),
            ("de 123456789", "DE123456789"),
            ("ATU12345678", "ATU12345678"),
        ],
    );
    none(
        &FieldType::TaxId,
        &Reason::NotATaxId,
        &["5260250275", "526025027", "0000000000", "QQ123456", "DE", "łł12345678", "PL52602502741", "ATUUUU"],
    );
}

#[test]
fn phones_have_their_country() {
    all(
        &FieldType::Phone,
        &[
            ("512345678", "+48 512 345 678"),
            ("(22) 621 00 00; +49 30 901820", "+48 22 621 00 00, +49 30 901820"),
            ("0048 512 345 678", "+48 512 345 678"),
            ("512 345 678, +48512345678", "+48 512 345 678"),
        ],
    );
    none(&FieldType::Phone, &Reason::NotAPhone, &["123", "telefon", "+48 1", "+999 123456789"]);
    let value = read_again(&FieldType::Phone, "512 345 678").unwrap().unwrap();
    assert_eq!(value.keys, [Key::Words("48512345678".to_owned())]);
}

#[test]
fn what_says_no_country_and_no_currency_is_of_where_the_workspace_is() {
    let home = Home { country: "DE".to_owned(), currency: "EUR".to_owned() };
    let read = |what: &FieldType, text: &str| read(&home, what, text).unwrap().unwrap().text;
    for (what, written, expected) in [
        (FieldType::Phone, "030 901820", "+49 30 901820"),
        (FieldType::Phone, "+48 512 345 678", "+48 512 345 678"),
        (FieldType::Money, "1234,5", "1234.50 EUR"),
        (FieldType::Money, "10 zł", "10.00 PLN"),
    ] {
        assert_eq!(read(&what, written), expected);
        let again = read_again(&what, expected).unwrap().unwrap();
        assert_eq!(again.text, expected, "what is kept is read the same anywhere");
    }
    assert_eq!(kept(&FieldType::Phone, "030 901820"), Err(Reason::NotAPhone), "it is no Polish number");
    assert!(COUNTRIES.iter().all(|country| Region::from_code(country).is_ok()));
}

#[test]
fn addresses_of_mail_of_the_web_and_of_companies() {
    all(
        &FieldType::Email,
        &[
            ("Jan <jan@a.example>; ANNA@a.example", "jan@a.example, ANNA@a.example"),
            ("jan@a.example, Jan@A.example", "jan@a.example"),
        ],
    );
    none(&FieldType::Email, &Reason::NotAnAddress { text: "jan".to_owned() }, &["jan", "a@b.example, jan"]);
    all(
        &FieldType::Url,
        &[
            ("meble-nowak.pl", "https://meble-nowak.pl"),
            ("HTTP://Meble-Nowak.pl/oferta?a=1", "http://meble-nowak.pl/oferta?a=1"),
        ],
    );
    none(
        &FieldType::Url,
        &Reason::NotAWebAddress,
        &[
            "javascript://a.example/%0aalert(1)",
            "ftp://a.example",
            "localhost",
            "https://jan:tajne@a.example",
            "a b",
            "javascript:alert(1)",
            "data:text/html,a.b",
        ],
    );
    all(
        &FieldType::Domain,
        &[
            ("www.Meble-Nowak.PL", "meble-nowak.pl"),
            ("https://www.meble-nowak.pl/kontakt", "meble-nowak.pl"),
            ("jan@meble-nowak.pl", "meble-nowak.pl"),
            ("żółw.pl", "żółw.pl"),
        ],
    );
    none(&FieldType::Domain, &Reason::NotADomain, &["localhost", "a..pl", "192.168.1.1", "a b.pl", "-a.pl"]);
}

#[test]
fn choices_are_among_those_that_are_offered() {
    let choices: Vec<Choice> = ["low", "high"]
        .iter()
        .map(|key| Choice { key: (*key).to_owned(), name: None, removed: false })
        .collect();
    let one = FieldType::Choice { choices: choices.clone() };
    assert_eq!(kept(&one, " high "), Ok("high".to_owned()));
    assert_eq!(kept(&one, "higher"), Err(Reason::Unknown));
    let some = FieldType::Choices { choices };
    assert_eq!(kept(&some, "high,low,high"), Ok("low, high".to_owned()));
    assert_eq!(kept(&some, "high, x"), Err(Reason::Unknown));
    assert_eq!(kept(&FieldType::Checkbox, "true"), Ok("true".to_owned()));
    assert_eq!(kept(&FieldType::Checkbox, "false"), Ok(String::new()));
    assert_eq!(kept(&FieldType::Checkbox, "tak"), Err(Reason::Unknown));
}

#[test]
fn texts_are_lines_and_not_too_long() {
    let value = read_again(&FieldType::Name, "  Żaneta\t\u{0}Łoś\n ").unwrap().unwrap();
    assert_eq!((value.text.as_str(), value.keys), ("Żaneta Łoś", vec![Key::Words("zaneta los".to_owned())]));
    assert_eq!(kept(&FieldType::Text, &"ż".repeat(201)), Err(Reason::TooLong { max: 200 }));
    assert_eq!(kept(&FieldType::LongText, " a\r\nb "), Ok("a\nb".to_owned()));
}
