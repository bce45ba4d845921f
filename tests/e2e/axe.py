"""What axe-core finds on a page by the rules of WCAG 2.2, levels A and AA."""

from __future__ import annotations

from pathlib import Path

from playwright.async_api import Page

SOURCE = Path(__file__).resolve().parents[2] / "console" / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
RUN = """async tags => {
  const passing = document.getAnimations().filter(one => one.effect.getComputedTiming().endTime !== Infinity);
  await Promise.all(passing.map(one => one.finished.catch(() => undefined)));
  const found = await axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']});
  return found.violations.flatMap(({id, help, nodes}) =>
    nodes.map(node => `${id}: ${help}\\n    ${node.target.join(' ')}\\n    ${node.html.slice(0, 160)}\\n    ${node.failureSummary}`));
}"""


async def violations(page: Page) -> list[str]:
    """One entry for each element that breaks a rule. What moves for a moment is waited for."""
    if not await page.evaluate("() => 'axe' in window"):
        assert SOURCE.exists(), "axe-core comes with the console's packages: npm ci in console/"
        await page.evaluate(SOURCE.read_text(encoding="utf-8"))
    found: list[str] = await page.evaluate(RUN, TAGS)
    return found
