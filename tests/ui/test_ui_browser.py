"""The served page in a real browser: asking, citations, states, phone, and requests to no other host."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote_plus

import pytest
from ui_sample import EXAMPLES, GRANT, HOSTILE, ROW

DESK = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}
Open = Callable[..., Any]
# What Gradio reports of requests that a reload cuts off.
LEFT = re.compile("AbortError|errored out")


@pytest.fixture
def open_page(chromium: Any, sample_url: str) -> Iterator[Open]:
    with opener(chromium, sample_url) as opened:
        yield opened


@pytest.fixture
def open_plan(chromium: Any, plan_url: str) -> Iterator[Open]:
    with opener(chromium, plan_url) as opened:
        yield opened


@contextmanager
def opener(chromium: Any, url: str) -> Iterator[Open]:
    """Opens the page in a session of its own; at the end, nothing may have gone wrong or gone elsewhere."""
    contexts: list[Any] = []
    requested: list[str] = []
    errors: list[str] = []

    def opened(viewport: dict[str, int] = DESK, **options: Any) -> Any:
        context = chromium.new_context(viewport=viewport, **options)
        contexts.append(context)
        context.set_default_timeout(20_000)
        page = context.new_page()
        page.on("request", lambda r: requested.append(r.url))
        page.on("pageerror", lambda e: errors.append(str(e)))
        page.on("console", lambda m: errors.append(m.text) if m.type == "error" else None)
        page.goto(url)
        page.wait_for_selector(".pk-welcome")
        page.wait_for_function("document.querySelector('.pk-send') && window.pkLife")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert [u for u in requested if not u.startswith((url, "data:", "blob:"))] == []
    assert [e for e in errors if not LEFT.search(e)] == []


def ask(page: Any, question: str, result: str = ".pk-sources") -> None:
    count = page.locator(".pk-turn").count()
    page.fill("#pk-input", question)
    page.press("#pk-input", "Enter")
    page.wait_for_selector(f".pk-turn:nth-child({count + 1}) {result}")
    page.wait_for_selector('.pk-log[aria-busy="false"]')


def marked(page: Any) -> str:
    page.wait_for_selector(".pk-reader mark")
    return str(page.inner_text(".pk-reader mark"))


def in_view(page: Any, selector: str) -> bool:
    box, size = page.locator(selector).first.bounding_box(), page.viewport_size
    return bool(box and 0 <= box["y"] < size["height"] and 0 <= box["x"] < size["width"])


def test_the_page_is_chinese_and_shows_nothing_of_gradio(open_page: Open) -> None:
    page = open_page(locale="en-US")
    assert page.title() == "政策问答"
    assert page.evaluate("document.documentElement.lang") == "zh-CN"
    assert not re.search("gradio", page.inner_text("body"), re.IGNORECASE)
    assert page.locator("footer:visible").count() == 0


def test_a_citation_opens_its_clause_with_the_quote_marked(open_page: Open) -> None:
    page = open_page()
    ask(page, "奖补多少？")
    page.click(".pk-cite >> nth=1")
    assert marked(page) == "对再次认定的，给予6万元奖补"
    assert in_view(page, ".pk-reader mark")
    assert "二、扶持标准" in page.inner_text(".pk-place")
    assert page.get_attribute(".pk-here", "id") == f"clause-{GRANT.id.replace(':', '%3A')}"
    # The next one replaces it, beside the answer, which stays usable.
    page.click(".pk-source >> nth=2")
    page.wait_for_selector(".pk-reader .pk-said mark")
    assert marked(page) == ROW.text
    assert in_view(page, ".pk-reader mark")
    assert in_view(page, ".pk-cite")


def test_the_pane_by_keyboard(open_page: Open) -> None:
    page = open_page()
    ask(page, "奖补多少？")
    page.focus(".pk-cite >> nth=0")
    page.keyboard.press("Enter")
    marked(page)
    page.wait_for_function("document.activeElement.id === 'pk-reader-title'")
    page.keyboard.press("Escape")
    page.wait_for_selector(".pk-reader", state="hidden")
    assert page.evaluate("document.activeElement.textContent") == "[1]"


def test_enter_sends_and_shift_enter_does_not(open_page: Open) -> None:
    page = open_page()
    page.fill("#pk-input", "第一行")
    page.press("#pk-input", "Shift+Enter")
    page.type("#pk-input", "第二行")
    assert page.input_value("#pk-input") == "第一行\n第二行"
    page.press("#pk-input", "Enter")
    page.wait_for_selector(".pk-sources")
    assert page.inner_text(".pk-question").endswith("第一行\n第二行")
    assert page.input_value("#pk-input") == ""


def test_enter_that_confirms_a_candidate_does_not_send(open_page: Open) -> None:
    page = open_page()
    page.fill("#pk-input", "zheng ce")
    page.evaluate(
        "document.querySelector('#pk-input').dispatchEvent(new KeyboardEvent('keydown',"
        " {key: 'Enter', isComposing: true, bubbles: true, cancelable: true}))"
    )
    page.wait_for_timeout(500)
    assert page.locator(".pk-turn").count() == 0


def test_an_example_is_asked_and_earlier_questions_are_passed_on(open_page: Open) -> None:
    page = open_page()
    page.click(f"text={EXAMPLES[0]}")
    page.wait_for_selector(".pk-sources")
    ask(page, "前文")
    assert "此前：" + EXAMPLES[0] in page.inner_text(".pk-turn:nth-child(2)")
    page.click("[data-restart]")
    page.wait_for_selector(".pk-welcome")
    ask(page, "前文")
    assert "此前：无" in page.inner_text(".pk-turn")


def test_abstention(open_page: Open) -> None:
    page = open_page()
    ask(page, "明天天气？", ".pk-abstained")
    assert "文件中没有找到依据" in page.inner_text(".pk-abstained")
    assert page.locator(".pk-cite, .pk-statements").count() == 0
    page.click(".pk-near >> nth=0")
    page.wait_for_selector(".pk-reader .pk-here")
    assert page.locator(".pk-reader mark").count() == 0
    assert in_view(page, ".pk-reader .pk-here")


def test_a_refused_question_is_kept(open_page: Open) -> None:
    page = open_page()
    ask(page, "长" * 100_000, ".pk-error")
    assert "1000 字以内" in page.inner_text(".pk-error")
    assert len(page.input_value("#pk-input")) == 100_000
    assert page.locator(".pk-question").inner_text().endswith("（共 100000 字）")
    ask(page, "奖补多少？")


def test_a_crash_says_nothing_of_its_cause(open_page: Open) -> None:
    page = open_page()
    ask(page, "故障", ".pk-error")
    assert "系统出错" in page.inner_text(".pk-error")
    assert "secret" not in page.content()


def test_restart_while_an_answer_is_awaited(open_page: Open) -> None:
    page = open_page()
    page.fill("#pk-input", "慢")
    page.press("#pk-input", "Enter")
    page.wait_for_selector("text=正在 2 份文件中查找条款…")
    page.click("[data-restart]")
    page.wait_for_selector(".pk-welcome")
    page.wait_for_timeout(4000)
    assert page.locator(".pk-turn").count() == 0
    ask(page, "前文")
    assert "此前：无" in page.inner_text(".pk-turn")


def test_two_readers_do_not_see_each_other(open_page: Open) -> None:
    first, second = open_page(), open_page()
    ask(first, "甲的问题")
    ask(second, "前文")
    assert "甲的问题" not in second.inner_text("body")
    assert "此前：无" in second.inner_text(".pk-turn")


def test_hostile_text_is_inert(open_page: Open) -> None:
    page = open_page()
    ask(page, f"恶意{HOSTILE}")
    page.click(".pk-cite")
    assert HOSTILE in marked(page)
    assert HOSTILE in page.inner_text(".pk-question")
    assert page.evaluate("window.pwned") is None
    assert page.locator("#pk-conversation :is(script, img), #pk-pane :is(script, img)").count() == 0


def test_copying(open_page: Open) -> None:
    page = open_page()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    ask(page, "奖补多少？")
    page.click("[data-copy]")
    page.wait_for_selector("text=已复制")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "[1] 《某市企业扶持办法（示例）》某政办发〔2030〕1号 二（一）1：“" in copied


def test_on_a_phone_the_pane_is_a_sheet(open_page: Open) -> None:
    page = open_page(PHONE, has_touch=True, is_mobile=True)
    ask(page, "奖补多少？")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    for close in ("button", "back"):
        page.tap(".pk-cite >> nth=0")
        marked(page)
        box = page.locator(".pk-reader").bounding_box()
        assert (box["x"], box["width"], box["height"]) == (0, PHONE["width"], PHONE["height"])
        assert page.get_attribute(".pk-reader", "aria-modal") == "true"
        assert page.evaluate("document.querySelector('#pk-conversation').inert")
        if close == "button":
            page.tap("[data-close]")
        else:
            page.go_back()
        page.wait_for_selector(".pk-reader", state="hidden")
        assert not page.evaluate("document.querySelector('#pk-conversation').inert")
        assert page.locator(".pk-turn").count() == 1


@pytest.mark.parametrize("viewport", [DESK, PHONE])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_dark_and_light(open_page: Open, viewport: dict[str, int], scheme: str) -> None:
    page = open_page(viewport, color_scheme=scheme)
    page.wait_for_timeout(300)
    red = page.evaluate("getComputedStyle(document.querySelector('.gradio-container')).backgroundColor")
    assert (int(re.findall(r"\d+", red)[0]) > 128) is (scheme == "light")


def test_a_pane_that_cannot_be_loaded_says_so(open_page: Open) -> None:
    page = open_page()
    ask(page, "奖补多少？")
    page.route(re.compile("component_server"), lambda route: route.fulfill(status=200, json={"error": "?"}))
    page.click(".pk-cite >> nth=0")
    page.wait_for_selector("text=未能打开原文")


def test_a_draft_outlives_a_reload(open_page: Open) -> None:
    page = open_page()
    page.fill("#pk-input", "写了一半的问题")
    page.reload()
    page.wait_for_function("document.querySelector('#pk-input')?.value === '写了一半的问题'")
    ask(page, "奖补多少？")
    page.reload()
    page.wait_for_selector(".pk-welcome")
    assert page.input_value("#pk-input") == ""


def test_a_real_answer_and_its_clause(open_plan: Open) -> None:
    page = open_plan()
    ask(page, "截至2020年底，胶州有多少家高新技术企业？")
    assert "494" in page.inner_text(".pk-statements")
    quote = page.get_attribute(".pk-cite >> nth=0", "data-quote")
    page.click(".pk-cite >> nth=0")
    assert marked(page) == quote
    assert in_view(page, ".pk-reader mark")
    assert "胶州市“十四五”科技创新规划" in page.inner_text("#pk-reader-title")


def test_what_the_plan_does_not_say(open_plan: Open) -> None:
    page = open_plan(PHONE)
    ask(page, "办理护照要多少钱？", ".pk-abstained")
    page.click(".pk-near >> nth=0")
    page.wait_for_selector(".pk-reader .pk-here")


def test_a_real_refusal_of_a_long_question(open_plan: Open) -> None:
    page = open_plan()
    ask(page, "长" * 100_000, ".pk-error")
    assert "100000" in page.inner_text(".pk-error").replace(" ", "").replace(",", "")
    ask(page, "到2025年科技孵化载体要达到多少家？")
    assert page.locator(".pk-cite").count() >= 1


def test_a_question_typed_while_another_is_answered_is_asked_after_it(open_page: Open) -> None:
    page = open_page()
    page.fill("#pk-input", "慢")
    page.press("#pk-input", "Enter")
    page.wait_for_selector("text=正在 2 份文件中查找条款…")
    page.fill("#pk-input", "奖补多少？")
    page.press("#pk-input", "Enter")
    page.wait_for_selector("[data-queue]:visible")
    page.wait_for_selector(".pk-turn:nth-child(2) .pk-sources")
    assert page.inner_text(".pk-turn:nth-child(2) .pk-question").endswith("奖补多少？")
    assert page.input_value("#pk-input") == ""
    assert page.locator("[data-queue]:visible").count() == 0


def test_a_link_to_a_question_asks_it_once(open_page: Open, sample_url: str) -> None:
    page = open_page()
    page.goto(f"{sample_url}?q=%E5%A5%96%E8%A1%A5&as_of=2031-02-03")
    page.wait_for_selector(".pk-sources")
    assert page.inner_text(".pk-limits") == "截至2031年2月3日"
    assert page.url == sample_url
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.click("[data-share]")
    page.wait_for_selector("text=已复制")
    shared = page.evaluate("navigator.clipboard.readText()")
    assert shared == f"{sample_url}?q=%E5%A5%96%E8%A1%A5&as_of=2031-02-03"


def test_questions_can_be_limited_to_a_document(open_page: Open) -> None:
    page = open_page()
    page.click(".pk-scope summary")
    page.fill("#pk-only", "扶持")
    page.click(".pk-scope-found [data-only]")
    assert "《某市企业扶持办法（示例）》" in page.inner_text("[data-scope]")
    ask(page, "奖补多少？")
    assert page.inner_text(".pk-limits") == "只查《某市企业扶持办法（示例）》"
    page.click("[data-unscope]")
    ask(page, "奖补多少？")
    assert page.locator(".pk-turn:nth-child(2) .pk-limits").count() == 0


def test_a_word_on_an_answer_is_kept_with_its_reason(open_page: Open) -> None:
    page = open_page()
    ask(page, "奖补多少？")
    page.click("[data-rate='0']")
    page.check("text=内容过时")
    page.fill(".pk-why textarea", HOSTILE)
    page.click(".pk-why button")
    page.wait_for_selector("text=已记下")
    page.wait_for_selector(".pk-why", state="hidden")
    ask(page, "奖补多少？")  # the conversation is drawn anew
    assert page.get_attribute(".pk-turn:nth-child(1) [data-rate='0']", "aria-pressed") == "true"


def test_large_type_is_remembered(open_page: Open) -> None:
    page = open_page(PHONE)
    size = "parseFloat(getComputedStyle(document.querySelector('#pk-input')).fontSize)"
    before = page.evaluate(size)
    page.click("[data-large]")
    page.wait_for_function(f"{size} >= {1.2 * before}")  # Gradio's styles let it grow
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.reload()
    page.wait_for_function("document.querySelector('[data-large]')?.getAttribute('aria-pressed') === 'true'")


def test_stepping_from_clause_to_clause(open_page: Open) -> None:
    page = open_page()
    ask(page, "奖补多少？")
    page.click(".pk-cite >> nth=0")
    marked(page)
    for step, label in ((1, "二（一）2"), (0, GRANT.label)):
        page.click(f"[data-step] >> nth={step}")
        page.wait_for_function(f"document.querySelector('.pk-place .pk-source-label').textContent === '{label}'")
        assert in_view(page, ".pk-reader .pk-here")


@pytest.mark.parametrize("viewport", [DESK, PHONE])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_accessibility(open_page: Open, viewport: dict[str, int], scheme: str) -> None:
    """axe-core finds nothing of WCAG A or AA on any state of the page."""
    sync_playwright = pytest.importorskip("axe_core_python.sync_playwright")
    page = open_page(viewport, color_scheme=scheme)

    def violations() -> list[str]:
        page.wait_for_timeout(350)
        rules = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
        found = sync_playwright.Axe().run(page, options=rules)["violations"]
        return [f"{v['id']}: {node['html'][:200]} {node['failureSummary']}" for v in found for node in v["nodes"]]

    assert violations() == []
    page.click(".pk-scope summary")
    page.fill("#pk-only", "示例")
    page.wait_for_selector(".pk-scope-found [data-only]")
    assert violations() == []
    page.click(".pk-scope summary")
    ask(page, "奖补多少？")
    page.click("[data-rate='0']")
    page.wait_for_selector(".pk-why:visible")
    assert violations() == []
    page.click(".pk-cite >> nth=0")
    marked(page)
    assert violations() == []
    page.keyboard.press("Escape")
    ask(page, "天气", ".pk-abstained")
    ask(page, "故障", ".pk-error")
    assert violations() == []


def test_hostile_text_is_inert_on_every_state(open_page: Open, sample_url: str) -> None:
    """In a title on the first page and in lists, in an answer, in the pane, as a link's question, on the embedded page."""
    page = open_page()
    for address in (sample_url, f"{sample_url}embed/", f"{sample_url}?q={quote_plus('恶意' + HOSTILE)}"):
        page.goto(address)
        page.wait_for_selector(".pk-turn .pk-sources" if "?q=" in address else ".pk-welcome[data-live]")
        if "?q=" not in address:
            assert HOSTILE in page.inner_text(".pk-welcome")
            page.click(".pk-scope summary")
            page.fill("#pk-only", "示例<img")
            page.click(".pk-scope-found [data-only]")
            assert HOSTILE in page.inner_text("[data-scope]")
            ask(page, f"恶意{HOSTILE}")
        page.click(".pk-cite")
        assert HOSTILE in marked(page)
        page.click(".pk-tools [data-only]")
        assert page.evaluate("window.pwned") is None
        assert page.locator("gradio-app :is(script, img)").count() == 0
