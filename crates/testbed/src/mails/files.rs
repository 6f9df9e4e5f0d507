//! Small files of the kinds that people attach.

use std::fmt::Write as _;

use base64::{Engine as _, engine::general_purpose::STANDARD};

/// A small PDF of one page.
pub fn pdf(text: &str) -> Vec<u8> {
    let stream = format!("BT /F1 24 Tf 72 720 Td ({text}) Tj ET");
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>"
            .to_owned(),
        format!("<< /Length {} >>\nstream\n{stream}\nendstream", stream.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_owned(),
    ];
    let mut file = "%PDF-1.4\n".to_owned();
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for (number, object) in objects.iter().enumerate() {
        let _ = writeln!(table, "{:010} 00000 n ", file.len());
        let _ = write!(file, "{} 0 obj\n{object}\nendobj\n", number + 1);
    }
    let start = file.len();
    let _ = write!(
        file,
        "{table}trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n",
        objects.len() + 1
    );
    file.into_bytes()
}

/// A PNG of one blue pixel, which every program shows.
pub fn png() -> Vec<u8> {
    STANDARD
        .decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPj/HwADBwIAMCbHYQAAAABJRU5ErkJggg==")
        .unwrap_or_default()
}

/// Not a whole document, but what starts like one: a ZIP with one stored member.
pub fn docx() -> Vec<u8> {
    let (name, content) = (b"word/document.xml", b"<w:document/>");
    let (name_len, size) = (17_u16.to_le_bytes(), 13_u32.to_le_bytes());
    // CRC-32 of the content, so that unzip finds nothing to complain about.
    let crc = crc32(content).to_le_bytes();
    let mut zip = Vec::new();
    zip.extend_from_slice(b"PK\x03\x04\x0a\0\0\0\0\0\0\0\x21\0");
    zip.extend_from_slice(&[crc, size, size].concat());
    zip.extend_from_slice(&name_len);
    zip.extend_from_slice(b"\0\0");
    zip.extend_from_slice(name);
    zip.extend_from_slice(content);
    let directory = u32::try_from(zip.len()).unwrap_or_default();
    zip.extend_from_slice(b"PK\x01\x02\x14\0\x0a\0\0\0\0\0\0\0\x21\0");
    zip.extend_from_slice(&[crc, size, size].concat());
    zip.extend_from_slice(&name_len);
    zip.extend_from_slice(&[0; 16]);
    zip.extend_from_slice(name);
    let length = u32::try_from(zip.len()).unwrap_or_default() - directory;
    zip.extend_from_slice(b"PK\x05\x06\0\0\0\0\x01\0\x01\0");
    zip.extend_from_slice(&[length.to_le_bytes(), directory.to_le_bytes()].concat());
    zip.extend_from_slice(b"\0\0");
    zip
}

fn crc32(content: &[u8]) -> u32 {
    !content.iter().fold(!0_u32, |crc, byte| {
        (0..8).fold(
            crc ^ u32::from(*byte),
            |crc, _| if crc & 1 == 1 { crc >> 1 ^ 0xEDB8_8320 } else { crc >> 1 },
        )
    })
}
