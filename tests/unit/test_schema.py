"""Reading the schema: what is malformed is named, however it is malformed."""

import pytest

from accord.errors import SchemaError
from accord.schema import parse_schema


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "schema-form"),
        (b"\xff\xfe\x00", "schema-form"),
        (b"released: 2025-02-30", "day is out of range"),
        (b"version: " + b"9" * 6000, "4300 digits"),
        (b"[" * 100_000, "nested deeper"),
        (b"!!python/object/apply:os.getcwd []", "schema-form"),
    ],
)
def test_a_malformed_schema_is_named_and_never_crashes(data, says):
    with pytest.raises(SchemaError, match=says) as caught:
        parse_schema(data, "accord.yaml")
    assert str(caught.value).startswith("accord.yaml ")
