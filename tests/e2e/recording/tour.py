"""A hundred seconds through the product, recorded with the demo in both languages: `make tour`.

First both sides of one conversation, while nobody else comes; then, with the demo's traffic, what the supervisor sees.
"""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass

from playwright.async_api import Browser, Page, expect

from tests.e2e.recording.film import ALONE, Film
from tests.e2e.recording.house import DESK, asked, chromium, house, phone, put, seat

SOON = 45_000
WIDE = round(ALONE[0] / ALONE[1] * DESK["height"])
"""A window that is drawn as large as the others, and fills the whole width."""
NOBODY = "() => !document.querySelector('[data-state=idle], [data-state=talk]')"
BUSY = "() => document.querySelectorAll('[data-state=talk]').length >= 4"
WORDS = {
    "zh-CN": {
        "agent": "guo.qiang",
        "open": "顾客在网站上打开聊天",
        "ask": "空调不制冷怎么办",
        "answered": "机器人先答，并注明依据的文章",
        "hand": "转人工",
        "handed": "要人工，一句话就转：前因后果一起带过去",
        "offered": "派给最合适的客服：是谁、为什么给您、等了多久",
        "taken": "按 Enter 接起：交接卡写明要什么、试过什么",
        "template": "输入 / 找话术，按拼音首字母也能找到",
        "replied": "再按 Enter 发送，顾客马上看到",
        "angry": "已经修了三次了，还是不行，我要投诉！",
        "upset": "顾客着急了：情绪随消息更新",
        "floor": "主管在现场看到这个会话，开始旁听",
        "whisper": "先道歉，今晚加急上门，免上门费",
        "whispered": "主管耳语：只有客服看得到，顾客看不到",
        "reply": "三次都没修好，对不起。今晚加急上门，不收上门费。",
        "solved": "客服照办，顾客得到确切的答复",
        "close": "Alt+E 结束，选上小结",
        "survey": "顾客一点就评价",
        "thanks": "评价记到这次会话上",
        "live": "现场：队列、坐席、告警，一屏看全",
        "board": "报表里的每个数字……",
        "drill": "……都能点开背后的会话",
        "find": "加急上门",
        "found": "说过的每句话，一搜就到",
        "study": "暑期热浪，人手够不够",
        "event": "高温",
        "asked": "沙盘：热浪来了会怎样，加人又会怎样",
        "simulated": "用正式的路由引擎推演一遍，差多少、有多准都写明",
        "sudden": "突发事件",
        "accept": "接起",
        "submit": "提交评价",
    },
    "en": {
        "agent": "chen.aimi",
        "open": "A customer opens the chat on the shop's site",
        "ask": "My air conditioner does not cool",
        "answered": "The bot answers first, and names its source",
        "hand": "I want to talk to a person",
        "handed": "One sentence is enough to reach a person; everything said goes along",
        "offered": "Offered to the best agent: who, why you, how long they waited",
        "taken": "Enter accepts; the card says what is wanted and what was tried",
        "template": "/ finds templates",
        "replied": "Enter sends; the customer sees it at once",
        "angry": "It was repaired three times and is still broken. I am angry!",
        "upset": "The customer is upset: the mood follows what is said",
        "floor": "A supervisor sees it on the floor and monitors",
        "whisper": "Apologise first. Technician tonight, no call-out fee",
        "whispered": "A whisper: the agent sees it, the customer does not",
        "reply": "Three visits and still broken: I am sorry. A technician comes tonight, free of charge.",
        "solved": "The agent acts on it, and the customer gets a firm answer",
        "close": "Alt+E ends it, with a code",
        "survey": "The customer rates it with one tap",
        "thanks": "The rating stays with the conversation",
        "live": "The floor: queues, agents and alerts at a glance",
        "board": "Every number on the board …",
        "drill": "… opens the conversations behind it",
        "find": "technician",
        "found": "Search over everything that was ever said",
        "study": "A heat wave: are we enough?",
        "event": "heat",
        "asked": "What-if: a heat wave comes, with the team as it is or a larger one",
        "simulated": "Simulated around the very engine that routes: how much better, and how sure",
        "sudden": "Sudden event",
        "accept": "Accept",
        "submit": "Send",
    },
}


