//! Reading enums that carry their variant's name in a field (`{"state": "syncing", "progress": …}`).

/// Implements `Deserialize` for an enum that is written with `#[serde(tag = …, rename_all = "snake_case")]`.
///
/// The object is read once, as a record in which every variant's fields are optional (and said so, where one is read in a way of
/// its own: `#[serde(default, with = …)]`). What serde derives for such enums keeps
/// the whole value in between, whatever it is, and brings the machinery for that into the browser's first download, ten times
/// the size of this.
#[macro_export]
macro_rules! read_tagged {
    ($enum:ident by $tag:literal, fields { $($(#[$read:meta])* $field:ident: $type:ty),* $(,)? }, { $($variant:ident $({ $($of:ident),* })?),* $(,)? }) => {
        impl<'de> serde::Deserialize<'de> for $enum {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                #[derive(serde::Deserialize)]
                #[serde(rename_all = "snake_case")]
                enum Kind {
                    $($variant),*
                }
                #[derive(serde::Deserialize)]
                struct Record {
                    #[serde(rename = $tag)]
                    kind: Kind,
                    $($(#[$read])* $field: Option<$type>),*
                }
                let record = Record::deserialize(deserializer)?;
                Ok(match record.kind {
                    $(Kind::$variant => Self::$variant $({
                        $($of: record.$of.ok_or_else(|| serde::de::Error::missing_field(stringify!($of)))?),*
                    })?),*
                })
            }
        }

        // A variant that is missing above does not compile.
        const _: fn(&$enum) = |value| match value {
            $($enum::$variant { .. } => ()),*
        };
    };
}

#[cfg(test)]
mod tests {
    use crate::ids::{FolderId, MailboxId};
    use crate::invalid::Reason;
    use crate::live::News;
    use crate::mailbox::{MailboxState, SyncProgress, Trouble};
    use serde::{Serialize, de::DeserializeOwned};
    use std::fmt::Debug;

    fn comes_back<T: Serialize + DeserializeOwned + PartialEq + Debug>(value: &T) {
        let text = serde_json::to_string(value).unwrap();
        assert_eq!(&serde_json::from_str::<T>(&text).unwrap(), value, "{text}");
    }

    #[test]
    fn what_is_written_is_read() {
        let host = || "imap.firma.pl".to_owned();
        comes_back(&MailboxState::Idle);
        comes_back(&MailboxState::Syncing { progress: SyncProgress::default() });
        let trouble = Trouble::Refused { host: host(), port: 993 };
        comes_back(&MailboxState::Retrying { trouble, attempt: 3, retry_at: chrono::DateTime::UNIX_EPOCH });
        comes_back(&Trouble::Disconnected);
        comes_back(&Reason::TooLarge { bytes: 3, most: 2 });
        comes_back(&News::Resync);
        let (mailbox, folders) = (MailboxId::new(), vec![FolderId::new()]);
        comes_back(&News::Threads { mailbox, folders, threads: Vec::new(), arrived: 1 });
    }

    #[test]
    fn a_missing_field_and_an_unknown_variant_are_errors() {
        let error = |text| serde_json::from_str::<Trouble>(text).unwrap_err().to_string();
        assert!(error(r#"{"trouble": "refused", "host": "a"}"#).contains("missing field `port`"));
        assert!(error(r#"{"trouble": "bored"}"#).contains("unknown variant `bored`"));
    }
}
