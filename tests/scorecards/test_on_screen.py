"""On screen a page is one small file that works without a script and fits a telephone."""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.engines.programs import require
from tests.scorecards.cases import finished
from tests.scorecards.reading import page

pytestmark = pytest.mark.slow

SCREEN = 844
MOST_SCREENS = 13
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
WIDTHS = (320, 390, 700, 801, 1024, 1200, 1280, 1366, 1440, 1920)
_NOT_CUT = 1180
"""From this width on no table scrolls by itself either."""
_ASK = """<script>window.addEventListener("load", function () {
  var told = [];
  document.querySelectorAll("iframe").forEach(function (frame) {
    var page = frame.contentDocument, root = page.documentElement;
    WIDTHS.forEach(function (width) {
      frame.style.width = width + "px";
      var inner = Array.prototype.slice.call(page.querySelectorAll("nav, .table"));
      told.push([frame.title, width, root.clientWidth, root.scrollWidth, root.scrollHeight,
        inner.filter(function (one) { return one.scrollWidth > one.clientWidth; }).length]);
    });
  });
  var pre = document.createElement("pre"); pre.id = "told-size";
  pre.textContent = JSON.stringify(told); document.body.appendChild(pre);
});</script></body>"""


_SEEN = """<script>window.addEventListener("load", function () {
  var told = [], frame = document.querySelector("iframe"), page = frame.contentDocument;
  [1280, 390].forEach(function (width) {
    frame.style.width = width + "px";
    [".of-lines", ".key"].forEach(function (one) {
      told.push(page.querySelector(one).checkVisibility());
    });
    var below = page.querySelector("th .under");
    told.push(frame.contentWindow.getComputedStyle(below, "::before").content);
  });
  var pre = document.createElement("pre"); pre.id = "seen";
  pre.textContent = JSON.stringify(told); document.body.appendChild(pre);
});</script></body>"""


@dataclass(frozen=True, slots=True)
class Size:
    """How a page fits a window: both widths, its height, and how many parts scroll sideways."""

    inside: int
    wide: int
    high: int
    scrolling: int


@pytest.fixture(scope="module")
def pages() -> dict[str, Path]:
    """Every page of the demonstration, by its subject."""
    files = (file for file in finished("demo").files if file.format == "html")
    return {file.subject.key: file.path for file in files if file.subject.key != "members"}


@pytest.fixture(scope="module")
def sizes(pages: dict[str, Path]) -> dict[tuple[str, int], Size]:
    """Every page at every width."""
    return sizes_of(pages, WIDTHS)


def sizes_of(pages: dict[str, Path], widths: Sequence[int]) -> dict[tuple[str, int], Size]:
    """Measure every page at every width by one start of Chromium."""
    hidden = "<style>html { scrollbar-width: none; }</style></head>"
    with tempfile.TemporaryDirectory() as folder:
        frames = []
        for number, (key, path) in enumerate(pages.items()):
            text = path.read_text(encoding="utf-8").replace("</head>", hidden)
            (Path(folder) / f"{number}.html").write_text(text, encoding="utf-8")
            look = f"height:{SCREEN}px;border:0"
            frames.append(f'<iframe title="{key}" src="{number}.html" style="{look}"></iframe>')
        outer = Path(folder) / "frames.html"
        asked = _ASK.replace("WIDTHS", json.dumps(widths))
        outer.write_text(f"<!DOCTYPE html><body>{''.join(frames)}{asked}", encoding="utf-8")
        dumped = dom_of(outer)
    found = re.search(r'<pre id="told-size">(.*?)</pre>', dumped)
    assert found, dumped[-500:]
    told = json.loads(html.unescape(found[1]))
    return {(key, width): Size(*of) for key, width, *of in told}


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


def test_a_narrow_page_has_a_key_to_its_bars_and_no_words_on_small_lines_that_it_lacks(
    pages: dict[str, Path], tmp_path: Path
) -> None:
    shutil.copyfile(pages["directorate"], tmp_path / "page.html")
    outer = tmp_path / "frame.html"
    outer.write_text(f'<!DOCTYPE html><body><iframe src="page.html"></iframe>{_SEEN}', "utf-8")
    found = re.search(r'<pre id="seen">(.*?)</pre>', dom_of(outer))
    assert found
    wide, narrow = [True, False, "none"], [False, True, '"· "']
    assert [*wide, *narrow] == json.loads(html.unescape(found[1]))
    root = page(pages["directorate"])
    assert ["Budget grey, actual light, forecast dark"] == root.xpath(
        "//p[@class='key quiet']/text()"
    )
    lines = "The small line shows the figures so far, the broken line the target."
    assert [lines] == root.xpath("//caption[@class='of-lines']/text()")


def test_a_sign_stays_with_its_amount_on_one_line(pages: dict[str, Path]) -> None:
    root = page(pages["directorate"])
    below = root.xpath("//table[@data-key='services']//tr[1]/th/span[contains(@class, 'under')]")
    kept = [one.text for line in below for one in line.xpath("span[@class='whole']")]
    assert ["−£2,185,542", "−£4,371,083", "+£5,987,683"] == kept


def test_where_nothing_can_be_filtered_there_is_folding_alone() -> None:
    files = [file for file in finished("demo").files if file.format == "html"]
    for file in files:
        box = page(file.path).xpath("//*[@id='filters']")[0]
        is_members = file.subject.key == "members"
        assert is_members == ("Show only" not in box.text_content())
        assert is_members == ("Show only" != box.get("aria-label"))
        assert ["Fold all"] == box.xpath("button[@id='fold']/text()")


def test_the_directorate_fits_a_telephone_in_thirteen_screens(
    sizes: dict[tuple[str, int], Size],
) -> None:
    size = sizes["directorate", 390]
    assert 390 == size.inside
    assert size.high <= MOST_SCREENS * SCREEN


def test_nothing_scrolls_sideways_on_any_screen(
    pages: dict[str, Path], sizes: dict[tuple[str, int], Size]
) -> None:
    assert len(pages) * len(WIDTHS) == len(sizes)
    assert [] == [(at, size) for at, size in sizes.items() if at[1] != size.inside]
    assert [] == [(at, size) for at, size in sizes.items() if size.wide > at[1]]
    assert [] == [(at, size) for at, size in sizes.items() if at[1] >= _NOT_CUT and size.scrolling]


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
