"""Checks a Prefect deployment file strictly: Prefect itself ignores keys that it does not know.

Every key has to be one that Prefect reads, every entrypoint has to be a flow, and every parameter one of that flow,
of its type.
"""

import difflib
import inspect
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml
from prefect import Flow
from prefect.utilities.importtools import import_object
from pydantic import TypeAdapter, ValidationError

from flows.deployment_file import KEYS, Deployment, DeploymentFile
from schema.errors import CopydeskError, cannot_be_read
from schema.findings import Finding


def check_deployments(path: Path) -> list[Finding]:
    """What is wrong with a deployment file; an empty list for one that means what it says.

    Arguments:
        path: the file; entrypoints in it are relative to its folder, where `prefect deploy` is called.

    Raises:
        CopydeskError: the file cannot be read.
    """
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), _UniqueKeys)
    except (OSError, UnicodeDecodeError) as error:
        raise CopydeskError(str(path), cannot_be_read(error), "Name a deployment file.") from error
    except yaml.YAMLError as error:
        return [Finding(f"this is not YAML: {error}", str(path), "Correct the line that it names.")]
    try:
        file = DeploymentFile.model_validate(content)
    except ValidationError as error:
        return [_invalid(path, details["loc"], details["type"], details["msg"]) for details in error.errors()]
    findings = list(_repetitions(path, file))
    for deployment in file.deployments:
        findings += _entrypoint(path, deployment)
    return findings


class _UniqueKeys(yaml.SafeLoader):
    """YAML in which a key may be given once; PyYAML would keep the last one without a word."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for key_node, _ in node.value:
            key = str(self.construct_object(key_node, deep=True))
            if key in seen:
                raise yaml.constructor.ConstructorError(None, None, f"{key!r} is given twice", key_node.start_mark)
            seen.add(key)
        return super().construct_mapping(node, deep)


def _invalid(path: Path, place: tuple[int | str, ...], kind: str, message: str) -> Finding:
    where = f"{path}: {'.'.join(map(str, place))}"
    if kind != "extra_forbidden":
        return Finding(message.removeprefix("Value error, "), where, "Correct the value.")
    near = difflib.get_close_matches(str(place[-1]), KEYS, 1)
    return Finding(
        f"{place[-1]!r} is no key that Prefect knows here; it would ignore it",
        where,
        f"Did you mean {near[0]!r}?" if near else "Remove it.",
    )


def _repetitions(path: Path, file: DeploymentFile) -> Iterator[Finding]:
    """Names that Prefect would let the last deployment or schedule take over."""
    names = [(f"{path}", "name", [one.name for one in file.deployments])]
    for one in file.deployments:
        slugs = [schedule.slug for schedule in one.all_schedules() if schedule.slug]
        names.append((f"{path}: {one.name}", "slug of a schedule", slugs))
    for where, what, values in names:
        for value in sorted({value for value in values if values.count(value) > 1}):
            yield Finding(f"the {what} {value!r} is given twice", where, "Give each its own.")


def _entrypoint(path: Path, deployment: Deployment) -> list[Finding]:
    """Import the flow, and hold the parameters against its signature."""
    where = f"{path}: {deployment.name}"
    script, colon, name = deployment.entrypoint.partition(":")
    if script.endswith(".py"):
        script = str(path.absolute().parent / script)
    try:
        flow = import_object(f"{script}{colon}{name}")
    except Exception as error:
        cause = error.__cause__ or error
        what = f"the entrypoint {deployment.entrypoint} cannot be imported: {type(cause).__name__}: {cause}"
        return [Finding(what, where, "Write FILE.py:FLOW, as seen from the folder of this file.")]
    if not isinstance(flow, Flow):
        return [Finding(f"{deployment.entrypoint} is no flow", where, "Name a function decorated with @flow.")]
    findings = list(_parameters(where, flow, deployment.parameters))
    for schedule in deployment.all_schedules():
        findings += _parameters(f"{where}, schedule {schedule.slug}", flow, schedule.parameters)
        findings += _missing(f"{where}, schedule {schedule.slug}", flow, deployment.parameters | schedule.parameters)
    return findings


def _parameters(where: str, flow: Flow[..., Any], given: Mapping[str, object]) -> Iterator[Finding]:
    known = inspect.signature(flow.fn, eval_str=True).parameters
    for name, value in given.items():
        if name not in known:
            near = difflib.get_close_matches(name, known, 1)
            remedy = f"Did you mean {near[0]!r}?" if near else f"It takes: {', '.join(known)}."
            yield Finding(f"the flow {flow.name!r} takes no parameter {name!r}", where, remedy)
        elif not (isinstance(value, str) and "{{" in value):  # a template is filled in by `prefect deploy`
            yield from _wrong_value(where, name, value, known[name].annotation)


def _wrong_value(where: str, name: str, value: object, annotation: Any) -> Iterator[Finding]:
    try:
        TypeAdapter(annotation).validate_python(value)
    except ValidationError as error:
        message = error.errors()[0]["msg"]
        yield Finding(f"the parameter {name!r} cannot be {value!r}: {message}", where, "Correct the value.")


def _missing(where: str, flow: Flow[..., Any], given: Mapping[str, object]) -> Iterator[Finding]:
    for name, parameter in inspect.signature(flow.fn).parameters.items():
        if parameter.default is parameter.empty and name not in given:
            what = f"the flow {flow.name!r} needs the parameter {name!r}, and nobody gives it to a scheduled run"
            yield Finding(what, where, "Add it to parameters.")
