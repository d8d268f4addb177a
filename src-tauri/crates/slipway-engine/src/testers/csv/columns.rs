//! Which column is what: by a header in English or Chinese, else by where the addresses stand.

use super::guard::unguarded;
use crate::testers::email;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Email,
    First,
    Last,
    /// First and last name in one.
    Name,
    Group,
    Notes,
}

/// How the columns were told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Layout {
    /// By the names in the first row.
    Header,
    /// `E-mail,First name,Last name`. // Amazon's console [official]
    EmailFirst,
    /// `First,Last,E-mail`. // App Store Connect
    EmailLast,
    /// Nothing but addresses.
    EmailOnly,
}

impl Layout {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Header => "header",
            Self::EmailFirst => "email-first",
            Self::EmailLast => "email-last",
            Self::EmailOnly => "email-only",
        }
    }
}

const NAMES: &[(Role, &[&str])] = &[
    (
        Role::Email,
        &[
            "email",
            "mail",
            "emailaddress",
            "mailaddress",
            "address",
            "邮箱",
            "邮箱地址",
            "电子邮件",
            "电子邮箱",
            "电子邮件地址",
            "邮件",
        ],
    ),
    (
        Role::First,
        &["firstname", "first", "givenname", "forename", "名", "名字"],
    ),
    (
        Role::Last,
        &["lastname", "last", "surname", "familyname", "姓", "姓氏"],
    ),
    (
        Role::Name,
        &["name", "fullname", "displayname", "姓名", "全名"],
    ),
    (
        Role::Group,
        &[
            "group",
            "groups",
            "groupname",
            "分组",
            "组",
            "群组",
            "测试组",
        ],
    ),
    (
        Role::Notes,
        &["notes", "note", "comment", "remark", "备注", "说明"],
    ),
];

fn role(cell: &str) -> Option<Role> {
    let plain: String = cell
        .chars()
        .filter(|c| !c.is_whitespace() && !"-_.*:：\u{feff}".contains(*c))
        .flat_map(char::to_lowercase)
        .collect();
    NAMES
        .iter()
        .find(|(_, names)| names.contains(&plain.as_str()))
        .map(|(role, _)| *role)
}

/// The roles of a header; `None` where the row is no header.
pub(super) fn of_header<'a>(cells: impl Iterator<Item = &'a str>) -> Option<Vec<Option<Role>>> {
    let mut roles: Vec<Option<Role>> = Vec::new();
    for cell in cells.map(unguarded) {
        if cell.contains(['@', '＠']) {
            return None;
        }
        // The first column of a name counts; a second one of the same name is somebody's extra.
        roles.push(role(cell).filter(|role| !roles.contains(&Some(*role))));
    }
    roles.iter().any(Option::is_some).then_some(roles)
}

/// Where no header says it: the addresses tell themselves, what stands beside them are the names, in order.
pub(super) fn by_content(rows: &[Vec<&str>]) -> (Vec<Option<Role>>, Layout) {
    let width = rows.iter().map(Vec::len).max().unwrap_or_default();
    let score = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column));
        cells.fold((0_usize, 0_usize), |(good, at), cell| {
            let address = email::read(unguarded(cell)).email;
            (
                good + usize::from(email::wrong(&address).is_none()),
                at + usize::from(address.contains('@')),
            )
        })
    };
    // The first of the best.
    let best = (0..width)
        .rev()
        .max_by_key(|column| score(*column))
        .unwrap_or_default();
    let others: Vec<usize> = (0..width).filter(|column| *column != best).collect();
    let mut roles = vec![None; width.max(1)];
    roles[best] = Some(Role::Email);
    match others.as_slice() {
        [] => {}
        [name] => roles[*name] = Some(Role::Name),
        [first, last, ..] => {
            roles[*first] = Some(Role::First);
            roles[*last] = Some(Role::Last);
        }
    }
    let layout = match (others.len(), best) {
        (0, _) => Layout::EmailOnly,
        (_, 0) => Layout::EmailFirst,
        _ => Layout::EmailLast,
    };
    (roles, layout)
}
