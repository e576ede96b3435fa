//! The formula of an assessment: the case that `docs/assessment.md` computes by hand, and what must
//! be true whatever the matrix and the answers.

use dicom_threat_matrix::assess::{
    Assessment, Entry, Exposure, Ground, MatrixId, Measure, MeasureKind, OwnAsset, Presence, Row,
    SiteCoverage, State, coverage,
};
use dicom_threat_matrix::model::kinds::{Effect, Maturity, PatientSafety};
use proptest::prelude::*;
use proptest::sample::{Index, select, subsequence};

fn measure(id: &str, kind: MeasureKind, priority: u8) -> Measure<'_> {
    Measure { id, kind, priority }
}

fn entry(id: &str, status: Presence) -> Entry {
    Entry { id: id.to_owned(), status, ..Entry::default() }
}

fn blank() -> Assessment {
    let matrix = MatrixId { id: "dicom-threat-matrix".to_owned(), version: "0.1".to_owned() };
    Assessment::new(matrix, "2026-11-22")
}

/// The matrix of the example.
fn three() -> Ground<'static> {
    let row = |id, maturity, safety, mitigations, detections| Row {
        id,
        maturity,
        safety,
        assets: vec!["DA0001"],
        surface: vec!["c-store"],
        access: vec!["network"],
        mitigations,
        detections,
    };
    let mut third = row(
        "DT0003",
        Maturity::Conceptual,
        PatientSafety::None,
        vec![("C", Effect::Hinders)],
        vec![],
    );
    third.assets = vec!["DA0002"];
    third.surface = vec!["print"];
    Ground {
        techniques: vec![
            row(
                "DT0001",
                Maturity::Observed,
                PatientSafety::Direct,
                vec![("A", Effect::Prevents), ("B", Effect::Hinders)],
                vec!["D"],
            ),
            row(
                "DT0002",
                Maturity::Demonstrated,
                PatientSafety::Indirect,
                vec![("B", Effect::Limits)],
                vec!["D"],
            ),
            third,
        ],
        measures: vec![
            measure("A", MeasureKind::Mitigation, 1),
            measure("B", MeasureKind::Mitigation, 2),
            measure("C", MeasureKind::Mitigation, 1),
            measure("D", MeasureKind::Detection, 3),
        ],
        assets: ["DA0001", "DA0002"].into(),
        surfaces: ["c-store", "print"].into(),
    }
}

fn example() -> Assessment {
    Assessment {
        mitigations: vec![
            entry("A", Presence::Partial),
            entry("B", Presence::InPlace),
            entry("C", Presence::Planned),
        ],
        detections: vec![entry("D", Presence::InPlace)],
        ..blank()
    }
}

/// Equality of numbers to the last bit: nothing here is rounded before the last division.
#[expect(clippy::float_cmp, reason = "every digit counts")]
fn same(a: f64, b: f64) -> bool {
    a == b
}

#[test]
fn the_example_of_the_docs_is_computed_as_by_hand() {
    let site = coverage(&three(), &example());
    let of = |id: &str| site.techniques[id];
    let first = of("DT0001");
    assert!(same(first.prevented, 11.0 / 16.0) && same(first.seen, 0.25), "{first:?}");
    assert!(same(first.coverage, 49.0 / 64.0) && first.importance == 9, "{first:?}");
    assert_eq!(first.state, State::Covered);
    assert!(same(of("DT0002").coverage, 7.0 / 16.0), "{:?}", of("DT0002"));
    assert_eq!(of("DT0002").state, State::Partly);
    assert!(same(of("DT0003").coverage, 0.0), "{:?}", of("DT0003"));
    assert_eq!(of("DT0003").state, State::Open);
    assert_eq!(site.coverage, Some(0.617_187_5));
    assert_eq!(site.percent(), Some(61));
    assert_eq!(site.importance, 14);
    let steps: Vec<_> =
        site.steps.iter().map(|it| (it.id, it.gain, &it.closes[..], &it.touches[..])).collect();
    assert_eq!(steps, [("A", 1.265_625, &[][..], &[][..]), ("C", 0.5, &[][..], &["DT0003"][..])]);
    assert!((site.points(1.265_625) - 9.04).abs() < 0.01);
}

