from __future__ import annotations

from collections.abc import Callable

from ingest_invariants import check_clauses, check_coverage

from ingest.types import Clause, Parsed

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
