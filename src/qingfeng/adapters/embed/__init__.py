"""Sentence encoders on this machine."""

from qingfeng.adapters.embed.universal import UniversalEncoder, found

__all__ = ["UniversalEncoder", "found"]
