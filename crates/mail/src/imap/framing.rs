//! Cuts what an IMAP server sends into whole responses: lines with their literals (RFC 9051 §4.3).
//!
//! Two readers stand on it. [`Framed::next_frame`] hands responses over as they are, without copying a literal. As
//! [`AsyncRead`] it feeds async-imap, one response a read, after repairing or dropping what imap-proto would die on.

mod repair;
mod scan;
mod stall;

use std::fmt;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::{Buf, Bytes, BytesMut};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio_util::io::poll_read_buf;

pub use repair::Dropped;
use scan::Scan;
use stall::Stall;

/// Room for one read of a quiet connection, of which there may be thousands.
const SMALL_READ: usize = 4 * 1024;
/// Room for one read of a busy one.
const LARGE_READ: usize = 64 * 1024;
/// The most that is reserved ahead for a literal, whatever length the server announces.
const RESERVE_AHEAD: usize = 2 * 1024 * 1024;

/// A connection to an IMAP server, cut into responses.
pub struct Framed<S> {
    inner: S,
    buffer: BytesMut,
    scan: Scan,
    /// Room for the next read: doubled whenever a read fills it.
    room: usize,
    /// The response being handed to async-imap.
    outgoing: Bytes,
    last_tagged: Option<Bytes>,
    dropped: Dropped,
    read_stall: Stall,
    write_stall: Stall,
}

impl<S> Framed<S> {
    /// Frames `inner`; a read or write that makes no progress for `limit` fails with [`io::ErrorKind::TimedOut`].
    pub fn new(inner: S, limit: Duration) -> Self {
        Self {
            inner,
            buffer: BytesMut::new(),
            scan: Scan::default(),
            room: SMALL_READ,
            outgoing: Bytes::new(),
            last_tagged: None,
            dropped: Dropped::default(),
            read_stall: Stall::new(limit),
            write_stall: Stall::new(limit),
        }
    }

    /// How long a read may wait for the first byte; `None` waits for ever (IDLE).
    pub fn set_read_limit(&mut self, limit: Option<Duration>) {
        self.read_stall.set_limit(limit);
    }

    /// Gives back memory before a long silence.
    pub fn rest(&mut self) {
        if self.buffer.is_empty() {
            self.buffer = BytesMut::new();
            self.room = SMALL_READ;
        }
    }

    /// What async-imap was spared.
    pub fn dropped(&self) -> &Dropped {
        &self.dropped
    }

    /// The last tagged response that passed through to async-imap.
    pub fn last_tagged(&self) -> Option<&Bytes> {
        self.last_tagged.as_ref()
    }

    /// The connection below.
    pub fn get_ref(&self) -> &S {
        &self.inner
    }

    /// Gives the connection back, with anything already read from it (before STARTTLS there must be nothing).
    pub fn into_parts(self) -> (S, usize) {
        (self.inner, self.buffer.len() + self.outgoing.len())
    }
}

impl<S: AsyncRead + Unpin> Framed<S> {
    /// The next whole response, line break and literals included; `None` at the end of the stream.
    pub async fn next_frame(&mut self) -> io::Result<Option<Bytes>> {
        std::future::poll_fn(|cx| self.poll_frame(cx)).await
    }

