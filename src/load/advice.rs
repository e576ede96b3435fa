//! What to type when a text is not YAML.

pub(super) const UNCLOSED: &str = "a quote is opened and not closed";
pub(super) const CLOSE: &str = "close it at the end of the text; inside double quotes write `\\\"` for a quote, inside single quotes `''`";
pub(super) const APOSTROPHE: &str =
    "inside single quotes write `''` for an apostrophe, or put the whole text in double quotes";
pub(super) const QUOTE: &str =
    "put the whole text in quotes; inside double quotes write `\\\"` for a quote";
pub(super) const BACKSLASH: &str =
    "write a backslash in double quotes as `\\\\`, or use single quotes";
pub(super) const BRACKET: &str =
    "close the bracket, or put the text in double quotes if the bracket is text";
pub(super) const TEXT_AFTER_BRACKET: &str =
    "text that starts with a bracket must stand in double quotes";
pub(super) const COMMA: &str = "put a comma between two items; an item that holds a colon, a comma or a bracket must stand in double quotes";
pub(super) const COLON: &str = "put the text in double quotes; if a key starts here, put it on a line of its own, in one column with its neighbors";
pub(super) const START: &str = "put the text in double quotes";
pub(super) const CONTROL: &str = "delete it; it came along from another program";
pub(super) const ODD_SPACE: &str =
    "replace it by plain spaces; it came along from a word processor or a web page";
pub(super) const TAB: &str = "replace each tab by two spaces";
pub(super) const DEEP: &str = "an object of the matrix nests four deep at most";
pub(super) const DIRECTIVE: &str = "delete the line that starts with `%`";
pub(super) const ALIAS: &str = "write the value out, or put it in quotes if the asterisk is text";
pub(super) const CONFLICT: &str = "keep one of the two versions, and delete the lines that start with `<<<<<<<`, `=======` and `>>>>>>>`";
pub(super) const NO_KEY: &str =
    "indent it by two spaces if it goes on with the text above, or write it as `key: value`";
pub(super) const DUPLICATE_IN_LIST: &str = "keep one of the two, or begin another item of the list with `- `; the first is used until then";
pub(super) const INDENTATION: &str = "look at this line and the one above: the keys of one mapping stand in one column, list items start with `- `";
