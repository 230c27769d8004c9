"""Alerts reach each address once, whoever else fails."""

import pytest

from pungmun.errors import ConfigError, PungmunError
from pungmun.reports import send as sending


class _Store(dict):
    def get_meta(self, key):
        return self.get(key)

    def set_meta(self, key, value):
        self[key] = value


def test_a_failing_address_keeps_nobody_waiting_and_nobody_gets_an_alert_twice(monkeypatch):
    down, got = {"b"}, []

    def send(title, markdown, addresses, *, leave_out):
        (address,) = [a for a in addresses if a not in leave_out]
        if address in down:
            raise PungmunError("down")
        got.append((address, markdown))

    monkeypatch.setattr(sending, "send", send)
    store = _Store()
    with pytest.raises(PungmunError):
        sending.send_alerts({"1": "하나"}, ["a", "b", "c"], store)
    assert got == [("a", "- 하나"), ("c", "- 하나")]
    down.clear()
    got.clear()
    sending.send_alerts({"1": "하나", "2": "둘"}, ["a", "b", "c"], store)
    assert got == [("a", "- 둘"), ("b", "- 하나\n- 둘"), ("c", "- 둘")]
    got.clear()
    sending.send_alerts({"1": "하나", "2": "둘"}, ["a", "b", "c"], store)
    assert got == []


def test_nobody_to_send_to_is_told():
    with pytest.raises(PungmunError, match="nobody to send to"):
        sending.send_alerts({"1": "하나"}, [], _Store())


def test_who_is_left_out_is_not_even_looked_at():
    sending.send("제목", "글", ["nonsense://x"], leave_out={"nonsense://x"})
    with pytest.raises(ConfigError, match="Address 1"):
        sending.send("제목", "글", ["nonsense://x"])
