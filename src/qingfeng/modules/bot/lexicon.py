"""Words by which a customer's mood is told. Data: regular expressions (verbose) over folded, simplified text.

`NEUTRAL` is taken out first: what sounds bad and is not (a waste bin, a drum washer, a gas alarm, "not angry"). `HOT`
is contempt or rage; `THREAT` names whom they will turn to, and counts only when it is no question; `COOL` is
impatience and disappointment.
"""

from __future__ import annotations

NEUTRAL = r"""
    垃圾(?:桶|袋|箱|盒|分类|处理|满|太多|短信|邮件|电话|站) | (?:厨余|倒|吸|扫|装|干|湿)垃圾 | 废物回收 | 滚[筒刷轮动边] | 边滚 | 翻滚
    | [打点灭着小中大火]火[力候苗焰柱孔]?(?!大了|死) | 火力 | 防火 | 爆炸螺丝 | 破[壁损碎洞裂了] | 破价 | 打破 | (?:产|发)生气 | 生气泡
    | 报警(?:器|灯|声|音|提示|信息|代码|了?怎么) | (?:一直|在|就|会|总|老|污水|漏水|燃气|显示|烟雾|自动)报警 | 死(?:机|角|循环) | [卡锁焊堵]死
    | [热冷渴饿困累]死了? | 猪(?:肉|蹄|排|皮) | 操(?:作|纵|场|控) | 骂人(?:吗|不) | 有病(?:人|毒) | 曝光(?:不足|过度|度|量) | 好评
    | 差评(?:怎么删|怎么改|多吗|多不多) | (?:有|看到?|不少|很多|一些|几条)差评 | 无人机 | 坑(?:距|位|洼) | 有个?坑 | 小坑 | 砸坑 | 凹坑 | 忽悠悠
    | 不?失望(?=率) | (?:不是|没有?|别|不要|不想|不用|不会|不至于)(?:要)?(?:生气|发火|投诉|举报|催|骂|差评|曝光|找茬|怪你们?|失望|着急)
    | 不(?:生气|失望|着急|敷衍|差劲|慢) | 没(?:生气|失望|敷衍) | garbage[ ](?:disposal|disposer|can|bag)
    | trash[ ](?:can|bag|bin) | stupid[ ]question | dumb[ ]question | hot[ ]as[ ]hell
    | not[ ](?:angry|upset|mad) | no[ ](?:complaints?|rush|hurry) | not[ ](?:a[ ])?complain(?:t|ing)
    | good | well | not[ ]disappointed
"""

HOT = r"""
    垃圾 | 骗子 | 骗人 | 骗钱 | 骗我 | 欺骗 | 诈骗 | 无良 | 黑心 | 奸商 | 坑人 | 坑爹 | 坑钱 | 坑我 | 坑消费者 | 坑顾客 | 太坑 | 不要脸 | 无耻
    | 恶心死 | 真恶心 | 太恶心 | 让人恶心 | 人渣 | 畜生 | 傻[逼比叉xb] | 煞笔 | 沙比 | \bs\.?b\b | 脑残 | 弱智 | 智障 | 白痴 | 废物 | 狗屁 | 放屁
    | 狗东西 | 滚蛋 | 滚开 | 给我滚 | 去死 | 有病吧? | (?<![妈姑姨舅婆爸我你老])妈的 | 他妈(?!妈) | 特么 | 尼玛 | 你妈(?!妈|家) | 草泥马 | 卧槽
    | 我[草艹] | 操你 | 日你 | 什么破 | 破(?:公司|玩意|东西|空调|冰箱|洗衣机|机器|客服|售后|平台|品牌) | 什么(?:狗屁|鬼东西|玩意) | 流氓 | 店大欺客
    | 欺负(?:人|老实人|消费者|我) | 欺人太甚 | 气[死炸疯] | 忍无可忍 | 忍不了 | 受够 | 太过分 | 过分了 | 很过分 | 真过分 | 愤怒 | 火大了? | 火死 | 生气
    | 发火 | 恼火 | 暴怒 | 抓狂 | 岂有此理 | 可恶 | 耍我 | 耍人 | 耍流氓 | 玩我 | 当猴耍 | 糊弄 | 忽悠 | (?:没|昧|黑)良心
    | 良心(?:不会|被狗|呢|何在|不痛|喂狗) | 一群(?:骗|废|饭桶) | 饭桶 | 死(?:机器人|客服) | 吃屎 | 王八 | 混蛋 | 混账
    | \bscam(?:mers?|med)?\b | \bfrauds\b | you(?:'re|[ ]are)[ ](?:a[ ])?fraud | rip[- ]?off | \bcrap\b
    | bull[ ]?shit | \bwtf\b | \bf+u+c+k\w* | \bf\*+\w* | \bdamn\b | \bidiots?\b | \bmorons?\b
    | \bgarbage\b | \btrash\b | pathetic | disgusting | \bfurious\b | outrageous | unacceptable
    | \bridiculous\b | \bfed[ ]up | \bsick[ ](?:and[ ]tired[ ])?of | \bworst\b | \bliars?\b | \bstupid\b
    | \buseless\b | \bangry\b | \bpissed\b | \bshame[ ]on\b | how[ ]dare
"""

