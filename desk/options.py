"""The options that several commands share."""

from typing import Annotated

import typer

from desk.invocation import DATABASE_VARIABLE, LIMITS_VARIABLE, remember


def _checked(context: typer.Context, stated: list[str] | None) -> list[str] | None:
    """Refuse limits that are none, and say where they were stated."""
    if stated:
        from flows.request import UnknownLimit, limits_from

        try:
            limits_from(stated)
        except UnknownLimit as error:
            source = context.get_parameter_source("limits")
            by_variable = source is not None and source.name == "ENVIRONMENT"
            where = f"the environment variable {LIMITS_VARIABLE}" if by_variable else "--limits"
            raise typer.BadParameter(str(error), param_hint=where) from error
    return stated


Database = Annotated[
    str,
    typer.Option("--database", "-d", envvar=DATABASE_VARIABLE, metavar="URL", help="The database.", callback=remember),
]
Json = Annotated[bool, typer.Option("--json", metavar="", help="Answer with one JSON document on standard output.")]
Limit = Annotated[int, typer.Option("--limit", "-n", min=1, max=10_000, metavar="N", help="Show at most N.")]

Since = Annotated[
    str | None, typer.Option("--since", metavar="DATE", help="Published on or after 2024, 2024-03 or 2024-03-16.")
]
Until = Annotated[
    str | None, typer.Option("--until", metavar="DATE", help="Published on or before; 2024-03 includes all of March.")
]
Outlet = Annotated[
    str | None,
    typer.Option("--outlet", metavar="NAME", help="Of this outlet, in any case; `*` stands for any characters."),
]
Language = Annotated[str | None, typer.Option("--language", metavar="CODE", help="In this language: en, ar, zh, und.")]
Translated = Annotated[
    bool, typer.Option("--translated", metavar="", help="Only articles that were likely translated.")
]
Duplicates = Annotated[bool, typer.Option("--duplicates", metavar="", help="Articles marked as duplicates as well.")]

Batch = Annotated[int | None, typer.Option("--batch", metavar="N", help="Only of this batch.")]
Direct = Annotated[bool, typer.Option("--direct", metavar="", help="Without Prefect: the same steps and rows, sooner.")]
Workers = Annotated[
    int | None,
    typer.Option(
        "--workers",
        min=0,
        metavar="N",
        help="Processes; one per core by default, 0 works in this one, without limits of time and memory.",
    ),
]
Runner = Annotated[
    str | None,
    typer.Option("--runner", metavar="URL", help="Process on a Dask cluster: `dask://HOST:PORT`, or `dask://local`."),
]
Limits = Annotated[
    list[str] | None,
    typer.Option(
        "--limits",
        envvar=LIMITS_VARIABLE,
        metavar="NAME=VALUE,…",
        callback=_checked,
        help="What is accepted of one input, such as document-bytes=20MB; docs/limits.md has them all.",
    ),
]
StrictCleaning = Annotated[
    bool, typer.Option("--strict-cleaning", metavar="", help="Remove more: also lines that are only probably junk.")
]
