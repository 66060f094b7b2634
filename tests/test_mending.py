"""Mended copies: only what is oddly written changes, only there, and the way back is exact."""

from __future__ import annotations

import io
import json
import zipfile
from collections import Counter
from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
import xlsxwriter  # type: ignore[import-untyped]  # the library brings no types
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.cell.rich_text import CellRichText
from tests import formats

import jixiao
from jixiao.cli.main import main
from jixiao.errors import WrongUse
from jixiao.model.quantities import parse_quantity
from jixiao.model.reading import Reading
from jixiao.model.writing import dumps
from jixiao.repair.diff import diff, summary
from jixiao.repair.mending import Mended
from jixiao.repair.traced import Character, Traced
from jixiao.repair.word_cells import traced_words
from jixiao.repair.xml_text import of_elements
from jixiao.reports.width import width
from jixiao.rules.examples import Example, all_examples, clean_form, plant
from jixiao.testing.layouts import Put, county_layout, layout_2021, write_county_text

KINDS = ("xlsx", "docx", "csv", "md", "txt", "json")
EXAMPLES = tuple(example for example in all_examples("flagged") if example.safety == "format-only")
_WIDE = str.maketrans("()，", "（）,")


class Named(io.BytesIO):
    """A file in memory with a name."""

    def __init__(self, data: bytes, name: str) -> None:
        super().__init__(data)
        self.name = name


def fixed(data: bytes, kind: str) -> Mended:
    return jixiao.fix(Named(data, f"表.{kind}"))


def undone(mended: Mended) -> bytes:
    return jixiao.undo(mended.data, jixiao.undo_json(mended).encode())


def content(data: bytes) -> dict[str, bytes]:
    """The parts of a package, or the one of any other file."""
    if not data.startswith(b"PK"):
        return {"": data}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def changed_parts(mended: Mended) -> list[str]:
    before = content(mended.before)
    return [name for name, part in content(mended.data).items() if part != before[name]]


def puts_of(form: dict[str, Any], template: str) -> list[Put]:
    return layout_2021(form, three_cells=False) if "2021" in template else county_layout(form)


def written(example: Example, kind: str) -> bytes | None:
    """The form of an example in a file; nothing where the writers of the tests don't print such a form."""
    if kind == "json":
        return dumps(example.reading()).encode()
    form = plant(clean_form(example.form), example.changes)["forms"][0]
    if kind == "txt":
        return None if "2021" in example.form else write_county_text([form]).encode()
    return formats.write(kind, [puts_of(form, example.form)])


def meaning(reading: Reading) -> str:
    """The model without what is only writing: blanks, the width of brackets, marks at the ends, how a value is put."""
    told = json.loads(dumps(reading))
    for part in ("places", "gaps", "source", "status"):
        told.pop(part, None)

    def plain(node: Any, key: str = "") -> Any:
        if isinstance(node, dict):
            merged = {name: plain(value, name) for name, value in node.items() if value is not None}
            if {"value", "sign"} <= merged.keys():
                del merged["sign"]
            merged.pop("unit", None)
            return merged
        if isinstance(node, list):
            return [plain(value, key) for value in node]
        if not isinstance(node, str):
            return node
        if key in ("value", "filled_at"):
            quantity = parse_quantity(node)
            day = quantity.date
            return repr((day.year, day.month, day.day) if key == "filled_at" and day else quantity)
        return "".join(node.split()).translate(_WIDE).strip(" .。、,，;；:：·…")

    return json.dumps(plain(told), ensure_ascii=False, sort_keys=True, default=repr)


def check_promises(data: bytes, kind: str, mended: Mended) -> None:
    """What holds for every mended file."""
    before = jixiao.check(Named(data, f"表.{kind}"))
    codes = {patch.code for patch in mended.changes}
    left = Counter(finding.code for finding in mended.report.findings)
    assert not left - Counter(finding.code for finding in before.findings)
    declined = {refusal.patch.code for refusal in mended.declined}
    assert [
        finding
        for finding in mended.report.findings
        if finding.code in codes - declined and any(fix.safety == "format-only" for fix in finding.fixes)
    ] == []
    assert meaning(mended.report.reading) == meaning(before.reading)
    assert fixed(mended.data, kind).changes == ()
    assert content(undone(mended)) == content(data)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("example", EXAMPLES, ids=str)
