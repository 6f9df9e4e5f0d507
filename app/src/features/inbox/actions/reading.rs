//! Reading again what is on the page: older rows, news, counts, the open thread.

use crate::api::{ApiError, Unread};
use crate::features::compose::use_compose;
use crate::features::inbox::api;
use crate::features::inbox::state::place::Place;
use crate::features::inbox::state::refresh::Refresh;
use crate::features::inbox::state::rows::Merged;
use crate::features::inbox::state::tree;
use crate::features::inbox::state::{Answers, Inbox, fetch_page};
use crate::lazy::split;
use crate::state::tabs::{self, now};
use crate::state::use_live;
use kurier_model::{FolderId, inbox::ThreadRow, live::News, page::Page};
use leptos::prelude::*;

split! {
    mail: fn read_again(inbox: Inbox) -> () {
        inbox.read_thread_again();
    }
}

impl Inbox {
    /// Listens to the server for as long as the page is open, and to the composer: what is begun and not sent is shown too.
    pub fn follow_news(self) {
        let put_away = use_compose().put_away;
        Effect::watch(move || put_away.get(), move |_, _, _| self.refresh_mail(), false);
        use_live().on(move |news| match news {
            // Empty lists: too many to name, or not known.
            News::Threads { mailbox, folders, threads, .. } => {
                if threads.is_empty() {
                    self.forget_all_ahead();
                } else {
                    self.forget_ahead(&threads);
                }
                let open = self.place.with_untracked(|place| place.thread);
                if open.is_some_and(|open| threads.is_empty() || threads.contains(&open)) {
                    self.refresh_thread();
                }
                let is_shown = |shown: FolderId| match folders.as_slice() {
                    [] => self.folders.mailboxes.with_untracked(|mailboxes| {
                        tree::find(mailboxes, shown).is_some_and(|(of, _)| of.id == mailbox)
                    }),
                    folders => folders.contains(&shown),
                };
                if self.folder().is_some_and(is_shown) {
                    self.refresh_rows();
                }
                self.refresh_tree();
            }
            News::Mailbox { .. } => self.refresh_tree(),
            News::Outbox { .. } => self.refresh_mail(),
            News::Record { .. } => {
                self.forget_all_ahead();
                self.refresh_thread();
            }
            News::Resync => self.refresh_all(),
            News::Ready | News::Tasks | News::Import { .. } | News::Notified { .. } => {}
        });
    }

    /// Everything that is on the page.
    pub fn refresh_all(self) {
        self.refresh_mail();
        self.refresh_tree();
    }

    /// The list, the open thread, and what was fetched ahead.
    fn refresh_mail(self) {
        self.forget_all_ahead();
        self.refresh_rows();
        self.refresh_thread();
    }

    /// Reads the first page again and puts it over the list without moving what is looked at.
    pub fn refresh_rows(self) {
        if self.list.refresh.try_update_value(|refresh| refresh.wanted(now())) != Some(true) {
            return;
        }
        let read = move || {
            leptos::task::spawn_local(async move {
                let Some(key) = self.list.key.try_get_untracked() else { return };
                let place = Place { list: key.clone(), thread: None };
                let page = read_for_all(&place.href(), self.list.refresh, fetch_page(&key, None)).await;
                if let Ok(page) = page.and_then(|page| Ok(page.read()?))
                    && self.list.key.try_get_untracked().as_ref() == Some(&key)
                {
                    self.take_news(page);
                }
                if self.list.refresh.try_update_value(|refresh| refresh.ended()) == Some(true) {
                    self.refresh_rows();
                }
            });
        };
        set_timeout(read, tabs::GATHER);
    }

    fn take_news(self, page: Page<ThreadRow>) {
        let open = self.place.with_untracked(|place| place.thread);
        let is_scrolled =
            self.list.scrolled.get_untracked() > crate::features::inbox::state::window::ROW_HEIGHT / 2.0;
        let may_grow = self.folder().is_some() && page.next.is_some();
        let merged = self.list.rows.try_update(|rows| {
            let unknown = rows.unknown(&page);
            let Some(merged) = rows.merge(page.clone(), open) else {
                // So much is new that the page does not reach what was loaded. Whoever reads further down is told.
                if !is_scrolled {
                    rows.restart(page);
                }
                return Merged { arrived: unknown, shifted: 0 };
            };
            if may_grow {
                rows.look_further();
            }
            merged
        });
        if let Some(merged) = merged.filter(|_| is_scrolled) {
            self.list.unseen.update(|unseen| *unseen = (*unseen).max(merged.arrived));
            // What the person looks at stays where it is.
            crate::features::inbox::browser::shift_list(merged.shifted);
        }
    }

