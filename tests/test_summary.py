"""The end of a run over many files: units, worst first; forms that stand in two files; what --explain-reading says."""

from __future__ import annotations

import json
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from attrs import evolve
from tests.test_cli import EXAMPLES, run
from tests.test_templates import LAYOUTS

import jixiao
from jixiao import documents
from jixiao.api import review_sheet
from jixiao.checker.summary import Counts, Summary, digest
from jixiao.checkers import settings
from jixiao.model.forms import Disclosure, TargetForm
from jixiao.reports.reading import explain_reading
from jixiao.reports.schemas import report_schema
from jixiao.reports.summary import closing
from jixiao.reports.text import TextOptions, render
from jixiao.reports.width import width
from jixiao.rules import between
from jixiao.rules.examples import all_examples, changed, clean_form
from jixiao.runs.checking import check_input
from jixiao.runs.inputs import Input

COPIES = ("TXT03", "TXT04")
FORM = clean_form("county")["forms"][0]


def report_on(*forms: TargetForm, **settings: Any) -> jixiao.Report:
    return jixiao.check(Disclosure(forms), **settings)


def summed(files: Iterable[tuple[str, jixiao.Report]]) -> Summary:
    summary = Summary()
    for path, report in files:
        summary.add(path, "read", digest(report, review_sheet()))
    return summary


def form_of(**changes: Any) -> TargetForm:
    data = {"jixiao": 1, "forms": [{**FORM, **changes}]}
    return jixiao.loads(json.dumps(data)).disclosure.forms[0]


def rows_of(*names: str) -> dict[str, Any]:
    rows = [{"category": "quantity", "name": name, "value": f"≥{at + 3}公里"} for at, name in enumerate(names)]
    return {"period": rows, "annual": rows}


OTHER: dict[str, Any] = {
    "project_name": "河道清淤",
    "indicators": rows_of("清淤河段", "清运淤泥", "加固堤岸", "设警示牌"),
    "goals": {"period": "完成东河清淤三公里", "annual": "完成东河清淤三公里"},
    "text": {},
}


def codes(*files: TargetForm | tuple[TargetForm, ...], **settings: Any) -> list[str]:
    reports = [report_on(*(one if isinstance(one, tuple) else (one,)), **settings) for one in files]
    return [copy.code for copy in summed((f"{at}.xlsx", report) for at, report in enumerate(reports)).copies]


# --- copies -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["flagged", "near"])
@pytest.mark.parametrize("code", COPIES)
def test_the_rules_find_between_files_what_they_find_inside_one(code: str, kind: str) -> None:
    for example in (one for one in all_examples(kind) if one.code == code):
        inside = {finding.code for finding in jixiao.check(example.reading()).findings if finding.code in COPIES}
        assert set(codes(*example.reading().disclosure.forms)) & set(COPIES) == inside, example


def test_a_form_with_the_rows_of_another_project_is_a_copy() -> None:
    other = form_of(**{**OTHER, "indicators": FORM["indicators"]})
    assert codes(form_of(), other) == ["TXT03"]
    assert codes(form_of(), form_of(**OTHER)) == []
    assert codes((form_of(), other)) == []


def test_texts_of_another_project_are_a_copy_told_once() -> None:
    texts = {key: FORM[key] for key in ("text", "goals")}
    assert codes(form_of(), form_of(**{**OTHER, **texts})) == ["TXT04"]
    assert codes(form_of(), form_of(project_name="河道清淤")) == ["TXT03"]


def test_a_text_with_a_few_words_changed_is_a_near_copy() -> None:
    goal = "加强机关内部管理，提高干部职工的服务意识，确保各项工作顺利开展并取得实效"
    forms = [
        form_of(**{**OTHER, "project_name": name, "goals": {"annual": said}, "indicators": rows_of(*names)})
        for name, said, names in (
            ("公车运行", goal, "abcd"),
            ("食堂运行", goal.replace("顺利", "有序"), "efgh"),
        )
    ]
    (copy,) = summed((f"{at}", report_on(form)) for at, form in enumerate(forms)).copies
    assert (copy.code, copy.texts, copy.near) == ("TXT04", 1, True)


def test_the_same_form_in_two_files_is_said_as_such_and_an_amended_one_not_at_all() -> None:
    assert codes(form_of(), form_of()) == ["STR18"]
    funding = {half: {**FORM["funding"][half], "total": "1"} for half in ("period", "annual")}
    assert codes(form_of(), form_of(funding=funding)) == []


