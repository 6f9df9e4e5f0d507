//! What happens to a list while mail arrives and rows leave.

use super::*;
use chrono::DateTime;
use kurier_model::MailboxId;

/// A row whose latest message arrived in minute `minute`.
fn row(minute: i64) -> ThreadRow {
    ThreadRow {
        id: ThreadId::new(),
        mailbox: MailboxId::new(),
        subject: format!("Minute {minute}"),
        people: Vec::new(),
        snippet: String::new(),
        last_at: DateTime::from_timestamp(minute * 60, 0).unwrap(),
        messages: 1,
        unread: 1,
        flagged: false,
        answered: false,
        attachments: false,
        draft: false,
        client: None,
    }
}

fn page(rows: &[ThreadRow], more: bool) -> Page<ThreadRow> {
    let next = rows
        .last()
        .filter(|_| more)
        .map(|row| Cursor { at_micros: row.last_at.timestamp_micros(), id: row.id.into() });
    Page { rows: rows.to_vec(), next }
}

fn minutes(rows: &Rows) -> Vec<i64> {
    rows.rows.iter().map(|row| row.last_at.timestamp() / 60).collect()
}

#[test]
fn pages_are_appended_without_doubles() {
    let all: Vec<_> = (0..6).rev().map(row).collect();
    let mut rows = Rows::new(page(&all[..3], true));
    rows.append(page(&all[2..], false));
    assert_eq!(minutes(&rows), [5, 4, 3, 2, 1, 0]);
    assert_eq!(rows.next(), None);
    assert_eq!(rows.position(all[5].id), Some(5));
}

#[test]
fn news_comes_in_at_the_top_and_the_rest_stays() {
    let all: Vec<_> = (0..6).rev().map(row).collect();
    let mut rows = Rows::new(page(&all, false));
    let new = row(9);
    let merged = rows.merge(page(&[new, all[0].clone(), all[1].clone()], true), None);
    assert_eq!(merged, Some(Merged { arrived: 1, shifted: 1 }));
    assert_eq!(minutes(&rows), [9, 5, 4, 3, 2, 1, 0]);
    assert_eq!(rows.next(), None);
}

#[test]
fn a_thread_that_gets_an_answer_moves_up() {
    let all: Vec<_> = (0..6).rev().map(row).collect();
    let mut rows = Rows::new(page(&all, false));
    let mut answered = all[5].clone();
    answered.last_at = row(8).last_at;
    let merged = rows.merge(page(&[answered, all[0].clone()], true), None);
    assert_eq!(merged, Some(Merged { arrived: 0, shifted: 1 }));
    assert_eq!(minutes(&rows), [8, 5, 4, 3, 2, 1]);
}

#[test]
fn what_left_elsewhere_leaves_here_unless_it_is_open() {
    let all: Vec<_> = (0..4).rev().map(row).collect();
    let mut rows = Rows::new(page(&all, false));
    let fresh = page(&[all[0].clone(), all[2].clone()], true);
    let mut open = rows.clone();
    assert_eq!(rows.merge(fresh.clone(), None).unwrap().shifted, -1);
    assert_eq!(minutes(&rows), [3, 1, 0]);
    open.merge(fresh, Some(all[1].id));
    assert_eq!(minutes(&open), [3, 2, 1, 0]);
}

#[test]
fn a_whole_page_of_news_leaves_a_gap() {
    let all: Vec<_> = (0..4).rev().map(row).collect();
    let mut rows = Rows::new(page(&all, false));
    let news: Vec<_> = (10..13).rev().map(row).collect();
    assert_eq!(rows.unknown(&page(&news, true)), 3);
    assert_eq!(rows.merge(page(&news, true), None), None);
    assert_eq!(minutes(&rows), [3, 2, 1, 0]);
    rows.restart(page(&news, true));
    assert_eq!(minutes(&rows), [12, 11, 10]);
    assert!(rows.next().is_some());
}

#[test]
fn the_last_page_replaces_everything() {
    let all: Vec<_> = (0..4).rev().map(row).collect();
    let mut rows = Rows::new(page(&all, false));
    let merged = rows.merge(page(&all[1..2], false), None);
    assert_eq!(merged.unwrap().shifted, -3);
    assert_eq!(minutes(&rows), [2]);
    rows.merge(page(&[], false), None);
    assert!(rows.is_empty());
}

#[test]
fn rows_that_leave_do_not_come_back_with_the_news() {
    let all: Vec<_> = (0..4).rev().map(row).collect();
    let mut rows = Rows::new(page(&all, false));
    let taken = rows.take(&[all[1].id]);
    rows.merge(page(&all, false), None);
    assert_eq!(minutes(&rows), [3, 1, 0]);
    rows.put_back(taken);
    assert_eq!(minutes(&rows), [3, 2, 1, 0]);
    assert_eq!(rows.position(all[1].id), Some(1));
}

#[test]
fn a_change_can_be_taken_back() {
    let all: Vec<_> = (0..2).rev().map(row).collect();
    let mut rows = Rows::new(page(&all, false));
    let before = rows.patch(&[all[0].id], |row| row.unread = 0);
    assert_eq!(rows.get(all[0].id).unwrap().unread, 0);
    rows.restore(before);
    assert_eq!(rows.get(all[0].id).unwrap().unread, 1);
}

#[test]
fn the_next_row_opens_when_one_leaves() {
    let all: Vec<_> = (0..4).rev().map(row).collect();
    let rows = Rows::new(page(&all, false));
    assert_eq!(rows.successor(&[all[1].id, all[2].id], all[1].id), Some(all[3].id));
    assert_eq!(rows.successor(&[all[3].id], all[3].id), Some(all[2].id));
    assert_eq!(rows.neighbour(Some(all[0].id), 1), Some(all[1].id));
    assert_eq!(rows.neighbour(Some(all[0].id), -1), None);
    assert_eq!(rows.neighbour(None, 1), Some(all[0].id));
}
