//! The two calls that Tencent counts per user and day. Which clock its day goes by is not written; Beijing's is taken [inferred].

use slipway_model::{Goal, Order};

use super::{plan, wire};
use crate::{Credentials, Quota, QuotaOf, beijing::BEIJING};

pub(super) fn quotas(order: &Order, _credentials: &Credentials) -> Vec<Quota> {
    // YYB update API: 100 uploads and 50 updates per user and day [official]. A slot is spent even if it is never used [official].
    let uploads = Quota {
        call: wire::SLOT,
        of: QuotaOf::Uploads,
        a_day: 100,
        clock: BEIJING,
        exact: true,
        needs: u32::try_from(plan::placed(order).len()).unwrap_or(u32::MAX),
    };
    let updates = Quota {
        call: wire::UPDATE,
        of: QuotaOf::Submissions,
        a_day: 50,
        needs: 1,
        ..uploads
    };
    if order.goal == Goal::Upload {
        vec![uploads]
    } else {
        vec![uploads, updates]
    }
}

#[cfg(test)]
mod tests {
    use slipway_model::{Goal, Order};

    use super::quotas;
    use crate::{
        fixture::{artifact, build, order},
        tencent::{vectors, wire},
    };

    fn needs(order: &Order) -> Vec<(&'static str, u32)> {
        quotas(order, &vectors::credentials())
            .into_iter()
            .map(|quota| (quota.call, quota.needs))
            .collect()
    }

    #[test]
    fn each_package_needs_a_slot_and_an_upload_alone_no_update() {
        let mut order = order("tencent");
        assert_eq!(needs(&order), [(wire::SLOT, 1), (wire::UPDATE, 1)]);
        order.artifacts = [["armeabi-v7a"], ["arm64-v8a"]]
            .map(|abis| {
                let mut build = build();
                build.abis = abis.map(str::to_owned).to_vec();
                artifact(build)
            })
            .to_vec();
        assert_eq!(needs(&order), [(wire::SLOT, 2), (wire::UPDATE, 1)]);
        order.goal = Goal::Upload;
        assert_eq!(needs(&order), [(wire::SLOT, 2)]);
    }
}
