"""Archives: the files inside, each on its own; names from other systems, bombs, passwords."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.evil.builders import zipped

from jixiao.documents import Limits, files_inside, read_bytes
from jixiao.documents.archive import Member
from jixiao.errors import NotReadable


def inside(parts: Mapping[str, str | bytes], limits: Limits = Limits()) -> list[Member]:  # noqa: B008
    found = files_inside(zipped(parts), "包.zip", limits=limits)
    assert found is not None
    return found


def refusal(data: bytes) -> str:
    with pytest.raises(NotReadable) as caught:
        files_inside(data, "包.zip")
    assert str(caught.value).startswith("包.zip：")
    assert caught.value.en.startswith("包.zip: ")
    return str(caught.value)


def lost(member: Member) -> str:
    with pytest.raises(NotReadable) as caught:
        member.load()
    return str(caught.value)


def test_the_files_that_may_hold_a_form_in_the_order_of_their_paths() -> None:
    kept = ["b/表.XLSX", "a.txt", "word/c.docx", "xl/d.et", "e.zip"]
    passed_over = ["x.gif", ".hidden/x.txt", "__MACOSX/a.txt", "b/~$表.xlsx", ".x.txt", "readme"]
    members = inside({name: name for name in [*kept, *passed_over]})
    assert [member.path for member in members] == sorted(kept)
    assert [member.load().decode() for member in members] == sorted(kept)


@pytest.mark.parametrize("data", [b"x", zipped({"xl/workbook.xml": ""}), zipped({"word/document.xml": ""})])
def test_anything_else_is_no_archive_of_files(data: bytes) -> None:
    assert files_inside(data, "x") is None


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/a.txt", "etc/a.txt"),
        ("/abs/a.txt", "abs/a.txt"),
        ("C:\\x\\..\\a.txt", "C:/x/a.txt"),
        ("a\x1b[31m\u202e\u2028b.txt", "a[31mb.txt"),
        ("./a//b.txt", "a/b.txt"),
        ("长" * 300 + ".txt", "长" * 196 + ".txt"),
    ],
)
def test_names_are_cleaned_before_they_are_shown(name: str, shown: str) -> None:
    assert [member.path for member in inside({name: "x"})] == [shown]


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8"])
def test_names_without_their_encoding(encoding: str) -> None:
    # As Windows in China and old programs write them: the bytes, and no mark of what they are.
    raw = "绩效目标表.txt".encode(encoding)
    data = zipped({"a" * len(raw): "x"}).replace(b"a" * len(raw), raw)
    found = files_inside(data, "包.zip")
    assert found is not None
    assert [member.path for member in found] == ["绩效目标表.txt"]


def test_two_files_of_one_name_are_told_apart() -> None:
    members = inside({"a.txt": "1", "./a.txt": "2", "../a.txt": "3"})
    assert [(member.path, member.load()) for member in members] == [
        ("a (2).txt", b"2"),
        ("a (3).txt", b"3"),
        ("a.txt", b"1"),
    ]


def test_an_archive_without_anything_to_check_is_refused() -> None:
    assert "没有能检查的文件" in refusal(zipped({"x.gif": ""}))
    assert "文件不完整或已损坏" in refusal(zipped({"a.txt": "x"})[:-30])


def test_too_many_files_are_refused_with_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jixiao.documents.archive.MAX_MEMBERS", 5)
    assert "文件太多（6个，上限5个）" in refusal(zipped({f"{n}.txt": "x" for n in range(6)}))


def test_a_bomb_is_refused_while_it_is_unpacked() -> None:
    small, bomb = inside({"a.txt": "x", "b.txt": b" " * (20 * 1024 * 1024)})
    assert "全部的上限是256 MB" in lost(bomb)
    assert small.load() == b"x"
    members = inside({f"{n}.txt": bytes(600 * 1024) for n in range(2)}, Limits(bytes=600 * 1024))
    assert len(members[0].load()) == 600 * 1024
    assert "全部的上限是1 MB" in lost(inside({"a.txt": bytes(600 * 1024)}, Limits(bytes=590 * 1024))[0])
    members[1].load()
    assert "全部的上限是1 MB" in lost(members[0])


def test_a_member_with_a_password_or_damage_is_named_alone() -> None:
    data = bytearray(zipped({"a.txt": "甲" * 50, "d/b.txt": "乙" * 50}))
    entry = data.index(b"PK\x01\x02")
    struct.pack_into("<H", data, entry + 8, data[entry + 8] | 1)
    data[data.index(b"d/b.txt") + 7] ^= 0xFF
    found = files_inside(bytes(data), "包.zip")
    assert found is not None
    assert lost(found[0]).startswith("a.txt：压缩包有密码")
    assert lost(found[1]).startswith("b.txt：压缩包里的这个文件已损坏")


def test_an_archive_in_an_archive_is_to_be_unpacked() -> None:
    (member,) = inside({"内.zip": zipped({"a.txt": "x"})})
    with pytest.raises(NotReadable, match="解压"):
        read_bytes(member.load(), member.path)


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=12))
def test_any_name_is_shown_as_one_visible_line(name: str) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(f"x{name}.txt", "x")
    try:
        found = files_inside(buffer.getvalue(), "包.zip")
    except NotReadable:
        return  # a hidden file, or a name that ends at a NUL
    assert found is not None
    for member in found:
        assert "\x1b" not in member.path
        assert ".." not in member.path.split("/")
        assert len(member.path.splitlines()) == 1
