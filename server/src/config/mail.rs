//! Mail servers.

use ipnet::IpNet;
use serde::{Deserialize, Deserializer, de::Error};
use std::net::IpAddr;
use std::path::PathBuf;

/// Which mail servers may be talked to, and whom to trust there.
#[derive(Clone, Debug, Deserialize)]
pub struct Mail {
    /// Mail hosts on private or loopback addresses are refused unless they are in one of these.
    #[serde(default)]
    pub allowed_private_networks: Networks,
    #[serde(default)]
    pub mail_ca_file: Option<PathBuf>,
}

/// Networks, written as a list or as one text with commas or spaces. A plain address is a network of one.
#[derive(Clone, Debug, Default)]
pub struct Networks(pub Vec<IpNet>);

impl Networks {
    /// Is the address in one of them?
    #[must_use]
    pub fn contain(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.0.iter().any(|network| network.contains(&address))
    }
}

impl<'de> Deserialize<'de> for Networks {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Written {
            Text(String),
            List(Vec<String>),
        }
        let written = match Written::deserialize(deserializer)? {
            Written::Text(text) => {
                text.split([',', ' ']).filter(|part| !part.is_empty()).map(str::to_owned).collect()
            }
            Written::List(list) => list,
        };
        written
            .iter()
            .map(|text| {
                text.parse::<IpNet>().or_else(|_| text.parse::<IpAddr>().map(IpNet::from)).map_err(|_| {
                    D::Error::custom(format!("{text:?} is not a network such as 192.168.1.0/24"))
                })
            })
            .collect::<Result<_, _>>()
            .map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn networks_are_read_from_lists_and_texts() {
        let text: Networks = serde_json::from_str("\"127.0.0.0/8, ::1\"").unwrap();
        assert!(text.contain("127.1.2.3".parse().unwrap()) && text.contain("::1".parse().unwrap()));
        let list: Networks = serde_json::from_str("[\"10.0.0.0/8\"]").unwrap();
        assert!(!list.contain("11.0.0.1".parse().unwrap()));
        assert!(serde_json::from_str::<Networks>("\"nonsense\"").is_err());
    }
}
