"""Takes the README's pictures of a site that runs: python tests/ui/screenshots.py ADDRESS QUESTION [FOLDER].

The question should be one that its documents answer; Chromium as for the browser tests.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path

from conftest import CHROMIUM, CHROMIUM_ARGS
from PIL import Image
from playwright.sync_api import Page, sync_playwright

DESK, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
COLOURS = 64  # of a picture: a quarter of the size, and nothing of the text is lost


def main(address: str, question: str, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ARGS)
        for name, viewport, scheme in (("desk", DESK, "light"), ("phone", PHONE, "light"), ("dark", DESK, "dark")):
            page = browser.new_context(viewport=viewport, color_scheme=scheme, locale="zh-CN").new_page()
            page.goto(address)
            page.wait_for_selector(".pk-welcome[data-live]")
            if name == "desk":
                _take(page, folder / "welcome.png")
            page.fill("#pk-input", question)
            page.press("#pk-input", "Enter")
            page.wait_for_selector(".pk-sources")
            if name != "phone":
                page.click(".pk-cite >> nth=0")
                page.wait_for_selector(".pk-reader :is(mark, .pk-sheet)")
            _take(page, folder / f"answer-{name}.png")
        browser.close()


def _take(page: Page, file: Path) -> None:
    page.wait_for_timeout(600)  # for what fades and scrolls
    image = Image.open(io.BytesIO(page.screenshot()))
    image.convert("RGB").quantize(COLOURS).save(file, optimize=True)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], Path(sys.argv[3] if len(sys.argv) > 3 else ".screenshots"))
