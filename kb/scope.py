"""Requests that are none for a policy: small talk and commissions, harmful ones, and instructions to the system."""

from __future__ import annotations

import re
from typing import Literal

Beyond = Literal["other", "harmful", "instruction", "danger"]

_INSTRUCTS = re.compile(
    r"(?:忽略|无视|忘记|忘掉|不要管|跳过|覆盖)[^,。;!?]{0,12}(?:以上|之前|前面|上述|上面|所有|系统|设定|规则|指令|要求|限制|提示)"
    r"|(?:系统|内部)(?:提示词?|指令|设定)|提示词|(?:扮演|假装|假设你|你现在是|从现在起你|开发者模式|越狱)|(?:只|直接)(?:回答|输出|回复)[\"“”:]"
    r"|ignore(?:all|any)?(?:the)?(?:previous|above|prior)|systemprompt|youarenow|pretend(?:tobe|youare)|jailbreak|developermode"
)
_COMMISSIONS = re.compile(
    r"(?:写|作|编|来|念|背)(?:一)?(?:首|篇|个|段|封)?[^,。?]{0,8}(?:诗|歌词|小说|作文|情书|对联|笑话|故事|段子|代码|程序(?!性))(?:吧|呗|$|[,。!?])|讲(?:一?个)?(?:笑话|故事)"
    r"|(?:今天|明天|后天|昨天|周末|这周|现在)[^,。?]{0,8}(?:天气|下雨|下雪|气温|多少度|冷不冷|热不热|几点)|天气(?:怎么样|如何|预报|好不好)"
    r"|(?:今天|今晚|中午|晚饭|午饭|早饭)[^,。?]{0,4}吃(?:什么|啥)|你(?:是谁|叫什么|几岁|多大|会什么|有女朋友)|(?:股票|彩票|双色球)[^,。?]{0,6}(?:推荐|预测|涨|买哪)"
    r"|(?:翻译|译)成(?:英|日|韩|法|德)|^[\d+\-*/×÷().=等于多少几?]+$|星座|算命|谁(?:会)?赢(?:得)?(?:比赛|世界杯)|world ?cup|weather|tell ?me ?a ?joke|write ?a ?poem"
)
_HARMS = re.compile(
    r"(?:怎么|怎样|如何|咋|教我|帮我|有什么办法|想)[^,。;?]{0,12}(?:伪造|造假|骗取|骗补|骗贷|套取|偷税|逃税|漏税|行贿|洗钱|买卖发票|虚开|走私|制毒|贩毒|造炸弹|做炸弹|制造炸弹|造枪|炸药"
    r"|黑进|入侵|攻击(?:网站|系统|政府)|窃取|盗取|偷(?!税)|杀人|下毒|报复社会|假(?:发票|证|学历|材料|合同|公章))"
)
_ABOUT_HARM = re.compile("处罚|处理|处分|举报|投诉|责任|后果|防|罚|打击|查处|认定|算不算|规定|监管|避免|维权|被")
_DANGER = re.compile("自杀|不想活|轻生|活不下去|自残")
_BREAK = re.compile(r"(?<=[,。;!?\n])")


def beyond(folded: str) -> Beyond | None:
    """Why a request is none for this system; None for all others. What only speaks of an offence is a question of law."""
    if _DANGER.search(folded) and not _ABOUT_HARM.search(folded):
        return "danger"
    if _HARMS.search(folded) and not _ABOUT_HARM.search(folded):
        return "harmful"
    if _INSTRUCTS.search(folded) and not without_instructions(folded):
        return "instruction"
    return "other" if _COMMISSIONS.search(folded) else None


def without_instructions(folded: str) -> str:
    """A question without the segments that instruct the system, and what follows them; as it is where none does."""
    kept = ""
    for segment in _BREAK.split(folded):
        if _INSTRUCTS.search(segment):
            break
        kept += segment
    return kept.rstrip(",;") if len(re.sub(r"\W", "", kept)) > 3 else ""
