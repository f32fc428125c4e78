"""The literature that a report may cite; a report lists what its own words cite, and no more.

To add a reference, add an entry to `REFERENCES`; `cite` makes the link, and `cited` collects the list.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from review.report.blocks import Citation, Citations, Inline, Span, refer, words

_PREFIX = "ref-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """One publication, as the list of references gives it."""

    key: str
    full: str


REFERENCES: Mapping[str, Reference] = {
    reference.key: reference
    for reference in (
        Reference(
            key="agresti1998",
            full=(
                "Agresti A, Coull BA. Approximate is better than “exact” for interval estimation of binomial "
                "proportions. Am Stat 1998;52:119–26."
            ),
        ),
        Reference(
            key="balduzzi2019",
            full=(
                "Balduzzi S, Rücker G, Schwarzer G. How to perform a meta-analysis with R: a practical "
                "tutorial. "
                "Evid Based Ment Health 2019;22:153–60."
            ),
        ),
        Reference(
            key="brown2001",
            full=(
                "Brown LD, Cai TT, DasGupta A. Interval estimation for a binomial proportion. "
                "Stat Sci 2001;16:101–33."
            ),
        ),
        Reference(
            key="callaghan2020",
            full=(
                "Callaghan MW, Müller-Hansen F. Statistical stopping criteria for automated screening in "
                "systematic reviews. Syst Rev 2020;9:273."
            ),
        ),
        Reference(
            key="clopper1934",
            full=(
                "Clopper CJ, Pearson ES. The use of confidence or fiducial limits illustrated in the case of "
                "the binomial. Biometrika 1934;26:404–13."
            ),
        ),
        Reference(
            key="dersimonian1986",
            full=(
                "DerSimonian R, Laird N. Meta-analysis in clinical trials. Control Clin Trials 1986;7:177–88."
            ),
        ),
        Reference(
            key="duval2000",
            full=(
                "Duval S, Tweedie R. Trim and fill: a simple funnel-plot-based method of testing and "
                "adjusting for publication bias in meta-analysis. Biometrics 2000;56:455–63."
            ),
        ),
        Reference(
            key="eisenhauer2009",
            full=(
                "Eisenhauer EA, Therasse P, Bogaerts J, et al. New response evaluation criteria in solid "
                "tumours: "
                "revised RECIST guideline (version 1.1). Eur J Cancer 2009;45:228–47."
            ),
        ),
        Reference(
            key="follmann1999",
            full=(
                "Follmann DA, Proschan MA. Valid inference in random effects meta-analysis. Biometrics "
                "1999;55:732–7."
            ),
        ),
        Reference(
            key="guyatt2008",
            full=(
                "Guyatt GH, Oxman AD, Vist GE, et al. GRADE: an emerging consensus on rating quality of "
                "evidence "
                "and strength of recommendations. BMJ 2008;336:924–6."
            ),
        ),
        Reference(
            key="hartung2001",
            full=(
                "Hartung J, Knapp G. A refined method for the meta-analysis of controlled clinical "
                "trials with "
                "binary outcome. Stat Med 2001;20:3875–89."
            ),
        ),
        Reference(
            key="hedges1985",
            full=(
                "Hedges LV, Olkin I. Statistical methods for meta-analysis. San Diego: Academic Press; 1985."
            ),
        ),
        Reference(
            key="higgins2002",
            full=(
                "Higgins JPT, Thompson SG. Quantifying heterogeneity in a meta-analysis. "
                "Stat Med 2002;21:1539–58."
            ),
        ),
        Reference(
            key="higgins2004",
            full=(
                "Higgins JPT, Thompson SG. Controlling the risk of spurious findings from "
                "meta-regression. Stat Med 2004;23:1663–82."
            ),
        ),
        Reference(
            key="higgins2009",
            full=(
                "Higgins JPT, Thompson SG, Spiegelhalter DJ. A re-evaluation of random-effects "
                "meta-analysis. "
                "J R Stat Soc Ser A 2009;172:137–59."
            ),
        ),
        Reference(
            key="hunter2014",
            full=(
                "Hunter JP, Saratzis A, Sutton AJ, et al. In meta-analyses of proportion studies, funnel "
                "plots were "
                "found to be an inaccurate method of assessing publication bias. "
                "J Clin Epidemiol 2014;67:897–903."
            ),
        ),
        Reference(
            key="inthout2014",
            full=(
                "IntHout J, Ioannidis JPA, Borm GF. The Hartung-Knapp-Sidik-Jonkman method for "
                "random effects "
                "meta-analysis is straightforward and considerably outperforms the standard "
                "DerSimonian-Laird method. BMC Med Res Methodol 2014;14:25."
            ),
        ),
        Reference(
            key="inthout2016",
            full=(
                "IntHout J, Ioannidis JPA, Rovers MM, Goeman JJ. Plea for routinely presenting prediction "
                "intervals in meta-analysis. BMJ Open 2016;6:e010247."
            ),
        ),
        Reference(
            key="iorio2015",
            full=(
                "Iorio A, Spencer FA, Falavigna M, et al. Use of GRADE for assessment of evidence about "
                "prognosis: "
                "rating confidence in estimates of event rates in broad categories of patients. "
                "BMJ 2015;350:h870."
            ),
        ),
        Reference(
            key="konstantopoulos2011",
            full=(
                "Konstantopoulos S. Fixed effects and variance components estimation in three-level "
                "meta-analysis. Res Synth Methods 2011;2:61–76."
            ),
        ),
        Reference(
            key="kuss2015",
            full=(
                "Kuss O. Statistical methods for meta-analyses including information from studies "
                "without any "
                "events: add nothing to nothing and succeed nevertheless. Stat Med 2015;34:1097–116."
            ),
        ),
        Reference(
            key="michiels2005",
            full=(
                "Michiels S, Piedbois P, Burdett S, Syz N, Stewart L, Pignon JP. Meta-analysis when only "
                "the median survival times are known: a comparison with individual patient data results. "
                "Int J Technol Assess Health Care 2005;21:119–25."
            ),
        ),
        Reference(
            key="migliavaca2022",
            full=(
                "Migliavaca CB, Stein C, Colpani V, et al. Meta-analysis of prevalence: I² statistic and how "
                "to deal with heterogeneity. Res Synth Methods 2022;13:363–7."
            ),
        ),
        Reference(
            key="miller1978",
            full=(
                "Miller JJ. The inverse of the Freeman-Tukey double arcsine transformation. Am Stat "
                "1978;32:138."
            ),
        ),
        Reference(
            key="morris1983",
            full=(
                "Morris CN. Parametric empirical Bayes inference: theory and applications. "
                "J Am Stat Assoc 1983;78:47–55."
            ),
        ),
        Reference(
            key="newcombe1998",
            full=(
                "Newcombe RG. Two-sided confidence intervals for the single proportion: comparison of seven "
                "methods. Stat Med 1998;17:857–72."
            ),
        ),
        Reference(
            key="olkin2012",
            full=(
                "Olkin I, Dahabreh IJ, Trikalinos TA. GOSH: a graphical display of study heterogeneity. "
                "Res Synth Methods 2012;3:214–23."
            ),
        ),
        Reference(
            key="page2021",
            full=(
                "Page MJ, McKenzie JE, Bossuyt PM, et al. The PRISMA 2020 statement: an updated "
                "guideline for "
                "reporting systematic reviews. BMJ 2021;372:n71."
            ),
        ),
        Reference(
            key="paule1982",
            full=(
                "Paule RC, Mandel J. Consensus values and weighting factors. J Res Natl Bur Stand "
                "1982;87:377–85."
            ),
        ),
        Reference(
            key="rover2015",
            full=(
                "Röver C, Knapp G, Friede T. Hartung-Knapp-Sidik-Jonkman approach and its modification for "
                "random-effects meta-analysis with few studies. BMC Med Res Methodol 2015;15:99."
            ),
        ),
        Reference(
            key="rucker2008",
            full=(
                "Rücker G, Schwarzer G, Carpenter JR, Schumacher M. Undue reliance on I² in assessing "
                "heterogeneity "
                "may mislead. BMC Med Res Methodol 2008;8:79."
            ),
        ),
        Reference(
            key="schwarzer2019",
            full=(
                "Schwarzer G, Chemaitelly H, Abu-Raddad LJ, Rücker G. Seriously misleading results using "
                "inverse of Freeman-Tukey double arcsine transformation in meta-analysis of single "
                "proportions. Res Synth Methods 2019;10:476–83."
            ),
        ),
        Reference(
            key="seymour2017",
            full=(
                "Seymour L, Bogaerts J, Perrone A, et al. iRECIST: guidelines for response criteria for "
                "use in "
                "trials testing immunotherapeutics. Lancet Oncol 2017;18:e143–52."
            ),
        ),
        Reference(
            key="sidik2005",
            full=(
                "Sidik K, Jonkman JN. Simple heterogeneity variance estimation for meta-analysis. "
                "J R Stat Soc Ser C 2005;54:367–84."
            ),
        ),
        Reference(
            key="sterne2011",
            full=(
                "Sterne JAC, Sutton AJ, Ioannidis JPA, et al. Recommendations for examining and "
                "interpreting funnel "
                "plot asymmetry in meta-analyses of randomised controlled trials. BMJ 2011;343:d4002."
            ),
        ),
        Reference(
            key="stijnen2010",
            full=(
                "Stijnen T, Hamza TH, Özdemir P. Random effects meta-analysis of event outcome in "
                "the framework "
                "of the generalized linear mixed model with applications in sparse data. "
                "Stat Med 2010;29:3046–67."
            ),
        ),
        Reference(
            key="tipton2015",
            full=(
                "Tipton E. Small sample adjustments for robust variance estimation with meta-regression. "
                "Psychol Methods 2015;20:375–93."
            ),
        ),
        Reference(
            key="veroniki2016",
            full=(
                "Veroniki AA, Jackson D, Viechtbauer W, et al. Methods to estimate the between-study "
                "variance "
                "and its uncertainty in meta-analysis. Res Synth Methods 2016;7:55–79."
            ),
        ),
        Reference(
            key="veroniki2019",
            full=(
                "Veroniki AA, Jackson D, Bender R, et al. Methods to calculate uncertainty in the estimated "
                "overall effect size from a random-effects meta-analysis. Res Synth Methods 2019;10:23–43."
            ),
        ),
        Reference(
            key="viechtbauer2005",
            full=(
                "Viechtbauer W. Bias and efficiency of meta-analytic variance estimators in the "
                "random-effects "
                "model. J Educ Behav Stat 2005;30:261–93."
            ),
        ),
        Reference(
            key="viechtbauer2007",
            full=(
                "Viechtbauer W. Confidence intervals for the amount of heterogeneity in meta-analysis. "
                "Stat Med 2007;26:37–52."
            ),
        ),
        Reference(
            key="viechtbauer2010",
            full=(
                "Viechtbauer W. Conducting meta-analyses in R with the metafor package. "
                "J Stat Softw 2010;36(3):1–48."
            ),
        ),
        Reference(
            key="viechtbauercheung2010",
            full=(
                "Viechtbauer W, Cheung MWL. Outlier and influence diagnostics for meta-analysis. Res "
                "Synth Methods 2010;1:112–25."
            ),
        ),
        Reference(
            key="wilson1927",
            full=(
                "Wilson EB. Probable inference, the law of succession, and statistical inference. "
                "J Am Stat Assoc 1927;22:209–12."
            ),
        ),
    )
}


def cite(*keys: str) -> Inline:
    """Return ``[1, 2]``: the numbers of references, each a link to its entry in the list.

    The numbers are those of the document that the words stand in, in the order of first mention.

    Examples
    --------
    >>> [span.target for span in cite("stijnen2010", "kuss2015") if span.kind == "reference"]
    ['ref-stijnen2010', 'ref-kuss2015']

    """
    parts: list[str | Span] = ["["]
    for key in keys:
        parts += [refer(f"{_PREFIX}{REFERENCES[key].key}"), ", "]
    return words(*parts[:-1], "]")


def cited(spans: Iterable[Span]) -> Citations:
    """Return the list of what `spans` cite, in the order of first mention."""
    keys = dict.fromkeys(
        span.target.removeprefix(_PREFIX)
        for span in spans
        if span.kind == "reference" and span.target.startswith(_PREFIX)
    )
    return Citations(tuple(Citation(f"{_PREFIX}{key}", words(REFERENCES[key].full)) for key in keys))
