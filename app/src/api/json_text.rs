//! JSON as server functions carry it.

use leptos::server_fn::codec::Post;
use leptos::server_fn::error::ServerFnErrorErr;
use leptos::server_fn::{Bytes, ContentType, Decodes, Encodes, Format, FormatType};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// JSON, read from text. `server_fn`'s own encoding reads from bytes, resources read from text: two readers for every type,
/// and each of them is a twentieth of the first download.
pub struct JsonText;

/// Arguments and answer as JSON in a `POST`.
pub type Json = Post<JsonText>;

impl ContentType for JsonText {
    const CONTENT_TYPE: &'static str = "application/json";
}

impl FormatType for JsonText {
    const FORMAT_TYPE: Format = Format::Text;
}

impl<T: Serialize> Encodes<T> for JsonText {
    type Error = serde_json::Error;

    fn encode(output: &T) -> Result<Bytes, Self::Error> {
        serde_json::to_string(output).map(Bytes::from)
    }
}

impl<T: DeserializeOwned> Decodes<T> for JsonText {
    type Error = ServerFnErrorErr;

    fn decode(bytes: Bytes) -> Result<T, Self::Error> {
        let wrong = |detail: String| ServerFnErrorErr::Deserialization(detail);
        let text = std::str::from_utf8(&bytes).map_err(|error| wrong(error.to_string()))?;
        serde_json::from_str(text).map_err(|error| wrong(error.to_string()))
    }
}
