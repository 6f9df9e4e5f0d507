//! How a build is optimised.

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    /// Quick to compile; the site lies in a folder beside the binary.
    Debug,
    /// Small and fast; the site lies inside the binary.
    Release,
}

impl Profile {
    /// Takes a leading `--release` off.
    pub fn from_arguments<'a>(arguments: &'a [&'a str]) -> (Self, &'a [&'a str]) {
        match arguments {
            ["--release", rest @ ..] => (Self::Release, rest),
            _ => (Self::Debug, arguments),
        }
    }

    /// Folder in cargo's target folder.
    pub fn folder(self) -> &'static str {
        match self {
            Self::Debug => "debug",
            Self::Release => "release",
        }
    }

    /// The profile of the client's module.
    pub fn wasm(self) -> &'static str {
        match self {
            Self::Debug => "wasm-dev",
            Self::Release => "wasm-release",
        }
    }
}
