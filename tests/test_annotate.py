"""Workbooks come back marked, with nothing else changed, and the marks come off again."""

from __future__ import annotations

import contextlib
import io
import re
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font, PatternFill
from tests.office import convert
from tests.rich_workbooks import WRITERS, fill_form

import jixiao
from jixiao.repair.annotate import annotated, cleaned
from jixiao.repair.package import EditedPackage

EXAMPLES = Path(__file__).parents[1] / "examples"
BAD, NEUTRAL = "FFFFC7CE", "FFFFEB9C"


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        assert len(archive.namelist()) == len(set(archive.namelist()))
        return {name: archive.read(name) for name in archive.namelist()}


def load(file: io.BytesIO) -> Workbook:
    """A workbook; that openpyxl can't keep what it doesn't know is no matter here."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return load_workbook(file)


def mark(data: bytes, language: str = "zh") -> bytes:
    return annotated(jixiao.check(data, language=language), data, "表.xlsx")


def said(data: bytes) -> list[tuple[str, str, list[str]]]:
    """What a check finds, with its places."""
    return [(one.code, one.message, [str(place.at) for _, place in one.places]) for one in jixiao.check(data).findings]


def looks(thing: object, names: str) -> list[str]:
    """How a cell or a font looks, to be compared."""
    return [repr(getattr(thing, name)) for name in names.split()]


@pytest.fixture(params=sorted(WRITERS))
def rich(request: pytest.FixtureRequest) -> bytes:
    """A workbook with a form, and with all that a user's workbook has beside it."""
    return WRITERS[request.param]()


def test_a_cleaned_copy_has_every_part_as_it_was(rich: bytes) -> None:
    result = cleaned(mark(rich), "标注.xlsx")
    assert result.exact
    assert list(parts(result.data).items()) == list(parts(rich).items())


def test_only_the_parts_that_must_change_do(rich: bytes) -> None:
    before, after = parts(rich), parts(mark(rich))
    changed = {name for name in before if before[name] != after[name]}
    may_change = re.compile(
        r"\[Content_Types\]\.xml|xl/workbook\.xml|xl/_rels/workbook\.xml\.rels|xl/styles\.xml|xl/worksheets/sheet\d+\.xml"
        r"|xl/worksheets/_rels/sheet\d+\.xml\.rels|xl/comments\d*\.xml|xl/comments/comment\d+\.xml"
        r"|xl/drawings/\w*[vV]ml\w*\.vml|xl/drawings/commentsDrawing\d+\.vml"
    )
    assert [name for name in changed if not may_change.fullmatch(name)] == []
    book = load(io.BytesIO(rich))
    untouched = {name for name in before if name.startswith("xl/worksheets/sheet")} - changed
    assert len(untouched) == len(book.worksheets) - 1, "only the sheet with the form is touched"


def test_a_sheet_changes_in_nothing_but_styles_and_the_name_of_its_drawing(rich: bytes) -> None:
    before, after = parts(rich), parts(mark(rich))

    def plain(xml: bytes) -> bytes:
        xml = re.sub(rb"<legacyDrawing [^>]*/>", b"", xml)
        return re.sub(rb"(<c [^>]*?) s=\"\d+\"", rb"\1", xml)

    sheets = [name for name in before if name.startswith("xl/worksheets/sheet")]
    assert [plain(before[name]) for name in sheets] == [plain(after[name]) for name in sheets]