#[test]
fn what_the_site_has_narrows_and_unknown_ids_do_not() {
    let ground = three();
    let only = |assets: &[&str], surfaces: &[&str]| {
        let assets =
            assets.iter().map(|id| OwnAsset { id: (*id).to_owned(), ..OwnAsset::default() });
        let surfaces = surfaces.iter().map(|it| (*it).to_owned());
        let (assets, surfaces) = (assets.collect(), surfaces.collect());
        coverage(&ground, &Assessment { assets, surfaces, ..example() })
    };
    assert_eq!(only(&["DA0001"], &[]).techniques["DT0003"].state, State::NotApplicable);
    assert_eq!(only(&["DA0001"], &[]).coverage, Some((9.0 * 0.765_625 + 4.0 * 0.4375) / 13.0));
    assert_eq!(only(&["DA0001"], &["print"]).coverage, None);
    assert_eq!(only(&["DA9999"], &["teleport"]).coverage, Some(0.617_187_5));
    assert_eq!(only(&["DA9999", "DA0001"], &[]).counts.not_applicable, 1);
}

#[test]
fn a_technique_is_in_reach_from_where_the_widest_of_its_assets_is() {
    use Exposure::{HospitalNetwork, ImagingNetwork, Internet, Isolated, RemoteAccess};

    let mut ground = three();
    ground.techniques[0].assets = vec!["DA0001", "DA0002"];
    ground.techniques[0].access = vec!["authenticated", "network"];
    ground.techniques[1].access = vec!["adjacent"];
    ground.techniques[2].access = vec!["local-file"];
    ground.techniques[2].assets = vec!["DA0001"];
    let reach = |first, second| {
        let own = |id: &str, exposure| OwnAsset { id: id.to_owned(), count: None, exposure };
        let assets = vec![own("DA0001", first), own("DA0002", second)];
        let site = coverage(&ground, &Assessment { assets, ..example() });
        ["DT0001", "DT0002", "DT0003"].map(|id| site.techniques[id].reach)
    };
    let imaging = Some(ImagingNetwork);
    assert_eq!(reach(Some(HospitalNetwork), Some(Internet)), [Some(Internet), imaging, None]);
    assert_eq!(reach(Some(RemoteAccess), None), [Some(RemoteAccess), imaging, None]);
    assert_eq!(reach(Some(Isolated), imaging), [imaging, None, None]);
    assert_eq!(reach(None, Some(Isolated)), [None, None, None]);
}

#[test]
fn earlier_days_are_read_off_the_history() {
    let past =
        |date: &str, status| dicom_threat_matrix::assess::Past { date: date.to_owned(), status };
    let mut now = example();
    now.mitigations[0].history =
        vec![past("2026-05-01", Presence::Planned), past("2025-01-01", Presence::Absent)];
    now.mitigations[1].history = vec![past("2025-01-01", Presence::Partial)];
    assert_eq!(now.days().into_iter().collect::<Vec<_>>(), ["2025-01-01", "2026-05-01"]);
    let on = |day: &str| -> Vec<Presence> {
        now.on(day).mitigations.iter().map(|it| it.status).collect()
    };
    assert_eq!(on("2024-01-01"), [Presence::Absent, Presence::Partial, Presence::Planned]);
    assert_eq!(on("2025-01-01"), [Presence::Absent, Presence::Partial, Presence::Planned]);
    assert_eq!(on("2025-06-01"), [Presence::Planned, Presence::InPlace, Presence::Planned]);
    assert_eq!(on("2026-06-01"), [Presence::Partial, Presence::InPlace, Presence::Planned]);
}

const MITIGATIONS: [&str; 6] = ["DM0001", "DM0002", "DM0003", "DM0004", "DM0005", "DM0006"];
const DETECTIONS: [&str; 4] = ["DD0001", "DD0002", "DD0003", "DD0004"];
const ASSETS: [&str; 3] = ["DA0001", "DA0002", "DA0003"];
const SURFACES: [&str; 3] = ["c-store", "media", "print"];
const TECHNIQUES: [&str; 8] =
    ["DT0001", "DT0002", "DT0002.001", "DT0003", "DT0004", "DT0005", "DT0006", "DT0007"];

