from __future__ import annotations

from collections.abc import Callable

from ingest_invariants import check_clauses, check_coverage

from ingest.ids import digest
from ingest.pipeline import parse_source
from ingest.types import Clause, Fact, Parsed, Source

Parse = Callable[..., Parsed]


def labels(parsed: Parsed) -> list[str]:
    return [clause.label for clause in parsed.clauses]


def clause(parsed: Parsed, label: str) -> Clause:
    return next(c for c in parsed.clauses if c.label == label)


def test_levels_of_a_plan(parse_text: Parse) -> None:
    parsed = parse_text(
        "某市示例规划\n为了示例，制定本规划。\n本规划分两部分。\n"
        "一、示例任务\n(一) 示例工作\n示例工作要抓好。\n"
        "1.抓项目。落实项目。\n（1）大项目；\n（2）小项目。\n2.抓服务。改进服务。\n二、示例保障\n加强领导。\n"
    )
    assert labels(parsed) == [
        "前言", "前言第2段", "一", "一（一）", "一（一）第1段", "一（一）1", "一（一）1（1）",
        "一（一）1（2）",         "一（一）2", "二", "二第1段",
    ]  # fmt: skip
    small = clause(parsed, "一（一）1（2）")
    assert small.path == ("一、示例任务", "（一）示例工作", "1.抓项目")
    assert small.parent_id == clause(parsed, "一（一）1").id
    assert clause(parsed, "一（一）2").scope == "示例工作要抓好。"


def test_broken_number_is_no_item(parse_text: Parse) -> None:
    parsed = parse_text("某市示例规划\n一、示例\n1.甲项增长。达到\n2. 152%的水平。\n2.2030年完成乙项。\n")
    assert labels(parsed) == ["一", "一1", "一1第2段", "一2"]
    assert clause(parsed, "一2").text == "2030年完成乙项。"


def test_reference_is_no_article(parse_text: Parse) -> None:
    parsed = parse_text(
        "某市示例办法\n第一条 为了示例，制定本办法。\n第二条 申请人应当符合下列条件：\n"
        "（一）在本市；\n（二）有示例。\n"
        "第一条规定的情形除外。\n第九条的规定另行公布。\n第三条本办法自2030年起施行。\n"
    )
    assert labels(parsed) == ["第一条", "第二条", "第三条"]
    text = clause(parsed, "第二条").text
    assert text.splitlines()[1] == "（一）在本市；"
    assert text.endswith("第九条的规定另行公布。")


def test_long_article_is_cut_at_its_items(parse_text: Parse) -> None:
    long = "某" * 600
    parsed = parse_text(
        f"某市示例办法\n第一条 示例如下。\n条件是：\n（一）{long}；\n（二）{long}；\n（三）{long}。\n"
        "前款另有规定的除外。\n第二条 施行。\n"
    )
    assert labels(parsed)[:4] == [
        "第一条",
        "第一条第二款第（一）项",
        "第一条第二款第（二）项",
        "第一条第二款第（三）项",
    ]
    assert clause(parsed, "第一条第二款第（二）项").scope == "条件是："
    check_coverage(parsed)


def test_annexes_count_anew(parse_text: Parse) -> None:
    parsed = parse_text("某市示例通知\n一、甲\n甲要做好。\n二、乙\n乙要做好。\n附件1\n示例清单\n一、丙\n丙要做好。\n")
    assert labels(parsed) == [
        "一",
        "一第1段",
        "二",
        "二第1段",
        "附件1",
        "附件1一",
        "附件1一第1段",
    ]
    assert clause(parsed, "附件1一").path == ("附件1 示例清单",)
    assert parsed.warnings == ()


def test_equal_numbers_get_distinct_addresses(parse_text: Parse) -> None:
    parsed = parse_text("某市示例问答\n1.甲。甲的说明。\n2.乙。乙的说明。\n1.丙。丙的说明。\n2.丁。丁的说明。\n")
    assert labels(parsed) == ["1", "2", "1（第2处）", "2（第2处）"]
    check_clauses(parsed)


def test_lost_number_in_the_middle(parse_text: Parse) -> None:
    parsed = parse_text(
        "某市示例规划\n一、示例\n1.甲项工作。做好甲项。\n乙项工作。做好乙项。\n3.丙项工作。做好丙项。\n"
    )
    assert labels(parsed) == ["一", "一1", "一2", "一3"]
    assert "乙项工作" in parsed.warnings[0]


