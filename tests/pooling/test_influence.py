from __future__ import annotations

import pytest

from review.pooling.pool import pool
from tests.golden.read import counts, off, rows

FIELDS = ("rstudent", "dffits", "cook_d", "cov_r", "hat")


@pytest.mark.parametrize(
    "row", rows("sensitivity", "influence"), ids=lambda row: f"{row['dataset']}-{row['measure']}"
)
def test_diagnostics_are_metafors(row) -> None:
    x, n = counts(row["dataset"])
    found = pool(x, n, model="inverse-variance", measure=row["measure"], ci="wald", influence=True).influence
    for field in FIELDS:
        assert off([getattr(cohort, field) for cohort in found], row[field], 1e-3) < 1e-6, field


@pytest.mark.parametrize("row", rows("sensitivity", "baujat"), ids=lambda row: row["dataset"])
def test_places_in_the_baujat_plot_are_metafors(row) -> None:
    x, n = counts(row["dataset"])
    found = pool(x, n, model="inverse-variance", measure=row["measure"], ci="wald", influence=True).influence
    assert off([cohort.baujat_x for cohort in found], row["x"], 1e-3) < 1e-6
    assert off([cohort.baujat_y for cohort in found], row["y"], 1e-3) < 1e-6


@pytest.mark.parametrize(
    ("ci", "golden"),
    [
        # metafor 3.8, influence(rma(measure="PLO", xi, ni, data=dat.pritz1997, method="REML", test=…)),
        # cohort 3: rstudent, dffits, cook.d, cov.r
        ("HK", (-1.288546771, -0.3625272110, 0.12506244727, 1.025543771)),
        ("HK-adhoc", (-1.264259381, -0.3556940559, 0.12506244727, 1.065325213)),
        ("t", (-1.264259381, -0.3556940559, 0.12815097715, 1.091634379)),
    ],
)
def test_hartung_knapps_factor_enters_as_in_metafor(ci: str, golden: tuple[float, ...]) -> None:
    x, n = counts("pritz1997")
    third = pool(x, n, model="inverse-variance", ci=ci, influence=True).influence[2]
    assert (third.rstudent, third.dffits, third.cook_d, third.cov_r) == pytest.approx(golden, rel=1e-6)


def test_weights_of_all_cohorts_make_up_the_hat() -> None:
    found = pool([3, 8, 5], [10, 20, 9], model="common", influence=True)
    assert sum(cohort.hat for cohort in found.influence) == pytest.approx(1)
    assert [100 * cohort.hat for cohort in found.influence] == pytest.approx(
        [row.weight for row in found.studies]
    )


def test_two_cohorts_are_too_few_and_other_models_have_no_weights() -> None:
    few = pool([3, 8], [10, 20], model="common", influence=True)
    assert few.influence is None
    assert "Influence needs at least 3 cohorts" in next(
        note.message for note in few.notes if note.rule == "POOL20"
    )


def test_agreement_without_spread_is_null_not_infinite() -> None:
    found = pool([2, 4, 8], [10, 20, 40], model="inverse-variance", measure="PAS", ci="HK", influence=True)
    assert all(cohort.cook_d is None for cohort in found.influence)
