"""Recompute an event from its results bundle: no database, no settings, no network."""

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import NoReturn

import click

from competition.domain.bundle_marks import MarkCollector
from competition.domain.bundle_results import differences, results_document
from competition.domain.bundles import MarksFile, read_bundle
from competition.domain.computing import compute
from competition.domain.document_text import document_text, parse_document
from competition.domain.documents import PUBLISHED
from competition.domain.issues import Issue, errors

DIFFERENT, MALFORMED = 1, 2


@click.command("compute")
@click.argument("bundle", type=click.Path(path_type=Path))
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="Write the results to this file."
)
@click.option("--verify", is_flag=True, help="Compare with the published results of the bundle.")
def compute_command(bundle: Path, output: Path | None, verify: bool) -> None:
    """Recompute the results of an event from its results bundle.

    Exit code 0: done. 1: --verify found a difference. 2: the bundle is malformed or breaks a rule;
    then every issue stands on standard error, one a line, and nothing on standard output.
    """
    document = _parsed(bundle)
    results = _computed(document, bundle, verify=verify)
    if output is not None:
        _write(output, document_text(results))
    if verify:
        _verify(results, document)
    elif output is None:
        click.echo(document_text(results).encode(), nl=False)


def _parsed(bundle: Path) -> object:
    """Read and parse the file."""
    try:
        text = bundle.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        _refuse([f"{bundle}: is not UTF-8 text"])
    except OSError as error:
        _refuse([f"{bundle}: cannot be read: {error.strerror}"])
    document, issues = parse_document(text)
    if issues:
        _refuse(issues)
    return document


def _computed(document: object, bundle: Path, *, verify: bool) -> dict[str, object]:
    """Read the bundle and compute it; warnings go to standard error."""
    record, issues = read_bundle(document, _marks_beside(bundle))
    if verify and isinstance(document, dict) and document.get("published") is None:
        issues.append(Issue(PUBLISHED, "published", "is required to verify against"))
    if record is None or errors(issues):
        _refuse(errors(issues))
    for warning in issues:
        click.echo(_on_one_line(f"warning: {warning}"), err=True)
    return results_document(compute(record), record)


def _marks_beside(bundle: Path) -> MarksFile:
    """Make the reader of marks files; Arrow is loaded only when there is one."""

    def read(name: str, collector: MarkCollector) -> None:
        from competition.cli.mark_files import read_marks  # noqa: PLC0415 -- see above

        read_marks(bundle, name, collector)

    return read


def _verify(results: dict[str, object], document: object) -> None:
    """Name each difference from the published results, which `read_bundle` found to be there."""
    assert isinstance(document, dict)  # noqa: S101 -- a bundle that was read is an object
    found = differences(results, document["published"])
    for difference in found:
        click.echo(_on_one_line(difference))
    if found:
        sys.exit(DIFFERENT)
    click.echo("The published results are what the marks compute to.")


def _write(output: Path, text: str) -> None:
    """Write the file whole or not at all."""
    part = output.with_name(f".{output.name}.part")
    try:
        part.write_text(text, encoding="utf-8")
        part.replace(output)
    except OSError as error:
        part.unlink(missing_ok=True)
        _refuse([f"{output}: cannot be written: {error.strerror}"])


def _refuse(issues: Iterable[Issue | str]) -> NoReturn:
    """Say what is wrong, one line an issue, and stop."""
    for issue in issues:
        click.echo(_on_one_line(str(issue)), err=True)
    sys.exit(MALFORMED)


def _on_one_line(words: str) -> str:
    """Escape what would break the line or cannot be printed."""
    return "".join(
        sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in words
    )
