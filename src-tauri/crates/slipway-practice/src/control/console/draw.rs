//! From facts to HTML. Every text passes through [`text`]; there is no markup in any of them.

use std::fmt::{self, Write as _};

use super::words;
use crate::page::{ConsoleApp, ConsolePage, Section, Tongue, Value};

/// The list of stores.
pub(super) fn front(stores: &[(&str, &str)], tongue: Tongue) -> String {
    let mut main = String::new();
    let title = words::FRONT_TITLE.say(tongue);
    let _ = write!(
        main,
        "<h1>{}</h1><p class=\"about\">{}</p><ul class=\"stores\">",
        text(title),
        text(words::FRONT_ABOUT.say(tongue)),
    );
    for (id, name) in stores {
        let _ = write!(
            main,
            "<li><a href=\"/console/{}?lang={}\">{}</a></li>",
            text(id),
            tag(tongue),
            text(name),
        );
    }
    main.push_str("</ul>");
    document(title, "/console", &main, tongue)
}

/// One store's page.
pub(super) fn store(id: &str, name: &str, facts: &ConsolePage, tongue: Tongue) -> String {
    let mut main = String::new();
    let _ = write!(
        main,
        "<p class=\"back\"><a href=\"/console?lang={}\">{}</a></p><h1>{}</h1><p class=\"about\">{}</p>",
        tag(tongue),
        text(words::ALL_STORES.say(tongue)),
        text(name),
        text(facts.about.in_tongue(tongue)),
    );
    let mut number = 0;
    for part in &facts.sections {
        section(&mut main, id, part, &mut number, tongue);
    }
    apps(&mut main, &facts.apps, tongue);
    document(name, &format!("/console/{id}"), &main, tongue)
}

fn section(out: &mut String, store: &str, facts: &Section, number: &mut usize, tongue: Tongue) {
    let _ = write!(
        out,
        "<section><h2>{}</h2>",
        text(facts.heading.in_tongue(tongue))
    );
    if !facts.path.is_empty() {
        let _ = write!(
            out,
            "<p class=\"path\"><span>{}</span>",
            text(words::WHERE.say(tongue))
        );
        for place in &facts.path {
            let _ = write!(out, " <kbd>{}</kbd>", text(place.in_tongue(tongue)));
        }
        out.push_str("</p>");
    }
    if let Some(remark) = &facts.remark {
        let _ = write!(out, "<p>{}</p>", text(remark.in_tongue(tongue)));
    }
    for item in &facts.values {
        *number += 1;
        value(out, store, item, *number, tongue);
    }
    out.push_str("</section>");
}

fn value(out: &mut String, store: &str, facts: &Value, number: usize, tongue: Tongue) {
    let (kind, mark, sort) = match facts.field {
        Some(field) => (
            format!("data-field=\"{}\"", text(field)),
            words::RIGHT,
            "right",
        ),
        None => ("data-wrong=\"\"".to_owned(), words::WRONG, "wrong"),
    };
    let _ = write!(
        out,
        "<div class=\"value {sort}\"><p class=\"name\"><label for=\"v{number}\">{}</label><span class=\"mark\">{}</span></p>",
        text(facts.label.in_tongue(tongue)),
        text(mark.say(tongue)),
    );
    let shown = text(&facts.value);
    if facts.value.contains('\n') || facts.value.len() > 200 {
        let _ = write!(
            out,
            "<textarea readonly rows=\"4\" id=\"v{number}\" spellcheck=\"false\" {kind}>\n{shown}</textarea>"
        );
    } else {
        let _ = write!(
            out,
            "<input readonly id=\"v{number}\" spellcheck=\"false\" {kind} value=\"{shown}\">"
        );
    }
    let _ = write!(
        out,
        "<button type=\"button\" data-copy=\"v{number}\" data-copied=\"{}\">{}</button><p class=\"what\">{}",
        text(words::COPIED.say(tongue)),
        text(words::COPY.say(tongue)),
        text(facts.what.in_tongue(tongue)),
    );
    if let Some(name) = &facts.file_name {
        let _ = write!(
            out,
            " <a download href=\"/console/{}/file/{}\">{}</a>",
            text(store),
            text(name),
            text(words::DOWNLOAD.say(tongue)),
        );
    }
    out.push_str("</p></div>");
}

