"""Settings: read once, typed, and every fault told with its variable's name."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from qingfeng.app.embedded.keys import key
from qingfeng.app.settings import Settings, SettingsError, secret_key_file

GOOD = {
    "QF_DATABASE_URL": "postgresql://qingfeng:secret@db/qingfeng",
    "QF_NATS_URL": "nats://qingfeng:secret@broker:4222",
    "QF_SECRET_KEY": "k" * 40,
}


def test_defaults(tmp_path: Path) -> None:
    settings = Settings.from_env({**GOOD, "QF_DATA_DIR": str(tmp_path)})
    assert settings.host == "127.0.0.1"
    assert settings.port == 8080
    assert settings.public_url == "http://localhost:8080"
    assert settings.data_dir == tmp_path
    assert settings.secret_key == b"k" * 40
    assert (settings.log_level, settings.log_format) == ("info", "console")


def test_is_frozen_and_keeps_secrets_out_of_logs() -> None:
    settings = Settings.from_env(GOOD)
    with pytest.raises(AttributeError):
        settings.port = 1  # type: ignore[misc]
    assert "secret" not in repr(settings)
    assert "kkkk" not in repr(settings)
    assert msgspec.structs.replace(settings, port=9000).port == 9000


def test_all_faults_are_told_at_once_by_name() -> None:
    wrong = {
        "QF_PORT": "eighty",
        "QF_LOG_LEVEL": "loud",
        "QF_NATS_URL": "http://broker",
        "QF_PUBLIC_URL": "example.com",
        "QF_SECRET_KEY": "short",
        "QF_DATABASE_POOL": "0",
    }
    with pytest.raises(SettingsError) as caught:
        Settings.from_env(wrong)
    assert sorted(caught.value.names) == sorted([*wrong, "QF_DATABASE_URL"])
    for name in caught.value.names:
        assert name in caught.value.en
        assert name in caught.value.zh
    assert "from 1 to 65535" in caught.value.en


def test_the_key_of_the_data_folder_serves_when_none_is_given(tmp_path: Path) -> None:
    given = {name: value for name, value in GOOD.items() if name != "QF_SECRET_KEY"}
    with pytest.raises(SettingsError, match="QF_SECRET_KEY is missing"):
        Settings.from_env({**given, "QF_DATA_DIR": str(tmp_path)})
    made = key(secret_key_file(tmp_path))
    assert Settings.from_env({**given, "QF_DATA_DIR": str(tmp_path)}).secret_key == made.encode()
    assert key(secret_key_file(tmp_path)) == made


def test_public_url_loses_its_last_slash() -> None:
    settings = Settings.from_env({**GOOD, "QF_PUBLIC_URL": "https://kefu.example.com/"})
    assert settings.public_url == "https://kefu.example.com"
