"""Phrases by which a message is read. Data: regular expressions (verbose) over folded, simplified text.

`@NAME` stands for the phrases of that name in PARTS.
"""

from __future__ import annotations

PARTS = {
    "PERSON": r"(?:人工(?:客服|服务|坐席)?|真人(?:客服)?|活人|客服(?:人员|小姐姐|小哥|代表)?|坐席|专员)",
    "CALL": r"(?:转接?|接|找|要|叫|换|呼叫|联系|来|连线|接通|想和|想跟|跟|和)",
    "LEAD": r"(?:一?下|个|一?位|到|给我|帮我|麻烦|你们的?|的|你|您|去|再|先|我)*+",
    "NOT": r"(?:不用|不要|不需要|无需|不必|不想|先不|暂时不|暂不|没必要|别|甭|取消|不)",
}

DECLINED = r"""
    @NOT(?:再|了|给我|帮我|麻烦|你|您|去|来|急着|着急|用|要)*+(?:转接?|接|找|叫|换|联系)?(?:到|个|给)*@PERSON(?!智能|费)(?:了|吧|啦)?
    | (?:don'?t|do[ ]not|no)[ ](?:need|want|longer[ ]need)(?:[ ]to[ ]talk[ ]to|[ ]to[ ]speak[ ]to)?[ ](?:an?|the|any)?[ ]?(?:human|agent|person|representative)
    | no[ ]need[ ]for[ ]an?[ ](?:human|agent|person)
"""
"""A person is not wanted (any more)."""

HUMAN = r"""
    ^@LEAD人工(?:客服|服务)?(?=$|[\s，,。!！~?？]|呢|吧|在吗|在哪) | 转@LEAD(?:人工|真人) | ^转人$ | (?:找|换)(?:个|一个)人(?=$|[，。!！,来说聊帮跟和])
    | @CALL@LEAD@PERSON(?!智能|费|安装|清洗|拆|成本|点|什么时候|几点|时间|电话)
    | (?:有没有|有|是不是有)(?:人工|真人|活人)(?:客服|服务)?(?:吗|啊|呢|在)?$
    | (?:怎么|如何|咋)(?:样)?(?:才能)?(?:转|找|联系|接)(?:到)?(?:人工|真人|客服|活人)
    | (?:找|叫|换|要)(?:个|一?位|你们)?(?:人来|人说|人聊|人跟|人和|经理|主管|领导|负责人|老板|管事的|懂的人|能做主的)
    | (?:让|叫)(?:个|你们)?(?:人|客服|经理|主管|领导)(?:来|过来|出来|跟我|和我|联系我|给我|回)
    | 我?(?:要|想)(?:跟|和|找)(?:个)?(?:人|真人|活人)(?:说|聊|讲|沟通|对话) | 不(?:要|想)(?:跟|和)?(?:你|机器人|ai|智能)(?:说|聊|回)?
    | ^客服(?:呢|在吗|在不在)?$ | ^(?:找|呼叫)?客服$
    | \b(?:talk|speak|chat|connect|transfer|get|put|switch)\b[^.?!]{0,24}\b(?:human|agent|person|representative|someone|somebody|operator|manager|supervisor|advisor)\b
    | \b(?:real|live|actual|human)[ ](?:person|human|agent|being|support|help|representative)\b
    | ^(?:(?:an?[ ])?(?:human|agent|operator|representative)(?:[ ]please)?)$
    | \bi[ ](?:want|need)[ ](?:an?[ ]|to[ ](?:talk|speak)[ ](?:to|with)[ ](?:an?[ ])?)?(?:human|agent|person|manager|representative)\b
    | \bcustomer[ ]service[ ](?:agent|rep)
"""
"""A person is asked for."""

ABOUT_HUMAN = r"""
    (?:人工|客服|真人)(?:客服|服务|的)?(?:的)?(?:工作)?(?:时间|几点|什么时候|上班|下班|电话|热线|号码|在线时间) | 几点(?:有|上)人工
    | (?:what|when)[^.?!]*\b(?:hours|time|open)\b
"""
"""A question about the people, not a call for one."""