fn row(id: &'static str) -> impl Strategy<Value = Row<'static>> {
    let effects = proptest::collection::vec(select(Effect::ALL.to_vec()), MITIGATIONS.len());
    let safety = [PatientSafety::None, PatientSafety::Indirect, PatientSafety::Direct];
    (
        (select(Maturity::ALL.to_vec()), select(safety.to_vec())),
        subsequence(ASSETS.to_vec(), 1..=ASSETS.len()),
        subsequence(SURFACES.to_vec(), 1..=SURFACES.len()),
        (subsequence(MITIGATIONS.to_vec(), 0..=MITIGATIONS.len()), effects),
        subsequence(DETECTIONS.to_vec(), 0..=DETECTIONS.len()),
        subsequence(vec!["network", "adjacent", "authenticated"], 0..=3),
    )
        .prop_map(
            move |((maturity, safety), assets, surface, (ids, effects), detections, access)| Row {
                id,
                maturity,
                safety,
                assets,
                surface,
                access,
                mitigations: ids.into_iter().zip(effects).collect(),
                detections,
            },
        )
}

fn ground() -> impl Strategy<Value = Ground<'static>> {
    let priorities = proptest::collection::vec(1_u8..=3, MITIGATIONS.len());
    (TECHNIQUES.map(row), priorities).prop_map(|(techniques, priorities)| Ground {
        techniques: techniques.into(),
        measures: (MITIGATIONS.iter().zip(priorities))
            .map(|(id, priority)| measure(id, MeasureKind::Mitigation, priority))
            .chain(DETECTIONS.iter().map(|id| measure(id, MeasureKind::Detection, 3)))
            .collect(),
        assets: ASSETS.into(),
        surfaces: SURFACES.into(),
    })
}

fn entries(ids: &'static [&'static str]) -> impl Strategy<Value = Vec<Entry>> {
    let statuses = proptest::collection::vec(select(Presence::ALL.to_vec()), ids.len());
    (subsequence(ids.to_vec(), 0..=ids.len()), statuses).prop_map(|(ids, statuses)| {
        ids.into_iter().zip(statuses).map(|(id, status)| entry(id, status)).collect()
    })
}

fn assessment() -> impl Strategy<Value = Assessment> {
    let exposure = proptest::option::of(select(Exposure::ALL.to_vec()));
    let exposures = proptest::collection::vec(exposure, ASSETS.len());
    let assets = (subsequence(ASSETS.to_vec(), 0..=ASSETS.len()), exposures);
    let surfaces = subsequence(SURFACES.to_vec(), 0..=SURFACES.len());
    (assets, surfaces, entries(&MITIGATIONS), entries(&DETECTIONS)).prop_map(
        |((assets, exposures), surfaces, mitigations, detections)| Assessment {
            assets: assets
                .into_iter()
                .zip(exposures)
                .map(|(id, exposure)| OwnAsset { id: id.to_owned(), count: None, exposure })
                .collect(),
            surfaces: surfaces.into_iter().map(str::to_owned).collect(),
            mitigations,
            detections,
            ..blank()
        },
    )
}

/// Returns the assessment with a thing at another status.
fn with(assessment: &Assessment, id: &str, status: Presence) -> Assessment {
    let mut more = assessment.clone();
    let list = if id.starts_with("DM") { &mut more.mitigations } else { &mut more.detections };
    list.retain(|it| it.id != id);
    list.push(entry(id, status));
    more
}

fn rises(before: &SiteCoverage<'_>, after: &SiteCoverage<'_>) -> bool {
    let mut each = before.techniques.iter();
    after.coverage >= before.coverage
        && each.all(|(id, it)| after.techniques[id].coverage >= it.coverage)
}

