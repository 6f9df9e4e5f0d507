//! Lengths in styles and attributes that no honest mail has: as high as the window, or as a house.

/// Larger numbers are left out, whatever their unit.
const LARGEST: f64 = 5_000.0;
/// The same in units of the font's size.
const MOST_FONTS: f64 = 200.0;
/// Of a font, in pixels.
const LARGEST_FONT: f64 = 300.0;

/// Whether every length of a style's value is one that can be shown. Heights that depend on the window are not: the frame is
/// made as high as its document, and both would grow without end.
pub(super) fn fit(property: &str, value: &str) -> bool {
    let bytes = value.as_bytes();
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let inside_word = at > 0
            && bytes
                .get(at - 1)
                .is_some_and(|before| before.is_ascii_alphanumeric() || b"#_-".contains(before));
        let begins =
            byte.is_ascii_digit() || (*byte == b'.' && bytes.get(at + 1).is_some_and(u8::is_ascii_digit));
        // A minus before a number is no word.
        let after_minus = at > 0
            && bytes.get(at - 1) == Some(&b'-')
            && !bytes.get(at.wrapping_sub(2)).is_some_and(u8::is_ascii_alphanumeric);
        if !begins || (inside_word && !after_minus) {
            at += 1;
            continue;
        }
        let length = number_length(bytes.get(at..).unwrap_or_default());
        let number: f64 =
            value.get(at..at + length).and_then(|number| number.parse().ok()).unwrap_or(f64::MAX);
        at += length;
        let unit: String = value
            .get(at..)
            .unwrap_or_default()
            .chars()
            .take_while(|c| c.is_ascii_alphabetic() || *c == '%')
            .collect::<String>()
            .to_ascii_lowercase();
        if !fits(property, number, &unit) {
            return false;
        }
        at += unit.len();
    }
    true
}

/// Digits, a point, an exponent.
fn number_length(bytes: &[u8]) -> usize {
    let digits = |from: usize| {
        bytes
            .get(from..)
            .unwrap_or_default()
            .iter()
            .take_while(|byte| byte.is_ascii_digit() || **byte == b'.')
            .count()
    };
    let mantissa = digits(0);
    let exponent = match bytes.get(mantissa..) {
        Some([b'e' | b'E', b'+' | b'-', digit, ..]) if digit.is_ascii_digit() => 2 + digits(mantissa + 2),
        Some([b'e' | b'E', digit, ..]) if digit.is_ascii_digit() => 1 + digits(mantissa + 1),
        _ => 0,
    };
    mantissa + exponent
}

fn fits(property: &str, number: f64, unit: &str) -> bool {
    let pixels = match unit {
        "" | "px" | "%" | "fr" => 1.0,
        "pt" => 4.0 / 3.0,
        "pc" => 16.0,
        "in" => 96.0,
        "cm" => 37.8,
        "mm" => 3.78,
        "q" => 0.95,
        "em" | "rem" | "ex" | "ch" | "ic" | "cap" | "lh" | "rlh" => LARGEST / MOST_FONTS,
        // Parts of colours and of time.
        "deg" | "rad" | "grad" | "turn" | "s" | "ms" => return true,
        // The window's size, a container's, and what is not known.
        _ => return false,
    };
    let font = property == "font" || property == "font-size";
    let largest = match unit {
        // Nested, they multiply.
        "%" if font => 400.0,
        "em" | "rem" if font => return number <= 8.0,
        _ if font && !unit.is_empty() => LARGEST_FONT,
        _ => LARGEST,
    };
    number * pixels <= largest
}

/// The same for an attribute such as `width`, in pixels or per cent.
pub(super) fn attribute_fits(value: &str) -> bool {
    let digits: String = value.trim().chars().take_while(char::is_ascii_digit).collect();
    digits.is_empty() || digits.parse::<f64>().is_ok_and(|number| number <= LARGEST)
}

/// A length in pixels: the first of a value.
pub(super) fn pixels(value: &str) -> Option<f64> {
    let value = value.split_whitespace().next()?;
    let length = value.find(|c: char| c.is_ascii_alphabetic() || c == '%').unwrap_or(value.len());
    let (number, unit) = value.split_at(length);
    let factor = match unit.to_ascii_lowercase().as_str() {
        "px" => 1.0,
        "" if number.trim_matches(['0', '.', '-']).is_empty() => 1.0,
        "pt" => 4.0 / 3.0,
        "pc" | "em" | "rem" => 16.0,
        "in" => 96.0,
        "cm" => 37.8,
        "mm" => 3.78,
        _ => return None,
    };
    number.parse::<f64>().ok().map(|number| number * factor)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_honest_mail_has() {
        for value in [
            "100vh",
            "calc(100vh - 20px)",
            "50VW",
            "10dvh",
            "1e9px",
            "99999999px",
            "2000in",
            "5cqh",
            "400em",
            "-99999px",
            "10px 20svmin",
        ] {
            assert!(!fit("height", value), "{value}");
        }
        for value in ["1000px", "100px", "30em", "500%"] {
            assert_eq!(fit("font-size", value), value == "100px", "{value}");
        }
        for value in [
            "600px",
            "100%",
            "1.5em",
            ".5em",
            "calc(100% - 20px)",
            "#123456",
            "#1e9999",
            "rgba(1,2,3,.5)",
            "auto",
            "16px/1.4 Arial",
            "linear-gradient(45deg, #fff 0%, #000 100%)",
            "'Font 99999 Pro'",
        ] {
            assert!(fit("height", value) || value.contains("99999"), "{value}");
        }
        assert!(
            attribute_fits("600")
                && attribute_fits("100%")
                && attribute_fits("*")
                && !attribute_fits("99999999px")
        );
        assert_eq!(pixels("36.0pt"), Some(48.0));
        assert_eq!(pixels("-18pt"), Some(-24.0));
    }
}
