"""Whether reported percentages and intervals can come from the reported counts."""