def test_every_format_only_example_is_mended_and_undone(example: Example, kind: str) -> None:
    data = written(example, kind)
    if data is None:
        return
    found = [finding for finding in jixiao.check(Named(data, f"表.{kind}")).findings if finding.code == example.code]
    mended = fixed(data, kind)
    wanted = {fix.path for finding in found for fix in finding.fixes if fix.safety == "format-only"}
    assert wanted <= {patch.path for patch in mended.changes}
    assert mended.declined == ()
    check_promises(data, kind, mended)


SPOILS: dict[str, Callable[[str], str]] = {
    "blanks": lambda text: text[:1] + "  " + text[1:],
    "break": lambda text: text[:2] + "\n" + text[2:],
    "half bracket": lambda text: f"{text}(首批）",
    "mark behind": lambda text: text + "，",
    "marks in front": lambda text: ".." + text,
    "words": lambda text: text.replace("≥", "不少于").replace("≤", "不超过"),
    "letters": lambda text: text.replace("≥", ">=").replace("≤", "<="),
    "needs care": lambda text: text + '&<"|',
}


@settings(max_examples=24)
@given(
    st.sampled_from(["xlsx", "docx", "csv", "md"]),
    st.sampled_from(["county", "national-2021"]),
    st.lists(st.tuples(st.integers(0, 40), st.sampled_from(["name", "value"]), st.sampled_from(sorted(SPOILS)))),
)
def test_however_a_form_is_spoiled_the_promises_hold(
    kind: str, template: str, spoils: list[tuple[int, str, str]]
) -> None:
    form = clean_form(template)["forms"][0]
    rows = form["indicators"]["annual"]
    for number, field, spoil in spoils:
        row = rows[number % len(rows)]
        if row[field]:
            row[field] = SPOILS[spoil](row[field])
    data = formats.write(kind, [puts_of(form, template)])
    check_promises(data, kind, fixed(data, kind))


# --- texts ------------------------------------------------------------------------------------------------------------

SPOILED = plant(clean_form("county"), [{"set": "project_name", "to": "乡村医生能力提升轮训（二期)"}])["forms"][0]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_text_keeps_its_encoding_its_mark_and_its_line_ends(encoding: str, end: str) -> None:
    text = write_county_text([SPOILED]).replace("\n", end)
    mended = fixed(text.encode(encoding), "txt")
    assert mended.data == text.replace("（二期)", "（二期）").encode(encoding)
    assert undone(mended) == text.encode(encoding)


