"""Masking: what may be shown of a name, a document, a phone number and an address to whoever may not see them in full.

Pure text functions. Each leaks at most what its docstring says, and masking twice is masking once.
"""

import re
from collections.abc import Callable
from typing import Final

Mask = Callable[[str], str]

STAR: Final = "*"
HIDDEN: Final = "****"

# Chinese two-character surnames in use; without this list 欧阳修 would show as 欧*, with it as 欧阳*.
_COMPOUND: Final = """
欧阳 太史 端木 上官 司马 东方 独孤 南宫 万俟 闻人 夏侯 诸葛 尉迟 公羊 赫连 澹台 皇甫 宗政 濮阳 公冶 太叔 申屠 公孙 慕容 仲孙 钟离
长孙 宇文 司徒 鲜于 司空 闾丘 子车 亓官 司寇 巫马 公西 颛孙 壤驷 公良 漆雕 乐正 宰父 谷梁 拓跋 夹谷 轩辕 令狐 段干 百里 呼延 东郭
南门 羊舌 微生 公户 公玉 公仪 梁丘 公仲 公上 公门 公山 公坚 左丘 公伯 西门 公祖 第五 公乘 贯丘 公皙 南荣
"""
COMPOUND_SURNAMES: Final = frozenset(_COMPOUND.split())

_HAN: Final = "\u3400-\u9fff"
_PROVINCE: Final = f"(?:[{_HAN}]{{2,5}}?(?:省|自治区|特别行政区))?"
_PREFECTURE: Final = f"(?:[{_HAN}]{{1,8}}?(?:自治州|地区|州|盟|市))?"
_COUNTY: Final = f"(?:[{_HAN}]{{1,9}}?(?:自治县|县|旗|(?<![小社园])区|市))?"
_TOWN: Final = f"(?:[{_HAN}]{{1,9}}?(?:街道|镇|乡))?"
_ADMINISTRATIVE: Final = re.compile(_PROVINCE + _PREFECTURE + _COUNTY + _TOWN)
MAX_ADDRESS_SHOWN: Final = 8 + 11 + 12 + 11


def mask_name(text: str) -> str:
    """Show the surname (at most two characters, never the whole name) and one star: 张*, 欧阳*. A single character is hidden."""
    name = text.strip()
    if len(name) < 2:
        return STAR if name else ""
    shown = 2 if name[:2] in COMPOUND_SURNAMES and len(name) > 2 else 1
    return name[:shown] + STAR


def mask_document(text: str) -> str:
    """Show the first and last four characters of an identity number (15 or more), two and two of a shorter one (8 or more), else none.

    The length is kept: 6212**********1234.
    """
    return _middle(text.strip(), ((15, 4, 4), (8, 2, 2)))


def mask_phone(text: str) -> str:
    """Show the first three and last four digits of a mobile number (138****1234); of another number the last three at most."""
    number = re.sub(r"[\s()（）-]", "", text)
    if len(number) > 11:
        number = re.sub(r"^(?:\+|00)86", "", number)
    return _middle(number, ((11, 3, 4), (7, 0, 3)))


def mask_address(text: str) -> str:
    """Show the administrative areas down to the township or street office and hide the rest: 甘肃省陇南市徽县城关镇****."""
    address = "".join(text.split())
    if not address:
        return ""
    found = _ADMINISTRATIVE.match(address)
    return (found.group() if found else "") + HIDDEN


def _middle(text: str, steps: tuple[tuple[int, int, int], ...]) -> str:
    """Star out all but `head` and `tail` characters, by the first step whose least length the text reaches; all of a shorter text."""
    for least, head, tail in steps:
        if len(text) >= least:
            return text[:head] + STAR * (len(text) - head - tail) + text[len(text) - tail :]
    return STAR * len(text)
