//! Some lines of a file: what each of them would make, and, when it is to be, making it.

use super::Part;
use super::cells::{self, Known};
use super::store::{self, Line, Looked, Stored};
use crate::records::many::{self, Mark, Texts, Traits, Values};
use crate::{actor::Actor, db::Tx, erased, error::Error, error::Result, secrets::Secrets};
use chrono::{DateTime, Utc};
use kurier_model::import::{ImportState, Outcome, TwinRule};
use kurier_model::record::{Change, FieldDefinition, FieldType, Kind, KindKey};
use kurier_model::{Field, FieldId, Invalid, Reason, RecordId};
use std::collections::{BTreeSet, HashMap, HashSet};

/// So many lines are looked at together; fewer where each record is changed by itself.
const AT_ONCE: i64 = 500;
const CHANGED_AT_ONCE: i64 = 50;

/// On whose behalf, and what there is.
pub(super) struct Reach<'r> {
    pub(super) actor: &'r Actor,
    pub(super) kinds: &'r [Kind],
    pub(super) kind: &'r Kind,
    pub(super) now: DateTime<Utc>,
    pub(super) secrets: &'r Secrets,
}

/// What earlier lines have made, or would have made.
#[derive(Default)]
pub(super) struct Seen {
    /// In which pass; none: nothing was looked at yet.
    pass: Option<u32>,
    twins: Twins,
    /// Records of other kinds that are made with the line that names them first.
    linked: HashMap<(KindKey, String), Linked>,
}

/// Records by what they are known by.
#[derive(Default)]
struct Twins {
    marked: HashMap<Mark, BTreeSet<RecordId>>,
    /// The same the other way round.
    known_by: HashMap<RecordId, Vec<Mark>>,
    traits: HashMap<RecordId, Traits>,
    /// What stood in a record before a line wrote something else there: it is not known by this any more.
    replaced: HashSet<(Mark, RecordId)>,
    /// What would stand in records, as long as nothing is written.
    texts: HashMap<RecordId, Texts>,
    /// Those that whoever imports may not see: what they have is taken, and nothing more is known of them.
    hidden: HashSet<RecordId>,
}

impl Twins {
    /// As the database has it.
    fn add(&mut self, mark: Mark, record: RecordId, traits: Option<Traits>) {
        if traits.is_none() {
            self.hidden.insert(record);
        }
        if !self.replaced.contains(&(mark.clone(), record)) {
            self.know(mark, record);
        }
        self.traits.entry(record).or_insert(traits.unwrap_or_default());
    }

    fn know(&mut self, mark: Mark, record: RecordId) {
        self.marked.entry(mark.clone()).or_default().insert(record);
        let known_by = self.known_by.entry(record).or_default();
        if !known_by.contains(&mark) {
            known_by.push(mark);
        }
    }

    /// The values are a record's from now on.
    fn written(&mut self, kind: &Kind, record: RecordId, values: &Values<'_>) {
        let own = values.all_marks();
        for mark in self.known_by.remove(&record).unwrap_or_default() {
            if own.iter().any(|own| own.replaces(&mark)) {
                if let Some(records) = self.marked.get_mut(&mark) {
                    records.remove(&record);
                }
                self.replaced.insert((mark, record));
            } else {
                self.know(mark, record);
            }
        }
        for mark in own {
            self.replaced.remove(&(mark.clone(), record));
            self.know(mark, record);
        }
        let traits = self.traits.remove(&record).unwrap_or_default().with(kind, &values.traits());
        self.traits.insert(record, traits);
    }

    /// The records that a line with these values is about, and the field of one that no two may have.
    fn of(&self, values: &Values<'_>) -> (Vec<RecordId>, Option<FieldId>) {
        let (mut same, mut taken) = (BTreeSet::new(), None);
        let own = values.traits();
        for mark in values.marks() {
            for record in self.marked.get(&mark).into_iter().flatten() {
                let is_other = self.traits.get(record).is_some_and(|traits| own.differ(traits));
                if matches!(mark, Mark::Name(_)) && is_other {
                    continue;
                }
                if let Mark::Unique(field, _) = mark {
                    taken = Some(field);
                }
                if !self.hidden.contains(record) {
                    same.insert(*record);
                }
            }
        }
        (same.into_iter().collect(), taken)
    }
}

struct Linked {
    record: RecordId,
    name: String,
    is_made: bool,
}

