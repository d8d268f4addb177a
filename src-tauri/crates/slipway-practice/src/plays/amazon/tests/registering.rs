use super::*;

/// A fresh certificate with an EC key, in both forms.
pub(super) fn certificate() -> (String, String) {
    written(&rcgen::KeyPair::generate().unwrap())
}

fn written(key: &rcgen::KeyPair) -> (String, String) {
    let made = rcgen::CertificateParams::default()
        .self_signed(key)
        .unwrap();
    let base64 = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, made.der());
    (made.pem(), base64)
}

pub(super) async fn register(account: &Account, fault: Option<&str>, certificate: &str) -> Answer {
    let body = json!({ "packageName": PACKAGE, "certificate": certificate });
    account.post_with(fault, "devtest/register", body).await
}

#[tokio::test]
async fn an_app_is_registered_with_a_certificate_in_either_form() {
    let account = Account::open().await;
    let (pem, base64) = certificate();
    let answer = register(&account, None, &pem).await;
    assert_eq!(answer.json(), json!({ "trackId": "devtest" }));
    let event = answer.event("registered").unwrap();
    let der = base64::Engine::decode(&base64::engine::general_purpose::STANDARD, &base64).unwrap();
    for (member, expected) in [
        ("package", json!(PACKAGE)),
        ("app_id", json!(account.app_id)),
        ("track", json!("devtest")),
        ("certificate_sha256", json!(sha256(&der))),
        ("key", json!("EC")),
        ("form", json!("pem")),
        ("new", json!(true)),
        ("certificates", json!(1)),
    ] {
        assert_eq!(event[member], expected, "{member}");
    }
    // The same certificate once more is none more.
    let again = register(&account, None, &base64).await;
    assert_eq!(again.status, StatusCode::OK);
    let event = again.event("registered").unwrap();
    assert_eq!(
        (&event["form"], &event["new"], &event["certificates"]),
        (&json!("base64-der"), &json!(false), &json!(1))
    );
}

#[tokio::test]
async fn a_fourth_certificate_is_one_too_many() {
    let account = Account::open().await;
    for _ in 0..3 {
        let answer = register(&account, None, &certificate().0).await;
        assert_eq!(answer.status, StatusCode::OK);
    }
    let fourth = register(&account, None, &certificate().0).await;
    assert_eq!(coded(&fourth), (400, "limit_exceeded".to_owned()));
    assert!(fourth.event("registered").is_none());
}

#[tokio::test]
async fn what_is_wrong_or_missing_is_a_bad_request() {
    let account = Account::open().await;
    let (pem, _) = certificate();
    let key = rcgen::KeyPair::generate().unwrap().serialize_pem();
    let fingerprint = sha256(b"a certificate");
    for (body, code) in [
        (json!({}), "required_data_absent"),
        (json!({ "packageName": PACKAGE }), "required_data_absent"),
        (json!({ "certificate": pem }), "required_data_absent"),
        (
            json!({ "packageName": PACKAGE, "certificate": " " }),
            "required_data_absent",
        ),
        (
            json!({ "packageName": 7, "certificate": pem }),
            "invalid_data",
        ),
        (
            json!({ "packageName": "com.example.other", "certificate": pem }),
            "invalid_data",
        ),
        (
            json!({ "packageName": PACKAGE, "certificate": fingerprint }),
            "invalid_data",
        ),
        (
            json!({ "packageName": PACKAGE, "certificate": "no certificate" }),
            "invalid_data",
        ),
        (
            json!({ "packageName": PACKAGE, "certificate": key }),
            "invalid_data",
        ),
        (json!([]), "required_data_absent"),
    ] {
        let answer = account.post("devtest/register", body.clone()).await;
        assert_eq!(coded(&answer), (400, code.to_owned()), "{body}");
        let private = body["certificate"] == key;
        assert_eq!(answer.event("warning").is_some(), private);
    }
    let unknown = account
        .send_to(
            "com.example.unknown",
            "POST",
            "devtest/register",
            Sent::default(),
        )
        .await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn one_form_or_one_kind_of_key_can_be_wanted() {
    let account = Account::open().await;
    let (pem, base64) = certificate();
    for (fault, good, bad) in [("pem-only", &pem, &base64), ("base64-only", &base64, &pem)] {
        let refused = register(&account, Some(fault), bad).await;
        assert_eq!(coded(&refused), (400, "invalid_data".to_owned()), "{fault}");
        let taken = register(&account, Some(fault), good).await;
        assert_eq!(taken.status, StatusCode::OK, "{fault}");
    }
    let rsa = rcgen::KeyPair::generate_for(&rcgen::PKCS_RSA_SHA256).unwrap();
    let (rsa, _) = written(&rsa);
    let refused = register(&account, Some("ec-only"), &rsa).await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
    let taken = register(&account, Some("ec-only"), &pem).await;
    assert_eq!(taken.status, StatusCode::OK);
    let taken = register(&account, None, &rsa).await;
    assert_eq!(taken.event("registered").unwrap()["key"], "RSA");
}

/// DevTest is for apps that have no version here too.
#[tokio::test]
async fn registration_needs_no_edit_and_no_live_version() {
    let app = SeedApp {
        version_code: 0,
        ..demo_app()
    };
    let account = Account::open_with(&app).await;
    let answer = register(&account, None, &certificate().0).await;
    assert_eq!(answer.status, StatusCode::OK);
}
