"""Makes what a release consists of: archives of the program and of the content, their hashes, installer, formula.

The same input gives the same bytes, given the same zlib: names are sorted, times are those of the release, owners are
nobody, and what packs leaves no trace of its own. Needs Python alone.
"""
import argparse, datetime, gzip, hashlib, io, pathlib, re, subprocess, sys, tarfile, tempfile, time, zipfile

ROOT = pathlib.Path(__file__).resolve().parents[1]
SHELLS = {"bash": "dtm.bash", "elvish": "dtm.elv", "fish": "dtm.fish", "powershell": "_dtm.ps1", "zsh": "_dtm"}
TARGETS = ["aarch64-apple-darwin", "aarch64-unknown-linux-musl", "x86_64-apple-darwin", "x86_64-pc-windows-msvc",
           "x86_64-unknown-linux-musl"]
LICENSES = ["LICENSE-APACHE", "LICENSE-MIT", "NOTICE"]


def fail(why):
    sys.exit(f"packaging/archive.py: {why}")


def field(path, pattern):
    """A value that stands at the beginning of a line."""
    found = re.search(pattern, (ROOT / path).read_text(encoding="utf-8"), re.MULTILINE)
    return found[1] if found else fail(f"{path} has no line {pattern}")


def program_version():
    return field("Cargo.toml", r'^version = "(\d+\.\d+\.\d+)"')


def content():
    """Id, version and day of the content."""
    return (field("matrix/matrix.yaml", r"^id: ([a-z0-9-]+)$"), field("matrix/matrix.yaml", r'^version: "(\d+\.\d+)"'),
            field("matrix/matrix.yaml", r"^released: (\d{4}-\d{2}-\d{2})$"))


def seconds(day):
    return int(datetime.datetime.fromisoformat(f"{day}T00:00:00+00:00").timestamp())


def tar_gz(files, when):
    packed = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", fileobj=packed, compresslevel=9, mtime=0) as stream:
        with tarfile.open(fileobj=stream, mode="w", format=tarfile.PAX_FORMAT) as archive:
            for name, (data, runs) in sorted(files.items()):
                entry = tarfile.TarInfo(name)
                entry.size, entry.mtime, entry.mode = len(data), when, 0o755 if runs else 0o644
                archive.addfile(entry, io.BytesIO(data))
    return packed.getvalue()


def zipped(files, when):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, (data, runs) in sorted(files.items()):
            entry = zipfile.ZipInfo(name, time.gmtime(when)[:6])
            entry.create_system, entry.compress_type = 3, zipfile.ZIP_DEFLATED
            entry.external_attr = (0o100755 if runs else 0o100644) << 16
            archive.writestr(entry, data)
    return packed.getvalue()


def put(out, name, data):
    out.mkdir(parents=True, exist_ok=True)
    (out / name).write_bytes(data)
    print(out / name)


def read(path):
    return path.read_bytes(), False


def program(args):
    """The program with its pages of the manual, its completions and its licenses."""
    if args.target not in TARGETS:
        fail(f"{args.target} is not one of {', '.join(TARGETS)}")
    windows = "windows" in args.target
    # A program for another machine cannot be asked; the one of this machine says the same.
    asked = str((args.asked or args.dtm).resolve())
    tell = lambda *words: subprocess.run([asked, *words], capture_output=True, check=True).stdout
    version = program_version()
    said = tell("--version").decode().split()[-1]
    if said != version:
        fail(f"{asked} is {said}, and Cargo.toml says {version}")
    folder = f"dtm-{version}-{args.target}"
    files = {f"{folder}/dtm{'.exe' if windows else ''}": (args.dtm.read_bytes(), True)}
    for name in [*LICENSES, "README.md", "CHANGELOG.md", "SECURITY.md"]:
        files[f"{folder}/{name}"] = read(ROOT / name)
    for shell, name in SHELLS.items():
        files[f"{folder}/completions/{name}"] = (tell("completions", shell), False)
    for name, page in pages(asked):
        files[f"{folder}/man/{name}"] = (page, False)
    pack = zipped if windows else tar_gz
    put(args.out, f"{folder}.{'zip' if windows else 'tar.gz'}", pack(files, seconds(args.date)))


