//! What AndroidManifest.xml says, as it says it: values may still be references, which [`crate::inspect`] resolves. Which element and
//! which of several decides is `apksig`'s and Android's rule, not the schema's.

use slipway_model::Tristate;

use crate::{
    axml::Value,
    budget::Budget,
    form::Form,
    xml::{self, Element, Event, XmlError},
};

/// Attributes are found by these ids; their names may be blank or wrong [AOSP].
mod id {
    pub(super) const NAME: u32 = 0x0101_0003;
    pub(super) const LABEL: u32 = 0x0101_0001;
    pub(super) const ICON: u32 = 0x0101_0002;
    pub(super) const ROUND_ICON: u32 = 0x0101_052c;
    pub(super) const ENABLED: u32 = 0x0101_000e;
    pub(super) const DEBUGGABLE: u32 = 0x0101_000f;
    pub(super) const TEST_ONLY: u32 = 0x0101_0272;
    pub(super) const VERSION_CODE: u32 = 0x0101_021b;
    pub(super) const VERSION_CODE_MAJOR: u32 = 0x0101_0576;
    pub(super) const VERSION_NAME: u32 = 0x0101_021c;
    pub(super) const MIN_SDK: u32 = 0x0101_020c;
    pub(super) const TARGET_SDK: u32 = 0x0101_0270;
}

#[derive(Debug, Default)]
pub(crate) struct Manifest {
    pub(crate) package: Option<String>,
    pub(crate) version_code: Option<Value>,
    pub(crate) version_code_major: Option<Value>,
    pub(crate) version_name: Option<Value>,
    pub(crate) split: Option<String>,
    /// The highest of all `uses-sdk` elements.
    pub(crate) min_sdk: Option<u32>,
    pub(crate) target_sdk: Option<u32>,
    pub(crate) debuggable: Option<Value>,
    pub(crate) test_only: Option<Value>,
    /// Of the application, else of the first launcher activity.
    pub(crate) label: Option<Value>,
    pub(crate) icon: Option<Value>,
}

impl Manifest {
    pub(crate) fn parse(form: Form, bytes: &[u8], budget: &Budget<'_>) -> Result<Self, XmlError> {
        let mut reading = Reading::default();
        xml::walk(form, bytes, budget, |depth, event| match event {
            Event::Start(element) => reading.start(depth, &element),
            Event::End => reading.end(depth),
        })?;
        Ok(reading.finish())
    }

    pub(crate) fn debuggable(&self) -> Tristate {
        self.debuggable.as_ref().map_or(Tristate::No, tristate)
    }

    pub(crate) fn test_only(&self) -> bool {
        self.test_only
            .as_ref()
            .is_some_and(|value| tristate(value) == Tristate::Yes)
    }
}

/// Android takes boolean, number and text. `apksig` refuses a reference on purpose: its value depends on the device's configuration.
fn tristate(value: &Value) -> Tristate {
    let yes = match value {
        Value::Truth(truth) => *truth,
        Value::Number(number) => *number != 0,
        Value::Text(text) => matches!(text.as_str(), "true" | "TRUE" | "1"),
        Value::Reference(_) => return Tristate::Unknown,
    };
    if yes { Tristate::Yes } else { Tristate::No }
}

/// Where in the document the walk is, as far as it matters.
#[derive(Default)]
struct Reading {
    manifest: Manifest,
    in_manifest: bool,
    applications: u32,
    in_application: bool,
    activity: Option<Activity>,
    launcher: Option<Activity>,
}

#[derive(Default)]
struct Activity {
    label: Option<Value>,
    icon: Option<Value>,
    /// Of the intent filter that is being read.
    main: bool,
    launched: bool,
    is_launcher: bool,
}

impl Reading {
    fn start(&mut self, depth: usize, element: &Element<'_>) {
        // Nothing deeper than manifest/application/activity/intent-filter/action is of interest.
        if depth > 4 {
            return;
        }
        let Some(name) = element.name() else { return };
        match (depth, name.as_str()) {
            (0, "manifest") => self.manifest(element),
            (1, "uses-sdk") if self.in_manifest => self.uses_sdk(element),
            (1, "application") if self.in_manifest => self.application(element),
            (2, "activity" | "activity-alias") if self.in_application => self.activity(element),
            (3, "intent-filter") => self.filter(),
            (4, "action") => self.declares(element, |activity, name| {
                activity.main |= name == "android.intent.action.MAIN";
            }),
            (4, "category") => self.declares(element, |activity, name| {
                activity.launched |= matches!(
                    name,
                    "android.intent.category.LAUNCHER"
                        | "android.intent.category.INFO"
                        | "android.intent.category.LEANBACK_LAUNCHER"
                );
            }),
            _ => {}
        }
    }

