"""Qingfeng 清风: an AI-native omnichannel contact centre, Chinese first, English second."""

__version__ = "0.1.0"
