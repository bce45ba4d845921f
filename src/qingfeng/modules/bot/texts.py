"""What the bot says, in Chinese and English, several wordings for each occasion. Data, and how one is chosen.

Chinese is written as Chinese, English as English; neither translates the other. `{{brand.name}}` and `{{article.title}}`
are filled in. A house may have wordings of its own; they stand in the snapshot.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from qingfeng.kernel.variables import VARIABLE, fill
from qingfeng.modules.bot.model import Chance

Wordings = dict[str, tuple[str, ...]]

HUMAN = {"zh": "转人工", "en": "Talk to an agent"}
LEAVE = {"zh": "留言", "en": "Leave a message"}
"""Quick replies; `reading` understands both."""

ZH: Wordings = {
    "greeting": (
        "您好，我是{{brand.name}}的智能助手。遇到什么事了，直接说就行。",
        "您好，这里是{{brand.name}}。您说，我听着。",
        "您好，我在。想问什么，用您自己的话说就好。",
    ),
    "identity": (
        "我是{{brand.name}}的智能助手，不是真人。常见的问题我马上能答；想找同事，说一声“转人工”就行。",
        "我是机器人助手，归{{brand.name}}管。答不了的我不硬答，可以帮您转给同事。",
    ),
    "thanks": (
        "不客气。还有别的事，随时说。",
        "应该的。别的还有什么要看的吗？",
        "您客气了。要是还有问题，接着问就好。",
    ),
    "acknowledged": (
        "好的。还有什么要我看的吗？",
        "嗯，您有别的问题接着说。",
        "好，我在这儿，有事您说。",
    ),
    "goodbye": (
        "好的，那先不打扰您。之后有事，回到这个窗口接着说就行，祝您顺心。",
        "好的，这次就先到这儿。有需要随时回来，记录都还在。",
        "能帮上忙就好。祝您一切顺利，再见。",
    ),
    "declined": (
        "好，那先不转。您把遇到的情况说具体一点，我接着帮您看。",
        "行，我继续陪您处理。现在卡在哪一步了？",
    ),
    "no_offer": (
        "好的，那我们接着看。您可以换个说法再问我一次。",
        "行，不转。您接着说。",
    ),
    "sure": ("", "这个有现成的办法：", "帮您找到了，照着来就行："),
    "likely": (
        "不知道是不是您问的这件事，先给您看最接近的一条：",
        "我理解您问的可能是《{{article.title}}》，说得不对您纠正我：",
        "这一条和您说的最像，您对照看看：",
    ),
    "again": (
        "还是刚才那条，我再放一遍；照着做过还不行的话，别反复试了，交给同事更快：",
        "这件事我手上就这一条，您再核对一下；解决不了我就帮您转给同事：",
    ),
    "which": (
        "有两种情况，做法不一样，您是哪一种？",
        "我想先问准一点：您说的是下面哪一个？",
        "差一点点信息。下面两个，哪个是您遇到的？",
    ),
    "unknown": (
        "这个我手上没有准话，不敢乱答。下面两条沾点边，您看看；也可以换个说法再问我一次。",
        "我没找到确切的答案。要不您说说产品和具体现象？下面这些也许用得上。",
        "这个问题我还答不准。先给您两条相近的，都不对的话，我帮您转给同事。",
    ),
    "unknown_bare": (
        "这个我手上没有准话，不敢乱答。您换个说法，或者告诉我是哪件产品、什么现象？",
        "我没找到确切的答案。您再多说一点，我重新找。",
    ),
    "once_more": (
        "人工排队的人很多，我想再试一次：是哪件产品、到了哪一步、看到什么提示？说具体一点我多半能答上；不想再说就点“转人工”，我马上转。",
        "先别急着排队，您再给我一点线索：型号、现象，或者页面上的那句提示都行。还是不行就说“转人工”，我立刻帮您转。",
    ),
    "unhelpful": (
        "没帮上忙，抱歉。您再说说现在是什么样子，我换个思路；不想再试也可以直接转人工。",
        "看来我刚才没说到点子上。您遇到的具体是哪一步不对？",
    ),
    "offer": ("没说到点上的话，可以直接找人工。", "要是不对，说“转人工”我就帮您转。"),
    "offer_closed": ("同事现在不在线，不对的话可以先留言。", "要是不对，先留言，上班后有人回您。"),
    "annoyed": ("让您等急了，抱歉。", "折腾到现在还没弄好，换谁都着急。", "明白，这事拖着确实烦人。"),
    "file": (
        "收到了，不过图片和文件我还看不懂。麻烦用一句话说说是什么情况？要给同事看，我可以转人工。",
        "文件我收下了，只是我自己读不了。您把问题写成文字，或者让同事来看，都可以。",
    ),
    "file_closed": (
        "收到了，图片和文件我还看不懂。您用文字说说情况；要给同事看的话请留言，他们上班后会看到这一份。",
        "文件收下了，我自己读不了。您写成文字我来试试；需要人看的，请先留言。",
    ),
    "empty": ("这条我没读懂。您用一句话说说想问什么？", "没看明白这条消息，您再写一次好吗？"),
    "human": (
        "好，这就帮您转人工。前面说过的我都整理给同事，不用您再讲一遍。",
        "好的，马上转给同事。聊天记录一起带过去，您等一下就好。",
    ),
    "human_system": (
        "这个要进系统查，我没有权限。这就转给能查的同事，您说过的单号和情况一起带过去。",
        "具体到您这一单，得同事在系统里看。我现在就转，前面说的都带过去。",
    ),
    "human_unsure": (
        "没答到点子上，不耽误您了。我把情况整理好，现在就转给同事。",
        "这件事我确实答不准，转给同事来看更快，您说过的不用再重复。",
    ),
    "human_angry": (
        "对不起，让您受这个气，是我们没做好。我不让您再跟机器绕，马上请专人来处理，您说过的都带过去。",
        "实在抱歉，这件事我们办得不像话。现在就给您转专门处理的同事，优先接，不用您从头讲。",
    ),
    "human_angry_again": (
        "您的话我都记着，一字不漏带给同事。现在优先接，马上有人来。",
        "我不多说了，直接请专人接手，您前面讲的都会给到。",
    ),
    "human_complaint": (
        "您要投诉，我认真对待。现在就转给专门处理投诉的同事，情况我已经整理好，不用您再说一遍。",
        "好，这就给您接投诉专席。您说过的内容会原样带过去。",
    ),
    "human_danger": (
        "安全要紧，先做这几步：**人离开现场**；闻到燃气味就关气阀、开窗，别碰任何开关；冒烟或漏电就拉总闸，别用手碰。有明火或有人受伤，先打 119 / 120。\n\n我同时给您转人工，优先接。",
        "先别管机器，人要紧：**马上离开那间屋子**。有燃气味就关气阀、开窗，不开灯不打火；冒烟、漏电就拉总闸，人别碰机器。着火打 119，伤到人打 120。\n\n这边已经在给您接人工，优先处理。",
    ),
    "closed": (
        "同事们这会儿下班了，现在转不过去，不想让您白等。请点“留言”写下问题和方便接听的电话，上班后有专人回您；能自己解决的，我继续陪您看。",
        "现在不在人工服务时间，没有人能马上接。您先留言，把事情和电话写下，上班后按顺序回。这边我还在，别的问题可以接着问。",
    ),
    "closed_angry": (
        "对不起，让您受气了，是我们没做好。同事现在不在线，我不说空话；请留言写下经过和电话，会排在最前面处理。",
        "实在抱歉。这会儿没有同事在线，空口答应您反而更气人。请点“留言”写下事情和电话，上班后先处理您这一件。",
    ),
    "closed_angry_again": (
        "您说的我都记下了。现在确实没有同事在线，请留言写下电话，上班后先处理您这一件。",
        "明白。留言会排在最前面，电话请写上，省得来回找您。",
    ),
    "closed_danger": (
        "安全要紧，先做这几步：**人离开现场**；闻到燃气味就关气阀、开窗，别碰任何开关；冒烟或漏电就拉总闸，别用手碰。\n\n有明火打 119，有人受伤打 120，燃气泄漏打当地燃气公司抢修电话。同事现在不在线，人安全了以后请留言，上班后先处理您这一件。",
        "先别管机器，人要紧：**马上离开那间屋子**。有燃气味就关气阀、开窗，不开灯不打火；冒烟、漏电就拉总闸，人别碰机器。\n\n着火打 119，伤到人打 120，燃气泄漏打燃气公司的抢修电话。现在没有同事在线，等安全了请留言，上班后先处理您这一件。",
    ),
    "closed_system": (
        "这个要进系统查，同事下班了，现在查不到。请留言写上单号和电话，上班后查好了告诉您。",
        "具体到您这一单得同事来查，他们这会儿不在。请在留言里写上单号和电话，上班后回您。",
    ),
    "leave": (
        "好的，请点“留言”，写下要办的事和方便接听的电话，上班后有专人回您。",
        "行，留言里写清楚是什么事、怎么联系您就可以，单号有就带上。",
    ),
    "handed_back": (
        "同事把您的事交代给我了，后面我接着跟。",
        "刚才和同事说好的，我都接着了，后面由我来跟进。",
    ),
    "nothing_yet": ("您好，有什么要我看的，直接说就行。", "我在，您说。"),
    "source": ("完整说明见《{{article.title}}》。",),
}

EN: Wordings = {
    "greeting": (
        "Hello, I'm {{brand.name}}'s assistant. Tell me what's going on, in your own words.",
        "Hi, this is {{brand.name}}. What can I look into for you?",
        "Hello! I'm here. What would you like to know?",
    ),
    "identity": (
        "I'm {{brand.name}}'s digital assistant, not a person. I can answer common questions at once; say \"agent\" whenever you'd like a colleague.",
        "I'm a bot working for {{brand.name}}. If I don't know something I'll say so and pass you to a colleague.",
    ),
    "thanks": (
        "You're welcome. Anything else?",
        "Glad to help. If something else comes up, just ask.",
        "My pleasure. Is there anything else I can look at?",
    ),
    "acknowledged": (
        "All right. Anything else I can look at?",
        "Okay. I'm here if there's more.",
        "Sure. Just tell me if something else comes up.",
    ),
    "goodbye": (
        "Good. I'll leave you to it. Come back to this chat any time; the history stays here.",
        "Glad that's sorted. Have a good day, and goodbye for now.",
        "All right, that's it for now. We're here whenever you need us.",
    ),
    "declined": (
        "Fine, I won't transfer you. Tell me a little more about what happens and I'll keep looking.",
        "All right, let's carry on. Which step are you stuck at?",
    ),
    "no_offer": ("Okay, let's carry on. Could you put it another way?", "Sure, no transfer. Go on."),
    "sure": ("", "Here's how:", "I've found it. This should do:"),
    "likely": (
        "I'm not certain this is what you mean, but it comes closest:",
        'You may be asking about "{{article.title}}". Correct me if not:',
        "This looks most like your case. Please check:",
    ),
    "again": (
        "It's the same article, here it is once more. If you've tried all of it, an agent will be quicker than trying again:",
        "This is the only guidance I have on it. If it doesn't help, I'll pass you to a colleague:",
    ),
    "which": (
        "There are two cases, with different answers. Which one is yours?",
        "Let me be sure I get this right. Which of these do you mean?",
        "One more detail, please. Which of these is it?",
    ),
    "unknown": (
        "I don't have a reliable answer to that and won't guess. These two come close; or try putting it another way.",
        "I couldn't find the exact answer. Which product is it, and what does it do? These may help meanwhile.",
        "I'm not able to answer that properly yet. Here are two related topics; if neither fits, I'll get a colleague.",
    ),
    "unknown_bare": (
        "I don't have a reliable answer to that and won't guess. Could you put it another way, or name the product and what it does?",
        "I couldn't find the exact answer. Tell me a bit more and I'll look again.",
    ),
    "once_more": (
        'Many people are waiting for an agent, so let me try once more: which product, which step, and what does it say? Or say "agent" and I\'ll transfer you right away.',
        'Before you wait in line: a model, what you see, or the message on the screen would help me. Still no good? Say "agent" and I\'ll pass you on at once.',
    ),
    "unhelpful": (
        "Sorry that didn't help. What do you see now? I'll try another way, or you can ask for an agent.",
        "I seem to have missed the point. Which step goes wrong?",
    ),
    "offer": ("If that's not it, you can talk to an agent.", 'Not it? Say "agent" and I\'ll transfer you.'),
    "offer_closed": (
        "If that's not it, leave a message; nobody is online just now.",
        "Not it? Leave a message and someone will reply when we're open.",
    ),
    "annoyed": (
        "Sorry this has taken so long.",
        "I understand, that's frustrating.",
        "You've been patient with this, and I'm sorry it isn't done.",
    ),
    "file": (
        "Got it, but I can't read pictures or files. Could you describe it in a sentence? I can also get an agent to look.",
        "I've received the file but can't read it myself. Put the question in words, or let an agent look at it.",
    ),
    "file_closed": (
        "Got it, but I can't read pictures or files. Could you describe it? If a person should look, please leave a message.",
        "I've received the file but can't read it myself. Put it in words and I'll try; for a person, leave a message.",
    ),
    "empty": (
        "I couldn't read that. What would you like to ask?",
        "That message didn't come through clearly. Could you write it again?",
    ),
    "human": (
        "Of course, I'm getting you an agent now. They'll see everything we've said, so you won't have to repeat it.",
        "Sure, transferring you to a colleague, with the whole conversation.",
    ),
    "human_system": (
        "That has to be looked up in our system, which I can't do. I'm passing you to someone who can, with what you've told me.",
        "A colleague needs to check your own order for that. Transferring you now, with everything so far.",
    ),
    "human_unsure": (
        "I'm missing the point, and I don't want to waste your time. I'm passing this to a colleague with a summary.",
        "I can't answer this one properly. A colleague will be quicker, and you won't have to repeat yourself.",
    ),
    "human_angry": (
        "I'm sorry. We've let you down, and you shouldn't have to argue with a machine. A specialist is taking over now, with everything you've said.",
        "I'm truly sorry about this. I'm handing you to a person with priority; you won't have to start again.",
    ),
    "human_angry_again": (
        "Everything you've said goes with you, word for word. Someone is taking over with priority.",
        "I'll say no more and get you a person now, with the full history.",
    ),
    "human_complaint": (
        "We take your complaint seriously. I'm passing you to the people who handle it, with a summary, so you won't have to repeat it.",
        "Understood. I'm connecting you to our complaints desk with everything you've told me.",
    ),
    "human_danger": (
        "Safety first: **leave the room**. If you smell gas, close the valve, open windows and touch no switches. If there's smoke or you felt a shock, cut the mains and don't touch the appliance. If there's fire or someone is hurt, call your emergency number.\n\nI'm getting you a person with priority.",
        "Leave the appliance and **get everyone out of the room first**. Gas: close the valve, open windows, no switches, no flames. Smoke or electricity: cut the mains and don't touch it. If there's fire or an injury, call your emergency number.\n\nA person is being connected with priority.",
    ),
    "closed": (
        "Our team is off at the moment, so I can't transfer you and won't pretend otherwise. Please tap \"Leave a message\" with the matter and a number to call; someone will reply when we open. I'm still here for other questions.",
        "Nobody is online right now. Leave a message with what you need and how to reach you, and we'll reply in order when we're back. Meanwhile I can keep looking with you.",
    ),
    "closed_angry": (
        "I'm sorry, we've let you down. Nobody is online right now and I won't promise what I can't keep: please leave a message with your number, and it goes to the top.",
        "I'm truly sorry. There's no colleague online at this hour. Leave the details and a number, and yours is the first we handle.",
    ),
    "closed_angry_again": (
        "I've noted all of it. Nobody is online just now; please leave a number and yours will be handled first.",
        "Understood. Your message goes to the top; please add a number so nobody has to look for you.",
    ),
    "closed_danger": (
        "Safety first: **leave the room**. If you smell gas, close the valve, open windows and touch no switches. If there's smoke or you felt a shock, cut the mains and don't touch the appliance.\n\nFor fire or injury call your emergency number; for a gas leak, your gas company's emergency line. Our team is off at the moment: once you are safe, leave a message and we'll handle it first.",
        "Leave the appliance and **get everyone out of the room first**. Gas: close the valve, open windows, no switches, no flames. Smoke or electricity: cut the mains and don't touch it.\n\nCall your emergency number for fire or injury, your gas company for a leak. No colleague is online now; when you are safe, leave a message and yours comes first.",
    ),
    "closed_system": (
        "That has to be looked up in our system and nobody is online now. Leave a message with the order number and how to reach you, and we'll tell you once we've checked.",
        "A colleague has to check your own order, and they're off at the moment. Please leave the number and your phone; we'll reply when we open.",
    ),
    "leave": (
        'Please tap "Leave a message" and write what it\'s about and how to reach you. Someone will reply when we open.',
        "Sure: leave a message with the matter and a contact, and an order number if there is one.",
    ),
    "handed_back": (
        "My colleague has briefed me, and I'll follow this up from here.",
        "I have what you agreed with my colleague and will carry on from here.",
    ),
    "nothing_yet": ("Hello, just tell me what you need.", "I'm here. What is it about?"),
    "source": ('The full article is "{{article.title}}".',),
}
WORDINGS = {"zh": ZH, "en": EN}
_NAMES = {"brand": "brand.name", "title": "article.title"}
_OF_ARTICLES = ("sure", "likely", "again", "source")
_BESIDE_OTHERS = ("offer", "offer_closed", "annoyed", "handed_back")
VARIABLES: dict[str, list[str]] = {
    occasion: ["article.title"] if occasion in _OF_ARTICLES else [] if occasion in _BESIDE_OTHERS else ["brand.name"]
    for occasion in ZH
}
"""What a wording of each occasion may name."""


class Voice:
    """The bot's wordings in one house: its own where it has any for an occasion, else those shipped."""

    def __init__(self, own: Mapping[str, Mapping[str, Sequence[str]]]) -> None:
        self._own = own

    def wordings(self, language: str, occasion: str) -> Sequence[str]:
        return self._own.get(language, {}).get(occasion) or WORDINGS[language][occasion]

    def choose(self, chance: Chance, language: str, occasion: str, *, after: str = "", **params: str) -> str:
        """One wording for the occasion; not one that `after`, the bot's last message, begins with or holds."""
        values = {_NAMES[name]: value for name, value in params.items()}
        all_of_them = [fill(wording, values)[0] for wording in self.wordings(language, occasion)]
        fresh = [wording for wording in all_of_them if not wording or wording not in after]
        return chance.choice(fresh or all_of_them)

    def said(self, message: str, *occasions: str) -> bool:
        """Whether the message holds a wording of one of the occasions, in either language."""
        all_of_them = [w for language in WORDINGS for occasion in occasions for w in self.wordings(language, occasion)]
        return any(wording and _held(wording, message) for wording in all_of_them)


def _held(wording: str, message: str) -> bool:
    """Whether the wording stands in the message, whatever its variables were."""
    if "{{" not in wording:
        return wording in message
    between = VARIABLE.sub("\0", wording).split("\0")
    return any(between) and re.search(".*?".join(map(re.escape, between)), message, re.DOTALL) is not None


def shipped() -> dict[str, tuple[list[str], list[str]]]:
    """Every occasion with its wordings in Chinese and in English."""
    return {occasion: (list(ZH[occasion]), list(EN[occasion])) for occasion in ZH}
