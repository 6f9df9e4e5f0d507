//! The chips of a recipients field.

use kurier_model::Address;
use kurier_model::address::{address_key, parse_list};

/// One piece of a recipients field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chip {
    /// Stable while the field lives; the key of the list.
    pub id: u32,
    pub value: ChipValue,
}

/// What a chip holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChipValue {
    Address(Address),
    /// A server refused this address when the message was sent.
    Refused(Address),
    /// Not an address.
    Unreadable(String),
}

impl Chip {
    /// What the chip shows.
    #[must_use]
    pub fn label(&self) -> String {
        match &self.value {
            ChipValue::Address(address) | ChipValue::Refused(address) => address.label().to_owned(),
            ChipValue::Unreadable(text) => text.clone(),
        }
    }

    /// What goes back into the input when the chip is edited.
    #[must_use]
    pub fn text(&self) -> String {
        match &self.value {
            ChipValue::Address(address) | ChipValue::Refused(address) => address.to_string(),
            ChipValue::Unreadable(text) => text.clone(),
        }
    }

    #[must_use]
    pub fn is_wrong(&self) -> bool {
        !matches!(self.value, ChipValue::Address(_))
    }
}

/// The chips, in the order in which they were typed; nobody twice.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recipients {
    chips: Vec<Chip>,
    next: u32,
    /// What is being typed, and is no chip yet.
    typing: String,
}

impl Recipients {
    /// Chips for addresses that are stored.
    #[must_use]
    pub fn of(addresses: &[Address]) -> Self {
        let mut recipients = Self::default();
        for address in addresses {
            // What was kept as it was typed is read anew: half an address, or several.
            match parse_list(&address.address).0.as_slice() {
                [one] if one.address == address.address => recipients.add(address.clone()),
                _ => recipients.add_text(&address.address),
            }
        }
        recipients
    }

    #[must_use]
    pub fn chips(&self) -> &[Chip] {
        &self.chips
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.chips.is_empty()
    }

    /// Adds somebody unless they are there already.
    pub fn add(&mut self, address: Address) {
        let key = address.key();
        let known = self.chips.iter().any(|chip| match &chip.value {
            ChipValue::Address(other) | ChipValue::Refused(other) => other.key() == key,
            ChipValue::Unreadable(_) => false,
        });
        if !known {
            self.push(ChipValue::Address(address));
        }
    }

    /// Adds everybody in a typed or pasted text; what cannot be read becomes a chip that says so.
    pub fn add_text(&mut self, text: &str) {
        let (good, bad) = parse_list(text);
        for address in good {
            self.add(address);
        }
        for text in bad {
            self.push(ChipValue::Unreadable(text));
        }
    }

    pub fn remove(&mut self, id: u32) {
        self.chips.retain(|chip| chip.id != id);
    }

    /// Takes the last chip away (Backspace in an empty input).
    pub fn pop(&mut self) -> Option<Chip> {
        self.chips.pop()
    }

    /// Takes a chip out to be edited; its text.
    pub fn take(&mut self, id: u32) -> Option<String> {
        let place = self.chips.iter().position(|chip| chip.id == id)?;
        Some(self.chips.remove(place).text())
    }

    /// What is typed and no chip yet.
    pub fn is_typing(&mut self, text: &str) {
        text.clone_into(&mut self.typing);
    }

    /// What is stored: also what is no address (yet), so that nothing that was typed is lost.
    #[must_use]
    pub fn stored(&self) -> Vec<Address> {
        let chips = self.chips.iter().map(|chip| match &chip.value {
            ChipValue::Address(address) | ChipValue::Refused(address) => address.clone(),
            ChipValue::Unreadable(text) => Address::bare(text),
        });
        let typing = Some(self.typing.trim()).filter(|text| !text.is_empty()).map(Address::bare);
        chips.chain(typing).collect()
    }

    /// The addresses that are sent to.
    #[must_use]
    pub fn addresses(&self) -> Vec<Address> {
        self.chips
            .iter()
            .filter_map(|chip| match &chip.value {
                ChipValue::Address(address) | ChipValue::Refused(address) => Some(address.clone()),
                ChipValue::Unreadable(_) => None,
            })
            .collect()
    }

    /// The pieces that are not addresses.
    #[must_use]
    pub fn unreadable(&self) -> Vec<String> {
        self.chips
            .iter()
            .filter_map(|chip| match &chip.value {
                ChipValue::Unreadable(text) => Some(text.clone()),
                _ => None,
            })
            .collect()
    }

    /// Marks those whom a server refused.
    pub fn mark_refused(&mut self, refused: &[String]) {
        let keys: Vec<_> = refused.iter().map(|address| address_key(address)).collect();
        for chip in &mut self.chips {
            if let ChipValue::Address(address) = &chip.value
                && keys.contains(&address.key())
            {
                chip.value = ChipValue::Refused(address.clone());
            }
        }
    }

    fn push(&mut self, value: ChipValue) {
        self.chips.push(Chip { id: self.next, value });
        self.next += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pasted_list_becomes_chips_once_each() {
        let mut to = Recipients::of(&[Address::bare("anna@firma.pl")]);
        to.add_text("Anna <ANNA@firma.pl>, jan@firma.pl; oops\n");
        assert_eq!(to.addresses(), [Address::bare("anna@firma.pl"), Address::bare("jan@firma.pl")]);
        assert_eq!(to.unreadable(), ["oops"]);
    }

    #[test]
    fn half_an_address_is_stored_and_is_none_when_it_comes_back() {
        let mut to = Recipients::of(&[Address::named("Jan", "jan@firma.pl")]);
        to.add_text("jan@@zły");
        to.is_typing(" jan.kow");
        let back = Recipients::of(&to.stored());
        assert_eq!(back.addresses(), [Address::named("Jan", "jan@firma.pl")]);
        assert_eq!(back.unreadable(), ["jan@@zły", "jan.kow"]);
        to.is_typing("Ewa <ewa@x.pl>, b@y.pl");
        let back = Recipients::of(&to.stored());
        assert_eq!(back.addresses()[1..], [Address::named("Ewa", "ewa@x.pl"), Address::bare("b@y.pl")]);
    }

    #[test]
    fn a_chip_is_taken_out_to_be_edited() {
        let mut to = Recipients::of(&[Address::named("Jan", "jan@firma.pl"), Address::bare("b@c.pl")]);
        let id = to.chips()[0].id;
        assert_eq!(to.take(id).as_deref(), Some("Jan <jan@firma.pl>"));
        assert_eq!(to.addresses(), [Address::bare("b@c.pl")]);
    }

    #[test]
    fn refused_recipients_are_marked_and_still_kept() {
        let mut to = Recipients::of(&[Address::bare("Jan@firma.pl"), Address::bare("b@c.pl")]);
        to.mark_refused(&["jan@FIRMA.pl".into()]);
        assert!(to.chips()[0].is_wrong() && !to.chips()[1].is_wrong());
        assert_eq!(to.addresses().len(), 2);
    }
}
