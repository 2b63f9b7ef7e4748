"""The interfaces for programs: answers, errors in one form, limits, health, numbers, embedding, assistants."""

from __future__ import annotations

import asyncio
import json
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.requests import Request
from starlette.testclient import TestClient
from ui_sample import DOCUMENT, EVIL, FRAMED_BY, GRANT, HOSTILE, SampleBase

from kb.ui.api.limits import MOST_BYTES, address_key
from kb.ui.asking import Asker
from kb.ui.measures import Measures
from kb.ui.site import add_interfaces


class Unopened(SampleBase):
    def ready(self) -> bool:
        return False


def interfaces(base: SampleBase, per_minute: int = 0) -> TestClient:
    app, measures = FastAPI(), Measures()
    add_interfaces(app, Asker(base, measures), measures, per_minute)
    return TestClient(app, raise_server_exceptions=False)


@pytest.fixture(scope="module")
def base() -> SampleBase:
    return SampleBase()


@pytest.fixture(scope="module")
def site(base: SampleBase) -> Iterator[TestClient]:
    with interfaces(base) as opened:
        yield opened


def message(response: Any, status: int) -> str:
    """The Chinese message of an error that has the form of all errors."""
    assert response.status_code == status
    error = response.json()["error"]
    assert set(error) == {"type", "code", "message"}
    assert any("\u4e00" <= char <= "\u9fff" for char in error["message"])
    return str(error["message"])


def test_a_question_gets_the_row_of_the_contract(site: TestClient, base: SampleBase) -> None:
    body = {"question": "奖补多少？", "history": ["先前的问题"], "documents": [DOCUMENT.id], "as_of": "2030-05-01"}
    row = site.post("/api/ask", json=body).json()
    assert row["question"] == "奖补多少？"
    assert [c["n"] for c in row["citations"]] == [1, 2, 3]
    assert all(c["quote"] in c["text"] for c in row["citations"])
    assert base.asked[-1] == ("奖补多少？", ("先前的问题",))
    assert base.limited[-1] == ((DOCUMENT.id,), "2030-05-01")


@pytest.mark.parametrize(
    ("body", "status", "word"),
    [
        ({}, 422, "question 没有填"),
        ({"question": 3}, 422, "应是文字"),
        ({"question": "问", "更多": 1}, 422, "不是可用的字段"),
        ({"question": "问", "as_of": "昨天"}, 422, "日期"),
        ({"question": "问", "as_of": "0001-01-01"}, 400, "截至"),
        ({"question": "问", "history": ["x"] * 41}, 422, "最多 40 项"),
        ({"question": " "}, 400, "字"),
        ({"question": "长" * 20_001}, 422, "最多 20000 字"),
        ([1], 422, "对象"),
    ],
)
def test_what_is_wrong_with_a_request_is_said(site: TestClient, body: object, status: int, word: str) -> None:
    assert word in message(site.post("/api/ask", json=body), status)


def test_broken_json_and_unknown_addresses(site: TestClient) -> None:
    assert "JSON" in message(site.post("/api/ask", content=b'{"question":'), 422)
    message(site.get("/api/nothing"), 404)
    message(site.get("/v1/nothing"), 404)
    message(site.get("/api/clauses/nothing"), 404)


def test_a_fault_says_nothing_of_its_cause(site: TestClient) -> None:
    assert "secret" not in message(site.post("/api/ask", json={"question": "故障"}), 500)


def test_reading(site: TestClient) -> None:
    hits = site.get("/api/search", params={"q": "奖补", "k": 1}).json()["hits"]
    assert [hit["clause_id"] for hit in hits] == [GRANT.id]
    assert hits[0]["document"] == DOCUMENT.title
    rows = site.get("/api/documents", params={"on": "2031-01-01"}).json()["documents"]
    assert rows[0]["id"] == DOCUMENT.id
    assert rows[0]["status"]["on"] == "2031-01-01"
    assert site.get(f"/api/documents/{DOCUMENT.id}/clauses").json()["clauses"][0]["label"] == "一"
    clause = site.get(f"/api/clauses/{GRANT.id}").json()
    assert (clause["text"], clause["document"]) == (GRANT.text, DOCUMENT.title)
    assert "k 应不小于 1" in message(site.get("/api/search", params={"q": "x", "k": 0}), 422)


def test_hostile_text_is_json_and_never_a_page(site: TestClient) -> None:
    for response in (
        site.post("/api/ask", json={"question": f"恶意{HOSTILE}"}),
        site.get(f"/api/clauses/{EVIL.id}"),
        site.get("/api/documents"),
        site.get("/api/search", params={"q": HOSTILE}),
        site.get(f"/api/clauses/{HOSTILE}"),
    ):
        assert response.headers["content-type"].startswith("application/json")
        assert response.headers["x-content-type-options"] == "nosniff"


def completion(site: TestClient, *messages: tuple[str, str], **more: object) -> Any:
    said = [{"role": role, "content": text} for role, text in messages]
    return site.post("/v1/chat/completions", json={"model": "policy-kb", "messages": said, **more})


def test_chat_completions(site: TestClient, base: SampleBase) -> None:
    talk = (("system", "扮演海盗"), ("user", "甲"), ("assistant", "乙"), ("user", "奖补多少？"))
    row = completion(site, *talk, temperature=1).json()
    assert base.asked[-1] == ("奖补多少？", ("甲",))
    [choice] = row["choices"]
    assert choice["finish_reason"] == "stop"
    assert "[1] 《某市企业扶持办法（示例）》" in choice["message"]["content"]
    assert row["policy_kb"]["citations"][0]["clause_id"] == GRANT.id
    assert site.get("/v1/models").json()["data"][0]["id"] == row["model"]


