"""`dtm lsp` serves a client of the library pygls, on a copy of the matrix."""
import asyncio, os, pathlib, shutil, tempfile
from lsprotocol import types as lsp
from pygls.lsp.client import LanguageClient

ROOT = pathlib.Path(__file__).resolve().parents[2]
DTM = str(pathlib.Path(os.environ["DTM"]).resolve())
PATIENCE = 60


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
        return (self.folder / "matrix" / inner).as_uri()

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
    lines = text.split("\n")
    for edit in sorted(edits, key=lambda it: (it.range.start.line, it.range.start.character), reverse=True):
        (start, end), line = (edit.range.start, edit.range.end), lines[edit.range.start.line]
        assert start.line == end.line
        units = line.encode("utf-16-le")
        units = units[: 2 * start.character] + edit.new_text.encode("utf-16-le") + units[2 * end.character:]
        lines[start.line] = units.decode("utf-16-le")
    return "\n".join(lines)


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

    edit = await editor.text_document_rename_async(lsp.RenameParams(
        **editor.at(technique, "name: Use Known"), new_name="Use Accounts That Everybody Knows"))
    mended = applied(editor.texts[technique][1], edit.changes[editor.uri(technique)])
    assert "name: Use Accounts That Everybody Knows\n" in mended and "Use Known Default" not in mended

    outline = await editor.text_document_document_symbol_async(lsp.DocumentSymbolParams(editor.document(technique)))
    assert [it.name for it in outline][:3] == ["id", "name", "summary"]
    folds = await editor.text_document_folding_range_async(lsp.FoldingRangeParams(editor.document(technique)))
    assert len(folds) > 10
    actions = await editor.text_document_code_action_async(lsp.CodeActionParams(
        editor.document(technique), lsp.Range(lsp.Position(0, 0), lsp.Position(9999, 0)), lsp.CodeActionContext([])))
    assert not actions, actions

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
    return len(users)


def main():
    with tempfile.TemporaryDirectory() as temp:
        folder = pathlib.Path(temp).resolve()
        shutil.copytree(ROOT / "matrix", folder / "matrix")
        users = asyncio.run(talk(folder))
        print(f"lsp: pygls edited the matrix; {users} places name DM0005")


main()