proptest! {
    #[test]
    fn putting_a_thing_in_place_lowers_nothing(ground in ground(), assessment in assessment(), which: Index) {
        let measure = *which.get(&ground.measures);
        let before = coverage(&ground, &with(&assessment, measure.id, Presence::Absent));
        let half = coverage(&ground, &with(&assessment, measure.id, Presence::Partial));
        let whole = coverage(&ground, &with(&assessment, measure.id, Presence::InPlace));
        prop_assert!(rises(&before, &half) && rises(&half, &whole), "{}", measure.id);
    }

    #[test]
    fn a_step_gains_and_closes_what_it_promises(ground in ground(), assessment in assessment()) {
        let before = coverage(&ground, &assessment);
        for step in &before.steps {
            let after = coverage(&ground, &with(&assessment, step.id, Presence::InPlace));
            let (was, is) = (before.coverage.unwrap(), after.coverage.unwrap());
            prop_assert!(((is - was) * f64::from(before.importance) - step.gain).abs() < 1e-9);
            prop_assert_eq!(after.counts.covered - before.counts.covered, step.closes.len());
        }
    }

    #[test]
    fn what_does_not_apply_is_as_if_nothing_named_it(ground in ground(), assessment in assessment()) {
        let off: Vec<&str> = assessment
            .entries()
            .filter(|it| it.status == Presence::NotApplicable)
            .map(|it| it.id.as_str())
            .collect();
        let mut without = ground.clone();
        for row in &mut without.techniques {
            row.mitigations.retain(|(id, _)| !off.contains(id));
            row.detections.retain(|id| !off.contains(id));
        }
        prop_assert_eq!(coverage(&without, &assessment), coverage(&ground, &assessment));
    }

    #[test]
    fn what_no_asset_meets_counts_nowhere(ground in ground(), assessment in assessment()) {
        let site = coverage(&ground, &assessment);
        let mut without = ground.clone();
        without.techniques.retain(|row| site.techniques[row.id].applicable);
        let less = coverage(&without, &assessment);
        prop_assert_eq!(less.coverage, site.coverage);
        prop_assert_eq!(less.steps, site.steps);
    }

    /// From where assets can be reached says what is in reach of whom, and changes no number.
    #[test]
    fn exposure_changes_no_number(ground in ground(), assessment in assessment()) {
        let site = coverage(&ground, &assessment);
        let mut unsaid = assessment.clone();
        unsaid.assets.iter_mut().for_each(|it| it.exposure = None);
        let mut silent = site.clone();
        silent.techniques.values_mut().for_each(|it| it.reach = None);
        prop_assert_eq!(&coverage(&ground, &unsaid), &silent);
        let mut wide = assessment;
        wide.assets.iter_mut().for_each(|it| it.exposure = Some(Exposure::Internet));
        for (id, found) in coverage(&ground, &wide).techniques {
            prop_assert!(found.reach >= site.techniques[id].reach, "{id}");
            prop_assert!(found.applicable || found.reach.is_none(), "{id}");
        }
    }

    #[test]
    fn no_order_matters(ground in ground(), assessment in assessment()) {
        let (mut other, mut again) = (ground.clone(), assessment.clone());
        other.techniques.reverse();
        other.measures.reverse();
        for row in &mut other.techniques {
            row.mitigations.reverse();
            row.detections.reverse();
            row.assets.reverse();
        }
        again.mitigations.reverse();
        again.detections.reverse();
        again.assets.reverse();
        again.surfaces.reverse();
        prop_assert_eq!(coverage(&other, &again), coverage(&ground, &assessment));
    }

    #[test]
    fn every_number_stays_in_its_bounds(ground in ground(), assessment in assessment()) {
        let site = coverage(&ground, &assessment);
        prop_assert!(site.coverage.is_none_or(|it| (0.0..=1.0).contains(&it)));
        prop_assert_eq!(site.coverage.is_none(), site.importance == 0);
        for found in site.techniques.values() {
            prop_assert!((0.0..=1.0).contains(&found.coverage) && found.seen <= 0.5);
        }
        let counts = site.counts;
        let sum = counts.covered + counts.partly + counts.open + counts.not_applicable;
        prop_assert_eq!(sum, ground.techniques.len());
    }
}
