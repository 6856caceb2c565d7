//! Asset modules → files, and what their modules export. Each asset is written once, however many scripts
//! and style sheets refer to it.

use std::fmt::Write as _;

use base64::{Engine, engine::general_purpose::STANDARD};
use fedpack_graph::{
    ModuleIdx,
    module_graph::{Module, ModuleGraph, ModuleKind, ModuleType},
};
use oxc_index::IndexVec;
use rayon::prelude::*;

use super::filename::{self, Filename, FilenameData};
use crate::{
    config::{AssetGenerator, Config, DataUrlEncoding, PublicPath},
    diagnostics::{Diagnostics, assets as problems},
    emit::{Asset, AssetKind, Assets},
    scan::{
        asset::{AssetModule, AssetTable, source_file, told},
        data_uri::DataUri,
        resolve::is_data_uri,
    },
};

/// Rows are `None` for modules that are not assets, or not part of the output.
pub type AssetOutputs = IndexVec<ModuleIdx, Option<AssetOutput>>;

/// What an asset module is in the output.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AssetOutput {
    /// `module.exports = __webpack_require__.p + "<address>"`: relative to the output folder, query included.
    File { address: String },
    /// `module.exports = "<address>"`: all of it is said by `generator.publicPath`.
    Address(String),
    /// `module.exports = "<text>"`: a data URL.
    DataUrl(String),
    /// `module.exports = "<text>"`: the contents.
    Source(String),
    /// `module.exports = __webpack_require__.tb("<base64>")`: the contents as bytes.
    Bytes(String),
}

/// What the module is, and the file to emit with its name.
type RenderedAsset = (AssetOutput, Option<(String, Asset)>);

/// Names and contents of all assets for which `is_included` holds; their files are added to `assets`.
pub fn asset_outputs(
    graph: &ModuleGraph,
    table: &AssetTable,
    is_included: impl Fn(ModuleIdx) -> bool + Sync,
    config: &Config,
    assets: &mut Assets,
) -> (AssetOutputs, Diagnostics) {
    let rendered: Vec<Option<RenderedAsset>> = table
        .as_raw_slice()
        .par_iter()
        .enumerate()
        .map(|(row, asset)| {
            let module = ModuleIdx::from_usize(row);
            asset
                .as_ref()
                .filter(|_| is_included(module))
                .and_then(|asset| render_asset(&graph.modules[module], asset, config))
        })
        .collect();
    let mut untyped: Vec<&Module> = rendered
        .iter()
        .enumerate()
        .filter(|(_, output)| matches!(output, Some((AssetOutput::DataUrl(_), _))))
        .map(|(row, _)| ModuleIdx::from_usize(row))
        .filter(|&module| {
            table[module].as_ref().is_some_and(|asset| !is_typed(&graph.modules[module], asset))
        })
        .map(|module| &graph.modules[module])
        .collect();
    untyped.sort_by(|a, b| a.identifier.cmp(&b.identifier));
    let mut diagnostics: Diagnostics = untyped
        .into_iter()
        .filter_map(|module| Some(problems::unknown_media_type(&module.resource()?.path)))
        .collect();
    let mut outputs = AssetOutputs::with_capacity(rendered.len());
    let mut files = Vec::new();
    for (row, output) in rendered.into_iter().enumerate() {
        outputs.push(output.map(|(output, file)| {
            files.extend(file.map(|file| (row, file)));
            output
        }));
    }
    // Modules come in arrival order; which of two equal files gives its name to the stats must not depend on it.
    files.sort_by(|(a, _), (b, _)| {
        let identifier = |row: &usize| &graph.modules[ModuleIdx::from_usize(*row)].identifier;
        identifier(a).cmp(identifier(b))
    });
    for (_, (name, asset)) in files {
        if let Err(problem) = assets.insert(name, asset) {
            diagnostics.push(problem);
        }
    }
    (outputs, diagnostics)
}

