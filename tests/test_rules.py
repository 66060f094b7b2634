"""The rules by their own examples, and what every rule owes to those who read its findings."""

from __future__ import annotations

import ast
import inspect
import pkgutil
import re
from collections.abc import Iterator
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any, get_type_hints

import pytest

import jixiao
import jixiao.rules
from jixiao.checker import Finding
from jixiao.rules.base import NODES, REGISTRY, Rule
from jixiao.rules.examples import CLEAN_FORMS, Example, all_examples, changed, clean_form, plant
from jixiao.rules.facts import INDICATOR_FACTS, Fact
from jixiao.rules.messages import all_rules, catalogue, money, text
from jixiao.testing import RuleTester

ALL_RULES = all_rules()
TESTER = RuleTester()
SOURCE = Path(jixiao.rules.__file__).resolve().parent.parent
RULES = {rule.code: rule for rule in sorted(REGISTRY.values(), key=lambda rule: rule.code)}
CODES = list(RULES)
FLAGGED = all_examples("flagged")
NEAR = all_examples("near")
LANGUAGES = ("zh", "en")
CODE = re.compile(r"\b[A-Z]{3}\d\d\b")

PARTS = ("title", "message", "advice", "why", "unseen")
SHEET = (
    "规范完整性", "明确清晰性", "目标相关性", "指标科学性", "绩效合理性", "资金匹配性", "实现可能性", "条件充分性",
)  # fmt: skip
"""The items of the official sheet by which targets are reviewed."""
INTERNAL = re.compile(
    r"\b(?:None|null|True|False|regex|Decimal|level[123]|national-20\d\d|county-2015)\b"
    r"|\b\w+\.(?:total|annual|period|value|name)\b|\w\[\d"
)


def the_finding(example: Example) -> Finding:
    """The one finding that a flagged example is about."""
    (found,) = (one for one in TESTER.report(example).findings if one.code == example.code)
    return found


def rule_modules() -> Iterator[ModuleType]:
    """Every module of every family."""
    for family in pkgutil.iter_modules(jixiao.rules.__path__, "jixiao.rules."):
        if family.ispkg:
            package = import_module(family.name)
            for module in pkgutil.iter_modules(package.__path__, package.__name__ + "."):
                yield import_module(module.name)


def functions_about_nodes(module: ModuleType) -> Iterator[Any]:
    """The public functions of a module whose first parameter is something that rules look at."""
    for name, function in vars(module).items():
        if name.startswith("_") or not inspect.isfunction(function) or function.__module__ != module.__name__:
            continue
        hints = list(get_type_hints(function).values())
        if hints and isinstance(hints[0], type) and hints[0].__name__ in NODES:
            yield function


def texts_of(code: str, language: str) -> dict[str, str]:
    """Every text of a rule in one language: ``title``, ``variants.blank.message``, ``flagged.1`` …"""
    entry = catalogue()[code]
    texts = {part: text(code, part, language) for part in PARTS}
    for variant, parts in entry.get("variants", {}).items():
        texts |= {f"variants.{variant}.{part}": said[language] for part, said in parts.items()}
    own = [example for example in (*FLAGGED, *NEAR) if example.code == code]
    return texts | {f"{example.kind}.{example.number}": example.says[language] for example in own}


def decimals_in(value: Any) -> Iterator[Decimal]:
    """The amounts in a finding's values, those of its parts too."""
    if isinstance(value, Decimal):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from decimals_in(one)


# --- the examples -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", CLEAN_FORMS)
def test_a_clean_form_is_silent(name: str) -> None:
    report = jixiao.check(changed(name, []))
    assert [str(finding) for finding in report.findings] == []
    assert report.undecided == []


@pytest.mark.parametrize("name", CLEAN_FORMS)
def test_a_clean_form_is_the_interchange_json_and_reads_as_written(name: str) -> None:
    reading = changed(name, [])
    assert jixiao.loads(jixiao.dumps(reading)) == reading
    values = [row.quantity for form in reading.disclosure.forms for row in form.indicators.annual]
    assert [value for value in values if not value.well_formed] == []


@pytest.mark.parametrize("example", [*FLAGGED, *NEAR], ids=str)
def test_an_example_is_found_where_it_says_and_nothing_else(example: Example) -> None:
    TESTER.check(example)


