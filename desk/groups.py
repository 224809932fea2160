"""Commands with commands of their own, one of which is meant where none is named."""

from typing import Any

from typer.core import TyperGroup


class DefaultGroup(TyperGroup):
    """Means its first command where none is named: `duplicates 3 --json` is `duplicates show 3 --json`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put the first command's name in front of what can only be its arguments; a mistyped name stays one."""
        if not ctx.resilient_parsing and not (args and (args[0] in ctx.help_option_names or args[0].isalpha())):
            args = [next(iter(self.commands)), *args]
        return super().parse_args(ctx, args)
