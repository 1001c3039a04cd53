"""Tables that people upload: read safely with the row numbers they see, and given back with what was wrong so they can be mended."""

from outpace.kernel.files.reading import FileRefused, Limits, Row, Table, read_table
from outpace.kernel.files.writing import PROBLEM_COLUMN, Mistake, csv_bytes, error_file

__all__ = ["PROBLEM_COLUMN", "FileRefused", "Limits", "Mistake", "Row", "Table", "csv_bytes", "error_file", "read_table"]
