//! The app's page in the public web store: the only place where a client may see which version is live [2 clients]. It embeds JSON that
//! names many other apps too. No part of the interface; nothing of an account is asked for or shown.

use axum::{
    extract::Path,
    response::{Html, IntoResponse as _, Response},
};
use http::StatusCode;
use serde_json::{Value, json};

use super::record;
use crate::stage::Ask;

pub(super) const PUBLIC_HOST: &str = "sj.qq.com";

/// `GET /appdetail/<pkg_name>`.
pub(super) async fn page(ask: Ask, Path(package): Path<String>) -> Response {
    let found = ask.change(|stage| {
        let mut apps = record::copies(stage)?.into_iter();
        Ok(apps.find_map(|app| {
            let live = app.live?;
            (app.package == package).then(|| {
                json!({
                    "app_id": app.public_id,
                    "pkg_name": app.package,
                    "app_name": app.listing.text("app_name"),
                    "version_name": live.name,
                })
            })
        }))
    });
    match found {
        Ok(Some(app)) => Html(html(&app)).into_response(),
        Ok(None) => (
            StatusCode::NOT_FOUND,
            Html("<!DOCTYPE html><title>404</title>"),
        )
            .into_response(),
        Err(error) => error.into_response(),
    }
}

/// Other apps stand before and behind the one that was asked for, and that one once without a version [inferred layout].
fn html(app: &Value) -> String {
    let other = |id: &str, name: &str| json!({ "app_id": id, "pkg_name": name, "app_name": "示例", "version_name": "9.9.9" });
    let empty = json!({ "pkg_name": app["pkg_name"], "version_name": "" });
    let cards = json!([
        { "data": { "itemData": [other("10000001", "com.example.before"), empty] } },
        { "data": { "itemData": [app] } },
        { "data": { "itemData": [other("10000002", "com.example.behind")] } },
    ]);
    let next = json!({
        "props": { "pageProps": { "dynamicCardResponse": { "data": { "components": cards } } } },
    });
    // Text of a listing must not end the script.
    let next = next.to_string().replace('<', "\\u003c");
    format!(
        "<!DOCTYPE html><html lang=\"zh-CN\"><head><meta charset=\"utf-8\"><title>应用详情</title></head><body><div id=\"__next\"></div><script id=\"__NEXT_DATA__\" type=\"application/json\">{next}</script></body></html>"
    )
}
