//! HTTP, as far as it is needed here.

use std::time::Duration;

use fedpack::federation::types::IpFamily;
use ureq::Agent;

/// More than any archive of declarations has.
const MOST_BYTES: u64 = 64 << 20;

pub struct Client {
    agent: Agent,
    tries: u32,
}

impl Client {
    /// `timeout` is for one request, from connecting to its last byte.
    pub fn new(timeout: Duration, tries: u32, family: Option<IpFamily>) -> Self {
        let family = match family {
            None => ureq::config::IpFamily::Any,
            Some(IpFamily::V4) => ureq::config::IpFamily::Ipv4Only,
            Some(IpFamily::V6) => ureq::config::IpFamily::Ipv6Only,
        };
        let config = Agent::config_builder().timeout_global(Some(timeout)).ip_family(family).build();
        Self { agent: config.into(), tries }
    }

    /// # Errors
    ///
    /// The reason, for people, of the last try. What a server says (404) is not asked again.
    pub fn get(&self, address: &str) -> Result<Vec<u8>, String> {
        let mut reason = String::new();
        for _ in 0..self.tries {
            match self.once(address) {
                Ok(bytes) => return bytes,
                Err(error) => reason = error.to_string(),
            }
        }
        Err(reason)
    }

    fn once(&self, address: &str) -> Result<Result<Vec<u8>, String>, ureq::Error> {
        let mut response = match self.agent.get(address).call() {
            Ok(response) => response,
            Err(ureq::Error::StatusCode(status)) => return Ok(Err(format!("the server answers {status}"))),
            Err(error) => return Err(error),
        };
        // Development servers answer with their page to what they do not have.
        let kind = response.headers().get("content-type").and_then(|kind| kind.to_str().ok());
        if kind.is_some_and(|kind| kind.contains("text/html")) {
            return Ok(Err("the server answers with a page".to_owned()));
        }
        response.body_mut().with_config().limit(MOST_BYTES).read_to_vec().map(Ok)
    }
}
