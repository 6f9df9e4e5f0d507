//! The binary `kurier`.

mod http;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let address = std::env::var("KURIER_LISTEN").unwrap_or_else(|_| "127.0.0.1:3000".to_owned());
    let listener = tokio::net::TcpListener::bind(&address).await?;
    tracing_subscriber::fmt().init();
    tracing::info!("Kurier listens on http://{address}");
    axum::serve(listener, http::router(http::site::Site::open()?, || {})).await?;
    Ok(())
}
