//! What is there before and after us.

use serde_json::json;

use crate::common::{cloud, create, delete, read, text, update};
use crate::kinds::{main_table, network};

#[tokio::test]
async fn what_is_adopted_is_let_go_as_the_cloud_made_it() {
    let cloud = cloud();
    let home = create(&cloud, network(), "home", json!({"name": "home"})).await;
    let table_id = text(&home.observed, "table_id").to_owned();
    let ours = create(&cloud, main_table(), "main", json!({"table_id": table_id, "note": "ours"})).await;
    assert_eq!(*ours.id, table_id);
    assert_eq!(text(&ours.observed, "note"), "ours");
    let changed = update(&cloud, main_table(), &ours.id, json!({"table_id": table_id, "note": "new"})).await;
    assert_eq!(text(&changed.expect("is updated").observed, "note"), "new");

    delete(&cloud, main_table(), &ours.id).await.expect("is let go");
    let left = read(&cloud, main_table(), &ours.id).await.expect("is still there");
    assert_eq!(text(&left, "note"), "as the cloud made it");
}
