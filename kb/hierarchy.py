"""The rank of a document in the order of Chinese law, as far as its kind, issuer and number tell."""

from __future__ import annotations

import re
from typing import NamedTuple

from ingest.types import Document


class Rank(NamedTuple):
    """Lower `order` prevails."""

    order: int
    name: str


LAW = Rank(0, "法律")
STATE_REGULATION = Rank(1, "行政法规")
LOCAL_REGULATION = Rank(2, "地方性法规")
RULES = Rank(3, "规章")
NORMATIVE = Rank(4, "规范性文件")
PLAN = Rank(5, "规划")


def rank(document: Document) -> Rank:
    """What no field tells is taken for a normative document, the lowest that binds."""
    issuer, number = document.issuer or "", document.number or ""
    if "人民代表大会" in issuer:
        return LAW if "全国" in issuer else LOCAL_REGULATION
    if document.kind == "law":
        return LAW
    if re.search(r"国务院令|^国令", number) or (document.kind == "regulation" and issuer == "国务院"):
        return STATE_REGULATION
    if document.kind == "regulation":
        return LOCAL_REGULATION if document.region and document.region != "全国" else STATE_REGULATION
    if re.search(r"令(?:第|〔|\[)|令$", number):
        return RULES
    return PLAN if document.kind == "plan" else NORMATIVE