def test_flagged_cells_are_coloured_and_commented_and_others_keep_their_looks(rich: bytes) -> None:
    report = jixiao.check(rich)
    original, marked = load(io.BytesIO(rich)), load(io.BytesIO(mark(rich)))
    assert marked.sheetnames == ["检查结果", *original.sheetnames]
    places: dict[str, list[jixiao.Finding]] = {str(place.at): [] for one in report.findings for _, place in one.places}
    for one in report.findings:
        for _, place in one.places:
            places[str(place.at)].append(one)
    assert {str(one.shown_severity) for one in report.findings} >= {"error", "warning"}
    for sheet in original.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                twin = marked[sheet.title][cell.coordinate]
                assert twin.value == cell.value
                assert looks(twin, "number_format border alignment protection") == looks(
                    cell, "number_format border alignment protection"
                )
                found = places.get(f"{sheet.title}!{cell.coordinate}", [])
                levels = {str(one.shown_severity) for one in found}
                if "error" in levels or "warning" in levels:
                    assert twin.fill.fgColor.rgb == (BAD if "error" in levels else NEUTRAL)
                    assert looks(twin.font, "name sz b i u") == looks(cell.font, "name sz b i u")
                else:
                    assert looks(twin, "fill font") == looks(cell, "fill font")
                text = twin.comment.text if twin.comment is not None else ""
                assert all(one.code in text for one in found)
                if cell.comment is not None:
                    assert text.startswith(cell.comment.text)


def test_a_comment_of_another_grows_with_what_stands_below_it() -> None:
    data = WRITERS["xlsxwriter"]()
    box = re.compile(rb"<x:Anchor>([^<]*)</x:Anchor>(?:(?!</v:shape>).)*<x:Row>18</x:Row>", re.DOTALL)
    heights = []
    for each in (data, mark(data)):
        anchors = [found[1].split(b",") for xml in parts(each).values() if (found := box.search(xml))]
        heights.append(int(anchors[0][6]) - int(anchors[0][2]))
    assert heights[0] < heights[1]


def test_a_text_without_runs_becomes_a_run_where_ours_follows_it() -> None:
    data = WRITERS["openpyxl"]()
    assert b"<text><t" in parts(data)["xl/comments/comment2.xml"]
    after = parts(mark(data))["xl/comments/comment2.xml"].decode()
    assert re.search(r"<text><r><t[^>]*>请核对发放数量</t></r><r>", after)


def test_names_and_views_follow_the_sheets_that_moved(rich: bytes) -> None:
    original, marked = load(io.BytesIO(rich)), load(io.BytesIO(mark(rich)))
    assert marked.active.title == original.active.title  # type: ignore[union-attr]
    assert dict(marked.defined_names.items()).keys() == dict(original.defined_names.items()).keys()
    for sheet in original.worksheets:
        twin = marked[sheet.title]
        assert {name: one.attr_text for name, one in twin.defined_names.items()} == {
            name: one.attr_text for name, one in sheet.defined_names.items()
        }
        assert (twin.print_area, twin.print_title_rows) == (sheet.print_area, sheet.print_title_rows)
        assert (twin.sheet_state, twin.freeze_panes) == (sheet.sheet_state, sheet.freeze_panes)
        assert twin.protection.sheet == sheet.protection.sheet


def test_checking_a_marked_copy_finds_the_same(rich: bytes) -> None:
    assert said(mark(rich)) == said(rich)


def test_marking_twice_is_marking_once(rich: bytes) -> None:
    once = mark(rich)
    again = annotated(jixiao.check(once), once, "表.xlsx")
    assert parts(again) == parts(once)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_list_has_every_finding_with_a_link_to_its_cell(language: str, rich: bytes) -> None:
    report = jixiao.check(rich, language=language)
    sheet = load(io.BytesIO(mark(rich, language))).worksheets[0]
    assert sheet.title == ("检查结果" if language == "zh" else "Findings")
    assert "表.xlsx" in str(sheet["A1"].value)
    assert report.profiles[0].hash in str(sheet["A1"].value)
    assert ("不代替" if language == "zh" else "does not replace") in str(sheet["A2"].value)
    assert sheet.freeze_panes == "A4"
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
    count = len(report.findings)
    assert sheet.auto_filter.ref == f"A3:G{3 + count}"
    assert [sheet.cell(row, 5).value for row in range(4, 4 + count)] == [
        one.code for one in sorted(report.findings, key=lambda one: one.form or 0)
    ]
    for row in range(4, 4 + count):
        link = sheet.cell(row, 3).hyperlink
        if sheet.cell(row, 3).value is not None:
            assert link is not None
            title, cell = str(link.location).rsplit("!", 1)
            assert str(sheet.cell(row, 3).value).startswith(f"{title.strip(chr(39))}!{cell}")


