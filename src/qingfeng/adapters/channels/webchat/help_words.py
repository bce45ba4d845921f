"""The words of the self-service page: those that the server writes, and those its script is handed."""

from __future__ import annotations

from datetime import datetime

from qingfeng.ports.selfcare import Lang

# What the page's script says is under "js."; the rest is written by the server.
WORDS: dict[str, tuple[str, str]] = {
    "search": ("搜索问题，例如：怎么退货", "Search, for example: how do I return it"),
    "search_button": ("搜索", "Search"),
    "skip": ("跳到正文", "Skip to content"),
    "hot": ("大家常问", "Often asked"),
    "shelves": ("按分类查找", "Browse by topic"),
    "articles": ("{n} 篇", "{n} articles"),
    "articles_one": ("1 篇", "1 article"),
    "results": ("“{q}”的搜索结果", "Results for “{q}”"),
    "nothing": ("没有找到答案。换个说法试试，或者直接问我们。", "Nothing found. Try other words, or ask us."),
    "related": ("相关问题", "Related"),
    "updated": ("更新于 {date}", "Updated {date}"),
    "open_picture": ("查看大图", "Open the picture"),
    "js.close": ("关闭", "Close"),
    "js.step": ("第 {n} 步，共 {of} 步", "Step {n} of {of}"),
    "js.step_next": ("下一步", "Next"),
    "js.step_before": ("上一步", "Back"),
    "js.steps_all": ("查看全部步骤", "Show all steps"),
    "js.steps_single": ("一步一步看", "One step at a time"),
    "home": ("首页", "Home"),
    "back": ("返回帮助首页", "Back to the help centre"),
    "other_language": ("这篇文章暂时只有中文版。", "This article is only there in Chinese so far."),
    "other_language_en": ("这篇文章暂时只有英文版。", "This article is only there in English so far."),
    "missing": ("没有这个页面", "No such page"),
    "missing_text": ("这个地址没有内容，可能已经下线。", "There is nothing at this address; it may have been withdrawn."),
    "talk": ("还没解决？", "Still stuck?"),
    "talk_button": ("联系客服", "Talk to us"),
    "away": ("帮助页暂时打不开，请稍后再试。", "The help page is away for a moment; please try again."),
    "js.searching": ("正在搜索", "Searching"),
    "js.found": ("找到 {n} 条", "{n} found"),
    "js.found_one": ("找到 1 条", "1 found"),
    "js.nothing": ("没有找到答案。换个说法试试，或者直接问我们。", "Nothing found. Try other words, or ask us."),
    "js.failed": ("没连上，请再试一次", "No connection, please try again"),
    "js.again": ("再试一次", "Try again"),
    "js.clear": ("清空", "Clear"),
    "js.helpful": ("这篇文章有帮助吗？", "Was this helpful?"),
    "js.yes": ("有帮助", "Yes"),
    "js.no": ("没帮助", "No"),
    "js.thanks": ("谢谢您的反馈", "Thank you for telling us"),
    "js.sorry": ("抱歉没帮上忙。可以直接问我们，我们会带上您看过的内容。", "Sorry it did not help. Ask us: we will see what you have read."),
    "js.progress": ("查进度", "Track progress"),
    "js.look": ("查询", "Look it up"),
    "js.looking": ("正在查询", "Looking it up"),
    "js.digits": ("{n} 位数字", "{n} digits"),
    "js.not_found": (
        "没有查到。请核对号码和手机尾号，两样都对才能看到。",
        "Nothing found. Please check both: the number and the last digits of your phone.",
    ),
    "js.system_away": ("后台系统暂时没有回应，请稍后再查，或者联系客服。", "Our system is not answering; try again later, or talk to us."),
    "js.locked": ("这个号码查得太多次了，请 15 分钟后再试，或者联系客服。", "Too many tries with this number: wait 15 minutes, or talk to us."),
    "js.rate": ("操作有点快，请稍等几秒", "That was quick; wait a few seconds"),
    "js.missing_number": ("请填写号码", "Enter the number"),
    "js.missing_digits": ("请填写 {n} 位数字", "Enter {n} digits"),
    "js.mine": ("我的事项", "My matters"),
    "js.my_orders": ("我的订单", "My orders"),
    "js.talk_open": ("您有一个进行中的会话", "You have an open conversation"),
    "js.phase_bot": ("AI 助手正在为您解答", "Our AI assistant is with you"),
    "js.phase_queued": ("正在排队等客服", "Waiting for a person"),
    "js.phase_with_agent": ("{name} 正在为您服务", "{name} is helping you"),
    "js.phase_snoozed": ("客服稍后继续回复您", "We will get back to you"),
    "js.go_on": ("继续会话", "Go on"),
    "js.ahead": ("前面还有 {n} 位", "{n} ahead of you"),
    "js.next": ("您是下一位", "You are next"),
    "js.wait_range": ("约 {low}–{high} 分钟", "about {low}–{high} min"),
    "js.wait_about": ("约 {n} 分钟", "about {n} min"),
    "js.desk_wait": ("AI 助手马上回答；现在转人工，等待{time}", "Our AI assistant answers at once; for a person the wait is {time}"),
    "js.desk_open": ("AI 助手马上回答，随时可以转人工", "Our AI assistant answers at once; ask for a person any time"),
    "js.desk_closed": ("人工客服休息中，{at}上班。可以先问 AI 助手，或留言。", "Our team is back {at}. Ask our AI assistant, or leave a message."),
    "js.desk_closed_now": ("人工客服休息中。可以先问 AI 助手，或留言。", "Our team is away. Ask our AI assistant, or leave a message."),
    "js.today": ("今天 {at} ", "at {at}"),
    "js.tomorrow": ("明天 {at} ", "tomorrow at {at}"),
    "js.leave": ("留言", "Leave a message"),
}  # fmt: skip


def say(lang: Lang, key: str, **values: str | int) -> str:
    """A sentence; `n` picks the one of a single thing where there is one."""
    if values.get("n") == 1 and f"{key}_one" in WORDS:
        key = f"{key}_one"
    found = WORDS[key][0 if lang == "zh-CN" else 1]
    for name, value in values.items():
        found = found.replace("{" + name + "}", str(value))
    return found


def of_script(lang: Lang) -> dict[str, str]:
    """What the page's script says, by its keys."""
    return {key.removeprefix("js."): say(lang, key) for key in WORDS if key.startswith("js.")}


def day(lang: Lang, at: datetime) -> str:
    """A day as it is written. `at`: in the zone of the reader's house."""
    return f"{at.year} 年 {at.month} 月 {at.day} 日" if lang == "zh-CN" else f"{at.day} {at:%B} {at.year}"
