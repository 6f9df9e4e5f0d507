//! Passwords: argon2id (RFC 9106), off the async threads, a few at a time.

use crate::error::{Error, Result};
use argon2::password_hash::{SaltString, rand_core::OsRng};
use argon2::{Argon2, PasswordHash, PasswordHasher, PasswordVerifier};
use kurier_model::{Field, Invalid, Reason};
use tokio::sync::Semaphore;

/// Shortest password in characters (OWASP ASVS 5.0 §6.2.1).
const SHORTEST: u32 = 8;
/// Longest password in characters: enough for any phrase, too short to keep the hash busy.
const LONGEST: u32 = 256;

/// Each hash takes 19 MiB and some 20 ms of a core: a flood of sign-ins must queue up here.
static SLOTS: Semaphore = Semaphore::const_new(4);

/// A hash of no password at all: checked against when there is no such user, so that both answers take as long.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$a3VyaWVyLW5vYm9keQ$A05KbWi5IFfHc6NzCFI2PgS5y4T0nb9sHqEbyPvdnrk";

/// Complains about a new password that is too short or too long.
pub fn check(invalid: &mut Invalid, field: Field, password: &str) {
    let length = password.chars().count();
    if password.is_empty() {
        invalid.add(field, Reason::Required);
    } else if length < SHORTEST as usize {
        invalid.add(field, Reason::TooShort { min: SHORTEST });
    } else if length > LONGEST as usize {
        invalid.add(field, Reason::TooLong { max: LONGEST });
    }
}

/// The PHC string to store.
pub async fn hash(password: &str) -> Result<String> {
    let password = password.to_owned();
    in_a_slot(move || {
        let salt = SaltString::generate(&mut OsRng);
        Argon2::default()
            .hash_password(password.as_bytes(), &salt)
            .map(|hash| hash.to_string())
            .map_err(Error::internal)
    })
    .await?
}

/// Whether the password fits; takes as long when there is no hash to fit.
pub async fn fits(password: &str, stored: Option<&str>) -> Result<bool> {
    if password.chars().count() > LONGEST as usize {
        return Ok(false);
    }
    let password = password.to_owned();
    let known = stored.is_some();
    let stored = stored.unwrap_or(NOBODY).to_owned();
    in_a_slot(move || {
        let hash = PasswordHash::new(&stored).map_err(Error::internal)?;
        Ok(Argon2::default().verify_password(password.as_bytes(), &hash).is_ok() && known)
    })
    .await?
}

async fn in_a_slot<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    let _slot = SLOTS.acquire().await.map_err(Error::internal)?;
    tokio::task::spawn_blocking(work).await.map_err(Error::internal)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_fits_its_own_hash_and_nobody_elses() {
        let hash = hash("zażółć gęślą jaźń").await.unwrap();
        assert!(fits("zażółć gęślą jaźń", Some(&hash)).await.unwrap());
        assert!(!fits("zazolc gesla jazn", Some(&hash)).await.unwrap());
        assert!(!fits("zażółć gęślą jaźń", None).await.unwrap());
    }

    #[test]
    fn short_passwords_are_refused() {
        let mut invalid = Invalid::default();
        check(&mut invalid, Field::Password, "krótkie");
        assert_eq!(invalid.about(Field::Password), Some(&Reason::TooShort { min: 8 }));
    }
}