fn apps(out: &mut String, apps: &[ConsoleApp], tongue: Tongue) {
    let _ = write!(out, "<section><h2>{}</h2>", text(words::APPS.say(tongue)));
    if apps.is_empty() {
        let _ = write!(out, "<p>{}</p>", text(words::NO_APPS.say(tongue)));
    }
    for app in apps {
        let _ = write!(
            out,
            "<dl class=\"app\"><div><dt>{}</dt><dd>{}</dd></div>",
            text(words::PACKAGE.say(tongue)),
            text(&app.package),
        );
        for (label, fact) in &app.facts {
            let _ = write!(
                out,
                "<div><dt>{}</dt><dd>{}</dd></div>",
                text(label.in_tongue(tongue)),
                text(fact),
            );
        }
        out.push_str("</dl>");
    }
    out.push_str("</section>");
}

fn document(title: &str, here: &str, main: &str, tongue: Tongue) -> String {
    let (language, other, other_name) = match tongue {
        Tongue::English => ("en", "zh", "中文"),
        Tongue::Chinese => ("zh-CN", "en", "English"),
    };
    format!(
        "<!doctype html><html lang=\"{language}\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <title>{title} · {band}</title><link rel=\"stylesheet\" href=\"/console/style.css\">\
         <script src=\"/console/copy.js\" defer></script></head><body>\
         <header><span>{band}</span><a href=\"{here}?lang={other}\" lang=\"{other}\">{other_name}</a></header>\
         <main>{main}</main></body></html>\n",
        title = text(title),
        band = text(words::BAND.say(tongue)),
        here = text(here),
    )
}

fn tag(tongue: Tongue) -> &'static str {
    match tongue {
        Tongue::English => "en",
        Tongue::Chinese => "zh",
    }
}

/// A text that HTML takes for nothing but text, inside elements and quoted attributes alike.
fn text(plain: &str) -> Escaped<'_> {
    Escaped(plain)
}

struct Escaped<'a>(&'a str);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for c in self.0.chars() {
            match c {
                '&' => out.write_str("&amp;")?,
                '<' => out.write_str("&lt;")?,
                '>' => out.write_str("&gt;")?,
                '"' => out.write_str("&quot;")?,
                '\'' => out.write_str("&#39;")?,
                _ => out.write_char(c)?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{front, store};
    use crate::page::{ConsoleApp, ConsolePage, Section, Text, Tongue, Value};

    fn page() -> ConsolePage {
        let value = |field, value: &str| Value {
            label: Text::new("Client ID", "客户端 ID"),
            value: value.to_owned(),
            field,
            what: Text::new("What it is", "它是什么"),
            file_name: None,
        };
        ConsolePage {
            about: Text::new("About", "说明"),
            sections: vec![Section {
                heading: Text::same("API"),
                path: vec![Text::new("Users", "用户")],
                remark: None,
                values: vec![
                    value(Some("client_id"), "\"><script>alert(1)</script>"),
                    value(None, "123"),
                ],
            }],
            apps: vec![ConsoleApp {
                package: "com.example".to_owned(),
                facts: vec![(Text::same("Name"), "<img onerror=x>".to_owned())],
            }],
        }
    }

    #[test]
    fn text_stays_text() {
        let html = store("huawei", "华为", &page(), Tongue::English);
        assert!(!html.contains("<script>alert"));
        assert!(!html.contains("<img"));
        assert!(html.contains("&lt;img onerror=x&gt;"));
        assert!(html.contains(
            "data-field=\"client_id\" value=\"&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;\""
        ));
    }

    #[test]
    fn both_languages_and_the_right_and_wrong_marks() {
        let english = store("huawei", "华为", &page(), Tongue::English);
        assert!(english.contains("lang=\"en\"") && english.contains("Slipway asks for this"));
        assert_eq!(english.matches("data-wrong").count(), 1);
        let chinese = store("huawei", "华为", &page(), Tongue::Chinese);
        assert!(chinese.contains("lang=\"zh-CN\"") && chinese.contains("客户端 ID"));
        let list = front(&[("huawei", "华为")], Tongue::Chinese);
        assert!(list.contains("href=\"/console/huawei?lang=zh\""));
    }
}
