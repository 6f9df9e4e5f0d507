//! Settings: defaults, then `kurier.toml`, then the environment. One section a file.

mod assistant;
mod data;
mod mail;
mod secret_key;
mod variables;
mod web;

pub use assistant::Assistant;
pub use data::Data;
pub use mail::Mail;
pub use variables::help;
pub use web::Web;

use anyhow::{Context, Result, bail};
use figment::Figment;
use figment::providers::{Format, Toml};
use serde::Deserialize;
use std::path::Path;

/// Everything that an administrator can set.
#[derive(Clone, Debug, Deserialize)]
pub struct Config {
    #[serde(flatten)]
    pub data: Data,
    #[serde(flatten)]
    pub web: Web,
    #[serde(flatten)]
    pub mail: Mail,
    #[serde(default, rename = "ai")]
    pub assistant: Assistant,
}

impl Config {
    /// Reads the file (when there is one) and the environment, and makes the data directory.
    ///
    /// # Errors
    /// When a setting cannot be understood, or the named file is not there.
    pub fn load(file: Option<&Path>) -> Result<Self> {
        let mut figment = Figment::new();
        match file {
            Some(file) if !file.is_file() => bail!("there is no file {}", file.display()),
            Some(file) => figment = figment.merge(Toml::file_exact(file)),
            None if Path::new("kurier.toml").is_file() => {
                figment = figment.merge(Toml::file_exact("kurier.toml"))
            }
            None => {}
        }
        let config: Self =
            variables::merge_environment(figment).extract().context("the settings cannot be understood")?;
        config.data.make_folder()?;
        Ok(config)
    }
}
