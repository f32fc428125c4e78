"""Every rule of the checks, by its code.

To add a rule, add it to the dict literal of the module that it belongs to (a new subject gets a module and
a line here) and give it a section in docs/rules.md; a test insists on the section.
"""

from __future__ import annotations

from collections.abc import Mapping

from review.extraction.filled import SHEET_RULES
from review.extraction.flat import FLAT_RULES
from review.extraction.form import FORM_RULES
from review.extraction.reading import READING_RULES
from review.extraction.rule import Rule
from review.extraction.rules.denominators import DENOMINATOR_RULES
from review.extraction.rules.identities import IDENTITY_RULES
from review.extraction.rules.intervals import INTERVAL_RULES
from review.extraction.rules.parts import PART_RULES
from review.extraction.rules.patients import PATIENT_RULES
from review.extraction.rules.percentages import PERCENT_RULES
from review.extraction.rules.responses import RESPONSE_RULES
from review.extraction.rules.safety import SAFETY_RULES
from review.extraction.rules.sums import SUM_RULES
from review.extraction.rules.times import TIME_RULES
from review.extraction.settling import SETTLING_RULES

RULES: Mapping[str, Rule] = {
    rule.code: rule
    for rules in (
        FORM_RULES,
        SHEET_RULES,
        READING_RULES,
        IDENTITY_RULES,
        DENOMINATOR_RULES,
        SUM_RULES,
        PERCENT_RULES,
        INTERVAL_RULES,
        PART_RULES,
        RESPONSE_RULES,
        TIME_RULES,
        PATIENT_RULES,
        SAFETY_RULES,
        SETTLING_RULES,
        FLAT_RULES,
    )
    for rule in rules.values()
}
