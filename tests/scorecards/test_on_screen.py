"""On screen a page is one small file that works without a script and fits a telephone."""

from __future__ import annotations

import html
import json
import re
import subprocess
import tempfile
from pathlib import Path

import pytest

from tests.engines.programs import require
from tests.scorecards.cases import finished
from tests.scorecards.reading import page

pytestmark = pytest.mark.slow

SCREEN = 844
MOST_SCREENS = 12
MOST_BYTES = 400_000
_CLICKS = """<script>window.addEventListener("load", function () {
  var told = [], byId = document.getElementById.bind(document);
  function seen(what) {
    var rows = Array.prototype.slice.call(document.querySelectorAll("main [data-tags]"));
    var shown = rows.filter(function (one) { return one.checkVisibility(); });
    told.push([what, shown.length, shown.filter(function (one) {
      return one.getAttribute("data-tags").split("|").indexOf(what.split(" ")[0]) < 0; }).length,
      byId("told").textContent]);
  }
  seen("all");
  document.querySelectorAll("#filters button[data-word]").forEach(function (one) {
    one.focus(); one.click(); seen(one.dataset.word + " pressed"); one.click();
  });
  var whose = byId("whose");
  whose.value = whose.options[1].value; whose.dispatchEvent(new Event("change"));
  seen(whose.value); whose.value = ""; whose.dispatchEvent(new Event("change"));
  byId("fold").click(); seen("folded"); byId("fold").click(); seen("unfolded");
  var pre = document.createElement("pre"); pre.id = "clicked";
  pre.textContent = JSON.stringify(told); document.body.appendChild(pre);
});</script></body>"""
_ASK = """<script>window.addEventListener("load", function () {
  var told = parent.document.createElement("pre"); told.id = "told-size";
  told.textContent = JSON.stringify([document.documentElement.clientWidth,
    document.documentElement.scrollWidth, document.documentElement.scrollHeight]);
  parent.document.body.appendChild(told);
});</script></body>"""


@pytest.fixture(scope="module")
def pages() -> dict[str, Path]:
    """Every page of the demonstration, by its subject."""
    files = (file for file in finished("demo").files if file.format == "html")
    return {file.subject.key: file.path for file in files if file.subject.key != "members"}


def size_at(path: Path, width: int) -> tuple[int, int, int]:
    """How wide a page's window is, how wide its content, and how high."""
    with tempfile.TemporaryDirectory() as folder:
        inner = Path(folder) / "page.html"
        text = path.read_text(encoding="utf-8")
        hidden = "<style>html { scrollbar-width: none; }</style></head>"
        text = text.replace("</head>", hidden).replace("</body>", _ASK)
        inner.write_text(text, encoding="utf-8")
        frame = f'<iframe src="page.html" style="width:{width}px;height:{SCREEN}px;border:0">'
        outer = Path(folder) / "frame.html"
        outer.write_text(f"<!DOCTYPE html><body>{frame}</iframe></body>", encoding="utf-8")
        dumped = dom_of(outer)
    found = re.search(r'<pre id="told-size">(.*?)</pre>', dumped)
    assert found, dumped[-500:]
    inside, wide, high = json.loads(found[1])
    return inside, wide, high


def dom_of(page: Path) -> str:
    """A page as Chromium has it once its scripts have run."""
    done = subprocess.run(
        [
            str(require("chromium")),
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--allow-file-access-from-files",
            f"--user-data-dir={page.parent}/profile",
            "--window-size=1300,900",
            "--virtual-time-budget=10000",
            "--dump-dom",
            page.as_uri(),
        ],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )
    assert 0 == done.returncode, done.stderr[-500:]
    return done.stdout


def test_filters_and_folding_do_what_they_say_when_they_are_clicked(
    pages: dict[str, Path], tmp_path: Path
) -> None:
    text = pages["directorate"].read_text(encoding="utf-8")
    (tmp_path / "page.html").write_text(text.replace("</body>", _CLICKS), encoding="utf-8")
    found = re.search(r'<pre id="clicked">(.*?)</pre>', dom_of(tmp_path / "page.html"))
    assert found
    told = {one[0]: one[1:] for one in json.loads(html.unescape(found[1]))}
    assert {"all", "Red pressed", "Worsening pressed", "folded", "unfolded"} <= told.keys()
    for word in ("Red", "Worsening", "Overdue"):
        shown, wrong, said = told[f"{word} pressed"]
        assert 0 < shown < told["all"][0], word
        assert 0 == wrong, word
        assert said.endswith(" rows shown."), word
    assert told["folded"][0] < told["all"][0] == told["unfolded"][0]
    assert "" == told["unfolded"][2]


def test_the_directorate_fits_a_telephone_in_twelve_screens(pages: dict[str, Path]) -> None:
    inside, wide, high = size_at(pages["directorate"], 390)
    assert 390 == inside
    assert wide <= 390
    assert high <= MOST_SCREENS * SCREEN


@pytest.mark.parametrize("key", ["directorate", "service SL", "exceptions"])
def test_nothing_scrolls_sideways_on_the_narrowest_screen(pages: dict[str, Path], key: str) -> None:
    for width in (320, 720, 1000):
        _, wide, _ = size_at(pages[key], width)
        assert wide <= width, width


def test_a_page_is_one_small_file_that_asks_for_nothing(pages: dict[str, Path]) -> None:
    for path in pages.values():
        assert path.stat().st_size < MOST_BYTES
        root = page(path)
        assert not root.xpath("//@src | //link | //@href[not(starts-with(., '#'))]")


def test_without_a_script_all_is_unfolded_and_nothing_offers_what_it_cannot_do(
    pages: dict[str, Path],
) -> None:
    for path in pages.values():
        root = page(path)
        assert all(one.get("open") is not None for one in root.xpath("//details"))
        assert [""] == [one.get("hidden") for one in root.xpath("//*[@id='filters']")]


def test_filters_are_buttons_and_find_words_that_stand_on_the_page(pages: dict[str, Path]) -> None:
    root = page(pages["directorate"])
    asked = root.xpath("//button/@data-word")
    assert ["Red", "Worsening", "Overdue", "Awaiting data"] == asked
    tags = {tag for one in root.xpath("//@data-tags") for tag in one.split("|")}
    assert set(asked) <= tags
    services = [one.text for one in root.xpath("//select[@id='whose']/option")][1:]
    assert services
    assert set(services) <= tags
    contents = root.xpath("//nav//a/@href")
    assert contents == [f"#{one}" for one in root.xpath("//section/@aria-labelledby")]
