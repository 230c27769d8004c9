"""JSON as it is sent to Elasticsearch says the same as the standard library's."""

import json

from hypothesis import given
from hypothesis import strategies as st

from pungmun.store.elastic.text import to_bytes

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(st.characters()),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(VALUES)
def test_what_is_sent_is_read_back(value):
    sent = to_bytes(value)
    assert b"\n" not in sent
    assert json.loads(sent) == value


def test_half_a_surrogate_pair_becomes_a_question_mark_and_korean_stays_readable():
    assert to_bytes({"가": "뜬\ud83d소문\n"}) == '{"가":"뜬?소문\\n"}'.encode()
