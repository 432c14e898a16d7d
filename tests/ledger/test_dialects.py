"""Whatever the dialect: the true pence of every budget line, or a refusal; never a third thing."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from csplan.ledger.accounting import account_for
from csplan.ledger.extract import read_extract
from csplan.ledger.mapping import Mapping, mapping_from
from csplan.terms.errors import CsplanError
from tests.extent import ALL
from tests.ledger import dialects

FEW, MANY = 150, 6_000 if ALL else 1_200


@pytest.fixture(scope="module")
def mapping(tmp_path_factory: pytest.TempPathFactory) -> Mapping:
    path = tmp_path_factory.mktemp("mapping") / "ledger-map.csv"
    path.write_text(dialects.MAPPING, encoding="utf-8")
    return mapping_from(path)


def outcome(path: Path, extract: dialects.Extract, mapping: Mapping) -> dict[str, int] | str:
    """The pence of each budget line that has any, or the refusal's words."""
    try:
        found = account_for(
            read_extract(path, extract.answers), mapping, dialects.MONTH, dialects.YEAR
        )
    except CsplanError as reason:
        return str(reason)
    return {ref: part.pence for ref, part in found.lines.items() if part.pence}


def _held(seeds: range, folder: Path, mapping: Mapping) -> None:
    asked = 0
    for seed in seeds:
        extract = dialects.drawn(random.Random(seed))
        found = outcome(dialects.written(extract, folder), extract, mapping)
        if isinstance(found, str):
            asked += 1
            assert not extract.plain, (seed, extract.said, found)
            assert "--" in found, (seed, extract.said, found)
        else:
            assert extract.true == found, (seed, extract.said)
    assert asked < 0.5 * len(seeds)


@pytest.mark.slow
def test_a_few_hundred_extracts_give_the_true_pence_or_a_question(
    tmp_path: Path, mapping: Mapping
) -> None:
    _held(range(FEW), tmp_path, mapping)


@pytest.mark.slow
def test_thousands_of_extracts_give_the_true_pence_or_a_question(
    tmp_path: Path, mapping: Mapping
) -> None:
    _held(range(FEW, MANY), tmp_path, mapping)


def _spoilt(seeds: range, folder: Path, mapping: Mapping) -> None:
    refused = 0
    for seed in seeds:
        rnd = random.Random(-1 - seed)
        extract = dialects.drawn(rnd)
        spoil = rnd.choice(dialects.SPOILT)
        text = spoil(rnd, dialects.text_of(extract), extract)
        path = folder / "extract.csv"
        path.write_bytes(text.encode(extract.encoding, errors="replace"))
        found = outcome(path, extract, mapping)
        refused += isinstance(found, str)
        if not isinstance(found, str):
            assert extract.true == found, (seed, spoil.__name__, extract.said)
    assert 0 < refused < len(seeds)


@pytest.mark.slow
def test_a_spoilt_extract_gives_the_true_pence_or_is_refused(
    tmp_path: Path, mapping: Mapping
) -> None:
    _spoilt(range(FEW), tmp_path, mapping)


@pytest.mark.slow
def test_thousands_of_spoilt_extracts_give_the_true_pence_or_are_refused(
    tmp_path: Path, mapping: Mapping
) -> None:
    _spoilt(range(FEW, MANY), tmp_path, mapping)