/// Whether it is known what a data URL of the asset has to say before its contents. Another type than its own would have
/// the browser do something else with it.
fn is_typed(module: &Module, asset: &AssetModule) -> bool {
    let AssetGenerator { data_url, mimetype, .. } = &asset.generator;
    data_url.is_some()
        || mimetype.is_some()
        || module.resource().is_none_or(|resource| {
            is_data_uri(&resource.path.to_string_lossy())
                || mime_guess::from_path(&resource.path).first().is_some()
        })
}

/// The text of a data URL. That of a `data:` address keeps its type, its encoding, and, as far as no loader changed its
/// contents, the very way in which these are written.
pub fn data_url(path: &std::path::Path, bytes: &[u8], generator: &AssetGenerator) -> String {
    let original = path.to_str().and_then(DataUri::parse);
    let mime = match (&generator.mimetype, &original) {
        (Some(mimetype), _) => mimetype.clone(),
        (None, Some(original)) => original.mimetype.to_owned(),
        (None, None) => mime_guess::from_path(path).first_or_octet_stream().essence_str().to_owned(),
    };
    let original_encoding = original.as_ref().map(|original| match original.is_base64 {
        true => DataUrlEncoding::Base64,
        false => DataUrlEncoding::Plain,
    });
    let encoding = generator.encoding.or(original_encoding).unwrap_or(DataUrlEncoding::Base64);
    let mut url = format!("data:{mime}");
    if let Some(original) = original
        && original_encoding == Some(encoding)
        && original.bytes().is_ok_and(|same| same == bytes)
    {
        url.push_str(if original.is_base64 { ";base64," } else { "," });
        url.push_str(original.body);
        return url;
    }
    match (encoding, std::str::from_utf8(bytes)) {
        // What is not text cannot be written as text.
        (DataUrlEncoding::Plain, Ok(text)) => {
            url.push(',');
            percent_encode(text, &mut url);
        }
        _ => {
            url.push_str(";base64,");
            STANDARD.encode_string(bytes, &mut url);
        }
    }
    url
}

/// As `encodeURIComponent`, and the quotes and brackets that it leaves alone, so that the address may stand in `url()`.
fn percent_encode(text: &str, url: &mut String) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~') {
            url.push(char::from(byte));
        } else {
            let _ = write!(url, "%{byte:02X}");
        }
    }
}

/// How a file `from` (a style sheet or page) refers to the emitted file `address`.
pub fn address_from(from: &str, address: &str, public_path: &PublicPath) -> String {
    match public_path {
        PublicPath::Auto => filename::relative(from, address),
        PublicPath::Fixed(prefix) => format!("{prefix}{address}"),
    }
}

fn render_asset(module: &Module, asset: &AssetModule, config: &Config) -> Option<RenderedAsset> {
    let ModuleKind::Normal { module_type } = module.kind else { return None };
    match module_type {
        ModuleType::AssetSource => Some((AssetOutput::Source(decode(&asset.bytes)), None)),
        ModuleType::AssetBytes => Some((AssetOutput::Bytes(STANDARD.encode(&asset.bytes)), None)),
        ModuleType::AssetInline => {
            let resource = module.resource()?;
            let url = match &asset.generator.data_url {
                Some(script) => {
                    let file = source_file(resource, config);
                    script.text(&told(&asset.bytes, &file)).unwrap_or_default()
                }
                None => data_url(&resource.path, &asset.bytes, &asset.generator),
            };
            Some((AssetOutput::DataUrl(url), None))
        }
        ModuleType::AssetResource | ModuleType::Asset | ModuleType::WebAssembly => {
            let generator = &asset.generator;
            let hash = filename::content_hash(&asset.bytes, &config.output);
            let file = source_file(module.resource()?, config);
            let data = FilenameData {
                content_hash: Some(&hash),
                file: Some(&file),
                is_asset: true,
                ..FilenameData::default()
            };
            let default = match module_type {
                ModuleType::WebAssembly => &config.output.webassembly_module_filename,
                _ => &config.output.asset_module_filename,
            };
            let template = generator.filename.as_ref().unwrap_or(default);
            let for_script = || data.for_script("asset", None);
            let mut name = filename::render(&template.text(for_script), &data);
            let output = generator
                .public_path
                .as_ref()
                .map(|prefix| filename::render_text(&prefix.text(for_script), &data))
                .map(|prefix| AssetOutput::Address(under(&prefix, &name)));
            if let Some(folder) = &generator.output_path {
                let folder = filename::render(&folder.text(for_script), &data).path;
                name.path = format!("{}/{}", folder.trim_end_matches('/'), name.path);
            }
            let output = output.unwrap_or_else(|| AssetOutput::File { address: name.address() });
            if generator.emit == Some(false) {
                return Some((output, None));
            }
            let mut emitted = Asset::new(AssetKind::Resource, asset.bytes.to_vec());
            emitted.info.content_hash.clone_from(&name.hash);
            emitted.info.source_filename =
                Some(file.split(['?', '#']).next().unwrap_or_default().to_string());
            Some((output, Some((name.path, emitted))))
        }
        ModuleType::JavascriptAuto
        | ModuleType::JavascriptEsm
        | ModuleType::JavascriptDynamic
        | ModuleType::Json
        | ModuleType::Css
        | ModuleType::CssModule
        | ModuleType::CssGlobal => None,
    }
}

