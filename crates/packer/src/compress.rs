//! Brotli beforehand, at the strength that nobody wants to wait for in a request.

use std::io::Write;
use std::path::Path;

/// Endings of files that are compressed already.
const COMPRESSED: [&str; 6] = ["br", "png", "webp", "jpg", "woff2", "ico"];

/// Writes `FILE.br` beside every file of `folder`, its subfolders included, that becomes at least a twentieth smaller.
pub fn compress_folder(folder: &Path) -> anyhow::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            compress_folder(&path)?;
        } else if !path.extension().is_some_and(|ending| COMPRESSED.iter().any(|known| ending == *known)) {
            compress_file(&path)?;
        }
    }
    Ok(())
}

fn compress_file(path: &Path) -> anyhow::Result<()> {
    let plain = std::fs::read(path)?;
    let mut writer = brotli::CompressorWriter::new(Vec::new(), 1 << 16, 11, 22);
    writer.write_all(&plain)?;
    writer.flush()?;
    let compressed = writer.into_inner();
    if compressed.len() < plain.len() - plain.len() / 20 {
        let mut name = path.as_os_str().to_owned();
        name.push(".br");
        std::fs::write(name, compressed)?;
    }
    Ok(())
}
