//! HTTP, as far as it is needed here.

use std::{collections::BTreeMap, time::Duration};

use fedpack::federation::types::IpFamily;
use ureq::Agent;

/// More than any archive of declarations has.
const MOST_BYTES: u64 = 64 << 20;

/// What servers call the contents that were fetched last, by address.
pub type Tags = BTreeMap<String, String>;

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

    /// `None`: it is what was fetched last, as far as the server can tell.
    ///
    /// # Errors
    ///
    /// As [`Self::get`], without further tries.
    pub fn get_changed(&self, address: &str, tags: &mut Tags) -> Result<Option<Vec<u8>>, String> {
        let mut request = self.agent.get(address);
        if let Some(tag) = tags.get(address) {
            request = request.header("if-none-match", tag);
        }
        let response = match request.call() {
            Ok(response) if response.status() == 304 => return Ok(None),
            answer => answer.map_err(|error| error.to_string())?,
        };
        let tag = response.headers().get("etag").and_then(|tag| tag.to_str().ok()).map(str::to_owned);
        let bytes = Self::read(response).map_err(|error| error.to_string())??;
        match tag {
            Some(tag) => tags.insert(address.to_owned(), tag),
            None => tags.remove(address),
        };
        Ok(Some(bytes))
    }

    fn once(&self, address: &str) -> Result<Result<Vec<u8>, String>, ureq::Error> {
        match self.agent.get(address).call() {
            Ok(response) => Self::read(response),
            Err(ureq::Error::StatusCode(status)) => Ok(Err(format!("the server answers {status}"))),
            Err(error) => Err(error),
        }
    }

    fn read(mut response: ureq::http::Response<ureq::Body>) -> Result<Result<Vec<u8>, String>, ureq::Error> {
        // Development servers answer with their page to what they do not have.
        let kind = response.headers().get("content-type").and_then(|kind| kind.to_str().ok());
        if kind.is_some_and(|kind| kind.contains("text/html")) {
            return Ok(Err("the server answers with a page".to_owned()));
        }
        response.body_mut().with_config().limit(MOST_BYTES).read_to_vec().map(Ok)
    }
}
