"""A form as a file in every format: what is read back is the form, and as clean as it was."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from attrs import evolve
from hypothesis import given, settings

import jixiao
from jixiao.model.forms import Goals, Indicator, Texts
from jixiao.rules.examples import CLEAN_FORMS, changed
from jixiao.testing import assert_clean, filled_in, forms, renderings
from jixiao.testing.rendering import FORMATS


def saved(form: jixiao.TargetForm, format: str, folder: Path) -> Path:
    """The form as a file."""
    path = folder / f"表.{format}"
    path.write_bytes(renderings(form, format))
    return path


@pytest.mark.parametrize("format", FORMATS)
def test_a_drawn_form_reads_back_as_it_was_and_is_clean(format: str, tmp_path: Path) -> None:
    @settings(max_examples=25)
    @given(forms())
    def reads_back(form: jixiao.TargetForm) -> None:
        path = saved(form, format, tmp_path)
        (back,) = jixiao.read(path).disclosure.forms
        assert filled_in(back) == filled_in(form)
        assert_clean(path, fail_on="warning")

    reads_back()


@pytest.mark.parametrize("name", CLEAN_FORMS)
@pytest.mark.parametrize("format", FORMATS)
def test_the_clean_forms_read_back_as_they_were(format: str, name: str, tmp_path: Path) -> None:
    form = changed(name, []).disclosure.forms[0]
    (back,) = jixiao.read(saved(form, format, tmp_path)).disclosure.forms
    assert filled_in(back) == filled_in(form)


@pytest.mark.parametrize("format", [one for one in FORMATS if one != "txt"])
def test_signs_that_mean_something_in_a_format_are_kept(format: str, tmp_path: Path) -> None:
    form = changed("county", []).disclosure.forms[0]
    text = '甲，"乙"\n丙 | <丁> & 戊; 己,庚\\辛'
    form = evolve(form, text=Texts(summary=text), goals=Goals(text, text))
    (back,) = jixiao.read(saved(form, format, tmp_path)).disclosure.forms
    assert (back.text.summary, back.goals) == (form.text.summary, form.goals)


def test_amounts_keep_every_digit(tmp_path: Path) -> None:
    form = changed("county", []).disclosure.forms[0]
    column = jixiao.FundingColumn(total=Decimal("436785.85"), local=Decimal("436785.85"))
    form = evolve(form, funding=jixiao.Funding(column, column))
    for format in FORMATS:
        (back,) = jixiao.read(saved(form, format, tmp_path)).disclosure.forms
        assert back.funding.annual.total == Decimal("436785.85"), format


def test_what_a_template_prints_is_not_what_an_owner_wrote() -> None:
    rows = (Indicator("quality", "合格率", "=100%", level1="产出指标", level2="质量指标"), Indicator("cost"))
    form = jixiao.TargetForm("甲", indicators=jixiao.Indicators(annual=rows))
    assert filled_in(form).indicators.annual == (Indicator("quality", "合格率", "=100%"),)


def test_a_format_that_is_not_written_is_wrong_use() -> None:
    with pytest.raises(jixiao.WrongUse, match="没有格式“pdf”"):
        renderings(jixiao.TargetForm("甲"), "pdf")


LOOSE = (
    Indicator(name="宣传场次", value="≥3场"),
    Indicator(name="培训人次", value="≥30人次"),
)


@pytest.mark.parametrize("name", ["county", "national-2015", "national-2021"])
@pytest.mark.parametrize("format", FORMATS)
def test_rows_without_a_category_read_back_without_one(format: str, name: str, tmp_path: Path) -> None:
    form = changed(name, []).disclosure.forms[0]
    form = evolve(form, indicators=evolve(form.indicators, annual=(*form.indicators.annual, *LOOSE)))
    path = saved(form, format, tmp_path)
    reading = jixiao.read(path)
    (back,) = reading.disclosure.forms
    assert filled_in(back) == filled_in(form)
    count = len(form.indicators.annual)
    doubted = [gap.path for gap in reading.gaps if gap.reason == "no label"]
    if format != "json":
        assert doubted == [f"forms[0].indicators.annual[{at}].category" for at in (count - 2, count - 1)]
    families = {finding.code for finding in jixiao.check(path).findings}
    assert not families & {"CMP11", "CMP25", "TXT06", "TXT17"}