def test_the_same_file_gives_the_same_bytes(rich: bytes) -> None:
    assert mark(rich) == mark(rich)


@settings(max_examples=15, deadline=None)
@given(
    st.lists(
        st.sampled_from(["", " ", "1", "≥100%", 'x_x0041_<&">', "好", "2019年前", "逐步提高"]), min_size=6, max_size=6
    )
)
def test_whatever_stands_in_the_cells_comes_back(values: list[str]) -> None:
    data = fill_form(values)
    marked = mark(data)
    assert parts(cleaned(marked, "表.xlsx").data) == parts(data)
    assert said(marked) == said(data)


def _edited(data: bytes, cell: str, value: str) -> bytes:
    """The workbook after its owner has typed into a cell and saved it, with every part written anew."""
    book = load(io.BytesIO(data))
    book["绩效目标表"][cell] = value
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def test_what_the_owner_changed_stays_when_the_marks_go(rich: bytes) -> None:
    marked = mark(rich)
    flagged = next(place.at for one in jixiao.check(rich).findings for _, place in one.places)
    address = str(flagged).partition("!")[2]
    result = cleaned(_edited(marked, address, "她改的"), "标注.xlsx")
    assert not result.exact
    assert "另存过" in result.say()
    assert "another program" in result.say("en")
    boxes = sum(len(re.findall(rb":ClientData [^>]*Note", xml)) for xml in parts(result.data).values())
    assert boxes == sum(len(re.findall(rb"<comment ", xml)) for xml in parts(result.data).values())
    original, back = load(io.BytesIO(rich)), load(io.BytesIO(result.data))
    assert back.sheetnames == original.sheetnames
    assert back["绩效目标表"][address].value == "她改的"
    for sheet in original.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                twin = back[sheet.title][cell.coordinate]
                if cell.coordinate != address:
                    assert twin.value == cell.value
                assert (twin.comment and twin.comment.text) == (cell.comment and cell.comment.text)
                assert twin.fill.fgColor.rgb not in (BAD, NEUTRAL)
        assert back[sheet.title].print_area == sheet.print_area


def test_a_file_without_marks_is_refused(rich: bytes) -> None:
    with pytest.raises(jixiao.WrongUse, match="没有找到jixiao的标注"):
        cleaned(rich, "表.xlsx")
    with pytest.raises(jixiao.WrongUse, match="不能标注"):
        cleaned("文字".encode(), "表.txt")


def test_the_library_writes_copies_and_never_the_file_itself(tmp_path: Path) -> None:
    source = EXAMPLES / "forms.xlsx"
    before = source.read_bytes()
    report = jixiao.annotate(source, tmp_path / "标注.xlsx")
    assert repr(report) == repr(jixiao.check(source))
    result = jixiao.clean(tmp_path / "标注.xlsx", tmp_path / "干净.xlsx")
    assert result.exact
    assert result.say() == ""
    assert parts((tmp_path / "干净.xlsx").read_bytes()) == parts(before)
    assert source.read_bytes() == before
    for out in (source, tmp_path / "表.docx", tmp_path / "无" / "表.xlsx"):
        with pytest.raises(jixiao.WrongUse):
            jixiao.annotate(source, out)
    with pytest.raises(jixiao.WrongUse):
        jixiao.clean(source, source)
    with pytest.raises(jixiao.NotATargetForm):
        jixiao.annotate(EXAMPLES / "budget.xlsx", tmp_path / "预算.xlsx")
    with pytest.raises(jixiao.WrongUse):
        jixiao.annotate(EXAMPLES / "disclosure.txt", tmp_path / "预算.txt")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["干净.xlsx", "标注.xlsx"]


