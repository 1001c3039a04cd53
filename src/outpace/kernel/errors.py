"""The refusal every door may answer with: what is wrong, said so that a person and a program can both mend it."""

from django.utils.functional import Promise


class Refusal(Exception):
    """The request was understood and cannot be done as asked. Shown as a form error, a toast or the API's error body.

    `code` is for programs and never changes; `message` is for people, in their language; `field` and `row` say where.
    """

    def __init__(self, code: str, message: str | Promise, *, field: str = "", row: int | None = None) -> None:
        super().__init__(code)
        self.code, self.message, self.field, self.row = code, message, field, row
