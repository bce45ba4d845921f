"""`qingfeng eval intent | retrieval | topics | emotion | sentiment | pii | sensitive | bot`: how well understanding and the bot do on data of one's own. Tables on standard output, or one line of
JSON with --json; progress on standard error. Needs no running box, and keeps nothing."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

import msgspec

from qingfeng.app.embedded.problem import words

Verbs = argparse._SubParsersAction  # the type has no public name


def add(verbs: Verbs[argparse.ArgumentParser]) -> None:
    """The verb and its actions."""
    judge = verbs.add_parser("eval", help=words("measure understanding on your own data", "用自有数据评测理解能力"))
    actions = judge.add_subparsers(required=True, metavar="WHAT")
    intent = actions.add_parser("intent", help=words("intents: learn from one file, measure on another", "意图：用一个文件训练，另一个测试"))  # fmt: skip
    intent.add_argument(
        "--train", type=Path, required=True, help=words("CSV with text,intent", "CSV，列为 text,intent")
    )
    intent.add_argument("--test", type=Path, required=True, help=words("CSV with text,intent", "CSV，列为 text,intent"))
    intent.add_argument("--oos", type=Path, help=words("CSV with text: of no intent", "CSV，列为 text：不属于任何意图的文本"))  # fmt: skip
    intent.add_argument("--validation", type=Path, help=words("CSV with text of no intent, for the threshold", "CSV，列为 text：用于确定阈值的意图外文本"))  # fmt: skip
    intent.add_argument("--shots", type=_count, help=words("learn from so many texts of each intent", "每个意图仅用这么多条训练"))  # fmt: skip
    intent.set_defaults(command=_intent)
    intent.add_argument("--seed", type=int, default=1, help=words("makes chance repeatable (1)", "固定随机种子（1）"))
    retrieval = actions.add_parser("retrieval", help=words("questions to the entries that answer them", "检索：为问题找到对应条目"))  # fmt: skip
    retrieval.add_argument("--entries", type=Path, required=True, help=words("CSV with id,text; several rows of one id are phrasings of it", "CSV，列为 id,text；同一 id 的多行是该条目的不同问法"))  # fmt: skip
    retrieval.add_argument("--queries", type=Path, required=True, help=words("CSV with text,id", "CSV，列为 text,id"))
    retrieval.set_defaults(command=_retrieval)
    topics = actions.add_parser("topics", help=words("what many messages are about", "话题：一批消息都在说什么"))
    topics.add_argument("--messages", type=Path, required=True, help=words("CSV with text[,at,label]", "CSV，列为 text[,at,label]"))  # fmt: skip
    topics.set_defaults(command=_topics)
    pii = actions.add_parser("pii", help=words("personal data: what is found in labelled texts", "个人信息：在标注文本中的识别情况"))  # fmt: skip
    pii.add_argument("--test", type=Path, required=True, help=words("CSV with text,label[,value]", "CSV，列为 text,label[,value]"))  # fmt: skip
    pii.set_defaults(command=_pii)
    sensitive = actions.add_parser("sensitive", help=words("sensitive words in labelled texts", "标注文本中的敏感词"))
    sensitive.add_argument("--test", type=Path, required=True, help=words("CSV with text,label (terms)", "CSV，列为 text,label（词）"))  # fmt: skip
    sensitive.add_argument("--terms", type=Path, help=words("CSV with text[,severity,whole,variants,pinyin]; the shipped list without", "CSV，列为 text[,severity,whole,variants,pinyin]；省略则用内置词表"))  # fmt: skip
    sensitive.set_defaults(command=_sensitive)
    emotion = actions.add_parser("emotion", help=words("emotion of labelled texts, of six", "标注文本的情绪，共六类"))
    sentiment = actions.add_parser("sentiment", help=words("praise and complaint in labelled texts", "标注文本的褒贬"))
    for action in (emotion, sentiment):
        action.add_argument("--test", type=Path, required=True, help=words("CSV with text,label", "CSV，列为 text,label"))  # fmt: skip
        action.set_defaults(command=_mood)
    emotion.set_defaults(of="emotion")
    sentiment.set_defaults(of="sentiment")
    bot = actions.add_parser("bot", help=words("simulated customers against a house's bot", "模拟客户与机器人对话"))
    bot.add_argument("--dialogues", type=Path, nargs="+", help=words("YAML files; the demo's without", "YAML 文件；省略则用演示数据自带的"))  # fmt: skip
    bot.add_argument("--tenant", default="zhixia", help=words("the house's slug (zhixia, the demo)", "租户标识（zhixia，演示）"))  # fmt: skip
    bot.add_argument("--seed", type=int, default=1, help=words("makes chance repeatable (1)", "固定随机种子（1）"))
    bot.add_argument("--show", type=int, default=0, metavar="N", help=words("tell so many failed dialogues turn by turn", "逐轮列出这么多个失败的对话"))  # fmt: skip
    bot.set_defaults(command=_bot)
    for action in (intent, retrieval, emotion, sentiment):
        action.add_argument("--plain", action="store_true", help=words("without the sentence encoder", "不使用句向量编码器"))  # fmt: skip
    for action in (intent, retrieval, topics, emotion, sentiment, pii, sensitive, bot):
        action.add_argument("--json", action="store_true", help=words("figures as one line of JSON", "以一行 JSON 输出"))  # fmt: skip


def _count(text: str) -> int:
    if text.isascii() and text.isdigit() and 2 <= int(text) <= 10_000:
        return int(text)
    raise argparse.ArgumentTypeError(words(f"{text!r}: 2 to 10000", f"{text!r} 应为 2 到 10000"))


def _intent(parsed: argparse.Namespace) -> int:
    from qingfeng.app.eval_intent import measured, shown

    found = measured(parsed, progress)
    as_json(found) if parsed.json else shown(found)
    return 0


def _retrieval(parsed: argparse.Namespace) -> int:
    from qingfeng.app.eval_retrieval import measured, shown

    found = measured(parsed, progress)
    as_json(found) if parsed.json else shown(found)
    return 0


def _topics(parsed: argparse.Namespace) -> int:
    from qingfeng.app.eval_topics import measured, shown

    found = measured(parsed, progress)
    as_json(found) if parsed.json else shown(found)
    return 0


def _mood(parsed: argparse.Namespace) -> int:
    from qingfeng.app.eval_mood import measured, shown

    found = measured(parsed.of, parsed, progress)
    as_json(found) if parsed.json else shown(parsed.of, found)
    return 0


def _pii(parsed: argparse.Namespace) -> int:
    from qingfeng.app.eval_rules import personal, shown

    found = personal(parsed, progress)
    as_json(found) if parsed.json else shown(found)
    return 0


def _sensitive(parsed: argparse.Namespace) -> int:
    from qingfeng.app.eval_rules import sensitive, shown

    found = sensitive(parsed, progress)
    as_json(found) if parsed.json else shown(found)
    return 0


def _bot(parsed: argparse.Namespace) -> int:
    from qingfeng.app.cli_carry import running_settings
    from qingfeng.app.eval_bot import measured, shown

    found = measured(parsed, running_settings(), progress)
    as_json(found) if parsed.json else shown(found, parsed.show)
    return 0


def progress(text: str) -> None:
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


def as_json(found: Any) -> None:
    sys.stdout.write(msgspec.json.encode(found).decode() + "\n")
