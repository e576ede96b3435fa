//! From boxes to a PDF. Refused by the writer's own validator unless it is PDF/UA-1.

use krilla::Document;
use krilla::SerializeSettings;
use krilla::action::LinkAction;
use krilla::annotation::{Annotation, LinkAnnotation, Target};
use krilla::color::rgb;
use krilla::configure::{Accessibility, ConfigurationBuilder};
use krilla::destination::XyzDestination;
use krilla::geom::{PathBuilder, Point, Rect, Size, Transform};
use krilla::image::Image;
use krilla::metadata::{DateTime, Metadata};
use krilla::num::NormalizedF32;
use krilla::outline::{Outline, OutlineNode};
use krilla::page::PageSettings;
use krilla::paint::{Fill, Stroke};
use krilla::surface::Surface;
use krilla::tagging::{Artifact, ArtifactType, ContentTag, Identifier, SpanTag};
use krilla::text::{Font, GlyphId, KrillaGlyph};

use super::tags::{Leaf, Tags};
use crate::sheet::font;
use crate::sheet::layout::{Block, Mark, Placed, Role, Sheet};
use crate::sheet::look::{ACCENT, INK, SOFT};
use crate::sheet::picture::{Format, Picture};
use crate::sheet::text::{Run, Tone};

/// Writes a document. Nothing that an author writes makes the writer refuse it: the tests try.
pub(super) fn pdf(sheet: &Sheet) -> Vec<u8> {
    write(sheet).unwrap_or_default()
}

fn write(sheet: &Sheet) -> Option<Vec<u8>> {
    let configuration = ConfigurationBuilder::new()
        .with_accessibility_validator(Accessibility::UA1)
        .finish()
        .ok()?;
    let settings = SerializeSettings { configuration, ..SerializeSettings::default() };
    let mut document = Document::new_with(settings);
    let regular = Font::new(font::REGULAR.into(), 0)?;
    let bold = Font::new(font::BOLD.into(), 0)?;
    let brush = Brush { regular, bold };
    let mut tags = Tags::default();
    let mut outline = Outline::new();
    for (number, blocks) in sheet.pages.iter().enumerate() {
        let size = PageSettings::from_wh(sheet.paper.width, sheet.paper.height)?;
        let mut page = document.start_page_with(size);
        let mut surface = page.surface();
        let drawn: Vec<Vec<Drawn>> =
            blocks.iter().map(|block| brush.block(&mut surface, block)).collect();
        surface.finish();
        for (block, drawn) in blocks.iter().zip(drawn) {
            let leaves = drawn.into_iter().map(|it| {
                let link = it.link.map(|(url, area)| {
                    let words = format!("Link to {url}");
                    let target = Target::Action(LinkAction::new(url).into());
                    let link = Annotation::new_link(LinkAnnotation::new(area, target), Some(words));
                    page.add_tagged_annotation(link)
                });
                Leaf { content: it.content, link }
            });
            tags.add(block, leaves.collect());
            if let (Role::Title | Role::Heading, Some(line)) = (&block.role, block.lines.first()) {
                let at = XyzDestination::new(number, Point::from_xy(line.x, line.y - line.size));
                outline.push_child(OutlineNode::new(block.text(), at));
            }
        }
        page.finish();
    }
    document.set_tag_tree(tags.tree());
    document.set_outline(outline);
    document.set_metadata(metadata(sheet));
    document.finish().ok()
}

fn metadata(sheet: &Sheet) -> Metadata {
    let mut parts = sheet.date.split('-');
    let mut part = || parts.next().and_then(|part| part.parse::<u16>().ok()).unwrap_or(1);
    let (year, month, day) = (part(), part(), part());
    let date = DateTime::new(year)
        .month(u8::try_from(month).unwrap_or(1))
        .day(u8::try_from(day).unwrap_or(1))
        .hour(0)
        .minute(0)
        .second(0)
        .utc_offset_hour(0)
        .utc_offset_minute(0);
    Metadata::new()
        .title(sheet.title.clone())
        .description(sheet.about.clone())
        .authors(vec![sheet.publisher.clone()])
        .creator("dtm".to_owned())
        .language("en".to_owned())
        .document_id(format!("{}#{}", sheet.url, sheet.paper.id))
        .creation_date(date)
}

/// Something drawn that is read out, and where it leads.
struct Drawn {
    content: Identifier,
    link: Option<(String, Rect)>,
}

struct Brush {
    regular: Font,
    bold: Font,
}