@pytest.mark.parametrize("code", CODES)
def test_a_rule_has_faults_and_at_least_as_many_near_misses(code: str) -> None:
    flagged = sum(example.code == code for example in FLAGGED)
    near = sum(example.code == code for example in NEAR)
    assert 2 <= flagged <= near


@pytest.mark.parametrize("code", CODES)
def test_every_variant_has_an_example(code: str) -> None:
    shown = {example.variant for example in FLAGGED if example.code == code}
    assert set(RULES[code].severities) <= shown
    assert set(catalogue()[code].get("variants", {})) <= set(RULES[code].severities)


@pytest.mark.parametrize("example", [*FLAGGED, *NEAR], ids=str)
def test_an_example_says_in_both_languages_what_it_shows(example: Example) -> None:
    assert sorted(example.says) == sorted(LANGUAGES)
    assert all(0 < len(example.says[language]) <= 90 for language in LANGUAGES)


def test_a_change_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="not a change"):
        plant(clean_form("county"), [{"paint": "it black"}])


def test_a_clean_form_stays_clean_when_its_copy_is_changed() -> None:
    plant(clean_form("county"), [{"drop_row": "cost"}, {"table_row": "另一个项目", "total": "1", "form": 1}])
    assert jixiao.check(changed("county", [])).findings == ()


@pytest.mark.parametrize(
    ("unit", "total", "parts", "wrong"),
    [
        ("元", "436,785.85", ["436,785.84", "0"], False),
        ("元", "436,785.85", ["436,785.83", "0"], True),
        ("元", "436,786", ["400,000.50", "36,785.35"], False),
        ("元", "436,790", ["400,000.50", "36,785.35"], True),
        ("万元", "34.13", ["31.83", "2.31"], False),
        ("万元", "34.13", ["31.83", "2.33"], True),
        ("万元", "86", ["56.5", "29.5"], False),
        ("万元", "86", ["56.5", "28"], True),
        ("万元", "32.00", ["30.00", "0"], True),
        ("万元", "854", ["400", "453"], False),
        ("万元", "854", ["400", "400"], True),
    ],
)
def test_a_sum_may_differ_by_the_rounding_of_its_last_digits(
    unit: str, total: str, parts: list[str], wrong: bool
) -> None:
    printed = {"total": total, "fiscal": parts[0], "other": parts[1]}
    changes = [{"print": f"funding.annual.{part}", "as": text, "unit": unit} for part, text in printed.items()]
    found = [one.code for one in jixiao.check(changed("national-2015", changes)).findings]
    assert found == (["FND01"] if wrong else [])


@pytest.mark.parametrize(
    ("form", "table", "wrong"),
    [
        (("120.00", "万元"), ("1,200,049", "元"), False),
        (("1,200,049", "元"), ("120.00", "万元"), False),
        (("1,200,100", "元"), ("120.00", "万元"), False),
        (("1,200,101", "元"), ("120.00", "万元"), True),
        (("1,200,001", "元"), ("1,200,000", "元"), False),
        (("1,200,002", "元"), ("1,200,000", "元"), True),
    ],
)
def test_form_and_table_may_differ_by_the_rounding_of_the_coarser(
    form: tuple[str, str], table: tuple[str, str], wrong: bool
) -> None:
    changes: list[dict[str, Any]] = [
        {"print": "funding.annual.total", "as": form[0], "unit": form[1]},
        {"print": "tables.projects[0].total", "as": table[0], "unit": table[1]},
        {"set": "funding.annual.local"},
        {"set": "funding.annual.provincial"},
        {"set": "funding.annual.central"},
        {"set": "funding.annual.self_raised"},
        {"set": "funding.annual.other"},
    ]
    found = [one.code for one in jixiao.check(changed("multi-year", changes)).findings]
    assert found == (["FND06"] if wrong else [])


# --- the register -----------------------------------------------------------------------------------------------------


def test_every_function_about_a_node_is_a_rule_and_every_rule_is_one() -> None:
    written = {function for module in rule_modules() for function in functions_about_nodes(module)}
    assert written == {rule.function for rule in ALL_RULES}


