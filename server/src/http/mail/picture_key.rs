//! The key in the addresses of pictures inside a message: who may see them, of which message, and until when. Sealed, so
//! that it can be neither made nor read outside.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use kurier_domain::secrets::Secrets;
use kurier_domain::{Actor, Clock, Error, Result, SystemClock};
use kurier_model::{MessageId, UserId};
use secrecy::ExposeSecret;
use serde::{Deserialize, Serialize};

/// A page that is open longer reads the message again.
const LIFETIME: TimeDelta = TimeDelta::hours(12);
/// What the key is sealed for, beside the message.
const PURPOSE: &str = "picture";

/// What a key says.
#[derive(Debug, Serialize, Deserialize)]
pub struct PictureKey {
    pub user: UserId,
    until: DateTime<Utc>,
}

impl PictureKey {
    /// A key for this reader and this message, as it stands in an address.
    ///
    /// # Errors
    /// [`Error::Internal`] when it cannot be sealed.
    pub fn sealed(secrets: &Secrets, actor: &Actor, message: MessageId) -> Result<String> {
        let key = Self { user: actor.person()?, until: SystemClock.now() + LIFETIME };
        let sealed = secrets.seal(message, PURPOSE, &serde_json::to_string(&key)?)?;
        Ok(URL_SAFE_NO_PAD.encode(sealed))
    }

    /// Reads a key that was made for this message.
    ///
    /// # Errors
    /// [`Error::NotFound`] when it was not, or has run out.
    pub fn open(secrets: &Secrets, message: MessageId, key: &str) -> Result<Self> {
        let sealed = URL_SAFE_NO_PAD.decode(key).map_err(|_| Error::NotFound)?;
        let opened = secrets.open(message, PURPOSE, &sealed).map_err(|_| Error::NotFound)?;
        let key: Self = serde_json::from_str(opened.expose_secret()).map_err(|_| Error::NotFound)?;
        if key.until > SystemClock.now() { Ok(key) } else { Err(Error::NotFound) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kurier_model::WorkspaceId;
    use kurier_model::member::Role;

    #[test]
    fn a_key_opens_the_pictures_of_one_message() {
        let secrets = Secrets::new(&[3; 32]);
        let user = UserId::new();
        let alicja = Actor {
            user: Some(user),
            workspace: WorkspaceId::new(),
            role: Role::Member,
            name: "Alicja".into(),
            email: "alicja@rowery.example".into(),
        };
        let message = MessageId::new();
        let key = PictureKey::sealed(&secrets, &alicja, message).unwrap();
        assert_eq!(PictureKey::open(&secrets, message, &key).unwrap().user, user);
        assert!(PictureKey::open(&secrets, MessageId::new(), &key).is_err());
        assert!(PictureKey::open(&secrets, message, &key[1..]).is_err());
        assert!(PictureKey::open(&Secrets::new(&[4; 32]), message, &key).is_err());
    }
}