def test_streamed_completions_say_the_same(site: TestClient) -> None:
    whole = completion(site, ("user", "奖补多少？")).json()["choices"][0]["message"]["content"]
    response = completion(site, ("user", "奖补多少？"), stream=True, stream_options={"include_usage": True})
    assert response.headers["content-type"].startswith("text/event-stream")
    lines = [line.removeprefix("data: ") for line in response.text.split("\n\n") if line]
    assert lines[-1] == "[DONE]"
    events = [json.loads(line) for line in lines[:-1]]
    deltas = [choice["delta"].get("content", "") for event in events for choice in event["choices"]]
    assert "".join(deltas) == whole
    assert [e["policy_kb"]["abstained"] for e in events if "policy_kb" in e] == [False]
    assert events[-1]["usage"]["total_tokens"] == 0


def test_what_completions_refuse(site: TestClient) -> None:
    assert "policy-kb" in message(completion(site, ("user", "问"), model="gpt-4"), 404)
    assert "user" in message(completion(site, ("user", "问"), ("assistant", "答")), 400)
    assert "n 只能为 1" in message(completion(site, ("user", "问"), n=2), 400)
    message(completion(site), 422)
    message(site.get("/v1/models/other"), 404)


def test_the_openai_client(sample_url: str) -> None:
    openai = pytest.importorskip("openai")
    with openai.OpenAI(base_url=f"{sample_url}v1", api_key="none") as caller:
        said = [{"role": "user", "content": "奖补多少？"}]
        whole = caller.chat.completions.create(model="policy-kb", messages=said)
        assert whole.policy_kb["citations"]
        chunks = caller.chat.completions.create(model="policy-kb", messages=said, stream=True)
        text = "".join(chunk.choices[0].delta.content or "" for chunk in chunks)
        assert text == whole.choices[0].message.content


def test_too_often() -> None:
    with interfaces(SampleBase(), per_minute=3) as limited:
        answers = [limited.get("/v1/models") for _ in range(4)]
        assert [answer.status_code for answer in answers[:3]] == [200] * 3
        assert "最多 3 次" in message(answers[3], 429)
        assert limited.get("/health").status_code == 200  # supervisors are not limited


def test_a_large_request_is_not_read(site: TestClient) -> None:
    large = b'{"question": "' + b"a" * MOST_BYTES + b'"}'
    assert "最多 512 KB" in message(site.post("/api/ask", content=large), 413)
    chunks = (b"a" * 65_536 for _ in range(MOST_BYTES // 65_536 + 2))  # without a length
    assert site.post("/api/ask", content=chunks).status_code >= 400


@pytest.mark.parametrize(
    ("host", "key"),
    [("192.0.2.7", "192.0.2.7"), ("::ffff:192.0.2.7", "192.0.2.7"), ("testclient", "testclient")],
)
def test_who_an_address_is(host: str, key: str) -> None:
    assert address_key(Request({"type": "http", "client": (host, 1), "headers": []})) == key


def test_a_network_of_ipv6_is_one_client() -> None:
    one, two, other = (
        address_key(Request({"type": "http", "client": (host, 1), "headers": []}))
        for host in ("2001:db8::1", "2001:db8::ffff:1", "2001:db8:0:1::1")
    )
    assert one == two != other


def test_health_and_metrics(site: TestClient) -> None:
    assert site.get("/health").json() == {"status": "ok"}
    site.post("/api/ask", json={"question": "天气"})
    text = site.get("/metrics").text
    assert 'policy_kb_questions_total{outcome="refused"}' in text
    assert "policy_kb_documents 2.0" in text
    with interfaces(Unopened()) as closed:
        assert closed.get("/health").status_code == 503
        assert "policy_kb_ready 0.0" in closed.get("/metrics").text
        for response in (
            closed.post("/api/ask", json={"question": "问"}),
            closed.get("/api/documents"),
            completion(closed, ("user", "问")),
        ):
            assert "正在打开" in message(response, 503)
            assert response.headers["retry-after"]


def test_only_the_embedded_page_may_be_framed(sample_url: str) -> None:
    def policy(path: str) -> str:
        with urllib.request.urlopen(f"{sample_url}{path}", timeout=20) as response:
            return str(response.headers["content-security-policy"])

    assert policy("embed").endswith(f"frame-ancestors 'self' {FRAMED_BY}")
    for path in ("", "api/documents", "health"):
        assert policy(path).endswith("frame-ancestors 'self'")


def test_assistants(sample_url: str) -> None:
    mcp = pytest.importorskip("mcp")

    async def talk() -> None:
        async with mcp.Client(f"{sample_url}mcp") as caller:
            tools = {tool.name for tool in (await caller.list_tools()).tools}
            assert tools == {"ask", "search", "clause"}
            answer = await caller.call_tool("ask", {"question": "奖补多少？", "documents": [DOCUMENT.id]})
            assert answer.structured_content["citations"][0]["clause_id"] == GRANT.id
            hits = await caller.call_tool("search", {"text": "奖补", "k": 1})
            assert hits.structured_content["hits"][0]["text"] == GRANT.text
            clause = await caller.call_tool("clause", {"clause_id": GRANT.id})
            assert clause.structured_content["document"] == DOCUMENT.title
            for name, wrong in (("clause", {"clause_id": "没有"}), ("ask", {"question": " "}), ("ask", {})):
                assert (await caller.call_tool(name, wrong)).is_error

    asyncio.run(talk())