def test_every_module_of_rules_has_its_texts_beside_it() -> None:
    modules = {module.__name__.removeprefix("jixiao.rules.") for module in rule_modules()}
    folder = SOURCE / "rules"
    assert modules == {
        path.relative_to(folder).with_suffix("").as_posix().replace("/", ".") for path in folder.glob("*/*.toml")
    }
    assert modules == {entry["module"] for entry in catalogue().values()}


@pytest.mark.parametrize("rule", RULES.values(), ids=CODES)
def test_a_rule_and_its_texts_stand_side_by_side(rule: Rule) -> None:
    assert rule.module == f"jixiao.rules.{catalogue()[rule.code]['module']}"
    assert rule.name == rule.function.__name__
    assert (rule.function.__doc__ or "").strip()


def test_rules_yield_to_and_follow_codes_and_never_themselves() -> None:
    for rule in ALL_RULES:
        assert all(CODE.fullmatch(code) for code in (*rule.yields_to, *rule.follows))
        assert rule.code not in (*rule.yields_to, *rule.follows)


def modules_outside_rules() -> list[Path]:
    """Every module but those of the rules."""
    return [path for path in sorted(SOURCE.rglob("*.py")) if SOURCE / "rules" not in path.parents]


def words_at_work(source: str) -> set[str]:
    """The names and strings of a module that do something: docstrings and the help of options are for people."""
    tree = ast.parse(source)
    idle: set[ast.AST] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            idle.add(node.value)
        elif isinstance(node, ast.keyword) and node.arg == "help":
            idle.update(ast.walk(node.value))
    said = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and node not in idle]
    words = {word for one in said if isinstance(one, str) for word in re.findall(r"\w+", one)}
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    fields = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    taken = {node.name for node in ast.walk(tree) if isinstance(node, ast.alias)}
    return words | names | fields | taken


@pytest.mark.parametrize("path", modules_outside_rules(), ids=lambda path: path.relative_to(SOURCE).as_posix())
def test_no_module_outside_the_rules_knows_a_rule(path: Path) -> None:
    known = {*CODES, *(rule.name for rule in ALL_RULES), *(entry["module"] for entry in catalogue().values())}
    assert words_at_work(path.read_text(encoding="utf-8")) & known == set()


@pytest.mark.parametrize("part", ["documents", "model", "recognition"])
def test_what_reads_documents_is_free_of_codes(part: str) -> None:
    found = [
        f"{path.name}: {code}"
        for path in sorted((SOURCE / part).rglob("*.py"))
        for code in CODE.findall(path.read_text(encoding="utf-8"))
        if code in RULES
    ]
    assert found == []


# --- the texts --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", CODES)
def test_a_rule_has_every_text_in_both_languages(code: str) -> None:
    entry = catalogue()[code]
    for part in PARTS:
        assert sorted(entry[part]) == sorted(LANGUAGES), part
        assert all(entry[part][language].strip() for language in LANGUAGES), part
    for variant, parts in entry.get("variants", {}).items():
        assert set(parts) <= {"message", "advice"}, variant
        assert all(sorted(said) == sorted(LANGUAGES) for said in parts.values()), variant


@pytest.mark.parametrize("code", CODES)
def test_a_rule_names_its_basis_and_its_item_of_the_review_sheet(code: str) -> None:
    entry = catalogue()[code]
    assert entry["basis"]
    assert entry["item"] in SHEET
    for basis in entry["basis"]:
        assert basis == "审核惯例" or basis.startswith("《"), basis
        # the articles of these documents were never read, so none is named
        assert not ("财预" in basis and "条" in basis), basis


@pytest.mark.parametrize("code", CODES)
def test_a_title_is_short(code: str) -> None:
    assert len(text(code, "title", "zh")) <= 20
    assert len(text(code, "title", "en")) <= 50


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", CODES)
def test_a_text_is_calm_and_has_no_internal_words(code: str, language: str) -> None:
    for part, said in texts_of(code, language).items():
        bare = re.sub(r"\{\w+(?::\w+)?\}", "", said)
        assert not re.search("[!！]", said), part
        assert not INTERNAL.search(bare), part
        assert said == said.strip(), part
        assert "  " not in said, part