def test_questions_and_answers(parse_text: Parse) -> None:
    parsed = parse_text("某市示例政策问答\n问：谁可以申请？\n答：企业可以申请。\n问：到哪里申请？\n答：到窗口申请。\n")
    assert labels(parsed) == ["问1", "问1第1段", "问2", "问2第1段"]
    assert clause(parsed, "问2第1段").path == ("问：到哪里申请？",)


def test_table_of_contents_is_no_structure(parse_text: Parse) -> None:
    parsed = parse_text(
        "某市示例规划\n目 录\n一、甲章……1\n二、乙章……2\n一、甲章\n甲的内容在此。\n二、乙章\n乙的内容在此。\n"
    )
    assert labels(parsed) == ["一", "一第1段", "二", "二第1段"]
    assert [p.name for p in parsed.passages].count("table of contents") == 3


def test_one_line_document(parse_text: Parse) -> None:
    body = "各单位要认真落实示例工作的各项要求，确保取得实效。" * 5
    parsed = parse_text(
        f"关于做好示例工作的通知 各有关单位： 现通知如下： 一、提高认识 {body} 二、抓好落实。{body}"
        f"三、加强督查。{body} 某市示例局 2030年3月4日"
    )
    assert parsed.document.title == "关于做好示例工作的通知"
    assert labels(parsed) == ["主送机关", "前言", "一", "一第1段", "二", "三", "落款"]
    assert parsed.document.issuer == "某市示例局"
    check_coverage(parsed)


def test_ids_survive_a_change_elsewhere(parse_text: Parse) -> None:
    before = parse_text("某市示例规划\n一、甲\n甲要做好。\n二、乙\n乙要做好。\n")
    after = parse_text("某市示例规划\n一、甲\n甲要做得更好。\n二、乙\n乙要做好。\n")
    assert before.document.id == after.document.id
    changed = {c.label for c in before.clauses} - {
        b.label for b, a in zip(before.clauses, after.clauses, strict=True) if b.id == a.id
    }
    assert changed == {"一第1段"}


def test_questions_of_every_form(parse_text: Parse) -> None:
    numbered = parse_text(
        "示例补贴常见问题\n1.谁可以申请示例补贴？\n包括以下两类：\n1.企业；\n2.个人。\n2.补贴标准是多少？\n每年1000元。\n"
    )
    assert labels(numbered) == ["1", "1第1段", "1-1", "1-2", "2", "2第1段"]
    assert clause(numbered, "1").heading == "谁可以申请示例补贴？"
    assert clause(numbered, "1-2").path == ("1.谁可以申请示例补贴？",)
    assert clause(numbered, "1-2").scope == "包括以下两类："
    lettered = parse_text("示例百问\nQ1：什么是示例？\nA1：示例是例子。\nQ2：示例收费吗？\nA2：不收费。\n")
    assert [(c.label, c.heading) for c in lettered.clauses if c.kind == "heading"] == [
        ("问1", "什么是示例？"),
        ("问2", "示例收费吗？"),
    ]
    lone = parse_text("示例卡有用吗\n示例卡有什么用途？\n持卡可以参加示例活动。\n到哪里办理示例卡？\n到窗口办理。\n")
    assert labels(lone) == ["问1", "问1第1段", "问2", "问2第1段"]
    inline = parse_text("示例问答\n问：谁可以申请？答：企业可以申请。\n问：收费吗？答：不收费。\n")
    assert [c.heading for c in inline.clauses] == ["谁可以申请？", "收费吗？"]
    sections = parse_text(
        "示例问答\n问：有哪些条件？\n答：如下。\n一、在本市；\n二、有场所。\n问：收费吗？\n答：不收费。\n"
    )
    assert labels(sections) == ["问1", "问1第1段", "问1一", "问1二", "问2", "问2第1段"]


def test_steps(parse_text: Parse) -> None:
    parsed = parse_text(
        "示例卡办理指南\n一、步骤\n第一步：登录系统。\n第二步：提交申请。\n二、网上办理\n步骤1：下载软件。\nStep 2: 提交。\n"
    )
    assert labels(parsed) == ["一", "一第一步", "一第二步", "二", "二步骤1", "二步骤2"]