impl Brush {
    fn block(&self, surface: &mut Surface<'_>, block: &Block) -> Vec<Drawn> {
        let mut drawn = Vec::new();
        for mark in &block.marks {
            let spoken = matches!(block.role, Role::Figure(_));
            let tag = if spoken { ContentTag::Other } else { furniture(ArtifactType::Layout) };
            let content = surface.start_tagged(tag);
            match mark {
                Mark::Picture { x, y, width, height, picture } => {
                    place(surface, picture, [*x, *y], [*width, *height]);
                }
                mark => paint(surface, mark),
            }
            surface.end_tagged();
            if spoken {
                drawn.push(Drawn { content, link: None });
            }
        }
        for line in &block.lines {
            let mut x = line.x;
            for (place, run) in line.line.runs.iter().enumerate() {
                let last = place + 1 == line.line.runs.len();
                let space = last && !line.line.inside_word;
                let quiet = block.role == Role::Furniture;
                let tag = if quiet {
                    furniture(ArtifactType::PaginationOther)
                } else {
                    ContentTag::Span(SpanTag::empty())
                };
                let content = surface.start_tagged(tag);
                let width = self.run(surface, run, x, line, space);
                surface.end_tagged();
                let area = || area(x, line, width);
                let link = run.link.clone().and_then(|url| Some((url, area()?)));
                x += width;
                if !quiet {
                    drawn.push(Drawn { content, link });
                }
            }
        }
        drawn
    }

    /// Draws words and returns their width. The space after a line tells where a word ends.
    fn run(&self, surface: &mut Surface<'_>, run: &Run, x: f32, line: &Placed, space: bool) -> f32 {
        let mut text = run.text.clone();
        if space {
            text.push(' ');
        }
        let glyphs: Vec<KrillaGlyph> = text
            .char_indices()
            .filter_map(|(at, sign)| {
                let glyph = font::glyph(sign, run.bold)?;
                let range = at..at + sign.len_utf8();
                let id = GlyphId::new(glyph.id);
                Some(KrillaGlyph::new(id, glyph.advance, 0.0, 0.0, 0.0, range, None))
            })
            .collect();
        surface.set_fill(Some(fill(match run.tone {
            Tone::Ink => INK,
            Tone::Soft => SOFT,
            Tone::Accent => ACCENT,
        })));
        surface.set_stroke(None);
        let font = if run.bold { &self.bold } else { &self.regular };
        let start = Point::from_xy(x, line.y);
        surface.draw_glyphs(start, &glyphs, font.clone(), &text, line.size, false);
        run.width(line.size)
    }
}

fn furniture(kind: ArtifactType) -> ContentTag<'static> {
    ContentTag::Artifact(Artifact::with_kind(kind))
}

fn fill([red, green, blue]: [u8; 3]) -> Fill {
    let paint = rgb::Color::new(red, green, blue).into();
    Fill { paint, opacity: NormalizedF32::ONE, ..Fill::default() }
}

/// Returns where a finger or a pointer finds a link.
fn area(x: f32, line: &Placed, width: f32) -> Option<Rect> {
    let [_, top, _, bottom] = line.ends();
    Rect::from_ltrb(x, top, x + width.max(1.0), bottom)
}

/// Draws a picture. Whether it can be drawn was tried before it came here.
fn place(
    surface: &mut Surface<'_>,
    picture: &Picture,
    [x, y]: [f32; 2],
    [width, height]: [f32; 2],
) {
    let data = picture.bytes.to_vec().into();
    let image = match picture.format {
        Format::Png => Image::from_png(data, false),
        Format::Jpeg => Image::from_jpeg(data, false),
    };
    if let (Ok(image), Some(size)) = (image, Size::from_wh(width, height)) {
        surface.push_transform(&Transform::from_translate(x, y));
        surface.draw_image(image, size);
        surface.pop();
    }
}

fn paint(surface: &mut Surface<'_>, mark: &Mark) {
    let mut path = PathBuilder::new();
    let mut bar = |x, y, width, height| {
        if let Some(rect) = Rect::from_xywh(x, y, width, height) {
            path.push_rect(rect);
        }
    };
    match mark {
        Mark::Bar { x, y, width, height } | Mark::Frame { x, y, width, height } => {
            bar(*x, *y, *width, *height);
        }
        Mark::Picture { .. } => return,
        Mark::Code { x, y, side, rows } => {
            let count = f32::from(u16::try_from(rows.len()).unwrap_or(1).max(1));
            let step = side / count;
            let mut top = *y;
            for row in rows {
                let mut left = *x;
                for group in row.chunk_by(|a, b| a == b) {
                    let width = f32::from(u16::try_from(group.len()).unwrap_or_default()) * step;
                    if group[0] {
                        bar(left, top, width, step);
                    }
                    left += width;
                }
                top += step;
            }
        }
    }
    let Some(path) = path.finish() else { return };
    if let Mark::Frame { .. } = mark {
        surface.set_fill(None);
        let paint = rgb::Color::new(INK[0], INK[1], INK[2]).into();
        surface.set_stroke(Some(Stroke { paint, width: 0.8, ..Stroke::default() }));
    } else {
        let code = matches!(mark, Mark::Code { .. });
        surface.set_fill(Some(fill(if code { [0; 3] } else { ACCENT })));
        surface.set_stroke(None);
    }
    surface.draw_path(&path);
}
