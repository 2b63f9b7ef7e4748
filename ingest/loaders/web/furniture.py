"""Lines inside the main element of a page that are no text of the document."""

from __future__ import annotations

import re
from itertools import takewhile

from ingest.loaders.web.facts import is_file_link, is_info_line
from ingest.loaders.web.lines import Line, Table

_BARE = re.compile(r"[\s【】\[\]（）()<>《》|·•+\-—_=*×↺>:：　\u25a0-\u25ff]+")
# Words of buttons and boxes common to government sites; a line made of nothing else is none of the text.
_BUTTONS = re.compile(
    r"(?:扫一扫(?:在)?手机(?:打开|查看|浏览)?(?:当前|本)?页?面?|扫描二维码.{0,12}|手机(?:扫码)?(?:查看|阅读|版)|微信扫一扫.{0,20}|"
    r"返回(?:顶部|首页|列表)|回到?顶部|关闭(?:窗口|本页|页面)?|打印(?:本页|页面|文章|此页)?|分享(?:文章)?(?:到|至)?|转发|收藏(?:本页)?|我的收藏|"
    r"下载(?:文字|图片|PDF|Word)?版?|复制链接|点击(?:查看|下载|进入|收听)?(?:原文|全文|更多|附件)?|查看(?:全文|更多|原文)|更多|"
    r"相关(?:附件|新闻|链接|文章|文件(?:下载)?|阅读|信息|政策|解读|稿件|推荐|内容|报道|专题)(?:下载)?|附件下载|政策解读|文件解读|图解|"
    r"上一[篇条页]|下一[篇条页]|无|没有了|字体|字号|大|中|小|默认|超大|A|T|微信|微博|QQ|QQ空间|新浪微博|朋友圈|"
    r"语音播报|播放|暂停|朗读|全文朗读|无障碍(?:阅读|浏览)?|长者(?:助手|版)|适老化|关怀版|繁體|繁体版?|简体版?|English|EN|搜索|登录|注册|首页|"
    r"纠错|我要纠错|内容纠错|评论|点赞|举报)+",
    re.I,
)
_NEIGHBOUR = re.compile(r"(?:上|下)一[篇条页]\s*[:：]")
_SITE = re.compile(
    r"版权所有|主办单位\s*[:：]|承办单位\s*[:：].{0,40}(?:网站|备案)|ICP备|公网安备|网站标识码|备案(?:序|编)?号\s*[:：]|未经.{0,10}授权.{0,20}转载|"
    r"(?:来自|来源于?|转载).{0,12}(?:网络|互联网).*(?:侵权|删除)|如有侵权|技术支持\s*[:：]|建议使用.{0,30}浏览器|您是第.{0,12}位访问|"
    r"责任编辑\s*[:：].{0,12}$|^(?:您)?(?:现在|当前)?(?:所在)?(?:的)?位置\s*[:：]"
)
_ELSEWHERE = re.compile(r"解读|图解|一图|专题|点击|查看|相关|更多|视频|音频|专栏|链接|原文")
_MOST_LINK = 80
_LIST_DATE = re.compile(r"\d{4}-\d{1,2}-\d{1,2}$|\[\d{2}-\d{2}\]$")
_MOST_SITE = 160


def without_furniture(found: list[Line | Table]) -> list[Line | Table]:
    """The pieces without buttons, boxes, information lines, links to other pages."""
    kept = [piece for piece in found if isinstance(piece, Table) or not _is_furniture(piece)]
    lead = len(list(takewhile(_is_link, kept)))
    tail = len(list(takewhile(_is_link, reversed(kept[lead:]))))
    return kept[lead : len(kept) - tail]


def _is_furniture(line: Line) -> bool:
    words = _BARE.sub("", line.text)
    if not words or _BUTTONS.fullmatch(words) or _NEIGHBOUR.match(line.text) or is_info_line(line.text):
        return True
    if len(line.text) <= _MOST_SITE and _SITE.search(line.text):
        return True
    return _leads_elsewhere(line)


def _leads_elsewhere(line: Line) -> bool:
    """A short line that is a link to a reading aid, or an entry of a list of links with its date."""
    if not line.links or len(line.text) > _MOST_LINK or any(is_file_link(*link) for link in line.links):
        return False
    mostly = line.linked >= 0.5 * len("".join(line.text.split()))
    return mostly and bool(_ELSEWHERE.search(line.text) or _LIST_DATE.search(line.text))


def _is_link(piece: Line | Table) -> bool:
    """A line that is nothing but links to other pages."""
    if isinstance(piece, Table) or not piece.links or any(is_file_link(*link) for link in piece.links):
        return False
    return piece.linked >= 0.95 * len("".join(piece.text.split())) and len(piece.text) <= _MOST_LINK
