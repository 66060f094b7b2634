"""The command as a process: exit codes, streams, and what it says when it can't."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import jsonschema
import openpyxl
import pytest
from tests.writers import write_county_xlsx

from jixiao.cli.arguments import parse
from jixiao.cli.usage import plain_check
from jixiao.reports.schemas import report_schema
from jixiao.reports.width import width
from jixiao.rules.examples import clean_form
from jixiao.rules.messages import all_rules
from jixiao.testing.layouts import write_county_text

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"
CLEAN = {
    "project_name": "农村道路养护",
    "fiscal_year": 2024,
    "template": "county-2015",
}


def run(
    *arguments: object, cwd: Path | None = None, data: bytes | None = None, **environment: str
) -> tuple[int, str, str]:
    done = subprocess.run(
        [sys.executable, "-m", "jixiao", *map(str, arguments)],
        cwd=cwd,
        input=data,
        capture_output=True,
        check=False,
        env={**os.environ, **environment},
    )
    return done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8")


def assert_one_line(error: str, *parts: str) -> None:
    assert error.count("\n") == 1, error
    assert error.startswith("jixiao: ")
    assert "Traceback" not in error
    for part in parts:
        assert part in error


def test_version() -> None:
    code, out, error = run("--version")
    assert (code, error) == (0, "")
    assert re.fullmatch(r"jixiao \d+\.\d+\.\d+\r?\n", out)


@pytest.mark.parametrize(
    "arguments", [["--help"], ["check", "--help"], ["convert", "-h"], ["explain", "-h"], ["rules", "-h"]]
)
def test_help_is_chinese_and_english_on_request(arguments: list[str]) -> None:
    code, out, error = run(*arguments)
    assert (code, error) == (0, "")
    assert "选项" in out
    if len(arguments) == 2:
        assert (
            "options" in run(*arguments, "--lang", "en")[1] or "options" in run(arguments[0], "--lang", "en", "-h")[1]
        )


def test_findings_are_exit_code_1() -> None:
    code, out, error = run("check", EXAMPLES / "disclosure.txt")
    assert (code, error) == (1, "")
    assert "FND06" in out


@pytest.mark.parametrize(("fail_on", "code"), [("error", 0), ("warning", 1), ("info", 1)])
def test_fail_on_decides(fail_on: str, code: int) -> None:
    arguments = ("check", EXAMPLES / "disclosure.txt", "--select", "CMP15,CMP16", "--fail-on", fail_on)
    assert run(*arguments)[0] == code


def test_nothing_found_says_what_was_checked() -> None:
    code, out, _ = run("check", EXAMPLES / "disclosure.txt", "--select", "DAT04")
    assert code == 0
    assert "没有发现问题" in out
    assert "1条规则" in out


def test_rules_that_did_not_run_are_not_counted() -> None:
    clean = json.dumps(clean_form("county"), ensure_ascii=False).encode()
    counts = {}
    for profile in ("county", "strict"):
        _, out, _ = run("check", "-", "--profile", profile, data=clean)
        counts[profile] = int(re.search(r"用(\d+)条规则检查过", out)[1])  # type: ignore[index]
    asked_for = {rule.code for rule in all_rules() if rule.opt_in}
    assert counts["county"] == len({rule.code for rule in all_rules()} - asked_for)
    assert counts["county"] < counts["strict"] < len({rule.code for rule in all_rules()})


def test_lines_fit_eighty_columns() -> None:
    for language in ("zh", "en"):
        _, out, _ = run("check", EXAMPLES / "disclosure.txt", "--all", "--gaps", "--lang", language)
        long = [line for line in out.splitlines() if width(line) > 80]
        assert not long
        assert "\x1b" not in out


def test_the_json_report_fits_its_schema() -> None:
    code, out, _ = run(
        "check",
        EXAMPLES / "disclosure.txt",
        EXAMPLES / "form-2021.xlsx",
        EXAMPLES / "expected.toml",
        "--format",
        "json",
    )
    assert code == 2
    report = json.loads(out)
    jsonschema.Draft202012Validator(report_schema()).validate(report)
    assert [entry["status"] for entry in report["files"]] == ["read", "read", "not a target form"]
    assert "没有找到绩效目标表" in report["files"][2]["reason"]
    finding = next(one for one in report["files"][0]["findings"] if one["code"] == "FND06")
    assert finding["form"] == {"ordinal": 2, "project_name": "清溪河道清淤疏浚工程"}
    assert finding["values"]["table"] == "1320000"
    assert finding["values"]["difference"] == "330000"
    assert [place["at"] for place in finding["places"]] == ["L76C3", "L14C2", "L76C5"]
    consequence = next(one for one in report["files"][0]["findings"] if one["code"] == "FND05")
    assert consequence["cause"] == finding["fingerprint"]


def test_convert_then_check_gives_the_same_findings() -> None:
    source = EXAMPLES / "disclosure.txt"
    _, converted, _ = run("convert", source)
    _, direct, _ = run("check", source, "--format", "json")
    code, piped, error = run("check", "-", "--format", "json", data=converted.encode())
    assert (code, error) == (1, "")
    one, other = json.loads(direct)["files"][0], json.loads(piped)["files"][0]
    one.pop("path"), other.pop("path")
    assert one == other


def test_one_bad_file_does_not_stop_the_others(tmp_path: Path) -> None:
    code, out, error = run("check", tmp_path / "没有 这个.xlsx", EXAMPLES / "form-2021.xlsx")
    assert code == 2
    assert_one_line(error, "没有 这个.xlsx", "没有这个文件")
    assert "VAL09" in out
    assert "2个文件：检查了1个，1个读不了" in out


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("空 文件.txt", b"", "空"),
        ("空白.txt", b" \n\t\n", "空"),
        ("程序.exe", b"MZ\x90\x00\x03\x00\x00\x00" * 40, ""),
        ("乱码.txt", "绩效目标表\t".encode() + b"\x80\xff\xfe\x81\x00\x01" * 30, ""),
        ("日记.txt", "今天天气很好。\n".encode(), "没有找到绩效目标表"),
        ("坏.json", b'{"forms": [', "JSON"),
        ("别的.json", b'{"a": 1}', "交换格式"),
        ("断.xlsx", b"PK\x03\x04" + b"\x00" * 200, ""),
        ("老表.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "另存为"),
        ("扫描.pdf", b"%PDF-1.7\n1 0 obj\n", "PDF"),
        ("数组.json", b"[1, 2]", "交换格式"),
    ],
)
def test_what_cannot_be_read_is_one_line_and_exit_code_2(tmp_path: Path, name: str, data: bytes, said: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    code, out, error = run("check", path)
    assert (code, out) == (2, "")
    assert_one_line(error, name, said)
    assert_one_line(run("check", path, "--lang", "en")[2], name)
    assert run("convert", path)[0] == 2
    assert path.read_bytes() == data


def test_a_folder_is_gone_through_and_lock_files_are_passed_over(tmp_path: Path) -> None:
    (tmp_path / "子 目录").mkdir()
    (tmp_path / "子 目录" / "表.xlsx").write_bytes((EXAMPLES / "form-2021.xlsx").read_bytes())
    (tmp_path / "~$表.xlsx").write_bytes(b"\x00lock")
    (tmp_path / "说明.txt").write_text("不是表", encoding="utf-8")
    code, out, error = run("check", tmp_path)
    assert (code, error) == (1, "")
    assert "~$" not in out
    assert "2个文件：检查了1个，1个不是绩效目标表" in out


def test_a_damaged_file_in_a_folder_fails_a_run_that_asks_for_it(tmp_path: Path) -> None:
    (tmp_path / "说明.txt").write_text("不是表", encoding="utf-8")
    (tmp_path / "好 表.xlsx").write_bytes((EXAMPLES / "form-2021.xlsx").read_bytes())
    lenient = ("check", tmp_path, "--select", "STR18")
    strict = (*lenient, "--fail-on-unread")
    # What is merely no form is passed over either way.
    assert run(*strict)[0] == 0
    (tmp_path / "坏 表.docx").write_bytes(b"PK\x03\x04 truncated")
    code, out, error = run(*lenient)
    assert (code, error) == (0, "")
    assert "1个读不了" in out
    code, told, error = run(*strict)
    assert (code, told) == (2, out)
    assert_one_line(error, "坏 表.docx")
    sarif = json.loads(run(*strict, "--format", "sarif")[1])
    assert sarif["runs"][0]["invocations"][0]["executionSuccessful"] is False


def test_an_archive_is_gone_through_as_a_folder_is(tmp_path: Path) -> None:
    path = tmp_path / "报送.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(EXAMPLES / "forms.xlsx", "甲单位/表.xlsx")
        archive.writestr("乙单位/坏.docx", b"PK\x03\x04")
        archive.writestr("乙单位/说明.txt", "没有表")
        archive.writestr("乙单位/照片.gif", "x")
    code, out, error = run("check", path, "--format", "json")
    assert (code, error) == (1, "")
    files = {each["path"]: each["status"] for each in json.loads(out)["files"]}
    assert files == {
        f"{path}/乙单位/坏.docx": "not readable",
        f"{path}/乙单位/说明.txt": "not a target form",
        f"{path}/甲单位/表.xlsx": "read",
    }
    code, out, error = run("check", tmp_path)
    assert (code, error) == (1, "")
    assert (
        f"3个文件：检查了1个，1个不是绩效目标表，1个读不了\n  {path}/乙单位/坏.docx：文件不完整或已损坏"
        in out.replace("\r\n", "\n")
    )


def test_an_archive_of_nothing_and_what_else_it_is_no_use_for(tmp_path: Path) -> None:
    path = tmp_path / "报送.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("照片.gif", "x")
    code, out, error = run("check", path)
    assert (code, "没有能检查的文件" in error) == (2, True)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("表.txt", "x")
    code, out, error = run("convert", path)
    assert (code, out) == (2, "")
    assert_one_line(error, "这是压缩包", "jixiao check")


def test_a_folder_without_files_is_exit_code_2(tmp_path: Path) -> None:
    code, out, error = run("check", tmp_path)
    assert (code, out) == (2, "")
    assert_one_line(error, "没有能检查的文件")


def test_a_folder_without_any_form_is_exit_code_2(tmp_path: Path) -> None:
    (tmp_path / "说明.txt").write_text("不是表", encoding="utf-8")
    code, _, error = run("check", tmp_path)
    assert code == 2
    assert_one_line(error, "没有找到绩效目标表")


@pytest.mark.parametrize("kind", ["txt", "xlsx"])
def test_a_blank_form_is_one_finding(tmp_path: Path, kind: str) -> None:
    blank: dict[str, Any] = {"indicators": {"period": [], "annual": []}, "fiscal_year": 2024}
    path = tmp_path / f"空 表.{kind}"
    if kind == "txt":
        path.write_text(write_county_text([blank]), encoding="utf-8")
    else:
        write_county_xlsx(path, [blank])
    code, out, _ = run("check", path, "--format", "json")
    findings = json.loads(out)["files"][0]["findings"]
    assert [(one["code"], one["variant"]) for one in findings] == [("CMP01", "blank")]
    assert code == 1


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["check"],
        ["nonsense"],
        ["check", "x", "--format", "pdf"],
        ["check", "x", "--year", "later"],
        ["check", "x", "--nonsense"],
        ["check", "x", "--select", "FND99"],
        ["check", "x", "--profile", "nobody"],
        ["explain", "FND66"],
    ],
)
def test_wrong_use_is_one_line_and_exit_code_2(arguments: list[str]) -> None:
    code, out, error = run(*arguments)
    assert (code, out) == (2, "")
    assert_one_line(error)
    assert re.search("[一-鿿]", error)


def test_a_near_code_is_suggested() -> None:
    assert "FND06" in run("explain", "FND66")[2]


def test_output_to_a_file_is_whole_or_not_at_all(tmp_path: Path) -> None:
    target = tmp_path / "报告 1.txt"
    code, out, error = run("check", EXAMPLES / "form-2021.xlsx", "-o", target)
    assert (code, out, error) == (1, "", "")
    assert "VAL09" in target.read_text(encoding="utf-8")
    assert [path.name for path in tmp_path.iterdir()] == ["报告 1.txt"]
    code, out, error = run("check", EXAMPLES / "form-2021.xlsx", "-o", tmp_path / "没有" / "报告.txt")
    assert (code, out) == (2, "")
    assert_one_line(error, "写不了")


def test_the_input_is_never_overwritten(tmp_path: Path) -> None:
    source = tmp_path / "表.xlsx"
    source.write_bytes((EXAMPLES / "form-2021.xlsx").read_bytes())
    code, _, error = run("check", source, "-o", source)
    assert code == 2
    assert_one_line(error, "换一个文件名")
    assert source.read_bytes() == (EXAMPLES / "form-2021.xlsx").read_bytes()


def test_output_is_utf8_whatever_the_locale() -> None:
    code, out, _ = run("check", EXAMPLES / "form-2021.xlsx", PYTHONIOENCODING="gbk")
    assert code == 1
    assert "合格率" in out


@pytest.mark.skipif(os.name == "nt", reason="file names on Windows are always text")
def test_a_file_name_that_is_no_text_is_shown_somehow(tmp_path: Path) -> None:
    path = os.fsencode(tmp_path) + b"/\xd0\xc2.xlsx"
    with open(path, "wb") as file:
        file.write((EXAMPLES / "form-2021.xlsx").read_bytes())
    done = subprocess.run([sys.executable, "-m", "jixiao", "check", path], capture_output=True, check=False)
    assert done.returncode == 1
    assert "VAL09" in done.stdout.decode("utf-8")


def test_explain_and_rules_tell_all() -> None:
    code, out, _ = run("explain", "fnd06")
    assert code == 0
    assert "依据" in out
    assert "Why" in run("explain", "FND06", "--lang", "en")[1]
    code, out, _ = run("rules", "--format", "json")
    rules = json.loads(out)["rules"]
    assert len(rules) == len({rule["code"] for rule in rules}) >= 35
    assert len(run("rules")[1].splitlines()) == len(rules) + 2


def test_the_year_can_be_given() -> None:
    _, out, _ = run("check", EXAMPLES / "disclosure.txt", "--year", "2021", "--select", "DAT02", "--format", "json")
    assert json.loads(out)["files"][0]["findings"] == []


def test_a_fault_of_ours_is_one_line(tmp_path: Path) -> None:
    """An error that nobody foresaw is said in one line too; here a broken catalogue stands for it."""
    code = (
        "import jixiao.checkers, sys; jixiao.checkers.checker = lambda *a: 1 / 0;"
        "from jixiao.cli.main import main; sys.exit(main(['check', sys.argv[1]]))"
    )
    form = str(EXAMPLES / "form-2021.xlsx")
    done = subprocess.run([sys.executable, "-c", code, form], capture_output=True, check=False, cwd=tmp_path)
    assert done.returncode == 2
    assert_one_line(done.stderr.decode(), "程序自身出错", "ZeroDivisionError")


@pytest.mark.parametrize("spelling", [["--lang", "en"], ["--lang=en"]])
@pytest.mark.parametrize("rest", [["check", "disclosure.txt"], ["rules"], ["explain", "FND06"]])
def test_the_language_may_stand_before_the_command(spelling: list[str], rest: list[str]) -> None:
    code, out, error = run(*spelling, *rest, cwd=EXAMPLES)
    assert code == (1 if rest[0] == "check" else 0), error
    assert out == run(*rest, "--lang", "en", cwd=EXAMPLES)[1]


@pytest.mark.parametrize("year", ["20244", "0", "去年"])
def test_a_year_that_is_none_is_wrong_use(year: str) -> None:
    code, _, error = run("check", EXAMPLES / "disclosure.txt", "--year", year)
    assert code == 2
    assert_one_line(error, year, "年份")


def test_a_table_file_without_a_table_is_named(tmp_path: Path) -> None:
    (tmp_path / "说明.txt").write_text("这里没有表。", encoding="utf-8")
    code, _, error = run("check", EXAMPLES / "forms.xlsx", "--with", tmp_path / "说明.txt")
    assert code == 1
    assert_one_line(error, "说明.txt", "没有读到项目支出预算表")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="only some systems have a full disk to write to")
def test_a_full_disk_is_no_fault_of_ours() -> None:
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "jixiao", "rules"], stdout=full, stderr=subprocess.PIPE, check=False
        )
    assert done.returncode == 2
    assert "标准输出写不了" in done.stderr.decode("utf-8")


def test_flat_folds_nothing() -> None:
    folded, flat = (run("check", *how, EXAMPLES / "disclosure.txt")[1] for how in ([], ["--flat"]))
    assert "由此还有" in folded
    assert "错误 FND05" not in folded
    assert "由此还有" not in flat
    assert "错误 FND05" in flat
    assert folded.splitlines()[-4:] == flat.splitlines()[-4:]


def test_what_stands_in_nearly_every_form_is_said_once(tmp_path: Path) -> None:
    disclosure = clean_form("disclosure")
    (form,) = disclosure["forms"][:1]
    disclosure["tables"] = {}
    names = ["渠道清淤", "村道修补", "泵站检修", "水质检测", "堤防加固"]
    disclosure["forms"] = [{**form, "project_name": name, "project_attribute": "☐新增项目 ☐延续项目"} for name in names]
    disclosure["forms"][2]["project_attribute"] = "☑新增项目 ☐延续项目"
    path = tmp_path / "五张表.json"
    path.write_text(json.dumps(disclosure, ensure_ascii=False), encoding="utf-8")
    folded = run("check", "--all", "--select", "CMP04", path)[1]
    assert folded.count("CMP04　") == 1
    assert "4张表都有：第1–2、4–5张" in folded
    assert run("check", "--all", "--flat", "--select", "CMP04", path)[1].count("提示 CMP04") == 4


def test_limits_are_options_and_name_themselves(tmp_path: Path) -> None:
    path = tmp_path / "表.csv"
    path.write_bytes(b"a,b\n" * 300)
    code, _, error = run("check", path, "--max-rows", 100)
    assert code == 2
    assert_one_line(error, "上限100行", "--max-rows 200")
    for option in ("--max-cells", "--max-bytes"):
        assert_one_line(run("check", path, option, 100, "--lang", "en")[2], "the limit is 100", option)
    assert "没有找到" in run("check", path, "--max-rows", 300, "--max-bytes", "1k", "--max-bytes", "1M")[2]
    assert_one_line(run("convert", path, "--max-rows", 10)[2], "上限10行")
    assert_one_line(run("check", "-", "--max-bytes", 5, data=b"123456")[2], "文件太大")
    assert_one_line(run("check", path, "--max-rows", "x")[2], "要写正整数")
    assert_one_line(run("check", path, "--max-bytes", "1T", "--lang", "en")[2], "not a size")


def test_a_marked_copy_is_written_and_cleaned(tmp_path: Path) -> None:
    source = EXAMPLES / "forms.xlsx"
    before = source.read_bytes()
    plain = run("check", source)
    marked = run("check", source, "--annotate", tmp_path / "标注.xlsx")
    assert (marked[0], marked[2]) == (plain[0], plain[2])
    assert marked[1].splitlines()[:-2] == plain[1].splitlines()[:-1]
    assert marked[1].splitlines()[-1] == f"已标注　{tmp_path / '标注.xlsx'}"
    code, out, error = run("check", tmp_path / "标注.xlsx")
    assert (code, error) == (plain[0], plain[2])
    assert out.splitlines()[2:] == plain[1].splitlines()[2:]
    assert run("clean", tmp_path / "标注.xlsx", "-o", tmp_path / "干净.xlsx") == (0, "", "")
    assert source.read_bytes() == before


def test_what_comes_on_standard_input_is_marked_like_a_file(tmp_path: Path) -> None:
    forms, out = EXAMPLES / "forms.xlsx", tmp_path / "标注.xlsx"
    assert run("check", "-", "--annotate", out, data=forms.read_bytes())[0] == 1
    assert "标准输入" in str(openpyxl.load_workbook(out).worksheets[0]["A1"].value)
    assert run("clean", out, "-o", tmp_path / "干净.xlsx") == (0, "", "")
    several = io.BytesIO()
    with zipfile.ZipFile(several, "w") as archive:
        archive.write(forms, "forms.xlsx")
        archive.write(forms, "again.xlsx")
    out.unlink()
    code, _, error = run("check", "-", "--annotate", out, "--jobs", 2, data=several.getvalue())
    assert code == 2
    assert_one_line(error, "一次只能标注一个文件")
    assert not out.exists()


def test_a_marked_copy_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    forms, text = EXAMPLES / "forms.xlsx", EXAMPLES / "disclosure.txt"
    out = tmp_path / "标注.xlsx"
    mine = tmp_path / "表.xlsx"
    mine.write_bytes(forms.read_bytes())
    for arguments, said in (
        (("check", forms, EXAMPLES / "form-2021.xlsx", "--annotate", out), "一次只能标注一个文件"),
        (("check", EXAMPLES, "--annotate", out), "一次只能标注一个文件"),
        (("check", text, "--annotate", tmp_path / "标注.txt"), "新的Excel工作簿"),
        (("check", mine, "--annotate", mine), "输出文件就是要检查的文件"),
        (("check", forms, "--annotate", tmp_path / "标注.docx"), "后缀"),
        (("check", forms, "--annotate", out, "-o", out), "同一个文件"),
        (("check", forms, "--annotate", tmp_path / "无" / "标注.xlsx"), "这个文件夹"),
        (("check", forms, "--annotate", tmp_path), "后缀"),
        (("clean", forms, "-o", out), "没有找到jixiao的标注"),
        (("clean", mine, "-o", mine), "输出文件就是要检查的文件"),
        (("clean", text, "-o", out), "不能标注"),
    ):
        code, shown, error = run(*arguments)
        assert (code, shown) == (2, ""), arguments
        assert_one_line(error, said)
    assert [path.name for path in tmp_path.iterdir()] == ["表.xlsx"]
    assert mine.read_bytes() == forms.read_bytes()


@pytest.mark.parametrize("command", ["check", "lint"])
def test_the_usual_command_line_means_the_same_without_the_parser(command: str) -> None:
    argv = [command, "表 一.xlsx", "报送"]
    plain = plain_check(argv)
    assert plain is not None
    assert vars(plain) == vars(parse(argv, "zh"))


@pytest.mark.parametrize(
    "argv",
    [[], ["check"], ["check", "-"], ["check", "a", "--all"], ["check", "-h"], ["check", ""], ["rules", "a"], ["a"]],
)
def test_any_other_command_line_is_left_to_the_parser(argv: list[str]) -> None:
    assert plain_check(argv) is None
