//! Which note goes to which language of a listing. A listing never gets a text that nobody wrote for it, and a language that
//! the listing does not have is left out rather than added.

use slipway_model::Notes;

/// Notes for a listing with these languages (the first is the default): the listing's own tag and the text, in its order.
///
/// A note goes to the same tag (`zh_CN` = `zh-cn`); one without a region (`zh`) to the first listing language that it can
/// mean; one without a language to the default.
pub fn for_listing<'a>(notes: &'a Notes, languages: &[String]) -> Vec<(String, &'a str)> {
    let mut texts: Vec<Option<&str>> = vec![None; languages.len()];
    let mut give = |tag: &str, text: &'a str, fits: &dyn Fn(&str, &str) -> bool| {
        let place = languages
            .iter()
            .zip(&mut texts)
            .find(|(language, taken)| taken.is_none() && fits(language, tag));
        if let Some((_, place)) = place {
            *place = Some(text);
        }
    };
    let written = || notes.0.iter().filter(|(_, text)| !text.trim().is_empty());
    for (tag, text) in written() {
        give(tag, text, &same);
    }
    for (tag, text) in written().filter(|(tag, _)| is_bare(tag)) {
        give(tag, text, &|language, tag| same(primary(language), tag));
    }
    if let (Some(first), Some(text)) = (texts.first_mut(), notes.0.get("")) {
        first.get_or_insert(text);
    }
    languages
        .iter()
        .zip(texts)
        .filter_map(|(language, text)| {
            Some((
                language.clone(),
                text.filter(|text| !text.trim().is_empty())?,
            ))
        })
        .collect()
}

pub(crate) fn same(one: &str, other: &str) -> bool {
    // Stores name written Chinese by its script or by the place where it is written so.
    let plain = |tag: &str| match tag.replace('_', "-").to_lowercase().as_str() {
        "zh-hans" | "zh-hans-cn" => "zh-cn".to_owned(),
        "zh-hant" | "zh-hant-tw" => "zh-tw".to_owned(),
        other => other.to_owned(),
    };
    plain(one) == plain(other)
}

fn primary(tag: &str) -> &str {
    tag.split(['-', '_']).next().unwrap_or_default()
}

fn is_bare(tag: &str) -> bool {
    !tag.is_empty() && !tag.contains(['-', '_'])
}

#[cfg(test)]
mod tests {
    use slipway_model::Notes;

    use super::for_listing;

    fn check(notes: &[(&str, &str)], languages: &[&str], expected: &[(&str, &str)]) {
        let notes = Notes(
            notes
                .iter()
                .map(|(tag, text)| ((*tag).to_owned(), (*text).to_owned()))
                .collect(),
        );
        let languages: Vec<String> = languages.iter().map(|tag| (*tag).to_owned()).collect();
        let found = for_listing(&notes, &languages);
        let found: Vec<(&str, &str)> = found
            .iter()
            .map(|(tag, text)| (tag.as_str(), *text))
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn each_language_gets_its_own() {
        check(
            &[("zh-CN", "中"), ("en-US", "E")],
            &["zh-CN", "en-US"],
            &[("zh-CN", "中"), ("en-US", "E")],
        );
        check(&[("zh_cn", "中")], &["zh-CN"], &[("zh-CN", "中")]);
        check(&[("zh-CN", "中")], &["zh-Hans"], &[("zh-Hans", "中")]);
        check(&[("zh-Hans", "中")], &["zh_CN"], &[("zh_CN", "中")]);
        check(&[("zh-CN", "中")], &["zh-Hant"], &[]);
        check(&[("gu-IN", "g")], &["gu_IN"], &[("gu_IN", "g")]);
    }

    #[test]
    fn a_note_without_language_goes_to_the_default_only() {
        check(&[("", "x")], &["zh-CN", "en-US"], &[("zh-CN", "x")]);
        check(
            &[("", "x"), ("zh-CN", "中")],
            &["zh-CN", "en-US"],
            &[("zh-CN", "中")],
        );
        check(
            &[("", "x"), ("en-US", "E")],
            &["zh-CN", "en-US"],
            &[("zh-CN", "x"), ("en-US", "E")],
        );
    }

    #[test]
    fn a_note_without_region_goes_to_one_listing_language() {
        check(
            &[("en", "E")],
            &["zh-CN", "en-GB", "en-US"],
            &[("en-GB", "E")],
        );
        check(
            &[("en", "E"), ("en-GB", "G")],
            &["en-GB", "en-US"],
            &[("en-GB", "G"), ("en-US", "E")],
        );
    }

    #[test]
    fn what_the_listing_does_not_have_is_left_out() {
        check(
            &[("zh-CN", "中"), ("en-US", "E")],
            &["zh-CN"],
            &[("zh-CN", "中")],
        );
        check(&[("zh-TW", "繁")], &["zh-CN"], &[]);
        check(&[("zh-CN", "  ")], &["zh-CN"], &[]);
        check(&[("", "x")], &[], &[]);
    }
}
