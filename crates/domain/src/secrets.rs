//! Sealing of secrets at rest: XChaCha20-Poly1305, bound to the row and the column where they lie, so that a sealed secret
//! copied to another row does not open there.

use crate::error::{Error, Result};
use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};
use rand::RngCore;
use secrecy::SecretString;
use sha2::{Digest, Sha256};
use std::fmt;
use std::sync::Arc;
use uuid::Uuid;

/// First byte of everything sealed: which key and which way. Another key will get another number.
const KEY_NUMBER: u8 = 1;
/// Bytes of an XChaCha20 nonce; random ones never meet.
const NONCE: usize = 24;

/// The key that seals secrets. A dump of the database without it opens no mailbox.
#[derive(Clone)]
pub struct Secrets {
    cipher: Arc<XChaCha20Poly1305>,
    /// For [`Secrets::hash`]: another key than that of the cipher.
    hashing: Arc<[u8; 32]>,
}

impl Secrets {
    /// From the 32 bytes of the secret key file.
    #[must_use]
    pub fn new(key: &[u8; 32]) -> Self {
        let hashing = Arc::new(hmac(key, b"kurier keyed hashes"));
        Self { cipher: Arc::new(XChaCha20Poly1305::new(key.into())), hashing }
    }

    /// A keyed hash of a text, in hexadecimal: the same text has the same one, and without the key nobody can try texts out on it. `what` keeps
    /// those of different kinds apart.
    #[must_use]
    pub fn hash(&self, what: &str, text: &str) -> String {
        let hash = hmac(self.hashing.as_ref(), format!("{what}\0{text}").as_bytes());
        hash.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// Seals `secret` for one column of one row.
    ///
    /// # Errors
    /// [`Error::Internal`] when it is longer than the cipher takes (256 GiB).
    pub fn seal(&self, row: impl Into<Uuid>, column: &str, secret: &str) -> Result<Vec<u8>> {
        let mut nonce = [0_u8; NONCE];
        rand::rng().fill_bytes(&mut nonce);
        let place = place(row.into(), column);
        let sealed = self
            .cipher
            .encrypt(XNonce::from_slice(&nonce), Payload { msg: secret.as_bytes(), aad: &place })
            .map_err(|_| Error::internal("a secret could not be sealed"))?;
        let mut bytes = Vec::with_capacity(1 + NONCE + sealed.len());
        bytes.push(KEY_NUMBER);
        bytes.extend_from_slice(&nonce);
        bytes.extend_from_slice(&sealed);
        Ok(bytes)
    }

    /// Opens what [`Secrets::seal`] sealed for the same column of the same row.
    ///
    /// # Errors
    /// [`Error::Internal`] when the key file is not the one it was sealed with, or the bytes were moved or changed.
    pub fn open(&self, row: impl Into<Uuid>, column: &str, sealed: &[u8]) -> Result<SecretString> {
        let wrong = || Error::internal("a sealed secret does not open: is it the right secret key file?");
        let (&number, rest) = sealed.split_first().ok_or_else(wrong)?;
        let (nonce, sealed) = rest.split_at_checked(NONCE).ok_or_else(wrong)?;
        if number != KEY_NUMBER {
            return Err(wrong());
        }
        let place = place(row.into(), column);
        let opened = self
            .cipher
            .decrypt(XNonce::from_slice(nonce), Payload { msg: sealed, aad: &place })
            .map_err(|_| wrong())?;
        String::from_utf8(opened).map(SecretString::from).map_err(|_| wrong())
    }
}

/// HMAC (RFC 2104) with SHA-256, for keys of 64 bytes at most.
fn hmac(key: &[u8], text: &[u8]) -> [u8; 32] {
    let padded = |pad: u8| {
        let mut block = [pad; 64];
        for (byte, key) in block.iter_mut().zip(key) {
            *byte ^= key;
        }
        block
    };
    let inner = Sha256::new().chain_update(padded(0x36)).chain_update(text).finalize();
    Sha256::new().chain_update(padded(0x5c)).chain_update(inner).finalize().into()
}

fn place(row: Uuid, column: &str) -> Vec<u8> {
    [row.as_bytes(), column.as_bytes()].concat()
}

impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secrets(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use secrecy::ExposeSecret;

    #[test]
    fn a_secret_opens_only_where_it_was_sealed() {
        let secrets = Secrets::new(&[7; 32]);
        let (here, there) = (Uuid::now_v7(), Uuid::now_v7());
        let sealed = secrets.seal(here, "mailboxes.secret", "hasło").unwrap();
        assert_eq!(secrets.open(here, "mailboxes.secret", &sealed).unwrap().expose_secret(), "hasło");
        assert!(secrets.open(there, "mailboxes.secret", &sealed).is_err());
        assert!(secrets.open(here, "connections.secret", &sealed).is_err());
        assert!(Secrets::new(&[8; 32]).open(here, "mailboxes.secret", &sealed).is_err());
        let mut changed = sealed.clone();
        *changed.last_mut().unwrap() ^= 1;
        assert!(secrets.open(here, "mailboxes.secret", &changed).is_err());
        assert!(!sealed.windows(5).any(|window| window == "hasło".as_bytes()));
    }

    /// RFC 4231 §4.3.
    #[test]
    fn hashes_are_those_of_the_standard_and_need_the_key() {
        let hash: String =
            hmac(b"Jefe", b"what do ya want for nothing?").iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(hash, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
        let (ours, theirs) = (Secrets::new(&[7; 32]), Secrets::new(&[8; 32]));
        assert_eq!(ours.hash("address", "jan@klient.example"), ours.hash("address", "jan@klient.example"));
        assert_ne!(ours.hash("address", "jan@klient.example"), theirs.hash("address", "jan@klient.example"));
        assert_ne!(ours.hash("address", "jan"), ours.hash("name", "jan"));
    }
}
