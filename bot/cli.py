"""`handrail`: the commands of the contract. Nothing heavy is imported before a command needs it."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Optional

import click


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Handrail: a private, scripted first-aid chat for young people who are being exploited."""


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8080, show_default=True, type=click.IntRange(1, 65535))
@click.option(
    "--model",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="a trained model to use instead of the one that fits data/",
)
@click.option("--allow-origin", "origins", multiple=True, metavar="ORIGIN", help="a school's site that may embed it")
def serve(host: str, port: int, model: Optional[Path], origins: tuple[str, ...]) -> None:
    """Runs the whole service in one process."""
    from bot.server import quiet

    quiet.environment()
    from bot.server.launcher import Service

    sys.exit(Service(model or _model(), frozenset(origins)).run(host, port))


@main.command()
def train() -> None:
    """Trains a model from data/ as it is now."""
    from bot.server import quiet

    quiet.environment()
    from bot.server.model import train as train_model

    click.echo(f"trained {_with_clock(train_model).name}")


@main.command()
@click.option("--messages", "source", required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--model",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="a trained model to use instead of the one that fits data/",
)
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path))
def evaluate(source: Path, model: Optional[Path], out: Path) -> None:
    """Answers each line of a JSONL file as the first message of a fresh session."""
    from bot.server import quiet

    quiet.environment()
    from bot.server.evaluate import BadLine, evaluate_file

    try:
        count = evaluate_file(model or _model(), source, out)
    except BadLine as error:
        raise click.ClickException(str(error)) from None
    click.echo(f"{count} messages answered in {out}")
    _print_score(source, out)


def _print_score(source: Path, out: Path) -> None:
    """Prints how the answers did, where the messages say what is expected of them."""
    from bot.content import load_content
    from bot.content.score import as_markdown, score

    wanted, got = (
        [json.loads(line) for line in p.read_text(encoding="utf-8").splitlines() if line] for p in (source, out)
    )
    if all("situation" in line for line in wanted):
        click.echo(as_markdown(score(wanted, got, load_content())))


@main.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--model",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="a trained model to use instead of the one that fits data/",
)
@click.option("--report", type=click.Path(dir_okay=False, path_type=Path), help="write the result as an HTML page")
@click.option("-v", "--verbose", is_flag=True, help="print every turn of what failed")
def rehearse(files: tuple[Path, ...], model: Optional[Path], report: Optional[Path], verbose: bool) -> None:
    """Plays dialogues against the real service, over HTTP, and prints what failed."""
    from bot.server import quiet

    quiet.environment()
    from bot.rehearsal.play import BadDialogue, rehearse_files

    try:
        failed = rehearse_files(model or _model(), files, report, verbose=verbose)
    except BadDialogue as error:
        raise click.ClickException(str(error)) from None
    sys.exit(1 if failed else 0)


@main.command()
@click.option("--state", default="", metavar="CO", help="a US state, two letters")
@click.option("--country", default="", metavar="GB", help="a country, two letters")
@click.option("--json", "as_json", is_flag=True, help="as JSON")
def services(state: str, country: str, as_json: bool) -> None:
    """The directory: who may be shown, with the date and source of each fact."""
    from bot.content.listing import as_rows, print_table

    rows = as_rows(state, country)
    click.echo(json.dumps(rows, indent=2, ensure_ascii=False)) if as_json else print_table(rows)


@main.command()
def check() -> None:
    """Every check of the content; collects all problems, path first."""
    from bot.content import load_content
    from bot.content.check import check_all
    from bot.widget.contents import problems as widget_problems

    problems, warnings = check_all()
    if not problems:
        problems = widget_problems(load_content())
    for warning in warnings:
        click.secho(f"note: {warning}", fg="yellow", err=True)
    for problem in problems:
        click.echo(str(problem))
    if problems:
        raise click.ClickException(f"{len(problems)} problems")
    click.echo("All good!")


@main.command()
@click.option(
    "--write", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="put the table into this document"
)
def bench(write: Optional[Path]) -> None:
    """Measures start, memory and the time for a turn."""
    from bot.server import quiet

    quiet.environment()
    from bot.bench.measure import run

    run(_model(), write)


def _model() -> Path:
    """The model that fits the data, trained now if there is none."""
    from bot.server.model import fitting_model
    from bot.server.model import train as train_model

    model = fitting_model()
    if model is None:
        click.echo("handrail: no model fits the data; training one (about three minutes) ...", err=True)
        model = _with_clock(train_model)
    return model


def _with_clock(work: Callable[[], Path]) -> Path:
    """Does the work under a clock that shows it goes on."""
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    with Progress(SpinnerColumn(), TextColumn("training"), TimeElapsedColumn(), transient=True) as clock:
        clock.add_task("training", total=None)
        return work()


if __name__ == "__main__":
    main(prog_name="handrail")
