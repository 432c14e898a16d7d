"""This module tests how a column's figures look in a row, by its unit and decimals."""

from __future__ import annotations

import pytest

from csplan.plan.plan import Row
from csplan.sheets import ACTIONS, BUDGET, CHANGE_LOG, INDICATORS, SERVICES
from csplan.sheets.column import Column
from csplan.sheets.number_formats import number_format, side_of

_SHARE: Row = {"unit": "%", "decimals": 1.0}
_COUNT: Row = {"unit": "number", "decimals": 0.0}
_POUNDS: Row = {"unit": "£", "decimals": 2.0}


@pytest.mark.parametrize(
    ("column", "row", "expected"),
    [
        (INDICATORS.by_name["indicator"], _SHARE, "General"),
        (INDICATORS.by_name["target"], {}, "General_)"),
        (INDICATORS.by_name["target"], _SHARE, "0.0%_);-0.0%_);0.0%_);@_)"),
        (INDICATORS.by_name["target"], _COUNT, "#,##0_);-#,##0_);#,##0_);@_)"),
        (INDICATORS.by_name["target"], _POUNDS, "£#,##0.00_);-£#,##0.00_);£#,##0.00_);@_)"),
        (INDICATORS.by_name["target"], {"unit": "number", "decimals": "one"}, "#,##0_);-#,##0_);#,##0_);@_)"),
        (INDICATORS.by_name["variance"], _SHARE, "+#,##0.0_);-#,##0.0_);#,##0.0_);@_)"),
        (INDICATORS.by_name["red_beyond"], {**_SHARE, "red_beyond": 0.7125}, "0.00%_);-0.00%_);0.00%_);@_)"),
        (INDICATORS.by_name["red_beyond"], {**_COUNT, "red_beyond": 577.5}, "#,##0.0_);-#,##0.0_);#,##0.0_);@_)"),
        (INDICATORS.by_name["red_beyond"], {**_COUNT, "red_beyond": ""}, "#,##0_);-#,##0_);#,##0_);@_)"),
        (BUDGET.by_name["original_budget"], {}, "£#,##0_);-£#,##0_);£0_);@_)"),
        (BUDGET.by_name["forecast_variance"], {}, "+£#,##0_);-£#,##0_);£0_);@_)"),
        (SERVICES.by_name["indicators"], {}, "#,##0_);-#,##0_);#,##0_);@_)"),
        (BUDGET.by_name["percent_variance"], {}, "+0.0%_);-0.0%_);0.0%_);@_)"),
        (ACTIONS.by_name["percent_complete"], {}, "0%_);-0%_);0%_);@_)"),
        (ACTIONS.by_name["due"], {}, "dd mmm yyyy_)"),
        (CHANGE_LOG.by_name["when"], {}, "dd mmm yyyy hh:mm_)"),
    ],
)  # fmt: skip
def test_a_figure_is_shown_in_its_unit_a_little_off_the_right_edge(
    column: Column, row: Row, expected: str
) -> None:
    assert expected == number_format(column, row)


def test_figures_lean_right_and_words_left() -> None:
    assert "right" == side_of(INDICATORS.by_name["target"])
    assert "left" == side_of(INDICATORS.by_name["rag"])
