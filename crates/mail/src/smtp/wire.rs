//! The connection under lettre's SMTP conversation: dialled by our dialer, limited in time, and knowing how much was sent.

use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use lettre::transport::smtp::client::AsyncTokioStream;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep, sleep};

use crate::stream::MailStream;

/// How many bytes have been handed to the operating system, and the way to stop before more are.
#[derive(Clone, Debug, Default)]
pub(super) struct Sent {
    bytes: Arc<AtomicU64>,
    cut: Arc<AtomicBool>,
}

impl Sent {
    pub(super) fn bytes(&self) -> u64 {
        self.bytes.load(Ordering::Acquire)
    }

    /// From now on nothing is written or read.
    pub(super) fn cut(&self) {
        self.cut.store(true, Ordering::Release);
    }

    fn check(&self) -> io::Result<()> {
        match self.cut.load(Ordering::Acquire) {
            true => Err(io::ErrorKind::ConnectionAborted.into()),
            false => Ok(()),
        }
    }
}

/// A [`MailStream`] for lettre.
pub(super) struct Wire {
    stream: MailStream,
    /// Read before anything else. After STARTTLS no greeting comes, but lettre waits for one.
    preface: &'static [u8],
    sent: Sent,
    limit: Duration,
    timer: Pin<Box<Sleep>>,
    counting: bool,
}

impl Wire {
    pub(super) fn new(stream: MailStream, preface: &'static [u8], limit: Duration) -> (Self, Sent) {
        let sent = Sent::default();
        let timer = Box::pin(sleep(limit));
        (Self { stream, preface, sent: sent.clone(), limit, timer, counting: false }, sent)
    }

    fn stalled(&mut self, cx: &mut Context<'_>) -> Poll<io::Error> {
        if !self.counting {
            self.timer.as_mut().reset(Instant::now() + self.limit);
            self.counting = true;
        }
        self.timer
            .as_mut()
            .poll(cx)
            .map(|()| io::Error::new(io::ErrorKind::TimedOut, "the server stopped answering"))
    }
}

impl AsyncRead for Wire {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        if !this.preface.is_empty() {
            let (now, later) = this.preface.split_at(this.preface.len().min(buf.remaining()));
            buf.put_slice(now);
            this.preface = later;
            return Poll::Ready(Ok(()));
        }
        this.sent.check()?;
        let Poll::Ready(read) = Pin::new(&mut this.stream).poll_read(cx, buf) else {
            return this.stalled(cx).map(Err);
        };
        this.counting = false;
        Poll::Ready(read)
    }
}

impl AsyncWrite for Wire {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        this.sent.check()?;
        let Poll::Ready(written) = Pin::new(&mut this.stream).poll_write(cx, bytes) else {
            return this.stalled(cx).map(Err);
        };
        this.counting = false;
        if let Ok(count) = &written {
            this.sent.bytes.fetch_add(u64::try_from(*count).unwrap_or_default(), Ordering::AcqRel);
        }
        Poll::Ready(written)
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let Poll::Ready(flushed) = Pin::new(&mut this.stream).poll_flush(cx) else {
            return this.stalled(cx).map(Err);
        };
        this.counting = false;
        Poll::Ready(flushed)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_shutdown(cx)
    }
}

impl AsyncTokioStream for Wire {
    fn peer_addr(&self) -> io::Result<SocketAddr> {
        self.stream.peer_address()
    }
}

impl fmt::Debug for Wire {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Wire").finish_non_exhaustive()
    }
}
