//! How the kinds of errors come about: from what the domain refused, and on the way between browser and server.

use super::{ApiError, JsonText, Unread};
use kurier_model::Invalid;
use kurier_model::record::Conflicts;
use leptos::server_fn::error::{FromServerFnError, ServerFnErrorErr};

impl FromServerFnError for ApiError {
    type Encoder = JsonText;

    fn from_server_fn_error(value: ServerFnErrorErr) -> Self {
        match value {
            // On the server these speak of what was asked, in the browser of what was answered.
            #[cfg(feature = "ssr")]
            ServerFnErrorErr::Args(detail)
            | ServerFnErrorErr::MissingArg(detail)
            | ServerFnErrorErr::Deserialization(detail) => super::server_side::malformed(detail),
            other => Self::Offline { detail: other.to_string() },
        }
    }
}

impl From<Conflicts> for ApiError {
    fn from(conflicts: Conflicts) -> Self {
        Unread::of(&conflicts).map_or_else(Self::from, |conflicts| Self::Changed { conflicts })
    }
}

impl From<Invalid> for ApiError {
    fn from(invalid: Invalid) -> Self {
        Unread::of(&invalid).map_or_else(Self::from, |invalid| Self::Invalid { invalid })
    }
}
