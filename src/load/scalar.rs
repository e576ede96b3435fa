//! What a plain scalar means.

use serde_json::{Number, Value};

/// Resolves a plain scalar by the core schema of YAML 1.2 (section 10.3.2). `None`: readers of
/// YAML 1.1 and of 1.2 would take it for different things.
pub(super) fn resolve(value: &str) -> Option<Value> {
    match value {
        "" | "~" | "null" | "Null" | "NULL" => return Some(Value::Null),
        "true" | "True" | "TRUE" => return Some(Value::Bool(true)),
        "false" | "False" | "FALSE" => return Some(Value::Bool(false)),
        _ => {}
    }
    let first = value.bytes().next()?;
    let number_like = first.is_ascii_digit() || b"+-.".contains(&first);
    if !number_like {
        let folded = value.to_ascii_lowercase();
        let switch = matches!(folded.as_str(), "yes" | "no" | "on" | "off" | "y" | "n");
        return (!switch).then(|| Value::String(value.to_owned()));
    }
    let digits = value.trim_start_matches(['+', '-']);
    let all = |text: &str, extra: &[u8]| {
        !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit() || extra.contains(&b))
    };
    let leading_zero = digits.len() > 1 && digits.starts_with('0') && all(digits, b"");
    let prefixed = digits.starts_with("0x") || digits.starts_with("0o") || digits.starts_with("0b");
    let grouped = all(digits, b"_") && digits.contains('_');
    let sexagesimal = all(digits, b":") && digits.contains(':') && !digits.ends_with(':');
    let infinite = matches!(digits.to_ascii_lowercase().as_str(), ".inf" | ".nan");
    if leading_zero || (prefixed && digits.len() > 2) || grouped || sexagesimal || infinite {
        return None;
    }
    if all(digits, b"")
        && value.len() - digits.len() <= 1
        && let Ok(whole) = value.trim_start_matches('+').parse::<i64>()
    {
        return Some(Value::Number(whole.into()));
    }
    let decimal = all(digits, b".eE+-") && digits.bytes().any(|b| b.is_ascii_digit());
    if decimal
        && value.len() - digits.len() <= 1
        && let Some(number) = value.parse().ok().and_then(Number::from_f64)
    {
        return Some(Value::Number(number));
    }
    Some(Value::String(value.to_owned()))
}
