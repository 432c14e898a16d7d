"""What csplan says of a ledger extract or mapping that it cannot trust, by its code."""

from __future__ import annotations

from pathlib import Path

import pytest

from csplan.ledger.accounting import account_for
from csplan.ledger.answers import Answers
from csplan.ledger.extract import read_extract
from csplan.ledger.mapping import mapping_from
from csplan.terms.errors import CsplanError

HEADINGS = "Cost centre,Account,Period,Amount\n"
MAPPING = "Cost centre,Account,Ref\nSL1,1000,B-001\n"


@pytest.mark.parametrize(
    ("code", "extract"),
    [
        ("cannot-read", None),
        ("ledger-headings", b"Centre of town,Sum\n1,2\n"),
        ("ledger-unreadable", HEADINGS.encode() + b'SL1,1000,1,"1.00\n'),
        ("ledger-row", HEADINGS.encode() + b"SL1,1000,1,1,234.56\n"),
        ("ledger-question", HEADINGS.encode() + b"SL1,1000,201606,1.00\n"),
        ("ledger-period", HEADINGS.encode() + b"SL1,1000,soon,1\n"),
        ("ledger-amount", HEADINGS.encode() + b"SL1,1000,1,a penny\n"),
        ("ledger-does-not-tie", HEADINGS.encode() + b"SL1,1000,1,1.00\nGrand total,,,2.00\n"),
    ],
)
def test_an_extract_is_refused_by_its_code(
    tmp_path: Path, code: str, extract: bytes | None
) -> None:
    ledger, mapping = tmp_path / "ledger.csv", tmp_path / "map.csv"
    mapping.write_text(MAPPING, encoding="utf-8")
    if extract is not None:
        ledger.write_bytes(extract)

    with pytest.raises(CsplanError) as met:
        account_for(read_extract(ledger, Answers()), mapping_from(mapping), 6, 2016)
    assert code == met.value.code
    assert str(met.value).endswith(".")


@pytest.mark.parametrize(
    ("code", "mapping"),
    [
        ("cannot-read", None),
        ("mapping-column-missing", "Cost centre,Ref\nSL1,B-001\n"),
        ("mapping-without-ref", "Cost centre,Account,Ref\nSL1,1,\n"),
        ("mapping-doubled", "Cost centre,Account,Ref\nSL1,1,B-001\nsl1,1.0,B-002\n"),
    ],
)
def test_a_mapping_is_refused_by_its_code(tmp_path: Path, code: str, mapping: str | None) -> None:
    path = tmp_path / "map.csv"
    if mapping is not None:
        path.write_text(mapping, encoding="utf-8")

    with pytest.raises(CsplanError) as met:
        mapping_from(path)
    assert code == met.value.code
    assert str(met.value).endswith(".")
