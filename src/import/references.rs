//! Sources that a source cites, as references with keys.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use super::made::{Home, Imported, Made};
use super::prose::{capital, cut, plain};
use crate::start::slug;

/// A source as another text names it.
#[derive(Clone, Debug, Default)]
struct Cited {
    key: String,
    words: String,
    url: String,
}

/// All sources that can be cited, and those that are.
#[derive(Default)]
pub(super) struct References {
    by_name: BTreeMap<String, Cited>,
    used: RefCell<BTreeSet<String>>,
    /// Names of those that show what was observed.
    shown: RefCell<BTreeSet<String>>,
}

impl References {
    /// Notes a source; one without an address that a reader can follow is none. Of two with one name
    /// that counts of which more is said.
    pub(super) fn note(&mut self, name: &str, words: &str, url: &str) {
        let fits = |c: char| !c.is_whitespace() && !c.is_control() && !"<>\"'".contains(c);
        let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
        let open = rest.is_some_and(|rest| !rest.is_empty() && rest.chars().all(fits));
        if !open || name.trim().is_empty() {
            return;
        }
        let weight = |words: &str, url: &str| (words.len(), words.to_owned(), url.to_owned());
        let known = self.by_name.get(name).map(|it| weight(&it.words, &it.url));
        if known.is_none_or(|known| known < weight(words, url)) {
            let cited = Cited { key: String::new(), words: words.to_owned(), url: url.to_owned() };
            self.by_name.insert(name.to_owned(), cited);
        }
    }

    /// Gives a key to every source, when all are noted.
    pub(super) fn settle(&mut self) {
        let mut taken = BTreeSet::new();
        for (name, cited) in &mut self.by_name {
            let short: String = slug(name).chars().take(60).collect();
            let short = short.trim_matches('-');
            let start = if short.is_empty() { "source" } else { short };
            let others = (2_u32..).map(|number| format!("{start}-{number}"));
            let mut keys = std::iter::once(start.to_owned()).chain(others);
            cited.key = keys.find(|key| !taken.contains(key)).unwrap_or_default();
            taken.insert(cited.key.clone());
        }
    }

    /// Returns the key of a source, which is cited from now on.
    pub(super) fn cite(&self, name: &str) -> Option<String> {
        let cited = self.by_name.get(name)?;
        self.used.borrow_mut().insert(name.to_owned());
        Some(cited.key.clone())
    }

    /// The same, of a source that shows what an adversary did.
    pub(super) fn shows(&self, name: &str) -> Option<String> {
        let key = self.cite(name)?;
        self.shown.borrow_mut().insert(name.to_owned());
        Some(key)
    }

    /// Writes the sources that are cited. `by` is who cites them.
    pub(super) fn write(&self, by: &str, home: Home<'_>, made: &mut Imported) {
        let mut titles = BTreeSet::new();
        for name in &*self.used.borrow() {
            let Some(cited) = self.by_name.get(name) else { continue };
            let (date, title) = read(&cited.words);
            let mut title = if title.chars().count() < 3 { plain(name) } else { title };
            if title.chars().count() < 3 || !titles.insert(title.to_lowercase()) {
                title = format!("{title} ({})", cited.key);
                titles.insert(title.to_lowercase());
            }
            let mut object = Made::new("reference", &cited.key, home);
            object.set("title", cut(&title, 250));
            object
                .set("summary", format!("{} cites it as {}.", capital(by), cut(&plain(name), 120)));
            let shown = self.shown.borrow().contains(name);
            object.set("kind", if shown { "incident" } else { "research" });
            object.set("date", date);
            object.set("url", cited.url.clone());
            made.add(object);
        }
    }
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// Reads `Author. (2016, March 18). Title. Retrieved …` as a date and a title.
fn read(words: &str) -> (String, String) {
    let words = plain(words);
    let year_at = |at: usize| {
        let four = words.get(at..at + 4)?;
        let year = four.parse::<u32>().ok().filter(|year| (1970..=2099).contains(year))?;
        let before = words[..at].chars().next_back();
        let after = words[at + 4..].chars().next();
        let alone =
            |c: Option<char>| c.is_none_or(|c| !c.is_ascii_alphanumeric() && c != '/' && c != '-');
        (four.bytes().all(|byte| byte.is_ascii_digit()) && alone(before) && alone(after))
            .then_some(year)
    };
    let Some((at, year)) = words.char_indices().find_map(|(at, _)| Some((at, year_at(at)?))) else {
        return ("undated".to_owned(), title(&words));
    };
    let mut rest = words[at + 4..].trim_start_matches([',', ' ']);
    let mut date = format!("{year}");
    let month = MONTHS.iter().zip(1..).find(|(name, _)| rest.starts_with(**name));
    if let Some((name, month)) = month {
        date = format!("{year}-{month:02}");
        rest = rest[name.len()..].trim_start();
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        if let Some(day) =
            rest[..digits].parse::<u32>().ok().filter(|day| (1..=days(year, month)).contains(day))
        {
            date = format!("{date}-{day:02}");
            rest = &rest[digits..];
        }
    }
    (date, title(rest))
}

/// Returns whether a text is a day of the calendar, `YYYY-MM-DD`.
pub(super) fn is_day(text: &str) -> bool {
    let number = |range: std::ops::Range<usize>| {
        let part = text.get(range)?;
        part.bytes().all(|byte| byte.is_ascii_digit()).then(|| part.parse::<u32>().ok())?
    };
    let (Some(year), Some(month), Some(day)) = (number(0..4), number(5..7), number(8..10)) else {
        return false;
    };
    text.len() == 10
        && text.get(4..5) == Some("-")
        && text.get(7..8) == Some("-")
        && (1..=12).contains(&month)
        && (1..=days(year, month)).contains(&day)
}

fn days(year: u32, month: u32) -> u32 {
    match month {
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => {
            29
        }
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

fn title(text: &str) -> String {
    let end = text.find("Retrieved").unwrap_or(text.len());
    text[..end].trim_matches(|c: char| " .,;)(\"".contains(c)).to_owned()
}
