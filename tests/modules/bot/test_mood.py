"""The mood of one message: sentences as customers write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qingfeng.modules.bot.public import emotion
from tests.modules.knowledge.seed import articles

CALM = """
你好
空调不制冷怎么办
请问怎么投诉快递
投诉电话是多少
请问12315是什么电话
12315的投诉结果在哪里查
怎么给商品写评价
这款有差评说噪音大，是真的吗
看到几条差评，想问下质量怎么样
扫地机器人不倒垃圾了
厨余垃圾处理器能装吗
垃圾桶盖坏了能换吗
滚筒洗衣机怎么选
燃气报警器一直响
污水报警怎么处理
灶具打不着火，火力小
热死了，空调什么时候能装
扫地机总是卡死在沙发底下
App 死机了怎么办
我接到自称你们客服的诈骗电话，是真的吗
有人冒充你们客服是骗子吗
发朋友圈有优惠吗
我没有生气，就是问问
我不是要投诉，只是想了解一下流程
不着急，慢慢来
不想投诉了，谢谢
好评返现怎么领
拍照曝光不足怎么调
谢谢！！！你们太好了
您好，我想退货
退款多久到账
洗碗机里有个小坑
洗衣机产生气泡正常吗
操作面板没反应
墙上要打爆炸螺丝吗
收到的杯子破了，怎么换
Hi, how do I file a complaint about the courier?
Is this a scam?
Does the garbage disposal fit my sink?
Sorry for the stupid question, where is the filter?
Thank you so much!!!
No rush, just wondering when it ships
""".strip().splitlines()

ANNOYED = """
怎么还没发货
等了三天了
怎么还不来装啊，到底几点
这是第三次修了
打电话没人接
你们服务太差了
太慢了吧
无语
说好的上午来，现在都两点了
师傅态度很差
能不能快点！！！
真的很失望
我要投诉
推来推去的，没意思
答非所问
客服一直不回复
I'm still waiting for my refund
This is the third time I am asking
Very disappointed with the service
""".strip().splitlines()

ANGRY = """
什么垃圾公司
骗子！退钱！
你们就是骗人的
气死我了
忍无可忍
太过分了，我要投诉你们
再不处理我就打12315
今天不给我解决，我就去曝光你们
不退款就等着差评吧，我给你们全平台差评
我已经找律师了，法院见
等了一个星期没人管，打了好几次电话，到底什么意思
什么破空调，三天坏两次
傻逼客服
智障机器人，滚蛋
你們這群騙子，退錢
黑心商家坑人
别跟我忽悠，马上给我退款，不然12315见
我要去消协投诉你们
他妈的到底修不修
真恶心，欺负消费者
垃圾！！！
You are scammers
This is ridiculous, I want my money back NOW
I'm furious, nobody called me back
Refund me right now or I will sue you
WORST COMPANY EVER, I AM FED UP
what a ripoff
""".strip().splitlines()


@pytest.mark.parametrize("message", CALM)
def test_calm_also_with_words_that_sound_bad(message: str) -> None:
    assert emotion(message) == "calm"


@pytest.mark.parametrize("message", ANNOYED)
def test_annoyed(message: str) -> None:
    assert emotion(message) == "annoyed"


@pytest.mark.parametrize("message", ANGRY)
def test_angry(message: str) -> None:
    assert emotion(message) == "angry"


def test_questions_of_the_knowledge_base_are_not_angry() -> None:
    """What customers ask when nothing is wrong between us: hardly any may sound angry, and few annoyed."""
    asked = [q for a in articles() if a.audience == "customer" for q in a.questions]
    moods = [emotion(q) for q in asked]
    assert [q for q, m in zip(asked, moods, strict=True) if m == "angry"] == []
    assert moods.count("annoyed") / len(moods) < 0.06


@given(st.text(st.characters(exclude_categories=()), max_size=500))
def test_any_text_has_a_mood(message: str) -> None:
    assert emotion(message) in {"calm", "annoyed", "angry"}


def test_a_long_message_is_quick() -> None:
    assert emotion("怎么" * 2_000) == "calm"
    assert emotion("!" * 4_000) == "annoyed"
