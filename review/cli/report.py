"""``review report``, and the loop over analyses that it shares with ``review run``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from review.workflow.opening import OpenReview

KINDS = ("html", "pdf", "docx")


@click.command(epilog="Example: review report asps_orr --to pdf")
@click.argument("analyses", nargs=-1, metavar="[ANALYSIS]...")
@click.option(
    "--to", "kinds", multiple=True, type=click.Choice(KINDS), help="Repeatable; all of them by default."
)
@click.option("--json", "as_json", is_flag=True, help="Machine-readable: what was written.")
@click.option("--quiet", is_flag=True, help="Errors only.")
@click.pass_context
def report(
    ctx: click.Context, analyses: tuple[str, ...], kinds: tuple[str, ...], as_json: bool, quiet: bool
) -> None:
    """Write the report of each analysis (all by default) into reports/ANALYSIS/."""
    from review.workflow.opening import open_review

    opened = open_review(ctx.obj)
    ctx.exit(report_all(opened, analyses, kinds or KINDS, as_json=as_json, quiet=quiet))


def report_all(
    opened: OpenReview, names: Sequence[str], kinds: Sequence[str], *, as_json: bool, quiet: bool
) -> int:
    """Pool and report; print one line per analysis and per file; 1 if an analysis cannot be made."""
    from review.analysis.wording import per_cent, per_cent_range
    from review.cli.printing import print_json, print_left_out, print_problems
    from review.workflow.flow import with_selection
    from review.workflow.pooling import results_of
    from review.workflow.reporting import write_outputs

    opened = with_selection(opened)
    failed: list[str] = []
    documents: list[dict[str, Any]] = []
    for spec, results, problems in results_of(opened, names):
        if results is None:
            failed.append(spec.name)
            click.echo(f"{spec.name}: cannot be made", err=True)
            print_problems([p for p in problems if p.severity == "error"], err=True)
            continue
        written = write_outputs(opened, results, kinds)
        documents.append({"analysis": spec.name, "files": [item.shown for item in written]})
        if as_json or quiet:
            continue
        pooled, result = results.result.pooled, results.result
        click.echo(
            f"{click.style(spec.name, bold=True)}: {result.events} of {result.n} patients, "
            f"{result.k} cohort{'' if result.k == 1 else 's'}: {per_cent(pooled.estimate)}% "
            f"({100 * result.model.level:g}% CI {per_cent_range(pooled.ci_low, pooled.ci_high)})"
        )
        print_left_out(results)
        for item in written:
            if item.path.stem == "report":
                click.echo(f"  {item.shown}")
    if as_json:
        print_json({"schema": 1, "reports": documents, "failed": failed})
    return 1 if failed else 0