@dataclass
class Tour:
    browser: Browser
    url: str
    locale: str
    film: Film
    words: dict[str, str]

    async def say(self, customer: Page, text: str) -> None:
        field = customer.locator("textarea").first
        await field.fill(text)
        await field.press("Enter")
        await expect(customer.get_by_text(text).first).to_be_visible(timeout=SOON)

    async def run(self) -> None:
        words, film = self.words, self.film
        agent = await seat(self.browser, self.url, words["agent"], locale=self.locale)
        await put(agent, "/presence", {"state": "ready"})
        customer = await (await phone(self.browser, self.url, locale=self.locale)).new_page()
        await customer.goto("/chat/demo-shop")
        await customer.wait_for_timeout(1500)
        await film.take(agent, customer, words["open"], 3)
        await self.say(customer, words["ask"])
        await customer.wait_for_timeout(3000)
        await film.take(agent, customer, words["answered"], 7)
        await self.say(customer, words["hand"])
        accept = agent.get_by_role("button", name=words["accept"])
        await expect(accept).to_be_visible(timeout=2 * SOON)
        await agent.wait_for_timeout(700)
        await film.take(agent, customer, words["handed"], 4)
        await film.take(agent, customer, words["offered"], 6)
        await agent.keyboard.press("Enter")
        field = agent.locator("[data-composer]")
        await expect(field).to_be_focused(timeout=SOON)
        await agent.wait_for_timeout(1500)
        await film.take(agent, customer, words["taken"], 6)
        await self.answers(agent, customer)
        await self.helps(agent, customer)
        await self.ends(agent, customer)
        await agent.context.close()
        await customer.context.close()

    async def answers(self, agent: Page, customer: Page) -> None:
        field = agent.locator("[data-composer]")
        await agent.keyboard.insert_text("/")
        await agent.wait_for_timeout(800)
        await agent.keyboard.insert_text("sjbxxx")
        await agent.wait_for_timeout(1200)
        await self.film.take(agent, customer, self.words["template"], 5)
        await agent.keyboard.press("Enter")
        await expect(field).not_to_have_value(re.compile("^/"), timeout=SOON)
        await agent.keyboard.press("Enter")
        await customer.wait_for_timeout(1500)
        await self.film.take(agent, customer, self.words["replied"], 5)
        await self.say(customer, self.words["angry"])
        await agent.wait_for_timeout(1500)
        await self.film.take(agent, customer, self.words["upset"], 5)

    async def helps(self, agent: Page, customer: Page) -> None:
        boss = await seat(self.browser, self.url, "wu.guodong", locale=self.locale)
        conversation = agent.url.split("/desk/")[1].split("?")[0]
        await boss.goto("/insight/floor")
        await boss.locator("table").first.wait_for()
        await boss.wait_for_timeout(1000)
        who = await agent.evaluate("async () => (await (await fetch('/api/v1/session')).json()).user.id")
        await boss.goto(f"/insight/floor/{conversation}?agent={who}")
        await boss.locator("[data-composer]").wait_for()
        await boss.wait_for_timeout(1500)
        await self.film.take(boss, customer, self.words["floor"], 6)
        await boss.locator("[data-composer]").fill(self.words["whisper"])
        await boss.keyboard.press("Enter")
        await expect(agent.get_by_text(self.words["whisper"]).first).to_be_visible(timeout=SOON)
        await self.film.take(agent, customer, self.words["whispered"], 7)
        await agent.locator("[data-composer]").fill(self.words["reply"])
        await agent.keyboard.press("Enter")
        await expect(customer.get_by_text(self.words["reply"])).to_be_visible(timeout=SOON)
        await agent.wait_for_timeout(800)
        await self.film.take(agent, customer, self.words["solved"], 6)
        await boss.context.close()

    async def ends(self, agent: Page, customer: Page) -> None:
        words, film = self.words, self.film
        await agent.keyboard.press("Alt+e")
        codes = agent.get_by_role("dialog").get_by_role("group").get_by_role("button")
        await codes.first.click()
        await agent.wait_for_timeout(800)
        await film.take(agent, customer, words["close"], 5)
        await agent.keyboard.press("Control+Enter")
        stars = customer.get_by_role("radio", name="5", exact=False).or_(customer.get_by_role("button", name="5"))
        await stars.last.click(timeout=SOON)
        await customer.wait_for_timeout(500)
        await film.take(agent, customer, words["survey"], 4)
        await customer.get_by_role("button", name=words["submit"], exact=True).first.click()
        await customer.wait_for_timeout(1500)
        await film.take(agent, customer, words["thanks"], 3)

    async def oversees(self) -> None:
        """What a supervisor sees, over the whole width."""
        words, film = self.words, self.film
        boss = await seat(self.browser, self.url, "wu.guodong", locale=self.locale, width=WIDE)
        await boss.goto("/insight/floor")
        await boss.locator("[data-state=talk]").first.wait_for(timeout=SOON)
        await film.take(boss, None, words["live"], 6)
        await boss.goto("/insight")
        await boss.locator("table").first.wait_for()
        await boss.wait_for_timeout(2500)
        await film.take(boss, None, words["board"], 5)
        await boss.locator("table tbody button").first.click()
        await boss.wait_for_timeout(2000)
        await film.take(boss, None, words["drill"], 6)
        await boss.goto(f"/search?q={words['find']}")
        await boss.locator("[data-result]").first.wait_for()
        await film.take(boss, None, words["found"], 5)
        await self.simulates(boss)
        await boss.context.close()

    async def simulates(self, boss: Page) -> None:
        words = self.words
        await boss.goto("/insight/what-if/new")
        form = boss.locator("form")
        await form.locator("input").first.fill(words["study"])
        await form.get_by_role("combobox", name=words["sudden"]).fill(words["event"])
        await boss.keyboard.press("Enter")
        await boss.wait_for_timeout(800)
        await self.film.take(boss, None, words["asked"], 5)
        await form.locator("[type=submit]").click()
        await boss.locator("article [_echarts_instance_]").first.wait_for(timeout=4 * SOON)
        await boss.wait_for_timeout(1500)
        await self.film.take(boss, None, words["simulated"], 7)


async def traffic(browser: Browser, url: str, *, on: bool) -> None:
    """The demo's simulated customers and agents come, or go home; gives once they are there, or gone."""
    page = await seat(browser, url, "han.shuo", locale="en")
    await put(page, "/demo/traffic", {"on": on, "per_minute": 12})
    await page.goto("/insight/floor")
    await page.locator("[data-state]").first.wait_for()
    await page.wait_for_function(BUSY if on else NOBODY, timeout=6 * SOON)
    await page.context.close()


async def main() -> None:
    options = asked("The tour")
    options.out.mkdir(parents=True, exist_ok=True)
    with house(options.url) as url:
        async with chromium() as browser:
            tours = [Tour(browser, url, locale, Film(), WORDS[locale]) for locale in options.names or WORDS]
            await traffic(browser, url, on=False)
            for tour in tours:
                await tour.run()
            await traffic(browser, url, on=True)
            for tour in tours:
                await tour.oversees()
                tour.film.save(options.out / f"tour.{tour.locale}.webp")


if __name__ == "__main__":
    asyncio.run(main())
