//! Files that know each other in a circle cannot be understood one after the other.
//!
//! An arrow is a `use` or a path that begins with `crate`, `super` or `self`, outside of tests; it points at the file that defines
//! the name. A folder's face lists what is inside, so its `pub use` is no arrow, and whoever asks the face asks who is behind it.
//! The crate's face is for those outside: whoever is inside names the room, so that every arrow is seen to run down.

use super::sources::{Complaints, File, Sources};
use proc_macro2::{TokenStream, TokenTree};
use std::collections::{BTreeMap, BTreeSet};
use syn::visit::Visit;

/// In none of these does a circle lie: neither between files nor between rooms.
const PARTS: [&str; 8] = [
    "app/src/",
    "crates/domain/src/",
    "crates/mail/src/",
    "crates/model/src/",
    "server/src/",
    "crates/testbed/src/",
    "crates/tidy/src/",
    "crates/xtask/src/",
];

type Path = Vec<String>;

pub fn look(sources: &Sources) -> Complaints {
    let mut complaints = Vec::new();
    for part in PARTS {
        let modules = Modules::read(part, sources);
        let up = modules.up();
        println!("    {part}: {} arrows up to the crate's face", up.len());
        complaints.extend(up);
        let files = modules.arrows();
        complaints.extend(out_of_ground(part, &files));
        let rooms = between_rooms(&files);
        for (what, arrows) in [("files", files), ("rooms", rooms)] {
            let circles = circles(&arrows);
            println!("    {part}: {} circles between {} {what}", circles.len(), arrows.len());
            complaints.extend(circles.iter().map(|circle| format!("{part}: {}", drawn(circle, &arrows))));
        }
    }
    complaints
}

/// What everything stands on knows nothing but itself.
const GROUND: (&str, &str) = ("app/src/", "ui");

fn out_of_ground(part: &str, files: &BTreeMap<String, BTreeSet<String>>) -> Vec<String> {
    let is_inside = |file: &str| file.split('/').next() == Some(GROUND.1);
    let arrows = files.iter().filter(|(from, _)| part == GROUND.0 && is_inside(from));
    let out = arrows.flat_map(|(from, to)| to.iter().filter(|to| !is_inside(to)).map(move |to| (from, to)));
    out.map(|(from, to)| format!("{part}{from} knows {to}: {} knows only itself", GROUND.1)).collect()
}

/// The same arrows between what lies beside each other in a folder: files, and folders as wholes. Without circles there is an
/// order of the rooms in which every arrow runs down.
fn between_rooms(files: &BTreeMap<String, BTreeSet<String>>) -> BTreeMap<String, BTreeSet<String>> {
    let mut rooms: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (from, to) in files.iter().flat_map(|(from, all)| all.iter().map(move |to| (from, to))) {
        let (from, to): (Vec<&str>, Vec<&str>) = (from.split('/').collect(), to.split('/').collect());
        let common = from.iter().zip(&to).take_while(|(one, other)| one == other).count();
        // A face and what is behind it are not beside each other.
        if let (Some(from), Some(to)) = (from.get(..=common), to.get(..=common)) {
            rooms.entry(from.join("/")).or_default().insert(to.join("/"));
        }
    }
    rooms
}

/// A circle, with the arrows that make it.
fn drawn(circle: &[String], arrows: &BTreeMap<String, BTreeSet<String>>) -> String {
    let mut lines = vec![format!("{} in a circle:", circle.len())];
    for from in circle {
        let to = arrows.get(from).into_iter().flatten().filter(|to| circle.contains(to));
        lines.push(format!("        {from} -> {}", to.cloned().collect::<Vec<_>>().join(", ")));
    }
    lines.join("\n")
}

/// What a file says of others.
#[derive(Default)]
struct Module {
    /// Names that it passes on, and where they are from.
    passed_on: BTreeMap<String, Path>,
    asked_for: Vec<Path>,
}