    fn end(&mut self, depth: usize) {
        match depth {
            0 => self.in_manifest = false,
            1 => self.in_application = false,
            2 => {
                let activity = self.activity.take();
                if self.launcher.is_none() {
                    self.launcher = activity.filter(|activity| activity.is_launcher);
                }
            }
            3 => {
                if let Some(activity) = &mut self.activity {
                    activity.is_launcher |= activity.main && activity.launched;
                }
            }
            _ => {}
        }
    }

    fn manifest(&mut self, element: &Element<'_>) {
        self.in_manifest = true;
        let text = |name| element.by_name(name)?.text().map(str::to_owned);
        self.manifest.package = text("package");
        self.manifest.split = text("split");
        self.manifest.version_code = element.by_id(id::VERSION_CODE);
        self.manifest.version_code_major = element.by_id(id::VERSION_CODE_MAJOR);
        self.manifest.version_name = element.by_id(id::VERSION_NAME);
    }

    /// Of several elements the highest number wins [AOSP].
    fn uses_sdk(&mut self, element: &Element<'_>) {
        let level = |id| element.by_id(id).as_ref().and_then(api_level);
        self.manifest.min_sdk = self.manifest.min_sdk.max(level(id::MIN_SDK));
        self.manifest.target_sdk = self.manifest.target_sdk.max(level(id::TARGET_SDK));
    }

    /// Only the first application decides [AOSP].
    fn application(&mut self, element: &Element<'_>) {
        self.applications += 1;
        if self.applications > 1 {
            return;
        }
        self.in_application = true;
        self.manifest.debuggable = element.by_id(id::DEBUGGABLE);
        self.manifest.test_only = element.by_id(id::TEST_ONLY);
        self.manifest.label = element.by_id(id::LABEL);
        self.manifest.icon = icon(element);
    }

    fn activity(&mut self, element: &Element<'_>) {
        let enabled = element.by_id(id::ENABLED) != Some(Value::Truth(false));
        self.activity = enabled.then(|| Activity {
            label: element.by_id(id::LABEL),
            icon: icon(element),
            ..Activity::default()
        });
    }

    fn filter(&mut self) {
        if let Some(activity) = &mut self.activity {
            activity.main = false;
            activity.launched = false;
        }
    }

    fn declares(&mut self, element: &Element<'_>, note: impl FnOnce(&mut Activity, &str)) {
        if let Some(activity) = &mut self.activity
            && let Some(Value::Text(name)) = element.by_id(id::NAME)
        {
            note(activity, &name);
        }
    }

    fn finish(self) -> Manifest {
        let mut manifest = self.manifest;
        if let Some(launcher) = self.launcher {
            manifest.label = manifest.label.or(launcher.label);
            manifest.icon = manifest.icon.or(launcher.icon);
        }
        manifest
    }
}

fn icon(element: &Element<'_>) -> Option<Value> {
    element
        .by_id(id::ICON)
        .or_else(|| element.by_id(id::ROUND_ICON))
}

/// A level, or a preview's code name, which counts as the last level before it [AOSP for C to O, later letters inferred].
fn api_level(value: &Value) -> Option<u32> {
    if let Some(level) = value.number() {
        return Some(level);
    }
    let level = match value.text()?.chars().next()? {
        'C' => 2,
        'D' => 3,
        'E' => 4,
        'F' => 7,
        'G' => 8,
        'H' => 10,
        'I' => 13,
        'J' => 15,
        'K' => 18,
        'L' => 20,
        'M' => 22,
        'N' => 23,
        'O' => 25,
        'P' => 27,
        'Q' => 28,
        'R' => 29,
        'S' => 30,
        'T' => 32,
        'U' => 33,
        'V' => 34,
        _ => return None,
    };
    Some(level)
}

#[cfg(test)]
mod tests {
    use super::{Tristate, Value, api_level, tristate};

    #[test]
    fn levels_come_as_numbers_texts_and_code_names() {
        let level = |text: &str| api_level(&Value::Text(text.into()));
        assert_eq!(api_level(&Value::Number(33)), Some(33));
        assert_eq!(level("21"), Some(21));
        assert_eq!(level("N"), Some(23));
        assert_eq!(level("Tiramisu"), Some(32));
        assert_eq!(level("?"), None);
    }

    #[test]
    fn a_referenced_debuggable_is_not_known() {
        assert_eq!(tristate(&Value::Reference(0x7f03_0000)), Tristate::Unknown);
        assert_eq!(tristate(&Value::Text("TRUE".into())), Tristate::Yes);
        assert_eq!(tristate(&Value::Number(0)), Tristate::No);
    }
}
