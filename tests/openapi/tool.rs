//! The tool itself, on a small description of our own: what it lets pass and what it finds.

use serde_json::{Value, json};
use slipway_practice::Exchange;
use slipway_tests::openapi::Description;

fn description() -> Description {
    Description::of(json!({
        "paths": {
            "/v1/boxes": {
                "get": {
                    "parameters": [
                        { "name": "filter[colour]", "in": "query", "required": true,
                          "schema": { "type": "array", "items": { "type": "string", "enum": ["RED", "BLUE"] } } },
                        { "name": "limit", "in": "query", "schema": { "type": "integer", "maximum": 200 } },
                    ],
                    "responses": { "200": { "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Boxes" } } } } },
                },
                "post": {
                    "requestBody": { "content": { "application/json": { "schema": { "$ref": "#/components/schemas/NewBox" } } } },
                    "responses": { "201": { "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Box" } } } } },
                },
            },
            "/v1/boxes/{id}": { "delete": { "responses": { "204": { "description": "gone" } } } },
            "/v1/boxes/best": { "delete": { "responses": { "202": { "description": "soon" } } } },
        },
        "components": { "schemas": {
            "NewBox": { "type": "object", "required": ["name"], "properties": {
                "name": { "type": "string" },
                "note": { "type": "string", "nullable": true },
                "colour": { "type": "string", "enum": ["RED", "BLUE"] },
            } },
            "Box": { "type": "object", "required": ["id"], "properties": {
                "id": { "type": "string" },
                "name": { "type": "string" },
            } },
            "Boxes": { "type": "object", "required": ["data"], "properties": {
                "data": { "type": "array", "items": { "$ref": "#/components/schemas/Box" } },
            } },
        } },
    }))
    .expect("a description")
}

fn check(
    method: &str,
    target: &str,
    request: Value,
    status: u16,
    answer: Value,
    expected: &[&str],
) {
    let body = |value: Value| match value {
        Value::Null => Vec::new(),
        value => value.to_string().into_bytes(),
    };
    let (path, query) = target
        .split_once('?')
        .map_or((target, None), |(path, query)| (path, Some(query)));
    let faults = description().faults(&Exchange {
        method: method.to_owned(),
        path: path.to_owned(),
        query: query.map(str::to_owned),
        request: body(request).into(),
        status,
        answer: body(answer).into(),
    });
    assert_eq!(faults.len(), expected.len(), "{faults:#?}");
    for (fault, part) in faults.iter().zip(expected) {
        assert!(fault.contains(part), "{fault}\nhas not: {part}");
    }
}

#[test]
fn what_is_described_passes() {
    let list = json!({ "data": [{ "id": "1", "name": null }] });
    check(
        "GET",
        "/v1/boxes?filter%5Bcolour%5D=RED,BLUE&limit=200",
        Value::Null,
        200,
        list,
        &[],
    );
    let next = "/v1/boxes?cursor=AbC&filter[colour]=RED";
    check("GET", next, Value::Null, 200, json!({ "data": [] }), &[]);
    let new = json!({ "name": "a", "note": null, "colour": "RED" });
    check("POST", "/v1/boxes", new, 201, json!({ "id": "1" }), &[]);
    check("DELETE", "/v1/boxes/7", Value::Null, 204, Value::Null, &[]);
    check(
        "DELETE",
        "/v1/boxes/best",
        Value::Null,
        202,
        Value::Null,
        &[],
    );
    // A gateway's page is in no description.
    check(
        "DELETE",
        "/v1/boxes/7",
        Value::Null,
        503,
        json!("<html>"),
        &[],
    );
}

#[test]
fn a_path_or_a_method_that_is_not_there_is_found() {
    check(
        "GET",
        "/v1/crates",
        Value::Null,
        200,
        Value::Null,
        &["no such operation"],
    );
    check(
        "PUT",
        "/v1/boxes",
        Value::Null,
        200,
        Value::Null,
        &["no such operation"],
    );
}

#[test]
fn a_query_that_is_not_described_is_found() {
    let none = json!({ "data": [] });
    check(
        "GET",
        "/v1/boxes",
        Value::Null,
        200,
        none.clone(),
        &["query lacks filter[colour]"],
    );
    let wrong = "/v1/boxes?filter[colour]=RED,GREEN&limit=201&sort=name";
    check(
        "GET",
        wrong,
        Value::Null,
        200,
        none,
        &["GREEN", "201 is too much", "query has sort"],
    );
}

#[test]
fn a_body_that_is_not_described_is_found_on_either_side() {
    let made = json!({ "id": "1" });
    check(
        "POST",
        "/v1/boxes",
        json!({ "note": "x" }),
        201,
        made.clone(),
        &["request at : \"name\""],
    );
    check(
        "POST",
        "/v1/boxes",
        json!({ "name": null }),
        201,
        made.clone(),
        &["request at /name"],
    );
    check(
        "POST",
        "/v1/boxes",
        json!({ "name": "a", "size": 1 }),
        201,
        made.clone(),
        &["size"],
    );
    check(
        "POST",
        "/v1/boxes",
        json!({ "name": "a", "colour": "GREEN" }),
        201,
        made,
        &["request at /colour"],
    );
    let new = json!({ "name": "a" });
    check(
        "POST",
        "/v1/boxes",
        new.clone(),
        201,
        json!({ "id": 1 }),
        &["answer at /id"],
    );
    check(
        "POST",
        "/v1/boxes",
        new.clone(),
        201,
        json!({ "id": "1", "size": 1 }),
        &["size"],
    );
    check(
        "POST",
        "/v1/boxes",
        new.clone(),
        200,
        json!({ "id": "1" }),
        &["no such answer"],
    );
    check(
        "POST",
        "/v1/boxes",
        new,
        201,
        Value::Null,
        &["the answer has no body"],
    );
    check(
        "POST",
        "/v1/boxes",
        Value::Null,
        201,
        json!({ "id": "1" }),
        &["has no body"],
    );
    check(
        "DELETE",
        "/v1/boxes/7",
        json!({}),
        204,
        Value::Null,
        &["has a body"],
    );
}
