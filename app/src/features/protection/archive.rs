//! All that is stored of a person as one ZIP: `index.html` to be read, `data.json` for programs (`docs/personal-data.md`), and their mail as it
//! came. It is written a part at a time, mail after mail.

use super::paper::{self, END, escaped};
use super::words::kind_words;
use chrono::SecondsFormat;
use kurier_domain::protection::{MailFile, PersonExport};
use kurier_domain::{Error, Result};
use kurier_i18n::{I18n, Language, t_string};
use kurier_model::protection::DataKind;
use serde_json::Value;
use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};
use zip::write::{SimpleFileOptions, StreamWriter};
use zip::{CompressionMethod, ZipWriter};

/// The archive, from its beginning to its end.
pub struct Archive {
    export: PersonExport,
    i18n: I18n,
    zip: Option<ZipWriter<StreamWriter<Written>>>,
    written: Written,
    at: At,
}

/// How far it is.
enum At {
    Begin(File),
    Mail(File, List),
    Bytes(List, Vec<MailFile>),
    Files(Vec<(uuid::Uuid, String)>),
    End,
}

/// A file in which everything is listed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum File {
    Data,
    Page,
}

/// Behind which message, and how many there were.
#[derive(Clone, Copy, Default)]
struct List {
    after: Option<uuid::Uuid>,
    count: usize,
}

/// What was written and not yet taken.
#[derive(Clone, Default)]
struct Written(Arc<Mutex<Vec<u8>>>);

impl Write for Written {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Archive {
    /// Begins; `tag` is that of the page's language.
    #[must_use]
    pub fn begin(export: PersonExport, tag: Option<&str>) -> Self {
        let i18n = I18n::new(tag.and_then(Language::from_tag).unwrap_or_default());
        let written = Written::default();
        let zip = Some(ZipWriter::new_stream(written.clone()));
        Self { export, i18n, zip, written, at: At::Begin(File::Data) }
    }

    /// The next part; `None` behind the last one.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn next(&mut self) -> Result<Option<Vec<u8>>> {
        loop {
            let is_over = self.zip.is_none();
            if !is_over {
                self.step().await?;
            }
            let part = std::mem::take(&mut *self.written.0.lock().unwrap_or_else(PoisonError::into_inner));
            if !part.is_empty() {
                return Ok(Some(part));
            }
            if is_over {
                return Ok(None);
            }
        }
    }

    async fn step(&mut self) -> Result<()> {
        match std::mem::replace(&mut self.at, At::End) {
            At::Begin(file) => {
                self.begin_file(file)?;
                self.at = At::Mail(file, List::default());
            }
            At::Mail(file, list) => {
                let batch = self.export.mail(list.after).await?;
                let Some(last) = batch.last().map(|one| one.id) else {
                    self.write(if file == File::Data { "]}\n" } else { END })?;
                    self.at = match file {
                        File::Data => At::Begin(File::Page),
                        File::Page => At::Bytes(List::default(), Vec::new()),
                    };
                    return Ok(());
                };
                for (place, one) in (list.count..).zip(&batch) {
                    let text = match file {
                        File::Data => listed(place, one),
                        File::Page => self.shown(one),
                    };
                    self.write(&text)?;
                }
                self.at = At::Mail(file, List { after: Some(last), count: list.count + batch.len() });
            }
            At::Bytes(list, mut waiting) => {
                if waiting.is_empty() {
                    let batch = self.export.mail(list.after).await?;
                    let Some(last) = batch.last().map(|one| one.id) else {
                        self.at = At::Files(self.export.files());
                        return Ok(());
                    };
                    let list = List { after: Some(last), count: list.count + batch.len() };
                    waiting = batch;
                    waiting.reverse();
                    self.at = At::Bytes(list, waiting);
                    return Ok(());
                }
                if let Some(one) = waiting.pop()
                    && let Some(raw) = self.export.raw(one.id).await?
                {
                    // Its files are encoded, and hardly any smaller when they are compressed.
                    self.file(&mail_name(&one), CompressionMethod::Stored)?;
                    self.bytes(&raw)?;
                }
                self.at = At::Bytes(list, waiting);
            }
            At::Files(waiting) => self.add_file(waiting).await?,
            At::End => {
                if let Some(zip) = self.zip.take() {
                    zip.finish().map_err(Error::internal)?;
                }
            }
        }
        Ok(())
    }

    /// The next of the files that people have put beside the records.
    async fn add_file(&mut self, mut waiting: Vec<(uuid::Uuid, String)>) -> Result<()> {
        let Some((id, name)) = waiting.pop() else { return Ok(()) };
        if let Some(bytes) = self.export.file(id).await? {
            self.file(&name, CompressionMethod::Stored)?;
            self.bytes(&bytes)?;
        }
        self.at = At::Files(waiting);
        Ok(())
    }

    /// What is not mail.
    fn begin_file(&mut self, file: File) -> Result<()> {
        let text = match file {
            File::Data => {
                self.file("data.json", CompressionMethod::Deflated)?;
                self.data()
            }
            File::Page => {
                self.file("index.html", CompressionMethod::Deflated)?;
                self.page()
            }
        };
        self.write(&text)
    }

    fn data(&self) -> String {
        let made_at = self.export.made_at.to_rfc3339_opts(SecondsFormat::Secs, true);
        let addresses = Value::from(self.export.addresses.clone());
        let mut json = format!(
            "{{\"schema\":\"kurier-personal-data\",\"version\":1,\"made_at\":\"{made_at}\",\"addresses\":{addresses}"
        );
        for (what, rows) in &self.export.sections {
            json.push_str(&format!(",\n\"{}\":{}", what.as_str(), Value::from(rows.clone())));
        }
        json.push_str(",\n\"mail\":[");
        json
    }

