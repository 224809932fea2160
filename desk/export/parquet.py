"""Articles as a Parquet file, for pandas, polars, DuckDB and their like."""

from collections.abc import Iterable, Iterator
from dataclasses import astuple
from itertools import islice
from pathlib import Path
from types import NoneType
from typing import Any, get_args, get_type_hints

from desk.records.articles import Article

# A row group: some 30 MB of articles, which is what memory holds of them.
_AT_ONCE = 5_000


def write_parquet(path: Path, articles: Iterable[Article]) -> int:
    """One row per article with all columns, compressed with zstd; returns how many.

    Raises:
        ModuleNotFoundError: pyarrow is not installed; it comes with the extra `parquet`.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    # Arrow's types, by the columns' own.
    types = {int: pa.int64(), float: pa.float64(), bool: pa.bool_(), str: pa.string()}
    schema = pa.schema([pa.field(name, types[kind], nullable) for name, kind, nullable in _columns()])
    count, rest = 0, iter(articles)
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        while some := list(islice(rest, _AT_ONCE)):
            columns = zip(*map(astuple, some), strict=True)
            writer.write_table(pa.table([pa.array(column) for column in columns], schema=schema))
            count += len(some)
    return count


def _columns() -> Iterator[tuple[str, Any, bool]]:
    """Each column's name, its type, and whether it may be null."""
    for name, hint in get_type_hints(Article).items():
        kinds = set(get_args(hint) or (hint,))
        [kind] = kinds - {NoneType}
        yield name, kind, NoneType in kinds
