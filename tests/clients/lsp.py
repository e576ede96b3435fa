"""`dtm lsp` serves a client of the library pygls, on a copy of the matrix."""
import asyncio, os, pathlib, shutil, subprocess, tempfile
from lsprotocol import types as lsp
from pygls.lsp.client import LanguageClient

ROOT = pathlib.Path(__file__).resolve().parents[2]
DTM = str(pathlib.Path(os.environ["DTM"]).resolve())
PATIENCE = 30


class Editor(LanguageClient):
    """A client that remembers the findings it was told, by file and version."""

    def __init__(self, folder):
        super().__init__("dtm-test", "1")
        self.folder, self.texts, self.told, self.news = folder, {}, {}, asyncio.Event()

        @self.feature(lsp.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
        def _(params):
            self.told[params.uri] = params
            self.news.set()

    def uri(self, inner):
        return pathlib.Path(os.path.normpath(self.folder / "matrix" / inner)).as_uri()

    def document(self, inner):
        return lsp.TextDocumentIdentifier(self.uri(inner))

    def open(self, inner):
        text = (self.folder / "matrix" / inner).read_text(encoding="utf-8")
        self.texts[inner] = (1, text)
        item = lsp.TextDocumentItem(uri=self.uri(inner), language_id="yaml", version=1, text=text)
        self.text_document_did_open(lsp.DidOpenTextDocumentParams(item))

    def edit(self, inner, old, new):
        version, text = self.texts[inner]
        start, end = self.place(inner, old, False), self.place(inner, old)
        change = lsp.TextDocumentContentChangePartial(range=lsp.Range(start, end), text=new)
        self.texts[inner] = (version + 1, text.replace(old, new, 1))
        self.text_document_did_change(lsp.DidChangeTextDocumentParams(
            lsp.VersionedTextDocumentIdentifier(uri=self.uri(inner), version=version + 1), [change]))

    def write(self, inner, text):
        """Another text as a whole, as after an edit that the server made."""
        version = self.texts[inner][0] + 1
        self.texts[inner] = (version, text)
        self.text_document_did_change(lsp.DidChangeTextDocumentParams(
            lsp.VersionedTextDocumentIdentifier(uri=self.uri(inner), version=version),
            [lsp.TextDocumentContentChangeWholeDocument(text)]))

    def place(self, inner, words, behind=True):
        """Where some words end, or start, in units of UTF-16."""
        text = self.texts[inner][1]
        before = text[: text.index(words) + (len(words) if behind else 0)]
        line = before.rsplit("\n", 1)[-1]
        return lsp.Position(before.count("\n"), len(line.encode("utf-16-le")) // 2)

    async def codes(self, inner, expected):
        """Waits until these are the codes of the findings of an open file, in its present version."""
        codes = None
        try:
            async with asyncio.timeout(PATIENCE):
                while codes != expected:
                    self.news.clear()
                    told = self.told.get(self.uri(inner))
                    if told and told.version == self.texts[inner][0]:
                        codes = [it.code for it in told.diagnostics]
                    if codes != expected:
                        await self.news.wait()
        except TimeoutError:
            raise AssertionError(f"{inner}: {codes}, not {expected}") from None

    def at(self, inner, words):
        return {"text_document": self.document(inner), "position": self.place(inner, words)}


def applied(text, edits):
    """The text after the edits, which count columns in units of UTF-16."""
    def offset(place):
        lines = text.split("\n")
        units = lines[place.line].encode("utf-16-le")[: 2 * place.character]
        return sum(len(line) + 1 for line in lines[: place.line]) + len(units.decode("utf-16-le"))

    for edit in sorted(edits, key=lambda it: offset(it.range.start), reverse=True):
        start, end = offset(edit.range.start), offset(edit.range.end)
        text = text[:start] + edit.new_text + text[end:]
    return text


async def actions(editor, inner, **context):
    whole = lsp.Range(lsp.Position(0, 0), lsp.Position(9999, 0))
    context = lsp.CodeActionContext([], **context)
    return await editor.text_document_code_action_async(
        lsp.CodeActionParams(editor.document(inner), whole, context)) or []


async def mending(editor, inner):
    """Three slips, each mended by its own action, and all of them by one; then the form of the file.

    What another file says of this one is judged when its form is right, so the third shows up later."""
    clean = editor.texts[inner][1]
    slips = [("- DA0016", "- DA016"), ("effect: hinders", "effect: hindrs"), ("[@forescout-muse", "[@forscout-muse")]
    for old, new in slips:
        editor.edit(inner, old, new)
    await editor.codes(inner, ["wrong-format", "unknown-value"])
    broken = editor.texts[inner][1]
    found = await actions(editor, inner, only=[lsp.CodeActionKind.QuickFix])
    done = 0
    while found:
        assert all(it.is_preferred and it.diagnostics for it in found), found
        editor.write(inner, applied(editor.texts[inner][1], found[0].edit.changes[editor.uri(inner)]))
        found = await actions(editor, inner, only=[lsp.CodeActionKind.QuickFix])
        done += 1
    assert done == len(slips), done
    await editor.codes(inner, [])
    assert editor.texts[inner][1] == clean

    editor.write(inner, broken)
    await editor.codes(inner, ["wrong-format", "unknown-value"])
    for context in [{"only": [lsp.CodeActionKind.SourceFixAll]}, {"trigger_kind": lsp.CodeActionTriggerKind.Invoked}]:
        everything = (await actions(editor, inner, **context))[-1]
        assert everything.kind == "source.fixAll.dtm" and "all 3" in everything.title, everything
        assert applied(broken, everything.edit.changes[editor.uri(inner)]) == clean
    editor.write(inner, clean)

    key = lsp.DocumentFormattingParams(editor.document(inner), lsp.FormattingOptions(2, True))
    assert not await editor.text_document_formatting_async(key)
    editor.edit(inner, "\nname: ", "\nname:    ")
    editor.edit(inner, "status: draft\n", "")
    editor.edit(inner, "\nname: ", "\nstatus: draft\nname: ")
    edits = await editor.text_document_formatting_async(key)
    assert applied(editor.texts[inner][1], edits) == clean
    editor.write(inner, clean)
    await editor.codes(inner, [])


async def naming(editor, folder):
    """An object gets a new name, and every text that quotes the old one has it, open or not."""
    asset, old, new = "assets/DA0006.yaml", "Web Viewer", "Viewer in a Browser"
    opened, closed = "mitigations/DM0005.yaml", "techniques/DT0001.yaml"
    before = {path: path.read_text(encoding="utf-8") for path in (folder / "matrix").rglob("*.yaml")}
    editor.open(asset)
    editor.edit(opened, "\nstatus: ", f"\n# Written with the {old} in mind.\nstatus: ")
    path = folder / "matrix" / closed
    path.write_text(before[path].replace("\nstatus: ", f"\n# The {old} is one of these.\nstatus: "), encoding="utf-8")
    editor.workspace_did_change_watched_files(
        lsp.DidChangeWatchedFilesParams([lsp.FileEvent(editor.uri(closed), lsp.FileChangeType.Changed)]))
    may = await editor.text_document_prepare_rename_async(lsp.PrepareRenameParams(**editor.at(asset, "name: ")))
    assert may.placeholder == old, may
    edit = await editor.text_document_rename_async(lsp.RenameParams(**editor.at(asset, "name: "), new_name=new))
    # The titles of others stay: of the product `Osimis Web Viewer`, and of techniques with these words.
    assert set(edit.changes) == {editor.uri(it) for it in (asset, opened, closed)}, edit.changes
    for uri, edits in edit.changes.items():
        path = pathlib.Path(uri.removeprefix("file://"))
        inner = path.relative_to(folder / "matrix").as_posix()
        text = editor.texts[inner][1] if inner in editor.texts else path.read_text(encoding="utf-8")
        made = applied(text, edits)
        wanted = text
        for quote in ["name: {}\n", "with the {} in mind", "The {} is one"]:
            wanted = wanted.replace(quote.format(old), quote.format(new))
        assert made == wanted != text, path
        path.write_text(made, encoding="utf-8")
    told = subprocess.run([DTM, "check", "--matrix", folder / "matrix"], capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stdout
    editor.edit(opened, f"# Written with the {old} in mind.\n", "")
    for path, text in before.items():
        path.write_text(text, encoding="utf-8")


async def assessing(editor, folder):
    """The file of a site, beside the matrix: findings, proposals, ways into the matrix, fixes, form."""
    ours, mitigation = "../lakeside.yaml", "mitigations/DM0004.yaml"
    shutil.copy(ROOT / "examples/lakeside-hospital.yaml", folder / "lakeside.yaml")
    editor.open(ours)
    await editor.codes(ours, [])
    clean = editor.texts[ours][1]
    editor.edit(ours, "- id: DM0004\n", "- id: DM0104\n")
    await editor.codes(ours, ["unknown-assessed-id"])
    editor.edit(ours, "status: in-place", "status: in-palce")
    editor.edit(ours, "date: 2026-11-22", "date: 2026-11-32")
    await editor.codes(ours, ["impossible-date", "unknown-value", "unknown-assessed-id"])
    editor.edit(ours, "date: 2026-11-32", "date: 2026-11-22")
    await editor.codes(ours, ["unknown-value", "unknown-assessed-id"])
    found = await actions(editor, ours, only=[lsp.CodeActionKind.QuickFix])
    assert {it.title for it in found} >= {"write `in-place`"}, found
    everything = (await actions(editor, ours, only=[lsp.CodeActionKind.SourceFixAll]))[-1]
    mended = applied(editor.texts[ours][1], everything.edit.changes[editor.uri(ours)])
    assert "in-palce" not in mended, mended
    editor.write(ours, clean)
    await editor.codes(ours, [])

    async def proposed(words):
        found = await editor.text_document_completion_async(lsp.CompletionParams(**editor.at(ours, words)))
        return {it.label: it.detail for it in found.items}

    assert set(await proposed("    status: ")) == {"in-place", "partial", "planned", "absent", "not-applicable"}
    editor.edit(ours, "detections:\n", "detections:\n  - id: \n")
    ids = await proposed("detections:\n  - id: ")
    assert len(ids) > 20 and all(it.startswith("DD") for it in ids) and all(ids.values()), ids
    editor.write(ours, clean)
    listed = {line.split()[-1] for line in clean.split("detections:")[1].split("\n") if line.startswith("  - id: ")}
    assert not listed & set(ids), "what is listed is proposed again"
    told = await editor.text_document_hover_async(lsp.HoverParams(**editor.at(ours, "- id: DM0004")))
    assert "**DM0004 " in told.contents.value
    there = await editor.text_document_definition_async(lsp.DefinitionParams(**editor.at(ours, "- id: DM0004")))
    assert there.uri == editor.uri(mitigation)
    outline = await editor.text_document_document_symbol_async(lsp.DocumentSymbolParams(editor.document(ours)))
    assert [it.name for it in outline][:4] == ["format", "matrix", "site", "date"]
    key = lsp.DocumentFormattingParams(editor.document(ours), lsp.FormattingOptions(2, True))
    assert not await editor.text_document_formatting_async(key)
    editor.edit(ours, "\nsite: ", "\nsite:   ")
    edits = await editor.text_document_formatting_async(key)
    assert applied(editor.texts[ours][1], edits) == clean
    editor.text_document_did_close(lsp.DidCloseTextDocumentParams(editor.document(ours)))
    return len(ids)


async def talk(folder):
    technique, mitigation = "techniques/DT0016.yaml", "mitigations/DM0005.yaml"
    editor = Editor(folder)
    await editor.start_io(DTM, "lsp")
    result = await editor.initialize_async(lsp.InitializeParams(
        capabilities=lsp.ClientCapabilities(text_document=lsp.TextDocumentClientCapabilities(
            hover=lsp.HoverClientCapabilities(content_format=[lsp.MarkupKind.Markdown]))),
        workspace_folders=[lsp.WorkspaceFolder(uri=folder.as_uri(), name="matrix")]))
    assert result.capabilities.position_encoding == lsp.PositionEncodingKind.Utf16
    editor.initialized(lsp.InitializedParams())

    editor.open(technique)
    editor.open(mitigation)
    await editor.codes(technique, [])
    await editor.codes(mitigation, [])
    editor.edit(technique, "  - DTA0003\n", "  - DTA0099\n")
    await editor.codes(technique, ["dangling-reference"])
    editor.edit(technique, "  - DTA0099\n", "  - DTA0003\n")
    await editor.codes(technique, [])
    editor.edit(technique, "effect: hinders", "effect: stops")
    await editor.codes(technique, ["unknown-value"])
    editor.edit(technique, "effect: stops", "effect: hinders")

    found = await editor.text_document_completion_async(lsp.CompletionParams(**editor.at(technique, "mitigations:\n  - id: ")))
    ids = {it.label: it.detail for it in found.items}
    assert ids["DM0005"] and len(ids) >= 50, ids
    found = await editor.text_document_completion_async(lsp.CompletionParams(**editor.at(technique, "effect: ")))
    assert {"hinders", "prevents", "limits"} == {it.label for it in found.items}

    async def hover(inner, words):
        told = await editor.text_document_hover_async(lsp.HoverParams(**editor.at(inner, words)))
        return told.contents.value

    assert "Default Accounts" in await hover(technique, "- id: T1078")
    assert "**DM0005 " in await hover(technique, "- id: DM0005")
    assert "nist-800-53r5:SC-7" in await hover(mitigation, "nist-800-53r5:SC")
    assert "What the adversary must have first." in await hover(technique, "prerequi")

    there = await editor.text_document_definition_async(lsp.DefinitionParams(**editor.at(technique, "- id: DM0005")))
    assert there.uri == editor.uri(mitigation)
    users = await editor.text_document_references_async(lsp.ReferenceParams(
        **editor.at(mitigation, "id: DM0005"), context=lsp.ReferenceContext(include_declaration=True)))
    assert {editor.uri(technique), editor.uri(mitigation)} <= {it.uri for it in users}
    for user in users:
        path = pathlib.Path(user.uri.removeprefix("file://"))
        line = path.read_text(encoding="utf-8").split("\n")[user.range.start.line]
        assert line[user.range.start.character: user.range.end.character] == "DM0005", line

    outline = await editor.text_document_document_symbol_async(lsp.DocumentSymbolParams(editor.document(technique)))
    assert [it.name for it in outline][:3] == ["id", "name", "summary"]
    folds = await editor.text_document_folding_range_async(lsp.FoldingRangeParams(editor.document(technique)))
    assert len(folds) > 10
    assert not await actions(editor, technique)
    await mending(editor, technique)
    await naming(editor, folder)
    assessed = await assessing(editor, folder)

    # A file of the matrix that nobody has open changes on the disk.
    path = folder / "matrix/tactics/DTA0003.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("status: draft", "status: nonsense"), encoding="utf-8")
    editor.news.clear()
    editor.workspace_did_change_watched_files(lsp.DidChangeWatchedFilesParams(
        [lsp.FileEvent(editor.uri("tactics/DTA0003.yaml"), lsp.FileChangeType.Changed)]))
    async with asyncio.timeout(PATIENCE):
        while editor.uri("tactics/DTA0003.yaml") not in editor.told:
            await editor.news.wait()
            editor.news.clear()

    await editor.shutdown_async(None)
    editor.exit(None)
    await asyncio.wait_for(editor._server.wait(), PATIENCE)
    assert editor._server.returncode == 0, editor._server.returncode
    return len(users), assessed


def main():
    with tempfile.TemporaryDirectory() as temp:
        folder = pathlib.Path(temp).resolve()
        shutil.copytree(ROOT / "matrix", folder / "matrix")
        users, assessed = asyncio.run(talk(folder))
        print(f"lsp: pygls edited the matrix, {users} places name DM0005; and an assessment, which misses {assessed} detections")


main()
