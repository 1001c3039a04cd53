"""A lookup for long lists: `filter(pk__any=ids)`."""

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.lookups import In
from django.db.models.sql.compiler import SQLCompiler


class AnyOf(In):
    """Is the value in this list? `= ANY(array)`: one parameter however long the list is.

    `__in` writes a placeholder for every value, which for a thousand of them takes longer to write and to read than the rows to find.
    """

    lookup_name = "any"

    def get_prep_lookup(self) -> Any:
        """Give the values as the column keeps them."""
        return [self.lhs.output_field.get_prep_value(value) for value in self.rhs]

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, tuple[Any, ...]]:
        """Write the comparison."""
        left, parameters = self.process_lhs(compiler, connection)
        return f"{left} = ANY(%s)", (*parameters, self.rhs)
