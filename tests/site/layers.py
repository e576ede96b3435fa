"""mitreattack-python loads the Navigator layers that the page "My environment" gives: strictly, and loses nothing of them."""
import json, logging, pathlib, sys

from mitreattack.navlayers import Layer

logging.disable(logging.WARNING)
for path in map(pathlib.Path, sys.argv[1:]):
    layer = Layer(strict=True)
    layer.from_file(str(path))
    assert layer.layer is not None, f"{path.name} was refused"
    there, back = json.loads(path.read_text(encoding="utf-8"))["techniques"], layer.to_dict()["techniques"]
    assert there and len(there) == len(back), f"{path.name}: {len(there)} techniques went in, {len(back)} came out"
    for before, after in zip(there, back):
        for key in ("techniqueID", "score", "enabled", "showSubtechniques", "comment"):
            assert before.get(key) == after.get(key), f"{path.name}: {before['techniqueID']}.{key}"
        for key in ("links", "metadata"):
            assert len(before.get(key, [])) == len(after.get(key, [])), f"{path.name}: {before['techniqueID']} lost {key}"
    print(f"{path.name}: {len(there)} techniques")
