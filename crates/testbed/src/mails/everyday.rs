//! An ordinary day.

use chrono::Duration;

use super::{
    builder::{Attachment, Mail},
    files::{docx, pdf, png},
};

const JAN: &str = "Jan Nowak <jan.nowak@meble-nowak.example>";

/// A client asks for an offer, in Polish. Nobody has answered yet.
pub fn question(to: &str) -> Mail {
    Mail::new(JAN, to, "Zapytanie o krzesła konferencyjne").text(
        "Dzień dobry,\n\nszukamy 40 krzeseł konferencyjnych do nowej siedziby w Gdańsku. Czy mogą Państwo przesłać \
         ofertę z dostawą do 14 marca? Interesuje nas też rabat przy płatności z góry.\n\nZ poważaniem\nJan Nowak\n\
         Meble Nowak\ntel. +48 58 555 01 23\n",
    )
}

/// Five mails to and fro between a client and `ours`, each answering the one before, with quoted history.
pub fn conversation_about_chairs(ours: &str) -> Vec<Mail> {
    let me = format!("Anna Kowalska <{ours}>");
    let piotr = "Piotr Żółć <piotr.zolc@biuro-plus.example>";
    let first = Mail::new(piotr, &me, "Krzesła do sali konferencyjnej – termin")
        .ago(Duration::days(4))
        .text("Pani Anno,\n\nkiedy możemy spodziewać się krzeseł? Montaż mamy w piątek.\n\nPiotr Żółć\n");
    let second = first.answer(
        &me,
        piotr,
        "Dzień dobry Panie Piotrze,\n\nkrzesła wyjadą z magazynu w środę. Potwierdzę godzinę.\n\nAnna Kowalska",
    );
    let third = second
        .answer(piotr, &me, "Świetnie. Proszę jeszcze o fakturę pro forma.\n\nPiotr Żółć")
        .cc("Maria Wójcik <maria.wojcik@biuro-plus.example>");
    let fourth = third
        .answer(&me, piotr, "W załączniku pro forma.\n\nAnna Kowalska")
        .cc("Maria Wójcik <maria.wojcik@biuro-plus.example>")
        .attach(Attachment::new("pro forma 12.pdf", "application/pdf", pdf("Pro forma 12")));
    let fifth = fourth.answer(piotr, &me, "Dziękuję, opłacone dzisiaj.\n\nPiotr");
    vec![first, second, third, fourth, fifth]
}

/// HTML with an inline picture, a remote picture that must not load by itself, and what a sanitiser has to remove.
pub fn html_offer(to: &str) -> Mail {
    Mail::new("Ewa Zielińska <ewa@studio-wnetrz.example>", to, "Wizualizacja sali – proszę o wycenę")
        .ago(Duration::hours(5))
        .text("Dzień dobry,\nw załączeniu wizualizacja. Proszę o wycenę stołów.\nEwa Zielińska\n")
        .html(
            "<html><head><style>p { color: #334 }</style></head><body>\
             <p>Dzień dobry,</p><p>w załączeniu <b>wizualizacja</b>. Proszę o wycenę stołów.</p>\
             <p><img src=\"cid:wizualizacja\" alt=\"Wizualizacja\" width=\"120\" height=\"80\"></p>\
             <p><img src=\"http://127.0.0.1:9/pixel.gif?who=anna\" alt=\"\" width=\"1\" height=\"1\"></p>\
             <script>document.title = 'stolen'</script><img src=\"x\" onerror=\"document.title = 'stolen'\">\
             <p><a href=\"https://studio-wnetrz.example/projekt\">Projekt</a> \
             <a href=\"javascript:alert(1)\">zły odnośnik</a></p>\
             <blockquote type=\"cite\"><p>Poprzednia wiadomość</p></blockquote><p>Ewa Zielińska</p></body></html>",
        )
        .attach(Attachment::inline("wizualizacja.png", "image/png", png(), "wizualizacja"))
}

/// PDF, picture and text document, one with Polish letters in its name.
pub fn order_with_attachments(to: &str) -> Mail {
    Mail::new("Zamówienia Hotel Morze <zamowienia@hotel-morze.example>", to, "Zamówienie 2026/118")
        .ago(Duration::hours(2))
        .text("Dzień dobry,\n\nw załączeniu zamówienie, logo i umowa.\n\nHotel Morze\n")
        .attach(Attachment::new("zamówienie 118.pdf", "application/pdf", pdf("Order 118")))
        .attach(Attachment::new("logo.png", "image/png", png()))
        .attach(Attachment::new(
            "umowa.docx",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            docx(),
        ))
}

/// An automatic sender: with List-Unsubscribe and one-click (RFC 8058).
pub fn newsletter(to: &str) -> Mail {
    Mail::new("Sklep Biurowy <nowosci@sklep-biurowy.example>", to, "Nowości tygodnia: lampy -20%")
        .ago(Duration::hours(9))
        .header("List-Id", "Nowości <nowosci.sklep-biurowy.example>")
        .header(
            "List-Unsubscribe",
            "<mailto:wypisz@sklep-biurowy.example>, <https://sklep-biurowy.example/wypisz?u=1>",
        )
        .header("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")
        .header("Precedence", "bulk")
        .text("Lampy taniej o 20%. Tylko do piątku!\n")
        .html("<h1>Lampy taniej o 20%</h1><p>Tylko do piątku!</p>")
}

/// Right to left.
pub fn hebrew(to: &str) -> Mail {
    Mail::new("דוד כהן <david@carmel.example>", to, "שאלה על כיסאות")
        .ago(Duration::hours(7))
        .text("שלום אנה,\n\nכמה עולים 12 כיסאות משרדיים עם משלוח לחיפה?\n\nתודה,\nדוד כהן\n")
}

/// A subject of 1,200 letters.
pub fn long_subject(to: &str) -> Mail {
    let subject = "Bardzo długi temat wiadomości, który nie mieści się w żadnej kolumnie – ".repeat(17);
    Mail::new(JAN, to, subject.trim_end()).ago(Duration::hours(1)).text("Temat mówi wszystko.\n\nJan Nowak\n")
}