/// What is to become of a line.
enum Decision<'k> {
    Failed(Invalid),
    Skipped,
    Update(RecordId, Values<'k>),
    Create(RecordId, Values<'k>),
}

/// The next lines.
pub(super) async fn next(tx: &mut Tx, reach: &Reach<'_>, import: &Stored, seen: &mut Seen) -> Result<Part> {
    let writes = import.state == ImportState::Running;
    let mut behind = import.last_line;
    if writes {
        // What was made is in the database by now.
        *seen = Seen::default();
    } else if seen.pass.is_some_and(|pass| pass != import.pass) {
        return Ok(Part::Elsewhere);
    } else if seen.pass.is_none() {
        // Whoever looked before has not come to the end, and what they had seen went with them.
        seen.pass = Some(store::begin_anew(tx, import.id).await?);
        behind = 0;
    }
    let limit = if writes && import.twins == TwinRule::Update { CHANGED_AT_ONCE } else { AT_ONCE };
    let lines = store::next_lines(tx, import.id, behind, limit).await?;
    if lines.is_empty() {
        return Ok(Part::Last);
    }
    let texts = |line: &Line| cells::texts(reach.kind, &import.columns, &import.fields, &line.cells);
    let texts: Vec<Cells<'_>> = lines.iter().map(texts).collect();
    let known = known(tx, reach, import, &texts, seen).await?;
    let read: Vec<_> = texts.iter().map(|texts| read(reach.kind, &known, texts)).collect();
    let read = without_erased(tx, reach, read).await?;
    let marks: Vec<Mark> =
        read.iter().filter_map(|line| line.as_ref().ok()).flat_map(Values::marks).collect();
    for (mark, record, traits) in many::marked(tx, reach.kind, &marks).await? {
        seen.twins.add(mark, record, traits);
    }
    let mut looked = Vec::new();
    let mut decided = Vec::new();
    let mut fresh = HashSet::new();
    for (line, read) in lines.iter().zip(read) {
        let decision = match read {
            Ok(values) => decide(reach.actor, reach.kind, import.twins, values, &mut seen.twins),
            Err(invalid) => Decision::Failed(invalid),
        };
        match &decision {
            Decision::Create(record, _) => drop(fresh.insert(*record)),
            // What changes a record that a line before it makes waits until that is made.
            Decision::Update(record, _) if writes && fresh.contains(record) => {
                looked.extend(write(tx, reach, seen, std::mem::take(&mut decided)).await?);
                fresh.clear();
            }
            _ => {}
        }
        decided.push((line.number, decision));
    }
    looked.extend(match writes {
        true => write(tx, reach, seen, decided).await?,
        false => would(tx, reach, seen, decided).await?,
    });
    store::looked_at(tx, import.id, &looked).await?;
    Ok(Part::Some)
}

type Cells<'k> = Vec<(&'k FieldDefinition, String)>;
type Read<'k> = std::result::Result<Values<'k>, Invalid>;

fn read<'k>(kind: &'k Kind, known: &Known, texts: &Cells<'k>) -> Read<'k> {
    let (changes, mut invalid) = cells::changes(texts, known);
    let (values, wrong) = Values::read(kind, &changes);
    for (field, reason) in wrong.fields {
        invalid.add(field, reason);
    }
    invalid.or(values)
}

/// Nobody comes back by a file who asked to be erased: whoever knows better writes them down by hand.
async fn without_erased<'k>(tx: &mut Tx, reach: &Reach<'_>, read: Vec<Read<'k>>) -> Result<Vec<Read<'k>>> {
    let addresses = read.iter().flatten().flat_map(|values| values.addresses());
    let all: Vec<String> = addresses.map(|(_, key)| key.to_owned()).collect();
    let erased =
        erased::among(tx, reach.secrets, &all.iter().map(String::as_str).collect::<Vec<_>>()).await?;
    if erased.is_empty() {
        return Ok(read);
    }
    let of_erased = |values: &Values<'_>| {
        let found = values.addresses().find(|(_, key)| erased.contains_key(*key));
        found.map(|(field, _)| Invalid::one(Field::OfKind(field), Reason::Erased))
    };
    let looked = read.into_iter().map(|line| {
        let values = line?;
        match of_erased(&values) {
            Some(invalid) => Err(invalid),
            None => Ok(values),
        }
    });
    Ok(looked.collect())
}

