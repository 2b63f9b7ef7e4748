"""Web pages: main text without navigation, tables, lists, facts of the page, encodings, hostile markup."""

from __future__ import annotations

from pathlib import Path

import pytest
from ingest_invariants import check_clauses, check_coverage

from ingest.errors import SourceBroken, SourceEmpty
from ingest.pipeline import parse_file
from ingest.types import Parsed

SENTENCE = "示例企业在某市从事示例经营，符合本通知规定条件的，可以申请示例补贴，补贴标准由示例局公布。"
NAVIGATION = """
<div class="top"><a href="/login">登录</a> <a href="/wza">无障碍</a> 网站支持IPv6</div>
<ul class="menu"><li><a href="/">首页</a></li><li><a href="/zwgk">政务公开</a></li><li>长者助手</li></ul>
<div class="crumb">您当前所在的位置：<a href="/">首页</a> &gt; <a href="/zc">政策文件</a></div>
"""
FOOTER = """
<div class="foot"><p>版权所有：某市人民政府　主办单位：某市人民政府办公室</p>
<p>网站标识码：0000000000　备案号：某ICP备00000000号</p><p>建议使用1024×768分辨率浏览器浏览本站。</p></div>
<script>var x = "脚本里的字。脚本里的字。";</script>
"""
INFO = """
<h1>某市示例局关于做好示例补贴工作的通知</h1>
<div class="info">发布时间：2030-01-02 10:00　来源：某市示例局　浏览次数：<span>12</span>　【字体：<a>大</a> <a>中</a> <a>小</a>】
<a>打印</a></div>
"""
BODY = f"""
<p>各区示例局：</p>
<p>　　一、申请条件</p><p>　　{SENTENCE}</p><p>　　二、申请材料</p><p>　　{SENTENCE[::-1]}</p>
<p>某市示例局</p><p>2030年1月1日</p>
"""
NOISE = (
    "首页",
    "长者助手",
    "IPv6",
    "位置",
    "版权",
    "标识码",
    "分辨率",
    "脚本",
    "浏览次数",
    "打印",
    "字体",
    "分享",
    "扫一扫",
)


def page(body: str, head: str = "", encoding: str = "utf-8") -> bytes:
    text = f'<!DOCTYPE html><html><head><meta charset="{encoding}"><title>示例</title>{head}</head><body>{body}</body></html>'
    return text.encode(encoding)


def parse(tmp_path: Path, data: bytes, name: str = "a.html") -> Parsed:
    path = tmp_path / name
    path.write_bytes(data)
    (parsed,) = parse_file(path)
    check_coverage(parsed)
    check_clauses(parsed)
    return parsed


def facts(parsed: Parsed) -> dict[str, str]:
    found: dict[str, str] = {}
    for fact in parsed.source.facts:
        found.setdefault(fact.name, fact.value)
    return found


@pytest.mark.parametrize("wrapper", ['class="TRS_Editor"', 'id="zoom"', 'class="article-content"', 'class="x1"', ""])
def test_main_text_only(tmp_path: Path, wrapper: str) -> None:
    """With the names common systems use, with one that says nothing, and without any."""
    tail = '<div class="share">分享到：微信 微博</div><p>扫一扫在手机打开当前页</p><div class="prev">上一篇：示例通知</div>'
    body = f"<div>{NAVIGATION}</div><div>{INFO}<div {wrapper}>{BODY}</div>{tail}</div>{FOOTER}"
    parsed = parse(tmp_path, page(body))
    assert parsed.document.title == "某市示例局关于做好示例补贴工作的通知"
    assert [c.label for c in parsed.clauses] == ["主送机关", "一", "一第1段", "二", "二第1段", "落款"]
    assert [c.text for c in parsed.clauses][2] == SENTENCE
    for noise in NOISE:
        assert noise not in parsed.source.text


