//! What a view shows is said by the locales: no text of its own between its tags, in what is read aloud, or in a notice.

use super::sources::{Complaints, Sources};
use proc_macro2::{TokenStream, TokenTree};
use syn::visit::Visit;

/// Attributes and properties that people read or hear.
const READ: [&str; 8] =
    ["title", "label", "placeholder", "alt", "text", "hint", "aria-label", "aria-description"];
/// What a notice is made with.
const NOTICES: [&str; 2] = ["done", "failed"];
/// The same in every language.
const NAMES: [&str; 3] = ["Kurier", "UID", "https"];

pub fn look(sources: &Sources) -> Complaints {
    let told = |path: &str, (line, text): (usize, String)| {
        format!("{path}:{line}: {text} is outside of the locales")
    };
    let files = sources.rust("app/src/");
    files
        .flat_map(|file| own_words(&file.text).into_iter().map(move |found| told(&file.path, found)))
        .collect()
}

/// Line and literal.
fn own_words(source: &str) -> Vec<(usize, String)> {
    let mut reader = Reader::default();
    if let Ok(tree) = syn::parse_file(source) {
        reader.visit_file(&tree);
    }
    reader.found
}

#[derive(Default)]
struct Reader {
    found: Vec<(usize, String)>,
}

impl Reader {
    fn take(&mut self, literal: &proc_macro2::Literal) {
        let text = literal.to_string();
        let Some(words) = text.strip_prefix('"') else { return };
        let mut words = words.split(|letter: char| !letter.is_alphabetic());
        if words.any(|word| word.chars().nth(1).is_some() && !NAMES.contains(&word)) {
            self.found.push((literal.span().start().line, text));
        }
    }

    /// Markup: what is no value of an attribute is text; braces hold code, which may hold markup again.
    fn markup(&mut self, tokens: TokenStream) {
        let mut attribute = String::new();
        let mut is_value = false;
        for token in tokens {
            match &token {
                TokenTree::Literal(literal) if !is_value || READ.contains(&attribute.as_str()) => {
                    self.take(literal)
                }
                TokenTree::Group(group) => self.code(group.stream()),
                _ => {}
            }
            is_value = false;
            match token {
                TokenTree::Ident(name) => {
                    if !attribute.ends_with('-') {
                        attribute.clear();
                    }
                    attribute.push_str(&name.to_string());
                }
                TokenTree::Punct(mark) if mark.as_char() == '-' => attribute.push('-'),
                TokenTree::Punct(mark) => is_value = mark.as_char() == '=',
                _ => {}
            }
        }
    }

    /// Code among which `view! { … }` is looked for.
    fn code(&mut self, tokens: TokenStream) {
        let mut before: [Option<String>; 2] = [None, None];
        for token in tokens {
            if let TokenTree::Group(group) = &token {
                if before == [Some("view".to_owned()), Some("!".to_owned())] {
                    self.markup(group.stream());
                } else {
                    self.code(group.stream());
                }
            }
            let [_, last] = before;
            before = [last, Some(token.to_string())];
        }
    }
}

impl<'tree> Visit<'tree> for Reader {
    fn visit_item_mod(&mut self, module: &'tree syn::ItemMod) {
        if module.ident != "tests" {
            syn::visit::visit_item_mod(self, module);
        }
    }

    fn visit_macro(&mut self, call: &'tree syn::Macro) {
        if call.path.is_ident("view") {
            self.markup(call.tokens.clone())
        } else {
            self.code(call.tokens.clone())
        }
    }

    fn visit_expr_call(&mut self, call: &'tree syn::ExprCall) {
        if let syn::Expr::Path(function) = &*call.func
            && function.path.segments.iter().any(|segment| segment.ident == "Toast")
            && function
                .path
                .segments
                .last()
                .is_some_and(|last| NOTICES.iter().any(|notice| last.ident == notice))
        {
            for argument in &call.args {
                if let syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }) = argument {
                    self.take(&text.token());
                }
            }
        }
        syn::visit::visit_expr_call(self, call);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(code: &str) -> Vec<String> {
        own_words(code).into_iter().map(|(_, text)| text).collect()
    }

    #[test]
    fn words_between_tags_and_in_what_is_read_are_found() {
        let code = r#"fn a() { view! { <p class="note">"Hello" {t!(i18n, a.b)} ", " {x.then(|| view! { <b>"there"</b> })}</p> } }"#;
        assert_eq!(texts(code), ["\"Hello\"", "\"there\""]);
        let read = r#"fn a() { view! { <input aria-label="Search" type="text" title=move || "x" placeholder="Look for" /> } }"#;
        assert_eq!(texts(read), ["\"Search\"", "\"Look for\""]);
        assert_eq!(
            texts(r#"fn a() { toasts.push(Toast::done("Saved")); Event::done("saved"); }"#),
            ["\"Saved\""]
        );
    }

    #[test]
    fn names_of_things_and_marks_are_not() {
        let code = r#"fn a() { view! { <Icon name="mail" /><b>"Kurier"</b>" · "{match x { "a" => view! { <i class="b">{1}</i> } }} } }"#;
        assert_eq!(texts(code), Vec::<String>::new());
    }
}
