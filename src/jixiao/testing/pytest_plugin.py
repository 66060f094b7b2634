"""The plugin of pytest: the fixture ``jixiao_check``, the option ``--jixiao-profile``, and forms as tests.

pytest loads this module in every project where the package is installed. So it imports nothing but what pytest has
loaded itself, and a project whose ``pyproject.toml`` has no ``[tool.jixiao.pytest]`` gets no hook that sees its files.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from jixiao.checker import Report


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add ``--jixiao-profile``."""
    group = parser.getgroup("jixiao", "project performance-target forms (jixiao)")
    group.addoption(
        "--jixiao-profile",
        metavar="NAME",
        help="profile for jixiao_check and for the form files of [tool.jixiao.pytest]; by itself the one that fits",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Register the collector of form files, where the project has asked for one."""
    profile = config.getoption("--jixiao-profile")
    table = _table(config.rootpath / "pyproject.toml")
    if table is None and profile is None:
        return
    from jixiao.testing.collecting import collector_for, refuse_unknown_profile

    refuse_unknown_profile(profile)
    if table is not None:
        config.pluginmanager.register(collector_for(table, config.rootpath, profile), "jixiao-forms")


def _table(path: Path) -> Any:
    """``[tool.jixiao.pytest]``, where there is one."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return None
    # Looked for in the text first: parsing it takes longer than all the rest.
    if "jixiao" not in text:
        return None
    import tomllib

    try:
        return tomllib.loads(text).get("tool", {}).get("jixiao", {}).get("pytest")
    except (tomllib.TOMLDecodeError, AttributeError):
        return None  # That is for those to say who need the file.


@pytest.fixture(scope="session")
def jixiao_check(pytestconfig: pytest.Config) -> Callable[..., Report]:
    """:func:`jixiao.testing.assert_clean`, under the profile of ``--jixiao-profile`` unless another is given."""
    from jixiao.testing.clean import assert_clean

    profile = pytestconfig.getoption("--jixiao-profile")

    def check(form_or_path: Any, **options: Any) -> Report:
        __tracebackhide__ = True
        if profile is not None:
            options.setdefault("profile", profile)
        return assert_clean(form_or_path, **options)

    return check
