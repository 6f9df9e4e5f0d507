//! No file and no function outgrows its room.

use super::Complaints;
use super::sources::{File, Sources};
use syn::spanned::Spanned as _;
use syn::visit::Visit;

const LONGEST_FILE: usize = 450;
/// Lines of a body, from its first brace to its last.
const LONGEST_FUNCTION: usize = 60;
/// Functions that are longer still. The number may only fall.
const LONG_FUNCTIONS: usize = 45;

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
    for (what, found) in [("file", &mut files), ("function", &mut functions)] {
        found.sort_unstable();
        if let Some((lines, name)) = found.last() {
            println!("    largest {what}: {lines} lines, {name}");
        }
    }
    let large = files.iter().filter(|(lines, _)| *lines > LONGEST_FILE);
    complaints.extend(large.map(|(lines, name)| format!("{name}: {lines} lines, at most {LONGEST_FILE}")));
    let long: Vec<_> = functions.iter().filter(|(lines, _)| *lines > LONGEST_FUNCTION).collect();
    println!("    {} functions of more than {LONGEST_FUNCTION} lines", long.len());
    if long.len() > LONG_FUNCTIONS {
        complaints.push(format!(
            "{} functions of more than {LONGEST_FUNCTION} lines, {LONG_FUNCTIONS} were left",
            long.len()
        ));
        complaints.extend(long.iter().map(|(lines, name)| format!("    {name}: {lines} lines")));
    } else if long.len() < LONG_FUNCTIONS {
        complaints.push(format!("only {} long functions are left, say so in tidy/sizes.rs", long.len()));
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
