"""What a sentence commits to: a grant, a duty, or only an aim. By the words of legal and policy drafting."""

from __future__ import annotations

import re
from typing import Literal

from kb.text import fold

Commitment = Literal["grant", "duty", "aim"]

# What someone gets.
_GRANT = re.compile(
    r"给予(?!处分|警告|行政处罚|处罚)|(?:奖励|补助|补贴|资助|奖补|补偿)\S{0,10}?\d+(?:\.\d+)?[万亿]?元|\d+(?:\.\d+)?[万亿]?元\S{0,6}(?:奖励|补助|补贴|资助|奖补)"
    r"|减按|免征|减征|免收|减免|加计扣除|即征即退|免予(?!处罚)|享受|优先(?:安排|推荐|保障)|可以(?:申请|获得|领取|申领)(?!行政|仲裁|复议|人民)"
    r"|予以(?:奖励|补助|补贴|资助|表彰|支持)|提取不低于"
)
_DENIED = re.compile(
    r"不(?:得|予|能|再|应|可)[^,;。]{0,12}$|(?:未对|未按|未依)[^;。]{0,60}$|(?:探索|研究|争取|力争)[^,;。]{0,8}$"
)  # what stands before it
# What someone must or must not do, and what follows when it is not done.
_DUTY = re.compile(
    r"应当|必须|不得|禁止|严禁|(?<![响反适相效对供])应(?!用|急|变|收)(?=[\u4e00-\u9fff]{0,6}(?:提交|报告|备案|办理|具备|符合|满足|提供|取得))"
    r"|处\S{0,12}罚款|责令|依法追究|没收|吊销|(?:部门|机构|机关)负责"
)
# What is aimed at, encouraged or tried, wherever it stands; and verbs that say so at the head of a comma segment only.
_AIM = re.compile(
    r"力争|争取|争创|努力|鼓励(?!的)|探索|倡导|到20\d\d年|突破\d|翻一番|预期性|目标(?:是|为|:)"
    r"|20\d\d年(?:底|末)?[^。;]{0,20}(?:达到|突破|超过|建成)|(?<!资金)(?<!政策)(?<!技术)(?<!予)(?<!的)支持(?=[和与、]?[\u4e00-\u9fff]{2})"
)
_AIMING = re.compile(
    r"(?:^|[,;:。)])(?:\d+[.、])?(?:将|要|继续|持续|积极|大力|着力|进一步|加快|全面|深入|逐步|重点|不断|梯次|有序|充分|稳步){0,2}"
    r"(?:引导|推动|推进|促进|打造|培育|培养|加强|加大|加快|强化|提升|提高|完善|优化|深化|拓展|健全|构建|营造|增强|扩大|推广)"
)
_DONE = re.compile(
    r"截至|累计|(?<!业)已(?:经)?(?:建成|达|有|形成|完成|获|认定|引进|孵化)|先后|相继|成功|荣获|被认定|随着|不够|不足|较弱"
)
_CONDITION = re.compile(r"^[(（]?[一二三四五六七八九十\d]+[)）.、].*的[;。,]?$")  # an item: "（一）…的；"


def commitment(sentence: str) -> Commitment | None:
    """What a sentence commits to; None where it only tells, permits or explains, or its words do not say."""
    text = fold(sentence)
    if _CONDITION.match(text):
        return None
    if any(not _DENIED.search(text[: found.start()]) for found in _GRANT.finditer(text)):
        return "grant"
    if _DUTY.search(text):
        return "duty"
    if _DONE.search(text) or "可以" in text:
        return None
    return "aim" if _AIM.search(text) or _AIMING.search(text) else None