THREAT = r"""
    (?<!\d)(?:12315|12345)(?!\d) | 消费?者?协会?(?=投诉|告|说|介入|$|[，。！,!]) | 消协 | 工商局 | 市场监管 | 市监局 | 黑猫 | 曝光 | 找媒体
    | 媒体(?:曝|见|来) | 找?记者 | 上新闻 | 上热搜 | 315晚会 | 发(?:到)?(?:网上|抖音|微博|小红书|朋友圈) | 挂(?:到)?网上
    | (?:给|打|写|留|发|就|全|狂|个|着|平台)差评 | 差评(?:见|走起|伺候|警告|安排|!) | 投诉到底 | 一直投诉 | 投诉(?:你|他们?|她|到)
    | (?:要|去|就|必须|肯定|马上|准备|打算|只能|直接|正式|已经|再次|强烈|决定)投诉 | ^投诉[!。]*$ | 举报(?:你|他|她) | (?:要|去|就|必须|肯定|准备)举报
    | 起诉 | 打官司 | 走法律 | 法律途径 | 律师函 | 找律师 | 请律师 | 法院见 | 告你 | 告到 | 我报警 | 报警处理 | 报警抓 | 就报警 | \bsue\b
    | \blawyers?\b | \battorney\b | legal[ ]action | chargeback
    | (?:bad|1[- ]star|one[- ]star|negative)[ ]reviews? | report[ ]you | better[ ]business
    | consumer[ ](?:protection|council|association) | go(?:ing)?[ ]public
    | (?:file|make|lodge)[ ]a[ ](?:formal[ ])?complaint | want[ ]to[ ]complain | social[ ]media
"""