IDENTITY = r"""
    你(?:是|到底是|真是)?(?:不是)?(?:真人|人工|机器人|人吗|ai|人还是|机器|人类) | 你是谁 | 你叫什么
    | are[ ]you[ ](?:a[ ])?(?:real|human|bot|robot|ai|person|machine) | who[ ]are[ ]you
"""

COMPLAINT = r"""
    (?:我|要|想|去|来|就|必须|直接|正式|准备)(?:要|想|来|去)?(?:投诉|举报) | 投诉(?:你们|他们|师傅|客服|快递) | ^投诉[!。]*$
    | \b(?:want|like|need|going)[ ]to[ ](?:make[ ]a[ ]|file[ ]a[ ]|lodge[ ]a[ ])?complain(?:t)?\b
    | \bfile[ ]a[ ]complaint[ ]against\b
"""
"""A complaint is made..."""

NO_COMPLAINT = r"""
    (?:不是|不想|不要|没有|别|不用)(?:来|要|想|去)?(?:投诉|举报) | 请问 | (?:怎么|如何|咋|哪里|哪儿|可以|能不能|想问)[^，。!]{0,6}(?:投诉|举报)
    | (?:投诉|举报)[^，。!]{0,8}(?:怎么|哪里|哪儿|电话|渠道|流程|结果|多久|有用吗|吗) | \bhow\b
"""
"""...and not asked about, nor ruled out."""

DANGER = r"""
    (?:闻到|有|全是|一股)[^，。!？?]{0,6}(?:煤气|燃气|天然气|瓦斯|液化气)味
    | (?:煤气|燃气|天然气|瓦斯|液化气)(?:好像|在|可能)?(?:泄漏|漏气|泄露|漏了|味) | 漏气了 | 冒烟 | (?<!点不)(?<!打不)(?:着火|起火|烧起来|自燃)(?!力|候)
    | (?<!打不)着火了 | (?:被电|触电|漏电|电到|电了一下|麻手|麻了一下|(?:手|浑身|身上|全身)(?:都|有点)?(?:发|被)?麻|发麻|电麻) | 爆炸(?!螺) | 炸了 | 烧焦 | 焦糊味 | (?:冒|打|有|出|迸|溅)(?:着|出|了)?(?:电)?火[花星] | 火花四溅 | 烫伤 | 受伤 | 一氧化碳 | 中毒
    | \bgas[ ](?:leak|smell) | smell(?:s|ing)?[ ](?:of[ ])?gas | \bsmok(?:e|ing)\b | \bon[ ]fire\b
    | caught[ ]fire | \bsparks?\b | electric[ ]shock | shocked[ ]me | \bexplod | burn(?:t|ing)[ ]smell
"""
"""Somebody may get hurt."""

NO_DANGER = r"""
    打不着火 | 点不着火 | 不着火 | 不冒烟 | 没(?:有)?(?:冒烟|漏气|漏电|着火|燃气味|煤气味) | 油烟 | 吸烟 | 排烟 | 倒烟 | 烟管 | 炸(?:锅|薯|鸡)
    | no[ ]smoking | 防(?:止)?漏电 | 漏电保护 | 漏保 | 不(?:会)?(?:麻手|发麻)|没(?:有)?(?:麻手|发麻) | 会(?:不会)?(?:漏电|爆炸|漏气|触电|着火)
"""
"""Taken out before danger is looked for."""

FILLER = r"""
    好的? | 好吧 | 行 | 嗯+ | 哦+ | 噢 | 啊 | 呀 | 哈+ | 呢 | 了 | 哒 | 啦 | 吧 | 那 | 那么 | 就 | 哎 | ok(?:ay)? | alright
    | great | 哈喽 | 亲 | 的 | 你 | 您 | so[ ]much | very[ ]much | then | for[ ]now | now | , | 、
    | [ ]
"""

THANKS = r"""
    谢+(?:谢+)?(?:你们?|您)? | 多谢 | 感谢(?:你们?|您)? | 非常感谢 | 感恩 | 辛苦(?:你们?|您)?了? | 麻烦(?:你们?|您)了 | 3q | thx
    | thank(?:s|[ ]you)(?:[ ](?:so|very)[ ]much|[ ]a[ ]lot)? | cheers | appreciate[ ]it
"""