def pages(asked):
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([asked, "man", "--out", folder], capture_output=True, check=True)
        return [(path.name, path.read_bytes()) for path in sorted(pathlib.Path(folder).iterdir())]


def whole(args):
    """The content: all that `dtm build` makes, held to its manifest, with the license."""
    name, version, day = content()
    folder = f"{name}-{version}"
    lines = (args.exports / "manifest.txt").read_text(encoding="utf-8").splitlines()
    listed = dict(reversed(line.split("  ", 1)) for line in lines)
    there = {path.relative_to(args.exports).as_posix() for path in args.exports.rglob("*") if not path.is_dir()}
    # What `dtm build` saw last is of one disk, and no content.
    there = {path for path in there if not path.startswith(".dtm/")}
    for path in sorted((set(listed) | {"manifest.txt"}) ^ there):
        fail(f"{path} is {'not listed in manifest.txt' if path in there else 'listed in manifest.txt and not there'}")
    files = {f"{folder}/{path}": read(args.exports / path) for path in there}
    for path, wanted in listed.items():
        if hashlib.sha256(files[f"{folder}/{path}"][0]).hexdigest() != wanted:
            fail(f"{path} is not what manifest.txt says")
    for path in ["LICENSE-CONTENT.md", "NOTICE"]:
        files[f"{folder}/{path}"] = read(ROOT / path)
    put(args.out, f"{folder}.tar.gz", tar_gz(files, seconds(day)))
    put(args.out, f"{folder}.zip", zipped(files, seconds(day)))


def sums(args):
    """SHA256SUMS over all that lies in a folder, as `sha256sum -c` reads it."""
    paths = sorted(path for path in args.out.iterdir() if path.name != "SHA256SUMS")
    lines = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in paths]
    put(args.out, "SHA256SUMS", "".join(lines).encode())


def fill(args):
    """Installer and formula, with the repository, the version and the hashes of this release."""
    if not re.fullmatch(r"[A-Za-z0-9-]+/[A-Za-z0-9._-]+", args.repository):
        fail(f"{args.repository} is no owner/name")
    known = dict(reversed(line.split("  ", 1)) for line in (args.out / "SHA256SUMS").read_text().splitlines())
    version = program_version()
    values = {"REPOSITORY": args.repository, "VERSION": version}
    for target in TARGETS:
        name = f"dtm-{version}-{target}.{'zip' if 'windows' in target else 'tar.gz'}"
        if name not in known:
            fail(f"SHA256SUMS has no {name}")
        values[f"SHA256 {target}"] = known[name]
    for source, name in [("install.sh", "install.sh"), ("dtm.rb.in", "dtm.rb")]:
        text = (ROOT / "packaging" / source).read_text(encoding="utf-8")
        for key, value in values.items():
            text = text.replace(f"@{key}@", value)
        if left := re.search(r"@[A-Z0-9]+( [a-z0-9_-]+)?@", text):
            fail(f"{source}: nothing fills {left[0]}")
        put(args.out, name, text.encode())


def tag(args):
    """Says what a tag releases: the program (three numbers) or the content (two), if the files say the same."""
    if args.tag == f"v{program_version()}":
        print("program")
    elif args.tag == f"v{content()[1]}":
        print("content")
    else:
        fail(f"{args.tag} is neither v{program_version()}, the program of Cargo.toml, nor v{content()[1]}, the content "
             "of matrix/matrix.yaml")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    commands = parser.add_subparsers(required=True)
    def command(run, *arguments):
        it = commands.add_parser(run.__name__ if run is not whole else "content", help=run.__doc__)
        it.set_defaults(run=run)
        for name, options in arguments:
            it.add_argument(name, **options)
    path = {"type": pathlib.Path, "required": True}
    command(program, ("--dtm", path), ("--asked", {"type": pathlib.Path}), ("--target", {"required": True}),
            ("--date", {"required": True, "help": "the day of the release, YYYY-MM-DD"}), ("--out", path))
    command(whole, ("--exports", path), ("--out", path))
    command(sums, ("--out", path))
    command(fill, ("--repository", {"required": True}), ("--out", path))
    command(tag, ("tag", {}))
    args = parser.parse_args()
    args.run(args)


main()
