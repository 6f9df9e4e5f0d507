//! Pages, files and streams.

use crate::table::{
    Anna::{Asks, Reads},
    Probe,
    Rule::{Administered, Admins, Foreign, Open, Own, Shared},
    get, photo, post, share, upload,
};

/// Every page.
pub fn pages() -> Vec<Probe> {
    let mut pages = inside();
    pages.extend(outside());
    pages
}

/// Those for which nobody has to be signed in.
fn outside() -> Vec<Probe> {
    vec![
        get("/sign-in", Open, |_| "/sign-in?next=/inbox".to_owned()),
        get("/set-up/{token}", Open, |_| "/set-up/nobody-has-this-token".to_owned()),
        get("/invitation/{token}", Open, |_| "/invitation/nobody-has-this-token".to_owned()),
        get("/password/{token}", Open, |_| "/password/nobody-has-this-token".to_owned()),
        get("/unsubscribe/{token}", Open, |_| "/unsubscribe/nobody-has-this-token".to_owned()),
    ]
}

fn inside() -> Vec<Probe> {
    vec![
        get("/", Own(Asks), |_| "/".to_owned()),
        get("/inbox", Own(Reads), |_| "/inbox".to_owned()),
        get("/inbox", Own(Reads), |ids| format!("/inbox?record=lead/{}", ids.lead)),
        get("/inbox/{folder}", Foreign, |ids| format!("/inbox/{}", ids.folder)),
        get("/inbox/{folder}", Foreign, |ids| format!("/inbox/{}?filter=unread", ids.folder)),
        get("/inbox/{folder}/{thread}", Foreign, |ids| format!("/inbox/{}/{}", ids.folder, ids.thread)),
        get("/inbox/{folder}/{thread}", Foreign, |ids| format!("/inbox/{}/{}", ids.asker.folder, ids.thread)),
        get("/inbox/{folder}/{thread}", Foreign, |ids| format!("/inbox/{}/{}", ids.folder, ids.asker.thread)),
        get("/search", Own(Reads), |_| "/search?q=komnata".to_owned()),
        get("/search", Foreign, |ids| format!("/search?q=komnata&thread={}", ids.thread)),
        get("/threads/{id}", Foreign, |ids| format!("/threads/{}", ids.thread)),
        get("/ready", Own(Reads), |_| "/ready".to_owned()),
        // Old addresses, which lead to the pages of records, whatever is named.
        get("/leads", Own(Asks), |_| "/leads?view=board".to_owned()),
        get("/leads/{id}", Own(Asks), |ids| format!("/leads/{}", ids.lead)),
        get("/records/{kind}", Own(Asks), |_| "/records/lead".to_owned()),
        get("/records/{kind}", Own(Asks), |_| "/records/lead?view=board".to_owned()),
        get("/records/{kind}/{id}", Shared(Reads), |ids| format!("/records/lead/{}", ids.lead)),
        get("/records/{kind}/{id}", Shared(Reads), |ids| format!("/records/lead/{}?show=files", ids.lead)),
        get("/records/{kind}", Own(Asks), |_| "/records/contact".to_owned()),
        get("/records/{kind}", Own(Asks), |ids| format!("/records/contact?record=deal/{}", ids.deal)),
        get("/records/{kind}", Own(Asks), |_| "/records/company?bin&sort=-name&q=sala".to_owned()),
        get("/records/{kind}/{id}", Shared(Reads), |ids| format!("/records/contact/{}", ids.contact)),
        get("/records/{kind}", Own(Asks), |_| "/records/deal?view=board&f.owner=%3Dme".to_owned()),
        get("/records/{kind}", Own(Asks), |_| {
            "/records/deal?f.created_at=%40last30&sort=-created_at&saved=all&cols=x%2Ccreated_at".to_owned()
        }),
        get("/records/{kind}/{id}", Shared(Reads), |ids| format!("/records/deal/{}", ids.deal)),
        get("/export/records/{kind}", Own(Asks), |_| "/export/records/contact?q=zielony&lang=pl".to_owned()),
        get("/import/{kind}", Own(Asks), |_| "/import/contact".to_owned()),
        get("/import/{kind}/{id}", Administered, |ids| format!("/import/contact/{}", ids.imports[0])),
        get("/export/imports/{id}", Administered, |ids| format!("/export/imports/{}", ids.imports[1])),
        // Who is no administrator is told who does it, whatever is named.
        get("/person/{id}", Own(Asks), |ids| format!("/person/{}", ids.contact)),
        get("/tasks", Own(Reads), |_| "/tasks".to_owned()),
        get("/tasks", Own(Reads), |_| "/tasks?list=everybody".to_owned()),
        get("/tasks", Own(Asks), |_| "/tasks?list=done".to_owned()),
        get("/notifications", Own(Asks), |_| "/notifications".to_owned()),
        get("/drafts", Own(Reads), |_| "/drafts".to_owned()),
        get("/compose/{draft}", Foreign, |ids| format!("/compose/{}", ids.draft)),
    ]
    .into_iter()
    .chain(settings())
    .collect()
}

