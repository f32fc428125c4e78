"""What reviewers filled in: the form, its cells as values, the checks, the audit, and the `Dataset`."""