OVER = r"""
    没(?:有)?(?:别的|其他|其它)?(?:问题|事|疑问)?(?:了|啦) | 没(?:有)?(?:了|啦) | 没事(?:了|啦|儿了)? | 没有(?:别的|其他|其它)(?:问题|事)?了?
    | 不用了 | 可以了 | 就这些 | 就这样 | 够了 | 解决了 | 已经解决了? | 搞定了? | 明白了 | 知道了 | 清楚了 | 懂了 | 暂时没有
    | that'?s[ ](?:all|it) | no(?:thing)?,?[ ]?(?:that'?s[ ]all|more[ ]questions|else|i'?m[ ]good)
    | all[ ](?:good|set) | solved | problem[ ]solved | it[ ]works(?:[ ]now)? | got[ ]it | i'?m[ ]good
"""

BYE = r"""
    再见 | 拜拜 | 拜+ | 88+ | 回见 | 下次再聊 | 先这样 | good[ ]?bye | bye(?:[ ]bye)? | see[ ](?:you|ya)
    | have[ ]a[ ](?:nice|good)[ ](?:day|one)
"""

GREETING = r"""
    你好 | 您好 | hi+ | hello | hey | 哈喽 | 哈罗 | 嗨 | 早(?:上好|安)? | 上午好 | 中午好 | 下午好 | 晚上好 | 晚安 | 在吗 | 在不在 | 在么
    | 在不 | 在线吗 | 有人吗 | 有人在吗 | 亲 | 请问在吗 | good[ ](?:morning|afternoon|evening) | anyone[ ]there | there
"""

ENDED = r"""
    没(?:有)?(?:别的|其他|其它|问题|事|了|啦) | 解决 | 搞定 | 不用了 | 就这 | that'?s[ ](?:all|it) | solved | works
    | all[ ](?:good|set) | nothing | no[ ]more
"""
"""Of `OVER` what says that nothing is left to do."""

YES = r"""
    好 | 好的 | 好啊 | 好呀 | 好吧 | 行 | 可以 | 要 | 需要 | 嗯+ | 是 | 是的 | 对 | 对的 | 麻烦了 | 转吧 | 那转吧 | 那就转 | 那就转吧 | yes
    | yeah | yep | yes[ ]please | sure | ok | okay | please | please[ ]do
"""

NO = r"""
    不 | 不用 | 不用了 | 不要 | 不要了 | 不需要 | 不必了 | 算了 | 先不用 | 暂时不用 | no | nope | no[ ]thanks | no[ ]thank[ ]you
    | not[ ]now
"""

UNHELPFUL = r"""
    ^(?:没用|没有用|不对|不是|不是这个|不行|还是不行|没解决|答非所问|看不懂|没看懂|听不懂)
    | (?:都|这|还是|试了|试过|全|还|你说的)[^，。]{0,6}(?:没用|不管用|没有用|没解决|不行|没效果|不好使) | 不是(?:我要问的|问这个|这个问题|这个意思|我想问的)
    | 答非所问 | 没有?(?:解决|回答)我? | 你没(?:听懂|看懂|明白|理解) | 说(?:的)?(?:什么|啥)(?:呀|啊|呢|意思)$ | (?:不是|没)(?:回答|解答)
    | 牛头不对马嘴 | 文不对题 | ^(?:no|that|this|it)\b[^.?!]{0,16}(?:n'?t|not)[ ](?:help|work|answer)(?:ed)?
    | not[ ]what[ ]i[ ](?:asked|meant) | still[ ](?:not[ ]working|broken|doesn'?t[ ]work) | wrong[ ]answer
    | no[ ]use | that'?s[ ]not[ ]it
"""
"""The last answer did not help."""

LEAVE = r"""
    ^(?:那|就|还是|那就|好|行|算了|我要|我想|我|想|请|先)*+(?:给你们)?留(?:个|条)?(?:言|话)(?:吧|好了|了)?$ | ^(?:给你们)?留(?:个)?(?:言|话)(?:吧|好了)?$ | ^leave[ ]a[ ]message$
"""
"""A message is to be left."""

