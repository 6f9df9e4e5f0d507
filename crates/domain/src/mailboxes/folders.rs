//! New folder, rename: done on the IMAP server first, then in our rows. Delete: wanted here, done by the mailbox's watcher.

mod store;

use super::trouble::imap_failed;
use super::{Mailboxes, seen};
use crate::events::{WorkerChannel, notify, wake};
use crate::wishes::{self, Wanted};
use crate::{
    actor::Actor,
    db::Tx,
    error::{Error, Result, again},
    events::{Event, EventKind},
    lines,
};
use kurier_mail::imap::encode_utf7;
use kurier_model::live::News;
use kurier_model::mailbox::FolderRole;
use kurier_model::{Field, FolderId, MailboxId, Reason};
pub use store::StoredFolder;

/// Longest folder name in characters; servers' file systems take 255 bytes.
const LONGEST_NAME: u32 = 100;

impl Mailboxes<'_> {
    /// Makes a folder, below `parent` or at the top. Whoever sees the mailbox may.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Invalid`] (folder name), [`Error::Unavailable`] when the mail server cannot be reached.
    pub async fn create_folder(
        &self,
        actor: &Actor,
        mailbox: MailboxId,
        parent: Option<FolderId>,
        name: &str,
    ) -> Result<FolderId> {
        let mut tx = self.db().tx(actor).await?;
        seen(&mut tx, actor, mailbox).await?;
        let place = Place::find(&mut tx, mailbox, parent, name).await?;
        drop(tx);
        let mut session = self.session(actor, mailbox).await?;
        let raw_name = session
            .create_folder(&place.above, &place.name)
            .await
            .map_err(|error| imap_failed(&error, Field::FolderName))?;
        session.logout().await;
        let mut tx = self.db().tx(actor).await?;
        let new = StoredFolder {
            id: FolderId::new(),
            mailbox,
            parent: place.parent,
            path: place.path,
            raw_name,
            delimiter: place.delimiter,
            name: place.name,
            role: None,
        };
        let id = store::insert(&mut tx, actor.workspace, &new).await?;
        let payload = serde_json::json!({ "path": new.path });
        self.written_down(&mut tx, actor, EventKind::FolderCreated, mailbox, payload).await?;
        tx.commit().await?;
        Ok(id)
    }

    /// Gives a folder another name, in place; what is below it comes along.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Invalid`] (folder: not allowed for one with a role; folder name),
    /// [`Error::Unavailable`].
    pub async fn rename_folder(&self, actor: &Actor, folder: FolderId, name: &str) -> Result<()> {
        let found = self.ordinary(actor, folder).await?;
        let name = checked_name(name, found.delimiter.as_deref())?;
        if name == found.name {
            return Ok(());
        }
        again(|| self.want_renamed(actor, &found, &name)).await?;
        let mut session = self.session(actor, found.mailbox).await?;
        let renamed = session.rename_folder(&found.raw_name, found.raw_above(), &name).await;
        session.logout().await;
        if let Err(error) = renamed {
            if error.leaves_session_usable() {
                again(|| self.want_no_name(actor, &found)).await?;
            } else {
                // Nobody knows whether it was done: the watcher looks, and knows the folder again by the name that is wanted.
                let mut tx = self.db().tx(actor).await?;
                super::store::request_sync(&mut tx, found.mailbox, self.kurier.now()).await?;
                wake(&mut tx, WorkerChannel::Mailbox, found.mailbox).await?;
                tx.commit().await?;
            }
            return Err(imap_failed(&error, Field::FolderName));
        }
        // What the mail server has done already is written down even when a worker that reads the same folders crosses with it.
        again(|| self.keep_renamed(actor, &found, &name)).await
    }

    /// Written down before the server is asked: a watcher that lists the folders meanwhile takes none for gone, and none for new.
    async fn want_renamed(&self, actor: &Actor, found: &StoredFolder, name: &str) -> Result<()> {
        let mut tx = self.db().tx(actor).await?;
        if store::exists(&mut tx, found.mailbox, found.parent, name).await? {
            return Err(Error::invalid(Field::FolderName, Reason::Taken));
        }
        for moved in found.with_below(&mut tx).await? {
            store::want_raw_name(&mut tx, moved.id, Some(&found.renamed(&moved, name).raw_name)).await?;
        }
        Ok(tx.commit().await?)
    }

    async fn want_no_name(&self, actor: &Actor, found: &StoredFolder) -> Result<()> {
        let mut tx = self.db().tx(actor).await?;
        for folder in found.with_below(&mut tx).await? {
            store::want_raw_name(&mut tx, folder.id, None).await?;
        }
        Ok(tx.commit().await?)
    }

    async fn keep_renamed(&self, actor: &Actor, found: &StoredFolder, name: &str) -> Result<()> {
        let mut tx = self.db().tx(actor).await?;
        for moved in found.with_below(&mut tx).await? {
            let now = found.renamed(&moved, name);
            store::set_path(&mut tx, now.id, &now.path, &now.raw_name, &now.name).await?;
        }
        let path = found.renamed(found, name).path;
        let payload = serde_json::json!({ "from": found.path, "to": path });
        self.written_down(&mut tx, actor, EventKind::FolderRenamed, found.mailbox, payload).await?;
        Ok(tx.commit().await?)
    }

    /// Deletes a folder that has none below it. It is out of sight at once; its messages go to the trash, so that nothing is lost
    /// by it (where there is no trash, only an empty folder is deleted). The folder itself is deleted by the mailbox's watcher
    /// once it is empty; when new mail comes into it before, or the server refuses, it is shown again with the reason.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Invalid`] (folder: not allowed for one with a role, with folders below it, or with
    /// messages that cannot go to a trash).
    pub async fn delete_folder(&self, actor: &Actor, folder: FolderId) -> Result<()> {
        again(|| self.want_deleted(actor, folder)).await
    }

    async fn want_deleted(&self, actor: &Actor, folder: FolderId) -> Result<()> {
        let found = self.ordinary(actor, folder).await?;
        let not_allowed = || Error::invalid(Field::Folder, Reason::NotAllowed);
        let mut tx = self.db().tx(actor).await?;
        if found.with_below(&mut tx).await?.len() > 1 {
            return Err(not_allowed());
        }
        let threads = store::threads_shown_in(&mut tx, found.id).await?;
        let lock = lines::lock(&mut tx, actor.workspace, threads).await?;
        // From here on nothing more is put into it.
        store::want_deleted(&mut tx, found.id, self.kurier.now()).await?;
        let places = store::shown_in(&mut tx, found.id).await?;
        if !places.is_empty() {
            if places.iter().any(|place| !lock.threads().contains(&place.thread)) {
                // Mail came in between: once more, with its threads locked too.
                return Err(Error::Crossed);
            }
            let trash = store::with_role(&mut tx, found.mailbox, FolderRole::Trash).await?;
            let trash = trash.filter(|trash| trash.id != found.id).ok_or_else(not_allowed)?;
            let wanted = Wanted { folder: Some(trash.id), ..Wanted::default() };
            wishes::want(&mut tx, actor.workspace, found.mailbox, lock, &places, wanted).await?;
        }
        let payload = serde_json::json!({ "folder": found.id });
        self.written_down(&mut tx, actor, EventKind::FolderDeleted, found.mailbox, payload).await?;
        Ok(tx.commit().await?)
    }

    /// Forgets why a folder was not deleted: the person has read it.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn dismiss_kept(&self, actor: &Actor, folder: FolderId) -> Result<()> {
        let mut tx = self.db().tx(actor).await?;
        let found = store::find(&mut tx, folder).await?.ok_or(Error::NotFound)?;
        seen(&mut tx, actor, found.mailbox).await?;
        store::dismiss_kept(&mut tx, folder).await?;
        notify(&mut tx, actor.workspace, &News::Mailbox { mailbox: found.mailbox }).await?;
        Ok(tx.commit().await?)
    }

    /// A folder that the actor may see and that has no role of its own.
    async fn ordinary(&self, actor: &Actor, folder: FolderId) -> Result<StoredFolder> {
        let mut tx = self.db().tx(actor).await?;
        let found = store::find(&mut tx, folder).await?.ok_or(Error::NotFound)?;
        seen(&mut tx, actor, found.mailbox).await?;
        match found.role {
            None => Ok(found),
            Some(_) => Err(Error::invalid(Field::Folder, Reason::NotAllowed)),
        }
    }

    async fn written_down(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        kind: EventKind,
        mailbox: MailboxId,
        payload: serde_json::Value,
    ) -> Result<()> {
        Event::new(kind).mailbox(mailbox).payload(payload).record_in(tx, actor).await?;
        notify(tx, actor.workspace, &News::Mailbox { mailbox }).await?;
        // The watcher reads the folder list again, and what was moved to the trash.
        super::store::request_sync(tx, mailbox, self.kurier.now()).await?;
        wake(tx, WorkerChannel::Mailbox, mailbox).await
    }
}