def test_rules_that_do_not_run_find_no_copies() -> None:
    other = form_of(project_name="河道清淤")
    assert codes(form_of(), other, ignore="TXT03") == ["TXT04"]
    assert codes(form_of(), other, select="FND") == []


def test_what_is_remembered_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(between, "REMEMBERED", 3)
    several = [
        form_of(
            **{**OTHER, "project_name": f"项目{at}", "indicators": rows_of(*(f"{at}{x}" for x in "abcd")), "goals": {}}
        )
        for at in range(9)
    ]
    assert codes(*several, form_of(**{**OTHER, "indicators": several_rows(7), "goals": {}})) == ["TXT03"]
    assert codes(*several, form_of(**{**OTHER, "indicators": several_rows(0), "goals": {}})) == []


def several_rows(at: int) -> dict[str, Any]:
    return rows_of(*(f"{at}{x}" for x in "abcd"))


# --- units ------------------------------------------------------------------------------------------------------------


def unit(name: str, **changes: Any) -> TargetForm:
    return form_of(**{**OTHER, "department": {"code": None, "name": name}, "project_name": f"{name}的项目", **changes})


def test_units_stand_worst_first_wrong_money_before_everything() -> None:
    funding = {half: {**FORM["funding"][half], "total": "1"} for half in ("period", "annual")}
    files = [
        ("甲.xlsx", report_on(unit("甲局", goals={}, indicators={}))),
        ("乙.xlsx", report_on(unit("乙局", funding=funding))),
        ("丙.xlsx", report_on(unit("丙局", indicators=rows_of(*"efgh"), goals=FORM["goals"]))),
    ]
    summary = summed(files)
    assert summary.units[0][0] == "乙局"
    assert summary.units[0][1].money_errors > 0
    assert summary.total.forms == 3
    assert summary.total.errors == sum(report.count("error") for _, report in files)
    assert summary.total.warnings == sum(report.count("warning") for _, report in files)
    assert [name for name, _ in summary.units] == [name for name, _ in summed(reversed(files)).units]


def test_a_unit_is_one_however_its_name_is_spaced() -> None:
    reports = [report_on(unit(name)) for name in ("县 水务局", "县水务局", "县水务局　")]
    ((name, counts),) = summed((f"{at}", report) for at, report in enumerate(reports)).units
    assert (name, counts.forms) == ("县 水务局", 3)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_closing_fits_eighty_columns(language: str) -> None:
    long = "某某县人民政府办公室机关事务服务中心和它的下属单位以及其他所有有关单位"
    summary = summed([(f"{'长' * 40}{at}.xlsx", report_on(form_of(), unit(long))) for at in range(30)])
    summary.add("坏.xlsx", "not readable")
    text = closing(summary, [("坏.xlsx", "坏.xlsx：文件是空的。")], TextOptions(language=language))
    assert [line for line in text.splitlines() if width(line) > 80] == []
    assert "坏.xlsx：文件是空的。" in text or "坏.xlsx: 文件是空的。" in text
    assert "--format json" in text


def test_counts_are_added_and_their_scores_averaged() -> None:
    one = Counts(forms=2, money_errors=1, errors=3, warnings=4, info=5, scored=2, tenths=1755)
    other = Counts(forms=1, value_errors=2, copied_forms=1, errors=2, scored=1, tenths=900)
    both = one.plus(other)
    assert both == Counts(3, 1, 2, 1, 5, 4, 5, 3, 2655)
    assert (one.score, both.score, Counts(forms=1).score) == (Decimal("87.8"), Decimal("88.5"), None)
    assert both.plain() == {
        "forms": 3, "money_errors": 1, "value_errors": 2, "copied_forms": 1,
        "errors": 5, "warnings": 4, "info": 5, "score": 88.5,
    }  # fmt: skip
    assert Counts().plain()["score"] is None


