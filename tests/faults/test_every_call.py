"""A fault or a kill at any call of the operating system leaves the old file or the new one."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from types import ModuleType

import pytest

from csplan.files import backups
from csplan.files.locking import open_in_excel
from csplan.files.saving import read_file
from csplan.plan.plan import Plan
from csplan.terms.errors import CsplanError
from csplan.workbook import checking, update
from csplan.workbook.read import Opened, open_workbook
from csplan.workbook.update import restore
from tests.extent import ALL
from tests.faults.points import FAULTS, KILL, failing, in_a_child
from tests.lossless.plans import NOW, run, tiny

pytestmark = [
    pytest.mark.skipif(not hasattr(os, "fork"), reason="a process is copied for each moment"),
    pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning"),
]
Figure = Callable[[str, object], None]


def prepared(folder: Path) -> Path:
    """A workbook in a folder of its own, with nothing beside it."""
    path = folder / "plan.xlsx"
    path.write_bytes(tiny())
    return path


def updated(path: Path) -> None:
    run(path)


def put_back(path: Path) -> None:
    restore(path, now=NOW + timedelta(hours=1))


def reset(path: Path, backup: tuple[Path, bytes] | None) -> None:
    """The folder as it was before: the workbook and perhaps a backup."""
    for one in path.parent.rglob("*"):
        if one.is_file():
            one.unlink()
    path.write_bytes(tiny())
    if backup is not None:
        path.write_bytes(after_update(path.parent))
        backup[0].parent.mkdir(parents=True, exist_ok=True)
        backup[0].write_bytes(backup[1])


_AFTER: dict[str, bytes] = {}


def after_update(folder: Path) -> bytes:
    """What an update makes of the workbook, made once."""
    if not _AFTER:
        other = folder / "once"
        other.mkdir()
        path = prepared(other)
        updated(path)
        _AFTER["update"] = path.read_bytes()
    return _AFTER["update"]


def trials(
    path: Path, action: Callable[[Path], None], backup: tuple[Path, bytes] | None, step: int
) -> int:
    """Fail at every call of an action, and look at the file each time; gives the points."""
    reset(path, backup)
    action(path)  # what is remembered from now on is not counted among the calls
    reset(path, backup)
    old = path.read_bytes()
    with failing(0, KILL) as counter:
        action(path)
    new, calls, points = path.read_bytes(), counter.made, 0
    assert old != new
    for fault in FAULTS:
        for at in range(1 + points % step, calls + 1, step):
            reset(path, backup)
            one_trial(path, action, fault, at, (old, new))
            points += 1
    return points


def one_trial(
    path: Path, action: Callable[[Path], None], fault: str, at: int, versions: tuple[bytes, bytes]
) -> None:
    """Fail at one call, then look at the file, what is said of it, and what lies beside it."""
    where = f"{fault} at call {at}"
    said = ""
    with failing(at, fault):
        if fault == KILL:
            assert in_a_child(lambda: action(path)) == 9, where
        else:
            try:
                action(path)
            except CsplanError as met:
                said = str(met)
    held = path.read_bytes()
    assert held in versions, where
    if "as it was" in said or "left as it is" in said:
        assert held == versions[0], f"{where}: {said}"
    assert "Traceback" not in said
    kept = backups.all_kept(path)
    assert held == versions[0] or versions[0] in {one.read_bytes() for one in kept}, where
    if fault == KILL:
        updated(path)
        left = [one.name for one in path.parent.iterdir() if one.name.endswith(".tmp")]
        assert left == [], where


@pytest.fixture
def remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is pure is done once for each version of the file, what touches the disk each time."""
    known: dict[object, Opened] = {}
    judged: dict[object, object] = {}

    def opened_again(
        path: str | Path, *, now: datetime | None = None, read: Opened | None = None
    ) -> Opened:
        assert read is None  # nothing is entered here
        data, stamp = read_file(Path(path))
        if data not in known:
            known[data] = open_workbook(path, now=now)
        open_in_excel(Path(path), now=now or NOW)
        return replace(known[data], path=Path(path), stamp=stamp)

    def once(module: ModuleType, name: str) -> None:
        call = getattr(module, name)

        def again(first: Opened | Plan, *rest: object, **named: object) -> object:
            plan, before = first.plan if isinstance(first, Opened) else first, named.get("before")
            key = (name, plan.sha256, before.sha256 if isinstance(before, Plan) else "")
            if key not in judged:
                judged[key] = call(first, *rest, **named)
            return judged[key]

        monkeypatch.setattr(module, name, again)

    monkeypatch.setattr(update, "open_workbook", opened_again)
    for name in ("check", "calculate"):
        once(checking, name)
    once(update, "write_back")


@pytest.mark.usefixtures("remembered")
@pytest.mark.slow
@pytest.mark.parametrize("step", [1 if ALL else 11])
def test_a_fault_at_any_call_leaves_one_whole_version(
    step: int, tmp_path: Path, record_property: Figure
) -> None:
    all_trials(tmp_path, record_property, step)


@pytest.mark.slow
@pytest.mark.longest
def test_the_same_holds_when_nothing_is_remembered_between_trials(
    tmp_path: Path, record_property: Figure
) -> None:
    all_trials(tmp_path, record_property, 1)


def all_trials(folder: Path, record_property: Figure, step: int) -> None:
    """Try every fault at every call of an update and of a restoring."""
    path = prepared(folder)
    after_update(folder)
    points = trials(path, updated, None, step)
    before = path.parent / ".csplan" / "backup" / "plan-20261102T093000Z-"
    kept = before.with_name(f"{before.name}{sha8(tiny())}.xlsx")
    restoring = trials(path, put_back, (kept, tiny()), step)
    record_property(
        "figure",
        f"atomic: {points + restoring} fault points ({points} of update, {restoring} of "
        f"restore; {', '.join(FAULTS)}), 0 damaged",
    )
    assert points + restoring >= 300 // step


def sha8(data: bytes) -> str:
    import hashlib

    return hashlib.sha256(data).hexdigest()[:8]