REFUND = r"""
    (?:我的|我这|我那|我|这笔|那笔)[^，。!?？]{0,6}退款[^，。]{0,4}(?:到哪|进度|怎么|还没|什么时候|状态|没到|到了吗|呢|查)
    | 退款(?:到哪|进度|怎么还没|还没到?|还不到|没到账|没收到|一直没) | (?:钱|款)(?:怎么)?还没?(?:退|到账) | 查(?:一?下|查)?(?:我的)?退款
    | where(?:'s|[ ]is)[ ]my[ ](?:refund|money) | my[ ]refund[ ](?:status|has|hasn) | refund[ ]status
    | (?:haven'?t|not)[ ](?:received|got(?:ten)?)[ ]my[ ](?:refund|money)
"""

VISIT = r"""
    (?:师傅|工程师|安装工|维修工|安装的?人?|维修的?人?)(?:到哪|在哪|怎么还没|还没来|还没到|还没上门|今天来不来|今天还来吗)
    | 我(?:预约|约|报修|报)的?[^，。]{0,8}(?:什么时候|几点|怎么还|还没|进度|到哪|来不来|来吗)
    | (?:查|看)(?:一?下|查)?(?:我的)?(?:安装|维修|上门|预约|报修)(?:进度|时间|单|预约)?
    | (?:my|the)[ ](?:technician|engineer|installer|appointment)[^.?!]{0,20}(?:where|late|status|when|not[ ](?:come|arrived|here))
    | where[ ]is[ ](?:my|the)[ ](?:technician|engineer|installer)
"""

DELIVERY = r"""
    (?:我的?|我买的?|我那个?)[^，。!?？]{0,8}(?:快递|包裹|物流|货|东西|空调|冰箱|洗衣机)(?:到哪|在哪|怎么还没到|怎么还不到|还没到|还没收到|什么时候(?:能)?到|几时到|到了没|到没到)
    | (?:快递|包裹|物流)(?:到哪|在哪|怎么还没|还没到) | (?:帮我)?查(?:一?下|查)?(?:我的)?(?:快递|物流|包裹)
    | where(?:'s|[ ]is)[ ]my[ ](?:package|parcel|delivery|shipment|item)
    | track[ ]my[ ](?:package|parcel|delivery)
"""

ORDER = r"""
    我的?(?:那个?|这个?)?订单(?!怎么取消|怎么退|能)[^，。]{0,6}(?:到哪|在哪|状态|进度|怎么(?:还|样|回事)|什么时候|发货|还没|几时|查)
    | 订单(?:到哪|状态|进度) | (?:帮我)?查(?:一?下|查|看)?(?:我的)?订单
    | 我(?:买|订|拍)的[^，。]{0,10}(?:到哪|什么时候(?:能)?(?:发|到)|发货了吗|发了吗|怎么还没(?:发|到)|还没(?:发|到|收))
    | where(?:'s|[ ]is)[ ]my[ ]order | my[ ]order[ ](?:status|hasn|has[ ]not|is[ ]late|number)
    | order[ ]status | track[ ]my[ ]order | check[ ](?:on[ ])?my[ ]order
"""

CALLING = r"啊 | 呀 | 呢 | 哈+ | 客服 | 小姐姐 | 机器人"
UNDERSTOOD = r"知道了 | 明白了? | 了解 | 懂了 | 收到 | 清楚了 | got[ ]it | i[ ]see"
WRAPPING = r"""
    我(?:要|想)?(?:找|要) | 麻烦 | 请 | 转 | 帮我 | 给我 | 一下 | 快点? | 赶紧 | 马上 | 能不能 | 可不可以 | [跟和]我(?:说|聊|讲)? | 的事情?
    | 想?问一?下 | 我?的?(?:电话|手机号?码?|号码)(?:是|为)? | 联系我 | 打给我 | 打我 | \bplease\b | \bnow\b | \bok\b
"""
"""What stands around a question, besides greetings, thanks and calls for a person."""

MATTERS = (("refund", REFUND), ("visit", VISIT), ("delivery", DELIVERY), ("order", ORDER))
"""Questions that only a business system can answer, by what they are about; the first that fits."""