/// Everything that the lines name: people, and records by name or address. A company or a person that nobody has written down yet is made
/// with the line that names it.
async fn known(
    tx: &mut Tx,
    reach: &Reach<'_>,
    import: &Stored,
    lines: &[Cells<'_>],
    seen: &mut Seen,
) -> Result<Known> {
    let mut known = Known::new(&import.words, &store::people(tx).await?);
    for kind in reach.kinds {
        let (mut names, mut addresses) = (HashMap::<String, String>::new(), Vec::new());
        let links =
            |field: &FieldDefinition| matches!(&field.what, FieldType::Link { to, .. } if *to == kind.key);
        let texts = lines.iter().flatten().filter(|(field, _)| links(field));
        for named in texts.flat_map(|(field, text)| cells::named(field, text, &known)) {
            match cells::Key::of(&named.name) {
                cells::Key::Address(key) => addresses.push(key),
                cells::Key::Name(key) => drop(names.entry(key).or_insert_with(|| named.name.into_owned())),
            }
        }
        if names.is_empty() && addresses.is_empty() {
            continue;
        }
        let asked: Vec<String> = names.keys().cloned().collect();
        for (name, record) in many::called(tx, kind, &asked, &addresses).await? {
            known.add(&kind.key, name, record);
        }
        for (key, text) in names {
            if !known.has(&kind.key, &key) && is_made_by_name(reach.actor, kind, &text) {
                let fresh = || Linked { record: RecordId::new(), name: text, is_made: false };
                let linked = seen.linked.entry((kind.key.clone(), key.clone())).or_insert_with(fresh);
                known.add(&kind.key, key, linked.record);
            }
        }
    }
    Ok(known)
}

/// What has a pipeline is work, which nobody begins by naming it.
fn is_made_by_name(actor: &Actor, kind: &Kind, name: &str) -> bool {
    kind.stages.is_empty() && named(actor, kind, name).is_some()
}

/// A record that has a name and nothing else, if the kind has such.
fn named<'k>(actor: &Actor, kind: &'k Kind, name: &str) -> Option<Values<'k>> {
    let field = kind.first(&FieldType::Name)?;
    let (values, wrong) =
        Values::read(kind, &[Change { field: Field::OfKind(field.id), value: name.to_owned() }]);
    let (values, missing) = values.begun(actor, kind);
    (wrong.fields.is_empty() && missing.fields.is_empty()).then_some(values)
}

fn decide<'k>(
    actor: &Actor,
    kind: &'k Kind,
    rule: TwinRule,
    values: Values<'k>,
    twins: &mut Twins,
) -> Decision<'k> {
    let (same, taken) = twins.of(&values);
    match (rule, same.as_slice()) {
        (TwinRule::Skip, [_, ..]) => return Decision::Skipped,
        (TwinRule::Update, [one]) => {
            twins.written(kind, *one, &values);
            return Decision::Update(*one, values);
        }
        (TwinRule::Update, [_, _, ..]) => {
            let field = values.marks().iter().find_map(|mark| about(kind, mark)).unwrap_or(Field::Name);
            return Decision::Failed(Invalid::one(field, Reason::Ambiguous));
        }
        _ => {}
    }
    if let Some(field) = taken {
        return Decision::Failed(Invalid::one(Field::OfKind(field), Reason::Taken));
    }
    let (values, missing) = values.begun(actor, kind);
    if !missing.fields.is_empty() {
        return Decision::Failed(missing);
    }
    let record = RecordId::new();
    twins.written(kind, record, &values);
    Decision::Create(record, values)
}

/// The field that a mark stands in.
fn about(kind: &Kind, mark: &Mark) -> Option<Field> {
    let field = match mark {
        Mark::Unique(field, _) => return Some(Field::OfKind(*field)),
        Mark::Email(_) => kind.addresses()?,
        Mark::Name(_) => kind.first(&FieldType::Name)?,
    };
    Some(Field::OfKind(field.id))
}

fn looked(line: u32, decision: Decision<'_>) -> Looked {
    match decision {
        Decision::Failed(invalid) => Looked { problems: invalid.fields, ..Looked::of(line, Outcome::Failed) },
        Decision::Skipped => Looked::of(line, Outcome::Skipped),
        Decision::Update(..) => Looked::of(line, Outcome::Updated),
        Decision::Create(..) => Looked::of(line, Outcome::Created),
    }
}

