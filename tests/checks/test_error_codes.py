"""The page of error codes follows the source, whichever way a code is written there."""

from __future__ import annotations

from checks import error_codes
from tests.checks.conftest import Tree

SOURCES = {
    "src/qingfeng/kernel/errors.py": "class Refused(Exception):\n    status = 400\nclass Conflict(Refused):\n    status = 409\n",
    "src/qingfeng/kernel/http.py": '_CODES = {404: "not_found"}\n',
    "src/qingfeng/flow/a.py": (
        'def f(n, late):\n    raise Conflict("taken", f"No. {n} is taken | gone.", field="no")\n'
        'def g(late):\n    code = "late" if late else "early"\n    raise Conflict(code, "Not now.")\n'
    ),
}


def test_every_code_is_on_the_page_with_its_status_field_and_words(tree: Tree) -> None:
    page = error_codes.page(tree(SOURCES))
    assert "| `taken` | 409 | `no` | No. … is taken \\| gone. |" in page
    assert "| `late` | 409 |  | Not now. |" in page
    assert "| `early` | 409 |  | Not now. |" in page
    assert "| `not_found` | 404 |  |  |" in page


def test_a_page_that_says_something_else_is_a_fault(tree: Tree) -> None:
    root = tree(SOURCES)
    assert len(list(error_codes.find(root))) == 1
    (root / error_codes.TARGET).parent.mkdir(parents=True)
    (root / error_codes.TARGET).write_text(error_codes.page(root), encoding="utf-8")
    assert list(error_codes.find(root)) == []
    source = root / "src/qingfeng/flow/a.py"
    source.write_text(source.read_text().replace('"taken"', '"gone"'), encoding="utf-8")
    assert len(list(error_codes.find(root))) == 1
