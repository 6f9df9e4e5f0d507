//! Server functions. Anna's request comes last at each, and some of hers take away what was asked for: so the order counts.

use serde_json::{Value, json};

use crate::{
    about, consents, files, merging, protection, ready, shapes,
    steps::{task_form, view},
    table::{
        Anna::{Asks, Reads, Refrains},
        Probe,
        Rule::{Administered, Admins, Foreign, Open, Own, Shared},
        form, function,
    },
    world::Ids,
};

/// Every server function.
pub fn functions() -> Vec<Probe> {
    let mut all = anybody();
    all.extend(shapes::functions());
    all.extend(inbox());
    all.extend(message());
    all.extend(compose());
    all.extend(about::functions());
    all.extend(outbox());
    all.extend(leads());
    all.extend(mail_of_records());
    all.extend(files::functions());
    all.extend(records());
    all.extend(merging::functions());
    all.extend(tasks());
    all.extend(notifications());
    all.extend(consents::functions());
    all.extend(protection::functions());
    all.extend(imports());
    all.extend(ready::functions());
    all.extend(people());
    all.extend(settings());
    all
}

fn nothing(_: &Ids) -> Value {
    json!({})
}

/// The way in.
fn anybody() -> Vec<Probe> {
    vec![
        function("is_set_up", Open, nothing),
        function("read_reset", Open, |_| json!({ "token": "nobody-has-this-token" })),
        form("reset_password", &[("token", "nobody-has-this-token"), ("password", "dlugie-haslo-obcego")]),
        function("read_invitation", Open, |_| json!({ "token": "nobody-has-this-token" })),
        form("sign_in", &[("email", "anna@firma.example"), ("password", "nie to")]),
        form(
            "set_up",
            &[
                ("token", "nobody-has-this-token"),
                ("workspace_name", "Firma"),
                ("name", "Obcy"),
                ("email", "obcy@obcy.example"),
                ("password", "dlugie-haslo-obcego"),
            ],
        ),
        form(
            "accept_invitation",
            &[("token", "nobody-has-this-token"), ("name", "Obcy"), ("password", "dlugie-haslo-obcego")],
        ),
    ]
}

fn inbox() -> Vec<Probe> {
    vec![
        function("mailboxes", Own(Reads), nothing),
        function(
            "thread_page",
            Foreign,
            |ids| json!({ "folder": ids.folder, "filter": "all", "after": null, "limit": 50 }),
        ),
        function("open_thread", Foreign, |ids| json!({ "thread": ids.thread })),
        function("thread_folder", Foreign, |ids| json!({ "thread": ids.thread })),
        function(
            "search",
            Own(Reads),
            |_| json!({ "mailbox": null, "words": "komnata", "after": null, "limit": 50 }),
        ),
        function(
            "search",
            Foreign,
            |ids| json!({ "mailbox": ids.mailbox, "words": "komnata", "after": null, "limit": 50 }),
        ),
        function(
            "search",
            Foreign,
            |ids| json!({ "mailbox": ids.mailbox, "words": "", "after": null, "limit": 50 }),
        ),
        function(
            "act",
            Foreign,
            |ids| json!({ "threads": [ids.thread], "from": null, "action": { "action": "mark_unread" } }),
        ),
        function(
            "act",
            Foreign,
            |ids| json!({ "threads": [ids.asker.thread, ids.thread], "from": null, "action": { "action": "mark_read" } }),
        ),
        function("act", Foreign, |ids| {
            let action = json!({ "action": "move", "to": ids.folder });
            json!({ "threads": [ids.asker.thread], "from": null, "action": action })
        }),
        function("undo", Foreign, |ids| json!({ "event": ids.event })),
        function(
            "create_folder",
            Foreign,
            |ids| json!({ "mailbox": ids.mailbox, "parent": null, "name": "Nowa" }),
        ),
        function(
            "create_folder",
            Foreign,
            |ids| json!({ "mailbox": ids.asker.mailbox, "parent": ids.folder, "name": "Pod spodem" }),
        ),
        function("rename_folder", Foreign, |ids| json!({ "folder": ids.spare_folder, "name": "Inna" })),
        function("delete_folder", Foreign, |ids| json!({ "folder": ids.doomed_folder })),
        function("dismiss_kept_folder", Foreign, |ids| json!({ "folder": ids.spare_folder })),
        function("try_refused_again", Foreign, |ids| json!({ "threads": [ids.thread] })),
        function("try_refused_again", Foreign, |ids| json!({ "threads": [ids.asker.thread, ids.thread] })),
        function("give_up_refused", Foreign, |ids| json!({ "threads": [ids.thread] })),
        function("sync_now", Foreign, |ids| json!({ "mailbox": ids.mailbox })),
    ]
}