def test_libreoffice_opens_a_marked_copy_with_everything_in_it(rich: bytes, tmp_path: Path) -> None:
    source = tmp_path / "标注.xlsx"
    source.write_bytes(mark(rich))
    written = convert(source, "xlsx:Calc MS Excel 2007 XML", tmp_path / "out").read_bytes()
    mine, theirs = load(io.BytesIO(source.read_bytes())), load(io.BytesIO(written))
    assert theirs.sheetnames == mine.sheetnames
    for sheet in mine.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                twin = theirs[sheet.title][cell.coordinate]
                assert (twin.comment is None) == (cell.comment is None)
                if cell.fill.fgColor.rgb in (BAD, NEUTRAL):
                    assert twin.fill.fgColor.rgb == cell.fill.fgColor.rgb


def test_what_libreoffice_has_saved_is_cleaned_as_well(rich: bytes, tmp_path: Path) -> None:
    source = tmp_path / "标注.xlsx"
    source.write_bytes(mark(rich))
    result = cleaned(convert(source, "xlsx:Calc MS Excel 2007 XML", tmp_path / "out").read_bytes(), "标注.xlsx")
    assert not result.exact
    original, back = load(io.BytesIO(rich)), load(io.BytesIO(result.data))
    assert back.sheetnames == original.sheetnames
    for sheet in original.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                twin = back[sheet.title][cell.coordinate]
                assert (twin.comment and twin.comment.text) == (cell.comment and cell.comment.text)
                assert twin.fill.fgColor.rgb not in (BAD, NEUTRAL)
    with pytest.raises(jixiao.WrongUse):
        cleaned(result.data, "干净.xlsx")