def test_facts(tmp_path: Path) -> None:
    head = (
        '<meta name="ArticleTitle" content="某市示例局关于做好示例补贴工作的通知">'
        '<meta name="PubDate" content="2030-01-02 10:00"><meta name="ContentSource" content="某市示例局">'
    )
    catalogue = (
        "<table><tr><td>索 引 号</td><td>000/2030-1</td><td>发文机关</td><td>某市示例局办公室</td></tr>"
        "<tr><td>发文字号</td><td>某示例〔2030〕1号</td><td>成文日期</td><td>2030年1月1日</td></tr>"
        "<tr><td>实施日期</td><td>2030年2月1日</td><td>文件状态</td><td>现行有效</td></tr></table>"
    )
    files = '<ul><li><a href="/f/1.docx">示例申请表</a></li><li><a href="/f/2">附件2 示例清单.xlsx</a></li></ul>'
    parsed = parse(tmp_path, page(f"{NAVIGATION}{catalogue}<div id='zoom'>{BODY}{files}</div>{FOOTER}", head))
    assert facts(parsed) == {
        "title": "某市示例局关于做好示例补贴工作的通知",
        "publish_date": "2030-01-02 10:00",
        "issuer": "某市示例局",
        "number": "某示例〔2030〕1号",
        "issue_date": "2030年1月1日",
        "effective_date": "2030年2月1日",
        "status": "现行有效",
        "attachment": "示例申请表",
    }
    attached = [(f.value, f.origin) for f in parsed.source.facts if f.name == "attachment"]
    assert attached == [("示例申请表", "link /f/1.docx"), ("附件2 示例清单.xlsx", "link /f/2")]
    assert "000/2030" not in parsed.source.text


def test_title_over_several_lines(tmp_path: Path) -> None:
    head = '<meta name="ArticleTitle" content="某市示例局 某市另示例局关于印发某市示例办法实施细则的通知">'
    lines = "<p>某示例〔2030〕1号</p><p>某市示例局 某市另示例局</p><p>关于印发某市示例办法</p><p>实施细则的通知</p>"
    parsed = parse(tmp_path, page(f"<div id='zoom'>{lines}{BODY}</div>", head))
    assert parsed.document.title.endswith("关于印发某市示例办法实施细则的通知")
    assert parsed.document.number == "某示例〔2030〕1号"


def test_question_as_title(tmp_path: Path) -> None:
    head = '<meta name="ArticleTitle" content="示例补贴怎么领？看这里！">'
    parsed = parse(tmp_path, page(f"<div class='news-content'><h1>示例补贴怎么领？看这里！</h1>{BODY}</div>", head))
    assert parsed.document.title == "示例补贴怎么领？看这里！"
    assert parsed.clauses[0].label == "主送机关"


def test_table_with_merged_cells(tmp_path: Path) -> None:
    table = """<p>示例补贴标准表</p><p>单位：万元</p><table border="1">
    <tr><th rowspan="2">序号</th><th rowspan="2">对象</th><th colspan="2">标准</th></tr><tr><th>首年</th><th>次年</th></tr>
    <tr><td>1</td><td rowspan="2">示例企业<br>及机构</td><td>10</td><td>5</td></tr>
    <tr><td>2</td><td>8</td><td>4</td></tr><tr><td colspan="4">其他</td></tr>
    <tr><td>3</td><td>示例个人</td><td colspan="2">1</td></tr><tr><td colspan="4">注：示例标准每年调整。</td></tr></table>"""
    parsed = parse(
        tmp_path, page(f"<div id='zoom'><h2>某市示例补贴办法</h2><p>一、标准</p>{table}<p>二、{SENTENCE}</p></div>")
    )
    (named,) = [c for c in parsed.clauses if c.kind == "table"]
    assert named.text == "示例补贴标准表单位：万元：序号、对象、标准·首年、标准·次年"
    rows = [c for c in parsed.clauses if c.kind == "row"]
    assert [row.text for row in rows] == [
        "序号：1；对象：示例企业及机构；标准·首年：10；标准·次年：5。",
        "序号：2；对象：示例企业及机构；标准·首年：8；标准·次年：4。",
        "其他",
        "序号：3；对象：示例个人；标准·首年：1；标准·次年：1。",
        "注：示例标准每年调整。",
    ]
    assert rows[1].cells[1] == ("对象", "示例企业及机构")
    assert rows[3].scope == "其他"
    assert rows[0].path == ("一、标准", named.heading or "")
    assert parsed.clauses[-1].label == "二"


