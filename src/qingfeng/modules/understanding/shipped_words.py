"""The small list of sensitive words that every house begins with, of our own writing. Data; Apache-2.0 as the rest.

What a customer or an agent should not be led to (money outside the shop, other channels, secrets), what is against the
law to promise or to sell, and what asks for a person at once. Abuse is told by mood, not here.
"""

from __future__ import annotations

from qingfeng.modules.understanding.sensitive import Severity, Term

_LINES: tuple[tuple[Severity, str], ...] = (
    ("block", "赌博 赌球 网赌 博彩平台 六合彩 代孕 枪支弹药 买卖枪支 冰毒 海洛因 摇头丸 迷药 办假证 代开发票 假发票 洗钱 跑分 套现 裸聊 卖淫 招嫖"),
    ("block", "刷单返利 兼职刷单 高额返利 稳赚不赔 保本高收益 内部操盘 杀猪盘 私彩 高利贷 裸贷 砍头息"),
    ("warn", "加微信 加我微信 微信转账 私下转账 私下交易 转到我卡上 打到我个人账户 个人收款码 线下付款 绕过平台 飞单 私单 红包返现 好评返现 删差评"),
    ("warn", "验证码发我 把验证码告诉我 支付密码 银行卡密码 登录密码发我 共享屏幕 屏幕共享 远程控制手机 安全账户 刷流水 解冻费 保证金账户"),
    ("warn", "国家级 全网最低价 百分百有效 绝对安全 永久免费 包治百病 根治 无效退款保证 祖传秘方 零风险"),
    ("note", "12315 12345 消费者协会 市场监督管理局 工商局 律师函 起诉 法院见 媒体曝光 黑猫投诉 上热搜 找记者"),
    ("note", "触电 漏电 起火 冒烟 爆炸 煤气泄漏 燃气泄漏 一氧化碳 中毒 受伤了 烫伤 住院 想死 不想活了 自杀 跳楼"),
)  # fmt: skip


def shipped() -> list[Term]:
    """Digits are matched as whole words; what is blocked also through signs put between."""
    return [
        Term(word, severity, whole=word.isdigit(), variants=severity != "note")
        for severity, line in _LINES
        for word in line.split()
    ]
