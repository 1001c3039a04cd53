"""Tables behind the synthetic residents, each with its source. Facts only; where a figure is an assumption of ours it says so."""

from typing import Final

# Hui county, 7th census of 1 November 2020 (Longnan bulletin of the 7th census): share of residents by age band.
AGE_BANDS: Final = ((0, 15, 0.2009), (15, 60, 0.6189), (60, 65, 0.0466), (65, 101, 0.1336))

# Share within a band by single year: an assumption. Children and working ages lean slightly, the old decline by the year.
AGE_LEAN: Final = {0: 0.01, 15: 0.012, 60: -0.03, 65: -0.085}

# Longnan bulletin of the 6th census (2010): 52.07 % male. The county's own 2020 ratio is not at hand.
MALE_SHARE: Final = 0.5207

# Households by size 1 to 10, Fujian 2020 (Fujian statistical yearbook 2021, table 3-6: the one 2020 table by size at hand) ...
HOUSEHOLD_SIZES: Final = (0.273, 0.263, 0.194, 0.142, 0.069, 0.040, 0.011, 0.004, 0.002, 0.002)
# ... tilted to the mean of a rural county of Gansu (Huachi, 7th census bulletin: 2.79 persons per family household).
HOUSEHOLD_MEAN: Final = 2.79

# Share of people by presence. An assumption: census residents are mostly there; some are away for work and some on their way back.
PRESENCE: Final = ((1, 0.962), (2, 0.030), (3, 0.008))

# Key groups drawn by chance: (code, from age, below age, sex or "", share of those). Ages 60+ and under 3 need no chance.
# disabled: second national sample survey of disability 2006, 6.34 %. pregnant: about 1,770 births a year in the county (2022 bulletin),
# nine months each, over women of 20 to 39. The rest are assumptions of plausible size.
GROUP_SHARES: Final = (
    ("disabled", 0, 101, "", 0.0634),
    ("pregnant", 20, 40, "f", 0.055),
    ("medical_staff", 22, 60, "", 0.012),
    ("cold_chain", 18, 60, "", 0.002),
    ("dialysis", 25, 90, "", 0.0006),
    ("oncology", 30, 90, "", 0.0016),
    ("delivery", 18, 50, "", 0.006),
    ("driver", 22, 60, "m", 0.025),
    ("teacher", 22, 60, "", 0.018),
    ("market", 18, 65, "", 0.022),
    ("care_home", 70, 101, "", 0.012),
)
STUDENT_AGES: Final = (6, 22)
STUDENT_SHARE: Final = 0.9
ELDERLY_FROM: Final = 60
INFANT_BELOW: Final = 3
PHONE_FROM: Final = 12

# Most common surnames in the order of the Ministry of Public Security's national name report 2020; 王 leads in Gansu.
# Weights: the first five hold 30.8 % of people (same report); the fall after them follows rank (an assumption).
SURNAMES: Final = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜"
    "范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
)
FIRST_FIVE: Final = 0.308

# Characters of given names by sex and birth years, most common first (eras as the national name reports describe them).
GIVEN_MALE: Final = (
    (1900, "国建华明文德志玉金福贵林海生平成兴永世荣忠义昌全喜财双有山庆"),
    (1960, "军建国平伟勇强明志文华海龙斌辉东林波涛刚永红新学峰金兵春生宏"),
    (1980, "伟强磊涛鹏杰超军勇飞亮斌峰浩波刚辉明健龙博凯旭阳晓东亚林文帅"),
    (2000, "浩宇轩子博文泽俊杰涛航然豪睿梓辰奕晨一鑫嘉天佳昊阳旭明皓墨亦"),
)
GIVEN_FEMALE: Final = (
    (1900, "秀英兰玉桂花珍莲芳芬凤香梅菊琴云贞淑翠霞红翠改巧银彩爱娥素喜"),
    (1960, "丽红英霞芳燕玲梅萍琴艳娟秀敏春玉华兰花凤小霞晓慧香平彩亚爱云"),
    (1980, "静丽婷娜艳敏燕娟芳莉晓霞倩雪玲颖莎洁慧红琳瑞佳文亚妮丹梅蓉萍"),
    (2000, "梓涵欣怡雨子佳婷诗思雅妍可语桐梦瑶玥伊昕琪萱依一彤艺馨晨嘉悦"),
)
TWO_CHARACTERS: Final = 0.85
"""Share of given names of two characters: over 90 % of names have three in all (name report 2020), fewer among those born in 1980-2000."""
