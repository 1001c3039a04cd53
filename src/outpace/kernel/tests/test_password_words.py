"""What is wrong with a password is said in the reader's language."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import override


@pytest.mark.parametrize(("language", "words"), [("zh-hans", "至少须有 10 个字符"), ("en", "at least 10 characters")])
def test_a_short_password_is_refused_in_words_one_can_read(language: str, words: str) -> None:
    with override(language), pytest.raises(ValidationError, match=words):
        validate_password("Ab3!")