/// A message alone, wherever it is opened.
fn message() -> Vec<Probe> {
    vec![
        function("open_message", Foreign, |ids| json!({ "message": ids.message })),
        function("show_pictures", Foreign, |ids| json!({ "message": ids.message })),
    ]
}

fn compose() -> Vec<Probe> {
    let start = |start: fn(&Ids) -> Value| {
        let request = move |ids: &Ids| {
            crate::table::Request::Function("start_draft", json!({ "start": start(ids), "language": "pl" }))
        };
        Probe { endpoint: "start_draft".to_owned(), rule: Foreign, request: Box::new(request) }
    };
    vec![
        start(|ids| json!({ "kind": "new", "mailbox": ids.mailbox })),
        start(|ids| json!({ "kind": "reply", "message": ids.message })),
        start(|ids| json!({ "kind": "reply_all", "message": ids.message })),
        start(|ids| json!({ "kind": "forward", "message": ids.message })),
        function("reply_target", Foreign, |ids| json!({ "thread": ids.thread })),
        function("drafts_and_outgoing", Own(Reads), nothing),
        function("get_draft", Foreign, |ids| json!({ "draft": ids.draft })),
        function("save_draft", Foreign, |ids| {
            let content =
                json!({ "to": [], "cc": [], "bcc": [], "subject": "Szmaragd", "html": "", "quote": null });
            json!({ "draft": ids.draft, "revision": ids.draft_revision, "content": content })
        }),
        function(
            "set_draft_mailbox",
            Foreign,
            |ids| json!({ "draft": ids.draft, "mailbox": ids.asker.mailbox }),
        ),
        function(
            "set_draft_mailbox",
            Foreign,
            |ids| json!({ "draft": ids.asker.draft, "mailbox": ids.mailbox }),
        ),
        function("remove_attachment", Foreign, |ids| json!({ "attachment": ids.draft_attachment })),
        function("complete_recipient", Own(Reads), |_| json!({ "query": "bursztyn" })),
        function("other_addresses", Own(Asks), |_| json!({ "address": "klient@ametyst.example" })),
        function("senders", Own(Asks), nothing),
        function("look_over", Foreign, |ids| json!({ "draft": ids.draft })),
        function("give_grounds", Foreign, |ids| {
            let grounds = json!({ "grounds": "subscription", "basis": "consent", "explanation": "" });
            json!({ "draft": ids.draft, "people": ["x@szmaragd.example"], "grounds": grounds })
        }),
    ]
}

fn outbox() -> Vec<Probe> {
    vec![
        function("on_its_way", Own(Asks), nothing),
        function("get_outgoing", Foreign, |ids| json!({ "outgoing": ids.doubtful })),
        function("note_outgoing", Foreign, |ids| json!({ "outgoing": ids.doubtful })),
        function("retry_sending", Foreign, |ids| json!({ "outgoing": ids.refused })),
        function("cancel_sending", Foreign, |ids| json!({ "outgoing": ids.delayed })),
        function("resolve_unknown", Foreign, |ids| json!({ "outgoing": ids.doubtful, "sent": false })),
    ]
}

