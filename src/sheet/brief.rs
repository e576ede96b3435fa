//! A brief on one or two pages: one column, citations as numbers, and what they stand for at the
//! end.

use super::layout::{Block, Mark, Pen, Placed, Role, Sheet};
use super::look::{
    BRIEF_SIDE, BRIEF_SIZES, CODE, ENDS, HEADING, LEAD, LEADING, LEAST, Paper, TITLE,
};
use super::qr;
use super::text::{Run, Tone};
use crate::model::kinds::Brief;
use crate::model::{Body, Matrix, Object};
use crate::prose::{self, Piece, PieceKind, Resolved};

/// Height of the line at the foot of each page, with the room above it.
const FOOT: f32 = 24.0;
/// Lines of a paragraph that stay together at a break between pages.
const TOGETHER: usize = 2;
/// Lines above which a heading may be cut by the end of a page like any text.
const LONGEST_HEADING: usize = 6;

/// Lays a brief out, on two pages at most if the smallest type allows it.
pub fn lay(matrix: &Matrix, object: &Object, brief: &Brief, paper: Paper) -> Sheet {
    let mut pages = Vec::new();
    let code = qr::rows(&url(matrix, object));
    for size in BRIEF_SIZES {
        pages = paginate(flow(matrix, (object, brief), &code, paper, size), paper);
        if pages.len() <= 2 {
            break;
        }
    }
    let meta = matrix.meta();
    let said = format!("{}, version {} of {}", meta.name, meta.version, meta.released);
    let count = pages.len();
    for (place, page) in pages.iter_mut().enumerate() {
        foot(page, &said, &format!("{} of {count}", place + 1), paper);
    }
    Sheet {
        paper,
        title: object.name().to_owned(),
        about: object.common.summary.clone(),
        url: url(matrix, object),
        publisher: meta.name.clone(),
        date: meta.released.clone(),
        pages,
    }
}

fn url(matrix: &Matrix, object: &Object) -> String {
    matrix.meta().url(&format!("{}/{}/", object.kind().folder, object.id()))
}

/// Returns all blocks below each other, as on a page without an end.
fn flow(
    matrix: &Matrix,
    (object, brief): (&Object, &Brief),
    code: &[Vec<bool>],
    paper: Paper,
    size: f32,
) -> Vec<Block> {
    let room = paper.width - 2.0 * BRIEF_SIDE;
    let mut pen = head(matrix, (object, brief), code, paper, size);
    let mut cited: Vec<String> = Vec::new();
    let mut in_list = false;
    for piece in prose::to_pieces(&brief.body, |name| resolve(matrix, &mut cited, name)) {
        if in_list && piece.depth == 0 {
            pen.skip(0.25 * size);
        }
        in_list = piece.depth > 0;
        set_piece(&mut pen, &piece, room, size);
    }
    for key in &brief.references {
        if !cited.contains(key) {
            cited.push(key.clone());
        }
    }
    if !cited.is_empty() {
        pen.skip(0.7 * size);
        pen.set(Role::Heading, &[Run::accent_bold("References")], BRIEF_SIDE, room, size * HEADING);
        pen.skip(0.3 * size);
    }
    let small = (size - 1.5).max(LEAST);
    for (place, key) in cited.iter().enumerate() {
        let runs = reference(matrix, key);
        item(&mut pen, &format!("{}.", place + 1), &runs, [BRIEF_SIDE, 22.0, room], small);
        pen.skip(0.25 * small);
    }
    pen.blocks
}

fn head(
    matrix: &Matrix,
    (object, brief): (&Object, &Brief),
    rows: &[Vec<bool>],
    paper: Paper,
    size: f32,
) -> Pen {
    let room = paper.width - 2.0 * BRIEF_SIDE;
    let beside = room - CODE - 16.0;
    let address = url(matrix, object);
    let audience = matrix.find("audience", &brief.audience);
    let audience = audience.map_or(brief.audience.as_str(), Object::name);
    let mut pen = Pen::default();
    pen.skip(8.0);
    let top = pen.y;
    pen.set(Role::Text, &[Run::accent(format!("For: {audience}"))], BRIEF_SIDE, beside, LEAST);
    pen.skip(2.0);
    let title = [Run::accent_bold(object.name())];
    pen.set(Role::Title, &title, BRIEF_SIDE, beside, size * TITLE);
    pen.skip(3.0);
    let lead = [Run::plain(&object.common.summary)];
    pen.set(Role::Text, &lead, BRIEF_SIDE, beside, size * LEAD);
    pen.skip(2.0);
    pen.set(Role::Text, &[Run::link(&address)], BRIEF_SIDE, beside, LEAST);
    if !rows.is_empty() {
        let rows = rows.to_vec();
        let mut code = Block::empty(Role::Figure(format!("QR code: {address}")));
        let x = paper.width - BRIEF_SIDE - CODE;
        code.marks.push(Mark::Code { x, y: top, side: CODE, rows });
        pen.blocks.push(code);
        pen.y = pen.y.max(top + CODE);
    }
    pen.skip(7.0);
    pen.bar(BRIEF_SIDE, room, 1.6);
    pen.skip(9.0);
    pen
}

fn resolve(matrix: &Matrix, cited: &mut Vec<String>, name: &str) -> Option<Resolved> {
    let Some(key) = name.strip_prefix('@') else {
        let object = matrix.get(name)?;
        let url = url(matrix, object);
        return Some(Resolved { url, text: name.to_owned(), ..Resolved::default() });
    };
    matrix.find("reference", key)?;
    let place = cited.iter().position(|it| it == key).unwrap_or_else(|| {
        cited.push(key.to_owned());
        cited.len() - 1
    });
    Some(Resolved { text: format!("[{}]", place + 1), ..Resolved::default() })
}

