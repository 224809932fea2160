"""`export` and `backup`: take the articles, or the whole database, away."""

from pathlib import Path
from typing import Annotated

import typer

from desk.filters import Filters
from desk.options import (
    Database,
    Duplicates,
    Json,
    Language,
    Outlet,
    Since,
    Translated,
    Until,
)
from schema import DEFAULT_DATABASE
from schema.errors import CopydeskError


class BackupError(CopydeskError):
    """The backup would overwrite something."""


def export(  # noqa: PLR0913 - one argument for each option
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE", help="File to write (.jsonl, .csv, .parquet, .db), or a folder.", show_default=False
        ),
    ],
    search: Annotated[str | None, typer.Option(metavar="TEXT", help="Only articles that match this search.")] = None,
    database: Database = DEFAULT_DATABASE,
    since: Since = None,
    until: Until = None,
    outlet: Outlet = None,
    language: Language = None,
    translated: Translated = False,
    duplicates: Duplicates = False,
    markdown: Annotated[
        bool,
        typer.Option("--markdown", metavar="", help="In a folder: Markdown with the columns on top, instead of text."),
    ] = False,
    json: Json = False,
) -> None:
    """Write the clean articles to a file, all of them or those found.

    The ending says in which form. `.jsonl`: one article per line, every character as it is. `.csv`: for a
    spreadsheet; a cell that begins like a formula (`=`, `+`, `-`, `@`) gets an apostrophe in front. `.parquet`: for
    pandas, polars and their like (`pip install 'copydesk[parquet]'`). `.db`: a small database with all that belongs to
    these articles, to read with the same commands. No ending: a folder with one text per article. An older .jsonl,
    .csv or .parquet is replaced.

    Example: `copydesk export articles.jsonl`

    Example: `copydesk export truce.db --search truce`

    Example: `copydesk export notes --markdown`

    Example: `copydesk export truce.csv --search 'truce OR ceasefire' --since 2024-03 --language ar`
    """
    from desk.database import reading
    from desk.export import export as write
    from desk.export import writer_for
    from desk.output import answer
    from desk.render.words import counted

    writer = writer_for(file, markdown)  # before a large database is opened for nothing
    filters = Filters(since, until, outlet, language, translated, duplicates)
    with reading(database) as connection:
        count = write(connection, file, writer, search, filters)
    line = f"{counted(count, 'article')} written to {file}."
    answer(json, {"file": str(file), "articles": count}, lambda page: page.line(line))


def backup(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="File to write; it must not exist yet.", show_default=False)
    ],
    database: Database = DEFAULT_DATABASE,
    json: Json = False,
) -> None:
    """Copy the whole database to a file, also while it is being written to.

    Example: `copydesk backup articles-2024-03-16.db`
    """
    from desk.output import answer
    from desk.render.words import counted
    from schema.backup import backup as copy

    if file.exists():
        raise BackupError(str(file), "exists already", "A backup overwrites nothing: name another file.")
    copy(database, file)
    size = file.stat().st_size
    line = f"{file}: {counted(size, 'byte')}. Use it with --database sqlite:///{file}"
    answer(json, {"file": str(file), "bytes": size}, lambda page: page.line(line))
