//! Delivery by LMTP (RFC 2033).

use std::net::SocketAddr;

use anyhow::{Result, bail};
use tokio::{
    io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader},
    net::{TcpStream, tcp::OwnedReadHalf},
};

/// Hands a mail to an LMTP server for every recipient; an error names the first that was refused.
pub async fn deliver(server: SocketAddr, from: &str, to: &[&str], raw: &[u8]) -> Result<()> {
    let (reader, mut writer) = TcpStream::connect(server).await?.into_split();
    let mut reader = BufReader::new(reader);
    expect(&mut reader, "220").await?;
    writer.write_all(b"LHLO testbed\r\n").await?;
    expect(&mut reader, "250").await?;
    writer.write_all(format!("MAIL FROM:<{from}>\r\n").as_bytes()).await?;
    expect(&mut reader, "250").await?;
    for recipient in to {
        writer.write_all(format!("RCPT TO:<{recipient}>\r\n").as_bytes()).await?;
        expect(&mut reader, "250").await?;
    }
    writer.write_all(b"DATA\r\n").await?;
    expect(&mut reader, "354").await?;
    writer.write_all(&stuffed(raw)).await?;
    for _ in to {
        expect(&mut reader, "250").await?;
    }
    writer.write_all(b"QUIT\r\n").await?;
    Ok(())
}

/// Dot-stuffed, ended by CRLF.CRLF (RFC 5321 §4.5.2).
fn stuffed(raw: &[u8]) -> Vec<u8> {
    let mut wire = Vec::with_capacity(raw.len() + raw.len() / 50 + 8);
    for line in raw.split_inclusive(|byte| *byte == b'\n') {
        if line.starts_with(b".") {
            wire.push(b'.');
        }
        wire.extend_from_slice(line);
    }
    if !wire.ends_with(b"\n") {
        wire.extend_from_slice(b"\r\n");
    }
    wire.extend_from_slice(b".\r\n");
    wire
}

async fn expect(reader: &mut BufReader<OwnedReadHalf>, code: &str) -> Result<()> {
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).await? == 0 {
            bail!("the LMTP server hung up");
        }
        if !line.starts_with(code) {
            bail!("the LMTP server said {line:?} where {code} was due");
        }
        if line.as_bytes().get(3) != Some(&b'-') {
            return Ok(());
        }
    }
}
