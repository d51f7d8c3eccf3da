"""`handrail`: the commands of the contract. Nothing heavy is imported before a command needs it."""

from __future__ import annotations

import gc
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Optional

import click

if TYPE_CHECKING:
    from bot.rehearsal.report import Figures


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
@click.option("--redis", metavar="URL", help="keep conversations, sealed, in Redis: for several processes")
@click.option("--behind-proxy", is_flag=True, help="a proxy limits the rate by address (deploy/)")
@click.option("--console", is_flag=True, help="also the counselors' workbench, on a loopback port of its own")
@click.option("--console-port", type=click.IntRange(0, 65535), help="its port; the next one after --port, if not given")
def serve(
    host: str,
    port: int,
    model: Optional[Path],
    origins: tuple[str, ...],
    redis: Optional[str],
    behind_proxy: bool,
    console: bool,
    console_port: Optional[int],
) -> None:
    """Runs the whole service in one process."""
    from bot.server import quiet, scrub
    from bot.server.memory_files import keep_files_in_memory

    scrub.start_overwriting()
    gc.disable()  # a fifth of the start was spent looking through what is kept for good
    quiet.environment()
    keep_files_in_memory()
    model = _light(model)
    from bot.server.launcher import Service

    service = Service(model, frozenset(origins), redis=redis, behind_proxy=behind_proxy)
    if console:
        from bot.console.app import Console

        try:
            service.beside = Console(port + 1 if console_port is None else console_port).start
        except OSError:
            raise click.ClickException("the console's port is taken. Name a free one with --console-port.") from None
    sys.exit(service.run(host, port))


@main.command()
def train() -> None:
    """Trains a model from data/ as it is now."""
    from bot.server import quiet

    quiet.environment()
    from bot.server.absent import leave_out_of_training
    from bot.server.model import train as train_model

    leave_out_of_training()
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
    model = _light(model)
    from bot.server.evaluate import BadLine, evaluate_file

    try:
        count = evaluate_file(model, source, out)
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

    model = _light(model) if report else model or _model()
    figures = _figures(model) if report else None
    try:
        failed = rehearse_files(model, files, report, verbose=verbose, figures=figures)
    except BadDialogue as error:
        raise click.ClickException(str(error)) from None
    sys.exit(1 if failed else 0)


def _figures(model: Path) -> Figures:
    """Recognition measured for a report, on the messages kept for that."""
    import asyncio

    from bot.content import load_content
    from bot.rehearsal.report import RECOGNITION, figures_of
    from bot.server.evaluate import answer_all, as_result, read_messages

    messages = list(read_messages(RECOGNITION))
    turns = asyncio.run(answer_all(model, messages))
    answers = [as_result(m, turn, load_content()) for m, turn in zip(messages, turns)]
    return figures_of(messages, answers, load_content())


@main.command()
@click.option("--state", default="", metavar="CO", help="a US state, two letters")
@click.option("--country", default="", metavar="GB", help="a country, two letters")
@click.option("--need", default="", metavar="NEED", help="only what helps with one need (data/directory.yml)")
@click.option("--json", "as_json", is_flag=True, help="as JSON")
def services(state: str, country: str, need: str, as_json: bool) -> None:
    """The directory: who may be shown, with the date and source of each fact."""
    from bot.content.listing import as_rows, print_table, unverified
    from bot.content.needs import load_needs

    if need and need not in load_needs():
        raise click.BadParameter(f"{need!r} is no need. Try one of: {', '.join(load_needs())}.", param_hint="--need")
    rows = as_rows(state, country, need)
    if as_json:
        click.echo(json.dumps(rows, indent=2, ensure_ascii=False))
    else:
        print_table(rows, unverified(state, country, need))


@main.command()
@click.option("--near", is_flag=True, help="also find lines that mean what another line means (needs the encoder)")
def check(near: bool) -> None:
    """Every check of the content; collects all problems, path first."""
    from bot.content import load_content
    from bot.content.check import check_all
    from bot.widget.contents import problems as widget_problems

    problems, warnings = check_all()
    if not problems:
        problems = widget_problems(load_content())
    if near:
        from bot.study.near import check_near

        problems += check_near()
    for warning in warnings:
        click.secho(f"note: {warning}", fg="yellow", err=True)
    for problem in problems:
        click.echo(str(problem))
    if problems:
        raise click.ClickException(f"{len(problems)} problems")
    click.echo("All good!")


@main.command()
@click.option(
    "--model",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="a trained model to use instead of the one that fits data/",
)
@click.option(
    "--write", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="put the table into this document"
)
@click.option("--quick", is_flag=True, help="fewer repeats, no training: some minutes instead of most of an hour")
def bench(model: Optional[Path], write: Optional[Path], quick: bool) -> None:
    """Measures Handrail against stock Rasa: start, memory, latency, load."""
    from bot.server import quiet

    quiet.environment()
    from bot.bench.measure import run

    run(model or _model(), write, quick=quick)


def _light(model: Optional[Path]) -> Path:
    """The model to serve, with what it never needs kept out of this process. Before Rasa is imported."""
    from bot.server.absent import NoModel, leave_out

    model = model or _model()
    try:
        leave_out(model)
    except NoModel as error:
        raise click.ClickException(str(error)) from None
    return model


@main.command()
@click.option("--stock/--no-stock", default=True, show_default=True, help="also train stock Rasa, the longest part")
def study(stock: bool) -> None:
    """Compares ways of hearing on held-out text; writes docs/recognition.md and its pictures."""
    from bot.server import quiet

    quiet.environment()
    from bot.study.run import run

    run(_model(), stock=stock)


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