@pytest.mark.parametrize("code", CODES)
def test_titles_and_messages_are_no_sentences_with_a_full_stop(code: str) -> None:
    for language in LANGUAGES:
        for part, said in texts_of(code, language).items():
            if part.split(".")[-1] in ("title", "message", "advice"):
                assert not said.endswith(("。", ".")), part


def test_no_two_rules_have_one_title() -> None:
    for language in LANGUAGES:
        titles = [text(code, "title", language) for code in CODES]
        assert len(set(titles)) == len(titles)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("example", FLAGGED, ids=str)
def test_a_message_is_made_for_every_example(example: Example, language: str) -> None:
    found = the_finding(example)
    for said in (found.say(language), found.advise(language)):
        assert said
        assert not re.search(r"[{}]|None|“”", said)
        assert not INTERNAL.search(said)
        assert said[0] not in "的，、 "


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("example", FLAGGED, ids=str)
def test_a_message_shows_what_the_user_typed(example: Example, language: str) -> None:
    found = the_finding(example)
    typed = [found.values[key] for key in ("name", "value") if found.values.get(key)]
    assert not typed or any(one in found.say(language) for one in typed)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("example", [one for one in FLAGGED if one.code.startswith("FND")], ids=str)
def test_a_message_about_money_shows_every_operand(example: Example, language: str) -> None:
    found = the_finding(example)
    said = found.say(language) + found.advise(language)
    for amount in decimals_in(found.values):
        spellings = {money(amount, unit, language) for unit in ("元", "万元")}
        # a printed zero that is the fault itself
        assert any(one in said for one in spellings) or amount == 0, amount


@pytest.mark.parametrize("example", [one for one in FLAGGED if one.code in ("FND01", "FND02")], ids=str)
def test_the_difference_of_a_sum_is_that_of_its_operands(example: Example) -> None:
    values = the_finding(example).values
    assert values["sum"] == sum(values["parts"].values())
    assert values["difference"] == abs(values["total"] - values["sum"]) > 0


def test_a_row_without_a_name_is_spoken_of_as_an_indicator() -> None:
    change = {"put_row": {"category": "quality", "value": "达标达标"}}
    found = {one.code: one for one in jixiao.check(changed("county", [change])).findings}
    assert found["VAL45"].say("zh").startswith("这条指标的指标值")
    assert found["VAL45"].say("en").startswith("This indicator has the value")


def test_fields_that_share_nothing_with_each_other_are_not_named_together() -> None:
    halves = ("县委农村工作会议部署的供水保障任务", "解决石桥镇管网锈蚀和漏损问题")
    changes = [
        {"set": "text.summary", "to": f"根据{halves[0]}，为{halves[1]}，更换主管12公里。"},
        {"set": "text.basis", "to": halves[0]},
        {"set": "text.necessity", "to": halves[1]},
    ]
    found = [one for one in jixiao.check(changed("county", changes)).findings if one.code == "TXT23"]
    assert [(one.paths, one.values["text"]) for one in found] == [
        (("forms[0].text.summary", f"forms[0].text.{field}"), half)
        for field, half in zip(("basis", "necessity"), halves, strict=True)
    ]


def test_an_amount_is_shown_in_the_unit_that_was_printed() -> None:
    changes = [
        {"print": "funding.annual.total", "as": "32.00", "unit": "万元"},
        {"print": "funding.annual.fiscal", "as": "28.50", "unit": "万元"},
        {"print": "funding.annual.other", "as": "2.00", "unit": "万元"},
    ]
    (found,) = jixiao.check(changed("national-2015", changes)).findings
    assert "32.00万元" in found.say("zh")
    assert "1.50 万元" in found.say("en")


def test_the_facts_of_an_indicator_fit_below_those_of_other_nodes() -> None:
    names = list(Fact.__annotations__)
    own = names[1 : names.index("MONEY_TEXT")]
    assert len(own) <= INDICATOR_FACTS.bit_length()
    assert sum(getattr(Fact, name) for name in own) <= INDICATOR_FACTS
    assert len({getattr(Fact, name) for name in names}) == len(names)
    assert repr(Fact.NAMED | Fact.ONE_YEAR) == "<Fact NAMED|ONE_YEAR>"
    assert repr(Fact.NONE) == "<Fact NONE>"
