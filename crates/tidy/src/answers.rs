//! Whoever waits for an answer may have left the page when it comes. Leptos ends the page when a signal, a stored value or a callback
//! of a part that is gone is asked for then; the same verbs with `try_` ask whether it is there. Timers are waited for too.

use super::sources::{Complaints, Sources};
use proc_macro2::LineColumn;
use std::collections::HashMap;
use syn::spanned::Spanned as _;
use syn::visit::Visit;

/// Verbs of signals, stored values and callbacks, and how many arguments they take.
const VERBS: [(&str, usize); 7] = [
    ("run", 1),
    ("get", 0),
    ("get_untracked", 0),
    ("get_value", 0),
    ("with", 1),
    ("with_untracked", 1),
    ("with_value", 1),
];

/// Where `get` is a cell's and `with` an owner's: neither ends anything.
const OTHERS: [&str; 2] = ["app/src/state/tabs.rs", "app/src/ui/lasting.rs"];

/// What they are given is done later.
const TIMERS: [&str; 3] = ["set_timeout", "set_timeout_with_handle", "request_animation_frame"];

pub fn look(sources: &Sources) -> Complaints {
    let files = sources.rust("app/src/").filter(|file| !OTHERS.contains(&file.path.as_str()));
    let late = files.flat_map(|file| complaints(&file.path, &file.text));
    let gone = sources.rust("app/src/").flat_map(|file| suspended(&file.path, &file.text));
    late.chain(gone).collect()
}

/// A `<Suspense>` takes away what it has shown when anything in it asks again, be it a search box in a dialog: what was being written in
/// loses the focus, and a dialog that is put back is not modal any more. A `<Transition>` leaves it.
fn suspended(path: &str, text: &str) -> Complaints {
    let lines = text.lines().enumerate().filter(|(_, line)| {
        line.match_indices("<Suspense").any(|(at, tag)| {
            line.get(at + tag.len()..).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
        })
    });
    lines
        .map(|(at, _)| format!("{path}:{}: `<Suspense>` takes away what is used: `<Transition>`", at + 1))
        .collect()
}

fn complaints(path: &str, text: &str) -> Complaints {
    let Ok(tree) = syn::parse_file(text) else { return Vec::new() };
    let mut waiting = Waiting::default();
    waiting.visit_file(&tree);
    let told = waiting.too_late.into_iter();
    told.map(|(line, verb)| {
        format!("{path}:{line}: `{verb}` after an await, of what may be gone: `try_{verb}`")
    })
    .collect()
}

#[derive(Default)]
struct Waiting<'tree> {
    is_in_block: bool,
    /// Where the innermost async block was left for the first time.
    awaited: Option<LineColumn>,
    /// Closures that have a name, and the timers that were given them.
    closures: HashMap<String, &'tree syn::ExprClosure>,
    too_late: Vec<(usize, String)>,
}

impl<'tree> Waiting<'tree> {
    /// Everything in it is done later.
    fn later(&mut self, closure: &'tree syn::ExprClosure) {
        let outside = (
            std::mem::replace(&mut self.is_in_block, true),
            self.awaited.replace(LineColumn { line: 0, column: 0 }),
        );
        self.visit_expr(&closure.body);
        (self.is_in_block, self.awaited) = outside;
    }
}

impl<'tree> Visit<'tree> for Waiting<'tree> {
    fn visit_expr_async(&mut self, block: &'tree syn::ExprAsync) {
        let outside = (std::mem::replace(&mut self.is_in_block, true), self.awaited.take());
        syn::visit::visit_expr_async(self, block);
        (self.is_in_block, self.awaited) = outside;
    }

    fn visit_expr_await(&mut self, awaiting: &'tree syn::ExprAwait) {
        // What it waits for is made before.
        syn::visit::visit_expr_await(self, awaiting);
        if self.is_in_block {
            self.awaited.get_or_insert(awaiting.await_token.span().start());
        }
    }

    fn visit_local(&mut self, local: &'tree syn::Local) {
        if let (syn::Pat::Ident(name), Some(init)) = (&local.pat, &local.init)
            && let syn::Expr::Closure(closure) = &*init.expr
        {
            self.closures.insert(name.ident.to_string(), closure);
        }
        syn::visit::visit_local(self, local);
    }

    fn visit_expr_call(&mut self, call: &'tree syn::ExprCall) {
        syn::visit::visit_expr_call(self, call);
        let syn::Expr::Path(called) = &*call.func else { return };
        if !called.path.segments.last().is_some_and(|name| TIMERS.iter().any(|timer| name.ident == timer)) {
            return;
        }
        match call.args.first() {
            Some(syn::Expr::Closure(closure)) => self.later(closure),
            Some(syn::Expr::Path(name)) => {
                let known = name.path.get_ident().and_then(|name| self.closures.get(&name.to_string()));
                if let Some(closure) = known.copied() {
                    self.later(closure);
                }
            }
            _ => {}
        }
    }

    fn visit_expr_method_call(&mut self, call: &'tree syn::ExprMethodCall) {
        syn::visit::visit_expr_method_call(self, call);
        let name = call.method.to_string();
        let at = call.method.span().start();
        let late = self.awaited.is_some_and(|awaited| (awaited.line, awaited.column) < (at.line, at.column));
        if late && VERBS.contains(&(name.as_str(), call.args.len())) {
            self.too_late.push((at.line, name));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_after_an_await_is_told() {
        let text = "fn f() { spawn(async move { let a = ask(name.get()).await; name.get(); done.run(()); done.try_run(()); }); name.get(); } async fn g() { ask().await; name.get(); }";
        let told = complaints("f.rs", text);
        assert_eq!(told.len(), 2, "{told:?}");
        let harmless =
            "fn f() { spawn(async move { list.get(0); ask().await; list.get(0); }); done.run(()); }";
        assert_eq!(complaints("f.rs", harmless), Vec::<String>::new());
    }

    #[test]
    fn what_takes_away_what_is_used_is_told() {
        let text = "view! {\n<Suspense fallback=Coming>\n</Suspense>\n}";
        assert_eq!(suspended("f.rs", text).len(), 1);
        assert_eq!(
            suspended("f.rs", "<Transition>\nfn f(of: Option<SuspenseContext>)"),
            Vec::<String>::new()
        );
    }
}
