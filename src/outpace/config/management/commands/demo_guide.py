"""`outpace manage demo_guide`: what `make demo` says at its end: where to go, who to be, what to look at first."""

import argparse
from typing import Any

from django.core.management.base import BaseCommand

from outpace.registry.api import DEMO_SIGN_IN

_WHO = (
    ("commander", "指挥长", "the whole county: start here", "全县一图：从这里开始"),
    ("duty", "值班员", "positives and whom to reach", "阳性处置与召回名单"),
    ("planner", "核酸组长", "campaigns, sites, laboratories, feasibility", "方案、点位、实验室、能否按时完成"),
    ("investigator", "流调员", "cases, itineraries, contacts; what must be done now", "病例、行程、密接；现在要做的事"),
    ("reviewer", "流调员", "the second person who reviews", "第二人复核"),
    ("isolation", "隔离点负责人", "rooms, arrivals, departures", "房间、入住、离开"),
    ("transfer", "转运专班", "who is to be brought where", "把谁转运到哪里"),
    ("grid", "网格员", "one village: who is still missing", "一个村：谁还没采"),
    ("sitehead", "点长", "one sampling site", "一个采样点"),
    ("sampler", "采样员", "the phone page that scans people into tubes", "手机采样页"),
    ("courier", "转运员", "boxes on their way", "转运箱"),
    ("lab", "检验员", "receiving desk and result upload", "接收台与结果上传"),
    ("observer", "观察员", "figures without names", "只看数字，不见姓名"),
    ("auditor", "审计员", "who did and who read what", "谁做了什么、看了什么"),
    ("admin", "系统管理员", "users, roles, devices", "用户、角色、设备"),
)

_GUIDE = """
Outpace 以快制快   {address}
Hui county: one day of screening, and a case of three weeks ago. All residents are synthetic.
徽县：一天的全员核酸，以及三周前的一例。居民均为虚构。

Password of all 密码: {password}
{who}

What to look at first, as commander 先看什么（以 commander 登录）:
  1  the six stages: where the tubes are now, and which are late      六个环节：试管现在在哪、哪些超时
  2  what needs attention: the positive pool and its recall list      需要关注：阳性混管与召回名单
  3  coverage, from the county down to a grid and its missing people  覆盖率：从县到网格，到未采人员
  4  my tasks: what today's case asks of your post, by deadline       我的任务：今天的病例要你的岗位做什么、何时之前
  5  control zones: what the rules propose, whom it would restrict    管控区域：规则的提案、会限制多少人（由你签批）
  6  follow-up, release desk: two contacts whose conditions are met   随访：两名密接已满足全部条件，可签发解除

Let days pass 让时间前进:  .venv/bin/outpace clock advance 7d --work    tests and checks are made meanwhile, all well; nothing is signed
                                                                期间完成随访与检测，均正常；一切签批由你决定

Stop 停止: make stop    Again, data kept 再次启动（保留数据）: make demo    Delete all data 清空数据: make clean
Logs 日志: {logs}
"""


class Command(BaseCommand):
    """Prints the guide to the demonstration."""

    help = "Say what a newcomer to the demonstration should know"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Name what the caller knows."""
        parser.add_argument("--address", default="http://127.0.0.1:8000/")
        parser.add_argument("--logs", default=".outpace/logs")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print it."""
        who = "\n".join(f"  {name:<12} {english} {role}：{chinese}" for name, role, english, chinese in _WHO)
        self.stdout.write(_GUIDE.format(address=options["address"], password=DEMO_SIGN_IN, who=who, logs=options["logs"]))
