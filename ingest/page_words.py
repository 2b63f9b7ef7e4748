"""Words of web pages of Chinese government sites that are no words of the document on them: labels, buttons, footers."""

from __future__ import annotations

import re

from ingest.types import FactName

# Labels of the line under a title and of the catalogue of a page, and what their values are.
LABELS: tuple[tuple[FactName, str], ...] = (
    ("number", r"文\s*号|发文字号|文件编号|发文文号|公文编号"),
    ("issuer", r"发布机构|发文机关|发布机关|制发机关|发文单位|公开机构|发布单位|信息来源|文章来源|来\s*源"),
    ("issue_date", r"成文日期|成文时间|发文日期|生成日期|印发日期|签发日期|制发日期"),
    ("publish_date", r"发布日期|发布时间|公开日期|公布日期|发表时间|更新时间|日\s*期|时\s*间"),
    ("effective_date", r"实施日期|生效日期|施行日期|生效时间|实施时间"),
    ("expiry_date", r"失效日期|废止日期|失效时间|废止时间|有效期至"),
    ("status", r"文件状态|有效性|时效性|效力状态|是否有效"),
    ("category", r"主题分类|信息分类|分\s*类|主题词|体裁分类"),
    ("title", r"名\s*称|标\s*题|文件名称|信息名称"),
)
# Other labels of the same places: they end the value before them and are no fact.
_OTHER_LABELS = (
    r"统一编号|索引号|主题词|关键词|浏览次数|浏览量|阅读次数|访问量|点击(?:数|率|次数)?|字\s*(?:体|号)(?:大小)?|浏览字号|作者|责任编辑|编辑|审核|撰稿|"
    r"打印|分享(?:到|至)?|收藏|文字大小|视力保护色|保护视力色|公开方式|公开范围|公开形式|语种|载体类型|内容概述|附件下载|组配分类|服务对象|备注"
)
ANY_LABEL = "|".join([*(pattern for _, pattern in LABELS), _OTHER_LABELS])
LABELLED = re.compile(
    rf"[【\[（(]?\s*(?P<label>{ANY_LABEL})\s*[】\]）)]?\s*[:：]\s*(?P<value>.*?)(?=[【\[（(|丨\s]*(?:{ANY_LABEL})\s*[】\]）)]?\s*[:：]|$)"
)
# Labels that a text may have as well as a page.
_OF_TEXT = re.compile(
    r"时\s*间|日\s*期|名\s*称|分\s*类|标\s*题|作者|编辑|审核|备注|服务对象|公开方式|公开范围|公开形式|有效期至|文\s*号"
)
_BARE = re.compile(r"[\s【】\[\]（）()<>《》|·•+\-—_=*×↺>:：　\u25a0-\u25ff]+")
# Words of buttons and boxes common to government sites; a line made of nothing else is none of the text.
_BUTTONS = re.compile(
    r"(?:扫一扫(?:在)?手机(?:打开|查看|浏览)?(?:当前|本)?页?面?|扫描二维码.{0,12}|手机(?:扫码)?(?:查看|阅读|版)|微信扫一扫.{0,20}|"
    r"返回(?:顶部|首页|列表)|回到?顶部|关闭(?:窗口|本页|页面)?|打印(?:本页|页面|文章|此页)?|分享(?:文章)?(?:到|至)?|转发|收藏(?:本页)?|我的收藏|"
    r"下载(?:文字|图片|PDF|Word)?版?|复制链接|点击(?:查看|下载|进入|收听)?(?:原文|全文|更多|附件)?|查看(?:全文|更多|原文)|更多|"
    r"相关(?:附件|新闻|链接|文章|文件(?:下载)?|阅读|信息|政策|解读|稿件|推荐|内容|报道|专题)(?:下载)?|附件下载|政策解读|文件解读|图解|"
    r"上一[篇条页]|下一[篇条页]|无|没有了|字体|字号|大|中|小|默认|超大|A[+-]?|T|听全文|-?\d*次|微信|微博|QQ|QQ空间|新浪微博|朋友圈|"
    r"语音播报|播放|暂停|朗读|全文朗读|无障碍(?:阅读|浏览)?|长者(?:助手|版)|适老化|关怀版|(?:本站|网站)?支持IPV6|IPV6|繁體|繁体版?|简体版?|English|EN|搜索|登录|注册|首页|"
    r"纠错|我要纠错|内容纠错|评论|点赞|举报)+",
    re.I,
)
_NEIGHBOUR = re.compile(r"(?:上|下)一[篇条页]\s*[:：]")
_SITE = re.compile(
    r"版权所有|主办单位\s*[:：]|承办单位\s*[:：].{0,40}(?:网站|备案)|ICP备|公网安备|网站标识码|备案(?:序|编)?号\s*[:：]|未经.{0,10}授权.{0,20}转载|"
    r"(?:来自|来源于?|转载).{0,12}(?:网络|互联网).*(?:侵权|删除)|如有侵权|技术支持\s*[:：]|建议使用.{0,30}浏览器|您是第.{0,12}位访问|"
    r"责任编辑\s*[:：].{0,12}$|^(?:您)?(?:现在|当前)?(?:所在)?(?:的)?位置\s*[:：]"
)
_MOST_SITE = 160
_MOST_INFO = 200
_MOST_BUTTONS = 60


def is_page_line(text: str) -> bool:
    """A line made of nothing but the words of buttons, of labels and their values, or of the foot of a site."""
    if len(text) > _MOST_INFO:
        return False
    words = _BARE.sub("", text)
    if (
        not words
        or (len(words) <= _MOST_BUTTONS and _BUTTONS.fullmatch(words))
        or _NEIGHBOUR.match(text)
        or is_info_line(text)
    ):
        return True
    return len(text) <= _MOST_SITE and _SITE.search(text) is not None


def is_info_line(text: str) -> bool:
    """Nothing but labels of the page and their values: 来源：… 浏览次数：… 【字体：大 中 小】 打印."""
    if len(text) > _MOST_INFO or "。" in text:
        return False
    rest = LABELLED.sub("", text)
    if rest == text:
        return False
    labels = [match["label"] for match in LABELLED.finditer(text)]
    alone = len(labels) == 1 and _OF_TEXT.fullmatch(labels[0])
    return not alone and not re.sub(r"[\W_]|[大中小TtAa]|打印|分享|关闭|收藏|默认|超大", "", rest)
