"""Examples of eight intents, and questions about none of them, written for the tests."""

from __future__ import annotations

from qingfeng.modules.understanding.public import Example

LEARN = {
    "parcel": """快递到哪了|我的包裹怎么还没到|帮我查下物流|快递两天没动静了|显示派送中但是没人送|什么时候能送到啊|包裹是不是丢了
        运单一直不更新|能催一下快递吗|我买的冰箱到哪个城市了|送货师傅今天来吗|物流卡在中转站三天了""",
    "invoice": """怎么开发票|发票抬头写错了能改吗|电子发票发到哪里|我要开专票|公司报销要发票|发票税号填错了怎么办|补开上个月的发票
        发票什么时候能下载|可以换成个人抬头吗|开票金额跟付的不一样|发票邮箱没收到|一张订单能开两张发票吗""",
    "refund": """我要退款|钱什么时候退回来|退款怎么还没到账|取消订单退钱|退货后多久能退款|退款退到哪张卡|只退了一部分钱
        申请退款被驳回了|七天无理由怎么退|东西不想要了怎么退|退款进度查一下|退的钱比付的少""",
    "install": """预约安装|师傅什么时候来装空调|安装要收费吗|能改约安装时间吗|热水器安装需要准备什么|周末可以上门安装吗|装机师傅迟到了
        空调打孔多少钱|洗衣机送到了谁来装|安装费怎么算|安装师傅电话多少|想提前一天安装""",
    "repair": """空调不制冷了|冰箱漏水|洗衣机不转了报修|保修期内维修要钱吗|机器坏了找谁修|热水器打不着火|油烟机声音特别大
        维修师傅几点到|刚修好又坏了|显示屏不亮了|净水器一直滴水|遥控器没反应了""",
    "coupon": """优惠券怎么用|领的券不见了|满减券不能叠加吗|新人券在哪里领|券过期了能补吗|这款能用优惠券吗|红包抵扣不了
        优惠码输入无效|退货后券还给我吗|双十一的券什么时候发|店铺券和平台券一起用|为什么提示券不满足条件""",
    "account": """密码忘了|换手机号登录不了|怎么注销账号|收不到验证码|绑定的微信换了怎么办|账号被锁了|修改一下登录密码
        手机号停用了怎么改绑|登录一直提示错误|两个账号能合并吗|改昵称在哪里|实名认证过不去""",
    "human": """转人工|我要找客服|有没有真人|帮我接人工|别让机器人跟我说话|叫你们经理来|人工服务电话|找个人跟我说
        能不能换人工客服|不想跟机器聊|客服在吗要人工|请转接人工坐席""",
}
ASK = {
    "parcel": "包裹还没送到呢|物流信息好几天不更新|快遞到哪裡了",
    "invoice": "帮我开一张发票|發票抬頭寫錯了",
    "refund": "退款多久到账|我想取消订单把钱退了",
    "install": "约一下安装空调的时间|安装师傅怎么还没来",
    "repair": "洗衣机坏了要修|冰箱一直漏水怎么办",
    "coupon": "这张优惠券为什么用不了|券在哪里领",
    "account": "登录密码忘记了|验证码收不到",
    "human": "给我转人工客服|我要真人",
}
OTHERS = "今天股市涨了吗|帮我写一首关于秋天的诗|珠穆朗玛峰有多高|推荐一部好看的电影|土豆炖牛肉要多长时间|明天北京下雨吗"


def _split(lines: str) -> list[str]:
    return [one.strip() for line in lines.splitlines() for one in line.split("|")]


def learn() -> list[Example]:
    return [Example(text, intent) for intent, lines in LEARN.items() for text in _split(lines)]


def ask() -> list[Example]:
    return [Example(text, intent) for intent, lines in ASK.items() for text in _split(lines)]


def others() -> list[str]:
    return _split(OTHERS)