def test_table_of_labels(tmp_path: Path) -> None:
    table = (
        f"""<table><tr><td>示例条件</td><td>{SENTENCE}</td></tr><tr><td>办理地点</td><td>示例窗口</td></tr></table>"""
    )
    parsed = parse(tmp_path, page(f"<div id='zoom'><h1>某市示例办事指南</h1>{table}<p>一、{SENTENCE}</p></div>"))
    rows = [c for c in parsed.clauses if c.kind == "row"]
    assert [row.cells for row in rows] == [(("示例条件", SENTENCE),), (("办理地点", "示例窗口"),)]
    assert rows[1].text == "办理地点：示例窗口。"
    assert rows[1].heading == "办理地点"


def test_table_of_layout_is_text(tmp_path: Path) -> None:
    body = f"<table><tr><td><table><tr><td>左栏</td></tr></table></td><td id='zoom'>{BODY}</td></tr></table>"
    parsed = parse(tmp_path, page(f"{body}{FOOTER}", '<meta name="ArticleTitle" content="某市示例局示例通知">'))
    assert not [c for c in parsed.clauses if c.kind in ("row", "table")]
    assert SENTENCE in [c.text for c in parsed.clauses]


def test_lists_and_headings(tmp_path: Path) -> None:
    body = f"""<h2>办理条件</h2><ol><li>{SENTENCE}</li><li>（一）{SENTENCE[:20]}；</li></ol><h2>办理流程</h2>
    <ol start="3" style="list-style-type: cjk-ideographic"><li>提交材料，等候通知；</li><li>到窗口办理，领取结果。</li></ol>"""
    parsed = parse(
        tmp_path, page(f"<div id='zoom'>{body}</div>", '<meta name="ArticleTitle" content="某市示例办事指南">')
    )
    lines = parsed.source.text.splitlines()
    assert lines[2] == f"1.{SENTENCE}"
    assert lines[3].startswith("（一）示例")
    assert lines[5:] == ["三、提交材料，等候通知；", "四、到窗口办理，领取结果。"]
    assert {c.path for c in parsed.clauses if "窗口" in c.text} == {("办理流程",)}


def test_bold_lines_are_headings(tmp_path: Path) -> None:
    body = f"""<p><b>某市示例补贴</b></p><p>{SENTENCE}</p><p><strong>　　办理条件</strong></p><p>一、{SENTENCE}</p>
    <p><span style="font-weight: 700">办理流程</span></p><p>一、{SENTENCE}</p><p><b>注意，本句不是标题。</b></p><p>{SENTENCE}</p>
    {f"<p>{SENTENCE}</p>" * 6}"""
    parsed = parse(
        tmp_path, page(f"<div id='zoom'>{body}</div>", '<meta name="ArticleTitle" content="某市示例补贴办事指南">')
    )
    headings = [c.heading for c in parsed.clauses if c.kind == "heading"]
    assert headings == ["办理条件", "办理流程"]
    assert parsed.clauses[-1].path == ("办理流程", *parsed.clauses[-1].path[1:])


@pytest.mark.parametrize(("declared", "real"), [("gb2312", "gb18030"), ("gbk", "gb18030"), ("utf-8", "utf-8")])
def test_encodings(tmp_path: Path, declared: str, real: str) -> None:
    text = page(f"<div id='zoom'><h1>某市示例局示例通知</h1>{BODY}<p>生僻字：㐂龘</p></div>").decode()
    data = text.replace('charset="utf-8"', f'charset="{declared}"').encode(real)
    assert "㐂龘" in parse(tmp_path, data).source.text


def test_wrong_and_missing_declaration(tmp_path: Path) -> None:
    text = page(f"<div id='zoom'><h1>某市示例局示例通知</h1>{BODY}</div>").decode()
    wrong = text.replace('charset="utf-8"', 'charset="gb2312"').encode()
    assert SENTENCE in parse(tmp_path, wrong).source.text
    missing = text.replace('<meta charset="utf-8">', "").encode("gb18030")
    assert SENTENCE in parse(tmp_path, missing).source.text


