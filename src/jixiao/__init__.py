"""jixiao (绩效): read and check Chinese project performance-target forms (项目支出绩效目标表).

``jixiao.check("2024年部门预算.txt")`` gives a report with findings; everything else loads when it is first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from jixiao.alarms import FalseAlarm as FalseAlarm
    from jixiao.alarms import report_false_alarm as report_false_alarm
    from jixiao.api import check as check
    from jixiao.api import read as read
    from jixiao.api import score as score
    from jixiao.checker.findings import Finding as Finding
    from jixiao.checker.report import Report as Report
    from jixiao.checker.score import FormScore as FormScore
    from jixiao.copies import annotate as annotate
    from jixiao.copies import clean as clean
    from jixiao.copies import empty_form as empty_form
    from jixiao.copies import fix as fix
    from jixiao.copies import undo as undo
    from jixiao.copies import undo_json as undo_json
    from jixiao.documents.limits import Limits as Limits
    from jixiao.errors import InterchangeError as InterchangeError
    from jixiao.errors import JixiaoError as JixiaoError
    from jixiao.errors import NotATargetForm as NotATargetForm
    from jixiao.errors import NotReadable as NotReadable
    from jixiao.errors import TooLarge as TooLarge
    from jixiao.errors import WrongUse as WrongUse
    from jixiao.model.forms import Department as Department
    from jixiao.model.forms import Disclosure as Disclosure
    from jixiao.model.forms import Funding as Funding
    from jixiao.model.forms import FundingColumn as FundingColumn
    from jixiao.model.forms import Goals as Goals
    from jixiao.model.forms import Indicator as Indicator
    from jixiao.model.forms import Indicators as Indicators
    from jixiao.model.forms import Match as Match
    from jixiao.model.forms import ProjectRow as ProjectRow
    from jixiao.model.forms import Row as Row
    from jixiao.model.forms import SignOff as SignOff
    from jixiao.model.forms import Tables as Tables
    from jixiao.model.forms import TargetForm as TargetForm
    from jixiao.model.forms import Texts as Texts
    from jixiao.model.interchange import loads as loads
    from jixiao.model.quantities import Quantity as Quantity
    from jixiao.model.quantities import parse_quantity as parse_quantity
    from jixiao.model.reading import Gap as Gap
    from jixiao.model.reading import Reading as Reading
    from jixiao.model.writing import dumps as dumps
    from jixiao.places import Location as Location
    from jixiao.places import Place as Place
    from jixiao.places import Places as Places
    from jixiao.plugins import PluginWarning as PluginWarning
    from jixiao.repair.mending import Mended as Mended
    from jixiao.repair.patches import Patch as Patch
    from jixiao.rules.base import Fix as Fix
    from jixiao.rules.base import Severity as Severity
    from jixiao.runs import CheckedFile as CheckedFile
    from jixiao.runs import check_many as check_many

_HOMES = {
    "FalseAlarm": "jixiao.alarms",
    "report_false_alarm": "jixiao.alarms",
    "annotate": "jixiao.copies",
    "check": "jixiao.api",
    "clean": "jixiao.copies",
    "empty_form": "jixiao.copies",
    "read": "jixiao.api",
    "score": "jixiao.api",
    "fix": "jixiao.copies",
    "undo": "jixiao.copies",
    "undo_json": "jixiao.copies",
    "check_many": "jixiao.runs",
    "CheckedFile": "jixiao.runs",
    "Finding": "jixiao.checker.findings",
    "Report": "jixiao.checker.report",
    "FormScore": "jixiao.checker.score",
    "InterchangeError": "jixiao.errors",
    "JixiaoError": "jixiao.errors",
    "NotATargetForm": "jixiao.errors",
    "NotReadable": "jixiao.errors",
    "TooLarge": "jixiao.errors",
    "WrongUse": "jixiao.errors",
    "Department": "jixiao.model.forms",
    "Disclosure": "jixiao.model.forms",
    "Funding": "jixiao.model.forms",
    "FundingColumn": "jixiao.model.forms",
    "Goals": "jixiao.model.forms",
    "Indicator": "jixiao.model.forms",
    "Indicators": "jixiao.model.forms",
    "Match": "jixiao.model.forms",
    "ProjectRow": "jixiao.model.forms",
    "Row": "jixiao.model.forms",
    "SignOff": "jixiao.model.forms",
    "Tables": "jixiao.model.forms",
    "TargetForm": "jixiao.model.forms",
    "Texts": "jixiao.model.forms",
    "dumps": "jixiao.model.writing",
    "loads": "jixiao.model.interchange",
    "Limits": "jixiao.documents.limits",
    "Quantity": "jixiao.model.quantities",
    "parse_quantity": "jixiao.model.quantities",
    "Gap": "jixiao.model.reading",
    "Reading": "jixiao.model.reading",
    "Mended": "jixiao.repair.mending",
    "Patch": "jixiao.repair.patches",
    "Location": "jixiao.places",
    "Place": "jixiao.places",
    "Places": "jixiao.places",
    "PluginWarning": "jixiao.plugins",
    "Fix": "jixiao.rules.base",
    "Severity": "jixiao.rules.base",
}

__all__ = ["__version__", *_HOMES]


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'jixiao' has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(home), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
