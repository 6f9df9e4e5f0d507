//! Mail that is made to cost: each is under 7 MB, so any stranger can send it. It used to stop a browser or the server.

use super::now;

/// A kind of it and its HTML, for a number that says how much.
pub struct Costly {
    pub name: &'static str,
    /// The number that makes it as large as it was seen.
    pub size: usize,
    pub html: fn(usize) -> String,
}

/// Every kind.
pub const COSTLY: [Costly; 25] = [
    of("one_word", 5_000_000, |n| format!("<p>{}</p>", "a".repeat(n))),
    of("one_word_in_a_table", 1_000_000, |n| format!("<table><td>{}</td></table>", "ż".repeat(n))),
    of("one_word_of_elements", 300_000, |n| "<b>x</b>".repeat(n)),
    of("unbreakable_word", 1_000_000, |n| format!("<p style=\"white-space:nowrap\">{}</p>", "a".repeat(n))),
    of("combining_marks", 100_000, |n| format!("<p>a{}</p>", "\u{301}".repeat(n))),
    of("escaped_entities", 400_000, |n| "&amp;lt;".repeat(n)),
    of("ampersands", 3_000_000, |n| "&".repeat(n)),
    of("comments", 6_000_000, |n| "<!-- x -->".repeat(n / 10)),
    of("open_comments", 1_500_000, |n| "<!--".repeat(n)),
    of("rules", 1_000_000, |n| "<hr>".repeat(n)),
    of("remote_pictures", 100_000, |n| "<img src=\"https://evil.example/x.png\">".repeat(n)),
    of("links", 100_000, |n| "<a href=\"https://evil.example/\">x</a> ".repeat(n)),
    of("own_pictures", 20_000, |n| (0..n).map(|n| format!("<img src=\"cid:{n}@x\">")).collect()),
    of("nested_tables", 10_000, |n| "<table><tr><td>".repeat(n)),
    of("details", 30_000, |n| "<details><summary>x</summary>y</details>".repeat(n)),
    of("formatting", 200_000, |n| "<b><i><font color=red>x<p>".repeat(n)),
    of("attributes", 500_000, |n| format!("<p {}>x</p>", "a=b ".repeat(n))),
    of("wide_cells", 20_000, |n| {
        format!("<table>{}</table>", "<tr><td colspan=1000 rowspan=1000>x".repeat(n))
    }),
    of("style_rules", 6_000, |n| {
        let rules: String = (0..n).map(|n| format!("p.a{n} b > i ~ u{{color:red}}")).collect();
        format!("<style>{rules}</style>{}", "<p class=a1><b><i>x</i><u>y</u></b>".repeat(n))
    }),
    of("styles", 100_000, |n| "<p style=\"background:rgb(1,2,3) url((((;color:red\">x</p>".repeat(n)),
    of("quotation_marks", 1_000_000, |n| "<p a='".repeat(n)),
    of("tags_without_end", 3_000_000, |n| "<a".repeat(n)),
    of("lines", 3_000_000, |n| "x<br>\n".repeat(n / 6)),
    of("attributions", 100_000, |n| "On a b wrote:<br>\nx<br>\n".repeat(n)),
    of("pictures_inside", 5_000_000, |n| {
        format!("<img src=\"data:image/png;base64,{}\"><p>x</p>", "A".repeat(n))
    }),
];

/// Mail whose height has no end: cheap to read, endless to show.
pub const HIGH: [(&str, &str); 5] = [
    ("as_high_as_the_window", "<div style=\"min-height:100vh;padding:40px\">Link do logowania</div>"),
    (
        "higher_than_the_window",
        "<style>.a{height:150vh;padding:10px}</style><div class=a>Treść na środku</div>",
    ),
    ("a_length_without_end", "<div style=\"height:99999999px\">x</div><table height=99999999><td>y</table>"),
    (
        "a_huge_font",
        "<font size=7><p style=\"font-size:99999px\">x</p><p style=\"font:900em serif\">y</p></font>",
    ),
    (
        "fonts_that_multiply",
        "<div style=\"font-size:8em\"><div style=\"font-size:8em\"><div style=\"font-size:8em\">x</div></div></div>",
    ),
];

const fn of(name: &'static str, size: usize, html: fn(usize) -> String) -> Costly {
    Costly { name, size, html }
}

/// The mail itself; its text has to be made from its HTML.
pub fn costly(name: &str, to: &str) -> Option<Vec<u8>> {
    let high = HIGH.iter().find(|(high, _)| *high == name).map(|(_, html)| (*html).to_owned());
    let html = high.or_else(|| COSTLY.iter().find(|it| it.name == name).map(|it| (it.html)(it.size)))?;
    Some(html_alone(to, &format!("Kosztowna {name}"), &html))
}

/// A mail of HTML and nothing else.
pub fn html_alone(to: &str, subject: &str, html: &str) -> Vec<u8> {
    let (id, date) = (now().timestamp_nanos_opt().unwrap_or_default(), now().to_rfc2822());
    let head = format!(
        "From: Ktos <ktos@obcy.example>\r\nTo: {to}\r\nSubject: {subject}\r\nDate: {date}\r\nMessage-ID: <{id:016x}@obcy.example>\r\n\
         MIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
    );
    format!("{head}{html}\r\n").into_bytes()
}