/// What would become of lines. One whose record says all that already changes nothing.
async fn would(
    tx: &mut Tx,
    reach: &Reach<'_>,
    seen: &mut Seen,
    decided: Vec<(u32, Decision<'_>)>,
) -> Result<Vec<Looked>> {
    let texts = &mut seen.twins.texts;
    let unread = decided.iter().filter_map(|(_, decision)| match decision {
        Decision::Update(record, _) if !texts.contains_key(record) => Some(*record),
        _ => None,
    });
    let unread: Vec<RecordId> = unread.collect();
    texts.extend(many::texts(tx, reach.kind, &unread).await?);
    let decided = decided.into_iter().map(|(line, decision)| match &decision {
        Decision::Create(record, values) | Decision::Update(record, values) => {
            let is_new = values.write_over(reach.kind, texts.entry(*record).or_default());
            looked(line, if is_new { decision } else { Decision::Skipped })
        }
        _ => looked(line, decision),
    });
    Ok(decided.collect())
}

async fn write(
    tx: &mut Tx,
    reach: &Reach<'_>,
    seen: &mut Seen,
    decided: Vec<(u32, Decision<'_>)>,
) -> Result<Vec<Looked>> {
    let (mut fresh, mut all, mut updates) = (Vec::new(), Vec::new(), Vec::new());
    let mut links = Links::new(seen);
    for (line, decision) in decided {
        match decision {
            Decision::Create(record, values) => {
                let linked = links.wanted_by(&values);
                let done = Looked::of(line, Outcome::Created);
                all.push(Looked { record: Some(record), linked, revision: Some(1), ..done });
                fresh.push((record, values));
            }
            Decision::Update(record, values) => {
                let linked = links.wanted_by(&values);
                updates.push((line, record, values, linked));
            }
            decision => all.push(looked(line, decision)),
        }
    }
    let wanted = links.wanted;
    make(tx, reach, seen, &wanted).await?;
    many::create(tx, reach.actor, reach.kind, &fresh, reach.now).await?;
    for (line, record, values, linked) in updates {
        let done = overwrite(tx, reach, line, record, &values).await?;
        // Also of a line that failed at last: with it goes what was made for it.
        let revision = done.revision.or((!linked.is_empty()).then_some(0));
        all.push(Looked { linked, revision, ..done });
    }
    all.sort_by_key(|looked| looked.line);
    Ok(all)
}

async fn overwrite(
    tx: &mut Tx,
    reach: &Reach<'_>,
    line: u32,
    record: RecordId,
    values: &Values<'_>,
) -> Result<Looked> {
    let failed = |problems| Looked { problems, ..Looked::of(line, Outcome::Failed) };
    Ok(match many::overwrite(tx, reach.actor, reach.kind, record, values, reach.now).await {
        Ok(Some(done)) => Looked {
            record: Some(record),
            before: done.before,
            revision: Some(done.revision),
            ..Looked::of(line, Outcome::Updated)
        },
        // It says all that already.
        Ok(None) => Looked::of(line, Outcome::Skipped),
        Err(Error::Invalid(invalid)) => failed(invalid.fields),
        // It was put into the bin in this moment.
        Err(Error::NotFound) => failed(vec![(Field::Name, Reason::Unknown)]),
        Err(error) => return Err(error),
    })
}

/// Records of other kinds that lines name and that are not there.
struct Links {
    missing: HashSet<RecordId>,
    wanted: Vec<RecordId>,
}

impl Links {
    fn new(seen: &Seen) -> Self {
        let missing = seen.linked.values().filter(|linked| !linked.is_made).map(|linked| linked.record);
        Self { missing: missing.collect(), wanted: Vec::new() }
    }

    /// Those that this line is the first to need.
    fn wanted_by(&mut self, values: &Values<'_>) -> Vec<RecordId> {
        let first: Vec<RecordId> = values.links().filter(|record| self.missing.remove(record)).collect();
        self.wanted.extend(&first);
        first
    }
}

/// Makes those that are wanted.
async fn make(tx: &mut Tx, reach: &Reach<'_>, seen: &mut Seen, wanted: &[RecordId]) -> Result<()> {
    for kind in reach.kinds {
        let mut fresh = Vec::new();
        for ((of, _), linked) in &mut seen.linked {
            if *of == kind.key
                && wanted.contains(&linked.record)
                && let Some(values) = named(reach.actor, kind, &linked.name)
            {
                linked.is_made = true;
                fresh.push((linked.record, values));
            }
        }
        many::create(tx, reach.actor, kind, &fresh, reach.now).await?;
    }
    Ok(())
}