/// Those of the settings.
fn settings() -> Vec<Probe> {
    vec![
        get("/settings", Own(Asks), |_| "/settings".to_owned()),
        get("/settings/accounts", Own(Asks), |_| "/settings/accounts".to_owned()),
        get("/settings/accounts/new", Own(Asks), |_| "/settings/accounts/new".to_owned()),
        get("/settings/accounts/{mailbox}/servers", Foreign, |ids| {
            format!("/settings/accounts/{}/servers", ids.mailbox)
        }),
        get("/settings/members", Own(Asks), |_| "/settings/members".to_owned()),
        get("/settings/kinds", Own(Asks), |_| "/settings/kinds".to_owned()),
        get("/settings/fields", Own(Asks), |_| "/settings/fields".to_owned()),
        get("/settings/fields/{kind}", Own(Asks), |_| "/settings/fields/company".to_owned()),
        get("/settings/stages", Own(Asks), |_| "/settings/stages".to_owned()),
        get("/settings/stages/{kind}", Own(Asks), |_| "/settings/stages/deal".to_owned()),
        get("/settings/protection", Own(Asks), |_| "/settings/protection".to_owned()),
        get("/settings/workspace", Own(Asks), |_| "/settings/workspace".to_owned()),
        get("/settings/privacy", Own(Asks), |_| "/settings/privacy".to_owned()),
        get("/settings/profile", Own(Asks), |_| "/settings/profile".to_owned()),
    ]
}

/// Every route beside pages and server functions.
pub fn routes() -> Vec<Probe> {
    vec![
        post(
            "/unsubscribe/{token}",
            Open,
            |_| "/unsubscribe/nobody-has-this-token".to_owned(),
            &[("List-Unsubscribe", "One-Click")],
        ),
        get("/health", Open, |_| "/health".to_owned()),
        get("/pkg/{version}/{*path}", Open, |_| "/pkg/none/kurier.js".to_owned()),
        get("/live", Own(Asks), |_| "/live".to_owned()),
        get("/mail/messages/{id}/body", Foreign, |ids| format!("/mail/messages/{}/body", ids.message)),
        get("/mail/messages/{id}/body", Foreign, |ids| format!("/mail/messages/{}/body?all=1", ids.message)),
        get("/mail/messages/{id}/source", Foreign, |ids| format!("/mail/messages/{}/source", ids.message)),
        get("/mail/messages/{id}/inline/{cid}", Foreign, |ids| {
            format!("/mail/messages/{}/inline/{}", ids.message, ids.picture)
        }),
        // The key stands for a person; whose it is must see the message.
        get("/mail/pictures/{key}/{cid}", Foreign, |ids| {
            format!("/mail/pictures/{}.{}/{}", ids.message, ids.picture_key(), ids.picture)
        }),
        get("/mail/attachments/{id}", Foreign, |ids| format!("/mail/attachments/{}", ids.attachment)),
        get("/mail/set-aside/{id}", Foreign, |ids| format!("/mail/set-aside/{}", ids.set_aside)),
        upload("/compose/drafts/{id}/attachments", Foreign, |ids| {
            format!("/compose/drafts/{}/attachments", ids.draft)
        }),
        upload("/import/{kind}", Own(Asks), |_| "/import/company".to_owned()),
        get("/compose/attachments/{id}", Foreign, |ids| {
            format!("/compose/attachments/{}", ids.draft_picture)
        }),
        share("/files/record/{id}", Shared(Asks), |ids| format!("/files/record/{}", ids.lead)),
        get("/files/{id}", Shared(Asks), |ids| format!("/files/{}", ids.file)),
        get("/files/{id}", Shared(Asks), |ids| format!("/files/{}?view=1", ids.file)),
        photo("/photos/{id}", Shared(Asks), |ids| format!("/photos/{}", ids.contact)),
        get("/photos/{id}/{hash}", Shared(Asks), |ids| format!("/photos/{}/{}", ids.contact, ids.photo)),
        get("/accounts/connections/{id}/verify", Foreign, |ids| {
            format!("/accounts/connections/{}/verify", ids.connection)
        }),
        post(
            "/export/person/{id}",
            Admins,
            |ids| format!("/export/person/{}", ids.contact),
            &[("lang", "pl")],
        ),
        get("/export/protection/{id}", Shared(Asks), |ids| format!("/export/protection/{}?lang=pl", ids.act)),
        get("/export/protection/{id}", Shared(Asks), |ids| {
            format!("/export/protection/{}?format=json", ids.act)
        }),
        get("/assistant/smart-reply/{thread}", Foreign, |ids| {
            format!("/assistant/smart-reply/{}?lang=pl", ids.thread)
        }),
    ]
}
