"""What does not fit in a request of the API is named in the language asked for: the field, what is expected, what was sent."""

import json
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from outpace.kernel import accounts
from outpace.kernel.restreading import told
from outpace.kernel.tests import cast
from outpace.kernel.tests.cast import TOWN

TOKENS = "/api/v1/tokens"


@pytest.mark.parametrize(
    ("kind", "bounds", "sent", "english", "chinese"),
    [
        ("missing", {}, None, "x is missing.", "缺少x。"),
        ("extra_forbidden", {}, 1, "There is no field x here.", "此处没有字段x。"),
        ("string_type", {}, 7, "x must be a text; 7 was sent.", "x须为文本；收到的是7。"),
        ("int_parsing", {}, "a" * 50, f'x must be a whole number; "{"a" * 40}…" was sent.', f'x须为整数；收到的是"{"a" * 40}…"。'),
        ("list_type", {}, {}, "x must be a list; an object was sent.", "x须为列表；收到的是对象。"),
        ("bool_type", {}, None, "x must be true or false; null was sent.", "x须为true或false；收到的是null。"),
        ("string_too_long", {"max_length": 1}, "ab", "x must have at most 1 letter.", "x须有最多1个字符。"),
        ("less_than_equal", {"le": 400}, 900, "x must be at most 400; 900 was sent.", "x须为不大于400；收到的是900。"),
        ("enum", {"expected": "'a' or 'b'"}, "c", "x must be one of 'a', 'b'; \"c\" was sent.", "x须为下列之一：'a', 'b'；收到的是\"c\"。"),
        ("value_error", {"error": "too far"}, 1, "x cannot be so: too far.", "x不能如此：too far。"),
        ("of_a_kind_nobody_knows", {}, 1, "x cannot be so: as it says.", "x不能如此：as it says。"),
    ],
)
def test_the_common_kinds_have_words_in_both_languages(kind: str, bounds: dict[str, Any], sent: object, english: str, chinese: str) -> None:
    for language, words in (("en", english), ("zh-hans", chinese)):
        with translation.override(language):
            assert told(kind, field="x", words="as it says", bounds=bounds, sent=sent) == words


def test_a_password_that_does_not_fit_is_not_repeated() -> None:
    with translation.override("en"):
        assert told("string_type", field="new_password", words="", sent=1234) == "new_password must be a text."


ASKED = [("zh-Hans", 'new.days须为整数；收到的是"soon"。'), ("en", 'new.days must be a whole number; "soon" was sent.')]


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "words"), ASKED)
def test_an_answer_speaks_the_language_that_was_asked_for(client: Client, language: str, words: str) -> None:
    device = accounts.issue_token(cast.root_admin(), accounts.NewToken(name="tablet", role="site_device", path=TOWN))
    headers = {"authorization": f"Bearer {device.token}", "accept-language": language}
    body = json.dumps({"name": "x", "role": "site_device", "path": TOWN, "days": "soon"})
    answer = client.post(TOKENS, body, content_type="application/json", headers=headers)
    assert (answer.status_code, answer.json()["code"], answer.json()["message"]) == (422, "invalid", words)
