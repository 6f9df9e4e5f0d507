//! Turns `locales/{pl,en}/*.json` into Rust constants, or stops the build and says which key is missing where.

#[path = "src/catalogue.rs"]
mod catalogue;

use std::path::Path;

fn main() {
    println!("cargo::rerun-if-changed=locales");
    println!("cargo::rerun-if-changed=src/catalogue.rs");
    let out = std::env::var("OUT_DIR").unwrap_or_default();
    match catalogue::generate(Path::new("locales")) {
        Ok(code) => {
            if let Err(error) = std::fs::write(Path::new(&out).join("keys.rs"), code) {
                println!("cargo::error=keys.rs cannot be written: {error}");
            }
        }
        Err(complaints) => {
            for complaint in complaints {
                println!("cargo::error={complaint}");
            }
        }
    }
}
