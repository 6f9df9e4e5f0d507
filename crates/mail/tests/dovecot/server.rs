//! A private Dovecot on loopback ports, with alice and bob in it, gone when dropped.

use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use kurier_mail::dialer::Dialer;
use kurier_mail::imap::{ImapAccount, ImapSession, Secret};
use kurier_mail::stream::Security;

pub struct Dovecot {
    process: Child,
    _home: tempfile::TempDir,
    pub plain_port: u16,
    pub tls_port: u16,
    pub authority: String,
}

impl Dovecot {
    /// Starts a server; `more` goes into its configuration.
    pub async fn start(more: &str) -> Self {
        let home = tempfile::Builder::new().prefix("kurier-dovecot").tempdir().expect("a directory");
        let dir = home.path();
        let (plain_port, tls_port) = (free_port(), free_port());
        let certificate =
            rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).expect("a certificate");
        let write = |name: &str, text: &str| std::fs::write(dir.join(name), text).expect("a file");
        write("cert.pem", &certificate.cert.pem());
        write("key.pem", &certificate.signing_key.serialize_pem());
        let (uid, gid, user) = owner();
        write(
            "users",
            &format!(
                "alice:{{PLAIN}}wonder land\":{uid}:{gid}::{0}/alice\nbob:{{PLAIN}}ąę ść:{uid}:{gid}::{0}/bob\n",
                dir.display()
            ),
        );
        write("dovecot.conf", &configuration(dir, plain_port, tls_port, &user, more));
        if uid == 65534 {
            let owned =
                Command::new("chown").arg("-R").arg(format!("{uid}:{gid}")).arg(dir).status().expect("chown");
            assert!(owned.success());
        }
        let process = Command::new("dovecot")
            .args(["-F", "-c"])
            .arg(dir.join("dovecot.conf"))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("Dovecot is installed (Debian: dovecot-imapd)");
        let server = Self { process, plain_port, tls_port, authority: certificate.cert.pem(), _home: home };
        server.wait().await;
        server
    }

    async fn wait(&self) {
        for _ in 0..200 {
            let both = [self.plain_port, self.tls_port];
            let up = futures::future::join_all(
                both.map(|port| tokio::net::TcpStream::connect(("127.0.0.1", port))),
            )
            .await;
            if up.iter().all(Result::is_ok) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        let log = std::fs::read_to_string(self._home.path().join("log")).unwrap_or_default();
        panic!("Dovecot did not start: {log}");
    }

    pub fn dialer(&self) -> Dialer {
        let loopback = vec!["127.0.0.0/8".parse().expect("a network"), "::1/128".parse().expect("a network")];
        Dialer::new(loopback).with_extra_roots(self.authority.as_bytes()).expect("an authority")
    }

    pub fn account(&self, name: &str, security: Security) -> ImapAccount {
        let (host, port) = match security {
            Security::Tls => ("localhost", self.tls_port),
            Security::StartTls => ("localhost", self.plain_port),
            Security::None => ("127.0.0.1", self.plain_port),
        };
        let password = if name == "bob" { "ąę ść" } else { "wonder land\"" };
        ImapAccount {
            host: host.to_owned(),
            port,
            security,
            username: name.to_owned(),
            secret: Secret::Password(password.to_owned().into()),
        }
    }

    pub async fn alice(&self) -> ImapSession {
        ImapSession::connect(&self.dialer(), &self.account("alice", Security::None))
            .await
            .expect("alice signs in")
    }
}

impl Drop for Dovecot {
    fn drop(&mut self) {
        let pid = self.process.id().to_string();
        let _ = Command::new("kill").arg(&pid).status();
        let _ = self.process.wait();
    }
}

/// One that the system gives to nobody who connects somewhere (`ip_local_port_range`), and no other test of ours: each is a process.
fn free_port() -> u16 {
    static TURN: AtomicU32 = AtomicU32::new(0);
    let mut ports = (0..1_000).map(|_| {
        let turn = std::process::id() * 8 + TURN.fetch_add(1, Ordering::Relaxed);
        28_000 + u16::try_from(turn % 4_000).expect("below 4,000")
    });
    ports.find(|port| TcpListener::bind(("127.0.0.1", *port)).is_ok()).expect("a free port")
}

/// Whose mail it is: Dovecot refuses to read mail as root.
fn owner() -> (u32, u32, String) {
    let id = |flag: &str| {
        let out = Command::new("id").arg(flag).output().expect("id");
        String::from_utf8_lossy(&out.stdout).trim().to_owned()
    };
    match id("-u").as_str() {
        "0" => (65534, 65534, "nobody".to_owned()),
        uid => (uid.parse().expect("a uid"), id("-g").parse().expect("a gid"), id("-un")),
    }
}

fn configuration(dir: &Path, plain: u16, tls: u16, user: &str, more: &str) -> String {
    let dir = dir.display();
    format!(
        "base_dir = {dir}/run\nstate_dir = {dir}/state\nlog_path = {dir}/log\nprotocols = imap\nlisten = 127.0.0.1, ::1\n\
         default_internal_user = {user}\ndefault_login_user = {user}\ndefault_internal_group = {group}\n\
         first_valid_uid = 1\nmail_location = maildir:~/Maildir\nmail_plugins = $mail_plugins\ndisable_plaintext_auth = no\n\
         auth_mechanisms = plain login\nssl = yes\nssl_cert = <{dir}/cert.pem\nssl_key = <{dir}/key.pem\n\
         mailbox_list_index = yes\nmail_max_userip_connections = 50\n\
         passdb {{\n driver = passwd-file\n args = {dir}/users\n}}\nuserdb {{\n driver = passwd-file\n args = {dir}/users\n}}\n\
         namespace inbox {{\n inbox = yes\n separator = /\n mailbox Sent {{\n special_use = \\Sent\n auto = subscribe\n }}\n\
         mailbox Kosz {{\n special_use = \\Trash\n auto = create\n }}\n}}\n\
         service imap-login {{\n chroot =\n inet_listener imap {{\n port = {plain}\n }}\n inet_listener imaps {{\n port = {tls}\n ssl = yes\n }}\n}}\n\
         service anvil {{\n chroot =\n}}\nservice stats {{\n chroot =\n}}\n{more}\n",
        group = if user == "nobody" { "nogroup" } else { user }
    )
}
