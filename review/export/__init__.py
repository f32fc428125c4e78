"""An analysis for another tool: the same cohorts, and the same question in that tool's own words.

To add a tool, write a module with a function from `Results` to text and add it to `EXPORTS` in
`review/workflow/exporting.py`.
"""
