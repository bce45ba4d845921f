"""A hand on the keyboard and the mouse that counts what it does, and what the commonest tasks may take at most."""

from __future__ import annotations

import re

from playwright.async_api import Locator, Page, expect

CEILINGS = {
    "answer": 4,
    "note": 4,
    "transfer": 3,
    "close": 3,
    "later": 2,
    "find": 2,
    "whisper": 4,
    "assign": 5,
    "invite": 5,
    "template": 6,
}
"""Key presses and clicks by task, free text left out: `docs/tasks.md` says what each task is."""


class Hand:
    """Does to a page what a person does to it. A key with its modifiers is one press; free text is counted apart."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.acts: list[str] = []
        self.written = 0

    async def press(self, key: str) -> None:
        self.acts.append(key)
        await self.page.keyboard.press(key)

    async def click(self, what: Locator) -> None:
        self.acts.append("click")
        await what.click()

    async def write(self, text: str) -> None:
        """Free text, into whatever has the focus: a field that nobody went to takes none."""
        field = self.page.locator("textarea:focus, input:focus")
        await expect(field).to_have_count(1)
        self.written += len(text)
        await self.page.keyboard.insert_text(text)
        await expect(field).to_have_value(re.compile(re.escape(text)))

    def done(self, task: str) -> None:
        """The task is over. Raises AssertionError when it took more than it may."""
        took, self.acts, self.written = (self.acts, self.written), [], 0
        assert len(took[0]) <= CEILINGS[task], f"{task} takes {len(took[0])} instead of {CEILINGS[task]}: {took[0]}"
        assert len(took[0]) == CEILINGS[task], f"{task} takes less than before: lower its ceiling to {len(took[0])}"
