//! `embedded.mobileprovision`: a property list in a CMS envelope that says whose team signed and for which devices. Only the list is read;
//! whether Apple's signature around it holds is Apple's matter.

use jiff::Timestamp;
use slipway_model::{Distribution, Tristate};

use crate::{
    apple::info::tidy,
    budget::Budget,
    plist::{Plist, PlistError, Value},
    sign::signed_content,
};

#[derive(Debug)]
pub(crate) struct Profile {
    pub(crate) distribution: Distribution,
    /// Whether a debugger may attach.
    pub(crate) debuggable: Tristate,
    pub(crate) team: String,
    pub(crate) name: String,
    pub(crate) ends: Option<Timestamp>,
}

impl Profile {
    pub(crate) fn parse(bytes: &[u8], budget: &Budget<'_>) -> Result<Self, PlistError> {
        let signed = signed_content(bytes);
        let list = signed
            .as_deref()
            .or_else(|| plain(bytes))
            .ok_or(PlistError::Cut)?;
        Self::of(&Plist::parse(list, budget)?)
    }

    fn of(list: &Plist<'_>) -> Result<Self, PlistError> {
        let text = |key: &str| -> Result<String, PlistError> {
            Ok(list.text(key)?.as_deref().map(tidy).unwrap_or_default())
        };
        let debuggable = match list.get("Entitlements")? {
            Some(rights) => rights.get("get-task-allow")?.and_then(Value::truth),
            None => None,
        };
        let for_devices = list.get("ProvisionedDevices")?.is_some();
        let for_all = list.truth("ProvisionsAllDevices")? == Some(true);
        let team = list.get("TeamIdentifier")?.map(Value::items);
        Ok(Self {
            // [store reference 13.1] A package for the store has neither devices nor everybody, and no debugger may attach.
            distribution: match (debuggable, for_all, for_devices) {
                (Some(true), ..) => Distribution::Development,
                (_, true, _) => Distribution::Enterprise,
                (_, _, true) => Distribution::AdHoc,
                _ => Distribution::AppStore,
            },
            // What is not granted is refused.
            debuggable: if debuggable == Some(true) {
                Tristate::Yes
            } else {
                Tristate::No
            },
            team: team
                .and_then(|teams| teams.first().copied()?.text())
                .as_deref()
                .map(tidy)
                .unwrap_or_default(),
            name: text("Name")?,
            ends: list.get("ExpirationDate")?.and_then(Value::date),
        })
    }
}

/// The list inside an envelope that cannot be opened: as other tools find it, by its first and last words.
fn plain(bytes: &[u8]) -> Option<&[u8]> {
    const END: &[u8] = b"</plist>";
    let find = |wanted: &[u8]| {
        bytes
            .windows(wanted.len())
            .position(|window| window == wanted)
    };
    bytes.get(find(b"<?xml")?..find(END)? + END.len())
}

#[cfg(test)]
mod tests {
    use slipway_model::{Distribution, Tristate};

    use super::Profile;
    use crate::budget::Budget;

    fn parse(bytes: &[u8]) -> Option<Profile> {
        Profile::parse(bytes, &Budget::new(&|| false)).ok()
    }

    fn list(facts: &str) -> Vec<u8> {
        format!("<?xml version=\"1.0\"?><plist><dict>{facts}</dict></plist>").into_bytes()
    }

    const DEBUG: &str = "<key>Entitlements</key><dict><key>get-task-allow</key><true/></dict>";
    const RELEASE: &str = "<key>Entitlements</key><dict><key>get-task-allow</key><false/></dict>";
    const DEVICES: &str = "<key>ProvisionedDevices</key><array><string>00008030</string></array>";
    const ALL: &str = "<key>ProvisionsAllDevices</key><true/>";

    #[test]
    fn tells_for_whom_it_is() {
        for (facts, distribution, debuggable) in [
            (RELEASE.to_owned(), Distribution::AppStore, Tristate::No),
            (String::new(), Distribution::AppStore, Tristate::No),
            (
                format!("{RELEASE}{DEVICES}"),
                Distribution::AdHoc,
                Tristate::No,
            ),
            (
                format!("{DEBUG}{DEVICES}"),
                Distribution::Development,
                Tristate::Yes,
            ),
            (
                format!("{RELEASE}{ALL}"),
                Distribution::Enterprise,
                Tristate::No,
            ),
        ] {
            let profile = parse(&list(&facts)).unwrap();
            assert_eq!(
                (profile.distribution, profile.debuggable),
                (distribution, debuggable)
            );
        }
    }

    #[test]
    fn an_envelope_that_cannot_be_opened_is_looked_through() {
        let facts = "<key>Name</key><string>Release</string><key>TeamIdentifier</key><array><string>AB12CD34EF</string></array>
            <key>ExpirationDate</key><date>2027-03-04T05:06:07Z</date>";
        let around = [b"\x30\x82\xff\xff junk ", &list(facts)[..], b" junk"].concat();
        let profile = parse(&around).unwrap();
        assert_eq!(
            (profile.team.as_str(), profile.name.as_str()),
            ("AB12CD34EF", "Release")
        );
        assert_eq!(profile.ends.unwrap().to_string(), "2027-03-04T05:06:07Z");
    }

    #[test]
    fn what_holds_no_list_is_none() {
        for bytes in [
            &b""[..],
            b"junk",
            b"</plist> <?xml",
            b"<?xml?></plist>",
            &[0x30; 1000],
        ] {
            assert!(parse(bytes).is_none());
        }
    }
}