struct Modules {
    part: &'static str,
    by_path: BTreeMap<Path, Module>,
}

impl Modules {
    fn read(part: &'static str, sources: &Sources) -> Self {
        let mut by_path = BTreeMap::new();
        for file in sources.rust(part) {
            let path = module_path(part, file);
            let mut reader = Reader { here: &path, module: Module::default() };
            if let Ok(tree) = syn::parse_file(&file.text) {
                reader.visit_file(&tree);
            }
            let module = reader.module;
            by_path.insert(path, module);
        }
        Self { part, by_path }
    }

    /// From each file to those whose names it uses.
    fn arrows(&self) -> BTreeMap<String, BTreeSet<String>> {
        let arrow = |(path, module): (&Path, &Module)| {
            let to = module.asked_for.iter().filter_map(|asked| self.home(asked, 0));
            let to = to.filter(|home| home != path).map(|home| self.name(&home)).collect();
            (self.name(path), to)
        };
        self.by_path.iter().map(arrow).collect()
    }

    /// Who inside asks the crate's face for what it passes on.
    fn up(&self) -> Vec<String> {
        let Some(face) = self.by_path.get(&Path::new()) else { return Vec::new() };
        let is_by_face = |name: &&String| {
            face.passed_on.contains_key(*name) && !self.by_path.contains_key(std::slice::from_ref(*name))
        };
        let up = |(path, module): (&Path, &Module)| {
            let asked = module.asked_for.iter().filter(|_| !path.is_empty());
            let by_face: BTreeSet<&String> =
                asked.filter_map(|asked| asked.first()).filter(is_by_face).collect();
            let file = self.name(path);
            by_face
                .into_iter()
                .map(move |name| {
                    format!("{}{file} asks the crate's face for {name}: name its room", self.part)
                })
                .collect::<Vec<_>>()
        };
        self.by_path.iter().flat_map(up).collect()
    }

    fn name(&self, path: &[String]) -> String {
        if path.is_empty() { self.part.to_owned() } else { path.join("/") }
    }

    /// The module that defines what a path names, wherever it was passed on.
    fn home(&self, asked: &[String], turns: u8) -> Option<Path> {
        let mut here = Path::new();
        for (at, name) in asked.iter().enumerate() {
            let mut inner = here.clone();
            inner.push(name.clone());
            if self.by_path.contains_key(&inner) {
                here = inner;
                continue;
            }
            let passed_on = self.by_path.get(&here)?.passed_on.get(name);
            return match passed_on {
                Some(target) if turns < 8 => {
                    let rest = asked.get(at + 1..).unwrap_or_default();
                    self.home(&[target.as_slice(), rest].concat(), turns + 1)
                }
                _ => Some(here),
            };
        }
        Some(here)
    }
}

fn module_path(part: &str, file: &File) -> Path {
    let path = file.path.trim_start_matches(part).trim_end_matches(".rs");
    path.split('/').filter(|name| !matches!(*name, "lib" | "main" | "mod")).map(str::to_owned).collect()
}

struct Reader<'a> {
    here: &'a [String],
    module: Module,
}