/// A public path without a slash at its end is a folder, too.
fn under(prefix: &str, name: &Filename) -> String {
    let slash = if prefix.is_empty() || prefix.ends_with('/') { "" } else { "/" };
    format!("{prefix}{slash}{}", name.address())
}

fn decode(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    text.strip_prefix('\u{feff}').unwrap_or(&text).to_string()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn data_urls_have_the_type_of_the_extension() {
        let data_url = |path: &Path, bytes: &[u8]| data_url(path, bytes, &AssetGenerator::default());
        assert_eq!(data_url(Path::new("a.svg"), b"<svg/>"), "data:image/svg+xml;base64,PHN2Zy8+");
        assert!(data_url(Path::new("a.png"), b"").starts_with("data:image/png;base64,"));
        assert!(data_url(Path::new("a.woff2"), b"").starts_with("data:font/woff2;base64,"));
        assert!(
            data_url(Path::new("a.unheard-of"), b"").starts_with("data:application/octet-stream;base64,")
        );
    }

    #[test]
    fn data_urls_may_be_text() {
        let generator = AssetGenerator {
            encoding: Some(DataUrlEncoding::Plain),
            mimetype: Some("text/x".to_owned()),
            ..AssetGenerator::default()
        };
        let url = |bytes: &[u8]| data_url(Path::new("a.svg"), bytes, &generator);
        assert_eq!(url("<a b='ü'>".as_bytes()), "data:text/x,%3Ca%20b%3D%27%C3%BC%27%3E");
        assert_eq!(url(b"\xff"), "data:text/x;base64,/w==");
    }

    #[test]
    fn data_addresses_stay_as_they_are_written() {
        let url = |address: &str, bytes: &[u8], generator: &AssetGenerator| {
            data_url(Path::new(address), bytes, generator)
        };
        let default = AssetGenerator::default();
        for (address, bytes) in
            [("data:,", ""), ("data:text/x;p=1,a'b%20c", "a'b c"), ("data:text/x;base64,YQ==", "a")]
        {
            assert_eq!(url(address, bytes.as_bytes(), &default), address);
        }
        assert_eq!(url("data:text/x,a", b"b c", &default), "data:text/x,b%20c");
        let plain = AssetGenerator { encoding: Some(DataUrlEncoding::Plain), ..default };
        assert_eq!(url("data:text/x;base64,PD4=", b"<>", &plain), "data:text/x,%3C%3E");
    }

    #[test]
    fn addresses_follow_the_public_path() {
        assert_eq!(address_from("css/a.css", "img/b.png", &PublicPath::Auto), "../img/b.png");
        assert_eq!(address_from("css/a.css", "img/b.png", &PublicPath::Fixed("/x/".into())), "/x/img/b.png");
    }

    #[test]
    fn source_text_has_no_byte_order_mark() {
        assert_eq!(decode("\u{feff}a".as_bytes()), "a");
        assert_eq!(decode(b"a\n"), "a\n");
    }
}