    fn page(&self) -> String {
        let i18n = self.i18n;
        let made_at = self.export.made_at.to_rfc3339_opts(SecondsFormat::Secs, true);
        let mut html = paper::head(i18n, t_string!(i18n, protection.person));
        html.push_str(&paper::list([
            (t_string!(i18n, protection.file.made), made_at),
            (t_string!(i18n, protection.file.addresses), self.export.addresses.join(", ")),
        ]));
        for (what, rows) in &self.export.sections {
            html.push_str(&self.title(*what));
            if rows.is_empty() {
                html.push_str(&format!("<p>{}</p>\n", t_string!(i18n, protection.file.empty)));
            }
            html.extend(rows.iter().map(|row| self.row(row)));
        }
        html.push_str(&self.title(DataKind::Mail));
        html
    }

    fn title(&self, what: DataKind) -> String {
        format!("<h2>{}</h2>\n", escaped(kind_words(self.i18n, what)))
    }

    fn row(&self, row: &Value) -> String {
        let fields = row.as_object().into_iter().flatten();
        let named =
            fields.filter(|(_, value)| !value.is_null()).map(|(key, value)| (self.key(key), plain(value)));
        let named: Vec<(String, String)> = named.collect();
        paper::list(named.iter().map(|(key, text)| (key.as_str(), text.clone())))
    }

    fn shown(&self, one: &MailFile) -> String {
        let file = (t_string!(self.i18n, protection.file.mail_file), mail_name(one));
        let row = self.row(&one.row);
        paper::list([file]).replace("</dl>\n", "") + row.trim_start_matches("<dl>\n")
    }

    /// What a key is called; what has no name of its own goes by its key.
    fn key(&self, key: &str) -> String {
        let i18n = self.i18n;
        let word = match key {
            "id" => t_string!(i18n, protection.file.id),
            "at" => t_string!(i18n, protection.file.at),
            "by" => t_string!(i18n, protection.file.by),
            "to" => t_string!(i18n, protection.file.to),
            "from" => t_string!(i18n, protection.file.from),
            "cc" => t_string!(i18n, protection.file.cc),
            "subject" => t_string!(i18n, protection.file.subject),
            "text" => t_string!(i18n, protection.file.text),
            "title" => t_string!(i18n, protection.file.title),
            "what" => t_string!(i18n, protection.file.what),
            "kind" => t_string!(i18n, protection.file.kind),
            "name" => t_string!(i18n, protection.file.name),
            "type" => t_string!(i18n, protection.file.media_type),
            "size" => t_string!(i18n, protection.file.size),
            "file" => t_string!(i18n, protection.file.mail_file),
            "fields" => t_string!(i18n, protection.file.fields),
            "emails" => t_string!(i18n, protection.file.emails),
            "phones" => t_string!(i18n, protection.file.phones),
            "company" => t_string!(i18n, protection.file.company),
            "owner" => t_string!(i18n, protection.file.owner),
            "stage" => t_string!(i18n, protection.file.stage),
            "description" => t_string!(i18n, protection.file.description),
            "created_at" => t_string!(i18n, protection.file.created_at),
            "removed_at" => t_string!(i18n, protection.file.removed_at),
            "basis" => t_string!(i18n, protection.file.basis),
            "purpose" => t_string!(i18n, protection.file.purpose),
            "ground" => t_string!(i18n, protection.file.ground),
            "by_link" => t_string!(i18n, protection.file.by_link),
            "way_out" => t_string!(i18n, protection.file.way_out),
            "mailbox" => t_string!(i18n, protection.file.mailbox),
            "folders" => t_string!(i18n, protection.file.folders),
            "files" => t_string!(i18n, protection.file.files),
            "place" => t_string!(i18n, protection.file.place),
            "state" => t_string!(i18n, protection.file.state),
            "due" => t_string!(i18n, protection.file.due),
            "done_at" => t_string!(i18n, protection.file.done_at),
            "cells" => t_string!(i18n, protection.file.cells),
            other => return other.to_owned(),
        };
        word.to_owned()
    }

    fn file(&mut self, name: &str, method: CompressionMethod) -> Result<()> {
        let Some(zip) = &mut self.zip else { return Ok(()) };
        // One mail may be large, and the whole as well.
        let options = SimpleFileOptions::default().compression_method(method);
        zip.start_file(name, options).map_err(Error::internal)
    }

    fn write(&mut self, text: &str) -> Result<()> {
        self.bytes(text.as_bytes())
    }

    fn bytes(&mut self, bytes: &[u8]) -> Result<()> {
        let Some(zip) = &mut self.zip else { return Ok(()) };
        zip.write_all(bytes).map_err(Error::internal)
    }
}

/// By its id: what a message calls itself is no name of a file, and its place in the list may change while it is read.
fn mail_name(one: &MailFile) -> String {
    format!("mail/{}.eml", one.id)
}

fn listed(place: usize, one: &MailFile) -> String {
    let mut row = one.row.clone();
    if let Some(row) = row.as_object_mut() {
        row.insert("file".to_owned(), mail_name(one).into());
    }
    format!("{}\n{row}", if place == 0 { "" } else { "," })
}

/// A value in words: people by their names and addresses, lists line by line.
fn plain(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(all) => all.iter().map(plain).collect::<Vec<_>>().join("\n"),
        Value::Object(all) if all.contains_key("address") => {
            let part = |key: &str| all.get(key).map(plain).unwrap_or_default();
            format!("{} <{}>", part("name"), part("address")).trim().to_owned()
        }
        Value::Object(all) => {
            all.iter().map(|(key, value)| format!("{key}: {}", plain(value))).collect::<Vec<_>>().join("\n")
        }
        other => other.to_string(),
    }
}
