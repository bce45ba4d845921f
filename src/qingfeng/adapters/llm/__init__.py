"""Language models by the protocol that most of them speak (`/chat/completions`)."""

from qingfeng.adapters.llm.compatible import CompatibleModel

__all__ = ["CompatibleModel"]