impl Reader<'_> {
    /// A path from the root of the crate; `None` for what is of other crates.
    fn absolute(&self, path: &[String]) -> Option<Path> {
        let mut base = self.here.to_vec();
        let mut rest = path;
        match rest.first().map(String::as_str) {
            Some("crate") => base.clear(),
            Some("self") => {}
            Some("super") => {
                base.pop()?;
            }
            _ => return None,
        }
        rest = rest.get(1..)?;
        while rest.first().is_some_and(|name| name == "super") {
            base.pop()?;
            rest = rest.get(1..)?;
        }
        base.extend(rest.iter().cloned());
        Some(base)
    }

    fn take(&mut self, tree: &syn::UseTree, before: &mut Path, public: bool) {
        match tree {
            syn::UseTree::Path(path) => {
                before.push(path.ident.to_string());
                self.take(&path.tree, before, public);
                before.pop();
            }
            syn::UseTree::Group(group) => group.items.iter().for_each(|tree| self.take(tree, before, public)),
            syn::UseTree::Name(name) => self.name(before, &name.ident, &name.ident, public),
            syn::UseTree::Rename(name) => self.name(before, &name.ident, &name.rename, public),
            syn::UseTree::Glob(_) => self.module.asked_for.extend(self.absolute(before)),
        }
    }

    fn name(&mut self, before: &[String], name: &syn::Ident, known_as: &syn::Ident, public: bool) {
        let mut path = before.to_vec();
        if name != "self" {
            path.push(name.to_string());
        }
        if public {
            // `pub use list::Rows` of a module inside.
            let target = self.absolute(&path).unwrap_or_else(|| [self.here, &path].concat());
            self.module.passed_on.insert(known_as.to_string(), target);
        } else {
            self.module.asked_for.extend(self.absolute(&path));
        }
    }
}

impl<'tree> Visit<'tree> for Reader<'_> {
    fn visit_item_mod(&mut self, module: &'tree syn::ItemMod) {
        let is_test = |attribute: &syn::Attribute| {
            attribute.path().is_ident("cfg")
                && attribute.parse_args::<syn::Ident>().is_ok_and(|condition| condition == "test")
        };
        let tests = module.attrs.iter().any(is_test);
        if !tests {
            syn::visit::visit_item_mod(self, module);
        }
    }

    fn visit_item_use(&mut self, item: &'tree syn::ItemUse) {
        let public = !matches!(item.vis, syn::Visibility::Inherited);
        self.take(&item.tree, &mut Path::new(), public);
    }

    /// `pub(super)` uses nothing.
    fn visit_visibility(&mut self, _: &'tree syn::Visibility) {}

    /// What a macro is given is no syntax yet: paths are looked for among its words.
    fn visit_macro(&mut self, call: &'tree syn::Macro) {
        let mut paths = Vec::new();
        paths_among(call.tokens.clone(), &mut paths);
        let asked: Vec<Path> = paths.iter().filter_map(|path| self.absolute(path)).collect();
        self.module.asked_for.extend(asked);
        syn::visit::visit_macro(self, call);
    }

    fn visit_path(&mut self, path: &'tree syn::Path) {
        let names: Path = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        self.module.asked_for.extend(self.absolute(&names));
        syn::visit::visit_path(self, path);
    }
}

/// Names with `::` between them.
fn paths_among(tokens: TokenStream, paths: &mut Vec<Path>) {
    let mut path = Path::new();
    let mut colons = 0;
    for token in tokens {
        match token {
            TokenTree::Ident(name) => {
                if colons != 2 && !path.is_empty() {
                    paths.push(std::mem::take(&mut path));
                }
                path.push(name.to_string());
                colons = 0;
            }
            TokenTree::Punct(mark) if mark.as_char() == ':' => colons += 1,
            TokenTree::Group(group) => {
                paths_among(group.stream(), paths);
                colons = 0;
            }
            _ => colons = 0,
        }
    }
    paths.push(path);
}

/// Sets of files from each of which every other one is reached, largest first.
fn circles(arrows: &BTreeMap<String, BTreeSet<String>>) -> Vec<Vec<String>> {
    let reached: BTreeMap<&String, BTreeSet<&String>> =
        arrows.keys().map(|from| (from, everything_from(arrows, from))).collect();
    let together = |one: &String, other: &String| {
        let reaches = |from: &String, to: &String| reached.get(from).is_some_and(|found| found.contains(to));
        reaches(one, other) && reaches(other, one)
    };
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    for one in arrows.keys() {
        if seen.contains(one) || !together(one, one) {
            continue;
        }
        let circle: Vec<String> = arrows.keys().filter(|other| together(one, other)).cloned().collect();
        seen.extend(circle.iter().cloned());
        found.push(circle);
    }
    found.sort_by_key(|circle| std::cmp::Reverse(circle.len()));
    found
}