    fn poll_frame(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<Option<Bytes>>> {
        loop {
            if let Some(end) = self.scan.find_end(&self.buffer)? {
                self.scan = Scan::default();
                return Poll::Ready(Ok(Some(self.buffer.split_to(end).freeze())));
            }
            let missing = self.scan.missing(self.buffer.len());
            let spare = self.buffer.capacity() - self.buffer.len();
            if spare < missing.clamp(self.room / 4, RESERVE_AHEAD) {
                self.buffer.reserve(missing.clamp(self.room, RESERVE_AHEAD));
            }
            let spare = self.buffer.capacity() - self.buffer.len();
            let read = match poll_read_buf(Pin::new(&mut self.inner), cx, &mut self.buffer) {
                Poll::Ready(read) => read?,
                Poll::Pending => return self.read_stall.poll(cx).map(Err),
            };
            self.read_stall.progress();
            if read >= spare {
                self.room = (self.room * 2).min(LARGE_READ);
            }
            if read == 0 {
                let whole = self.buffer.is_empty();
                return Poll::Ready(if whole { Ok(None) } else { Err(io::ErrorKind::UnexpectedEof.into()) });
            }
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Framed<S> {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, out: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        while this.outgoing.is_empty() {
            let Some(frame) = ready!(this.poll_frame(cx))? else { return Poll::Ready(Ok(())) };
            if !frame.starts_with(b"*") && !frame.starts_with(b"+") {
                this.last_tagged = Some(frame.clone());
            }
            this.outgoing = repair::for_imap_proto(frame, &mut this.dropped);
        }
        let count = this.outgoing.len().min(out.remaining());
        out.put_slice(this.outgoing.get(..count).unwrap_or_default());
        this.outgoing.advance(count);
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Framed<S> {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let Poll::Ready(written) = Pin::new(&mut this.inner).poll_write(cx, bytes) else {
            return this.write_stall.poll(cx).map(Err);
        };
        this.write_stall.progress();
        Poll::Ready(written)
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let Poll::Ready(flushed) = Pin::new(&mut this.inner).poll_flush(cx) else {
            return this.write_stall.poll(cx).map(Err);
        };
        this.write_stall.progress();
        Poll::Ready(flushed)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().inner).poll_shutdown(cx)
    }
}

impl<S> fmt::Debug for Framed<S> {
    /// Says nothing of what was read: it may be mail or a secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Framed").field("buffered", &self.buffer.len()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    const LIMIT: Duration = Duration::from_secs(5);

    async fn frames(input: &[u8], step: usize) -> Vec<Bytes> {
        let (mut server, client) = tokio::io::duplex(step);
        let input = input.to_vec();
        let writer = tokio::spawn(async move { server.write_all(&input).await });
        let mut framed = Framed::new(client, LIMIT);
        let mut all = Vec::new();
        while let Some(frame) = framed.next_frame().await.unwrap() {
            all.push(frame);
        }
        writer.await.unwrap().unwrap();
        all
    }

    #[tokio::test]
    async fn literals_belong_to_their_line_at_any_read_size() {
        let input = b"* OK hi {5}\r\n* 1 FETCH (BODY[] {12}\r\nab\r\nc{3}\r\nxx UID 7)\r\n* LIST () \"/\" {3+}\r\na\nb\nA1 OK\r\n";
        for step in [1, 2, 3, 7, 4096] {
            let all = frames(input, step).await;
            assert_eq!(all.len(), 4, "{all:?}");
            assert_eq!(all[0].as_ref(), b"* OK hi {5}\r\n");
            assert!(all[1].ends_with(b"xx UID 7)\r\n"));
            assert_eq!(all[2].as_ref(), b"* LIST () \"/\" {3+}\r\na\nb\n");
        }
    }

    #[tokio::test]
    async fn a_stalled_server_times_out() {
        let (_server, client) = tokio::io::duplex(64);
        let mut framed = Framed::new(client, Duration::from_millis(30));
        assert_eq!(framed.next_frame().await.unwrap_err().kind(), io::ErrorKind::TimedOut);
    }

    #[tokio::test]
    async fn a_long_answer_is_no_stalled_one() {
        let (mut server, client) = tokio::io::duplex(64);
        let mut framed = Framed::new(client, Duration::from_millis(400));
        let slowly = tokio::spawn(async move {
            server.write_all(b"* 1 FETCH (BODY[] {300}\r\n").await.unwrap();
            for _ in 0..30 {
                tokio::time::sleep(Duration::from_millis(30)).await;
                server.write_all(&[b'x'; 10]).await.unwrap();
            }
            server.write_all(b")\r\n").await.unwrap();
            server
        });
        // Silence is what one has no patience for, not length: this takes more than twice as long.
        let frame = framed.next_frame().await.unwrap();
        assert!(frame.is_some());
        drop(slowly.await.unwrap());
    }

    #[tokio::test]
    async fn a_broken_line_is_an_unexpected_end() {
        let (mut server, client) = tokio::io::duplex(64);
        server.write_all(b"* 1 FETCH (BODY[] {100}\r\nabc").await.unwrap();
        drop(server);
        let mut framed = Framed::new(client, LIMIT);
        assert_eq!(framed.next_frame().await.unwrap_err().kind(), io::ErrorKind::UnexpectedEof);
    }

    #[tokio::test]
    async fn async_imap_is_spared_what_it_cannot_read() {
        let (mut server, client) = tokio::io::duplex(4096);
        server
            .write_all(
                b"* CAPABILITY IMAP4rev1  IDLE\r\n* ESEARCH (TAG \"A1\") UID COUNT 5 ODD (x {1}\r\nz)\r\n* NONSENSE\r\n+\r\n\
                  A1 OK [] done\r\n",
            )
            .await
            .unwrap();
        drop(server);
        let mut framed = Framed::new(client, LIMIT);
        let mut seen = String::new();
        framed.read_to_string(&mut seen).await.unwrap();
        assert_eq!(seen, "* CAPABILITY IMAP4rev1 IDLE\r\n+\r\nA1 OK [] done\r\n");
        assert_eq!(framed.dropped().total(), 2);
        assert!(framed.last_tagged().unwrap().starts_with(b"A1 OK []"));
    }
}
