//! The gateway's own checks, in the gateway's order: the common parameters, who calls, when, with which signature. What it calls for
//! comes after that.

use jiff::Timestamp;

use super::{
    keys::{Caller, Keys, Pair, Site},
    operation::Operation,
    parameters::{COMMON, Parameters},
    refusal::Refusal,
    sign,
};

/// At most 20 minutes of clock error [official].
const CLOCK_ERROR_MS: i64 = 20 * 60 * 1000;

/// Who calls for what.
#[derive(Debug)]
pub(super) struct Admitted {
    pub(super) operation: Operation,
    /// Things that a person should know although the store says nothing.
    pub(super) warnings: Vec<String>,
}

/// Passes a call on, or refuses it. `posted`: the request was a POST.
pub(super) fn admit(
    parameters: &Parameters,
    keys: &Keys,
    site: Site,
    now: Timestamp,
    posted: bool,
) -> Result<Admitted, Refusal> {
    let mut warnings = Vec::new();
    if let Some(name) = COMMON.iter().find(|name| parameters.get(name).is_none()) {
        return Err(Refusal::gateway(440, format!("{name} is missing")));
    }
    let common = |name: &str| parameters.get(name).unwrap_or_default();
    let caller = caller(common("access_key"), keys, site)?;
    let exactly = |name: &str, value: &str, code: u32| match common(name) {
        it if it == value => Ok(()),
        it => Err(Refusal::gateway(
            code,
            format!("{name} is {it:?}, not {value}"),
        )),
    };
    exactly("v", "1.0", 10014)?;
    exactly("format", "json", 10016)?;
    match common("sign_method") {
        "HMAC-SHA256" => {}
        // Three older clients send this and evidently work.
        "hmac" => {
            warnings.push("sign_method hmac is undocumented; HMAC-SHA256 is meant".to_owned())
        }
        other => {
            let why = format!("sign_method is {other:?}, not HMAC-SHA256");
            return Err(Refusal::gateway(10015, why));
        }
    }
    exactly("target_app_key", "developer", 441)?;
    check_time(common("timestamp"), now)?;
    let message = sign::message(&parameters.all);
    if common("sign") != sign::sign(&caller.secret, &message) {
        let why = "sign is not the lower-case HMAC of the parameters that arrived";
        return Err(Refusal::gateway(10001, why));
    }
    let method = common("method");
    let operation = Operation::of(method)
        .ok_or_else(|| Refusal::gateway(404, format!("{method} is no method of this gateway")))?;
    if !caller.permitted {
        let why = "the pair belongs to a sub-account; the account owner's is needed";
        return Err(Refusal::gateway(10004, why));
    }
    if operation == Operation::NotPlayed {
        let why = format!("{method} exists in the real store, but practice does not play it");
        return Err(Refusal::gateway(10004, why));
    }
    if operation.is_upload() && !posted {
        return Err(Refusal::gateway(405, "an upload is a POST"));
    }
    Ok(Admitted {
        operation,
        warnings,
    })
}

/// 10018 is what wrong credentials get [measured].
fn caller(access_key: &str, keys: &Keys, site: Site) -> Result<Caller, Refusal> {
    if let Some(caller) = keys.caller(site, access_key) {
        return Ok(caller);
    }
    let named = |pair: &Pair| pair.key == access_key;
    let swapped = [&keys.production, &keys.sandbox, &keys.sub_account]
        .into_iter()
        .any(|pair| pair.secret == access_key);
    let why = if swapped {
        "access_key holds an access_secret: the two are swapped"
    } else if named(&keys.production) || named(&keys.sandbox) || named(&keys.sub_account) {
        "access_key belongs to the other site"
    } else if named(&keys.overseas) {
        "access_key belongs to the overseas platform"
    } else {
        "access_key is unknown"
    };
    Err(Refusal::gateway(10018, why))
}

/// Unix milliseconds; seconds are decades off.
fn check_time(text: &str, now: Timestamp) -> Result<(), Refusal> {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    let sent: i64 = text
        .parse()
        .ok()
        .filter(|_| digits)
        .ok_or_else(|| Refusal::gateway(441, "timestamp is no decimal number"))?;
    let error = now.as_millisecond().abs_diff(sent);
    if error > CLOCK_ERROR_MS.unsigned_abs() {
        let why = format!("timestamp is {} s off", error / 1000);
        return Err(Refusal::gateway(10005, why));
    }
    Ok(())
}