def test_a_digest_counts_each_finding_for_the_unit_of_its_form() -> None:
    wrong = {half: {**FORM["funding"][half], "total": "1"} for half in ("period", "annual")}
    rows = {"annual": [{"category": "quality", "name": "验收合格率", "value": "≥120%"}]}
    report = report_on(
        unit("甲局", funding=wrong, indicators=rows),
        unit("乙局"),
        TargetForm(department=jixiao.Department(None, "乙局")),
    )
    counts = digest(report, review_sheet()).counts
    assert set(counts) - {""} == {"甲局", "乙局"}
    assert (counts["甲局"].forms, counts["甲局"].scored) == (1, 1)
    assert (counts["乙局"].forms, counts["乙局"].scored) == (2, 1)
    own = [one for one in report.findings if one.cause is None]
    for name, ordinals in {"甲局": (1,), "乙局": (2, 3)}.items():
        here = [one for one in own if one.form in ordinals]
        shown = [str(one.shown_severity) for one in here]
        assert (counts[name].errors, counts[name].warnings, counts[name].info) == tuple(
            map(shown.count, ("error", "warning", "info"))
        )
        families = [one.rule.family for one in here if one.shown_severity == "error"]
        assert (counts[name].money_errors, counts[name].value_errors) == tuple(map(families.count, ("FND", "VAL")))
    assert counts["甲局"].money_errors > 0
    assert counts["甲局"].value_errors > 0
    assert counts["甲局"].score == jixiao.score(report)[0].total


@pytest.mark.parametrize(
    ("form", "common", "name"),
    [
        (
            TargetForm("甲", department=jixiao.Department(None, "交通局"), implementing_unit="养护所"),
            "县政府",
            "交通局",
        ),
        (TargetForm("甲", implementing_unit="养护所"), "县政府", "县政府"),
        (TargetForm("甲", implementing_unit="养护所"), None, "养护所"),
        (TargetForm("甲"), None, ""),
    ],
)
def test_a_form_belongs_to_its_department_or_to_that_of_its_document(
    form: TargetForm, common: str | None, name: str
) -> None:
    report = jixiao.check(Disclosure((form,), jixiao.Department(None, common)))
    assert list(digest(report, review_sheet()).counts) == [name]


def test_what_is_found_in_no_form_counts_for_the_document() -> None:
    narrative = ("纳入绩效目标管理的项目9个，共计金额298.50万元。",)
    for owner, forms in (
        ("县政府", (unit("甲局"), unit("乙局"))),
        ("甲局", (unit("甲局"),)),
        ("", (unit("甲局"), unit("乙局"))),
    ):
        common = jixiao.Department(None, owner if owner == "县政府" else None)
        report = jixiao.check(Disclosure(forms, common, 2025, narrative=narrative))
        loose = [one for one in report.findings if one.form is None and one.cause is None]
        assert loose
        counted = digest(report, review_sheet()).counts[owner]
        here = [one for one in report.findings if one.cause is None and (one.form is None or len(forms) == 1)]
        assert counted.errors + counted.warnings + counted.info == len(here)


def test_a_run_counts_its_files_and_names_its_copies() -> None:
    summary = summed([("甲.xlsx", report_on(form_of())), ("乙.xlsx", report_on(form_of(project_name="河道清淤")))])
    summary.add("坏.xlsx", "not readable")
    summary.add("别的.xlsx", "not a target form")
    summary.add("半.xlsx", "partly read")
    assert summary.checked == 3
    plain = summary.plain()
    assert list(plain) == ["files", "total", "units", "copies"]
    assert plain["files"] == {"total": 5, "read": 2, "partly_read": 1, "not_a_target_form": 1, "not_readable": 1}
    assert plain["total"] == summary.total.plain()
    assert plain["units"] == [{"unit": name or None, **counts.plain()} for name, counts in summary.units]
    assert plain["copies"] == [
        {
            "code": "TXT03",
            "form": {"path": "乙.xlsx", "ordinal": 1, "project_name": "河道清淤"},
            "other": {"path": "甲.xlsx", "ordinal": 1, "project_name": FORM["project_name"]},
            "texts": plain["copies"][0]["texts"],
            "near": False,
        }
    ]


# --- the command ------------------------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, form in {"甲": form_of(), "乙": form_of(project_name="河道清淤"), "丙": form_of(**OTHER)}.items():
        reading = jixiao.Reading(Disclosure((form,)))
        (tmp_path / f"{name}.json").write_text(jixiao.dumps(reading), encoding="utf-8")
    (tmp_path / "空.txt").write_bytes(b"")
    return tmp_path


def test_a_run_over_a_folder_ends_with_its_summary(folder: Path) -> None:
    out = run("check", folder)[1].replace("\r\n", "\n")
    assert "\n4个文件：检查了3个，1个读不了\n\n按单位" in out
    assert "与别的文件雷同　1处" in out
    assert "第1张“河道清淤”" in out or "“河道清淤”" in out
    assert out.endswith(f"没能检查\n  {folder / '空.txt'}：文件是空的；请确认内容已经保存。\n")
    assert "1 not readable" in run("check", folder, "--lang", "en")[1]