@pytest.mark.parametrize("encoding", ["gb18030", "ascii"])
def test_a_text_that_would_not_be_written_back_as_it_was_is_left_alone(
    encoding: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("jixiao.repair.text_cells._encoding_of", lambda _: (encoding, b""))
    mended = fixed(write_county_text([SPOILED]).encode(), "txt")
    assert mended.changes == ()
    assert [refusal.reason for refusal in mended.declined] == ["encoding"]


def test_json_keeps_the_order_of_its_keys_and_its_layout() -> None:
    text = json.dumps({"forms": [dict(reversed(SPOILED.items()))]}, ensure_ascii=False, indent=3)
    mended = fixed(text.encode(), "json")
    assert mended.data.decode() == text.replace("（二期)", "（二期）")


def test_json_in_ascii_stays_ascii() -> None:
    mended = fixed(json.dumps({"forms": [SPOILED]}).encode(), "json")
    assert mended.data.isascii()
    assert json.loads(mended.data)["forms"][0]["project_name"].endswith("（二期）")


def test_a_form_alone_in_its_json_is_mended() -> None:
    mended = fixed(json.dumps(SPOILED).encode(), "json")
    assert json.loads(mended.data)["project_name"].endswith("（二期）")


def test_json_lines_are_refused() -> None:
    line = json.dumps(SPOILED)
    with pytest.raises(WrongUse, match="jixiao convert"):
        fixed(f"{line}\n{line}\n".encode(), "jsonl")


# --- workbooks --------------------------------------------------------------------------------------------------------


def workbook(change: Callable[[Any, Any, dict[tuple[int, int], Put]], None]) -> bytes:
    """The spoiled form as a workbook, with a change made to its sheet."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_numbers": False}) as book:
        sheet = book.add_worksheet("表1")
        puts = {(put.row, put.column): put for put in county_layout(SPOILED)}
        for put in puts.values():
            if put.text:
                sheet.write_string(put.row, put.column, put.text)
        change(book, sheet, puts)
    return buffer.getvalue()


def name_cell(puts: dict[tuple[int, int], Put]) -> tuple[int, int]:
    return next(place for place, put in puts.items() if put.text == SPOILED["project_name"])


def test_a_text_that_cells_share_changes_in_one_of_them_only() -> None:
    mended = fixed(workbook(lambda _, sheet, __: sheet.write_string(60, 12, SPOILED["project_name"])), "xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(mended.data))["表1"]
    assert sheet["C1"].value == "乡村医生能力提升轮训（二期）"
    assert sheet["M61"].value == "乡村医生能力提升轮训（二期)"
    assert changed_parts(mended) == ["xl/worksheets/sheet1.xml"]


def test_rich_text_keeps_its_runs() -> None:
    def rich(book: Any, sheet: Any, puts: dict[tuple[int, int], Put]) -> None:
        red = book.add_format({"color": "red"})
        sheet.write_rich_string(*name_cell(puts), "乡村医生", red, "能力提升轮训（二期", ")")

    mended = fixed(workbook(rich), "xlsx")
    value = openpyxl.load_workbook(io.BytesIO(mended.data), rich_text=True)["表1"]["C1"].value
    assert isinstance(value, CellRichText)
    assert [str(run) for run in value] == ["乡村医生", "能力提升轮训（二期", "）"]


def test_a_formula_is_declined_with_the_reason() -> None:
    def formula(book: Any, sheet: Any, puts: dict[tuple[int, int], Put]) -> None:
        sheet.write_formula(*name_cell(puts), '="乡村医生能力提升轮训"&"（二期)"', None, SPOILED["project_name"])

    mended = fixed(workbook(formula), "xlsx")
    assert mended.changes == ()
    assert mended.data == mended.before
    assert [refusal.say() for refusal in mended.declined] == ["这一格是公式"]
    assert "公式" in diff(mended)
    assert "formula" in diff(mended, "en")


def test_a_number_whose_format_writes_it_is_declined() -> None:
    def separators(book: Any, sheet: Any, puts: dict[tuple[int, int], Put]) -> None:
        for (row, column), put in puts.items():
            if put.number is not None and put.number > 1000:
                code = "#,##0.00" if column > 2 else "0.00"
                sheet.write_number(row, column, put.number, book.add_format({"num_format": code}))

    mended = fixed(workbook(separators), "xlsx")
    assert {refusal.reason for refusal in mended.declined if refusal.patch.code == "FND12"} == {"number"}
    assert "FND12" not in {patch.code for patch in mended.changes}


def test_a_number_that_becomes_a_text_is_written_as_one() -> None:
    form = clean_form("county")["forms"][0]
    puts = county_layout(form)
    stamp = next(put for put in puts if put.text == form["sign_off"]["filled_at"])
    other = [put for put in puts if put is not stamp]
    typed = Put(stamp.row, stamp.column, stamp.text, stamp.height, stamp.width, 20241218154658, "0")
    mended = fixed(formats.write("xlsx", [[*other, typed]]), "xlsx")
    assert [(patch.code, patch.after) for patch in mended.changes] == [("DAT16", "2024年12月18日")]
    found = openpyxl.load_workbook(io.BytesIO(mended.data))["表1"].cell(stamp.row + 1, stamp.column + 1)
    assert found.value == "2024年12月18日"


# --- Word files -------------------------------------------------------------------------------------------------------


def word_file(*runs: str) -> bytes:
    """The spoiled form as a Word file, its name in several runs, the second of them bold."""
    document = docx.Document(io.BytesIO(formats.write("docx", [county_layout(SPOILED)])))
    cell = next(cell for row in document.tables[0].rows for cell in row.cells if cell.text == SPOILED["project_name"])
    paragraph = cell.paragraphs[0]
    for run in paragraph.runs:
        run.text = ""
    for number, text in enumerate(runs):
        paragraph.add_run(text).bold = number == 1
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def test_runs_of_a_word_file_keep_their_look() -> None:
    data = word_file("乡村医生", "能力提升轮训（二", "期)")
    mended = fixed(data, "docx")
    document = docx.Document(io.BytesIO(mended.data))
    cell = next(cell for row in document.tables[0].rows for cell in row.cells if "乡村医生" in cell.text)
    runs = [(run.text, run.bold) for run in cell.paragraphs[0].runs if run.text]
    assert runs == [("乡村医生", False), ("能力提升轮训（二", True), ("期）", False)]
    assert content(undone(mended)) == content(data)
    assert changed_parts(mended) == ["word/document.xml"]


def test_paragraphs_are_not_joined() -> None:
    form = plant(clean_form("county"), [])["forms"][0]
    document = docx.Document(io.BytesIO(formats.write("docx", [county_layout(form)])))
    name = form["indicators"]["annual"][2]["name"]
    cell = next(cell for row in document.tables[0].rows for cell in row.cells if cell.text == name)
    cell.text = name[:4]
    cell.add_paragraph(name[4:])
    buffer = io.BytesIO()
    document.save(buffer)
    mended = fixed(buffer.getvalue(), "docx")
    assert {refusal.reason for refusal in mended.declined} == {"across paragraphs"}
    assert mended.changes == ()


def test_hidden_and_deleted_words_are_not_the_cells_text() -> None:
    source = (
        "<w:tc><w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>藏</w:t></w:r><w:r><w:t>甲&amp;</w:t><w:br/><w:t>乙</w:t></w:r>"
        "<w:del><w:r><w:delText>删</w:delText></w:r></w:del></w:p><w:p/><w:p><w:r><w:t> 丙 </w:t></w:r></w:p></w:tc>"
    )
    traced = traced_words(source)
    assert traced.text == "甲&\n乙\n丙"
    assert traced.rewritten("甲&\n乙", "甲乙") == source.replace("甲&amp;</w:t><w:br/>", "甲</w:t>")


# --- the characters of a cell -----------------------------------------------------------------------------------------

LETTERS = st.text(st.sampled_from('甲乙丙 ≥>=()（）&<"|\n'), max_size=12)


@given(st.lists(LETTERS, min_size=1, max_size=4), LETTERS, st.data())
def test_rewriting_changes_the_text_as_asked(runs: list[str], after: str, data: st.DataObject) -> None:
    def source_of(texts: list[str]) -> str:
        return "<is>" + "".join(f"<r><rPr><b/></rPr><t>{escape(text)}</t></r>" for text in texts) + "</is>"

    source = source_of(runs)
    text = "".join(runs).strip()
    assert of_elements(source, "t").text == text
    if not text:
        return
    start = data.draw(st.integers(0, len(text) - 1))
    before = text[start : data.draw(st.integers(start + 1, len(text)))]
    if text.count(before) != 1 or text.find(before, text.find(before) + 1) >= 0:
        return
    new = of_elements(source, "t").rewritten(before, after)
    assert of_elements(new, "t").text == text.replace(before, after).strip()
    assert new.count("<r>") == len(runs)


def test_what_is_not_there_or_twice_is_declined() -> None:
    traced = Traced("甲甲", [Character("甲", 0, 1), Character("甲", 1, 2)])
    for before in ("乙", "甲", ""):
        with pytest.raises(Exception, match=r"not there|twice"):
            traced.rewritten(before, "丙")


# --- the command ------------------------------------------------------------------------------------------------------


@pytest.fixture
def form_file(tmp_path: Path) -> Path:
    path = tmp_path / "表.xlsx"
    path.write_bytes(workbook(lambda *_: None))
    return path


def test_without_an_output_the_changes_are_shown_and_nothing_is_written(
    form_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["fix", str(form_file), "--suggest"]) == 1
    shown = capsys.readouterr().out
    assert "@@ 表1!C1" in shown
    assert "forms[" not in shown
    assert "可以改" in shown
    assert "- 乡村医生能力提升轮训（二期)\n+ 乡村医生能力提升轮训（二期）\n" in shown
    assert "-o" in shown
    assert max(map(width, shown.splitlines())) <= 80
    assert [path.name for path in form_file.parent.iterdir()] == ["表.xlsx"]


def test_a_mended_copy_is_written_with_its_undo_file_and_taken_back(
    form_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = form_file.read_bytes()
    out, back = form_file.with_name("改好.xlsx"), form_file.with_name("还原.xlsx")
    assert main(["fix", str(form_file), "-o", str(out), "--lang", "en"]) == 0
    assert form_file.read_bytes() == before
    undo = form_file.with_name("改好.xlsx.undo.json")
    told = json.loads(undo.read_text(encoding="utf-8"))
    assert told["changes"][0] == {
        "place": "表1!C1",
        "path": "forms[0].project_name",
        "code": "TXT18",
        "safety": "format-only",
        "before": "乡村医生能力提升轮训（二期)",
        "after": "乡村医生能力提升轮训（二期）",
    }
    assert "1 cell mended" in capsys.readouterr().out
    assert main(["fix", str(out), "--diff"]) == 0
    assert main(["fix", str(out), "--undo", str(undo), "-o", str(back)]) == 0
    assert content(back.read_bytes()) == content(before)
    for options in (
        ["--undo", str(undo)],
        ["--undo", str(undo), "-o", str(undo)],
        ["--undo", str(form_file), "-o", "x"],
    ):
        assert main(["fix", str(out), *options]) == 2


def test_an_undo_file_does_not_fit_another_file(form_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = form_file.with_name("改好.xlsx")
    main(["fix", str(form_file), "-o", str(out)])
    undo = f"{out}.undo.json"
    assert main(["fix", str(form_file), "--undo", undo, "-o", str(form_file.with_name("还原.xlsx"))]) == 2
    assert "对不上" in capsys.readouterr().err
    assert not form_file.with_name("还原.xlsx").exists()


@pytest.mark.parametrize("spoil", [{"edits": 1}, {"edits": [{"part": "x"}]}, {"input": "0"}, {"version": 9}])
def test_a_damaged_undo_file_is_refused(form_file: Path, spoil: dict[str, Any]) -> None:
    mended = jixiao.fix(form_file)
    told = json.loads(jixiao.undo_json(mended)) | spoil
    with pytest.raises(WrongUse, match="撤销文件"):
        jixiao.undo(mended.data, json.dumps(told).encode())


def test_the_input_is_never_written_over(form_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = form_file.read_bytes()
    assert main(["fix", str(form_file), "-o", str(form_file)]) == 2
    assert main(["fix", str(form_file), "-o", str(form_file.parent)]) == 2
    assert form_file.read_bytes() == before
    assert "换一个文件名" in capsys.readouterr().err


def test_an_output_that_is_held_open_is_one_line_and_leaves_nothing(
    form_file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("os.replace", refuse)
    assert main(["fix", str(form_file), "-o", str(form_file.with_name("改好.xlsx"))]) == 2
    assert "正在Excel等程序里打开" in capsys.readouterr().err
    assert [path.name for path in form_file.parent.iterdir()] == ["表.xlsx"]


def test_what_can_not_be_written_is_refused_with_what_to_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "表.html"
    page.write_bytes(formats.write("html", [county_layout(SPOILED)]))
    assert main(["fix", str(page)]) == 2
    assert "另存为.xlsx" in capsys.readouterr().err
    assert main(["fix", str(page), "--lang", "en"]) == 2
    assert "can't be written" in capsys.readouterr().err


def test_a_file_with_nothing_to_mend_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "表.json"
    path.write_text(json.dumps(clean_form("national-2021")), encoding="utf-8")
    assert main(["fix", str(path)]) == 0
    assert "没有可以自动改的" in capsys.readouterr().out


def test_a_long_text_is_shown_around_what_changes() -> None:
    form = clean_form("county")["forms"][0]
    form["text"]["measures"] = "执行《青禾县农村供水工程建设管理办法》，" * 9
    mended = jixiao.fix(json.dumps({"forms": [form]}).encode())
    shown = diff(mended, "en", colour=True)
    assert "…" in shown
    assert "\x1b[31m- " in shown
    assert max(len(line) for line in diff(mended, "en").splitlines()) <= 80
    assert summary(mended, "en").startswith("(bytes): ")


def test_the_published_document_is_mended_and_restored(real_document: Path) -> None:
    mended = jixiao.fix(real_document)
    assert {patch.code for patch in mended.changes} == {"DAT16", "TXT28"}
    assert mended.declined == ()
    assert undone(mended) == real_document.read_bytes()
    changed = sum(one != other for one, other in zip(mended.before.split(b"\n"), mended.data.split(b"\n"), strict=True))
    assert changed == len(mended.changes)