/// Records on which private mail is.
fn leads() -> Vec<Probe> {
    fn named(ids: &Ids, name: &str) -> Value {
        json!([{ "field": ids.lead_name, "value": name }])
    }
    vec![
        function(
            "record_list",
            Own(Asks),
            |_| json!({ "kind": "lead", "query": all_records(), "after": null, "limit": 50 }),
        ),
        function("records_by_stage", Own(Asks), |_| json!({ "kind": "lead", "query": all_records() })),
        function(
            "create_record",
            Own(Asks),
            |ids| json!({ "kind": "lead", "fields": named(ids, "Ręcznie") }),
        ),
        function("get_record", Shared(Asks), |ids| json!({ "record": ids.lead })),
        function(
            "record_timeline",
            Shared(Reads),
            |ids| json!({ "record": ids.lead, "query": { "show": "all", "find": "" }, "after": null, "limit": 50 }),
        ),
        function(
            "record_timeline",
            Shared(Reads),
            |ids| json!({ "record": ids.lead, "query": { "show": "all", "find": "zielon" }, "after": null, "limit": 50 }),
        ),
        function("update_record", Shared(Asks), |ids| {
            let changes = json!({ "revision": 1, "fields": named(ids, "Zielona sala konferencyjna") });
            json!({ "record": ids.lead, "changes": changes })
        }),
        function("move_record", Shared(Asks), |ids| json!({ "record": ids.lead, "stage": ids.stage })),
    ]
}

fn mail_of_records() -> Vec<Probe> {
    vec![
        function("attached_threads", Shared(Reads), |ids| json!({ "record": ids.lead })),
        function("attach_threads", Foreign, |ids| json!({ "threads": [ids.thread], "record": ids.lead })),
        function(
            "attach_threads",
            Foreign,
            |ids| json!({ "threads": [ids.asker.thread, ids.thread], "record": ids.lead }),
        ),
        function("attach_threads", Foreign, |ids| json!({ "threads": [ids.thread], "record": ids.deal })),
        function(
            "attach_in_stage",
            Foreign,
            |ids| json!({ "threads": [ids.thread], "record": ids.deal, "stage": ids.deal_stage }),
        ),
        function(
            "reattach_thread",
            Foreign,
            |ids| json!({ "thread": ids.thread, "from": ids.lead, "to": ids.deal }),
        ),
        // Where Anna has put it just now.
        function("detach_thread", Foreign, |ids| json!({ "thread": ids.thread, "record": ids.deal })),
        function("why_thread_is_here", Foreign, |ids| json!({ "thread": ids.thread })),
        function("find_mail", Shared(Asks), |ids| json!({ "record": ids.lead })),
        function("find_mail", Shared(Asks), |ids| json!({ "record": ids.deal })),
    ]
}

