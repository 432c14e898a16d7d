"""A library that is too old is named before anything is written with it."""

from __future__ import annotations

import pytest

from csplan.files import libraries
from csplan.files.libraries import require
from csplan.terms.errors import WorkbookError


@pytest.mark.parametrize(("found", "ok"), [("3.2.9", False), ("3.3.0", True), ("3.10", True)])
def test_an_older_library_is_refused_with_what_to_do(
    found: str,
    ok: bool,  # noqa: FBT001
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(libraries, "version", lambda _name: found)
    require.cache_clear()
    if ok:
        require("XlsxWriter", "3.3.0", "it would lose tables")
    else:
        with pytest.raises(WorkbookError, match="pip install --upgrade XlsxWriter") as met:
            require("XlsxWriter", "3.3.0", "it would lose tables")
        assert "library-too-old" == met.value.code
    require.cache_clear()
