"""What the report says, as blocks: words and tables, before anything is put on paper."""
