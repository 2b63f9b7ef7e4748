"""What the server gives to anyone who asks: its headers, no API, no files."""

from __future__ import annotations

import json
import urllib.error
import urllib.request

import pytest

from kb.ui.page import POLICY


def fetch(url: str, data: bytes | None = None, kind: str = "application/json") -> tuple[int, str, dict[str, str]]:
    request = urllib.request.Request(url, data, {"Content-Type": kind})
    try:
        with urllib.request.urlopen(request, timeout=20) as response:
            return response.status, response.read().decode("utf-8", "replace"), dict(response.headers)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode("utf-8", "replace"), dict(error.headers)


def test_the_page_is_confined_to_its_host(sample_url: str) -> None:
    status, body, headers = fetch(sample_url)
    headers = {name.lower(): value for name, value in headers.items()}
    assert status == 200
    assert headers["content-security-policy"] == POLICY
    assert headers["x-content-type-options"] == "nosniff"
    assert 'lang="zh-CN"' in body
    assert "og:image" not in body
    assert "fonts.googleapis" not in body


def test_no_endpoint_is_offered(sample_url: str) -> None:
    status, body, _ = fetch(f"{sample_url}gradio_api/info")
    assert status == 200
    assert json.loads(body) == {"named_endpoints": {}, "unnamed_endpoints": {}}


@pytest.mark.parametrize("name", ["read", "place_html", "answered", "lambda", "predict"])
def test_no_endpoint_can_be_called_by_name(sample_url: str, name: str) -> None:
    status, _, _ = fetch(f"{sample_url}gradio_api/call/{name}", json.dumps({"data": []}).encode())
    assert status >= 400


@pytest.mark.parametrize("path", ["pyproject.toml", "/etc/hostname", "kb/ui/chat.py", "../../etc/hostname"])
def test_no_file_is_served(sample_url: str, path: str) -> None:
    assert fetch(f"{sample_url}gradio_api/file={path}")[0] in (403, 404)


@pytest.mark.parametrize("path", ["docs", "redoc", "openapi.json", "monitoring", "gradio_api/runs"])
def test_no_side_pages(sample_url: str, path: str) -> None:
    assert fetch(f"{sample_url}{path}")[0] in (403, 404)


def test_no_upload_of_any_size(sample_url: str) -> None:
    body = b'--x\r\nContent-Disposition: form-data; name="files"; filename="a"\r\n\r\n' + b"a" * 4096 + b"\r\n--x--\r\n"
    assert fetch(f"{sample_url}gradio_api/upload", body, "multipart/form-data; boundary=x")[0] >= 400


@pytest.mark.parametrize("place", [None, "x", 3, [], {}, {"clause": 1}, {"clause": "没有"}, {"document": ["x"]}])
def test_reading_what_is_not_there(sample_url: str, place: object) -> None:
    config = json.loads(fetch(f"{sample_url}config")[1])
    [composer] = [c["id"] for c in config["components"] if c["props"].get("elem_id") == "pk-composer"]
    body = {"session_hash": "s", "component_id": composer, "fn_name": "read", "data": place}
    status, text, _ = fetch(f"{sample_url}gradio_api/component_server", json.dumps(body).encode())
    assert status == 200
    assert "已不在知识库中" in text
