//! A throw-away certificate authority and a server certificate for `localhost`.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::Result;
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, KeyPair, SanType};

/// Files in PEM. A client trusts the server when `SSL_CERT_FILE` names `authority`.
#[derive(Debug, Clone)]
pub struct Certificate {
    pub authority: PathBuf,
    pub chain: PathBuf,
    pub key: PathBuf,
}

impl Certificate {
    /// Valid for `localhost` and 127.0.0.1.
    pub fn create(folder: &Path) -> Result<Self> {
        let mut params = CertificateParams::new(Vec::<String>::new())?;
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.distinguished_name.push(DnType::CommonName, "Kurier test authority");
        let authority_key = KeyPair::generate()?;
        let authority = params.self_signed(&authority_key)?;

        let mut params = CertificateParams::new(vec!["localhost".to_owned()])?;
        params.subject_alt_names.push(SanType::IpAddress([127, 0, 0, 1].into()));
        params.distinguished_name.push(DnType::CommonName, "localhost");
        let key = KeyPair::generate()?;
        let server = params.signed_by(&key, &authority, &authority_key)?;

        let files = Self {
            authority: folder.join("authority.pem"),
            chain: folder.join("server.pem"),
            key: folder.join("server.key"),
        };
        fs::write(&files.authority, authority.pem())?;
        fs::write(&files.chain, format!("{}{}", server.pem(), authority.pem()))?;
        fs::write(&files.key, key.serialize_pem())?;
        Ok(files)
    }
}