def _rewritten(data: bytes, changes: dict[str, Callable[[bytes], bytes]]) -> bytes:
    """A package with some parts changed, as a program changes them that keeps the rest."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, changes.get(name, bytes)(old.read(name)))
    return buffer.getvalue()


def test_a_program_that_keeps_our_record_gets_every_colour_back(rich: bytes) -> None:
    marked = mark(rich)
    book = load(io.BytesIO(rich))
    names = [name for name in parts(rich) if name.startswith("xl/worksheets/sheet")]
    sheet = next(name for name in names if parts(marked)[name] != parts(rich)[name])
    typed = _rewritten(marked, {sheet: lambda xml: xml.replace(b"<v>85000</v>", b"<v>90000</v>")})
    assert typed != marked
    result = cleaned(typed, "标注.xlsx")
    assert (result.exact, result.unsure) == (False, 0)
    back = load(io.BytesIO(result.data))
    assert back.sheetnames == book.sheetnames
    for row in book["绩效目标表"].iter_rows():
        for cell in row:
            twin = back["绩效目标表"][cell.coordinate]
            assert twin.value == (90000 if cell.value == 85000 else cell.value)
            assert looks(twin, "fill font border alignment") == looks(cell, "fill font border alignment")
            assert (twin.comment and twin.comment.text) == (cell.comment and cell.comment.text)


def test_cells_that_the_owner_coloured_so_herself_stay_so() -> None:
    book = load(io.BytesIO(WRITERS["openpyxl"]()))
    for address in ("E19", "J9"):
        book["绩效目标表"][address].fill = PatternFill("solid", fgColor=BAD)
        book["绩效目标表"][address].font = Font(color="FF9C0006")
    buffer = io.BytesIO()
    book.save(buffer)
    result = cleaned(_edited(mark(buffer.getvalue()), "J1", "x"), "标注.xlsx")
    back = load(io.BytesIO(result.data))["绩效目标表"]
    assert back["J9"].fill.fgColor.rgb == BAD
    assert back["E18"].fill.fgColor.rgb not in (BAD, NEUTRAL)


def test_a_threaded_comment_is_left_alone() -> None:
    data = WRITERS["openpyxl"]()
    threaded = (
        '<ThreadedComments xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments">'
        '<threadedComment ref="E19" personId="{1}" id="{A1B2}"><text>请核对</text></threadedComment></ThreadedComments>'
    ).encode()
    package = EditedPackage(data, "表.xlsx")
    sheet = "xl/worksheets/sheet2.xml"
    comments = next(one.target for one in package.relations(sheet) if one.kind == "comments")
    xml = package.original(comments) or b""
    at = xml.index("李主任".encode())
    package.splice(comments, at, at + len("李主任".encode()), b"tc={A1B2}")
    package.add("xl/threadedComments/threadedComment1.xml", threaded, "application/vnd.ms-excel.threadedcomments+xml")
    kind = "http://schemas.microsoft.com/office/2017/10/relationships/threadedComment"
    package.relate(sheet, kind, "xl/threadedComments/threadedComment1.xml")
    data = package.to_bytes()
    marked = mark(data)
    sheet_after = load(io.BytesIO(marked))["绩效目标表"]
    assert sheet_after["E19"].comment.text == "请核对发放数量"
    assert sheet_after["E19"].fill.fgColor.rgb == BAD
    assert "VAL01" in sheet_after["H19"].comment.text
    assert parts(marked)["xl/threadedComments/threadedComment1.xml"] == threaded
    assert parts(cleaned(marked, "表.xlsx").data) == parts(data)


def _without_styles(data: bytes) -> bytes:
    changes = {
        "xl/styles.xml": lambda _: b"",
        "xl/_rels/workbook.xml.rels": lambda xml: re.sub(rb"<Relationship [^>]*styles[^>]*/>", b"", xml),
        "[Content_Types].xml": lambda xml: re.sub(rb"<Override [^>]*styles\.xml[^>]*/>", b"", xml),
        "xl/worksheets/sheet1.xml": lambda xml: re.sub(rb" s=\"\d+\"", b"", xml),
    }
    package = EditedPackage(_rewritten(data, changes), "表.xlsx")
    package.remove("xl/styles.xml")
    return package.to_bytes()


def _prefixed(data: bytes) -> bytes:
    """The same workbook as a program writes it that gives every element a prefix."""

    def prefix(xml: bytes) -> bytes:
        xml = re.sub(rb"<(/?)(?=[a-zA-Z])", rb"<\1x:", xml)
        return xml.replace(
            b' xmlns="http://schemas.openxmlformats.org/spreadsheetml',
            b' xmlns:x="http://schemas.openxmlformats.org/spreadsheetml',
        )

    names = ("xl/workbook.xml", "xl/styles.xml", "xl/worksheets/sheet1.xml")
    return _rewritten(data, dict.fromkeys(names, prefix))


def _empty_rows(data: bytes) -> bytes:
    """The same workbook with rows written empty, whose cells are gone."""
    return _rewritten(
        data, {"xl/worksheets/sheet1.xml": lambda xml: re.sub(rb"(<row [^>]*r=\"\d+\"[^>]*)></row>", rb"\1/>", xml)}
    )


def _single_quoted(data: bytes) -> bytes:
    return _rewritten(
        data, {"xl/worksheets/sheet1.xml": lambda xml: re.sub(rb"(\s[rst])=\"([^\"]*)\"", rb"\1 = '\2'", xml)}
    )


@pytest.mark.parametrize(
    "shape", [_without_styles, _prefixed, _single_quoted, _empty_rows], ids=lambda shape: shape.__name__
)
def test_however_a_workbook_is_written_its_marks_come_and_go(shape: Callable[[bytes], bytes]) -> None:
    data = shape(fill_form(["≥100%", "", "≥95%"]))
    marked = mark(data)
    book = load(io.BytesIO(marked))
    flagged = {cell for one in jixiao.check(data).findings for _, place in one.places for cell in [str(place.at)]}
    assert flagged
    for address in flagged:
        assert book["绩效目标表"][address.partition("!")[2]].comment is not None
    for one in jixiao.check(data).findings:
        if str(one.shown_severity) != "info":
            for _, place in one.places:
                cell = book["绩效目标表"][str(place.at).partition("!")[2]]
                assert cell.fill.fgColor.rgb in (BAD, NEUTRAL), "an empty cell that isn't written is coloured as well"
    assert parts(cleaned(marked, "表.xlsx").data) == parts(data)
    assert said(marked) == said(data)


def test_a_strict_workbook_is_refused_with_what_to_do() -> None:
    usual, strict = (
        b"http://schemas.openxmlformats.org/officeDocument/2006/",
        b"http://purl.oclc.org/ooxml/officeDocument/",
    )
    data = fill_form(["1"])
    data = _rewritten(data, {"xl/_rels/workbook.xml.rels": lambda xml: xml.replace(usual, strict)})
    with pytest.raises(jixiao.NotReadable, match="Strict"):
        annotated(jixiao.check(fill_form(["1"])), data, "表.xlsx")


def test_a_record_that_a_stranger_wrote_does_no_harm() -> None:
    data = fill_form(["≥100%"])
    for record in (
        b"",
        b"[]",
        b"{}",
        b'{"package":{}}',
        b'{"package":{"parts":{"xl/workbook.xml":1},"added":[]},"cells":{"x":1}}',
    ):
        package = EditedPackage(data, "表.xlsx")
        package.add(
            "customXml/item1.xml", b'<marks xmlns="urn:jixiao:marks">' + record + b"</marks>", "application/xml"
        )
        package.relate(
            "xl/workbook.xml",
            "http://schemas.openxmlformats.org/officeDocument/2006/relationships/customXml",
            "customXml/item1.xml",
        )
        result = cleaned(package.to_bytes(), "表.xlsx")
        assert not [name for name in parts(result.data) if name.startswith("customXml")]
        assert said(result.data) == said(data)


@pytest.mark.parametrize("kind", ["ods", "xls"])
def test_a_marked_copy_saved_in_another_format_is_checked_without_its_list(kind: str, tmp_path: Path) -> None:
    source = tmp_path / "标注.xlsx"
    source.write_bytes(mark(fill_form(["≥100%", ""])))
    written = convert(source, kind, tmp_path / "out")
    assert said(written.read_bytes()) == said(fill_form(["≥100%", ""]))


@pytest.mark.parametrize("encoding", ["iso-8859-1", "utf-16"])
def test_a_part_in_another_encoding_is_refused(encoding: str) -> None:
    def written(xml: bytes) -> bytes:
        text = xml.decode().replace("UTF-8", encoding)
        return text.encode(encoding, "xmlcharrefreplace")

    data = fill_form(["≥100%"])
    report = jixiao.check(data)
    for part in ("xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/workbook.xml"):
        with pytest.raises(jixiao.NotReadable, match="UTF-8"):
            annotated(report, _rewritten(data, {part: written}), "表.xlsx")


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_damaged_copy_is_cleaned_or_refused_and_never_more(choices: st.DataObject) -> None:
    marked = mark(WRITERS["xlsxwriter"]())
    name = choices.draw(st.sampled_from(sorted(parts(marked))))
    xml = parts(marked)[name]
    start = choices.draw(st.integers(0, len(xml)))
    end = choices.draw(st.integers(start, min(start + 200, len(xml))))
    new = choices.draw(
        st.sampled_from([b"", b"<", b"</", b">", b"\x00", b'"', b"<a/>", b"<!-- <c r='A1'> -->", b"&#10;"])
    )
    broken = _rewritten(marked, {name: lambda _: xml[:start] + new + xml[end:]})
    report = jixiao.check(WRITERS["xlsxwriter"]())
    for work in (lambda: cleaned(broken, "表.xlsx"), lambda: annotated(report, broken, "表.xlsx")):
        with contextlib.suppress(jixiao.JixiaoError):
            work()