def test_the_summary_is_in_the_json_and_fits_the_schema(folder: Path) -> None:
    report = json.loads(run("check", folder, "--format", "json")[1])
    jsonschema.Draft202012Validator(report_schema()).validate(report)
    summary = report["summary"]
    assert summary["files"] == {
        "total": 4, "read": 3, "partly_read": 0, "not_a_target_form": 0, "not_readable": 1,
    }  # fmt: skip
    (copy,) = summary["copies"]
    assert copy["code"] == "TXT03"
    assert {Path(copy[key]["path"]).stem for key in ("form", "other")} == {"甲", "乙"}
    assert summary["total"]["copied_forms"] == sum(one["copied_forms"] for one in summary["units"]) == 1


def test_a_single_file_has_no_summary() -> None:
    assert "summary" not in json.loads(run("check", EXAMPLES / "form-2021.xlsx", "--format", "json")[1])
    assert "个文件" not in run("check", EXAMPLES / "form-2021.xlsx")[1]


# --- --explain-reading ------------------------------------------------------------------------------------------------


def test_explain_reading_names_the_template_and_why_and_what_stood_where() -> None:
    out = run("check", EXAMPLES / "form-2021.xlsx", "--explain-reading")[1]
    assert "模板　2021年版模板：指标的表头在" in out
    assert "（指标性质、度量单位、权重(分值)）；不是2015年版模板，因为" in out.replace("\n    ", "")
    assert "项目名称" in out
    assert "年度指标　" in out
    out = run("check", EXAMPLES / "disclosure.txt", "--explain-reading", "--lang", "en")[1]
    assert "template  county two-column template: head of the indicators at" in out
    assert "two halves" in out
    assert "not the 2015 template: that one does not split money by tiers" in out.replace("\n    ", " ")
    assert "project table of" in out
    for language in ("zh", "en"):
        out = run("check", EXAMPLES / "disclosure.txt", "--explain-reading", "--lang", language)[1]
        assert [line for line in out.splitlines() if width(line) > 80] == []


@pytest.mark.parametrize(
    ("layout", "said"),
    [
        ("stacked-halves", "资金没有分级"),
        ("cost-first-three-cells", "符号、单位或分值各有一列"),
        ("prose", "没有符号、单位、分值列"),
    ],
)
def test_the_recogniser_itself_says_why_it_chose_a_template(layout: str, said: str) -> None:
    reading = jixiao.read(LAYOUTS / f"{layout}.txt")
    (form,), (choice,) = reading.disclosure.forms, reading.choices
    assert choice is not None
    assert choice.template == form.template != choice.other
    assert said in explain_reading("表.txt", reading, TextOptions("zh", columns=400))


def test_forms_of_several_templates_are_all_named() -> None:
    forms = [changed(name, []).disclosure.forms[0] for name in ("county", "national-2021")]
    report = report_on(*forms, evolve(forms[0], template="another"))
    assert "（县级双栏模板1张、2021年版模板1张、another1张）" in render("表", report, TextOptions("zh", columns=200))


def test_a_file_without_a_form_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    real = documents.read_bytes

    def counted(data: bytes, name: str, **options: Any) -> Any:
        read.append(name)
        return real(data, name, **options)

    monkeypatch.setattr(documents, "read_bytes", counted)
    checked = check_input(settings(), [], Input("表.txt", content="项目名称\t预算\n修路\t3\n".encode()))
    assert checked.status == "not a target form"
    assert dict(checked.seen)["项目名称"] == ("L1C1",)
    assert read == ["表.txt"]


def test_explain_reading_says_what_was_looked_for_where_there_is_no_form(tmp_path: Path) -> None:
    path = tmp_path / "表.txt"
    path.write_text("部门概况\n项目名称\t预算\n修路\t3\n", encoding="utf-8")
    code, out, error = run("check", path, "--explain-reading")
    assert code == 2
    assert "项目名称          第2行第1列" in out
    assert "三级指标          没有" in out
    assert error.count("\n") == 1
    (tmp_path / "空.txt").write_bytes(b"")
    assert "没有读进来" in run("check", tmp_path / "空.txt", "--explain-reading")[1]