/// Where a new folder is to lie.
struct Place {
    parent: Option<FolderId>,
    path: String,
    /// The raw name of the folder above with the delimiter, or nothing: what people read may be another's too.
    above: String,
    delimiter: Option<String>,
    name: String,
}

impl Place {
    async fn find(tx: &mut Tx, mailbox: MailboxId, parent: Option<FolderId>, name: &str) -> Result<Self> {
        let inbox = store::with_role(tx, mailbox, FolderRole::Inbox).await?;
        let parent = match parent {
            Some(id) => {
                let found = store::find(tx, id).await?.filter(|it| it.mailbox == mailbox);
                Some(found.ok_or(Error::NotFound)?)
            }
            // Where all folders lie below the inbox (Courier, older Dovecot), a folder "at the top" does too.
            None => match &inbox {
                Some(inbox) if store::all_below(tx, inbox).await? => Some(inbox.clone()),
                _ => None,
            },
        };
        let delimiter = parent.as_ref().or(inbox.as_ref()).and_then(|folder| folder.delimiter.clone());
        let name = checked_name(name, delimiter.as_deref())?;
        let (path, above) = match (&parent, &delimiter) {
            (Some(parent), Some(delimiter)) => {
                (format!("{}{delimiter}{name}", parent.path), format!("{}{delimiter}", parent.raw_name))
            }
            (Some(_), None) => return Err(Error::invalid(Field::Folder, Reason::NotAllowed)),
            (None, _) => (name.clone(), String::new()),
        };
        let parent = parent.map(|parent| parent.id);
        if store::exists(tx, mailbox, parent, &name).await? {
            return Err(Error::invalid(Field::FolderName, Reason::Taken));
        }
        Ok(Self { parent, path, above, delimiter, name })
    }
}

