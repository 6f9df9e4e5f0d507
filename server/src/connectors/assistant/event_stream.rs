//! Server-sent events of a chat completion, read leniently: every server that calls itself compatible is so in its own way.

use kurier_domain::assistant::AssistantTrouble;
use serde_json::Value;

/// Longest line that is kept, in bytes; longer ones are not a completion.
const LONGEST_LINE: usize = 1 << 20;

/// What a piece of the answer says.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Piece {
    Text(String),
    /// `[DONE]`, or a whole completion at once.
    End,
    Trouble(AssistantTrouble),
}

/// Turns bytes as they arrive into pieces. Lines are split before letters are decoded, so that a letter cut in two by the
/// network is never damaged.
#[derive(Debug, Default)]
pub(crate) struct EventStream {
    buffer: Vec<u8>,
    /// A body that is one JSON document instead of events.
    document: bool,
    thinking: Thinking,
    /// Text or trouble has been told.
    told: bool,
}

impl EventStream {
    /// The pieces that these bytes complete.
    pub(crate) fn feed(&mut self, bytes: &[u8]) -> Vec<Piece> {
        self.buffer.extend_from_slice(bytes);
        if !self.document
            && !self.told
            && self.buffer.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'{')
        {
            self.document = true;
        }
        if self.buffer.len() > LONGEST_LINE {
            self.buffer.clear();
            return vec![Piece::Trouble(AssistantTrouble::Nonsense)];
        }
        let mut pieces = Vec::new();
        while !self.document
            && let Some(end) = self.buffer.iter().position(|byte| *byte == b'\n')
        {
            let line: Vec<u8> = self.buffer.drain(..=end).collect();
            self.line(&line, &mut pieces);
        }
        pieces
    }

    /// What is left when the connection ends: a last line without its end, or a whole document.
    pub(crate) fn finish(mut self) -> Vec<Piece> {
        let mut pieces = Vec::new();
        let rest = std::mem::take(&mut self.buffer);
        if self.document {
            match serde_json::from_slice::<Value>(&rest) {
                Ok(value) => self.value(&value, &mut pieces),
                Err(_) => {
                    self.told = true;
                    pieces.push(Piece::Trouble(AssistantTrouble::Nonsense));
                }
            }
        } else {
            self.line(&rest, &mut pieces);
        }
        if let Some(held) = self.thinking.finish() {
            self.told = true;
            pieces.push(Piece::Text(held));
        }
        if !self.told {
            pieces.push(Piece::Trouble(AssistantTrouble::Nonsense));
        }
        pieces
    }

    fn line(&mut self, line: &[u8], pieces: &mut Vec<Piece>) {
        let line = String::from_utf8_lossy(line);
        let line = line.trim_end_matches(['\r', '\n']).trim_start_matches('\u{feff}');
        let Some(data) = line.strip_prefix("data:") else { return };
        let data = data.trim();
        if data == "[DONE]" {
            // An end without a word is no reply.
            let end = if self.told { Piece::End } else { Piece::Trouble(AssistantTrouble::Nonsense) };
            self.told = true;
            pieces.push(end);
        } else if !data.is_empty() {
            match serde_json::from_str::<Value>(data) {
                Ok(value) => self.value(&value, pieces),
                // Some servers send words between events ("keep-alive"); only braces that do not parse are trouble.
                Err(_) if data.starts_with('{') => {
                    self.told = true;
                    pieces.push(Piece::Trouble(AssistantTrouble::Nonsense));
                }
                Err(_) => {}
            }
        }
    }

    fn value(&mut self, value: &Value, pieces: &mut Vec<Piece>) {
        if let Some(error) = value.get("error").filter(|error| !error.is_null()) {
            self.told = true;
            pieces.push(Piece::Trouble(error_kind(error)));
            return;
        }
        let Some(choice) = value.get("choices").and_then(|choices| choices.get(0)) else { return };
        let content = ["delta", "message"]
            .iter()
            .find_map(|part| choice.get(part).and_then(|part| part.get("content")))
            .or_else(|| choice.get("text"));
        if let Some(text) =
            content.map(text_of).map(|text| self.thinking.pass(&text)).filter(|text| !text.is_empty())
        {
            self.told = true;
            pieces.push(Piece::Text(text));
        }
    }
}

/// A string, or a list of parts with `text` in them.
fn text_of(content: &Value) -> String {
    match content {
        Value::String(text) => text.clone(),
        Value::Array(parts) => parts
            .iter()
            .filter_map(|part| part.get("text").and_then(Value::as_str).or(part.as_str()))
            .collect(),
        _ => String::new(),
    }
}

fn error_kind(error: &Value) -> AssistantTrouble {
    let code = error.get("code").or_else(|| error.get("status")).and_then(Value::as_u64);
    match code.and_then(|code| u16::try_from(code).ok()) {
        Some(status) => trouble_of(status),
        None => {
            let said = error.to_string().to_lowercase();
            if said.contains("rate") || said.contains("overload") || said.contains("quota") {
                AssistantTrouble::Busy
            } else if said.contains("api key") || said.contains("api_key") {
                AssistantTrouble::KeyRefused
            } else {
                AssistantTrouble::Nonsense
            }
        }
    }
}

