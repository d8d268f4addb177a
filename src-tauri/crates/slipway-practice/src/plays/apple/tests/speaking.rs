//! JSON:API: what a request may look like, and what a list shows.

use super::*;

#[tokio::test]
async fn the_bundle_id_filter_finds_neighbours_too() {
    let team = Team::open();
    let found = team
        .get("/v1/apps?filter%5BbundleId%5D=com.example.slipway&fields[apps]=name,bundleId&limit=200")
        .await;
    let bundles: Vec<&str> = found["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|app| app["attributes"]["bundleId"].as_str().unwrap())
        .collect();
    assert_eq!(
        bundles,
        ["com.example.slipway.notes", "com.example.slipway"]
    );
    let app = &found["data"][1];
    assert_eq!(app["id"], team.app);
    assert_eq!(app["attributes"].as_object().unwrap().len(), 2);
    assert!(app.get("relationships").is_none());
    assert_eq!(found["meta"]["paging"], json!({ "total": 2, "limit": 200 }));
    let none = team
        .get("/v1/apps?filter[bundleId]=com.example.other")
        .await;
    assert_eq!(none["data"], json!([]));
}

#[tokio::test]
async fn a_list_is_paged_by_an_address_of_its_own() {
    let team = Team::open();
    let first = team.get("/v1/apps?limit=1&sort=-bundleId").await;
    assert_eq!(first["data"].as_array().unwrap().len(), 1);
    assert_eq!(first["meta"]["paging"]["total"], 2);
    let next = first["links"]["next"].as_str().unwrap();
    let rest = next.strip_prefix(&format!("https://{HOST}")).unwrap();
    let second = team.get(rest).await;
    assert!(second["links"].get("next").is_none());
    assert_ne!(first["data"][0]["id"], second["data"][0]["id"]);
    let cursor = first["meta"]["paging"]["nextCursor"].as_str().unwrap();
    assert!(rest.contains(&format!("cursor={cursor}")));
    let bad = team.call("GET", "/v1/apps?cursor=xyz", None).await;
    refused(&bad, 400, "PARAMETER_ERROR.INVALID");
}

#[tokio::test]
async fn what_is_included_stands_beside_the_data_once() {
    let team = Team::open();
    let target = "/v1/builds?filter[app]={app}&include=preReleaseVersion,buildBetaDetail,betaGroups&fields[preReleaseVersions]=version&limit[betaGroups]=1&sort=-uploadedDate";
    let shown = team.get(target).await;
    let build = &shown["data"][0];
    let links = &build["relationships"];
    assert_eq!(links["buildBetaDetail"]["data"]["id"], build["id"]);
    assert_eq!(links["betaGroups"]["data"].as_array().unwrap().len(), 1);
    assert!(links["app"].get("data").is_none());
    let included = shown["included"].as_array().unwrap();
    assert_eq!(included.len(), 3);
    let train = included
        .iter()
        .find(|it| it["type"] == "preReleaseVersions")
        .unwrap();
    assert_eq!(train["attributes"], json!({ "version": "1.9.0" }));
    let detail = included
        .iter()
        .find(|it| it["type"] == "buildBetaDetails")
        .unwrap();
    assert_eq!(
        detail["attributes"]["externalBuildState"],
        "IN_BETA_TESTING"
    );
}

#[tokio::test]
async fn filters_reach_into_related_resources() {
    let team = Team::open();
    let count = async |target: &str| {
        let shown = team.get(target).await;
        shown["data"].as_array().unwrap().len()
    };
    let app = "/v1/builds?filter[app]={app}";
    assert_eq!(
        count(&format!(
            "{app}&filter[preReleaseVersion.version]=1.9.0,2.0"
        ))
        .await,
        1
    );
    assert_eq!(
        count(&format!("{app}&filter[preReleaseVersion.version]=1.9")).await,
        0
    );
    assert_eq!(
        count(&format!("{app}&filter[version]=19&filter[expired]=false")).await,
        1
    );
    assert_eq!(
        count(&format!("{app}&exists[usesNonExemptEncryption]=false")).await,
        0
    );
    assert_eq!(
        count(&format!("{app}&filter[processingState]=INVALID,FAILED")).await,
        0
    );
    assert_eq!(
        count("/v1/betaTesters?filter[apps]={app}&filter[email]=lin@example.com").await,
        1
    );
    assert_eq!(count("/v1/apps/{app}/appStoreVersions?filter[appVersionState]=READY_FOR_DISTRIBUTION&filter[platform]=IOS,MAC_OS").await, 1);
}

#[tokio::test]
async fn parameters_are_those_of_the_description() {
    let team = Team::open();
    let check = async |target: &str, code: &str| {
        let answer = team.call("GET", target, None).await;
        refused(&answer, 400, code);
        assert!(answer.json()["errors"][0]["source"]["parameter"].is_string());
    };
    check("/v1/apps?filter[platform]=IOS", "PARAMETER_ERROR.ILLEGAL").await;
    check("/v1/apps?page=2", "PARAMETER_ERROR.ILLEGAL").await;
    check("/v1/apps/{app}?limit=1", "PARAMETER_ERROR.ILLEGAL").await;
    check("/v1/apps?limit=201", "PARAMETER_ERROR.INVALID").await;
    check("/v1/apps?limit=0", "PARAMETER_ERROR.INVALID").await;
    check("/v1/apps?sort=created", "PARAMETER_ERROR.INVALID").await;
    check("/v1/apps?include=everything", "PARAMETER_ERROR.INVALID").await;
    check("/v1/apps?fields[apps]=nothing", "PARAMETER_ERROR.INVALID").await;
    check(
        "/v1/apps?fields[betaTesters]=email",
        "PARAMETER_ERROR.ILLEGAL",
    )
    .await;
    check(
        "/v1/builds?filter[processingState]=DONE",
        "PARAMETER_ERROR.INVALID",
    )
    .await;
    check(
        "/v1/apps/{app}/appStoreVersions?sort=createdDate",
        "PARAMETER_ERROR.ILLEGAL",
    )
    .await;
    check("/v1/reviewSubmissions", "PARAMETER_ERROR.MISSING").await;
    check("/v1/betaAppReviewSubmissions", "PARAMETER_ERROR.MISSING").await;
    let wide = team
        .call(
            "GET",
            "/v1/betaGroups?include=builds&limit[builds]=1000",
            None,
        )
        .await;
    assert_eq!(wide.status, StatusCode::OK);
}

#[tokio::test]
async fn only_the_operations_of_the_public_api_exist() {
    let team = Team::open();
    for (method, target) in [
        ("POST", "/v1/apps"),
        ("POST", "/v1/appStoreVersionSubmissions"),
        ("POST", "/v1/bulkBetaTesterAssignments"),
        ("GET", "/v1/apps/{app}/betaTesters"),
        ("DELETE", "/v1/reviewSubmissions/1"),
        ("PUT", "/v1/buildUploadFiles/1"),
        ("GET", "/v1/apps/"),
        ("GET", "/v2/apps"),
        ("GET", "/"),
    ] {
        let answer = team.call(method, target, None).await;
        refused(&answer, 404, "PATH_ERROR");
    }
    let answer = team
        .call("POST", "/v1/bulkBetaTesterAssignments", None)
        .await;
    assert_eq!(
        detail(&answer),
        "The resource 'bulkBetaTesterAssignments' does not exist"
    );
    let nobody = team.call("GET", "/v1/apps/123", None).await;
    refused(&nobody, 404, "NOT_FOUND");
    assert_eq!(
        detail(&nobody),
        "There is no resource of type 'apps' with id '123'"
    );
}

#[tokio::test]
async fn a_body_is_held_against_its_schema() {
    let team = Team::open();
    let good = json!({ "data": {
        "type": "appStoreVersions",
        "attributes": { "platform": "IOS", "versionString": "2.0.0" },
        "relationships": { "app": one("apps", &team.app) },
    }});
    let check = async |change: &dyn Fn(&mut Value), status: u16, expected: &str| {
        let mut body = good.clone();
        change(&mut body["data"]);
        let answer = team.call("POST", "/v1/appStoreVersions", Some(body)).await;
        refused(&answer, status, expected);
        answer.json()["errors"][0]["source"]["pointer"].clone()
    };
    let attribute = "ENTITY_ERROR.ATTRIBUTE";
    let pointer = check(
        &|it| it["attributes"]["colour"] = json!(1),
        409,
        &format!("{attribute}.UNKNOWN"),
    )
    .await;
    assert_eq!(pointer, "/data/attributes/colour");
    check(
        &|it| it["attributes"]["appVersionState"] = json!("REJECTED"),
        409,
        &format!("{attribute}.NOT_ALLOWED"),
    )
    .await;
    check(
        &|it| it["attributes"]["platform"] = json!("ANDROID"),
        409,
        &format!("{attribute}.INVALID"),
    )
    .await;
    check(
        &|it| it["attributes"]["versionString"] = json!(2),
        409,
        &format!("{attribute}.TYPE"),
    )
    .await;
    let pointer = check(
        &|it| it["attributes"] = json!({ "platform": "IOS" }),
        409,
        &format!("{attribute}.REQUIRED"),
    )
    .await;
    assert_eq!(pointer, "/data/attributes/versionString");
    check(
        &|it| it["type"] = json!("versions"),
        409,
        "ENTITY_ERROR.TYPE_MISMATCH",
    )
    .await;
    let relation = "ENTITY_ERROR.RELATIONSHIP";
    check(
        &|it| it["relationships"] = json!({}),
        409,
        &format!("{relation}.REQUIRED"),
    )
    .await;
    check(
        &|it| it["relationships"]["app"] = one("apps", "1"),
        409,
        &format!("{relation}.INVALID"),
    )
    .await;
    check(
        &|it| it["relationships"]["app"] = many("apps", &["1"]),
        409,
        &format!("{relation}.INVALID"),
    )
    .await;
    check(
        &|it| it["relationships"]["owner"] = one("apps", "1"),
        409,
        &format!("{relation}.UNKNOWN"),
    )
    .await;
    check(&|it| it["id"] = json!("1"), 400, "ENTITY_INVALID").await;
    check(&|it| it["meta"] = json!({}), 400, "ENTITY_INVALID").await;
    let empty = team.call("POST", "/v1/appStoreVersions", None).await;
    refused(&empty, 400, "ENTITY_INVALID");
    let two =
        json!({ "data": { "type": "appStoreVersions", "attributes": { "platform": "IOS" } } });
    let two = team.call("POST", "/v1/appStoreVersions", Some(two)).await;
    assert_eq!(codes(&two).1.len(), 2);
}

#[tokio::test]
async fn the_id_in_a_change_is_that_of_its_path() {
    let team = Team::open();
    let version = team.version("2.0.0", Value::Null).await;
    let target = format!("/v1/appStoreVersions/{version}");
    for (id, expected) in [(Some("1"), 409), (None, 409), (Some(version.as_str()), 200)] {
        let body = body(
            "appStoreVersions",
            id,
            json!({ "copyright": "2026" }),
            Value::Null,
        );
        let answer = team.call("PATCH", &target, Some(body)).await;
        assert_eq!(answer.status.as_u16(), expected, "{id:?}");
    }
    let request = Request::patch(&target)
        .header("authorization", format!("Bearer {}", team.token()))
        .header("content-type", "text/plain")
        .body(Body::from("{}"))
        .unwrap();
    let answer = team.bench.send(HOST, request).await;
    assert_eq!(answer.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
}