    /// Reads the tree again.
    pub fn refresh_tree(self) {
        if self.folders.refresh.try_update_value(|refresh| refresh.wanted(now())) != Some(true) {
            return;
        }
        let read = move || {
            leptos::task::spawn_local(async move {
                let mailboxes = read_for_all("mailboxes", self.folders.refresh, api::mailboxes()).await;
                if let Ok(mailboxes) = mailboxes.and_then(|mailboxes| Ok(mailboxes.read()?))
                    && self.folders.mailboxes.try_with_untracked(|known| *known != mailboxes) == Some(true)
                {
                    self.folders.mailboxes.try_set(mailboxes);
                }
                if self.folders.refresh.try_update_value(|refresh| refresh.ended()) == Some(true) {
                    self.refresh_tree();
                }
            });
        };
        set_timeout(read, tabs::GATHER);
    }

    /// Reads the tree now, for who has changed it and goes on with it.
    pub async fn read_tree(self) {
        if let Ok(mailboxes) = api::mailboxes().await.and_then(|mailboxes| Ok(mailboxes.read()?)) {
            self.folders.mailboxes.try_set(mailboxes);
        }
    }

    /// The open thread has changed.
    pub fn refresh_thread(self) {
        if self.place.try_with_untracked(|place| place.thread.is_some()) == Some(true) {
            leptos::task::spawn_local(async move {
                // What does not come now comes with the next news.
                let _ = read_again(self).await;
            });
        }
    }

    fn read_thread_again(self) {
        let Some(open) = self.place.try_with_untracked(|place| place.thread).flatten() else { return };
        let Some(question) = self.reading.answers.try_update_value(Answers::ask) else { return };
        leptos::task::spawn_local(async move {
            if let Ok(fresh) = api::open_thread(open).await.and_then(|fresh| Ok(fresh.read()?))
                && self.place.try_with_untracked(|place| place.thread) == Some(Some(open))
                && self.reading.answers.try_update_value(|answers| answers.came(question)) == Some(true)
                && self.reading.thread.try_with_untracked(|known| known.as_ref() != Some(&fresh))
                    == Some(true)
            {
                self.reading.thread.try_set(Some(fresh));
            }
        });
    }

    /// Reads the page that follows what is loaded.
    pub fn load_more(self) {
        let Some(after) = self.list.rows.with_untracked(|rows| rows.next()) else { return };
        if self.list.loading_more.get_untracked() {
            return;
        }
        self.list.loading_more.set(true);
        self.list.more_failed.set(false);
        leptos::task::spawn_local(async move {
            let Some(key) = self.list.key.try_get_untracked() else { return };
            let answer = fetch_page(&key, Some(after)).await.and_then(|page| Ok(page.read()?));
            if self.list.key.try_get_untracked().as_ref() == Some(&key) {
                match answer {
                    Ok(page) => {
                        self.list.rows.try_update(|rows| {
                            if rows.next() == Some(after) {
                                rows.append(page);
                            }
                        });
                    }
                    Err(_) => {
                        self.list.more_failed.try_set(true);
                    }
                }
            }
            self.list.loading_more.try_set(false);
        });
    }
}

/// Reads what other tabs of the browser may be reading too, once for all of them.
async fn read_for_all<T>(
    what: &str,
    refresh: StoredValue<Refresh>,
    read: impl Future<Output = Result<Unread<T>, ApiError>>,
) -> Result<Unread<T>, ApiError> {
    let since = refresh.try_with_value(Refresh::since).unwrap_or(f64::INFINITY);
    let json =
        tabs::read_for_all(what, since, async { read.await.map(|answer| answer.json().to_owned()) }).await?;
    Ok(Unread::from_json(json)?)
}