fn everything_from<'a>(arrows: &'a BTreeMap<String, BTreeSet<String>>, from: &str) -> BTreeSet<&'a String> {
    let mut found = BTreeSet::new();
    let mut open: Vec<&String> = arrows.get(from).into_iter().flatten().collect();
    while let Some(next) = open.pop() {
        if found.insert(next) {
            open.extend(arrows.get(next).into_iter().flatten());
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(files: &[(&str, &str)]) -> Modules {
        let files =
            files.iter().map(|(path, text)| File { path: format!("a/src/{path}"), text: (*text).to_owned() });
        Modules::read("a/src/", &Sources { files: files.collect() })
    }

    fn circles_of(files: &[(&str, &str)]) -> Vec<Vec<String>> {
        circles(&read(files).arrows())
    }

    #[test]
    fn whoever_is_inside_names_the_room() {
        let face = ("lib.rs", "mod db; mod list; pub use db::Db;");
        let db = ("db.rs", "pub struct Db;");
        assert!(read(&[face, db, ("list.rs", "use crate::db::Db;")]).up().is_empty());
        for asks in ["use crate::{Db, db};", "use super::Db;", "fn all(db: &crate::Db) {}"] {
            assert_eq!(read(&[face, db, ("list.rs", asks)]).up().len(), 1, "{asks}");
        }
    }

    #[test]
    fn a_circle_is_found_through_the_face_of_a_folder() {
        let face = "mod list; mod row; pub use list::List; pub use row::Row;";
        let list = ("rooms/list.rs", "use super::Row; pub struct List;");
        assert!(circles_of(&[("rooms.rs", face), list, ("rooms/row.rs", "pub struct Row;")]).is_empty());
        let back = ("rooms/row.rs", "pub struct Row; fn all() { crate::rooms::List::new(); }");
        assert_eq!(circles_of(&[("rooms.rs", face), list, back]), [["rooms/list", "rooms/row"]]);
    }

    #[test]
    fn folders_know_each_other_in_one_direction_only() {
        let arrow = |from: &str, to: &str| (from.to_owned(), BTreeSet::from([to.to_owned()]));
        let files = BTreeMap::from([arrow("ui/menu", "state/keys"), arrow("state/zone", "ui/clock")]);
        assert!(circles(&files).is_empty());
        assert_eq!(circles(&between_rooms(&files)), [["state", "ui"]]);
        let inside = BTreeMap::from([arrow("ui", "ui/menu"), arrow("ui/menu", "ui/key/cap")]);
        assert!(circles(&between_rooms(&inside)).is_empty());
    }

    #[test]
    fn what_everything_stands_on_knows_only_itself() {
        let arrow = |from: &str, to: &str| (from.to_owned(), BTreeSet::from([to.to_owned()]));
        let files = BTreeMap::from([
            arrow("state/zone", "ui/clock"),
            arrow("ui/menu", "ui/key"),
            arrow("ui/key", "state/keys"),
        ]);
        assert_eq!(out_of_ground("app/src/", &files).len(), 1);
        assert!(out_of_ground("server/src/", &files).is_empty());
    }

    #[test]
    fn a_macro_names_others_too() {
        let one = ("one.rs", "pub struct One; fn view() { view! { <p>{super::two::Two}</p> } }");
        let two = ("two.rs", "#[cfg(feature = \"ssr\")] mod inner { use crate::one::One; } pub struct Two;");
        assert_eq!(circles_of(&[("lib.rs", ""), one, two]), [["one", "two"]]);
    }

    #[test]
    fn tests_and_other_crates_are_no_arrows() {
        let one = ("one.rs", "use std::fmt; use super::two::Two; #[cfg(test)] mod tests { use super::*; }");
        let two = ("two.rs", "pub struct Two; #[cfg(test)] mod tests { use crate::one::One; }");
        assert!(circles_of(&[("lib.rs", "mod one; mod two;"), one, two]).is_empty());
    }
}
