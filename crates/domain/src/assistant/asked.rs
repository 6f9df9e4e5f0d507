//! What a mail asks for, found without a language model.

/// Longest question that is repeated in a reply, in characters.
const LONGEST: usize = 180;
const REQUESTS: [&str; 14] = [
    "proszę o",
    "prosze o",
    "proszę ",
    "czy ",
    "potrzebuj",
    "chciałbym",
    "chciałabym",
    "chcielibyśmy",
    "please ",
    "could you",
    "would you",
    "can you",
    "we need",
    "i need",
];

/// The questions of a text, in order, at most `limit`; when there is none, sentences that ask for something.
#[must_use]
pub(crate) fn questions(text: &str, limit: usize) -> Vec<String> {
    let sentences = sentences(text);
    let mut found: Vec<String> = Vec::new();
    let keep = |found: &mut Vec<String>, sentence: &String| {
        if found.len() < limit && !found.contains(sentence) {
            found.push(sentence.clone());
        }
    };
    for sentence in sentences.iter().filter(|sentence| sentence.ends_with('?')) {
        keep(&mut found, sentence);
    }
    if found.is_empty() {
        for sentence in &sentences {
            let lower = sentence.to_lowercase();
            if REQUESTS
                .iter()
                .any(|request| lower.starts_with(request) || lower.contains(&format!(" {request}")))
            {
                keep(&mut found, sentence);
            }
        }
    }
    found
}

/// Sentences of between 8 and [`LONGEST`] characters, white space evened out. Lines that wrap are joined; empty lines end a sentence.
fn sentences(text: &str) -> Vec<String> {
    let mut sentences = Vec::new();
    for paragraph in text.replace("\r\n", "\n").split("\n\n") {
        let mut sentence = String::new();
        let mut letters = paragraph.chars().peekable();
        while let Some(c) = letters.next() {
            if c.is_whitespace() {
                if !sentence.is_empty() && !sentence.ends_with(' ') {
                    sentence.push(' ');
                }
                continue;
            }
            sentence.push(c);
            let ends = matches!(c, '?' | '!')
                || (c == '.' && letters.peek().is_none_or(|next| next.is_whitespace()));
            if ends && !letters.peek().is_some_and(|next| matches!(next, '?' | '!')) {
                sentences.push(std::mem::take(&mut sentence));
            }
        }
        sentences.push(sentence);
    }
    sentences
        .into_iter()
        .map(|sentence| sentence.trim().to_owned())
        .filter(|sentence| (8..=LONGEST).contains(&sentence.chars().count()) && !sentence.contains("://"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_questions_across_wrapped_lines() {
        let text = "Dzień dobry,\n\nCzy mają Państwo krzesła\ntypu A? Ile kosztuje\r\ndostawa do Łodzi?? Pozdrawiam.";
        assert_eq!(
            questions(text, 3),
            ["Czy mają Państwo krzesła typu A?", "Ile kosztuje dostawa do Łodzi??"]
        );
        assert_eq!(questions(text, 1).len(), 1);
    }

    #[test]
    fn falls_back_to_requests() {
        let text = "Hello. Please send the price list for 2026. It was nice to meet you.";
        assert_eq!(questions(text, 3), ["Please send the price list for 2026."]);
        assert!(questions("It was nice to meet you.", 3).is_empty());
    }
}