impl StoredFolder {
    /// Itself and the folders below it, by its raw name.
    async fn with_below(&self, tx: &mut Tx) -> Result<Vec<Self>> {
        let below = self.delimiter.as_ref().map(|delimiter| format!("{}{delimiter}", self.raw_name));
        store::with_below(tx, self.mailbox, &self.raw_name, below.as_deref()).await
    }

    /// The raw name of the folder above with the delimiter; nothing at the top.
    fn raw_above(&self) -> &str {
        above(&self.raw_name, self.delimiter.as_deref())
    }

    /// What itself or a folder below it is called when it is called `name`.
    fn renamed(&self, moved: &Self, name: &str) -> Self {
        let (path, raw_name) = (
            format!("{}{name}", above(&self.path, self.delimiter.as_deref())),
            format!("{}{}", self.raw_above(), encode_utf7(name)),
        );
        let rest = |whole: &str, start: &str| whole.strip_prefix(start).unwrap_or_default().to_owned();
        Self {
            path: format!("{path}{}", rest(&moved.path, &self.path)),
            raw_name: format!("{raw_name}{}", rest(&moved.raw_name, &self.raw_name)),
            name: if moved.id == self.id { name.to_owned() } else { moved.name.clone() },
            ..moved.clone()
        }
    }
}

/// All levels but the last, with the delimiter after them.
fn above<'a>(whole: &'a str, delimiter: Option<&str>) -> &'a str {
    let delimiter = delimiter.filter(|delimiter| !delimiter.is_empty());
    let end = delimiter.and_then(|delimiter| Some(whole.rfind(delimiter)? + delimiter.len()));
    whole.get(..end.unwrap_or_default()).unwrap_or_default()
}

fn checked_name(name: &str, delimiter: Option<&str>) -> Result<String> {
    let name = name.trim();
    let is_bad = |c: char| {
        c.is_control() || matches!(c, '*' | '%') || delimiter.is_some_and(|delimiter| delimiter.contains(c))
    };
    let complaint = if name.is_empty() {
        Some(Reason::Required)
    } else if name.chars().count() > LONGEST_NAME as usize {
        Some(Reason::TooLong { max: LONGEST_NAME })
    } else if let Some(reason) = Reason::characters(name, is_bad) {
        Some(reason)
    } else if matches!(name, "." | "..") {
        Some(Reason::NotAllowed)
    } else if name.eq_ignore_ascii_case("inbox") {
        Some(Reason::Taken)
    } else {
        None
    };
    match complaint {
        Some(reason) => Err(Error::invalid(Field::FolderName, reason)),
        None => Ok(name.to_owned()),
    }
}
