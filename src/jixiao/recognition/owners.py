"""Who stands on a form: a department with its code, a person with a telephone number, in one cell."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from jixiao.model.forms import Department, SignOff
from jixiao.model.patterns import Lazy

_CODE_FIRST: Final = Lazy(r"\s*[\[(【]?(\d{3,})[\])】]?\s*[-—–－_:：]?\s*(.*)", re.DOTALL)
_CODE_LAST: Final = Lazy(r"\s*([^\d\s].*?)\s*(?:\s|[\[(（【])(\d{3,12})[\])）】]?\s*", re.DOTALL)
_PERSON: Final = Lazy(r"\s*([^\W\d]{2,8})[\s:：,，、/]*((?:\(?0\d{2,3}\)?[-\s]?)?\d{7,8}|1\d{10})\s*")
_SIGN_OFF: Final = "sign_off."


def department_in(text: str | None) -> Department:
    """主管部门及代码: ``027-某局`` and ``某局 027`` → code and name."""
    if text is None:
        return Department()
    if (found := _CODE_FIRST.fullmatch(text)) and found[2]:
        return Department(found[1], found[2].strip())
    if (found := _CODE_LAST.fullmatch(text)) is not None:
        return Department(found[2], found[1])
    return Department(None, text)


def sign_off_in(fields: Mapping[str, str]) -> SignOff:
    """The row of signatures; a person's cell may hold the telephone number too (项目负责人及电话)."""
    signed = {name.removeprefix(_SIGN_OFF): text for name, text in fields.items() if name.startswith(_SIGN_OFF)}
    if "phone" not in signed and (found := _PERSON.fullmatch(signed.get("responsible", ""))) is not None:
        signed["responsible"], signed["phone"] = found[1], found[2]
    return SignOff(**signed)
