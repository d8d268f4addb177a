//! The calls that vivo counts per account and day, each upload and each submission by itself.

use slipway_model::{Goal, Order};

use super::{
    packages::{Packages, by_address},
    submission, wire,
};
use crate::{Credentials, Quota, QuotaOf, beijing::BEIJING};

pub(super) fn quotas(order: &Order, credentials: &Credentials) -> Vec<Quota> {
    let Some(packages) = Packages::of(order) else {
        return Vec::new();
    };
    // "About 50" calls a day of each, and 100 in the sandbox; 10011 says so until the next day in Beijing [official]. Nothing is refused
    // for a number that is stated roughly.
    let sandbox = wire::is_sandbox(credentials);
    let of = |call, of| Quota {
        call,
        of,
        a_day: if sandbox { 100 } else { 50 },
        clock: BEIJING,
        exact: sandbox,
        needs: 1,
    };
    let sent = if by_address(order) {
        Vec::new()
    } else {
        packages.uploads()
    };
    let submission = (order.goal != Goal::Upload).then(|| submission::method(order, packages));
    sent.iter()
        .map(|upload| of(upload.method, QuotaOf::Uploads))
        .chain(submission.map(|method| of(method, QuotaOf::Submissions)))
        .collect()
}

#[cfg(test)]
mod tests {
    use secrecy::SecretString;
    use slipway_model::Goal;

    use super::quotas;
    use crate::{Credentials, fixture::order, vivo::wire};

    fn credentials(environment: &str) -> Credentials {
        Credentials::new([("environment".to_owned(), SecretString::from(environment))].into())
    }

    #[test]
    fn each_call_of_the_order_is_counted_by_itself() {
        let mut order = order("vivo");
        let calls = |order: &_| -> Vec<&'static str> {
            let quotas = quotas(order, &credentials(""));
            quotas.into_iter().map(|quota| quota.call).collect()
        };
        assert_eq!(calls(&order), [wire::UPLOAD, wire::UPDATE]);
        order.goal = Goal::Upload;
        assert_eq!(calls(&order), [wire::UPLOAD]);
        order.goal = Goal::Submit;
        order.artifacts[0].url = Some("https://example.com/a.apk".to_owned());
        assert_eq!(calls(&order), [wire::UPDATE_BY_ADDRESS]);
        order.artifacts.clear();
        assert!(calls(&order).is_empty());
    }

    #[test]
    fn only_the_sandbox_has_an_exact_number() {
        let number = |environment| {
            let quota = quotas(&order("vivo"), &credentials(environment))[0];
            (quota.a_day, quota.exact)
        };
        assert_eq!(number(""), (50, false));
        assert_eq!(number(wire::TEST), (100, true));
    }
}