def test_scope_stays_with_its_own_list(parse_text: Parse) -> None:
    parsed = parse_text(
        "某市示例通知\n一、条件\n个人申请条件：\n1.年满18周岁；\n2.有住所。\n企业申请条件：\n1.依法登记；\n2.信用良好。\n"
        "变更的应当报告。\n二、材料\n"
    )
    assert [(c.label, c.scope) for c in parsed.clauses if c.scope] == [
        ("一1", "个人申请条件："),
        ("一2", "个人申请条件："),
        ("一1（第2处）", "企业申请条件："),
        ("一2（第2处）", "企业申请条件："),
    ]
    after = next(c for c in parsed.clauses if c.text == "变更的应当报告。")
    assert (after.label, after.scope) == ("一第3段", "")


def test_groups_under_unnumbered_headings(parse_text: Parse) -> None:
    parsed = parse_text(
        "某市示例清单\n对单位的扶持\n一、补贴\n给予补贴。\n二、培训\n给予培训。\n对个人的扶持\n一、奖励\n给予奖励。\n"
    )
    assert clause(parsed, "“对个人的扶持”一").path == ("对个人的扶持",)
    assert clause(parsed, "“对单位的扶持”二第1段").path == ("对单位的扶持", "二、培训")


def test_numbers_that_look_broken_are_items_among_their_likes(parse_text: Parse) -> None:
    parsed = parse_text(
        "某市示例通知\n一、面向下列家庭：\n1.3人户家庭；\n2.2人户家庭；\n3.单人户。\n二、其他\n2.5倍以上的除外。\n"
    )
    assert labels(parsed) == ["一", "一1", "一2", "一3", "二", "二第1段"]
    assert clause(parsed, "一2").text == "2人户家庭；"


def test_annexes_and_their_list(parse_text: Parse) -> None:
    parsed = parse_text(
        "某市示例通知\n各单位：\n一、做好示例。\n二、加强管理。\n附件：\n１．示例表\n２．示例单\n某市示例局\n2030年3月4日\n"
        "公开方式：主动公开\n附件１\n示例表\n一、填写要求\n按要求填写。\n附件2：示例单\n逐项填写。\n"
    )
    assert labels(parsed) == [
        "主送机关", "一", "二", "附件目录", "落款", "附件1", "附件1一", "附件1一第1段", "附件2", "附件2第1段",
    ]  # fmt: skip
    assert (parsed.document.issuer, clause(parsed, "附件1").heading) == ("某市示例局", "示例表")
    check_coverage(parsed)


def test_contents_without_the_word_and_with_page_numbers(parse_text: Parse) -> None:
    parsed = parse_text(
        "某市示例条例\n第一章 总则……1\n第二章 管理……2\n第三章 附则……3\n第一章 总则\n第一条 甲。\n第二章 管理\n第二条 乙。\n"
        "第三章 附则\n第三条 丙。\n"
    )
    assert labels(parsed) == ["第一章", "第一条", "第二章", "第二条", "第三章", "第三条"]
    assert [p.name for p in parsed.passages].count("table of contents") == 3


def test_title_over_lines_as_the_page_gives_it() -> None:
    text = "某市示例局 某市财政局\n关于印发某市示例办法\n实施细则的通知\n一、做好示例。\n二、加强管理。\n"
    title = "某市示例局 某市财政局关于印发某市示例办法实施细则的通知"
    parsed = parse_source(Source("示例.html", text, digest(text), facts=(Fact("title", title, "meta ArticleTitle"),)))
    assert parsed.document.title == title
    assert labels(parsed) == ["一", "二"]


def test_stored_web_page_is_cut_to_its_article(parse_text: Parse) -> None:
    parsed = parse_text(
        "Title: 示例活动指引 - 某市人民政府门户网站\nURL Source: https://example.com/1\nMarkdown Content:\n"
        "无障碍\n当前位置：首页\n# 示例活动指引\n发布时间：2030-03-04 10:00 来源：某市示例局\n分享到\n"
        "步骤1：报名。\n步骤2：参加。\n扫一扫在手机打开当前页\n# 示例活动指引\n版权所有：某市人民政府\n某市财政局\n",
        "示例.md",
    )
    assert labels(parsed) == ["步骤1", "步骤2"]
    assert (parsed.document.issuer, str(parsed.document.publish_date)) == ("某市示例局", "2030-03-04")
    check_coverage(parsed)
