//! No file and no function outgrows its room.

use super::sources::{Complaints, File, Sources};
use syn::spanned::Spanned as _;
use syn::visit::Visit;

const LONGEST_FILE: usize = 450;
/// Lines of a body, from its first brace to its last.
const LONGEST_FUNCTION: usize = 60;

pub fn look(sources: &Sources) -> Complaints {
    let mut complaints = Vec::new();
    let mut files = Vec::new();
    let mut functions = Vec::new();
    let written = |file: &&File| [".rs", ".ts", ".css"].iter().any(|kind| file.path.ends_with(kind));
    for file in sources.files.iter().filter(written) {
        files.push((file.text.lines().count(), file.path.clone()));
        if file.path.ends_with(".rs") {
            match syn::parse_file(&file.text) {
                Ok(tree) => Functions { path: &file.path, found: &mut functions }.visit_file(&tree),
                Err(error) => complaints.push(format!("{}: {error}", file.path)),
            }
        }
    }
    for (what, found, most) in [("file", files, LONGEST_FILE), ("function", functions, LONGEST_FUNCTION)] {
        if let Some((lines, name)) = found.iter().max() {
            println!("    largest {what}: {lines} lines, {name}");
        }
        let large = found.iter().filter(|(lines, _)| *lines > most);
        complaints.extend(large.map(|(lines, name)| format!("{name}: {lines} lines, at most {most}")));
    }
    complaints
}

struct Functions<'a> {
    path: &'a str,
    found: &'a mut Vec<(usize, String)>,
}

impl Functions<'_> {
    fn take(&mut self, name: &syn::Ident, body: &syn::Block) {
        let lines = body.span().end().line + 1 - body.span().start().line;
        self.found.push((lines, format!("{} {name}", self.path)));
    }
}

impl<'tree> Visit<'tree> for Functions<'_> {
    fn visit_item_fn(&mut self, function: &'tree syn::ItemFn) {
        self.take(&function.sig.ident, &function.block);
        syn::visit::visit_item_fn(self, function);
    }

    fn visit_impl_item_fn(&mut self, function: &'tree syn::ImplItemFn) {
        self.take(&function.sig.ident, &function.block);
        syn::visit::visit_impl_item_fn(self, function);
    }
}