fn set_piece(pen: &mut Pen, piece: &Piece, room: f32, size: f32) {
    let heading = piece.kind == PieceKind::Heading;
    let runs: Vec<Run> = piece
        .spans
        .iter()
        .map(|span| Run {
            text: span.text.clone(),
            bold: span.strong || heading,
            tone: if heading || span.url.is_some() { Tone::Accent } else { Tone::Ink },
            link: span.url.clone(),
        })
        .collect();
    if heading {
        pen.skip(0.5 * size);
        pen.set(Role::Heading, &runs, BRIEF_SIDE, room, size * HEADING);
        pen.skip(0.3 * size);
        return;
    }
    let depth = f32::from(u8::try_from(piece.depth.min(4)).unwrap_or_default());
    match &piece.label {
        Some(label) => {
            let indent = 16.0 * (depth - 1.0).max(0.0);
            item(pen, label, &runs, [BRIEF_SIDE + indent, 16.0, room - indent], size);
            pen.skip(0.3 * size);
        }
        None if piece.depth > 0 => {
            pen.set(Role::Body, &runs, BRIEF_SIDE + 16.0 * depth, room - 16.0 * depth, size);
            pen.skip(0.3 * size);
        }
        None => {
            pen.set(Role::Text, &runs, BRIEF_SIDE, room, size);
            pen.skip(0.55 * size);
        }
    }
}

/// Sets an item: `[x, indent, room]`.
pub(super) fn item(
    pen: &mut Pen,
    label: &str,
    runs: &[Run],
    [x, indent, room]: [f32; 3],
    size: f32,
) {
    let top = pen.y;
    pen.set(Role::Label, &[Run::plain(label)], x, indent, size);
    pen.y = top;
    pen.set(Role::Body, runs, x + indent, room - indent, size);
}

fn reference(matrix: &Matrix, key: &str) -> Vec<Run> {
    let object = matrix.find("reference", key);
    let Some((object, Body::Reference(it))) = object.map(|object| (object, &object.body)) else {
        return vec![Run::plain(key)];
    };
    let by: Vec<&str> =
        it.authors.iter().map(String::as_str).chain(it.publisher.as_deref()).collect();
    let end = if object.name().ends_with(['.', '?', '!']) { "" } else { "." };
    let by = if by.is_empty() { String::new() } else { format!("{}, ", by.join(", ")) };
    vec![
        Run::bold(object.name()),
        Run::plain(format!("{end} {by}{}. ", it.date)),
        Run::link(&it.url),
    ]
}

/// Cuts blocks that stand below each other into pages. A heading stays with what follows.
pub(super) fn paginate(blocks: Vec<Block>, paper: Paper) -> Vec<Vec<Block>> {
    let end = paper.height - 2.0 * ENDS - FOOT;
    let mut pages: Vec<Vec<Block>> = vec![Vec::new()];
    // What is taken off the heights of the blocks, since they begin a page.
    let mut from = 0.0;
    let mut waiting: Vec<Block> = Vec::new();
    for block in blocks {
        let leads = matches!(block.role, Role::Heading | Role::Label);
        if leads && block.lines.len() <= LONGEST_HEADING {
            waiting.push(block);
            continue;
        }
        let mut next = Some(block);
        while let Some(mut block) = next.take() {
            let fits = block.lines.iter().filter(|it| bottom(it) - from <= end).count();
            if fits < block.lines.len() {
                let keep = kept(fits, block.lines.len());
                if keep == 0 && pages.last().is_some_and(|page| !page.is_empty()) {
                    let first = waiting.first().unwrap_or(&block);
                    from = first.lines.first().map_or(from, top);
                    pages.push(Vec::new());
                    next = Some(block);
                    continue;
                }
                let lines = block.lines.split_off(keep.max(1));
                next = Some(Block { role: Role::More, lines, marks: Vec::new() });
            }
            for block in waiting.drain(..).chain([block]) {
                place(&mut pages, block, from);
            }
        }
    }
    for block in waiting {
        place(&mut pages, block, from);
    }
    pages
}

/// Returns how many lines of a block stay, if so many of them would fit: no line stands alone.
fn kept(fits: usize, lines: usize) -> usize {
    let keep = if lines - fits == 1 { fits.saturating_sub(1) } else { fits };
    if keep < TOGETHER { 0 } else { keep }
}

fn place(pages: &mut [Vec<Block>], mut block: Block, from: f32) {
    block.shift(0.0, ENDS - from);
    if let Some(page) = pages.last_mut() {
        page.push(block);
    }
}

fn top(line: &Placed) -> f32 {
    line.y - super::layout::rise(line.size)
}

fn bottom(line: &Placed) -> f32 {
    top(line) + line.size * LEADING
}

/// Sets the line at the foot of a page.
pub(super) fn foot(page: &mut Vec<Block>, said: &str, number: &str, paper: Paper) {
    let room = paper.width - 2.0 * BRIEF_SIDE;
    let mut pen = Pen { y: paper.height - ENDS - FOOT + 8.0, ..Pen::default() };
    pen.bar(BRIEF_SIDE, room, 0.6);
    pen.skip(3.0);
    let number = [Run::soft(number)];
    let width = number[0].width(LEAST);
    let top = pen.y;
    pen.set(Role::Furniture, &number, paper.width - BRIEF_SIDE - width, width + 1.0, LEAST);
    pen.y = top;
    // One line: a name that is too long for it is cut by the rest of the page.
    let said = pen.set(Role::Furniture, &[Run::soft(said)], BRIEF_SIDE, room - width - 12.0, LEAST);
    said.lines.truncate(1);
    page.append(&mut pen.blocks);
}
