//! `dtm serve`: shows the site while somebody writes, and shows it again after each save.
//!
//! Pages are made in memory and sent to this machine alone. What is wrong stands on the page and in
//! the terminal; while there are errors the last good site stays.

mod answer;
mod request;
mod stage;
mod watch;

use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use super::Outcome;
use super::rim::{Failure, Rim};
use stage::Stage;

/// Show the site in a browser, and show it again whenever a file of the matrix is saved
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Port on 127.0.0.1; 0 takes any that is free
    #[arg(long, value_name = "N", default_value_t = 8642)]
    port: u16,
    /// Open the browser
    #[arg(long)]
    open: bool,
}

/// So many connections are served at once. A browser opens six, and each tab keeps one.
const CONNECTIONS: usize = 64;

/// Who takes longer than this to ask or to listen is let go.
const PATIENCE: Duration = Duration::from_secs(5);

pub(super) fn run(args: &Args, rim: &Rim) -> Result<Outcome, Failure> {
    let root = rim.root()?;
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, args.port)).map_err(|error| {
        let port = args.port;
        if error.kind() == std::io::ErrorKind::AddrInUse {
            format!(
                "port {port} is in use: end the program that has it, or take another with --port"
            )
        } else {
            format!("cannot listen on port {port}: {error}")
        }
    })?;
    let port = listener.local_addr()?.port();
    let changes = watch::start(&root)?;
    let stage = Arc::new(Stage::default());
    let mut compiler = watch::Compiler::new(rim, &stage);
    compiler.turn(&watch::Clock::start());
    let address = format!("http://127.0.0.1:{port}/");
    Rim::print(&format!("{address}\n"))?;
    Rim::note(&format!("shows {}; Ctrl-C ends it", root.display()));
    if args.open {
        open(&address);
    }
    let shown = Arc::clone(&stage);
    std::thread::spawn(move || accept(&listener, port, &shown));
    watch::follow(&root, changes, compiler)
}

/// Takes connections, each in a thread of its own.
fn accept(listener: &TcpListener, port: u16, stage: &Arc<Stage>) {
    let busy = Arc::new(AtomicUsize::new(0));
    for mut stream in listener.incoming().filter_map(Result::ok) {
        let limits =
            [stream.set_read_timeout(Some(PATIENCE)), stream.set_write_timeout(Some(PATIENCE))];
        if limits.iter().any(Result::is_err) {
            continue;
        }
        if busy.fetch_add(1, Ordering::SeqCst) >= CONNECTIONS {
            let _ = stream
                .write_all(b"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
            busy.fetch_sub(1, Ordering::SeqCst);
            continue;
        }
        let seat = Seat(Arc::clone(&busy));
        let stage = Arc::clone(stage);
        // A client that hangs up is no fault, and a fault ends no more than its own thread.
        let thread = std::thread::Builder::new().spawn(move || {
            let _seat = seat;
            let _ = converse(&mut stream, port, &stage);
        });
        drop(thread);
    }
}

/// The place of a connection among those that are served; given back however the thread ends.
struct Seat(Arc<AtomicUsize>);

impl Drop for Seat {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

fn converse(stream: &mut TcpStream, port: u16, stage: &Stage) -> std::io::Result<()> {
    match request::read(stream, port) {
        Ok(asked) => answer::give(stream, &asked, stage),
        Err(status) => {
            answer::refuse(stream, status)?;
            drain(stream)
        }
    }
}

/// Reads a little of what was sent but not wanted: to close before that would take the answer away.
fn drain(stream: &mut TcpStream) -> std::io::Result<()> {
    stream.shutdown(std::net::Shutdown::Write)?;
    stream.set_read_timeout(Some(Duration::from_millis(200)))?;
    std::io::copy(&mut stream.take(64 * 1024), &mut std::io::sink())?;
    Ok(())
}

/// Opens the browser. Where that fails the address stands in the terminal.
fn open(address: &str) {
    let (program, before): (&str, &[&str]) = if cfg!(target_os = "macos") {
        ("open", &[])
    } else if cfg!(windows) {
        ("cmd", &["/C", "start", ""])
    } else {
        ("xdg-open", &[])
    };
    if let Err(error) = std::process::Command::new(program).args(before).arg(address).spawn() {
        Rim::note(&format!("cannot open a browser with {program}: {error}"));
    }
}