fn records() -> Vec<Probe> {
    let name = |ids: &Ids, name: &str| json!([{ "field": ids.name_field, "value": name }]);
    let list = json!({ "words": "", "mine": false, "in_bin": false, "sort": "emails", "descending": true });
    let fields = move |function_name: &'static str| {
        let request = move |ids: &Ids| {
            let fields = name(ids, "Klient Zielony");
            crate::table::Request::Function(function_name, json!({ "kind": "contact", "fields": fields }))
        };
        Probe { endpoint: function_name.to_owned(), rule: Own(Asks), request: Box::new(request) }
    };
    let of_list = move |_: &Ids| {
        let arguments = json!({ "kind": "contact", "query": list, "after": null, "limit": 50 });
        crate::table::Request::Function("record_list", arguments)
    };
    let change = move |ids: &Ids| {
        let changes = json!({ "revision": 1, "fields": name(ids, "Klient Zielony z Gdańska") });
        crate::table::Request::Function("update_record", json!({ "record": ids.contact, "changes": changes }))
    };
    let changing =
        Probe { endpoint: "update_record".to_owned(), rule: Shared(Asks), request: Box::new(change) };
    let listing = Probe { endpoint: "record_list".to_owned(), rule: Own(Asks), request: Box::new(of_list) };
    vec![
        function("record_kind", Own(Asks), |_| json!({ "kind": "company" })),
        function("open_record_list", Own(Asks), |_| json!({ "kind": "contact" })),
        listing,
        function("find_records", Own(Asks), |_| json!({ "kind": "contact", "words": "klient" })),
        function("search_records", Own(Asks), |_| json!({ "words": "klient" })),
        function("search_each_kind", Own(Asks), |_| json!({ "words": "ametyst" })),
        function("search_notes", Own(Asks), |_| json!({ "words": "lubi" })),
        fields("record_twins"),
        fields("create_record"),
        function("get_record", Shared(Asks), |ids| json!({ "record": ids.contact })),
        function(
            "record_timeline",
            Shared(Reads),
            |ids| json!({ "record": ids.contact, "query": { "show": "all", "find": "" }, "after": null, "limit": 50 }),
        ),
        changing,
        function("remove_record", Shared(Asks), |ids| json!({ "record": ids.contact })),
        function("restore_record", Shared(Asks), |ids| json!({ "record": ids.contact })),
        function("records_by_stage", Own(Asks), |_| json!({ "kind": "deal", "query": all_records() })),
        function("record_column", Shared(Asks), |ids| {
            let after = json!({ "key": "1700000000000000", "id": ids.contact });
            json!({ "kind": "deal", "query": all_records(), "stage": ids.deal_stage, "after": after })
        }),
        function("move_record", Shared(Asks), |ids| json!({ "record": ids.deal, "stage": ids.deal_stage })),
        function("add_note", Shared(Asks), |ids| json!({ "record": ids.contact, "text": "Zielona notatka" })),
        function("change_note", Foreign, |ids| json!({ "note": ids.note, "text": "Inna" })),
        function("remove_note", Foreign, |ids| json!({ "note": ids.note })),
        function("restore_note", Foreign, |ids| json!({ "note": ids.note })),
        function("record_views", Own(Asks), |_| json!({ "kind": "contact" })),
        function("save_record_view", Own(Asks), |_| view(None, "Nowa")),
        function("save_record_view", Foreign, |ids| view(Some(&ids.view), "Cudze")),
        function("begin_with_record_view", Own(Asks), |_| json!({ "kind": "contact", "view": null })),
        function("begin_with_record_view", Foreign, |ids| json!({ "kind": "contact", "view": ids.view })),
        function("remove_record_view", Foreign, |ids| json!({ "view": ids.view })),
        function("choose_record_columns", Own(Asks), |_| json!({ "kind": "contact", "columns": ["emails"] })),
    ]
}

fn tasks() -> Vec<Probe> {
    let form = |thread: Option<&str>| json!({ "form": task_form("Zielone zadanie", thread) });
    let creating = move |of_mail: bool| {
        let request = move |ids: &Ids| {
            let thread = of_mail.then_some(ids.thread.as_str());
            crate::table::Request::Function("create_task", form(thread))
        };
        let rule = if of_mail { Foreign } else { Own(Asks) };
        Probe { endpoint: "create_task".to_owned(), rule, request: Box::new(request) }
    };
    vec![
        function("list_tasks", Own(Reads), |_| json!({ "list": "mine", "after": null, "limit": 50 })),
        function("list_tasks", Own(Reads), |_| json!({ "list": "everybody", "after": null, "limit": 50 })),
        function("find_records_for_task", Own(Asks), |_| json!({ "words": "ametyst" })),
        function("search_tasks", Own(Asks), |_| json!({ "words": "ametyst" })),
        function("tasks_of_record", Shared(Asks), |ids| json!({ "record": ids.deal })),
        creating(false),
        creating(true),
        function(
            "change_task",
            Foreign,
            |ids| json!({ "task": ids.task, "revision": 1, "form": task_form("Inne", None) }),
        ),
        function("finish_task", Foreign, |ids| json!({ "task": ids.task, "done": true })),
        function("remove_task", Foreign, |ids| json!({ "task": ids.task })),
        function("restore_task", Foreign, |ids| json!({ "task": ids.task })),
        function("get_task", Foreign, |ids| json!({ "task": ids.task })),
        function("colleagues", Own(Asks), nothing),
    ]
}

/// What one was told.
fn notifications() -> Vec<Probe> {
    vec![
        function("nav_counts", Own(Asks), nothing),
        function("list_notifications", Own(Asks), |_| json!({ "after": null, "limit": 50 })),
        function("read_notifications", Foreign, |ids| json!({ "which": ids.notification })),
        function("read_notifications", Own(Refrains), |_| json!({ "which": null })),
        function("notification_kinds", Own(Asks), nothing),
        function("want_notifications", Own(Refrains), |_| json!({ "kind": "task_due", "wanted": true })),
    ]
}