/// What an HTTP status other than success means here.
pub(crate) fn trouble_of(status: u16) -> AssistantTrouble {
    match status {
        401 | 403 => AssistantTrouble::KeyRefused,
        408 | 504 => AssistantTrouble::TimedOut,
        429 | 503 | 529 => AssistantTrouble::Busy,
        status => AssistantTrouble::Refused { status },
    }
}

/// Leaves out what a reasoning model thinks aloud: `<think>…</think>` at the start of its answer.
#[derive(Debug, Default)]
struct Thinking {
    held: String,
    state: ThinkingState,
}

#[derive(Debug, Default, PartialEq, Eq)]
enum ThinkingState {
    #[default]
    Unsure,
    Thinking,
    Speaking,
}

impl Thinking {
    fn pass(&mut self, text: &str) -> String {
        if self.state == ThinkingState::Speaking {
            return text.to_owned();
        }
        self.held.push_str(text);
        if self.state == ThinkingState::Unsure {
            let start = self.held.trim_start();
            if start.starts_with("<think>") {
                self.state = ThinkingState::Thinking;
            } else if !"<think>".starts_with(start) {
                self.state = ThinkingState::Speaking;
                return std::mem::take(&mut self.held);
            }
        }
        if self.state == ThinkingState::Thinking
            && let Some((_, spoken)) = self.held.split_once("</think>")
        {
            let spoken = spoken.trim_start().to_owned();
            // The blank lines after a thought arrive apart: keep holding until there is something to say.
            if spoken.is_empty() {
                self.held = "<think></think>".to_owned();
            } else {
                self.state = ThinkingState::Speaking;
                self.held.clear();
            }
            return spoken;
        }
        String::new()
    }

    fn finish(&mut self) -> Option<String> {
        let held = std::mem::take(&mut self.held);
        (self.state == ThinkingState::Unsure && !held.trim().is_empty()).then_some(held)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(pieces: &[Piece]) -> String {
        pieces
            .iter()
            .filter_map(|piece| if let Piece::Text(text) = piece { Some(text.as_str()) } else { None })
            .collect()
    }

    /// Feeds the bytes in every possible pair of pieces.
    fn read(body: &str) -> Vec<Piece> {
        let mut answers = Vec::new();
        for cut in 0..=body.len() {
            let mut stream = EventStream::default();
            let mut pieces = stream.feed(&body.as_bytes()[..cut]);
            pieces.extend(stream.feed(&body.as_bytes()[cut..]));
            pieces.extend(stream.finish());
            answers.push(pieces);
        }
        assert!(answers.windows(2).all(|pair| text(&pair[0]) == text(&pair[1])), "cut anywhere, the same");
        answers.remove(0)
    }

    #[test]
    fn polish_letters_survive_any_cut() {
        let body = "data: {\"choices\":[{\"delta\":{\"role\":\"assistant\"}}]}\r\n\r\ndata:{\"choices\":[{\"delta\":{\"content\":\"Zażółć \"}}]}\n\n: comment\nevent: x\ndata: {\"choices\":[{\"delta\":{\"content\":\"gęślą\"}}]}\n\ndata: [DONE]\n\n";
        let pieces = read(body);
        assert_eq!(text(&pieces), "Zażółć gęślą");
        assert!(pieces.contains(&Piece::End));
    }

    #[test]
    fn servers_that_do_not_stream_or_do_not_end_lines() {
        assert_eq!(
            text(&read("\n {\"choices\":[{\"message\":{\"content\":\"Dzień dobry\"}}]}")),
            "Dzień dobry"
        );
        assert_eq!(text(&read("data: {\"choices\":[{\"text\":\"Hi\"}]}")), "Hi");
        assert_eq!(
            text(&read(
                "data: {\"choices\":[{\"delta\":{\"content\":[{\"type\":\"text\",\"text\":\"Hi\"}]}}]}\n"
            )),
            "Hi"
        );
        assert_eq!(
            text(&read(
                "data: {\"choices\":[],\"usage\":{}}\n\ndata: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n"
            )),
            "a"
        );
    }

    #[test]
    fn thoughts_are_left_out() {
        let body = "data: {\"choices\":[{\"delta\":{\"content\":\"<thi\"}}]}\ndata: {\"choices\":[{\"delta\":{\"content\":\"nk>hmm</think>\\n\\n\"}}]}\ndata: {\"choices\":[{\"delta\":{\"content\":\"Cześć\"}}]}\n";
        assert_eq!(text(&read(body)), "Cześć");
    }

    #[test]
    fn trouble_is_told() {
        assert_eq!(
            read("data: {\"error\":{\"code\":429,\"message\":\"x\"}}\n"),
            [Piece::Trouble(AssistantTrouble::Busy)]
        );
        assert_eq!(read("<html>proxy</html>"), [Piece::Trouble(AssistantTrouble::Nonsense)]);
        assert_eq!(read("{\"hello\":1}"), [Piece::Trouble(AssistantTrouble::Nonsense)]);
        assert_eq!(read(""), [Piece::Trouble(AssistantTrouble::Nonsense)]);
        assert_eq!(read("data: [DONE]\n"), [Piece::Trouble(AssistantTrouble::Nonsense)]);
        assert_eq!(trouble_of(500), AssistantTrouble::Refused { status: 500 });
    }
}
