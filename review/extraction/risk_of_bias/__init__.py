"""Risk of bias: tools as data, judgements from workbooks, and what the extraction says against them."""
