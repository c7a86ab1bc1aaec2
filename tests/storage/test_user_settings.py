"""Settings files: what is written is read back, and what is wrong is named."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from pybits.domain.hresult import E_INVALIDARG, BitsError
from pybits.domain.settings_values import SETTING_KEYS, ProxyDefault, SettingKey, Settings, parse_proxy_default
from pybits.storage import user_settings

ALL = ProxyDefault("MANUAL_PROXY", "p:1", "<local> *.h", "http://h/proxy.pac")


def test_a_file_that_is_not_there_says_nothing(tmp_path: Path) -> None:
    found = user_settings.load(str(tmp_path / "none"))
    assert found == Settings({})
    assert found.proxy() == ProxyDefault()
    assert found.get("cache", "limit") is None


def test_what_is_written_is_read_back_and_the_rest_stays(tmp_path: Path) -> None:
    path = str(tmp_path / "new" / "config.toml")
    user_settings.change(path, lambda old: user_settings.with_value(old, "cache", "limit", 7))
    user_settings.change(path, lambda old: user_settings.with_proxy(old, ALL, "eth0"))
    user_settings.change(path, lambda old: user_settings.with_proxy(old, ProxyDefault("NO_PROXY")))
    found = user_settings.load(path)
    assert (found.get("cache", "limit"), found.proxy(), found.proxy("eth0")) == (7, ProxyDefault("NO_PROXY"), ALL)
    assert found.proxy("eth1") == ProxyDefault()
    assert stat.S_IMODE(Path(path).stat().st_mode) == 0o600
    user_settings.change(path, lambda old: user_settings.with_value(old, "cache", "limit", 8), mode=0o644)
    assert stat.S_IMODE(Path(path).stat().st_mode) == 0o644
    assert user_settings.load(path).proxy("eth0") == ALL


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("[cache]\nlimit = 81", "limit = 81: must be a whole number from 1 to 80"),
        ("[cache]\nlimit = true", "must be a whole number"),
        ("[events]\nenabled = 1", "must be true or false"),
        ("[proxy]\nusage = 'OVERRIDE'", "must be NO_PROXY, AUTODETECT, MANUAL_PROXY or AUTOSCRIPT"),
        ("[proxy]\nusage = 'MANUAL_PROXY'", "needs a list"),
        ("[proxy]\nusage = 'AUTOSCRIPT'", "needs a script"),
        ("[proxy]\nscript = 'ftp://x'", "the script must be"),
        ("[proxy]\nlist = 'a@b:c'", "A proxy is written"),
        ("[proxy]\nbypass = 'a*b'", "no host of a bypass list"),
        ("[proxy.connections.eth0]\nusage = 7", "eth0"),
        ("[proxy.connections.'a b']\nusage = 'NO_PROXY'", "no name of a connection"),
        ("[proxy]\nconnections = 7", "must be a table"),
        ("[proxies]\nx = 1", "proxies is not a section"),
        ("[cache]\nlimits = 1", "limits is not a setting"),
        ("cache = 7", "not a section"),
        ("[cache", "not TOML"),
        ("x = '\x80'", "not UTF-8"),
    ],
)
def test_what_is_wrong_is_named_and_never_written_over(tmp_path: Path, text: str, named: str) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes(text.encode("latin-1"))
    with pytest.raises(BitsError) as caught:
        user_settings.load(str(path))
    assert (caught.value.code, named in str(caught.value)) == (E_INVALIDARG, True), str(caught.value)
    with pytest.raises(BitsError):
        user_settings.change(str(path), lambda _old: {})
    assert path.read_bytes() == text.encode("latin-1")


def test_a_huge_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes(b"#" * (2 << 20))
    with pytest.raises(BitsError, match="larger"):
        user_settings.load(str(path))


@pytest.mark.parametrize("key", SETTING_KEYS, ids=lambda key: f"{key.section}.{key.name}")
def test_a_key_describes_itself(key: SettingKey) -> None:
    assert key.doc
    assert key.check(object()) is None
    assert key.expected


def test_the_words_of_one_usage_outlive_another() -> None:
    made = ProxyDefault()
    for usage, words in [
        ("manual_proxy", ("p:1", "<local>")),
        ("AutoScript", ("http://h/p",)),
        ("AUTODETECT", ()),
        ("NO-PROXY", ()),
    ]:
        made = parse_proxy_default(made, usage, words)
    assert made == ProxyDefault("NO_PROXY", "p:1", "<local>", "http://h/p")
    assert parse_proxy_default(made, "reset", ()) == ProxyDefault("NO_PROXY")


@pytest.mark.parametrize(
    ("usage", "words"),
    [
        ("NOPROXY", ()),
        ("", ()),
        ("NO_PROXY", ("x",)),
        ("AUTODETECT", ("x",)),
        ("RESET", ("x",)),
        ("MANUAL_PROXY", ()),
        ("MANUAL_PROXY", ("NULL",)),
        ("MANUAL_PROXY", ("a", "b", "c")),
        ("MANUAL_PROXY", ("x" * 40_000,)),
        ("MANUAL_PROXY", ("a", "b*c")),
        ("AUTOSCRIPT", ()),
        ("AUTOSCRIPT", ("proxy.pac",)),
        ("AUTOSCRIPT", ("http://h/a b",)),
    ],
)
def test_a_default_proxy_that_cannot_be_is_refused(usage: str, words: tuple[str, ...]) -> None:
    with pytest.raises(BitsError) as caught:
        parse_proxy_default(ProxyDefault(), usage, words)
    assert caught.value.code == E_INVALIDARG
