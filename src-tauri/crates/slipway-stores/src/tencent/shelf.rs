//! The name of the live version, from the public page of the app: the API tells neither name nor code. A courtesy that may fail at any
//! time and then simply says nothing; no decision rests on it, and no credential goes there.

use std::time::Duration;

use serde_json::Value;
use slipway_http::Method;

use crate::{Visit, lenient, paste};

const PATIENCE: Duration = Duration::from_secs(15);

/// What users can download now, if the page tells.
pub(super) async fn live_name(visit: &Visit, package: &str) -> Option<String> {
    if !paste::is_package_name(package) {
        return None;
    }
    // The page turns away clients that do not look like a browser [1 client].
    let asked = visit
        .line
        .request(
            Method::GET,
            format!("https://sj.qq.com/appdetail/{package}"),
        )
        .header("User-Agent", "Mozilla/5.0 (compatible; slipway)")
        .send();
    let answer = tokio::time::timeout(PATIENCE, asked).await.ok()?.ok()?;
    if answer.status != 200 {
        return None;
    }
    read(&String::from_utf8_lossy(&answer.body), package)
}

/// The page's data is JSON in the script element `__NEXT_DATA__` and holds many other apps too [2 clients].
fn read(page: &str, package: &str) -> Option<String> {
    let (_, after) = page.split_once("__NEXT_DATA__")?;
    let (_, after) = after.split_once('>')?;
    let (inside, _) = after.split_once("</script>")?;
    find(&serde_json::from_str(inside).ok()?, package)
}

fn find(value: &Value, package: &str) -> Option<String> {
    match value {
        Value::Object(object) => {
            let is_ours = object.get("pkg_name").and_then(Value::as_str) == Some(package);
            let named = object
                .get("version_name")
                .and_then(lenient::as_text)
                .filter(|_| is_ours);
            named.or_else(|| object.values().find_map(|inner| find(inner, package)))
        }
        Value::Array(list) => list.iter().find_map(|inner| find(inner, package)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::read;

    fn page(data: &str) -> String {
        format!(
            r#"<html><script id="__NEXT_DATA__" type="application/json">{data}</script><script>1</script></html>"#
        )
    }

    #[test]
    fn the_right_app_is_found_among_many() {
        let data = r#"{"props":{"list":[{"pkg_name":"com.example.other","version_name":"9.9"},
            {"pkg_name":"com.example.slipway","version_name":""},
            {"item":{"pkg_name":"com.example.slipway","version_name":"1.9.0"}}]}}"#;
        assert_eq!(
            read(&page(data), "com.example.slipway").as_deref(),
            Some("1.9.0")
        );
    }

    #[test]
    fn anything_else_says_nothing() {
        for page in [
            page(r#"{"pkg_name":"com.example.other","version_name":"9.9"}"#),
            page(r#"{"pkg_name":"com.example.slipway","version_name":null}"#),
            page("{"),
            "<html></html>".to_owned(),
            "<script id=\"__NEXT_DATA__\"".to_owned(),
            String::new(),
        ] {
            assert_eq!(read(&page, "com.example.slipway"), None, "{page}");
        }
    }
}
