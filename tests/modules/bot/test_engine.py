"""What the bot decides, sentence by sentence, with the demo's articles."""

from __future__ import annotations

import pytest

from qingfeng.modules.bot.public import POLICY_VERSION
from tests.modules.bot.talk import Talk, kind_of

TABLE = """
你好                              reply:small_talk
在吗                              reply:small_talk
您好，在线吗                      reply:small_talk
哈喽，有人吗                      reply:small_talk
hello                             reply:small_talk
谢谢                              reply:small_talk
好的谢谢                          reply:small_talk
嗯嗯                              reply:small_talk
明白了                            reply:small_talk
没有了谢谢                        close
没事了                            close
好了，解决了，谢谢你              close
没有别的问题了，再见              close
再见                              close
拜拜                              close
不用了，谢谢                      close
bye                               close
That's all, thank you             close
谢谢，不过空调还是不制冷          reply:answer
转人工                            human:requested:None
人工                              human:requested:None
人工客服                          human:requested:None
人工呢？                          human:requested:None
找个人                            human:requested:None
找个人跟我说                      human:requested:None
我要找真人客服                    human:requested:None
能不能换个人跟我说                human:requested:None
不想跟机器人说话                  human:requested:None
怎么才能转人工                    human:requested:None
轉人工客服                        human:requested:None
不要机器人，转人工                human:requested:None
我不要人工智能，我要真人          human:requested:None
转人工，退款的事                  human:requested:aftersale
I want to talk to a human         human:requested:english
real person please                human:requested:english
不用转人工了                      reply:declined
先不转人工                        reply:declined
不需要人工客服                    reply:declined
I don't need an agent             reply:declined
人工客服几点上班                  reply:answer
你是真人吗                        reply:identity
你是机器人吗                      reply:identity
我要投诉                          human:policy:escalation
我要投诉师傅                      human:policy:escalation
请问怎么投诉快递                  reply:answer
投诉多久有结果                    reply:answer
我不是要投诉，就想问下退款多久到账 reply:answer
什么垃圾公司，退钱                human:anger:escalation!
再不处理我就打12315               human:anger:escalation!
气死我了                          human:anger:escalation!
你們這群騙子                      human:anger:escalation!
不退款就给你们差评，曝光你们      human:anger:escalation!
This is a scam, give me my money back human:anger:escalation!
有煤气味                          human:policy:repair!
插座冒烟了                        human:policy:repair!
热水器漏电电到我了                human:policy:repair!
I smell gas in the kitchen        human:policy:repair!
空调不制冷                        reply:answer
空調不製冷怎麼辦                  reply:answer
空调不制冷怎么办，急              reply:answer
空调显示E4                        reply:answer
冰箱声音很大，嗡嗡响              reply:answer
洗衣机脱水的时候满屋跑            reply:answer
滤网多久洗一次                    reply:answer
热水器打不着火                    reply:answer
扫地机器人充不上电                reply:answer
净水器滤芯多久换                  reply:answer
怎么预约安装                      reply:answer
安装要钱吗                        reply:answer
能送货上楼吗                      reply:answer
怎么退货                          reply:answer
退款多久到账                      reply:answer
发票抬头写错了                    reply:answer
能开专票吗                        reply:answer
花呗可以用吗                      reply:answer
保修几年                          reply:answer
积分怎么用                        reply:answer
优惠券用不了                      reply:answer
国补怎么用                        reply:answer
以旧换新怎么弄                    reply:answer
刚买就降价了                      reply:answer
怎么改地址                        reply:answer
怎么注销账号                      reply:answer
我的快递到哪了                    reply:answer
家里空调吹出来是热风              reply:likely_answer
1.5匹适合多大房间                 reply:likely_answer
我的订单到哪了                    human:policy:order
帮我查一下订单                    human:policy:order
订单ZX2604718830什么时候发货      human:policy:order
ZX2604718830                      human:policy:order
我的订单号是 2604718830123        human:policy:order
我的快递怎么还没到                human:policy:order
我的退款到哪了                    human:policy:aftersale
退款怎么还没到账                  human:policy:aftersale
师傅怎么还没来                    human:policy:install
我约的安装什么时候来              human:policy:install
Where is my order?                human:policy:english
今天天气怎么样                    reply:unsure
给我讲个笑话                      reply:unsure
你们老板是谁                      reply:unsure
asdfgh                            reply:unsure
？？？                            reply:unsure
👍                                reply:unsure
等了三天了没人理我                human:low_confidence:None
留言                              reply:leave_message
"""
CASES = [tuple(line.rsplit(None, 1)) for line in TABLE.strip().splitlines()]


def test_the_table_is_long_enough_to_mean_something() -> None:
    assert len({said for said, _ in CASES}) == len(CASES) >= 100


@pytest.mark.parametrize(("said", "expected"), CASES)
def test_table(said: str, expected: str) -> None:
    for seed in (1, 2, 3):
        assert kind_of(Talk(seed=seed).say(said.strip())) == expected


def test_the_version_is_said() -> None:
    assert POLICY_VERSION
