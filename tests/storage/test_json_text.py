"""JSON without the json package is the json package's: what is written, what is read, and what is refused."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pybits.domain.enums import UploadWith
from pybits.domain.state import JobState
from pybits.storage import json_text

TEXT = st.text(st.characters(exclude_categories=()))  # halves of surrogate pairs, too
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | TEXT,
    lambda inner: st.lists(inner) | st.dictionaries(TEXT, inner),
)
NO_JSON = [b"", b" ", b"[1", b'"x', b"nul", b"1 2", b"[1,]", b'{"a":1}x', b"\xff", b"-", b'"\x01"', b"9" * 5000]


@given(VALUES)
def test_it_is_written_as_the_package_writes_it(value: Any) -> None:
    assert json_text.dumps(value) == json.dumps(value, ensure_ascii=False, separators=(",", ":"))


@given(VALUES)
def test_what_was_written_is_read(value: Any) -> None:
    assert json_text.loads(json_text.dumps(value).encode("utf-8", "surrogatepass")) == json.loads(json.dumps(value))


@given(st.binary(max_size=40) | st.text('[]{}",:\\u0123456789-+.eE truefalsn\n').map(str.encode))
@example(b"\xef\xbb\xbf[1]")
@example(b" \t\r\n1\n")
@example(b"[NaN,Infinity,-Infinity,1e999]")
def test_any_bytes_are_read_or_refused_as_by_the_package(data: bytes) -> None:
    try:
        expected = repr(json.loads(data.decode("utf-8-sig", "surrogatepass")))
    except ValueError:
        with pytest.raises(ValueError, match=r"."):
            json_text.loads(data)
    else:
        assert repr(json_text.loads(data)) == expected


@pytest.mark.parametrize("data", NO_JSON)
def test_what_is_no_json_is_a_value_error(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        json_text.loads(data)


def test_enumerations_are_written_as_what_they_stand_for() -> None:
    assert json_text.dumps([JobState.SUSPENDED, {"with": UploadWith.PUT}]) == '[3,{"with":"put"}]'
    assert json_text.dumps(UploadWith.PUT) == '"put"'


def test_what_is_not_json_is_not_written() -> None:
    with pytest.raises(TypeError):
        json_text.dumps([b"bytes"])


def test_an_interpreter_without_these_functions_has_the_package() -> None:
    script = (
        "import sys; sys.modules['_json'] = None\n"
        "from pybits.storage import json_text\n"
        "assert 'json' in sys.modules\n"
        'print(json_text.dumps(json_text.loads(b\' {"a": [1, null, "\\xc3\\xa9"]}\')), json_text.quote(\'"\'))'
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, encoding="utf-8")
    assert ran.stdout == '{"a":[1,null,"é"]} "\\""\n'


@pytest.mark.parametrize(
    "text", ['"a', '{"a" 1}', "[1 2", "{", "x", '"\\u12"', '"\x01"', "[", "{1}", '{"a":1 ', "tru", ""]
)
def test_what_is_no_json_is_a_value_error_in_a_process_that_never_met_the_package(text: str) -> None:
    script = (
        "import sys\n"
        "from pybits.storage import json_text\n"
        "assert 'json' not in sys.modules\n"
        f"try: json_text.loads({text.encode()!r})\n"
        "except ValueError as error: print('refused', error)"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False, encoding="utf-8")
    assert ran.stdout.startswith("refused"), ran