COOL = r"""
    怎么还(?:没|不|是) | 为什么还(?:没|不) | 还没(?:人|有人) | 到底 | 究竟 | 几次了 | 多少次了? | 好几次 | 好几遍
    | 第[二三四五六七八九十几\d]+次(?!用|安装) | 三番五次 | 又坏 | 又漏 | 又来 | 又不 | 还是(?:不行|坏|漏|没|老样子) | 没人(?:管|理|接|回|来|处理|联系)
    | 不(?:回复|回我|理我|理人|搭理|接电话) | 打不通 | 联系不上 | 不闻不问
    | 等了?(?:我)?(?:都|快|整整|足足)?[一二两三四五六七八九十半几好\d]+多?个?(?:天|小时|钟头|周|星期|礼拜|月|上午|下午|晚上|多小时)
    | 等(?:太久|半天|好久|死|不起|这么久) | 拖(?:了|到|延|着|拉) | 一拖再拖 | 推来推去 | 踢皮球 | 互相推 | 推卸 | 推诿 | 敷衍 | 应付
    | 态度(?:很|太|非常|极)?(?:差|恶劣|不好|烂) | 什么态度 | 服务(?:很|太|真|也太)?(?:差|烂) | 太差 | 很差 | 真差 | 差劲 | 太慢 | 慢死 | 这么慢
    | 好慢 | 太烂 | 太次 | 失望 | 无语 | 我?服了 | 心累 | 心寒 | 闹心 | 糟心 | 烦死 | 好烦 | 真烦 | 很烦 | 太烦 | 烦人 | 不满 | 不爽 | 难受死 | 白跑
    | 白等 | 浪费(?:我)?(?:的)?时间 | 耽误 | 不靠谱 | 不负责 | 说话不算 | 说了不算 | 言而无信 | 食言 | 不守信 | 离谱 | 搞什么 | 几个意思 | 凭什么
    | 有没有搞错 | 搞毛 | 要疯 | 急死 | 说好的?(?!吗) | 答应(?:好|过)?(?:的|我) | 放鸽子 | 爽约 | 虚假宣传 | 霸王条款 | 骗 | 坑 | 劣质
    | 质量(?:太|很|真)?(?:差|烂|垃圾) | 次品 | 假货 | 再也不(?:买|来|信) | 后悔买 | 恶心 | 恶劣 | 赶紧 | 快点(?:行|好|儿) | 能不能快
    | 催(?:了|过)(?:好|几|多|三|两|无数) | 答非所问 | 听不懂人话 | 鸡同鸭讲 | 复读机 | 车轱辘 | still[ ](?:waiting|not|no|haven)
    | (?:third|3rd|fourth|4th|second|2nd|fifth)[ ]time | nobody
    | no[ ]one[ ](?:answers|cares|called|replied|came|showed) | so[ ]slow | too[ ]slow | \bterrible\b
    | \bawful\b | \bhorrible\b | disappoint(?:ed|ing|ment) | frustrat(?:ed|ing) | \bannoy(?:ed|ing)\b
    | \bupset\b | waste[ ]of | not[ ]happy | unhappy
    | waited[ ](?:for[ ])?(?:\d+|two|three|four|five|a|all)[ ](?:days?|hours?|weeks?|day|week|month)
    | poor[ ]service | never[ ]again | keep[ ](?:asking|telling|repeating) | hurry[ ]up
"""

ASKING = r"""
    请问 | 怎么 | 如何 | 咋 | 哪里 | 哪儿 | 在哪 | 什么(?!破|玩意|态度|狗屁|鬼) | 是不是 | 会不会 | 要不要 | 能不能 | 可不可以 | 可以 | 多少 | 几点
    | 吗 | 想(?:了解|问|咨询) | 咨询 | 是否 | \bhow\b | \bwhere\b | \bwhat\b | \bis[ ](?:this|it|there)\b
    | \bcan[ ]i\b | \bdo[ ]you\b | \bdoes\b
"""
"""A question about it is no threat..."""

DEMANDING = r"""
    再不 | 要不然 | 不然 | 否则 | 我(?:就|现在|马上|已经|明天|今天|直接|只能|准备) | 马上 | 立刻 | 立即 | 必须 | 等着 | 别怪 | 信不信 | 给你们? | 给我
    | 今天(?:之内|内) | 你们(?:这|等|公司|品牌|就|再) | 投诉你 | 告你 | \bor[ ]i\b
    | \bi(?:'ll|[ ]will|[ ]am[ ]going[ ]to|'m[ ]going[ ]to)\b | \bright[ ]now\b | \bimmediately\b
    | \bor[ ]else\b | \bunless\b
"""
"""...unless something is demanded with it."""

ABOUT_OTHERS = r"""
    冒充 | 假冒 | 接到 | 收到(?:电话|短信) | 遇到 | 防骗 | 识别 | 真假 | 是不是(?:真|骗|诈) | 骗子(?:吗|电话|短信) | 诈骗(?:吗|电话|短信)
    | is[ ]this[ ]a[ ](?:scam|fraud)
"""
"""Who reports a swindler is not calling us one: then the words of `SWINDLE` are taken out."""

SWINDLE = r"""
    诈?骗[子人钱我局]? | scam(?:mer)?s? | fraud
"""
