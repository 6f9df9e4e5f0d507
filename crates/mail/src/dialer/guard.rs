//! Which addresses are on the public internet, and what may be a host name at all.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Whether `address` (already canonical: no v4-mapped v6) is globally reachable unicast
/// (IANA special-purpose registries, RFC 6890 and later).
pub(super) fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => is_public_v4(v4),
        IpAddr::V6(v6) => is_public_v6(v6),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    !matches!(
        (a, b, c),
        (0 | 10 | 127, _, _)                // this network, private, loopback
            | (100, 64..=127, _)            // carrier-grade NAT
            | (169, 254, _)                 // link-local, cloud metadata
            | (172, 16..=31, _)
            | (192, 168, _)
            | (192, 0, 0 | 2)               // protocol assignments, documentation
            | (192, 88, 99)                 // 6to4 relay
            | (198, 18 | 19, _)             // benchmarks
            | (198, 51, 100)
            | (203, 0, 113)
            | (224..=255, _, _) // multicast, reserved, broadcast
    )
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let [s0, s1, ..] = address.segments();
    // Only 2000::/3 is handed out; that leaves out ::, ::1, v4-compatible, NAT64 (64:ff9b::), fc00::/7, fe80::/10, ff00::/8.
    let global = (0x2000..=0x3fff).contains(&s0);
    let special = match s0 {
        0x2001 => s1 < 0x0200 || s1 == 0x0db8, // Teredo, ORCHID, benchmarks; documentation
        0x2002 => true,                        // 6to4: carries any v4 address
        0x3fff => s1 < 0x1000,                 // documentation
        _ => false,
    };
    global && !special
}

/// The host in the form that is resolved: without brackets and final dot, international names in ASCII.
/// `None` for anything that is not a host name or a plain address.
pub(super) fn clean_host(host: &str) -> Option<String> {
    let host = host.trim();
    if let Some(inner) = host.strip_prefix('[') {
        return inner.strip_suffix(']')?.parse::<Ipv6Addr>().ok().map(|address| address.to_string());
    }
    if let Ok(address) = host.parse::<IpAddr>() {
        return Some(address.to_string());
    }
    let name = host.strip_suffix('.').unwrap_or(host);
    let ascii = idna::domain_to_ascii(name).ok()?;
    let plain = ascii.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_'));
    (plain && !ascii.is_empty() && ascii.len() <= 253).then_some(ascii)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn special_addresses_are_not_public() {
        for address in [
            "0.0.0.0",
            "0.1.2.3",
            "10.1.2.3",
            "100.64.0.1",
            "100.127.255.255",
            "127.0.0.1",
            "127.255.255.255",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.170",
            "192.0.2.1",
            "192.88.99.1",
            "192.168.1.1",
            "198.18.0.1",
            "198.51.100.1",
            "203.0.113.1",
            "224.0.0.1",
            "239.1.1.1",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::127.0.0.1",
            "::10.0.0.1",
            "64:ff9b::7f00:1",
            "64:ff9b::808:808",
            "64:ff9b:1::1",
            "100::1",
            "2001::1",
            "2001:10::1",
            "2001:20::1",
            "2001:db8::1",
            "2002:7f00:1::",
            "2002:808:808::1",
            "3fff::1",
            "fc00::1",
            "fd00:ec2::254",
            "fe80::1",
            "fec0::1",
            "ff02::1",
            "5f00::1",
        ] {
            assert!(!is_public(address.parse().unwrap()), "{address}");
        }
        for address in [
            "1.1.1.1",
            "8.8.8.8",
            "100.63.0.1",
            "172.32.0.1",
            "2606:4700::1111",
            "2a00:1450::1",
            "2001:4860::8888",
        ] {
            assert!(is_public(address.parse().unwrap()), "{address}");
        }
    }

    #[test]
    fn hosts_are_cleaned() {
        assert_eq!(clean_host(" mail.Example.com. ").as_deref(), Some("mail.example.com"));
        assert_eq!(clean_host("poczta.żółw.pl").as_deref(), Some("poczta.xn--w-uga1v8h.pl"));
        assert_eq!(clean_host("[::1]").as_deref(), Some("::1"));
    }
}
