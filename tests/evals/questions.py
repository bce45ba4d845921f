"""Questions for the intents of `tests.modules.understanding.examples`, and others, in wordings that were not learned."""

from __future__ import annotations

from tests.evals.moods import split

ASKED = {
    "parcel": """我的快件现在到哪儿了|物流三天没更新是怎么回事|能不能帮我催催派件员|东西寄出来了吗，一直没看到|說好昨天到的包裹呢|派送员打不通电话，货还没收到""",
    "invoice": """给我补一张增值税发票|发票上公司名字打错了|电子票发我邮箱行吗|报销用的票怎么弄|開票能寫個人嗎|发票到现在都没发过来""",
    "refund": """钱退到支付宝了吗|申请了退货什么时候返钱|不想买了把钱还给我|退款怎么少了二十块|退回的錢多久到帳|商家一直不同意退款""",
    "install": """师傅几点能过来给我装热水器|安装可以改到礼拜天吗|装空调另外收材料费吗|約個人來安裝洗衣機|到货了，谁给装|安装的人联系不上""",
    "repair": """洗衣机脱水的时候咣咣响|冰箱不冷了能不能来修|保修过了修一次多少钱|電視開機黑屏|热水器报错代码E4|刚修的空调又滴水""",
    "coupon": """我的满减券用不了|新用户优惠在哪领|红包过期了还能找回吗|两张券可以一起用不|優惠碼說無效|下单没自动抵扣优惠""",
    "account": """登陆密码不记得了|手机号换了登不上去|验证码一直没收到|账号被冻结怎么解封|怎樣刪除我的帳號|想改一下绑定的手机""",
    "human": """让真人来跟我讲|接一下人工|机器人听不懂，换人|我要跟你们主管说|轉真人客服|有活人吗""",
}
OUTSIDE = """今晚有什么球赛|唐朝是哪一年建立的|给我讲个笑话|红烧肉怎么做才不腻|一公里等于多少米|周杰伦有哪些歌|怎样才能早睡
    高考数学难不难|太阳系有几颗行星|推荐几本小说|猫咪一天吃几顿|帮我翻译一句英语|北京到上海的高铁几小时|围棋怎么入门|苹果股票涨了没|如何学游泳"""


def asked() -> list[tuple[str, str]]:
    return [(text, intent) for intent, lines in ASKED.items() for text in split(lines)]


def outside() -> list[str]:
    return split(OUTSIDE)