/// Records out of a file.
fn imports() -> Vec<Probe> {
    vec![
        function("latest_imports", Own(Asks), |_| json!({ "kind": "contact" })),
        function("get_import", Administered, |ids| json!({ "import": ids.imports[0] })),
        function(
            "failed_import_lines",
            Administered,
            |ids| json!({ "import": ids.imports[1], "after": 0, "limit": 20 }),
        ),
        function("stop_import", Administered, |ids| json!({ "import": ids.imports[0] })),
        function(
            "check_import",
            Administered,
            |ids| json!({ "import": ids.imports[0], "plan": { "fields": [ids.name_field], "twins": "skip" } }),
        ),
        function("run_import", Administered, |ids| json!({ "import": ids.imports[1] })),
        function("take_import_back", Administered, |ids| json!({ "import": ids.imports[2] })),
    ]
}

/// All records of a kind.
fn all_records() -> Value {
    json!({ "words": "", "mine": false, "in_bin": false, "sort": null, "descending": false, "filters": [] })
}

/// The person who asks, and colleagues.
fn people() -> Vec<Probe> {
    vec![
        function("who_am_i", Own(Asks), nothing),
        function("members", Own(Asks), nothing),
        function("set_language", Own(Refrains), |_| json!({ "language": "pl" })),
        function("set_name", Own(Refrains), |_| json!({ "name": "Celina Wiśniewska-Lis" })),
        function(
            "change_password",
            Own(Refrains),
            |_| json!({ "old": "dlugie-haslo-celina-2026", "new": "dlugie-haslo-celina-2027" }),
        ),
        function("invitations", Admins, nothing),
        function("invite", Admins, |_| json!({ "email": "druga.nowa@firma.example", "role": "member" })),
        function("revoke_invitation", Admins, |ids| json!({ "invitation": ids.invitation })),
        function("set_role", Admins, |ids| json!({ "member": ids.member, "role": "admin" })),
        function("offer_reset", Admins, |ids| json!({ "member": ids.member })),
        function("set_disabled", Admins, |ids| json!({ "member": ids.member, "disabled": true })),
    ]
}

/// Accounts; and, last of all, the end.
fn settings() -> Vec<Probe> {
    vec![
        function("guess_servers", Own(Refrains), |_| json!({ "address": "celina@gmail.com" })),
        function("begin_connection", Own(Refrains), |_| {
            let server = json!({ "host": "127.0.0.1", "port": 143, "security": "none" });
            json!({ "form": {
                "address": "trzecia@firma.example", "imap": server, "smtp": server, "username": "", "password": "x",
                "kind": "private", "members": [],
            } })
        }),
        function("dead_jobs", Own(Asks), nothing),
        function("how_relinking_goes", Admins, nothing),
        function("relink_mail", Admins, nothing),
        function("stop_relinking", Admins, nothing),
        function("revive_job", Admins, |_| json!({ "job": 1 })),
        function("get_mailbox_settings", Foreign, |ids| json!({ "mailbox": ids.mailbox })),
        function("get_mailbox_settings", Foreign, |ids| json!({ "mailbox": ids.team })),
        function("mailbox_ledger", Foreign, |ids| json!({ "mailbox": ids.mailbox })),
        function("set_aside_list", Foreign, |ids| json!({ "mailbox": ids.mailbox })),
        function("sync_mailbox", Foreign, |ids| json!({ "mailbox": ids.mailbox })),
        function(
            "update_password",
            Foreign,
            |ids| json!({ "mailbox": ids.mailbox, "password": "anna-haslo-1" }),
        ),
        function("set_mailbox_members", Foreign, |ids| json!({ "mailbox": ids.team, "members": [] })),
        function("begin_change", Foreign, |ids| {
            let server = json!({ "host": "127.0.0.1", "port": 143, "security": "none" });
            json!({ "mailbox": ids.mailbox, "form": {
                "imap": server, "smtp": server, "username": "x", "password": "",
            } })
        }),
        function("connect_mailbox", Foreign, |ids| json!({ "connection": ids.connection })),
        function("remove_mailbox", Foreign, |ids| json!({ "mailbox": ids.mailbox })),
        function("sign_out", Own(Refrains), nothing),
    ]
}