def test_hidden_text_is_not_read_unless_it_is_all_there_is(tmp_path: Path) -> None:
    hidden = f'<div style="display: none">{SENTENCE[::-1]}</div>'
    parsed = parse(tmp_path, page(f"<div id='zoom'><h1>某市示例局示例通知</h1><p>一、{SENTENCE}</p>{hidden}</div>"))
    assert SENTENCE[::-1] not in parsed.source.text
    shown_by_script = f"<h1>某市示例局示例通知</h1><div id='zoom' style='display:none'>{BODY}</div>{NAVIGATION}"
    assert SENTENCE in parse(tmp_path, page(shown_by_script)).source.text


def test_markup_in_text_stays_text(tmp_path: Path) -> None:
    body = "<h1>某市示例局示例通知</h1><p>一、写作 &lt;script&gt;alert(1)&lt;/script&gt; 的示例，请按原样保存，不得执行。</p>"
    parsed = parse(tmp_path, page(f"<div id='zoom'>{body}</div><iframe src='x'>框</iframe><svg><text>图</text></svg>"))
    assert "<script>alert(1)</script>" in parsed.clauses[0].text
    assert "框" not in parsed.source.text


def test_control_characters(tmp_path: Path) -> None:
    body = f"<h1>某市示例局示例通知</h1><p>一、{SENTENCE}<script>1</script>&#1;\x02尾</p><script>2</script>\x03&#xb;"
    assert "\x01" not in parse(tmp_path, page(f"<div id='zoom'>{body}</div>")).source.text


def test_entities_of_xml_are_not_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("机密", encoding="utf-8")
    data = page(f"<div id='zoom'><h1>某市示例局示例通知</h1><p>&e;{SENTENCE}</p></div>")
    data = data.replace(b"<!DOCTYPE html>", f'<!DOCTYPE html [<!ENTITY e SYSTEM "{secret.as_uri()}">]>'.encode())
    assert "机密" not in parse(tmp_path, data).source.text


def test_deep_and_wide_markup(tmp_path: Path) -> None:
    deep = "<div>" * 5000 + SENTENCE
    with pytest.raises(SourceBroken, match="嵌套过深"):
        parse(tmp_path, page(deep))
    spans = (
        f"<table><tr><td rowspan='999999' colspan='999999'>{SENTENCE}</td><td>甲</td></tr><tr><td>乙</td></tr></table>"
    )
    assert "乙" in parse(tmp_path, page(f"<h1>某市示例局示例通知</h1><p>{SENTENCE[::-1]}</p>{spans}")).source.text


@pytest.mark.parametrize("body", ["", "<script>1</script>", "<nav><a href='/'>首页</a></nav>"])
def test_page_without_text(tmp_path: Path, body: str) -> None:
    with pytest.raises(SourceEmpty, match=r"正文|是空的"):
        parse(tmp_path, page(body).replace("<title>示例</title>".encode(), b""))


def test_archive_of_a_page(tmp_path: Path) -> None:
    inner = page(f"<div id='zoom'><h1>某市示例局示例通知</h1>{BODY}</div>", encoding="gb18030")
    head = b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x\r\n"
    part = (
        b"Content-Type: text/html; charset=gb2312\r\nContent-Transfer-Encoding: 8bit\r\n\r\n" + inner + b"\r\n--x--\r\n"
    )
    assert SENTENCE in parse(tmp_path, head + part, "a.mht").source.text


def test_page_written_down_as_markdown(tmp_path: Path) -> None:
    text = f"""Title: 示例补贴怎么领？ - 某市人民政府门户网站

URL Source: http://example.com/1.html

Markdown Content:
无障碍

搜索热词：[示例](http://example.com/s)

*   [首页](http://example.com/)

# 示例补贴怎么领？

发布时间：2030-01-02 来源：某市示例局

{SENTENCE}

**一、办理材料**

{SENTENCE[::-1]}

某市示例局

2030年1月1日

相关附件

扫一扫在手机打开当前页

示例政府网

版权所有：某市人民政府
"""
    parsed = parse(tmp_path, text.encode(), "a.md")
    assert parsed.document.title == "示例补贴怎么领？"
    assert [c.text for c in parsed.clauses] == [SENTENCE, "办理材料", SENTENCE[::-1], "某市示例局\n2030年1月1日"]
