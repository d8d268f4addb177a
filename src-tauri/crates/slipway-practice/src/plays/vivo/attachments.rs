//! The limits of pictures and documents, one line per kind, and their check. Where the sources name no limit there is none here.

use super::{operation::Attachment, refusal::Refusal};
use crate::plays::{
    pdf::begins_as_pdf,
    picture::{Format, Picture},
    sink::Received,
};

const KB: u64 = 1024;
const MB: u64 = 1024 * KB;

/// What a kind of file may be.
enum Form {
    Picture(&'static [Format]),
    Pdf,
    Anything,
}

struct Limits {
    form: Form,
    /// Bytes.
    most: u64,
}

/// The last size below that one: of some kinds the documents say *less than*, of others *at most*.
const fn below(bytes: u64) -> u64 {
    bytes - 1
}

const BOTH: &[Format] = &[Format::Png, Format::Jpeg];

/// [official, in the summary of one client]
fn limits(kind: Attachment) -> Limits {
    use Attachment as A;
    let limits = |form, most| Limits { form, most };
    match kind {
        // Two readings of doc 329: PNG of 500 KB, or PNG and JPEG of 50 KB. The first one refuses, the second one warns.
        A::Icon => limits(Form::Picture(&[Format::Png]), 500 * KB),
        A::Screenshot => limits(Form::Picture(BOTH), 2 * MB),
        A::Qualification | A::CommitmentLetter | A::IcpLetter => {
            limits(Form::Picture(BOTH), below(2 * MB))
        }
        A::VideoCover => limits(Form::Picture(BOTH), 100 * KB),
        A::SafetyReport => limits(Form::Pdf, 10 * MB),
        A::PrivacySelfCheck => limits(Form::Pdf, u64::MAX),
        A::CopyrightLetter => limits(Form::Anything, below(5 * MB)),
        A::ECopyright | A::Copyright | A::Video => limits(Form::Anything, u64::MAX),
    }
}

/// 13003 for a file that does not fit; else what a person should know about it.
pub(super) fn check(kind: Attachment, file: &Received) -> Result<Vec<String>, Refusal> {
    let Limits { form, most } = limits(kind);
    let bad = |why: String| Err(Refusal::business(13003, why));
    if file.bytes > most {
        return bad(format!("{kind:?} has {} bytes, at most {most}", file.bytes));
    }
    match form {
        Form::Anything => Ok(Vec::new()),
        Form::Pdf if begins_as_pdf(file.path()) => Ok(Vec::new()),
        Form::Pdf => bad(format!("{kind:?} is no PDF")),
        Form::Picture(formats) => {
            let picture =
                Picture::in_file(file.path()).filter(|picture| formats.contains(&picture.format));
            let Some(picture) = picture else {
                return bad(format!("{kind:?} is no picture of an accepted format"));
            };
            match sides_fit(kind, picture) {
                true => Ok(remarks(kind, file)),
                false => bad(format!(
                    "{kind:?} has {} by {} pixels",
                    picture.width, picture.height
                )),
            }
        }
    }
}

fn sides_fit(kind: Attachment, picture: Picture) -> bool {
    let Picture { width, height, .. } = picture;
    match kind {
        Attachment::Icon => width == height && (256..=512).contains(&width),
        Attachment::Screenshot => (width, height) == (1080, 1920),
        Attachment::VideoCover => matches!((width, height), (554, 984) | (984, 554)),
        _ => true,
    }
}

fn remarks(kind: Attachment, file: &Received) -> Vec<String> {
    if kind == Attachment::Icon && file.bytes > 50 * KB {
        return vec![
            "the icon is larger than 50 KB, which one reading of the rules forbids".into(),
        ];
    }
    Vec::new()
}
