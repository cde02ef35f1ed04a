//! The SDK's HTTP client with a wire in between.

use aws_smithy_http_client::{Builder, tls};
use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient,
    SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::{RuntimeComponents, RuntimeComponentsBuilder};
use aws_smithy_types::config_bag::ConfigBag;
use tokio::time::sleep;

use super::Wire;
use super::answers::{Protocol, denied, failed, throttled};
use super::fault::Fault;

/// The client that the SDK is given.
pub(crate) fn client(wire: Wire) -> SharedHttpClient {
    let provider = tls::Provider::Rustls(tls::rustls_provider::CryptoMode::AwsLc);
    let inner = Builder::new().tls_provider(provider).build_https();
    SharedHttpClient::new(Client { inner, wire })
}

#[derive(Debug)]
struct Client {
    inner: SharedHttpClient,
    wire: Wire,
}

impl HttpClient for Client {
    fn http_connector(
        &self,
        settings: &HttpConnectorSettings,
        components: &RuntimeComponents,
    ) -> SharedHttpConnector {
        let inner = self.inner.http_connector(settings, components);
        SharedHttpConnector::new(Connector { inner, wire: self.wire.clone() })
    }

    fn validate_base_client_config(
        &self,
        components: &RuntimeComponentsBuilder,
        config: &ConfigBag,
    ) -> Result<(), BoxError> {
        self.inner.validate_base_client_config(components, config)
    }

    fn validate_final_config(
        &self,
        components: &RuntimeComponents,
        config: &ConfigBag,
    ) -> Result<(), BoxError> {
        self.inner.validate_final_config(components, config)
    }
}

#[derive(Clone, Debug)]
struct Connector {
    inner: SharedHttpConnector,
    wire: Wire,
}

impl HttpConnector for Connector {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let connector = self.clone();
        HttpConnectorFuture::new(async move { connector.pass_on(request).await })
    }
}

impl Connector {
    async fn pass_on(&self, request: HttpRequest) -> Result<HttpResponse, ConnectorError> {
        let (action, protocol) = (action(&request), Protocol::of(&request));
        if self.wire.0.guard.as_ref().is_some_and(|guard| !guard.allows(&action, signed(&request, REGION))) {
            *self.wire.figures_mut().denied.entry(action.clone()).or_default() += 1;
            return denied(protocol, &action);
        }
        let fate = self.wire.0.fates.decide(&action);
        self.count(&action, fate);
        match fate {
            Fault::Answered => self.inner.call(request).await,
            Fault::Refused => Err(broken("tcp connect error: connection refused")),
            Fault::LostRequest => Err(broken("connection reset by peer")),
            Fault::LostResponse => {
                self.act(request).await?;
                Err(broken("connection closed before message completed"))
            }
            Fault::FailedBefore(status) => failed(protocol, status),
            Fault::FailedAfter(status) => {
                self.act(request).await?;
                failed(protocol, status)
            }
            Fault::Stalled { acts } => {
                if acts {
                    self.act(request).await?;
                }
                sleep(self.wire.0.fates.faults().stall).await;
                Err(ConnectorError::timeout("the server says nothing".into()))
            }
            Fault::Late(after) => {
                let late = self.clone();
                late.wire.figures_mut().under_way += 1;
                let acting = async move {
                    sleep(after).await;
                    // Nobody hears what comes of it.
                    let _ = late.act(request).await;
                    late.wire.figures_mut().under_way -= 1;
                };
                ironwright_engine::tasks::detached(acting, drop);
                Err(broken("connection reset by peer"))
            }
            Fault::Throttled => throttled(protocol),
        }
    }

    fn count(&self, action: &str, fate: Fault) {
        let mut figures = self.wire.figures_mut();
        *figures.calls.entry(action.to_owned()).or_default() += 1;
        if let Some(word) = fate.word() {
            *figures.faults.entry(word).or_default() += 1;
        }
    }

    /// Has the server act, and hears its answer to the end: a server may stop when nobody listens.
    async fn act(&self, request: HttpRequest) -> Result<(), ConnectorError> {
        let mut answer = self.inner.call(request).await?;
        let body = answer.take_body();
        aws_smithy_types::byte_stream::ByteStream::new(body)
            .collect()
            .await
            .map(drop)
            .map_err(|error| ConnectorError::io(error.into()))
    }
}

fn broken(how: &str) -> ConnectorError {
    ConnectorError::io(how.into())
}

/// The call as IAM names it, `ec2:CreateVpc`.
fn action(request: &HttpRequest) -> String {
    let header = |name: &str| request.headers().get(name).unwrap_or_default();
    let service = signed(request, SERVICE);
    let target = header("x-amz-target").rsplit('.').next().filter(|name| !name.is_empty());
    let body = request.body().bytes().map(String::from_utf8_lossy).unwrap_or_default();
    let form = body.split('&').find_map(|pair| pair.strip_prefix("Action="));
    format!("{service}:{}", target.or(form).unwrap_or("unknown"))
}

/// Where service and region stand in what a request is signed for, `…=AKIA…/20261128/eu-west-2/ec2/aws4_request, …`.
const REGION: usize = 2;
const SERVICE: usize = 3;

fn signed(request: &HttpRequest, part: usize) -> &str {
    let signature = request.headers().get("authorization").unwrap_or_default();
    signature.split('/').nth(part).unwrap_or("unknown")
}
