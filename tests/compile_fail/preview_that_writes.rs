use ironwright::engine::store::{Holder, View};

async fn preview(view: &dyn View) {
    let _ = view.load().await;
    let _ = view.begin(&Holder::default()).await;
}

fn main() {}
