//! The configuration file, whole.

use std::fmt::Write as _;

use super::Dovecot;
use crate::people::DOMAIN;

/// Special folders (RFC 6154) as most Dovecot servers in the wild have them.
const SPECIAL: [(&str, &str); 5] = [
    ("Drafts", "\\Drafts"),
    ("Sent", "\\Sent"),
    ("Trash", "\\Trash"),
    ("Junk", "\\Junk"),
    ("Archive", "\\Archive"),
];

pub(super) fn text(dovecot: &Dovecot) -> String {
    [general(dovecot), sign_in(dovecot), services(dovecot), folders(dovecot)].concat()
}

fn general(dovecot: &Dovecot) -> String {
    let home = dovecot.scratch.path().display();
    let (user, group) = (&dovecot.account.user, &dovecot.account.group);
    format!(
        "base_dir = {home}/base
state_dir = {home}/state
log_path = {home}/log
protocols = imap lmtp
listen = 127.0.0.1
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
mail_uid = {user}
mail_gid = {group}
first_valid_uid = 1
first_valid_gid = 1
mail_home = {home}/mail/%u
# Locks of whole files: the kernel takes two processes that wait for records of each other for a deadlock, and doveadm dies of that.
lock_method = flock
mail_location = maildir:~/Maildir:LAYOUT=fs:UTF-8
mail_fsync = never
mail_max_userip_connections = 100
"
    )
}

fn sign_in(dovecot: &Dovecot) -> String {
    let home = dovecot.scratch.path().display();
    let (chain, key) = (dovecot.certificate.chain.display(), dovecot.certificate.key.display());
    let capability =
        if dovecot.options.plain_imap { "imap_capability = IMAP4rev1 LITERAL+ IDLE\n" } else { "" };
    format!(
        "ssl = yes
ssl_cert = <{chain}
ssl_key = <{key}
disable_plaintext_auth = no
auth_mechanisms = plain login
auth_failure_delay = 0
{capability}passdb {{
  driver = passwd-file
  args = {home}/users
}}
userdb {{
  driver = passwd-file
  args = {home}/users
}}
"
    )
}

fn services(dovecot: &Dovecot) -> String {
    let (imap, imaps, lmtp) = (dovecot.imap_port, dovecot.imaps_port, dovecot.lmtp_port);
    format!(
        "service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {imap}
  }}
  inet_listener imaps {{
    port = {imaps}
    ssl = yes
  }}
}}
# A mailbox of a million messages needs more than the usual 256 MB.
service imap {{
  vsz_limit = 2 G
}}
service lmtp {{
  inet_listener lmtp {{
    port = {lmtp}
  }}
  unix_listener lmtp {{
    mode = 0
  }}
}}
protocol lmtp {{
  postmaster_address = postmaster@{DOMAIN}
}}
"
    )
}

fn folders(dovecot: &Dovecot) -> String {
    let mut special = String::new();
    if dovecot.options.special_use {
        for (name, role) in SPECIAL {
            let _ = writeln!(
                special,
                "  mailbox {name} {{\n    auto = subscribe\n    special_use = {role}\n  }}"
            );
        }
    }
    format!("namespace inbox {{\n  inbox = yes\n  separator = /\n{special}}}\n")
}
