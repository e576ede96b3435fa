"""compliance-trestle, whose models are made from NIST's schemas and forbid what these do not name, reads the catalog and writes it back whole."""
import json, os, pathlib

from trestle.core.catalog.catalog_interface import CatalogInterface
from trestle.oscal.catalog import Catalog

EXPORTS = pathlib.Path(os.environ["EXPORTS"])
# https://pages.nist.gov/OSCAL: names that need no namespace.
PARTS = {"overview", "statement", "item", "guidance", "example", "assessment-objective", "assessment-method"}
PROPS = {"label", "sort-id", "alt-identifier", "status"}


def parts_of(parts):
    for part in parts or []:
        yield part
        yield from parts_of(part.parts)


def main():
    path = EXPORTS / "oscal/catalog.json"
    catalog = Catalog.oscal_read(path)
    written = json.loads(catalog.oscal_serialize_json())
    ours = json.loads(path.read_text())
    for field in ("published", "last-modified"):
        assert ours["catalog"]["metadata"][field].startswith(written["catalog"]["metadata"].pop(field)[:19])
        ours["catalog"]["metadata"].pop(field)
    assert written == ours, "something was lost on the way through"
    assert catalog.metadata.oscal_version.root.root.startswith("1.1")
    interface = CatalogInterface(catalog)
    controls = list(interface.get_all_controls_from_dict())
    mitigations = [it for it in json.loads((EXPORTS / "json/matrix.json").read_text())["objects"] if it["kind"] == "mitigation"]
    assert {it.title.replace("\\", "") for it in controls} == {it["name"] for it in mitigations}
    resources = {it.uuid: it for it in catalog.back_matter.resources}
    ids, answered = set(), 0
    for control in controls:
        assert control.id not in ids
        ids.add(control.id)
        for prop in control.props:
            assert prop.ns or prop.name in PROPS, prop.name
        for part in parts_of(control.parts):
            assert part.ns or part.name in PARTS, part.name
            assert part.id not in ids and part.prose
            ids.add(part.id)
        for link in control.links:
            if link.rel == "reference":
                page = resources[link.href.removeprefix("#")].rlinks[0].href
                inner = EXPORTS / "site" / page.split("/", 3)[3] / "index.html"
                assert f'id="{link.resource_fragment}"' in inner.read_text(), f"{page}#{link.resource_fragment} is no place"
                answered += 1
    print(f"oscal: {len(controls)} controls in {len(catalog.groups)} groups read by trestle, {answered} links to {len(resources)} catalogues lead to their control")


main()
