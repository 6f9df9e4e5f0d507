//! Lines that the sender's program broke (RFC 3676).

use super::{mail, written};
use kurier_mail::message::quote::split_text;

/// <https://github.com/thunderbird/thunderbird-android/issues/3868>
#[test]
fn paragraphs_are_put_together() {
    for (name, text) in [
        (
            "flowed",
            "Dzień dobry,\n\nproszę o ofertę na trzysta sztuk zawiasów meblowych z cichym domykiem, w kolorze nikiel, \
             z dostawą do Poznania najpóźniej w pierwszym tygodniu grudnia.\nDrugi akapit stoi w osobnym wierszu.\n\n\
             >to nie jest cytat, tylko wiersz od znaku większości\nFrom here on: to też zwykły wiersz\n\n\
             >> Kiedy można odebrać towar?\n> W czwartek rano.\n\n-- \nJan Kowalski\n",
        ),
        ("delsp", "To jest bardzodługiesłowo i reszta.\n"),
        ("fixed", "wiersz ze spacją na końcu \ndrugi wiersz\n"),
    ] {
        assert_eq!(mail(&format!("flowed/{name}.eml")).text, text, "{name}");
    }
}

#[test]
fn the_label_may_be_written_in_any_way() {
    for label in ["format=flowed", "Format=\"Flowed\"", "charset=utf-8;\n\tformat=FLOWED; delsp=no"] {
        let mail = written(&format!("Subject: x\nContent-Type: text/plain; {label}\n\na \nb\n\n-- \nJan\n"));
        assert_eq!(mail.text, "a b\n\n-- \nJan\n", "{label}");
    }
    let encoded = written(
        "Subject: x\nContent-Type: text/plain; format=flowed; charset=iso-8859-2\nContent-Transfer-Encoding: quoted-printable\n\nprosz=EA=20\no ofert=EA\n",
    );
    assert_eq!(encoded.text, "proszę o ofertę\n");
}

/// Their first space says so (RFC 3676 §4.4, §4.5).
#[test]
fn lines_that_only_begin_like_a_quote_are_none() {
    let sample = mail("flowed/flowed.eml");
    let split = split_text(&sample.text);
    for line in
        [">to nie jest cytat, tylko wiersz od znaku większości\n", "From here on: to też zwykły wiersz\n"]
    {
        assert!(split.own.contains(line) && !split.quoted.contains(line), "{split:?}");
    }
}
