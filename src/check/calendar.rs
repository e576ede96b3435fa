//! Days as the calendar has them.

/// Returns the day of a date `YYYY-MM-DD`, and how many days its month has in the Gregorian calendar.
pub(super) fn day_of(date: &str) -> Option<(u32, u32)> {
    let mut parts = date.split('-').map(str::parse::<u32>);
    let (Some(Ok(year)), Some(Ok(month)), Some(Ok(day)), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return None;
    };
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        1..=12 => 31,
        _ => return None,
    };
    Some((day, days))
}
