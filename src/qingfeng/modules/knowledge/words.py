"""Words that say little, and words that say the same, in questions put to a service desk. Data.

`STOP` keeps "什么时候有货" from finding whatever has a 什么时候 in it. `SAME` lets "包裹" find "快递": each line is one
meaning. Both are only used when a question is compared, never in the index: changing them needs no re-indexing.
"""

from __future__ import annotations

_LITTLE = """
    怎么 怎么办 怎样 怎么样 怎么回事 咋回事 回事 如何 咋 咋办 什么 啥 什么时候 时候 哪里 哪儿 哪 多久 几天 多少 为什么 为啥
    么办 怎办 么时 候能 么样 可以 能不能 可不可以 能 不能 行吗 可以吗 好吗 吗 呢 吧 啊 呀 嘛 的 了 着 过 是 是不是 有没有 不是
    我 你 您 我们 你们 他 她 它 这 那 这个 那个 一下 请问 请 想 要 需要 要不要 会 不会 还 还是 就 都 也 又 再 很 太 在 到 给 把
    被 跟 和 与 或 用 让 去 来 上 下 里 不 个 么 没 一直 没有 如果 因为 所以 但是 现在 已经 自己 知道 办 做 弄 搞 帮我 帮忙 谢谢 你好 您好
    a an and are can could did do does for from get have how i in is it me my of on or please the there this to was what
    when where which who why will with would you your
"""
STOP = frozenset(_LITTLE.split())

_ALIKE = """
    多少钱 收费 费用 价格 价钱 要钱 收钱 怎么收 另收
    快递 物流 包裹 配送 运输
    送货 送到 派送 送来 上楼
    到货 收货 收到 签收
    师傅 工程师 安装工 上门
    坏了 故障 不工作 没反应 不启动 失灵 不亮
    声音 噪音 异响 嗡嗡 咔咔 好吵
    漏水 滴水 流水 渗水
    味道 异味 怪味 臭味 难闻
    清洗 清洁 保养 拆洗 怎么洗
    退款 退钱 退回
    付款 支付 付钱 扣款 付了
    优惠券 优惠卷 用券 代金券 红包
    补贴 国补
    加急 尽快 快点 催一下 着急
    搬家 移机
    没货 无货 缺货 补货 有货
    取消 不要了 不想要
    预约 约个 能约 约时间
    修改 更改 改成 改一下 换个
    维修 报修 修理 修好
    不凉 不冷 不制冷 热风 降不下来
    煤气 天然气 燃气 液化气
    跳闸 漏电 麻手 触电
    漏发 少件 缺件 少了
    价保 保价 降价 差价 便宜 价格保护
    发货 发出 寄出
    refund refunded reimburse reimbursement
    delivery deliver shipping shipment parcel package
    broken faulty damaged defective
    repair fix engineer technician
    cancel cancelled cancellation
    install installed installation
    noise noisy loud
    leak leaking leaks
    cost price fee charge charges
"""
SAME = tuple(tuple(line.split()) for line in _ALIKE.strip().splitlines())

POLITE = (
    "你好", "您好", "请问", "麻烦问下", "麻烦问一下", "想问一下", "问一下", "想问下", "问下", "我想问", "咨询一下", "在吗",
    "谢谢", "亲", "哈喽", "在线等", "麻烦", "hello", "please", "thanks", "thank you",
)  # fmt: skip
"""What people put around a question; taken off before two questions are compared."""
