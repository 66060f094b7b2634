"""Packages are changed part by part: what isn't changed stays as it was packed, and what was changed can be undone."""

from __future__ import annotations

import io
import zipfile

import pytest
from openpyxl import Workbook

from jixiao.documents.limits import Limits
from jixiao.errors import NotReadable
from jixiao.repair.package import CONTENT_TYPES, EditedPackage

_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/customXml"


def _workbook() -> bytes:
    buffer = io.BytesIO()
    book = Workbook()
    book.active["A1"] = "表"  # type: ignore[index]
    book.save(buffer)
    return buffer.getvalue()


def _zip(parts: dict[str, str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return buffer.getvalue()


def _contents(data: bytes) -> list[tuple[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return [(name, archive.read(name)) for name in archive.namelist()]


def _changed(data: bytes) -> EditedPackage:
    package = EditedPackage(data, "book.xlsx")
    xml = package.original("xl/workbook.xml") or b""
    start = xml.index(b"<sheets>")
    package.splice("xl/workbook.xml", start, start, b"<!-- one -->")
    package.splice("xl/workbook.xml", start, start + len(b"<sheets>"), b"<sheets >")
    package.add("customXml/item1.xml", b"<a/>", "application/xml")
    package.relate("xl/workbook.xml", _RELATION, "customXml/item1.xml")
    package.relate("xl/worksheets/sheet1.xml", _RELATION, "customXml/item1.xml")
    return package


def test_a_copy_without_changes_packs_every_part_as_it_was() -> None:
    data = _workbook()
    copy = EditedPackage(data, "book.xlsx").to_bytes()
    fields = ("filename", "CRC", "compress_size", "date_time", "external_attr", "compress_type")
    with zipfile.ZipFile(io.BytesIO(data)) as one, zipfile.ZipFile(io.BytesIO(copy)) as other:
        assert [[getattr(each, field) for field in fields] for each in one.infolist()] == [
            [getattr(each, field) for field in fields] for each in other.infolist()
        ]
    assert _contents(copy) == _contents(data)


def test_changes_are_undone_to_the_byte_by_their_record() -> None:
    data = _workbook()
    package = _changed(data)
    record = package.record()
    changed = package.to_bytes()
    parts = dict(_contents(changed))
    assert b"<!-- one --><sheets >" in parts["xl/workbook.xml"]
    assert "xl/worksheets/_rels/sheet1.xml.rels" in parts
    back = EditedPackage(changed, "book.xlsx")
    assert back.undo(record) == []
    assert _contents(back.to_bytes()) == _contents(data)


def test_a_part_that_was_changed_since_is_named_and_nothing_is_undone() -> None:
    package = _changed(_workbook())
    record, changed = package.record(), package.to_bytes()
    edited = EditedPackage(changed, "book.xlsx")
    edited.splice("xl/workbook.xml", 0, 0, b"")
    edited.splice("xl/workbook.xml", len(edited.original("xl/workbook.xml") or b""), 0, b"\n")
    again = EditedPackage(edited.to_bytes(), "book.xlsx")
    assert again.undo(record) == ["xl/workbook.xml"]
    assert _contents(again.to_bytes()) == _contents(edited.to_bytes())


def test_the_same_changes_give_the_same_bytes() -> None:
    data = _workbook()
    assert _changed(data).to_bytes() == _changed(data).to_bytes()


def test_relations_are_told_with_their_targets_from_the_root() -> None:
    package = _changed(_workbook())
    relations = package.relations("xl/worksheets/sheet1.xml")
    assert [(one.kind, one.target, one.external) for one in relations] == [("customXml", "customXml/item1.xml", False)]
    assert package.relations("xl/workbook.xml")[-1].target == "customXml/item1.xml"


def test_a_removed_part_goes_with_its_entry_and_its_relations() -> None:
    package = EditedPackage(_changed(_workbook()).to_bytes(), "book.xlsx")
    key = package.relations("xl/workbook.xml")[-1].key
    package.unrelate("xl/workbook.xml", key)
    package.remove("xl/worksheets/sheet1.xml")
    parts = dict(_contents(package.to_bytes()))
    assert not [name for name in parts if "sheet1" in name]
    assert b"sheet1.xml" not in parts[CONTENT_TYPES]
    assert b"customXml" not in parts["xl/_rels/workbook.xml.rels"]


@pytest.mark.parametrize(
    "written", ["<r:Relationships xmlns:r='x'/>", "<Relationships xmlns='x'/>\n", "<Relationships></Relationships >"]
)
def test_empty_and_prefixed_lists_take_entries_and_lose_them_again(written: str) -> None:
    data = _zip({CONTENT_TYPES: "<Types></Types>", "a.xml": "<a/>", "_rels/a.xml.rels": written}, zipfile.ZIP_STORED)
    package = EditedPackage(data, "a")
    assert [package.relate("a.xml", _RELATION, f"{name}.xml") for name in "bc"] == ["rId1", "rId2"]
    assert [one.target for one in package.relations("a.xml")] == ["b.xml", "c.xml"]
    back = EditedPackage(package.to_bytes(), "a")
    assert back.undo(package.record()) == []
    assert _contents(back.to_bytes()) == _contents(data)


def test_content_types_are_told_by_part_and_by_suffix() -> None:
    package = _changed(_workbook())
    assert package.content_type("xl/workbook.xml") is not None
    assert package.content_type("customXml/item1.xml") == "application/xml"
    assert package.content_type("nothing.none") is None
    package.declare_extension("vml", "application/vnd.openxmlformats-officedocument.vmlDrawing")
    package.declare_extension("VML", "other")
    assert package.content_type("xl/a.vml") == "application/vnd.openxmlformats-officedocument.vmlDrawing"


def test_a_broken_package_and_one_over_a_limit_are_refused() -> None:
    with pytest.raises(NotReadable):
        EditedPackage(b"PK\x03\x04 nothing", "book.xlsx")
    with pytest.raises(NotReadable):
        EditedPackage(_workbook(), "book.xlsx", Limits(unpacked=100)).part("xl/styles.xml")
