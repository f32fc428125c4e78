"""The files of an empty workspace, as ``review init`` writes them."""

from __future__ import annotations

import json
from pathlib import Path

from review.files.placing import put_into_place
from review.problems import UnreadableFile

_PROTOCOL = """\
# The protocol of this review. Every text here is printed in the report.
title = {title}
question = "In which patients, with which treatment, what is the objective response rate?"

eligibility = [
  # "Patients with …",
  # "Treated with …",
]

# How the evidence was found, in your own sentences.
search = []

# [[sources]]
# name = "PubMed"
# kind = "database"            # database, register, website, organisation, citation
# searched = "2026-01-31"
# records = 120

reviewers = []

# Reasons to exclude a report, in the order in which they apply.
exclusion_reasons = [
  "wrong population",
  "wrong intervention",
  "wrong publication type",
  "no results",
]

# Sentences that must stand on the first page.
statements = []

# How certainty is rated; declare it before the rates are known.
# [certainty]
# declared = "before"            # before the rates were known, or after
# decide_at = 0.2                # the rate at which one would decide otherwise
# interval_width = [0.2, 0.4]    # widths that lower by one, and by two

# What only the authors can say; printed as written, and open in the report until then.
[authors]
registration = ""
protocol = ""
support = ""
competing_interests = ""

[screening]
criteria_version = "1"           # change it with the criteria: decisions keep theirs
# keywords = ["sarcoma"]         # marked in titles and abstracts

[extraction]
form = "single_arm_response"
status = "One extraction pass, not adjudicated."
"""

_ANALYSIS = """\
# One question to be pooled. The name of this file is the name of the analysis.
title = "Objective response rate"
question = "What share of the patients responds?"
planned = "after"                # fixed before the data were seen, or after: before, after
outcome = "ORR"                  # ORR, CRR, DCR
denominator = "evaluable"        # evaluable, treated, enrolled

[cohorts]
min_n = 1

[cohorts.where]                  # any field of the form; a cohort enters where all of them fit
# histology = ["ASPS"]
# combination_class = ["monotherapy"]

[cohorts.leave_out]              # cohort_id = "the reason, which is printed"

[responses]
timepoint = "best"

[model]
model = "glmm"                   # see: review pool --help
level = 0.95

[subgroups]
# by = "combination_class"

# [[sensitivity]]
# name = "enrolled"
# label = "Of the enrolled patients"
# denominator = "enrolled"
"""

_REPORTS = """\
What came out: one folder per analysis, written by `review run`. Nothing here is edited by hand.
"""

#: Folders that start empty, and what goes into them.
FOLDERS = {
    "extraction_forms/search": "search exports as they came",
    "extraction_forms/screening": "one workbook per reviewer and stage",
    "extraction_forms/extraction": "one workbook per extractor, then consensus.xlsx",
}


def write_new_workspace(root: Path, title: str) -> list[tuple[str, str]]:
    """Write an empty workspace and return (path, purpose) of what was made.

    Raises
    ------
    UnreadableFile
        Where a workspace already stands there: nothing is overwritten.
    """
    if (root / "review.toml").exists():
        raise UnreadableFile(f"{root}: already holds a review.toml; nothing was changed")
    if root.exists() and not root.is_dir():
        raise UnreadableFile(f"{root}: is a file, not a folder")
    name = title or root.resolve().name
    files = {
        "review.toml": (_PROTOCOL.format(title=json.dumps(name, ensure_ascii=False)), "the protocol"),
        "analyses/response.toml": (_ANALYSIS, "what is to be pooled"),
        "reports/README.md": (_REPORTS, "what comes out"),
    }
    made = []
    for path, (content, purpose) in files.items():
        if not (root / path).exists():
            put_into_place(root / path, content.encode())
        made.append((path, purpose))
    for folder, purpose in FOLDERS.items():
        (root / folder).mkdir(parents=True, exist_ok=True)
        (root / folder / ".gitkeep").touch()
        made.append((f"{folder}/", purpose))
    return made
