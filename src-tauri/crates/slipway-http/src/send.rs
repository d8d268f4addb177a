//! Sends a request by the way that fits it, until it is answered, too late, or stopped.

use http::{HeaderValue, header::USER_AGENT};
use tokio::time::Instant;
use url::Url;

use crate::{
    Answer, Request, Sent, Trouble, TroubleKind,
    body::{FileChanged, Outgoing},
    log::Log,
    request::Payload,
    transport::{Call, Lost, Received, Transfer, upload},
};

const OUR_NAME: HeaderValue = HeaderValue::from_static("slipway");

pub(crate) async fn send(mut request: Request) -> Result<Answer, Trouble> {
    let url = std::mem::replace(
        &mut request.url,
        Err(Trouble::new(TroubleKind::BadUrl, Sent::Nothing, "")),
    )?;
    request.headers.entry(USER_AGENT).or_insert(OUR_NAME);

    let host = url.host_str().unwrap_or_default().to_owned();
    let log = Log::of(
        &request.method,
        &url,
        request.given,
        request.payload.length(),
    );
    let secrets = request.secrets();
    let new_host = request.new_host;
    let started = Instant::now();
    // Before it leaves, so that a call which is dropped on its way is counted too.
    let counted = request
        .counted
        .map(|name| (request.line.meter().clone(), name));
    if let Some((meter, name)) = &counted {
        meter.call(name);
    }
    let outcome = if request.line.is_cancelled() {
        Err(Lost::new(TroubleKind::Cancelled, Sent::Nothing))
    } else {
        exchange(request, url).await
    };
    match outcome {
        Ok(received) => {
            let answer = Answer {
                status: received.status,
                headers: received.headers,
                body: received.body,
                capped: received.capped,
                host,
                new_host,
                secrets,
            };
            log.answered(&answer, started.elapsed());
            Ok(answer)
        }
        Err(lost) => {
            if let (Sent::Nothing, Some((meter, name))) = (lost.sent, &counted) {
                meter.call_stayed(name);
            }
            let trouble = Trouble::of(lost, &host);
            log.lost(&trouble, started.elapsed());
            Err(trouble)
        }
    }
}

async fn exchange(request: Request, url: Url) -> Result<Received, Lost> {
    let line = request.line.clone();
    let wire = line.wire();
    let deadlines = wire.deadlines();
    let reply = if request.takes_long {
        deadlines.patient_reply
    } else {
        deadlines.reply
    };
    let body = match request.payload {
        Payload::Streamed(pieces) => pieces,
        Payload::None | Payload::Bytes(_) => {
            let call = Call {
                method: request.method,
                url,
                headers: request.headers,
                body: request.payload.into_bytes(),
                changes: request.changes,
                reply,
            };
            return tokio::select! {
                biased;
                () = line.cancel().cancelled() => Err(Lost::new(TroubleKind::Cancelled, Sent::Perhaps)),
                received = wire.calls().send(call) => received,
            };
        }
    };
    let body = tokio::select! {
        biased;
        () = line.cancel().cancelled() => return Err(Lost::new(TroubleKind::Cancelled, Sent::Nothing)),
        opened = Outgoing::open(body, line.meter().clone()) => opened.map_err(changed)?,
    };
    let transfer = Transfer::new(body.progress(), deadlines, reply);
    tokio::select! {
        biased;
        () = line.cancel().cancelled() => Err(Lost::new(TroubleKind::Cancelled, transfer.sent())),
        received = upload(wire.dialer(), &transfer, deadlines, request.method, &url, request.headers, body) => received,
        late = transfer.overdue() => Err(late),
    }
}

fn changed(file: FileChanged) -> Lost {
    Lost::new(TroubleKind::FileChanged, Sent::Nothing).because(file)
}
