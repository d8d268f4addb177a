//! An installer package: `Distribution` tells what a product archive installs, `PackageInfo` what one component does [store reference 13.2].

use std::collections::BTreeMap;

use slipway_model::{ApplePlatform, Kind};

use crate::{
    apple::{
        Findings, Said,
        info::{Info, identifier, tidy},
        xar::{File, Xar},
    },
    budget::Budget,
    markup::{Markup, MarkupError, Tag},
    source::Source,
    stop::Stop,
};

const DESCRIPTION_MAX: u64 = 4 * 1024 * 1024;
/// Components that are looked at where the product says nothing of its app.
const COMPONENTS_MAX: usize = 16;
const ARCHITECTURES_MAX: usize = 8;

pub(crate) fn read(source: &Source, budget: &Budget<'_>) -> Result<Said, Stop> {
    let xar = Xar::open(source, budget)?;
    let product = one(xar.files("Distribution", false), "Distribution")?;
    let component = one(xar.files("PackageInfo", false), "PackageInfo")?;
    let mut said = match (product, component) {
        (Some(file), _) => {
            let markup = parse(&xar, file, budget)?;
            let product = markup.root().map(of_product).unwrap_or_default();
            // A product may leave it to its components to name the app.
            match product.bundle {
                Some(_) => product,
                None => Description {
                    bundle: component_bundle(&xar, product.id.as_deref(), budget)?,
                    ..product
                },
            }
        }
        (None, Some(file)) => {
            let markup = parse(&xar, file, budget)?;
            markup.root().map(of_component).unwrap_or_default()
        }
        (None, None) => return Err(Stop::NoDescription),
    };
    let bundle = said.bundle.take().unwrap_or_default();
    let id = bundle.id.or(said.id).unwrap_or_default();
    let version = bundle.version.or(said.version).unwrap_or_default();
    let schemes = xar.is_signed().then(|| "xar".to_owned());
    Ok(Said {
        kind: Kind::Pkg,
        info: Info {
            id: identifier(&id)?,
            version,
            build: bundle.build.unwrap_or_default(),
            label: said.title.or(bundle.name),
            platform: ApplePlatform::MacOs,
            minimum_os: said.minimum_os,
            non_exempt_encryption: None,
            sdk: String::new(),
            xcode: String::new(),
            executable: None,
            icons: Vec::new(),
        },
        labels: BTreeMap::new(),
        icon: None,
        profile: None,
        abis: said.architectures,
        schemes: schemes.into_iter().collect(),
        findings: Findings::default(),
    })
}

/// What must be there once.
fn one<'a>(files: Vec<File<'a>>, name: &str) -> Result<Option<File<'a>>, Stop> {
    match files.as_slice() {
        [] => Ok(None),
        [one] => Ok(Some(*one)),
        _ => Err(Stop::Duplicate(name.to_owned())),
    }
}

fn parse(xar: &Xar<'_>, file: File<'_>, budget: &Budget<'_>) -> Result<Markup, Stop> {
    let bytes = xar.read(file, DESCRIPTION_MAX)?;
    Markup::parse(&bytes, budget).map_err(|error| match error {
        MarkupError::Halt(halt) => Stop::Info(halt.into()),
        other => Stop::Description(other),
    })
}

/// What a package says of itself.
#[derive(Default)]
struct Description {
    id: Option<String>,
    version: Option<String>,
    title: Option<String>,
    minimum_os: String,
    architectures: Vec<String>,
    bundle: Option<Bundle>,
}

/// The app that is installed.
#[derive(Default)]
struct Bundle {
    id: Option<String>,
    version: Option<String>,
    build: Option<String>,
    /// The name of its folder.
    name: Option<String>,
}

fn of_product(root: Tag<'_>) -> Description {
    let product = root.child("product");
    let id = product.and_then(|product| said(product, "id"));
    let bundles = root
        .children()
        .filter(|tag| tag.name() == "pkg-ref")
        .flat_map(Tag::children)
        .filter(|tag| tag.name() == "bundle-version")
        .flat_map(Tag::children);
    let options = root.child("options");
    let architectures = options.and_then(|options| options.attribute("hostArchitectures"));
    Description {
        bundle: main_bundle(bundles, id.as_deref()),
        id,
        version: product.and_then(|product| said(product, "version")),
        title: root
            .child("title")
            .map(|title| tidy(title.text()))
            .filter(|title| !title.is_empty()),
        minimum_os: root
            .all()
            .find(|tag| tag.name() == "os-version")
            .and_then(|tag| said(tag, "min"))
            .unwrap_or_default(),
        architectures: architectures
            .into_iter()
            .flat_map(|list| list.split(','))
            .map(tidy)
            .filter(|name| !name.is_empty())
            .take(ARCHITECTURES_MAX)
            .collect(),
    }
}

fn of_component(root: Tag<'_>) -> Description {
    let id = said(root, "identifier");
    Description {
        bundle: main_bundle(root.children(), id.as_deref()),
        id,
        version: said(root, "version"),
        ..Description::default()
    }
}

/// The app of the components: that of the product's own id, else the first.
fn component_bundle(
    xar: &Xar<'_>,
    id: Option<&str>,
    budget: &Budget<'_>,
) -> Result<Option<Bundle>, Stop> {
    let mut first = None;
    for file in xar
        .files("PackageInfo", true)
        .into_iter()
        .take(COMPONENTS_MAX)
    {
        let markup = parse(xar, file, budget)?;
        let found = markup.root().and_then(|root| of_component(root).bundle);
        if found.is_some() && found.as_ref().and_then(|bundle| bundle.id.as_deref()) == id {
            return Ok(found);
        }
        first = first.or(found);
    }
    Ok(first)
}

/// Of the bundles that say their version, that of the wanted id, else the outermost.
fn main_bundle<'a>(tags: impl Iterator<Item = Tag<'a>>, wanted: Option<&str>) -> Option<Bundle> {
    let depth = |tag: &Tag<'_>| {
        let path = tag.attribute("path").unwrap_or_default();
        path.trim_matches(['.', '/']).matches('/').count()
    };
    let tag = tags
        .filter(|tag| tag.name() == "bundle" && said(*tag, "CFBundleVersion").is_some())
        .min_by_key(|tag| (said(*tag, "id").as_deref() != wanted, depth(tag)))?;
    let path = said(tag, "path").unwrap_or_default();
    let folder = path.rsplit('/').next().unwrap_or_default();
    Some(Bundle {
        id: said(tag, "id"),
        version: said(tag, "CFBundleShortVersionString"),
        build: said(tag, "CFBundleVersion"),
        name: folder
            .strip_suffix(".app")
            .filter(|name| !name.is_empty())
            .map(str::to_owned),
    })
}

fn said(tag: Tag<'_>, attribute: &str) -> Option<String> {
    tag.attribute(attribute)
        .map(tidy)
        .filter(|text| !text.is_empty())
}
