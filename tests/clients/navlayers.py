"""mitreattack-python loads both layers strictly, and draws SVG and Excel from them with MITRE's own data."""
import gzip, io, logging, os, pathlib, sys, tempfile

from mitreattack.navlayers import Layer, SVGConfig, ToExcel, ToSvg

EXPORTS = pathlib.Path(os.environ["EXPORTS"])
ATTACK = pathlib.Path(os.environ["ATTACK"])


def main():
    with tempfile.TemporaryDirectory() as temp:
        temp = pathlib.Path(temp)
        for domain in ("enterprise", "ics"):
            path = EXPORTS / f"navigator/{domain}-attack.layer.json"
            layer = Layer(strict=True)
            layer.from_file(str(path))
            assert layer.layer is not None, f"{path} was refused"
            written = layer.to_dict()
            assert written["domain"] == f"{domain}-attack"
            entries = written["techniques"]
            assert entries and all(it["score"] >= 1 and it["comment"] and it["links"] for it in entries)
            bundle = temp / f"{domain}-attack.json"
            bundle.write_bytes(gzip.decompress((ATTACK / f"{domain}-attack-18.1.json.gz").read_bytes()))
            svg, xlsx = temp / f"{domain}.svg", temp / f"{domain}.xlsx"
            ToSvg(domain=domain, source="local", resource=str(bundle), config=SVGConfig()).to_svg(layer, filepath=str(svg))
            assert svg.stat().st_size > 20_000, "the picture is empty"
            ToExcel(domain=domain, source="local", resource=str(bundle)).to_xlsx(layer, filepath=str(xlsx))
            assert xlsx.stat().st_size > 5_000, "the workbook is empty"
            print(f"navlayers: {domain} layer with {len(entries)} techniques loaded strictly, SVG {svg.stat().st_size:,} and XLSX {xlsx.stat().st_size:,} bytes")


logging.disable(logging.WARNING)
main()
