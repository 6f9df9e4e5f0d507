//! News of the queue: what is shown of it is read again, as far as the person has come, one reading after the other.

use super::api::{find_ready, ready_count, ready_page};
use super::desk::Desk;
use super::rules::Rules;
use crate::api::ApiError;
use crate::state::{Moment, tabs::GATHER, use_live};
use crate::ui::pause;
use kurier_model::ThreadId;
use kurier_model::live::News;
use kurier_model::page::{Cursor, Page};
use kurier_model::ready::{ReadyFilter, ReadyItem, ReadyQuery};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// How many items a page has.
pub const PAGE: u32 = 40;

/// What of the queue is on the page.
#[derive(Clone, Copy)]
pub struct List {
    pub desk: Desk,
    /// How many pages were read.
    pub pages: StoredValue<u32>,
    pub next: RwSignal<Option<Cursor>>,
    pub rules: Rules,
    /// What the address asked for, which may stand further down than the page goes.
    pub wanted: Option<ThreadId>,
}

/// Whether the list is being read, and has to be read once more.
#[derive(Clone, Copy, Debug, Default)]
struct Reading {
    is_under_way: bool,
    is_behind: bool,
}

/// Reads the list again with all news since it was asked for, and when nothing is worked on any more, without moving what the person looks at.
pub fn hear(list: List, asked: Moment) {
    let reading = StoredValue::new(Reading::default());
    let news = RwSignal::new(0_u32);
    use_live().on_since(asked, move |told| {
        if matches!(told, News::Ready | News::Resync) {
            news.try_update(|times| *times += 1);
        }
    });
    Effect::new(move |known: Option<u32>| {
        let (news, has_to_catch_up) = (news.get(), list.desk.has_to_catch_up());
        if has_to_catch_up || known.unwrap_or_default() != news {
            again(list, reading);
        }
        news
    });
}

/// Many decide at once, and many batches come: what came while it was read is read together, a moment later.
fn again(list: List, reading: StoredValue<Reading>) {
    let mut was_under_way = false;
    reading.update_value(|reading| {
        was_under_way = reading.is_under_way;
        *reading = Reading { is_under_way: true, is_behind: was_under_way };
    });
    if was_under_way {
        return;
    }
    spawn_local(async move {
        loop {
            let mut is_behind = !read(list).await;
            reading.try_update_value(|reading| {
                is_behind |= reading.is_behind;
                *reading = Reading { is_under_way: is_behind, is_behind: false };
            });
            if !is_behind {
                return;
            }
            pause(GATHER).await;
        }
    });
}

/// False when something was decided or taken back meanwhile, so that what was read is not shown.
async fn read(list: List) -> bool {
    let List { desk, pages, next, rules, wanted } = list;
    let (Some(asked), Some(pages), Some(deeds)) =
        (desk.place.try_get_value(), pages.try_get_value(), desk.deeds.try_get_value())
    else {
        return true;
    };
    let page = some_pages(asked, pages, wanted).await;
    if desk.deeds.try_get_value().is_some_and(|now| now != deeds) {
        return false;
    }
    if let Ok(page) = page {
        desk.refresh(page.rows);
        next.try_set(page.next);
    }
    if let Ok(count) = ready_count().await {
        desk.count.try_set(count);
    }
    if desk.filter == ReadyFilter::Ignored {
        rules.again().await;
    }
    true
}

/// What was asked for stands behind what was read, when it is further down in the list. As which thread it is there.
pub async fn with_wanted(
    asked: &ReadyQuery,
    page: &mut Page<ReadyItem>,
    wanted: ThreadId,
) -> Result<Option<ThreadId>, ApiError> {
    let has = |page: &Page<ReadyItem>, thread| page.rows.iter().any(|item| item.thread == thread);
    if has(page, wanted) {
        return Ok(Some(wanted));
    }
    let Some(item) = find_ready(asked.clone(), wanted).await?.read()? else { return Ok(None) };
    let thread = item.thread;
    if !has(page, thread) {
        page.rows.push(item);
    }
    Ok(Some(thread))
}

async fn some_pages(
    asked: ReadyQuery,
    pages: u32,
    wanted: Option<ThreadId>,
) -> Result<Page<ReadyItem>, ApiError> {
    let mut read = ready_page(asked.clone(), None, PAGE).await?.read()?;
    for _ in 1..pages {
        if read.next.is_none() {
            break;
        }
        let page = ready_page(asked.clone(), read.next, PAGE).await?.read()?;
        read.rows.extend(page.rows);
        read.next = page.next;
    }
    if let Some(wanted) = wanted {
        match with_wanted(&asked, &mut read, wanted).await {
            // It may have been thrown away meanwhile.
            Ok(_) | Err(ApiError::NotFound) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(read)
}
