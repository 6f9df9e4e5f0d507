//! Takes the built site into the binary when `KURIER_SITE_DIR` names it (release builds by `cargo xtask build --release`).

use std::path::Path;

fn main() {
    println!("cargo:rustc-check-cfg=cfg(embedded_site)");
    println!("cargo:rerun-if-env-changed=KURIER_SITE_DIR");
    // `sqlx::migrate!` takes the files in, and does not notice new ones.
    println!("cargo:rerun-if-changed=../migrations");
    let Some(dir) = std::env::var_os("KURIER_SITE_DIR") else { return };
    let table = Path::new(&dir).join("table.rs");
    println!("cargo:rerun-if-changed={}", table.display());
    if table.is_file() {
        println!("cargo:rustc-env=KURIER_SITE_TABLE={}", table.display());
        println!("cargo:rustc-cfg=embedded_site");
    }
}
