"""`dragoman models`: install, show, score and remove translation models."""

from __future__ import annotations

from pathlib import Path

import click

from dragoman.commands.shared.context import Context, Group, progress, say
from dragoman.errors import UsageError
from dragoman.printing.terminal import echo


@click.group(cls=Group)
def models() -> None:
    """Translation models: list, install, remove, look at and score them.

    \b
    Example:
      dragoman models install az-en
    """


@models.command(name="list")
@click.argument("pair", required=False)
@click.option("--available", is_flag=True, help="Models that are known of, installed or not.")
@click.option(
    "--ask",
    is_flag=True,
    help="With --available: fetch Mozilla's registry as well; without, nobody is asked.",
)
@click.pass_obj
def models_list(context: Context, pair: str | None, available: bool, ask: bool) -> None:
    """List the models that are installed, the demo's own among them.

    \b
    Example:
      dragoman models list
      dragoman models list --available az-en
      dragoman models list --available az-en --ask
    """
    from dragoman.printing.model_facts import (
        available_json,
        model_json,
        print_available,
        print_models,
        speech_json,
        speech_text,
    )
    from dragoman.steps.models import available_models, speech
    from dragoman.steps.models import models as installed

    if available:
        known = available_models(pair, ask=ask)
        for each in known if context.as_json else ():
            context.line(available_json(each))
        if not context.as_json:
            print_available(known)
        return
    if pair is not None or ask:
        raise UsageError(
            'PAIR and --ask go with --available; "dragoman models info PAIR" shows what is '
            "installed for a pair"
        )

    found, hears = installed(), speech()
    if context.as_json:
        for model in found:
            context.line(model_json(model))
        if hears is not None:
            context.line(speech_json(hears))
        return
    print_models(found)
    if hears is not None:
        echo(speech_text(hears))
    if all(model.demo for model in found):
        say(
            "only demo models are here, which are for the demo alone; install one with "
            '"dragoman models install az-en"'
        )


@models.command(name="install")
@click.argument("what", metavar="PAIR|FILE|FOLDER")
@click.option(
    "--pair", help="What a model in a folder translates, where it does not say so: az-en."
)
@click.option(
    "--engine",
    type=click.Choice(["auto", "argos", "firefox", "ct2"]),
    default="auto",
    show_default=True,
    help="For a pair: from Argos's index, from Mozilla's list, or whichever is known to be better; "
    "ct2 is the teacher of Mozilla's, and what is in a folder.",
)
@click.option("--sha256", help="Refuse an .argosmodel file that has another SHA-256.")
@click.pass_obj
def models_install(
    context: Context, what: str, pair: str | None, engine: str, sha256: str | None
) -> None:
    """Install a model: from a file or a folder, or one for a pair from the network.

    \b
    Example:
      dragoman models install translate-az_en-1_5.argosmodel
      dragoman models install ./azen/                 the files of a Firefox model
      dragoman models install ./nllb-200-ct2/         one that CTranslate2 decodes
      dragoman models install ./whisper-small-ct2/    one that hears what is said in recordings
      dragoman models install az-en
    """
    from dragoman.printing.model_facts import model_json, model_text, speech_json, speech_text
    from dragoman.steps.models import install_model, install_speech_model

    if not (pair or sha256) and (hears := install_speech_model(Path(what))) is not None:
        if context.as_json:
            context.line(speech_json(hears))
        else:
            echo(f"installed {speech_text(hears)}")
        return
    with progress(context, 0, "downloading") as step:
        model = install_model(
            what, engine=engine, sha256=sha256, pair=pair, progress=step, tell=say
        )
    if context.as_json:
        context.line(model_json(model))
    else:
        echo(f"installed {model_text(model)}")


@models.command(name="info")
@click.argument("what", metavar="PAIR|NAME")
@click.pass_obj
def models_info(context: Context, what: str) -> None:
    """Show all that is known of the installed models of a pair: licence, score, digests.

    \b
    Example:
      dragoman models info az-en
      dragoman models info firefox-az-en
      dragoman models info speech
    """
    from dragoman.printing.model_facts import model_info, model_json, speech_json, speech_text
    from dragoman.steps.models import find_model, needed_speech

    if what in ("speech", "whisper"):
        hears = needed_speech()
        if context.as_json:
            context.line(speech_json(hears))
        else:
            echo(speech_text(hears))
        return
    found = find_model(what)
    if context.as_json:
        for model in found:
            context.line(model_json(model))
    else:
        echo("\n\n".join(map(model_info, found)))


@models.command(name="evaluate")
@click.argument("pair")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument(
    "reference", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option("--engine", default="auto", show_default=True, help="As translate's.")
@click.option("--beam", type=click.IntRange(1, 16), help="As translate's.")
@click.pass_obj
def models_evaluate(
    context: Context,
    pair: str,
    file: Path,
    reference: Path | None,
    engine: str,
    beam: int | None,
) -> None:
    """Score an installed model on sentences whose translation is known (BLEU, chrF).

    FILE has a sentence, a tab and its translation on each line, or REFERENCE has the translations.

    \b
    Example:
      dragoman models evaluate az-en sentences.tsv
      dragoman models evaluate ru-en news.ru news.en --engine firefox
    """
    from dragoman.printing.model_facts import evaluation_json, evaluation_text
    from dragoman.steps.models import evaluate_model

    with progress(context, 0, "translating") as step:
        model, found = evaluate_model(
            pair, file, reference, engine=engine, beam=beam, progress=step
        )
    if context.as_json:
        context.line(evaluation_json(model, found))
    else:
        echo(evaluation_text(model, found))


@models.command(name="remove")
@click.argument("pair", metavar="PAIR|NAME")
def models_remove(pair: str) -> None:
    """Remove an installed model.

    \b
    Example:
      dragoman models remove az-en
    """
    from dragoman.steps.models import remove_model

    remove_model(pair)
    say(f"removed {pair}")
