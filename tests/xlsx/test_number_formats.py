"""Which of a workbook's styles show dates."""

from __future__ import annotations

from csplan.xlsx.number_formats import CellStyles


def test_a_conditional_formats_number_is_not_the_cells() -> None:
    """Excel numbers the formats of conditional formats by themselves; 173 may stand for both."""
    xml = (
        b'<styleSheet><numFmts count="1"><numFmt numFmtId="173" formatCode="dd/mm/yyyy"/></numFmts>'
        b'<cellXfs count="1"><xf numFmtId="173"/></cellXfs>'
        b'<dxfs count="1"><dxf><numFmt numFmtId="173" formatCode="0.0"/></dxf></dxfs></styleSheet>'
    )
    assert CellStyles(xml).is_date(0)
