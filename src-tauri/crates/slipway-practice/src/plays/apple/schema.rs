//! What a kind of resource holds: attributes and relationships, and which of them a request may set. One table for reading requests
//! and for writing answers, so that the two cannot drift apart.

use super::kind::Kind;

/// A kind of resource.
pub(super) struct Schema {
    pub(super) word: &'static str,
    pub(super) attributes: &'static [Attribute],
    pub(super) relations: &'static [Relation],
    /// Names that `fields[…]` may ask for and practice does not play, with blanks between.
    pub(super) elsewhere: &'static str,
}

impl Schema {
    pub(super) fn attribute(&self, name: &str) -> Option<&'static Attribute> {
        self.attributes.iter().find(|it| it.name == name)
    }

    pub(super) fn relation(&self, name: &str) -> Option<&'static Relation> {
        self.relations.iter().find(|it| it.name == name)
    }

    /// Whether `fields[…]` may ask for it.
    pub(super) fn has_field(&self, name: &str) -> bool {
        let attribute = self.attribute(name).is_some_and(|it| it.shown);
        let relation = self.relation(name).is_some_and(|it| !it.hidden);
        attribute || relation || self.elsewhere.split(' ').any(|other| other == name)
    }
}

/// What a value has to be.
#[derive(Clone, Copy, Debug)]
pub(super) enum Sort {
    /// No more than that many characters.
    Text(usize),
    Flag,
    Number(i64, i64),
    /// RFC 3339.
    Date,
    OneOf(&'static [&'static str]),
    Object,
}

/// When a request may bring it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Brought {
    Never,
    May,
    Must,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Attribute {
    pub(super) name: &'static str,
    pub(super) sort: Sort,
    pub(super) at_creation: Brought,
    pub(super) at_change: bool,
    /// Whether answers have it.
    pub(super) shown: bool,
}

/// Read only.
pub(super) const fn own(name: &'static str, sort: Sort) -> Attribute {
    Attribute {
        name,
        sort,
        at_creation: Brought::Never,
        at_change: false,
        shown: true,
    }
}

/// Optional when it is made, and may change.
pub(super) const fn free(name: &'static str, sort: Sort) -> Attribute {
    own(name, sort).may().change()
}

impl Attribute {
    pub(super) const fn may(self) -> Self {
        Self {
            at_creation: Brought::May,
            ..self
        }
    }

    pub(super) const fn must(self) -> Self {
        Self {
            at_creation: Brought::Must,
            ..self
        }
    }

    pub(super) const fn change(self) -> Self {
        Self {
            at_change: true,
            ..self
        }
    }

    /// An order rather than a fact, e.g. `submitted`: answers never have it.
    pub(super) const fn order(self) -> Self {
        Self {
            at_change: true,
            shown: false,
            ..self
        }
    }
}

/// Where a relation is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kept {
    /// On this resource.
    Here,
    /// On the others, under that name.
    There(&'static str),
    /// Nowhere: practice does not play the other kind.
    Nowhere,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Relation {
    pub(super) name: &'static str,
    /// `type` of the others.
    pub(super) word: &'static str,
    pub(super) kind: Option<Kind>,
    pub(super) many: bool,
    pub(super) kept: Kept,
    pub(super) at_creation: Brought,
    pub(super) at_change: bool,
    /// Its `data` is in answers even when nobody asked for it by `include`.
    pub(super) told: bool,
    /// Answers never have it: it is for the request that makes the resource.
    pub(super) hidden: bool,
}

/// To one, kept here.
pub(super) const fn one(name: &'static str, word: &'static str, kind: Kind) -> Relation {
    Relation {
        name,
        word,
        kind: Some(kind),
        many: false,
        kept: Kept::Here,
        at_creation: Brought::Never,
        at_change: false,
        told: false,
        hidden: false,
    }
}

/// To many, kept here.
pub(super) const fn many(name: &'static str, word: &'static str, kind: Kind) -> Relation {
    Relation {
        many: true,
        ..one(name, word, kind)
    }
}

/// Of a kind that is not played: always empty.
pub(super) const fn absent(name: &'static str, word: &'static str, many: bool) -> Relation {
    Relation {
        name,
        word,
        kind: None,
        many,
        kept: Kept::Nowhere,
        at_creation: Brought::Never,
        at_change: false,
        told: false,
        hidden: false,
    }
}

impl Relation {
    pub(super) const fn by(self, name: &'static str) -> Self {
        Self {
            kept: Kept::There(name),
            ..self
        }
    }

    pub(super) const fn may(self) -> Self {
        Self {
            at_creation: Brought::May,
            ..self
        }
    }

    pub(super) const fn must(self) -> Self {
        Self {
            at_creation: Brought::Must,
            ..self
        }
    }

    pub(super) const fn change(self) -> Self {
        Self {
            at_change: true,
            ..self
        }
    }

    pub(super) const fn told(self) -> Self {
        Self { told: true, ..self }
    }

    pub(super) const fn hidden(self) -> Self {
        Self {
            hidden: true,
            ..self
        }
    }
}
